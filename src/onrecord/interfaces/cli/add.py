"""`onrecord add`: put reports into a casebook."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from onrecord.intake.arrival import Arrival
    from onrecord.workflows.ingest import Account

#: Lines of failures that are shown; `onrecord log` has them all.
_SHOWN = 20


def command(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders, WARC, WACZ, JSON lines, feeds, sitemaps, addresses; - for standard input.",
        ),
    ] = None,
    from_batch: Annotated[
        list[str] | None,
        typer.Option("--from-batch", metavar="DIR", help="Readings of an `onrecord batch`, taken as they are."),
    ] = None,
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
    from functools import partial

    from onrecord.domain.casebook import Entry, Fate
    from onrecord.domain.query import parse_tlp
    from onrecord.errors import QueryError
    from onrecord.intake.fetch import FetchSettings
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.progress import Progress
    from onrecord.interfaces.cli.say import complain, day
    from onrecord.workflows.ingest import IngestOptions, estimate, ingest
    from onrecord.workflows.read import make_reader
    from onrecord.workflows.reader import ReportReader

    told = o.form(format, ("table", "jsonl"))
    given = [*(inputs or ()), *(from_batch or ())]
    if not given or (inputs and from_batch):
        raise QueryError("it needs inputs, or batches", where="add", remedy="Name files, or folders with --from-batch")
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
        take_words=True,
    )
    settings = replace(settings_of(pipeline, no_encoder), max_bytes=max_bytes)
    reader = ReportReader(make_reader(settings))
    failures: list[Entry] = []
    with o.opened(case, write=True) as book, Progress(None if from_batch else estimate(given)) as progress:

        def line(entry: Entry) -> None:
            progress.step(str(entry.fate))
            if entry.fate is Fate.FAILED:
                failures.append(entry)
            if told == "jsonl":
                sys.stdout.write(json.dumps(entry_to_dict(entry), ensure_ascii=False) + "\n")

        source = partial(_batches, from_batch) if from_batch else None
        account = ingest(book, given, reader, options, told=line, source=source)
    for entry in failures[:_SHOWN]:
        complain(f"{entry.input}: {entry.reason}" if not _named(entry) else str(entry.reason))
    if len(failures) > _SHOWN:
        complain(f"and {len(failures) - _SHOWN} more that failed; see onrecord log {account.run} --fate failed")
    if told == "table":
        print(summary(account))
    if account.failed:
        raise typer.Exit(1)


def _batches(folders: Sequence[str], wanted: Callable[[str], bool]) -> Iterator[Arrival]:
    """The readings of batches as arrivals, named by folder and report.

    Raises:
        PayloadError: A folder holds no readings.
    """
    from pathlib import Path

    from onrecord.batch.parquet import read_table
    from onrecord.errors import PayloadError
    from onrecord.intake.arrival import Arrival

    for folder in folders:
        if not (Path(folder) / "account").is_dir():
            raise PayloadError(
                "there are no readings", where=folder, remedy="Name the --out folder of an onrecord batch"
            )
        for row in read_table(Path(folder), "readings", ["input", "line", "reading"]):
            line = "" if row["line"] is None else f":{row['line']}"
            name = f"{folder}#{row['input']}{line}"
            if wanted(name):
                yield Arrival(name=name, reading=json.loads(row["reading"]), extra={"input": row["input"]})


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
