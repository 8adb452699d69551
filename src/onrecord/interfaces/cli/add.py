"""`onrecord add`: put reports into a casebook."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from onrecord.workflows.ingest import Account

#: Lines of failures that are shown; `onrecord log` has them all.
_SHOWN = 20


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders, WARC, WACZ, JSON lines, feeds, sitemaps, addresses; - for standard input.",
        ),
    ],
    case: o.CaseName = o.CASE,
    published: Published = None,
    publisher: Publisher = None,
    licence: Annotated[str | None, typer.Option(metavar="TEXT", help="Licence of the reports.")] = None,
    tlp: Annotated[str | None, typer.Option(metavar="LEVEL", help="TLP 2.0 marking of the reports.")] = None,
    by: o.By = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="HOST", help="A host that may lie at a private address."),
    ] = None,
    no_robots: Annotated[bool, typer.Option("--no-robots", help="Fetch what robots.txt asks not to.")] = False,
    pace: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Pause between requests to one host.")] = 1.0,
    max_bytes: Annotated[int, typer.Option(min=1, metavar="N", help="Largest report, in bytes.")] = 20_000_000,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
    wait: o.Wait = 0.0,
    format: Annotated[str, typer.Option(metavar="FORMAT", help="How the account is shown: table or jsonl.")] = "table",
) -> None:
    """Read inputs into a casebook; each gets exactly one fate."""
    from dataclasses import replace

    from onrecord.domain.casebook import Entry, Fate
    from onrecord.domain.query import parse_tlp
    from onrecord.intake.fetch import FetchSettings
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.progress import Progress
    from onrecord.interfaces.cli.say import complain, day
    from onrecord.workflows.ingest import IngestOptions, estimate, ingest
    from onrecord.workflows.read import make_reader
    from onrecord.workflows.reader import ReportReader

    told = o.form(format, ("table", "jsonl"))
    options = IngestOptions(
        by=by or o.user(),
        published=day(published, "--published"),
        publisher=publisher,
        licence=licence,
        tlp=None if tlp is None else parse_tlp(tlp, where="--tlp"),
        max_bytes=max_bytes,
        fetch=FetchSettings(
            allow_hosts=frozenset(host.lower() for host in allow_host or ()),
            robots=not no_robots,
            pause_s=pace,
            max_bytes=max_bytes,
        ),
        wait=wait,
    )
    settings = replace(settings_of(pipeline, no_encoder), max_bytes=max_bytes)
    reader = ReportReader(make_reader(settings))
    failures: list[Entry] = []
    with o.opened(case, write=True) as book, Progress(estimate(inputs)) as progress:

        def line(entry: Entry) -> None:
            progress.step(str(entry.fate))
            if entry.fate is Fate.FAILED:
                failures.append(entry)
            if told == "jsonl":
                sys.stdout.write(json.dumps(entry_to_dict(entry), ensure_ascii=False) + "\n")

        account = ingest(book, inputs, reader, options, told=line)
    for entry in failures[:_SHOWN]:
        complain(f"{entry.input}: {entry.reason}" if not _named(entry) else str(entry.reason))
    if len(failures) > _SHOWN:
        complain(f"and {len(failures) - _SHOWN} more that failed; see onrecord log {account.run} --fate failed")
    if told == "table":
        print(summary(account))
    if account.failed:
        raise typer.Exit(1)


def _named(entry: object) -> bool:
    reason, name = getattr(entry, "reason", None) or "", getattr(entry, "input", "")
    return reason.startswith(name)


def entry_to_dict(entry: object) -> dict[str, object]:
    """A line of an account as JSON-ready data."""
    from onrecord.domain.casebook import Entry

    assert isinstance(entry, Entry)
    return {
        "input": entry.input,
        "fate": str(entry.fate),
        "reason": entry.reason,
        "report": entry.report,
        "problems": list(entry.problems),
        "claims": entry.claims,
    }


def summary(account: Account) -> str:
    """The account in one line."""
    from onrecord.domain.casebook import Fate

    total = sum(account.fates.values())
    parts = [f"{account.fates[fate]:,} {fate}" for fate in Fate if account.fates.get(fate)]
    again = " (taken up again)" if account.resumed else ""
    inputs = f"{total:,} input{'' if total == 1 else 's'}"
    return f"Run {account.run}{again}: {inputs}: {', '.join(parts) or 'none'}; {account.claims:,} claims"
