"""`onrecord reliability`: the register of outlets' and speakers' reliability, A to F, dated."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, write

_FIELDS = ("kind", "name", "letter", "meaning", "since", "by", "note", "at")
COLUMNS: Columns = {name: itemgetter(name) for name in _FIELDS}


def command(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Outlet or speaker; all if left out.")] = None,
    letter: Annotated[
        str | None, typer.Argument(metavar="[LETTER]", help="A to F to set it; F is no basis to judge.")
    ] = None,
    kind: Annotated[str, typer.Option(metavar="KIND", help="outlet or speaker.")] = "outlet",
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From when on; needed to set it.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Show what was in force on a day.")] = None,
    by: o.By = None,
    note: o.Note = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
) -> None:
    """Show the register with its history, or set a letter from a day on."""
    from datetime import UTC, datetime

    from onrecord.domain.query import parse_day
    from onrecord.store import register

    told = o.form(format)
    if letter is not None and name is not None:
        first = parse_day(since, where="--since") if since else datetime.now(UTC).date()
        with o.opened(case, write=True) as book, book.write() as connection:
            register.set_reliability(connection, kind, name, letter, since=first, by=by or o.user(), note=note)
        typer.echo(f"{kind} {name}: {letter.upper()} since {first.isoformat()}")
        return
    with o.opened(case) as book, book.read() as connection:
        lines = register.reliability_of(
            connection, name=name, on=parse_day(on, last=True, where="--on") if on else None
        )
        write(lines, told, table=COLUMNS, sheet=COLUMNS)
