"""`onrecord read`: read reports and show what they claim."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli.options import NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from onrecord.domain.reading import Reading
    from onrecord.settings import Settings


class Format(StrEnum):
    TABLE = "table"
    LINES = "lines"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


class Only(StrEnum):
    FACTS = "facts"
    AIMS = "aims"
    DENIALS = "denials"


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="HTML, text, Markdown, mail; - is standard input.")
    ],
    published: Published = None,
    publisher: Publisher = None,
    format: Annotated[
        Format | None, typer.Option(help="How to show readings; table on a terminal, jsonl elsewhere.")
    ] = None,
    claims_only: Annotated[bool, typer.Option("--claims-only", help="Show claims and nothing else.")] = False,
    only: Annotated[Only | None, typer.Option(help="Show claims of this standing alone.")] = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Read reports and show who says that who did what to whom, how sure, and how far it got.

    Exit status: 0 all read, 1 some inputs could not be read, 2 usage.
    """
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import day

    day(published, "--published")
    shown = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    failed: list[str] = []
    readings = _readings(files, settings_of(pipeline, no_encoder), published, publisher, failed)
    if shown is not Format.TABLE:
        readings = _with_problems_told(readings)
    show((_picked(reading, only) for reading in readings), shown, claims_only)
    if failed:
        raise typer.Exit(1)


def _readings(
    files: list[str], settings: Settings, published: str | None, publisher: str | None, failed: list[str]
) -> Iterator[Reading]:
    """The readings of the files that can be read; complaints about the others go to standard error."""
    from onrecord.errors import InputError
    from onrecord.interfaces.cli.options import opened
    from onrecord.interfaces.cli.say import complain
    from onrecord.workflows.read import make_reader, read_report

    reader = make_reader(settings)
    for name in files:
        try:
            reading = read_report(opened(name, settings, published, publisher), reader)
        except InputError as error:
            complain(str(error))
            failed.append(name)
            continue
        yield reading


def _with_problems_told(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings; their problems go to standard error, since programs read the other side."""
    from onrecord.interfaces.cli.say import complain

    for reading in readings:
        for problem in reading.problems:
            told = reading.report.provenance.title or reading.report.id[:19]
            complain(f"{told}: {problem.code}: {problem.message}")
        yield reading


def _picked(reading: Reading, only: Only | None) -> Reading:
    """The reading with the claims of one standing alone."""
    if only is None:
        return reading
    from dataclasses import replace

    from onrecord.domain.standing import Standing, standing

    wanted = {Only.FACTS: Standing.FACT, Only.AIMS: Standing.AIM, Only.DENIALS: Standing.DENIED}[only]
    claims = tuple(claim for claim in reading.claims if standing(claim, reading.attributions) is wanted)
    kept = {claim.id for claim in claims}
    relations = tuple(r for r in reading.relations if r.origin in kept and r.target in kept)
    return replace(reading, claims=claims, relations=relations)


def show(readings: Iterable[Reading], format: Format, claims_only: bool) -> None:
    """Write readings to standard output, each as soon as it is there."""
    if format is Format.TABLE:
        from rich.console import Console

        from onrecord.interfaces.cli.table import table

        console = Console(markup=False, highlight=False, emoji=False)
        for number, reading in enumerate(readings):
            if number:
                console.rule(style="dim")
            for line in table(reading, console.width, claims_only=claims_only):
                console.print(line)
        return
    if claims_only and format is not Format.HTML:
        _claims(readings, format)
        return
    from onrecord.exports import export

    for piece in export(readings, str(format)):
        sys.stdout.write(piece)


def _claims(readings: Iterable[Reading], format: Format) -> None:
    """Claims alone: in JSON each with the id of its report, in lines without what is told of reports and sources."""
    import json

    from onrecord.domain.contract import claim_to_dict
    from onrecord.exports.lines import lines

    rows: list[str] = []
    for reading in readings:
        if format is Format.LINES:
            rows += [f"{line}\n" for line in lines(reading) if line.split(" ")[1] in ("claim", "relation")]
        else:
            told = [{"report": reading.report.id, **claim_to_dict(claim)} for claim in reading.claims]
            rows += [json.dumps(row, ensure_ascii=False, indent=1 if format is Format.JSON else None) for row in told]
    if format is Format.JSON:
        sys.stdout.write("[" + ",\n".join(rows) + "]\n")
    else:
        sys.stdout.write("".join(row if row.endswith("\n") else row + "\n" for row in rows))
