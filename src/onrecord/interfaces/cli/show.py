"""`onrecord show`: one claim, report, actor or run, with all that stands beside it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.interfaces.cli import case_options as o

if TYPE_CHECKING:
    import sqlalchemy as sa

    from onrecord.domain.report import Tlp


def command(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="Claim key, report id, actor id or event id, or its unique beginning.")
    ],
    case: o.CaseName = o.CASE,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or json.")] = "text",
    tlp_max: o.TlpMax = None,
) -> None:
    """Show one thing in full: evidence, reasons, decisions, edits, chain of custody."""
    told = o.form(format, ("text", "json", "jsonl", "table"))
    with o.opened(case) as book, book.read() as connection:
        kind, found = detail(connection, id, o.ceiling(tlp_max))
    if told in ("json", "jsonl"):
        indent = 2 if told == "json" else None
        sys.stdout.write(json.dumps({"kind": kind, **found}, ensure_ascii=False, indent=indent) + "\n")
        return
    from rich.console import Console

    from onrecord.interfaces.cli.show_text import text_of

    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    for line in text_of(kind, found):
        console.print(line)


def detail(connection: sa.Connection, id: str, tlp_max: Tlp | None) -> tuple[str, dict[str, Any]]:
    """What an id names, and all about it.

    Raises:
        QueryError: It names nothing, or nothing that may be shown.
    """
    from onrecord.store import detail as details
    from onrecord.store import events

    if id.startswith("clm-"):
        return "claim", details.claim_detail(connection, id, tlp_max=tlp_max)
    if id.startswith("act-"):
        return "actor", details.actor_detail(connection, id, tlp_max=tlp_max)
    if id.startswith("evt-"):
        return "event", events.event_by_id(connection, id, tlp_max=tlp_max)
    return "report", details.report_detail(connection, id, tlp_max=tlp_max)
