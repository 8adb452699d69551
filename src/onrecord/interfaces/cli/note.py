"""`onrecord note`: put a note beside a claim, a report, an actor or an event."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o


def command(
    id: Annotated[str, typer.Argument(metavar="ID", help="Claim key, report id, actor id or event id.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    tlp: Annotated[str, typer.Option(metavar="LEVEL", help="TLP 2.0 marking of the note.")] = "CLEAR",
    by: o.By = None,
    case: o.CaseName = o.CASE,
) -> None:
    """Put a note beside something; `onrecord show` shows it."""
    from onrecord.domain.query import parse_tlp
    from onrecord.interfaces.cli.show import detail
    from onrecord.store import register

    level = parse_tlp(tlp, where="--tlp")
    with o.opened(case, write=True) as book, book.write() as connection:
        kind, found = detail(connection, id, None)
        name = {
            "claim": lambda: found["claim"]["key"],
            "report": lambda: found["reading"]["report"]["id"],
            "actor": lambda: found["id"],
            "event": lambda: found["id"],
        }[kind]()
        register.add_note(connection, kind, name, text, level, by=by or o.user())
    typer.echo(f"Noted beside {kind} {name}")
