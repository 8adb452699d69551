"""Claims as rows of event data: a PLOVER table as POLECAT lays it out, a CAMEO table with GDELT's names of columns.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: CSV, one row a claim that has the code; claims
without it are no events of that ontology and stay away (`coded` counts them). Event data knows neither status nor
certainty nor who said it, so these stand in columns of our own behind the others: a row is a claim, not a fact. What
GDELT computes from its whole stream (tone, mentions, Goldstein scale, quad class) is not made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.exports.claims_csv import Cell, Row, countries, name, names, of, sheet


def _roles(actors: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(actor["role"] for actor in actors if actor.get("role")))


def _codes(actors: Iterable[Row]) -> list[str]:
    """Country and role behind each other, as CAMEO writes an actor (RUSGOV)."""
    made = ((actor.get("country") or "") + (actor.get("role") or "") for actor in actors)
    return list(dict.fromkeys(code for code in made if code))


def _day(row: Row) -> Any:
    """The first day of the happening, else nothing: the day of publication stands in its own column."""
    return of(row["time"], "from")


def _digits(day: str | None) -> str:
    return (day or "").replace("-", "")


#: What event data leaves out, behind the columns of both tables.
OWN: dict[str, Cell] = {
    "Polarity": lambda r: r["polarity"],
    "Status": lambda r: r["status"],
    "Outcome": lambda r: r["outcome"],
    "Certainty": lambda r: r["certainty"],
    "Author Certainty": lambda r: r["author_certainty"],
    "Said By": lambda r: name(r["source"]),
    "Stance": lambda r: r["stance"],
    "Sentence": lambda r: r["quote"],
    "Decision": lambda r: r["decision"],
    "TLP": lambda r: r["tlp"],
}
PLOVER: dict[str, Cell] = {
    "Event ID": lambda r: r["key"],
    "Event Date": _day,
    "Event Type": lambda r: r["plover"],
    "Event Mode": lambda r: r["mode"],
    "Actor Name": lambda r: names(r["actors"]),
    "Actor Country": lambda r: countries(r["actors"]),
    "Actor Sectors": lambda r: _roles(r["actors"]),
    "Recipient Name": lambda r: names(r["recipients"]),
    "Recipient Country": lambda r: countries(r["recipients"]),
    "Recipient Sectors": lambda r: _roles(r["recipients"]),
    "Placename": lambda r: of(r["place"], "name"),
    "Country": lambda r: of(r["place"], "country"),
    "Latitude": lambda r: of(r["place"], "lat"),
    "Longitude": lambda r: of(r["place"], "lon"),
    "Geoname ID": lambda r: of(r["place"], "geonames_id"),
    "Headline": lambda r: r["title"],
    "Publication Date": lambda r: r["published"],
    "Publisher": lambda r: r["publisher"],
    "Story ID": lambda r: r["report"],
    "URL": lambda r: r["url"],
    **OWN,
}
CAMEO: dict[str, Cell] = {
    "GLOBALEVENTID": lambda r: r["key"],
    "SQLDATE": lambda r: _digits(_day(r)),
    "Actor1Code": lambda r: _codes(r["actors"]),
    "Actor1Name": lambda r: names(r["actors"]),
    "Actor1CountryCode": lambda r: countries(r["actors"]),
    "Actor1Type1Code": lambda r: _roles(r["actors"]),
    "Actor2Code": lambda r: _codes(r["recipients"]),
    "Actor2Name": lambda r: names(r["recipients"]),
    "Actor2CountryCode": lambda r: countries(r["recipients"]),
    "Actor2Type1Code": lambda r: _roles(r["recipients"]),
    "EventCode": lambda r: r["cameo"],
    "EventBaseCode": lambda r: r["cameo"][:3],
    "EventRootCode": lambda r: r["cameo"][:2],
    "ActionGeo_FullName": lambda r: of(r["place"], "name"),
    "ActionGeo_CountryCode": lambda r: of(r["place"], "country"),
    "ActionGeo_Lat": lambda r: of(r["place"], "lat"),
    "ActionGeo_Long": lambda r: of(r["place"], "lon"),
    "DATEADDED": lambda r: _digits(r["published"]),
    "SOURCEURL": lambda r: r["url"],
    **OWN,
}


def coded(rows: Iterable[Row], code: str) -> Iterator[Row]:
    """The rows that have a code; `code` is `plover` or `cameo`."""
    return (row for row in rows if row[code])


def plover(rows: Iterable[Row]) -> Iterator[str]:
    """The PLOVER table, line by line."""
    return sheet(coded(rows, "plover"), PLOVER)


def cameo(rows: Iterable[Row]) -> Iterator[str]:
    """The CAMEO table, line by line."""
    return sheet(coded(rows, "cameo"), CAMEO)
