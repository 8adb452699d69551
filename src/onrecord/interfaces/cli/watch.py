"""`onrecord watch`: feeds and standing filters, round after round."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The watchlist, TOML: [[feed]], [[watch]], webhook.")],
    case: o.CaseName = o.CASE,
    every: Annotated[
        float | None, typer.Option("--every", min=1, metavar="MINUTES", help="Go on, a round every so many minutes.")
    ] = None,
    webhook: Annotated[str | None, typer.Option(metavar="URL", help="Post news there; goes before the file's.")] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="HOST", help="A host that may lie at a private address."),
    ] = None,
    pace: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Pause between requests to one host.")] = 1.0,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table or jsonl.")] = "table",
    tlp_max: o.TlpMax = None,
    by: o.By = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
    wait: o.Wait = 60.0,
) -> None:
    """Fetch feeds, add what is new, tell what changed: new claims, higher rungs, denials, new sources, edits."""
    from onrecord.errors import FetchError
    from onrecord.intake.fetch import FetchSettings
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import complain, safe
    from onrecord.workflows.ingest import IngestOptions
    from onrecord.workflows.read import make_reader
    from onrecord.workflows.reader import ReportReader
    from onrecord.workflows.watch import post, read_watchlist, round_

    told = o.form(format, ("table", "jsonl"))
    watchlist = read_watchlist(file)
    fetch = FetchSettings(allow_hosts=frozenset(host.lower() for host in allow_host or ()), pause_s=pace)
    options = IngestOptions(by=by or o.user(), fetch=fetch, wait=wait)
    reader = ReportReader(make_reader(settings_of(pipeline, no_encoder)))
    target = webhook or watchlist.webhook
    failed = False
    with o.opened(case, write=True) as book:
        while True:
            news = round_(book, watchlist, reader, options, tlp_max=o.ceiling(tlp_max))
            for one in news:
                if told == "jsonl":
                    typer.echo(json.dumps(one.to_dict(), ensure_ascii=False))
                elif one.kind == "feed":
                    complain(one.what)
                else:
                    typer.echo(safe(f"{one.watch}: {one.kind}: {one.what}  {one.claim or ''}").rstrip())
            failed = any(one.kind == "feed" for one in news)
            if target and news:
                try:
                    post(target, news, fetch)
                except FetchError as error:
                    complain(str(error))
                    failed = True
            if every is None:
                break
            time.sleep(every * 60)
    if failed:
        raise typer.Exit(1)
