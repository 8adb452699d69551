"""A user's own list of actors: read from CSV or FollowTheMoney JSON lines, kept in one file, merged into look-ups.

In: files as users have them. Out: a kept list, JSON of rows by folded name, so that a hundred thousand entries open in
well under a second. An entry with a known id replaces the older one. What cannot be used is counted with its reason;
nothing is dropped silently. A user's entry goes before the shipped ones of the same name; it holds on every date
unless it says otherwise. See FollowTheMoney's schema for property names and OpenSanctions' topics for roles.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import KnowledgeError
from onrecord.knowledge.folding import key

FORMAT = "onrecord.actors/1"
#: PLOVER's sectors, and IGO and NGO.
ROLES = frozenset(
    (
        *("GOV", "MIL", "SPY", "COP", "JUD", "LEG", "PRM", "PTY", "REB", "OPP", "UAF", "UNK", "BUS", "CRM", "CVL"),
        *("EDU", "ELI", "JRN", "LAB", "MED", "REF", "REL", "SOC", "AGR", "IGO", "NGO"),
    )
)
#: FollowTheMoney schemata that are actors, and the sector of a body where no topic tells more.
_SCHEMATA = {
    "Person": "person", "Organization": "organisation", "Company": "company", "LegalEntity": "organisation",
    "PublicBody": "public_body", "Asset": "company",
}  # fmt: skip
_SCHEMA_ROLE = {"Company": "BUS", "PublicBody": "GOV"}
#: OpenSanctions topics and their sector, the first that fits.
_TOPIC_ROLE = {
    "gov.igo": "IGO", "gov.soe": "BUS", "gov": "GOV", "mil": "MIL", "crime.terror": "REB", "pol.party": "PTY",
    "pol.union": "LAB",
    "rol.media": "JRN", "role.journo": "JRN", "role.judge": "JUD", "role.diplo": "GOV", "role.spy": "SPY",
    "role.rel": "REL",
    "role.act": "SOC", "crime": "CRM", "fin.bank": "BUS", "fin": "BUS", "corp.public": "BUS", "corp": "BUS",
}  # fmt: skip
#: Columns of a CSV file; only `name` must be there.
COLUMNS = ("name", "aliases", "country", "role", "kind", "office", "id", "from", "to")


@dataclass(frozen=True, kw_only=True)
class UserEntry:
    """One actor of a user's list; `country` alpha-3, `role` a sector, dates ISO, None where not told."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    role: str | None = None
    kind: str = "organisation"
    office: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass
class Account:
    """What became of the rows of the files that were added."""

    added: int = 0
    replaced: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def entries_of(path: Path, countries: Mapping[str, str], account: Account) -> Iterator[UserEntry]:
    """The entries of a CSV file, or of a file of FollowTheMoney JSON lines.

    Args:
        path: The file; `.csv` and `.tsv` are tables, all else JSON lines.
        countries: Alpha-3 code by folded name, alpha-2 and alpha-3 code (`ActorTable.codes`).
        account: Where rows that are left out are counted.

    Raises:
        KnowledgeError: The file cannot be read or has not that form.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if path.suffix.lower() in (".csv", ".tsv"):
                yield from _from_table(lines, path, countries, account)
            else:
                yield from _from_json(lines, path, countries, account)
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"the list cannot be read ({error})", where=str(path), remedy="Give a UTF-8 file of CSV or JSON lines"
        ) from error


def _from_table(
    lines: Iterable[str], path: Path, countries: Mapping[str, str], account: Account
) -> Iterator[UserEntry]:
    rows = csv.DictReader(lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    names = [name.strip().lower() for name in rows.fieldnames or ()]
    if "name" not in names:
        raise KnowledgeError(
            "there is no column `name`",
            where=str(path),
            remedy=f"Name the columns in the first line: {', '.join(COLUMNS)}",
        )
    for raw in rows:
        row = {
            str(k).strip().lower(): (v or "").strip() for k, v in raw.items() if k is not None and isinstance(v, str)
        }
        name = row.get("name", "")
        aliases = tuple(a.strip() for a in row.get("aliases", "").replace("|", ";").split(";") if a.strip())
        role = row.get("role", "").upper() or None
        if role is not None and role not in ROLES:
            account.left_out[f"unknown role {role}"] += 1
            continue
        country = None
        if row.get("country"):
            country = countries.get(key(row["country"]))
            if country is None:
                account.left_out[f"unknown country {row['country']}"] += 1
                continue
        if not key(name):
            account.left_out["no name"] += 1
            continue
        yield UserEntry(
            id=row.get("id") or _id_of(name, country),
            name=name,
            aliases=aliases,
            country=country,
            role=role,
            kind=row.get("kind", "").lower() or "organisation",
            office=row.get("office") or None,
            valid_from=row.get("from") or None,
            valid_to=row.get("to") or None,
        )


def _from_json(lines: Iterable[str], path: Path, countries: Mapping[str, str], account: Account) -> Iterator[UserEntry]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            properties = data.get("properties") or {}
            schema = data["schema"]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise KnowledgeError(
                f"line {number} is no FollowTheMoney entity ({error})", where=str(path),
                remedy="Give one object a line with id, schema and properties, or a CSV file",
            ) from error  # fmt: skip
        if schema not in _SCHEMATA:
            account.left_out[f"schema {schema} is no actor"] += 1
            continue
        names = [str(n) for part in ("name", "alias") for n in properties.get(part) or ()]
        caption = data.get("caption")
        name = str(caption) if caption else (names[0] if names else "")
        if not key(name):
            account.left_out["no name in Latin letters"] += 1
            continue
        told = (properties.get(part) or () for part in ("country", "nationality", "jurisdiction", "mainCountry"))
        codes = [countries[key(str(c))] for part in told for c in part if key(str(c)) in countries]
        topics = [str(t) for t in properties.get("topics") or ()]
        role = next((r for t, r in _TOPIC_ROLE.items() if t in topics), _SCHEMA_ROLE.get(schema))
        yield UserEntry(
            id=str(data.get("id") or _id_of(name, codes[0] if codes else None)),
            name=name,
            aliases=tuple(n for n in dict.fromkeys(names) if n != name and key(n)),
            country=codes[0] if codes else None,
            role=None if role == "IGO" and schema == "Person" else role,
            kind=_SCHEMATA[schema],
            office=next((str(p) for p in properties.get("position") or ()), None),
        )


def _id_of(name: str, country: str | None) -> str:
    return "user-" + hashlib.sha256(f"{key(name)}|{country or ''}".encode()).hexdigest()[:12]


def open_list(path: Path) -> dict[str, Any]:
    """The kept list of a file; an empty one where there is no file.

    Raises:
        KnowledgeError: The file is no list of this program.
    """
    if not path.exists():
        return {"format": FORMAT, "entries": {}, "names": {}}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(
            f"this is no kept list of actors ({error})", where=str(path), remedy="Name another file with --knowledge"
        ) from error
    return dict(data)


def merge(kept: dict[str, Any], entries: Iterable[UserEntry], account: Account) -> None:
    """Put entries into a kept list, in place; one with a known id replaces the older one."""
    rows: dict[str, list[Any]] = kept["entries"]
    for entry in entries:
        account.replaced += entry.id in rows
        account.added += entry.id not in rows
        rows[entry.id] = [
            entry.name, list(entry.aliases), entry.country, entry.role, entry.kind, entry.office,
            entry.valid_from, entry.valid_to,
        ]  # fmt: skip
    names: dict[str, list[list[str]]] = {}
    for id_, row in rows.items():
        for form in (row[0], *row[1]):
            folded = key(form)
            # A single word is a name only where it looks like one: short ones meet too much.
            if folded and (" " in folded or (len(folded) > 3 and row[4] != "person") or form.isupper()):
                names.setdefault(folded, []).append([id_, form])
    kept["names"] = names


def save(kept: Mapping[str, Any], path: Path) -> None:
    """Write a kept list, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")
        draft.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise KnowledgeError(f"the list cannot be written ({error})", where=str(path)) from error
