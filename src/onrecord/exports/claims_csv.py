"""Claims as a sheet: one row a claim, columns as `docs/reference/exports.md` explains them.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: CSV with a header, lines ended by a line feed.
A cell that a sheet would take for a formula is set behind an apostrophe. Several values in a cell are parted by "; ".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Cell = Callable[[Row], Any]

#: Column → how its cell is made.
COLUMNS: dict[str, Cell] = {
    "key": lambda r: r["key"],
    "type": lambda r: r["type"],
    "mode": lambda r: r["mode"],
    "plover": lambda r: r["plover"],
    "cameo": lambda r: r["cameo"],
    "status": lambda r: r["status"],
    "outcome": lambda r: r["outcome"],
    "polarity": lambda r: r["polarity"],
    "certainty": lambda r: r["certainty"],
    "author_certainty": lambda r: r["author_certainty"],
    "actors": lambda r: names(r["actors"]),
    "actor_countries": lambda r: countries(r["actors"]),
    "recipients": lambda r: names(r["recipients"]),
    "recipient_countries": lambda r: countries(r["recipients"]),
    "intermediaries": lambda r: names(r["intermediaries"]),
    "items": lambda r: [i["item"] for i in r["items"]],
    "quantities": lambda r: [i["quantity"]["text"] for i in r["items"] if i["quantity"]],
    "place": lambda r: of(r["place"], "name"),
    "place_country": lambda r: of(r["place"], "country"),
    "lat": lambda r: of(r["place"], "lat"),
    "lon": lambda r: of(r["place"], "lon"),
    "time": lambda r: of(r["time"], "value"),
    "time_mod": lambda r: of(r["time"], "mod"),
    "from": lambda r: of(r["time"], "from"),
    "to": lambda r: of(r["time"], "to"),
    "source": lambda r: name(r["source"]),
    "stance": lambda r: r["stance"],
    "depth": lambda r: len(r["chain"]),
    "sentence": lambda r: r["quote"],
    "trigger": lambda r: r["trigger_quote"],
    "sentence_start": lambda r: r["sentence"][0],
    "sentence_end": lambda r: r["sentence"][1],
    "trigger_start": lambda r: r["trigger"][0],
    "trigger_end": lambda r: r["trigger"][1],
    "publisher": lambda r: r["publisher"],
    "published": lambda r: r["published"],
    "title": lambda r: r["title"],
    "url": lambda r: r["url"],
    "report": lambda r: r["report"],
    "tlp": lambda r: r["tlp"],
    "decision": lambda r: r["decision"],
    "credibility": lambda r: r["credibility"],
    "reliability": lambda r: [f"{kind} {letter}" for kind, letter in r["reliability"].items()],
    "superseded": lambda r: "yes" if r["superseded"] else "no",
    "reasons": lambda r: [reason["rule"] for reason in r["reasons"]],
}


def export(rows: Iterable[Row]) -> Iterator[str]:
    """The sheet, line by line."""
    return sheet(rows, COLUMNS)


def sheet(rows: Iterable[Row], columns: Mapping[str, Cell]) -> Iterator[str]:
    """Any rows under any columns as CSV, line by line."""
    yield _line(list(columns))
    for row in rows:
        yield _line([_cell(made(row)) for made in columns.values()])


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


def is_web(url: str | None) -> bool:
    """Whether an address is one of the web; others are told, never linked."""
    return re.match(r"https?://[^\s<>\"]+$", url or "", re.IGNORECASE) is not None


def _line(cells: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _cell("; ".join(str(part) for part in value))
    if isinstance(value, str) and len(value) > 1 and value[0] in "=+-@\t\r\n":
        return "'" + value
    return value
