"""`onrecord log`: what was run, and what became of every input."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, short, write

RUNS: Columns = {
    "run": lambda r: r["run"],
    "command": lambda r: r["command"],
    "started": lambda r: r["started"],
    "state": lambda r: r["state"],
    "by": lambda r: r["by"],
    "account": lambda r: [f"{number} {fate}" for fate, number in r["fates"].items()],
    "inputs": lambda r: r["inputs"][:3] + (["…"] if len(r["inputs"]) > 3 else []),
}
RUN_SHEET: Columns = {
    **{
        name: itemgetter(name) for name in ("run", "command", "started", "finished", "state", "by", "program", "recipe")
    },
    "account": lambda r: [f"{number} {fate}" for fate, number in r["fates"].items()],
    "inputs": lambda r: r["inputs"],
}
LINES: Columns = {
    "input": lambda r: r["input"],
    "fate": lambda r: r["fate"],
    "claims": lambda r: r["claims"] or "",
    "report": lambda r: short(r["report"]),
    "why": lambda r: r["reason"] or r["problems"],
}
LINE_SHEET: Columns = {name: itemgetter(name) for name in ("input", "fate", "reason", "report", "problems", "claims")}


def command(
    run: Annotated[int | None, typer.Argument(metavar="[RUN]", help="A run's number; all runs if left out.")] = None,
    case: o.CaseName = o.CASE,
    fate: Annotated[
        str | None, typer.Option("--fate", metavar="FATE", help="read, unchanged, duplicate, skipped or failed.")
    ] = None,
    limit: o.Limit = None,
    format: o.Format = None,
) -> None:
    """Show runs with their accounts, or one run's account line by line."""
    from onrecord.domain.casebook import Fate
    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.add import entry_to_dict
    from onrecord.store import runs

    told = o.form(format)
    if fate is not None and fate not in set(Fate):
        raise QueryError(f"there is no fate {fate!r}", where="--fate", remedy=f"Give one of {', '.join(Fate)}")
    with o.opened(case) as book, book.read() as connection:
        if run is None and fate is None:
            most = limit if limit is not None else 20 if told == "table" else None
            found = runs.runs(connection, limit=most)
            write((r.to_dict() for r in found), told, table=RUNS, sheet=RUN_SHEET)
            return
        chosen = runs.runs(connection, limit=1, run=run)
        if not chosen:
            raise QueryError("there is no such run", where=str(run), remedy="See `onrecord log` for all")
        lines = runs.account(connection, chosen[0].n, fate=fate)
        write((entry_to_dict(e) for e in lines[:limit]), told, table=LINES, sheet=LINE_SHEET)
