"""Events as a sheet: one row an event, with what its claims add up to and what speaks against it.

In: event rows as `onrecord events --format jsonl` prints them, each with `findings` (rows of `onrecord check`) and
`tlp` (the most closed marking of a report behind it). Out: CSV or Parquet (`exports.sheet`). An event is what claims
tell of together, and no more a fact than they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.domain.certainty import Status
from onrecord.exports.claims_csv import TAKING_PART, of
from onrecord.exports.sheet import Column, Row, parquet, sheet

#: Rungs from the lowest; `failed` is none.
_RUNG = {str(status): n for n, status in enumerate(Status) if status is not Status.FAILED}


def _sides(row: Row) -> list[str]:
    """Each dispute in words: *figures: 10 train cars / 12 train cars*."""
    return [f"{one['kind']}: " + " / ".join(side["says"] for side in one["sides"]) for one in row["disputes"]]


def _labels(row: Row) -> list[str]:
    return [origin["label"] for origin in row["origins"] if origin["counted"]]


def _strengths(row: Row) -> list[str]:
    return [f"{finding['clause']} ({finding['strength']})" for finding in row["findings"]]


def _time(field: str) -> Any:
    return lambda row: of(row["time"], field)


#: Column → its kind, what it means, and how its cell is made.
COLUMNS: dict[str, Column] = {
    "event": Column("text", "the event's id; it stays when later reports join", lambda r: r["id"]),
    "type": Column("text", "what is claimed to happen", lambda r: r["type"]),
    "status": Column(
        "text",
        "the highest rung that an origin states with certainty; else the highest that is told",
        lambda r: r["status"],
    ),
    "rung": Column(
        "integer",
        "that rung as a number, 0 `hypothetical` to 10 `done`; empty: `failed`",
        lambda r: _RUNG.get(r["status"]),
    ),
    "missing_rungs": Column("texts", "rungs below it that nobody tells of", lambda r: r["missing_rungs"]),
    "certainty": Column("text", "certainty of that rung (FactBank label)", lambda r: r["certainty"]),
    "polarity": Column("text", "`-`: every claim says that it does not happen", lambda r: r["polarity"]),
    "from": Column("day", "first day of the happening, where one is told", _time("from")),
    "to": Column("day", "last day of the happening", _time("to")),
    "time": Column("text", "when it happens: TIMEX3 value", _time("value")),
    "first_reported": Column("day", "first day on which a report tells of it", lambda r: r["first_reported"]),
    "last_reported": Column("day", "last day on which a report tells of it", lambda r: r["last_reported"]),
    **TAKING_PART,
    "n_claims": Column("integer", "claims that tell of it", lambda r: len(r["claims"])),
    "n_reports": Column("integer", "reports that tell of it, copies included", lambda r: r["n_reports"]),
    "n_outlets": Column("integer", "outlets that tell of it", lambda r: r["n_outlets"]),
    "n_origins": Column(
        "integer", "independent origins: five reports of one briefing are one", lambda r: r["n_origins"]
    ),
    "origins": Column("texts", "these origins in words", _labels),
    "disputes": Column(
        "texts", "kinds of disputes: `denial`, `figures`, `status`", lambda r: [one["kind"] for one in r["disputes"]]
    ),
    "dispute_sides": Column("texts", "each dispute with what its sides say", _sides),
    "clauses": Column(
        "texts",
        "clauses of embargoes that `onrecord check` found, each once",
        lambda r: list(dict.fromkeys(f["clause"] for f in r["findings"])),
    ),
    "findings": Column(
        "texts", "the same with how plainly each reaches it: `match`, `possible` or `exempt`", _strengths
    ),
    "wordings": Column(
        "texts", "the findings in words; never a verdict", lambda r: [f["wording"] for f in r["findings"]]
    ),
    "claims": Column("texts", "keys of the claims, earliest report first", lambda r: r["claims"]),
    "tlp": Column("text", "the most closed TLP 2.0 marking of a report behind it", lambda r: r["tlp"]),
}


def export(rows: Iterable[Row]) -> Iterator[str]:
    """The sheet as CSV, line by line."""
    return sheet(rows, COLUMNS)


def export_parquet(rows: Iterable[Row]) -> Iterator[bytes]:
    """The sheet as Parquet, row group by row group."""
    return parquet(rows, COLUMNS, about={"table": "onrecord events"})
