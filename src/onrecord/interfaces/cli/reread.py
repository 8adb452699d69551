"""`onrecord reread`: read anew what a changed recipe affects."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline


def command(
    report: Annotated[str | None, typer.Argument(metavar="[REPORT]", help="Only this report.")] = None,
    case: o.CaseName = o.CASE,
    everything: Annotated[bool, typer.Option("--all", help="Also what the same recipe made.")] = False,
    by: o.By = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
    wait: o.Wait = 0.0,
) -> None:
    """Read kept reports anew where the recipe is another; old readings stay as superseded."""
    from onrecord.domain.casebook import Entry, Fate
    from onrecord.interfaces.cli.add import summary
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.progress import Progress
    from onrecord.interfaces.cli.say import complain
    from onrecord.store.queries import report_number
    from onrecord.store.rows import recipe_id
    from onrecord.workflows.read import make_reader
    from onrecord.workflows.reader import ReportReader
    from onrecord.workflows.reread import affected, reread

    reader = ReportReader(make_reader(settings_of(pipeline, no_encoder)))
    with o.opened(case, write=True) as book:
        with book.read() as connection:
            number = None if report is None else report_number(connection, report)
            total = 1 if number else len(affected(connection, recipe_id(reader.recipe), everything=everything))
        with Progress(total) as progress:

            def line(entry: Entry) -> None:
                progress.step(str(entry.fate))
                if entry.fate is Fate.FAILED:
                    complain(f"{entry.input}: {entry.reason}")

            account = reread(
                book, reader, by=by or o.user(), report=number, everything=everything, wait=wait, told=line
            )
    typer.echo(summary(account))
    if account.failed:
        raise typer.Exit(1)
