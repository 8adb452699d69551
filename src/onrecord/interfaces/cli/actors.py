"""`onrecord actors`: who takes part, and who speaks."""

from __future__ import annotations

from operator import itemgetter
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, write

_FIELDS = ("id", "name", "country", "role", "knowledge_id", "claims", "said")
SHEET: Columns = {name: itemgetter(name) for name in _FIELDS}
TABLE: Columns = {
    "actor": lambda r: r["id"][:12],
    "name": lambda r: r["name"] or "—",
    "country": lambda r: r["country"] or "—",
    "role": lambda r: r["role"] or "—",
    "claims": lambda r: r["claims"],
    "said": lambda r: r["said"],
}


def command(
    case: o.CaseName = o.CASE,
    name: Annotated[str | None, typer.Option("--name", metavar="PART", help="Part of the name.")] = None,
    country: Annotated[list[str] | None, typer.Option("--country", metavar="CODE", help="Alpha-3 country.")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", metavar="CODE", help="PLOVER sector (GOV).")] = None,
    limit: o.Limit = None,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """List actors, the most frequent first."""
    from onrecord.store import queries

    told = o.form(format)
    with o.opened(case) as book, book.read() as connection:
        page = queries.find_actors(
            connection,
            name=name,
            country=[code.upper() for code in country or ()],
            role=[code.upper() for code in role or ()],
            limit=limit if limit is not None else 50 if told == "table" else None,
            tlp_max=o.ceiling(tlp_max),
        )
        write(page.rows, told, table=TABLE, sheet=SHEET)
