"""`onrecord serve`: the workbench in the browser, and the JSON API."""

from __future__ import annotations

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
    if edit and "://" not in case and not Path(case).exists():
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
    print(f"onrecord serves {case.rsplit('@', 1)[-1]} at http://{host}:{port}/  (Ctrl-C ends it)")
    uvicorn.run(make_app(bench), host=host, port=port, log_level="warning", server_header=False)
