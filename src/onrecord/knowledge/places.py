"""Places: a memory-mapped gazetteer, looked up by folded name.

In: a name as written. Out: Candidates with coordinates, country, class and GeoNames id, the most populous first. The
table is built by `tools/build_gazetteer.py` from GeoNames data (CC BY 4.0); opening it reads nothing but its head.

Layout, little-endian: magic, u32 length of the head, the head as JSON (version, countries, admins, and for each
section offset, length and type), then the sections: columns of the places (`ids`, `lats` and `lons` in 1e-5 degrees,
`populations`, `admins`, `countries`, `classes`), the sorted folded names as one blob with `name_starts`, and for each
name its `postings` (place number times two, plus one where it is the place's main name).
"""

from __future__ import annotations

import json
import mmap
import struct
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from onrecord.errors import KnowledgeError
from onrecord.knowledge.tables import Knowledge

MAGIC = b"ORGZ"
VERSION = 1
#: Feature classes; a place's class is an index into this list, so that new ones go to the end.
CLASSES = ("country", "state", "county", "district", "capital", "town", "region", "water", "mountain", "island", "site")


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A place that a name may mean.

    Attributes:
        number: Its number in the table.
        geonames_id: GeoNames id, or None for the few features that were added by hand.
        lat, lon: Degrees WGS84.
        country: ISO 3166-1 alpha-3, or None where it belongs to no country (*Black Sea*).
        admin1: First-order division as GeoNames codes it (`US.TX`), or empty.
        population: People; of a division those of its towns.
        kind: One of CLASSES.
        main: Whether the name is its main name and not another one.
    """

    number: int
    geonames_id: int | None
    lat: float
    lon: float
    country: str | None
    admin1: str
    population: int
    kind: str
    main: bool


_MARKS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_FLAT = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "_": " ", "-": " "}


_SHORT = {"st.": "saint", "st": "saint", "ste.": "sainte", "mt.": "mount", "ft.": "fort"}
_MOST_SEEN = 50_000
#: A place of such a class, or of so many people, is meant although its name is also the adjective of a country.
_GREAT = frozenset({"country", "capital", "region"})
_KNOWN_TOWN = 300_000


def fold_name(name: str) -> str:
    """A name without case, accents, hyphens and superfluous blanks; *St.* and *Saint* are one."""
    flat = name.lower()
    if not flat.isascii():
        flat = "".join(_FLAT.get(c, c) for c in flat)
        # some letters show their case only once they are taken apart
        apart = "".join(c for c in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(c)).lower()
        flat = "".join(_MARKS.get(c, _FLAT.get(c, c)) for c in apart)
    flat = flat.replace("-", " ").replace("_", " ").replace("`", "'")
    return " ".join([_SHORT.get(word, word) for word in flat.split()])


class Gazetteer:
    """An opened table."""

    def __init__(self, data: memoryview | bytes, where: str):
        """Open a table held in memory or mapped.

        Raises:
            KnowledgeError: It is no gazetteer table, of another layout, or cut short.
        """
        view = memoryview(data)
        if bytes(view[:4]) != MAGIC:
            raise KnowledgeError("this is no gazetteer table", where=where, remedy="Reinstall onrecord")
        try:
            self._open(view, where)
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise KnowledgeError(
                f"the gazetteer table is damaged ({error})", where=where, remedy="Reinstall onrecord"
            ) from error
        self._seen: dict[str, tuple[Candidate, ...]] = {}

    def _open(self, view: memoryview, where: str) -> None:
        (length,) = struct.unpack("<I", view[4:8])
        head: dict[str, Any] = json.loads(bytes(view[8 : 8 + length]))
        if head["version"] != VERSION:
            raise KnowledgeError(
                f"the gazetteer has layout {head['version']}, not {VERSION}", where=where, remedy="Reinstall onrecord"
            )
        self._countries: list[str] = head["countries"]
        self._admins: list[str] = head["admins"]
        base = 8 + length
        import numpy as np

        codes = {"i": "<i4", "I": "<u4", "H": "<u2", "B": "u1"}

        def column(key: str) -> Any:
            offset, size, code = head["sections"][key]
            return np.frombuffer(view, dtype=codes[code], count=size, offset=base + offset)

        self._ids, self._lats, self._lons = column("ids"), column("lats"), column("lons")
        self._populations, self._admin_of = column("populations"), column("admins")
        self._country_of, self._class_of = column("countries"), column("classes")
        self._name_starts, self._posting_starts = column("name_starts"), column("posting_starts")
        self._postings = column("postings")
        offset, size, _ = head["sections"]["names"]
        self._names = view[base + offset : base + offset + size]
        if len(self._names) != size:
            raise ValueError("cut short")

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, name: str) -> tuple[Candidate, ...]:
        """The places of a name, the most populous first; empty where there is none."""
        known = self._seen.get(name)
        if known is None:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            known = self._seen[name] = self._look_up(fold_name(name))
        return known

    def _look_up(self, folded: str) -> tuple[Candidate, ...]:
        wanted = folded.encode()
        low, high = 0, len(self._name_starts) - 1
        starts, names = self._name_starts, self._names
        while low < high:
            middle = (low + high) // 2
            here = bytes(names[int(starts[middle]) : int(starts[middle + 1])])
            if here < wanted:
                low = middle + 1
            else:
                high = middle
        if low >= len(starts) - 1 or bytes(names[int(starts[low]) : int(starts[low + 1])]) != wanted:
            return ()
        first, last = int(self._posting_starts[low]), int(self._posting_starts[low + 1])
        return tuple(self.candidate(int(p) >> 1, bool(int(p) & 1)) for p in self._postings[first:last])

    def candidate(self, number: int, main: bool = True) -> Candidate:
        """The place of a number."""
        id_ = int(self._ids[number])
        return Candidate(
            number=number,
            geonames_id=id_ if id_ > 0 else None,
            lat=int(self._lats[number]) / 1e5,
            lon=int(self._lons[number]) / 1e5,
            country=self._countries[int(self._country_of[number])] or None,
            admin1=self._admins[int(self._admin_of[number])],
            population=int(self._populations[number]),
            kind=CLASSES[int(self._class_of[number])],
            main=main,
        )

    @cached_property
    def _by_country(self) -> dict[str, int]:
        import numpy as np

        found = np.nonzero(self._class_of == CLASSES.index("country"))[0]
        return {self._countries[int(self._country_of[n])]: int(n) for n in found}

    def country(self, code: str) -> Candidate | None:
        """The country of an alpha-3 code, or None."""
        number = self._by_country.get(code)
        return None if number is None else self.candidate(number)

    @cached_property
    def _number_of(self) -> dict[int, int]:
        return {int(id_): number for number, id_ in enumerate(self._ids)}

    def by_id(self, geonames_id: int) -> Candidate | None:
        """The place of a GeoNames id, or None."""
        number = self._number_of.get(geonames_id)
        return None if number is None else self.candidate(number)


class PlaceNames:
    """The gazetteer with abbreviations, and the words for countries' people (*Russian*, *Georgians*)."""

    def __init__(self, table: Gazetteer, aliases: dict[str, Any], forms: dict[str, list[Any]], refs: list[Any]):
        self.table = table
        self._aliases: dict[str, dict[str, str]] = aliases["aliases"]
        self._after_town: dict[str, dict[str, str]] = aliases["after_town"]
        self._forms, self._refs = forms, refs

    def find(self, name: str) -> tuple[Candidate, ...]:
        """The places that a name may mean. An abbreviation has exactly one; a word such as *America* has others too."""
        alias = self._aliases.get(name)
        if alias is None and len(name) > 4 and name.isupper():
            alias = self._aliases.get(name.title())
        if alias is None:
            return () if name.isupper() and len(name) < 4 else self.table.find(name)
        meant = self._meant(alias)
        if "." in name or (name.isupper() and len(name) < 5):
            return meant
        return meant + tuple(c for c in self.table.find(name) if all(c.number != m.number for m in meant))

    def after_town(self, name: str) -> tuple[Candidate, ...]:
        """The divisions and countries that may stand behind a town and a comma (*Paris, TX*)."""
        alias = self._after_town.get(name)
        found = self._meant(alias) if alias else self.find(name)
        return tuple(c for c in found if c.kind in {"country", "state", "county", "capital", "region"})

    def _meant(self, alias: dict[str, str]) -> tuple[Candidate, ...]:
        found = [c for c in self.table.find(alias["name"]) if c.country == alias["country"]]
        right = [c for c in found if c.kind == alias["class"]] or found
        return tuple(right[:1]) or tuple(c for c in (self.table.country(alias["country"]),) if c)

    def meant_as_people(self, word: str) -> Candidate | None:
        """The country of a word that means its people rather than a place of that name (*Canadian* is also a town)."""
        found = self.people(word)
        if found is None:
            return None
        places = self.find(word)
        return found if all(c.kind not in _GREAT and c.population < _KNOWN_TOWN for c in places) else None

    def people(self, word: str) -> Candidate | None:
        """The country of a demonym or a people, or None."""
        for _, kind, ref, *_ in self._forms.get(word.lower(), ()):
            if kind in {"demonym", "people"}:
                code = self._refs[ref][2]
                return self.table.country(code) if code else None
        return None


def place_names(knowledge: Knowledge) -> PlaceNames:
    """Place names with abbreviations and demonyms, made on first use."""
    return knowledge.made("places/names", _names)


def _names(knowledge: Knowledge) -> PlaceNames:
    index = knowledge.table("actors/index")
    return PlaceNames(gazetteer(knowledge), knowledge.table("places/aliases"), index["forms"], index["refs"])


def gazetteer(knowledge: Knowledge) -> Gazetteer:
    """The gazetteer that ships with the package, mapped on first use.

    Raises:
        KnowledgeError: The table is missing or of another layout.
    """
    return knowledge.made("places/gazetteer", _open)


def _open(knowledge: Knowledge) -> Gazetteer:
    file = knowledge.file("places/gazetteer.bin")
    try:
        if isinstance(file, Path):
            with file.open("rb") as handle:
                return Gazetteer(memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)), str(file))
        return Gazetteer(file.read_bytes(), str(file))
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        raise KnowledgeError(
            f"the gazetteer cannot be read ({error})", where="places/gazetteer.bin", remedy="Reinstall onrecord"
        ) from error
