"""Claims as rows of event data: a PLOVER table as POLECAT lays it out, a CAMEO table with GDELT's names of columns.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: CSV, of claims that have the code; claims without
it are no events of that ontology and stay away (`coded` counts them). Conventions of the two manuals:

- PLOVER keeps several actors in one row, parted by "; "; CAMEO has one actor and one recipient a row, so that a claim
  with more becomes a row for each pair, and a meeting of equals a row for each direction.
- Sectors have PLOVER's codes in the one and CAMEO's role codes in the other, where MED is the press and HLH is health.
- Codes follow type, status and polarity of the claim: cooperation or a meeting still to come is AGREE (03).

Event data knows neither status nor certainty nor who said it, so these stand in columns of our own behind the others:
a row is a claim, not a fact. What GDELT counts in its own stream (tone, mentions, sources) is not made up, nor is the
Goldstein scale, which says nothing of a claim that is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.exports.claims_csv import countries, name, names, of
from onrecord.exports.sheet import Cell, Column, Row, sheet

#: PLOVER sectors that CAMEO writes otherwise, or has not (None).
CAMEO_ROLES: dict[str, str | None] = {
    "JRN": "MED",
    "MED": "HLH",
    "PRM": None,
    "PTY": None,
    "REL": None,
    "SOC": None,
    "UNK": None,
    "PRE": None,
}
#: CAMEO's code for hosting a visit.
HOSTS = "043"
#: Types of claims whose several actors act with each other.
TOGETHER = frozenset({"AGREE", "CONSULT", "COOPERATE", "EXERCISE"})
#: First CAMEO root of each quad class of GDELT, from the highest: material and verbal conflict and cooperation.
_QUADS = ((14, 4), (10, 3), (6, 2), (1, 1))


def _roles(actors: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(actor["role"] for actor in actors if actor.get("role")))


def _first_role(actors: Iterable[Row]) -> str | None:
    return next(iter(_roles(actors)), None)


def _titles(actors: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(actor["office"] for actor in actors if actor.get("office")))


def cameo_role(actor: Row) -> str:
    """The CAMEO role code of an actor; empty where it has none."""
    role = actor.get("role") or ""
    return CAMEO_ROLES.get(role, role) or ""


def _code(actor: Row | None) -> str:
    """Country and role behind each other, as CAMEO writes an actor (RUSGOV)."""
    return "" if actor is None else (actor.get("country") or "") + cameo_role(actor)


def _day(row: Row) -> Any:
    """The first day of the happening, else nothing: the day of publication stands in its own column."""
    return of(row["time"], "from")


def _digits(day: str | None, n: int = 8) -> str:
    return (day or "").replace("-", "")[:n]


def _fraction(day: str | None) -> str:
    """The day as GDELT counts it in parts of a year: (month × 30 + day) / 365."""
    if not day:
        return ""
    year, month, number = (int(part) for part in day.split("-"))
    return f"{year + min(0.9999, (month * 30 + number) / 365):.4f}"


def quad_class(code: str) -> int:
    """GDELT's quad class of a CAMEO code: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict."""
    return next(quad for root, quad in _QUADS if int(code[:2]) >= root)


def _own(means: str, make: Cell) -> Column:
    return Column("text", means, make)


#: What event data leaves out, behind the columns of both tables.
OWN: dict[str, Column] = {
    "Polarity": _own("`-`: told not to happen", lambda r: r["polarity"]),
    "Status": _own("how far it got", lambda r: r["status"]),
    "Outcome": _own("how it ended short of its end", lambda r: r["outcome"]),
    "Certainty": _own("how sure the nearest source is (FactBank label)", lambda r: r["certainty"]),
    "Author Certainty": _own("how sure the report itself is", lambda r: r["author_certainty"]),
    "Said By": _own("the nearest speaker", lambda r: name(r["source"])),
    "Stance": _own("how that source stands to it", lambda r: r["stance"]),
    "Sentence": _own("the evidence", lambda r: r["quote"]),
    "Decision": _own("what a person decided", lambda r: r["decision"]),
    "TLP": _own("TLP 2.0 marking of the report", lambda r: r["tlp"]),
}
PLOVER: dict[str, Column] = {
    "Event ID": _own("the claim's key", lambda r: r["key"]),
    "Event Date": _own("first day of the happening; empty where it is unknown", _day),
    "Event Type": _own("PLOVER type", lambda r: r["plover"]),
    "Event Mode": _own("mode, where the claim has one", lambda r: r["mode"]),
    "Actor Name": _own("who, with the country", lambda r: names(r["actors"])),
    "Actor Country": _own("their countries, alpha-3", lambda r: countries(r["actors"])),
    "Primary Actor Sector": _own("PLOVER sector of the first that has one", lambda r: _first_role(r["actors"])),
    "Actor Sectors": _own("all their sectors", lambda r: _roles(r["actors"])),
    "Actor Title": _own("offices they hold", lambda r: _titles(r["actors"])),
    "Recipient Name": _own("to or against whom", lambda r: names(r["recipients"])),
    "Recipient Country": _own("their countries, alpha-3", lambda r: countries(r["recipients"])),
    "Primary Recipient Sector": _own("PLOVER sector of the first that has one", lambda r: _first_role(r["recipients"])),
    "Recipient Sectors": _own("all their sectors", lambda r: _roles(r["recipients"])),
    "Recipient Title": _own("offices they hold", lambda r: _titles(r["recipients"])),
    "Placename": _own("where it happens", lambda r: of(r["place"], "name")),
    "Country": _own("country of that place, alpha-3", lambda r: of(r["place"], "country")),
    "Latitude": _own("degrees north (WGS84)", lambda r: of(r["place"], "lat")),
    "Longitude": _own("degrees east (WGS84)", lambda r: of(r["place"], "lon")),
    "GeoNames ID": _own("the place in GeoNames", lambda r: of(r["place"], "geonames_id")),
    "Headline": _own("title of the report", lambda r: r["title"]),
    "Publication Date": _own("day of publication", lambda r: r["published"]),
    "Source": _own("outlet of the report", lambda r: r["publisher"]),
    "Story ID": _own("the report", lambda r: r["report"]),
    "URL": _own("address of the report", lambda r: r["url"]),
    **OWN,
}
#: Rows of this table are pairs: a claim row with `id`, `actor` and `recipient` (`pairs`).
CAMEO: dict[str, Column] = {
    "GLOBALEVENTID": _own("the claim's key, with `-2` and so on for its further rows", lambda r: r["id"]),
    "SQLDATE": _own("first day of the happening, as 20240513; empty where it is unknown", lambda r: _digits(_day(r))),
    "MonthYear": _own("its month, as 202405", lambda r: _digits(_day(r), 6)),
    "Year": _own("its year", lambda r: _digits(_day(r), 4)),
    "FractionDate": _own("its day in parts of a year, as GDELT counts", lambda r: _fraction(_day(r))),
    "Actor1Code": _own("country and CAMEO role of the actor (RUSGOV)", lambda r: _code(r["actor"])),
    "Actor1Name": _own("the actor", lambda r: name(r["actor"])),
    "Actor1CountryCode": _own("its country, alpha-3", lambda r: of(r["actor"], "country")),
    "Actor1Type1Code": _own("its CAMEO role", lambda r: r["actor"] and cameo_role(r["actor"])),
    "Actor2Code": _own("country and CAMEO role of the recipient", lambda r: _code(r["recipient"])),
    "Actor2Name": _own("the recipient", lambda r: name(r["recipient"])),
    "Actor2CountryCode": _own("its country, alpha-3", lambda r: of(r["recipient"], "country")),
    "Actor2Type1Code": _own("its CAMEO role", lambda r: r["recipient"] and cameo_role(r["recipient"])),
    "EventCode": _own("CAMEO code", lambda r: r["cameo"]),
    "EventBaseCode": _own("its second level", lambda r: r["cameo"][:3]),
    "EventRootCode": _own("its root", lambda r: r["cameo"][:2]),
    "QuadClass": _own(
        "1 verbal, 2 material cooperation, 3 verbal, 4 material conflict", lambda r: quad_class(r["cameo"])
    ),
    "ActionGeo_FullName": _own("where it happens", lambda r: of(r["place"], "name")),
    "ActionGeo_CountryCode": _own(
        "country of that place, alpha-3 (GDELT has FIPS)", lambda r: of(r["place"], "country")
    ),
    "ActionGeo_Lat": _own("degrees north (WGS84)", lambda r: of(r["place"], "lat")),
    "ActionGeo_Long": _own("degrees east (WGS84)", lambda r: of(r["place"], "lon")),
    "DATEADDED": _own("day of publication, as 20240514", lambda r: _digits(r["published"])),
    "SOURCEURL": _own("address of the report", lambda r: r["url"]),
    **OWN,
    "Claim": _own("the claim's key", lambda r: r["key"]),
}


def coded(rows: Iterable[Row], code: str) -> Iterator[Row]:
    """The rows that have a code; `code` is `plover` or `cameo`."""
    return (row for row in rows if row[code])


def pairs(row: Row) -> Iterator[Row]:
    """A claim as CAMEO has it: one row an actor and recipient, each with its `id`.

    Several actors of a thing done together, without a recipient, are told towards each other. Who visits is the actor
    of a claim, as PLOVER wants it; in CAMEO's *host a visit* the host is.
    """
    actors, recipients = list(row["actors"]), list(row["recipients"])
    if row["cameo"] == HOSTS:
        actors, recipients = recipients, actors
    if not recipients and len(actors) > 1 and row["type"] in TOGETHER:
        told = [(one, other) for one in actors for other in actors if one is not other]
    else:
        told = [(one, other) for one in actors or [None] for other in recipients or [None]]
    for n, (actor, recipient) in enumerate(told, 1):
        yield {**row, "actor": actor, "recipient": recipient, "id": row["key"] if n == 1 else f"{row['key']}-{n}"}


def plover(rows: Iterable[Row]) -> Iterator[str]:
    """The PLOVER table, line by line."""
    return sheet(coded(rows, "plover"), PLOVER)


def cameo(rows: Iterable[Row]) -> Iterator[str]:
    """The CAMEO table, line by line."""
    return sheet((pair for row in coded(rows, "cameo") for pair in pairs(row)), CAMEO)
