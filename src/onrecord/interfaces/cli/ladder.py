"""`onrecord ladder`: how far a matter has got, and by whose word."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.matter_options import Filter, Name, opened_matter
from onrecord.interfaces.cli.rows import Columns, write

RUNGS: Columns = {
    "matter": lambda r: r["matter"],
    "day": lambda r: r["date"] or "—",
    "rung": lambda r: ("▲ " if r["higher"] else "  ") + f"{r['status']} {r['certainty']}",
    "by whose word": lambda r: r["origin"],
    "event": lambda r: r["event"][:12],
    "last reported": lambda r: f"{r['last_reported']} (stale)" if r["stale_since"] else r["last_reported"],
    "missing": lambda r: r["missing_rungs"],
    "disputed": lambda r: [" / ".join(side["says"] for side in d["sides"]) for d in r["disputes"]],
}
RUNG_SHEET: Columns = {
    "matter": lambda r: r["matter"],
    "date": lambda r: r["date"],
    "status": lambda r: r["status"],
    "certainty": lambda r: r["certainty"],
    "origin": lambda r: r["origin"],
    "higher": lambda r: r["higher"],
    "event": lambda r: r["event"],
    "claims": lambda r: r["claims"],
    "first_reported": lambda r: r["first_reported"],
    "last_reported": lambda r: r["last_reported"],
    "stale_since": lambda r: r["stale_since"],
    "missing_rungs": lambda r: r["missing_rungs"],
}
BOARD: Columns = {
    "matter": lambda r: r["matter"],
    "day": lambda r: r["date"] or "—",
    "speaker": lambda r: f"{r['speaker']} ({r['country']})" if r["country"] else r["speaker"],
    "stance": lambda r: r["stance"],
    "of": lambda r: r["status"],
    "claim": lambda r: r["claim"][:12],
    "event": lambda r: r["event"][:12],
}


def command(
    dossier: Name = None,
    filter: Filter = None,
    board: Annotated[
        bool, typer.Option("--board", help="The stance board instead: who asserts, denies, declines, on which day.")
    ] = False,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day for matters that went stale; this day if left out.")
    ] = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Show for each matter the rungs by origin and day; ▲ marks where it got higher than before."""
    from datetime import UTC, datetime

    from onrecord.interfaces.cli.events import say_stale
    from onrecord.interfaces.cli.say import day
    from onrecord.workflows.matter import board as board_of
    from onrecord.workflows.matter import ladder

    told = o.form(format)
    with opened_matter(case, dossier, filter, tlp_max) as found:
        if board:
            rows = board_of(found.connection, found.matter, tlp_max=found.level)
        else:
            by = day(today, "--today") or datetime.now(UTC).date()
            rows = ladder(found.connection, found.matter, today=by, tlp_max=found.level)
    write(rows, told, table=BOARD if board else RUNGS, sheet=BOARD if board else RUNG_SHEET)
    say_stale(found.stale)
