"""`onrecord user`: the accounts of a shared workbench."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o


def command(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="add, close, token or list.")],
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whose account.")] = None,
    case: o.CaseName = o.CASE,
    role: Annotated[str, typer.Option(metavar="ROLE", help="reader, analyst or admin.")] = "reader",
    tlp_max: Annotated[str, typer.Option(metavar="LEVEL", help="Highest marking that it sees.")] = "RED",
    label: Annotated[str, typer.Option(metavar="TEXT", help="What a token is for.")] = "",
) -> None:
    """Make, close and list accounts; `token` prints a new API token once. Passwords are asked for, or piped in."""
    from onrecord.domain.query import parse_tlp
    from onrecord.errors import QueryError
    from onrecord.interfaces.web.guard import accounts_of

    accounts = accounts_of(case)
    if action == "list":
        for one in accounts.all():
            print(f"{one.name}\t{one.role}\tTLP:{one.tlp_max}\t{'open' if one.active else 'closed'}")
        return
    if name is None or action not in ("add", "close", "token"):
        raise QueryError("this is not understood", where="user", remedy="Say add, close or token, and a name; or list")
    if action == "add":
        if sys.stdin.isatty():
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            password = sys.stdin.readline().rstrip("\n")
        accounts.add(name, password, role, parse_tlp(tlp_max))
        print(f"{name} may sign in as {role}")
    elif action == "close":
        if not accounts.close(name):
            raise QueryError("there is no such account", where=name, remedy="See `onrecord user list`")
        print(f"{name} is closed")
    else:
        if name not in {one.name for one in accounts.all() if one.active}:
            raise QueryError("there is no such account", where=name, remedy="See `onrecord user list`")
        print(accounts.token(name, label))
