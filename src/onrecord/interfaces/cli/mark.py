"""`onrecord mark`: TLP 2.0 markings of reports, protected sources, and notes."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o


def command(
    target: Annotated[
        str, typer.Argument(metavar="ID|NAME", help="A report's id; with --protect the name of a source.")
    ],
    level: Annotated[
        str | None, typer.Argument(metavar="[LEVEL]", help="CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")
    ] = None,
    protect: Annotated[
        bool, typer.Option("--protect", help="Protect a source: its name leaves only with --tlp-max at LEVEL or above.")
    ] = False,
    unprotect: Annotated[bool, typer.Option("--unprotect", help="End the protection of a source.")] = False,
    by: o.By = None,
    note: o.Note = None,
    case: o.CaseName = o.CASE,
) -> None:
    """Mark a report, or protect a source."""
    from onrecord.domain.query import parse_tlp
    from onrecord.domain.report import Tlp
    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.say import safe
    from onrecord.store import register

    with o.opened(case, write=True) as book, book.write() as connection:
        if unprotect:
            ended = register.unprotect_source(connection, target)
            if not ended:
                raise QueryError("no such source is protected", where=target, remedy="Give the name as it was marked")
            typer.echo(safe(f"{target} is no longer protected"))
        elif protect:
            tlp = Tlp.RED if level is None else parse_tlp(level, where="LEVEL")
            register.protect_source(connection, target, tlp, by=by or o.user(), note=note)
            typer.echo(safe(f"{target} is protected, TLP:{tlp}"))
        elif level is None:
            raise QueryError("a marking needs a level", where=target, remedy="Run `onrecord mark REPORT LEVEL`")
        else:
            report = register.mark_report(
                connection, target, parse_tlp(level, where="LEVEL"), by=by or o.user(), note=note
            )
            typer.echo(f"{report}: TLP:{parse_tlp(level)}")
