"""`onrecord timeline`: a sourced chronology."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.matter_options import Filter, Name, opened_matter
from onrecord.interfaces.cli.rows import Columns, Row, many, write


def _who(row: Row) -> str:
    return " → ".join(filter(None, [", ".join(many(row["actors"])), ", ".join(many(row["recipients"]))]))


def _day(row: Row) -> str:
    if row["date"] is None:
        return "—"
    return str(row["date"]) if row["date_is"] == "told" else f"reported {row['date']}"


def _standing(row: Row) -> str:
    told = f"{row['status']} {row['certainty']}"
    return f"not {told}" if row["polarity"] == "-" else told


def _words(row: Row) -> str:
    first = next(iter(row["quotes"]), None)
    return f"“{first['quote']}” ({first['publisher'] or first['report'][7:19]})" if first else ""


TABLE: Columns = {
    "": lambda r: "*" if r["new"] else "",
    "day": _day,
    "event": lambda r: r["event"][:12],
    "type": lambda r: r["type"],
    "who": _who,
    "what": lambda r: r["items"],
    "standing": _standing,
    "counted": lambda r: r["summary"],
    "words": _words,
}
SHEET: Columns = {
    "date": lambda r: r["date"],
    "date_is": lambda r: r["date_is"],
    "to": lambda r: r["to"],
    "event": lambda r: r["event"],
    "type": lambda r: r["type"],
    "actors": lambda r: many(r["actors"]),
    "recipients": lambda r: many(r["recipients"]),
    "items": lambda r: r["items"],
    "status": lambda r: r["status"],
    "certainty": lambda r: r["certainty"],
    "polarity": lambda r: r["polarity"],
    "n_reports": lambda r: r["n_reports"],
    "n_outlets": lambda r: r["n_outlets"],
    "n_origins": lambda r: r["n_origins"],
    "side": lambda r: r.get("side"),
    "new": lambda r: r["new"],
    "quote": _words,
    "claims": lambda r: [quote["claim"] for quote in r["quotes"]],
}


def command(
    dossier: Name = None,
    filter: Filter = None,
    sides: Annotated[
        str | None,
        typer.Option(metavar="A:B", help="Two columns by the country of the source, as USA,KOR:PRK,RUS."),
    ] = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Show the events of a dossier or of filters by day, with what they rest on; * marks what is new to you."""
    from onrecord.interfaces.cli.events import say_stale
    from onrecord.workflows.matter import parse_sides, timeline

    told = o.form(format)
    two = None if sides is None else parse_sides(sides)
    with opened_matter(case, dossier, filter, tlp_max) as found:
        rows = timeline(found.connection, found.matter, sides=two, tlp_max=found.level)
    columns = TABLE if two is None else _columns(sides or "")
    write(rows, told, table=columns, sheet=SHEET)
    say_stale(found.stale)


def _columns(sides: str) -> Columns:
    """The chronology in two columns; what only one side reports stands in one alone."""
    first, _, second = sides.upper().partition(":")

    def told(row: Row) -> str:
        return f"{row['type']} {_who(row)}: {_standing(row)}. {row['summary']}"

    return {
        "day": _day,
        "event": lambda r: r["event"][:12],
        first: lambda r: told(r) if r["side"] in ("A", "both") else "",
        second: lambda r: told(r) if r["side"] in ("B", "both") else "",
        "neither": lambda r: told(r) if r["side"] == "neither" else "",
        "only": lambda r: {"A": f"only {first}", "B": f"only {second}"}.get(r["side"], ""),
    }
