"""Claims as a sheet: one row a claim, columns as `docs/reference/exports.md` explains them.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: CSV or Parquet (`exports.sheet`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.exports.sheet import Column, Row, parquet, sheet

#: Who, to whom, what and where: the columns that tables of claims and of events share.
TAKING_PART: dict[str, Column] = {
    "actors": Column("texts", "who: name and country", lambda r: names(r["actors"])),
    "actor_countries": Column(
        "texts", "their countries, ISO 3166 alpha-3, each once", lambda r: countries(r["actors"])
    ),
    "recipients": Column("texts", "to or against whom: name and country", lambda r: names(r["recipients"])),
    "recipient_countries": Column("texts", "their countries", lambda r: countries(r["recipients"])),
    "intermediaries": Column("texts", "by whose hands: name and country", lambda r: names(r["intermediaries"])),
    "items": Column("texts", "goods, by id of the item table", lambda r: [i["item"] for i in r["items"]]),
    "quantities": Column("texts", "amounts as the text has them", lambda r: quantities(r["items"])),
    "place": Column("text", "where it happens", lambda r: of(r["place"], "name")),
    "place_country": Column("text", "country of that place", lambda r: of(r["place"], "country")),
    "lat": Column("number", "degrees north (WGS84)", lambda r: of(r["place"], "lat")),
    "lon": Column("number", "degrees east (WGS84)", lambda r: of(r["place"], "lon")),
}
#: Column → its kind, what it means, and how its cell is made.
COLUMNS: dict[str, Column] = {
    "key": Column("text", "the claim's name everywhere", lambda r: r["key"]),
    "type": Column("text", "what is claimed to happen", lambda r: r["type"]),
    "mode": Column("text", "in which way", lambda r: r["mode"]),
    "plover": Column("text", "PLOVER type; empty where that ontology has none", lambda r: r["plover"]),
    "cameo": Column("text", "CAMEO code; empty where that ontology has none", lambda r: r["cameo"]),
    "status": Column(
        "text", "how far it got: a rung from `hypothetical` to `done`, or `failed`", lambda r: r["status"]
    ),
    "outcome": Column("text", "how it ended short of its end", lambda r: r["outcome"]),
    "polarity": Column("text", "`-`: told not to happen", lambda r: r["polarity"]),
    "certainty": Column("text", "how sure the nearest source is (FactBank label)", lambda r: r["certainty"]),
    "author_certainty": Column("text", "how sure the report itself is", lambda r: r["author_certainty"]),
    **TAKING_PART,
    "time": Column("text", "when it happens: TIMEX3 value", lambda r: of(r["time"], "value")),
    "time_mod": Column("text", "TIMEX3 modifier", lambda r: of(r["time"], "mod")),
    "from": Column("day", "first day of the happening", lambda r: of(r["time"], "from")),
    "to": Column("day", "last day of the happening", lambda r: of(r["time"], "to")),
    "source": Column(
        "text", "the nearest speaker; empty: nobody named, or the report itself", lambda r: name(r["source"])
    ),
    "stance": Column("text", "how that source stands to the claim", lambda r: r["stance"]),
    "depth": Column(
        "integer", "speakers between the report and the claim; 0: the report itself", lambda r: len(r["chain"])
    ),
    "sentence": Column("text", "the evidence: the sentence", lambda r: r["quote"]),
    "trigger": Column("text", "the evidence: the words that tell the happening", lambda r: r["trigger_quote"]),
    "sentence_start": Column(
        "integer", "where the sentence begins: code points of the report's text", lambda r: r["sentence"][0]
    ),
    "sentence_end": Column("integer", "where it ends, the end left out", lambda r: r["sentence"][1]),
    "trigger_start": Column("integer", "where the telling words begin", lambda r: r["trigger"][0]),
    "trigger_end": Column("integer", "where they end, the end left out", lambda r: r["trigger"][1]),
    "publisher": Column("text", "outlet of the report", lambda r: r["publisher"]),
    "published": Column("day", "day of publication", lambda r: r["published"]),
    "title": Column("text", "title of the report", lambda r: r["title"]),
    "url": Column("text", "address of the report", lambda r: r["url"]),
    "report": Column("text", "the report's id: the hash of its text", lambda r: r["report"]),
    "tlp": Column("text", "TLP 2.0 marking of the report", lambda r: r["tlp"]),
    "decision": Column(
        "text", "what a person decided: `open`, `accepted`, `rejected` or `corrected`", lambda r: r["decision"]
    ),
    "credibility": Column("integer", "Admiralty figure that a person set, 1 to 6", lambda r: r["credibility"]),
    "reliability": Column(
        "texts",
        "Admiralty letters that a person set: of the outlet, of the speaker",
        lambda r: [f"{kind} {letter}" for kind, letter in r["reliability"].items()],
    ),
    "superseded": Column("flag", "a later reading stands in its place", lambda r: r["superseded"]),
    "reasons": Column(
        "texts", "rules that the reading rests on", lambda r: [reason["rule"] for reason in r["reasons"]]
    ),
}


def export(rows: Iterable[Row]) -> Iterator[str]:
    """The sheet as CSV, line by line."""
    return sheet(rows, COLUMNS)


def export_parquet(rows: Iterable[Row]) -> Iterator[bytes]:
    """The sheet as Parquet, row group by row group."""
    return parquet(rows, COLUMNS, about={"table": "onrecord claims"})


def of(value: Row | None, field: str) -> Any:
    """A field of what may be missing."""
    return None if value is None else value.get(field)


def name(actor: Row | None) -> str:
    """An actor in words: its name and country, else what of it is known."""
    if actor is None:
        return ""
    called, country = actor.get("name"), actor.get("country")
    if called and country and called != country:
        return f"{called} ({country})"
    return str(called or country or actor.get("role") or "")


def names(actors: Iterable[Row]) -> list[str]:
    """Several actors in words."""
    return [name(actor) for actor in actors]


def countries(actors: Iterable[Row]) -> list[str]:
    """Their countries, each once."""
    return list(dict.fromkeys(actor["country"] for actor in actors if actor.get("country")))


def quantities(items: Iterable[Row]) -> list[str]:
    """Amounts of goods as the text has them."""
    return [item["quantity"]["text"] for item in items if item["quantity"]]


def is_web(url: str | None) -> bool:
    """Whether an address is one of the web; others are told, never linked."""
    return re.match(r"https?://[^\s<>\"]+$", url or "", re.IGNORECASE) is not None
