"""`onrecord diff`: what changed between two readings, recipes or days."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.rows import Columns, write

TABLE: Columns = {
    "change": lambda r: r["kind"],
    "claim": lambda r: r["claim"][:12],
    "type": lambda r: r["type"],
    "fields": lambda r: [
        f"{name}: {json.dumps(a, ensure_ascii=False)} → {json.dumps(b, ensure_ascii=False)}"
        for name, (a, b) in r["fields"].items()
    ],
    "words": lambda r: r["quote"],
}
SHEET: Columns = {
    "kind": lambda r: r["kind"],
    "report": lambda r: r["report"],
    "claim": lambda r: r["claim"],
    "type": lambda r: r["type"],
    "fields": lambda r: json.dumps(r["fields"], ensure_ascii=False),
    "quote": lambda r: r["quote"],
}


def command(
    first: Annotated[
        str, typer.Argument(metavar="A", help="A reading (r12), a report, a recipe (recipe:ID) or a day.")
    ],
    second: Annotated[str, typer.Argument(metavar="B", help="Another of the same kind.")],
    case: o.CaseName = o.CASE,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Show claims that came, went or changed from A to B."""
    from onrecord.workflows.diff import diff

    told = o.form(format)
    with o.opened(case) as book, book.read() as connection:
        changes = diff(connection, first, second, tlp_max=o.ceiling(tlp_max))
    write((change.to_dict() for change in changes), told, table=TABLE, sheet=SHEET)
