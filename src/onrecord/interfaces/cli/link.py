"""`onrecord link`: join the claims of a casebook to events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.interfaces.cli import case_options as o

if TYPE_CHECKING:
    from onrecord.store.case import Connection


def command(
    case: o.CaseName = o.CASE,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day for due dates that passed; this day if left out.")
    ] = None,
    same: Annotated[
        list[str] | None, typer.Option("--same", metavar="A:B", help="Say that two claims tell of one event.")
    ] = None,
    different: Annotated[
        list[str] | None, typer.Option("--different", metavar="A:B", help="Say that two claims do not.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Link everything anew, and not only what changed since the last time.")
    ] = False,
    by: o.By = None,
    note: o.Note = None,
    wait: o.Wait = 0.0,
    from_batch: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Link an `onrecord batch` instead of a casebook; its folder gets the events."),
    ] = None,
    engine: Annotated[str, typer.Option(metavar="NAME", help="With --from-batch: local or ray.")] = "local",
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="With --from-batch: processes or Ray tasks at once.")
    ] = 1,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="With --from-batch: a running Ray cluster.")
    ] = None,
) -> None:
    """Join claims of one happening, count their independent origins, find copies; people's word goes before."""
    from datetime import UTC, datetime

    if from_batch is not None:
        _batch(from_batch, today, engine, workers, address)
        return

    from onrecord.interfaces.cli.say import complain, day
    from onrecord.store import events
    from onrecord.workflows.link import link_case
    from onrecord.workflows.versions import notices

    with o.opened(case) as book, book.read() as connection:
        pairs = [
            (*_pair(connection, text), told)
            for told, texts in ((True, same), (False, different))
            for text in texts or ()
        ]
    with o.opened(case, write=True) as book:
        if pairs:
            with book.write() as connection:
                for first, second, told in pairs:
                    events.judge(connection, first, second, told, by=by or o.user(), note=note)
        given = day(today, "--today") or datetime.now(UTC).date()
        made = link_case(book, by=by or o.user(), today=given, wait=wait, whole=everything)
        with book.read() as connection:
            recalled = notices(connection)
    typer.echo(
        f"{made.claims:,} claims of {made.reports:,} reports: {made.events:,} events "
        f"({made.changed:,} new or changed), {made.copies:,} pairs of reports that share text; "
        f"{made.fresh:,} reports new or changed"
    )
    for row in recalled:
        row["exports"] = [_export(one) for one in row["exports"]]
        named = [what for what in ("events", "dossiers", "exports") if row[what]]
        leaning = "".join(f"; {what} that lean on it: {', '.join(row[what])}" for what in named)
        complain(f"recall: the sentence behind {row['claim']} was {row['kind']} on its page{leaning}")


def _batch(folder: Path, today: str | None, engine: str, workers: int, address: str | None) -> None:
    """Link a batch and write its events beside its claims."""
    from onrecord.batch.link import link_batch
    from onrecord.batch.parquet import write_links
    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.say import day

    if engine not in ("local", "ray"):
        raise QueryError(f"there is no engine {engine!r}", where="--engine", remedy="Pass local or ray")
    told = day(today, "--today")
    events, judgements = link_batch(folder, today=told, workers=workers, engine=engine, address=address)
    write_links(folder, events, judgements)
    claims = sum(len(event["claims"]) for event in events)
    typer.echo(f"{claims:,} claims: {len(events):,} events. {folder / 'events'}")


def _export(one: dict[str, Any]) -> str:
    """An export in few words: *csv of dossier guns to guns.csv by ann on 2024-06-01 (run 4)*."""
    of = f" of dossier {one['dossier']}" if one["dossier"] else ""
    to = f" to {one['to']}" if one["to"] else ""
    return f"{one['format']}{of}{to} by {one['by']} on {str(one['at'])[:10]} (run {one['run']})"


def _pair(connection: Connection, text: str) -> tuple[str, str]:
    from onrecord.errors import QueryError
    from onrecord.store.queries import claim_row

    first, colon, second = text.partition(":")
    if not colon:
        raise QueryError(f"{text!r} is not a pair of claims", where="--same", remedy="Give two keys as A:B")
    return str(claim_row(connection, first)["key"]), str(claim_row(connection, second)["key"])
