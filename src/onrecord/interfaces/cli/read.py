"""`onrecord read`: read reports and show what they claim."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer


def command(
    files: Annotated[list[str], typer.Argument(help="Reports: HTML, text, Markdown or mail; - for standard input.")],
    published: Annotated[
        str | None, typer.Option(help="Publication date, YYYY-MM-DD; goes before the page's own.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher; goes before the page's own.")] = None,
    format: Annotated[str | None, typer.Option(help="table, lines, json, jsonl or html.")] = None,
    pipeline: Annotated[str | None, typer.Option(help="Name of an installed spaCy pipeline.")] = None,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="Read by rules alone.")] = False,
) -> None:
    """Read reports and show what they claim."""
    from dataclasses import replace

    from onrecord.errors import InputError
    from onrecord.intake.open import read_bytes, report_of
    from onrecord.interfaces.cli.say import complain, day
    from onrecord.settings import Settings
    from onrecord.workflows.read import make_reader, read_report

    settings = replace(Settings(), use_encoder=not no_encoder)
    if pipeline is not None:
        settings = replace(settings, pipeline=pipeline)
    date_told = day(published, "--published")
    reader = make_reader(settings)
    failed = 0
    for name in files:
        try:
            payload = read_bytes(name, max_bytes=settings.max_bytes)
            report = report_of(
                payload, name=name, published=date_told, publisher=publisher, max_bytes=settings.max_bytes
            )
            reading = read_report(report, reader)
        except InputError as error:
            complain(str(error))
            failed += 1
            continue
        sys.stdout.write(json.dumps(reading.to_dict(), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)
