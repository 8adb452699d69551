"""`onrecord case`: copy a casebook, bring it up to date, say what it holds."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o


def command(
    action: Annotated[str, typer.Argument(metavar="copy|upgrade|info", help="What to do.")],
    target: Annotated[
        str | None, typer.Argument(metavar="[TARGET]", help="For copy: a new file, or an empty PostgreSQL database.")
    ] = None,
    case: o.CaseName = o.CASE,
) -> None:
    """Make a verified back-up of a casebook in use, bring one up to date, or say what it holds."""
    from onrecord.errors import QueryError

    if action == "copy":
        if target is None:
            raise QueryError("copy needs a target", where="case", remedy="Run `onrecord case copy TARGET`")
        _copy(case, target)
    elif action == "upgrade":
        with o.opened(case, write=True):
            typer.echo(f"{case} is up to date")
    elif action == "info":
        _info(case)
    else:
        raise QueryError(f"there is no action {action!r}", where="case", remedy="Give copy, upgrade or info")


def _copy(case: str, target: str) -> None:
    from onrecord.workflows.copy import copy
    from onrecord.workflows.verify import verify

    with o.opened(case) as book:
        copied = copy(book, target)
    with o.opened(target) as twin:
        found = verify(twin)
    for fault in found.faults:
        typer.echo(f"{fault.code}: {fault.where}: {fault.what}", err=True)
    typer.echo(f"{copied.rows:,} rows and {copied.payloads:,} payloads copied to {target}, verified")
    if found.faults:
        raise typer.Exit(1)


def _info(case: str) -> None:
    from onrecord.store.queries import holdings

    with o.opened(case) as book, book.read() as connection:
        for name, number in holdings(connection).items():
            typer.echo(f"{name}: {number:,}" if isinstance(number, int) else f"{name}: {number}")
