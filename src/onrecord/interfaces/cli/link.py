"""`onrecord link`: join the claims of a casebook to events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
    by: o.By = None,
    note: o.Note = None,
    wait: o.Wait = 0.0,
) -> None:
    """Join claims of one happening, count their independent origins, find copies; people's word goes before."""
    from datetime import UTC, datetime

    from onrecord.interfaces.cli.say import complain, day
    from onrecord.store import events
    from onrecord.workflows.link import link_case

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
        made = link_case(book, by=by or o.user(), today=given, wait=wait)
        with book.read() as connection:
            recalled = events.recalls(connection)
    typer.echo(
        f"{made.claims:,} claims of {made.reports:,} reports: {made.events:,} events "
        f"({made.changed:,} new or changed), {made.copies:,} pairs of reports that share text"
    )
    for row in recalled:
        leaning = f"; events that lean on it: {', '.join(row['events'])}" if row["events"] else ""
        complain(f"recall: the sentence behind {row['claim']} was {row['kind']} on its page{leaning}")


def _pair(connection: Connection, text: str) -> tuple[str, str]:
    from onrecord.errors import QueryError
    from onrecord.store.queries import claim_row

    first, colon, second = text.partition(":")
    if not colon:
        raise QueryError(f"{text!r} is not a pair of claims", where="--same", remedy="Give two keys as A:B")
    return str(claim_row(connection, first)["key"]), str(claim_row(connection, second)["key"])
