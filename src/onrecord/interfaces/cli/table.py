"""Readings on a terminal: two lines a claim, status, certainty and source chain at once, at a hundred columns.

In: a Reading. Out: Rich renderables. Everything from a report goes through `safe`, and nothing of it is read as
markup. Signs tell the standing where there are no colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from onrecord.domain.claim import Claim
from onrecord.domain.reading import Reading
from onrecord.domain.span import Span
from onrecord.domain.standing import Standing, standing
from onrecord.exports import words
from onrecord.interfaces.cli.say import safe

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Standing → sign and style.
STYLES = {
    Standing.FACT: ("●", "green"),
    Standing.POSSIBLE: ("◐", "blue"),
    Standing.AIM: ("○", "yellow"),
    Standing.FAILED: ("✕", "magenta"),
    Standing.DENIED: ("⊘", "red"),
}
_NUMBER, _STATUS, _SURE, _GAP = 4, 16, 4, 1


def table(reading: Reading, width: int, *, claims_only: bool = False) -> Iterator[RenderableType]:
    """The reading as lines no wider than `width`."""
    if not claims_only:
        yield from _head(reading)
    standings = {claim.id: standing(claim, reading.attributions) for claim in reading.claims}
    if reading.claims:
        yield _row(
            width, Text("#"), Text("how far"), Text("sure"), Text("who → whom"), Text("what"), Text("says"), "dim"
        )
    for claim in reading.claims:
        yield from _claim(claim, reading, standings[claim.id], width)
    if claims_only:
        return
    if reading.attributions:
        yield Text()
        yield Text(f"{_count(len(reading.attributions), 'attribution')}", style="bold")
        for told in reading.attributions:
            content = " … ".join(words.quote(reading.report.text, span) for span in told.content)
            cue = " ".join(words.quote(reading.report.text, span) for span in told.cue)
            line = Text(f"{safe(told.id):<{_NUMBER}} ", style="dim")
            line.append(safe(words.step(told, reading.report.text)), style="bold not dim")
            line.append(f"  {safe(cue)}", style="italic not dim")
            quoted = safe(content).strip('“”"')
            line.append(f"  “{quoted}”" if quoted else "", style="dim")
            line.truncate(width, overflow="ellipsis")
            yield line
    yield Text()
    yield _legend()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _head(reading: Reading) -> Iterator[Text]:
    told = reading.report.provenance
    if told.title:
        yield Text(safe(told.title), style="bold")
    day = told.published.isoformat() if told.published else "publication date unknown"
    parts = [told.publisher or "publisher unknown", day, reading.report.dateline, told.byline]
    yield Text(" · ".join(safe(part) for part in parts if part), style="dim")
    for problem in reading.problems:
        yield Text(f"! {safe(problem.code)}: {safe(problem.message)}", style="yellow")
    if not reading.claims:
        yield Text("No claims were read.")
    yield Text()


def _row(
    width: int, number: Text, status: Text, sure: Text, who: Text, what: Text, says: Text, style: str = ""
) -> Table:
    """One line of the table; cells wrap inside their columns and lose nothing."""
    rest = max(30, width - _NUMBER - _STATUS - _SURE - 5 * _GAP)
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    grid.add_column(width=_NUMBER)
    grid.add_column(width=_STATUS)
    grid.add_column(width=_SURE)
    for part in (0.34, 0.33):
        grid.add_column(width=int(rest * part), overflow="fold")
    grid.add_column(width=rest - int(rest * 0.34) - int(rest * 0.33), overflow="fold")
    grid.add_row(number, status, sure, who, what, says, style=style)
    return grid


def _claim(claim: Claim, reading: Reading, kind: Standing, width: int) -> Iterator[RenderableType]:
    sign, style = STYLES[kind]
    text = reading.report.text
    what = Text(safe(claim.type), style="bold")
    goods = words.items(claim.items)
    when = ", ".join(part for part in (words.place(claim.place), words.time(claim.time)) if part)
    what.append(f" {safe(goods)}" if goods else "", style="not bold")
    what.append(f" {safe(when)}" if when else "", style="not bold dim")
    yield _row(
        width,
        Text(safe(claim.id), style="dim"),
        Text(f"{sign} {safe(words.how_far(claim))}", style=style),
        Text(str(claim.certainty), style=style),
        Text(safe(words.parties(claim, text))),
        what,
        Text(safe(words.chain(claim, reading))),
    )
    yield _quote(claim, text, style, width)


def _quote(claim: Claim, text: str, style: str, width: int) -> Text:
    """The words around the trigger on one line."""
    room = max(20, width - _NUMBER - _GAP - 4)
    before = safe(Span(claim.sentence.start, claim.trigger.start).of(text))
    trigger = safe(claim.trigger.of(text))
    after = safe(Span(claim.trigger.end, max(claim.trigger.end, claim.sentence.end)).of(text))
    # A blank on either side of the trigger is folded away with the rest; the text says whether there was one.
    before += " " if text[claim.trigger.start - 1 : claim.trigger.start].isspace() else ""
    after = (" " if text[claim.trigger.end : claim.trigger.end + 1].isspace() else "") + after
    left = max(0, min(len(before), (room - len(trigger)) // 2))
    left = max(left, min(len(before), room - len(trigger) - len(after)))
    right = max(0, room - len(trigger) - left)
    line = Text(" " * (_NUMBER + _GAP), style="dim")
    line.append(("…" + before[len(before) - left :]) if left < len(before) else before)
    line.append(trigger, style=f"not dim bold {style}")
    line.append((after[:right] + "…") if right < len(after) else after)
    return line


def _legend() -> Text:
    line = Text(style="dim")
    for kind, (sign, style) in STYLES.items():
        line.append(f"{sign} ", style=style)
        line.append(f"{kind}   ")
    return line
