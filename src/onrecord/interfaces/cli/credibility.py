"""`onrecord credibility`: how credible a claim is, 1 to 6."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.accept import Claim
from onrecord.interfaces.cli.rows import Columns, write

COLUMNS: Columns = {name: itemgetter(name) for name in ("figure", "meaning", "by", "note", "at")}


def command(
    claim: Claim,
    figure: Annotated[
        int | None, typer.Argument(metavar="[FIGURE]", help="1 to 6 to set it; 6 is no basis to judge.")
    ] = None,
    by: o.By = None,
    note: o.Note = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
) -> None:
    """Show a claim's credibility with its history, or set it."""
    from onrecord.store import queries, register

    told = o.form(format)
    if figure is not None:
        with o.opened(case, write=True) as book, book.write() as connection:
            register.set_credibility(connection, claim, figure, by=by or o.user(), note=note)
        typer.echo(f"{claim}: credibility {figure}")
        return
    with o.opened(case) as book, book.read() as connection:
        key = queries.claim_row(connection, claim)["key"]
        write(register.credibility_of(connection, key), told, table=COLUMNS, sheet=COLUMNS)
