"""`onrecord read`: read reports and show what they claim."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli.options import MaxBytes, NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from onrecord.domain.reading import Reading
    from onrecord.workflows.read import Outcome


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
        list[str],
        typer.Argument(
            metavar="FILE...", help="Pages, text, Markdown, mail, PDF, feeds, archives, folders; - is standard input."
        ),
    ],
    published: Published = None,
    publisher: Publisher = None,
    format: Annotated[
        Format | None, typer.Option(help="How to show readings; table on a terminal, jsonl elsewhere.")
    ] = None,
    claims_only: Annotated[bool, typer.Option("--claims-only", help="Show claims and nothing else.")] = False,
    only: Annotated[Only | None, typer.Option(help="Show claims of this standing alone.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write a file for each report there, and print their paths.")
    ] = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
    max_bytes: MaxBytes = None,
) -> None:
    """Read reports and show who says that who did what to whom, how sure, and how far it got.

    Exit status: 0 all read, 1 some inputs could not be read, 2 usage.
    """
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import day
    from onrecord.workflows.read import make_reader, read_many

    told = day(published, "--published")
    shown = format or (Format.HTML if out else Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    reader = make_reader(settings_of(pipeline, no_encoder, max_bytes))
    failed: list[str] = []
    outcomes = _told(read_many(files, reader, published=told, publisher=publisher), failed, shown)
    readings = ((outcome.name, _picked(outcome.reading, only)) for outcome in outcomes if outcome.reading is not None)
    if out is not None:
        _write(readings, shown, claims_only, out)
    else:
        sys.stdout.writelines(render((reading for _, reading in readings), shown, claims_only))
    if failed:
        raise typer.Exit(1)


def _told(outcomes: Iterable[Outcome], failed: list[str], format: Format) -> Iterator[Outcome]:
    """The outcomes; what could not be read, what was left out, and what is doubtful goes to standard error.

    A table shows doubts itself.
    """
    from onrecord.interfaces.cli.say import complain

    for outcome in outcomes:
        if outcome.failure is not None:
            failed.append(outcome.name)
            at_hand = outcome.failure.startswith(outcome.name)
            complain(outcome.failure if at_hand else f"{outcome.name}: {outcome.failure}")
        elif outcome.skipped is not None:
            complain(f"{outcome.name}: left out: {outcome.skipped}")
        elif outcome.reading is not None and format is not Format.TABLE:
            for problem in outcome.reading.problems:
                complain(f"{outcome.name}: {problem.code}: {problem.message}")
        yield outcome


def _picked(reading: Reading, only: Only | None) -> Reading:
    """The reading with facts, aims or denials alone (`onrecord.reading.filters`)."""
    if only is None:
        return reading
    from dataclasses import replace

    from onrecord.reading.filters import only as pick

    claims = pick(str(only), reading.claims, reading.attributions)
    kept = {claim.id for claim in claims}
    relations = tuple(r for r in reading.relations if r.origin in kept and r.target in kept)
    return replace(reading, claims=claims, relations=relations)


def render(readings: Iterable[Reading], format: Format, claims_only: bool) -> Iterator[str]:
    """Readings as text, each as soon as it is there."""
    if format is Format.TABLE:
        yield from _tables(readings, claims_only)
    elif claims_only and format is not Format.HTML:
        yield from _claims(readings, format)
    else:
        from onrecord.exports import export

        yield from export(readings, str(format))


def _tables(readings: Iterable[Reading], claims_only: bool) -> Iterator[str]:
    from rich.console import Console

    from onrecord.interfaces.cli.table import table

    # Where nobody's window sets a width, the table is made for a hundred columns.
    width = None if sys.stdout.isatty() else 100
    console = Console(markup=False, highlight=False, emoji=False, width=width)
    for number, reading in enumerate(readings):
        with console.capture() as captured:
            if number:
                console.rule(style="dim")
            for line in table(reading, console.width, claims_only=claims_only):
                console.print(line)
        yield captured.get()


def _claims(readings: Iterable[Reading], format: Format) -> Iterator[str]:
    """Claims alone: in JSON each with the id of its report, in lines without what is told of reports and sources."""
    import json

    from onrecord.domain.contract import claim_to_dict
    from onrecord.exports.lines import lines

    opening = "["
    for reading in readings:
        if format is Format.LINES:
            yield from (f"{line}\n" for line in lines(reading) if line.split(" ")[1] in ("claim", "relation"))
            continue
        for claim in reading.claims:
            row = {"report": reading.report.id, **claim_to_dict(claim)}
            if format is Format.JSONL:
                yield json.dumps(row, ensure_ascii=False) + "\n"
            else:
                yield opening + "\n" + json.dumps(row, ensure_ascii=False, indent=1)
                opening = ","
    if format is Format.JSON:
        yield "\n]\n" if opening == "," else "[]\n"


_ENDINGS = {Format.TABLE: "txt", Format.LINES: "txt"}


def _write(readings: Iterable[tuple[str, Reading]], format: Format, claims_only: bool, folder: Path) -> None:
    """A file for each reading; for pages an index as well. Their paths go to standard output."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[str, Reading]] = []
    for name, reading in readings:
        stem = re.sub(r"[^\w.-]+", "-", Path(name).stem if "#" not in name else Path(name).name).strip("-.") or "report"
        taken = {path for path, _ in written}
        path = f"{stem}.{_ENDINGS.get(format, str(format))}"
        number = 2
        while path in taken:
            path = f"{stem}-{number}.{_ENDINGS.get(format, str(format))}"
            number += 1
        text = "".join(render([reading], format, claims_only))
        (folder / path).write_text(text, encoding="utf-8", errors="replace")
        typer.echo(str(folder / path))
        written.append((path, reading))
    if format is Format.HTML:
        from onrecord.exports.page import index

        (folder / "index.html").write_text("".join(index(written)), encoding="utf-8", errors="replace")
        typer.echo(str(folder / "index.html"))
