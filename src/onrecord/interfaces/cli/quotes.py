"""`onrecord quotes`: who says what in a report, as a table or as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.interfaces.cli.options import NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from rich.console import RenderableType

    from onrecord.domain.attribution import Attribution
    from onrecord.domain.reading import Reading


class Format(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


class By(StrEnum):
    ORDER = "order"
    SPEAKER = "speaker"


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Reports; - is standard input.")],
    published: Published = None,
    publisher: Publisher = None,
    by: Annotated[By, typer.Option(help="In the order of the text, or speaker by speaker.")] = By.ORDER,
    format: Annotated[
        Format | None, typer.Option(help="How to show them; table on a terminal, jsonl elsewhere.")
    ] = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Show who says what: source, cue, content, speaker, stance, occasion.

    Exit status: 0 all read, 1 some inputs could not be read, 2 usage.
    """
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import complain, day
    from onrecord.workflows.read import make_reader, read_many

    told = day(published, "--published")
    shown = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    reader = make_reader(settings_of(pipeline, no_encoder))
    failed = False
    for number, outcome in enumerate(read_many(files, reader, published=told, publisher=publisher)):
        if outcome.reading is None:
            failed = failed or outcome.failure is not None
            complain(f"{outcome.name}: {outcome.failure or f'left out: {outcome.skipped}'}")
            continue
        if shown is Format.JSONL:
            for row in rows(outcome.reading, by):
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            _print(outcome.reading, outcome.name, by, first=number == 0)
    if failed:
        raise typer.Exit(1)


def grouped(reading: Reading) -> list[tuple[str, list[Attribution]]]:
    """Attributions by speaker, most quoted first, then by first word; those of unknown speakers last."""
    groups: dict[str, list[Attribution]] = {}
    for attribution in reading.attributions:
        groups.setdefault(speaker_key(attribution), []).append(attribution)
    return sorted(groups.items(), key=lambda item: (not item[0], -len(item[1]), _start(item[1][0])))


def speaker_key(attribution: Attribution) -> str:
    """The name by which a speaker is grouped; empty where nobody was made out."""
    speaker = attribution.speaker
    if speaker is None:
        return ""
    return speaker.name or speaker.country or ""


def _start(attribution: Attribution) -> int:
    spans = (*attribution.cue, *attribution.content)
    return spans[0].start if spans else 0


def rows(reading: Reading, by: By) -> Iterator[dict[str, Any]]:
    """One row an attribution, or with `By.SPEAKER` one a speaker; the words stand beside the spans."""
    from onrecord.domain.contract import actor_to_dict

    if by is By.ORDER:
        yield from (_row(reading, a) for a in reading.attributions)
        return
    for name, said in grouped(reading):
        yield {
            "report": reading.report.id,
            "speaker": actor_to_dict(said[0].speaker) if name else None,
            "attributions": [_row(reading, a) for a in said],
        }


def _row(reading: Reading, attribution: Attribution) -> dict[str, Any]:
    from onrecord.domain.contract import attribution_to_dict

    text = reading.report.text
    words = {
        part: " … ".join(span.of(text) for span in getattr(attribution, part)) for part in ("source", "cue", "content")
    }
    return {"report": reading.report.id, **attribution_to_dict(attribution), "words": words}


def _print(reading: Reading, name: str, by: By, *, first: bool) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    console = Console(markup=False, highlight=False, emoji=False, width=width)
    with console.capture() as captured:
        if not first:
            console.print()
        for line in table(reading, name, by, console.width):
            console.print(line)
    sys.stdout.write(captured.get())


def table(reading: Reading, name: str, by: By, width: int) -> Iterator[RenderableType]:
    """Attributions as a table no wider than `width`."""
    from rich.text import Text

    from onrecord.interfaces.cli.say import safe

    title = reading.report.provenance.title or name
    count = len(reading.attributions)
    yield Text(safe(title), style="bold")
    yield Text(f"{count} attribution{'' if count == 1 else 's'}", style="dim")
    if by is By.ORDER:
        yield _table(reading, reading.attributions, width, speakers=True)
        return
    for speaker, said in grouped(reading):
        yield Text()
        yield Text(safe(speaker or "speaker not made out"), style="bold")
        yield _table(reading, said, width, speakers=False)


def _table(reading: Reading, said: Sequence[Attribution], width: int, *, speakers: bool) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    from onrecord.interfaces.cli.say import safe

    text = reading.report.text
    made = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style="dim")
    made.add_column("", style="dim", no_wrap=True, width=4)
    if speakers:
        made.add_column("who", width=max(18, width // 4))
    made.add_column("stance", no_wrap=True, width=8)
    made.add_column("cue", style="italic", width=max(12, width // 7))
    made.add_column("what", ratio=1)
    for one in said:
        content = " … ".join(safe(span.of(text)) for span in one.content)
        who = Text(safe(_who(one)))
        cells: list[RenderableType] = [Text(safe(one.id))]
        if speakers:
            cells.append(who)
        cells += [
            Text(str(one.stance)),
            Text(" ".join(safe(span.of(text)) for span in one.cue) or ("carried over" if one.carried_over else "")),
            Text.assemble(content or Text("—", style="dim"), *_notes(one)),
        ]
        made.add_row(*cells)
    return made


def _who(one: Attribution) -> str:
    speaker = one.speaker
    if speaker is None:
        return "?"
    told = [part for part in (speaker.country, speaker.role) if part]
    name = speaker.name or speaker.country or "?"
    return f"{name} ({', '.join(told)})" if told and speaker.name else name


def _notes(one: Attribution) -> Iterable[tuple[str, str]]:
    notes = []
    if one.occasion is not None:
        notes.append(one.occasion.kind)
    if one.time is not None:
        notes.append(one.time.value)
    notes.extend(one.basis)
    if one.via is not None:
        notes.append(f"in {one.via}")
    return [(f"  [{', '.join(notes)}]", "dim")] if notes else []
