"""`onrecord serve`: the workbench in the browser, and the JSON API."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline

#: Hosts at which a workbench without accounts may listen.
_OWN = frozenset({"127.0.0.1", "::1", "localhost"})


def command(
    case: o.CaseName = o.CASE,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Port.")] = 8470,
    edit: Annotated[bool, typer.Option("--edit", help="Let me decide on claims and add reports here.")] = False,
    team: Annotated[bool, typer.Option("--team", help="Ask for accounts; see `onrecord user`.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in this machine's browser.")] = False,
    watch: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A watchlist, whose hits the start page shows.")
    ] = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Serve a casebook as pages and JSON: read-only on this machine, unless told otherwise."""
    import uvicorn

    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.web.app import make_app
    from onrecord.interfaces.web.bench import Bench
    from onrecord.store.case import open_case
    from onrecord.workflows.watch import read_watchlist

    if host not in _OWN and not team:
        raise QueryError(
            "a workbench without accounts listens on this machine only",
            where="--host",
            remedy="Add --team, and accounts with `onrecord user add`",
        )
    if edit:
        # made where there is none, and brought up to date
        open_case(case, write=True).close()
    bench = Bench(
        address=case,
        settings=settings_of(pipeline, no_encoder),
        team=team,
        edit=edit,
        user=o.user(),
        watches=read_watchlist(watch).watches if watch else (),
    )
    _ = bench.case
    sock = _listening(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    print(f"onrecord serves {case.rsplit('@', 1)[-1]} at {address}  (Ctrl-C ends it)", flush=True)
    if not (edit or team):
        print("Read-only: --edit lets you add reports, decide on claims and keep dossiers")
    if open_browser:
        import webbrowser

        # the socket listens already, so a browser that is faster than the server waits
        webbrowser.open(address)
    server = uvicorn.Server(uvicorn.Config(make_app(bench), log_level="warning", server_header=False))
    server.run(sockets=[sock])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        QueryError: The port is taken, or this machine has no such address.
    """
    from onrecord.errors import QueryError

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise QueryError(
            f"it cannot listen at {host} port {port} ({os.strerror(error.errno or 0)})",
            where="--port",
            remedy="Give another --port",
        ) from error
