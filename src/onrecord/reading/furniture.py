"""What a paragraph of a report is: caption, title, byline, dateline, body or page furniture.

In: the paragraphs of a running text and the table `article/furniture`. Out: blocks. A dateline before a sentence
becomes a block of its own, and so does furniture glued to the end of a paragraph: neither disturbs the sentence. What
the rules do not know stays body: better a line read too many than a sentence lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from onrecord.domain.report import Block, BlockKind
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge

_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[^\S\n\r]*(?:\r\n|[\n\r])\s*|[\x0c\u2029]\s*")
_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORD = re.compile(r"\w+")
_RUNS_ON = re.compile(r"^\s*[-•·*–—\d]|[“”\"]|\b(?:and|or|that|the|to|of)\s*$")
_OPENS = re.compile(r"[‘“\"']?(?![a-z_])\w")
_STOPPED = re.compile(r"[.!?…:;]['\"”’»)\]]*\s*$")


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """The patterns of `article/furniture`, compiled."""

    boilerplate: tuple[re.Pattern[str], ...]
    tail: re.Pattern[str]
    caption: tuple[re.Pattern[str], ...]
    byline: tuple[re.Pattern[str], ...]
    byline_first: tuple[re.Pattern[str], ...]
    dateline: tuple[re.Pattern[str], ...]
    dateline_alone: tuple[re.Pattern[str], ...]
    not_title: re.Pattern[str]
    published: tuple[re.Pattern[str], ...]
    months: tuple[str, ...]
    limits: Mapping[str, float]


def furniture(knowledge: Knowledge) -> Furniture:
    """The patterns, compiled once for each knowledge."""
    return knowledge.made("article.furniture", _compile)


def _compile(knowledge: Knowledge) -> Furniture:
    table = knowledge.table("article/furniture")

    def patterns(group: Mapping[str, list[str]]) -> tuple[re.Pattern[str], ...]:
        made = [re.compile(rf"(?:{p})\s*\Z", re.I) for p in group.get("whole", ())]
        made += [re.compile(rf"(?:{p})", re.I) for p in group.get("start", ())]
        made += [re.compile(rf"(?:.*(?<!\w)|)(?:{p})\s*\Z", re.I | re.S) for p in group.get("end", ())]
        made += [re.compile(rf".*(?:{p})", re.I | re.S) for p in group.get("anywhere", ())]
        made += [re.compile(p) for p in group.get("cased_start", ())]
        return tuple(made)

    def cased(lines: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(rf"(?:{p})\s*\Z") for p in lines)

    return Furniture(
        boilerplate=patterns(table["boilerplate"]),
        tail=re.compile(rf"(?<=[.!?\"”’'])\s+(?:{'|'.join(table['boilerplate']['tail'])})"),
        caption=patterns(table["caption"]),
        byline=cased(table["byline"]["cased_whole"]),
        byline_first=cased(table["byline"]["cased_whole_near_the_top"]),
        dateline=tuple(re.compile(p) for p in table["dateline"]["cased"]),
        dateline_alone=cased(table["dateline"]["alone"]),
        not_title=re.compile(rf"{table['title']['not_after']}\s*\Z"),
        published=tuple(re.compile(rf"(?:{p})\s*\Z", re.I) for p in table["published"]["whole"]),
        months=tuple(table["published"]["months"]),
        limits=_limits(table),
    )


def _limits(table: Mapping[str, Any]) -> dict[str, float]:
    return {
        **table["limits"],
        "headline": table["title"]["headline_words"],
        "crosshead": table["title"]["crosshead_words"],
        "wrap_shortest": table["wrapped"]["shortest"],
        "wrap_longest": table["wrapped"]["longest"],
        "wrap_share": table["wrapped"]["share"],
    }


def stated_day(lines: Iterable[str], rules: Furniture) -> date | None:
    """The day that a line such as *Published: 30 August 2023* states; None where none does, or a day is no day."""
    for line in lines:
        for pattern in rules.published:
            found = pattern.match(line)
            if found:
                month = found["month"].lower()[:3]
                number = (
                    rules.months.index(month) + 1 if month in rules.months else int(month) if month.isdigit() else 0
                )
                try:
                    return date(int(found["year"]), number, int(found["day"]))
                except ValueError:
                    continue
    return None


def trim(text: str, start: int, end: int) -> Span | None:
    """The stretch without white space at its ends, or None where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def paragraphs(text: str, rules: Furniture) -> Iterator[Span]:
    """The paragraphs of a running text: parts between blank lines; each line where lines are not hard-wrapped."""
    start = 0
    for gap in (_BLANK_LINE if _is_wrapped(text, rules) else _LINE).finditer(text):
        span = trim(text, start, gap.start())
        if span is not None:
            yield span
        start = gap.end()
    span = trim(text, start, len(text))
    if span is not None:
        yield span


def _is_wrapped(text: str, rules: Furniture) -> bool:
    """Whether single line breaks inside paragraphs only fold long lines."""
    lines = _LINE.split(text)
    inner = [line.strip() for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(inner) < 2:
        return False
    shortest, longest = rules.limits["wrap_shortest"], rules.limits["wrap_longest"]
    fit = sum(shortest <= len(line) <= longest and not _STOPPED.search(line) for line in inner)
    return fit >= rules.limits["wrap_share"] * len(inner)


def classify(text: str, rules: Furniture, *, marked: bool = False, top: bool = True) -> list[Block]:
    """The blocks of a running text.

    Args:
        text: The text, or one paragraph of it.
        rules: The patterns.
        marked: Whether the markup already says that this is body: then it is no title.
        top: Whether no body came before this text; only there are datelines looked for.
    """
    spans = list(paragraphs(text, rules))
    stopped = [bool(_STOPPED.search(span.of(text))) for span in spans]
    blocks: list[Block] = []
    for index, span in enumerate(spans):
        between = 0 < index < len(spans) - 1 and stopped[index - 1] and stopped[index + 1]
        lead = top and not any(block.kind is BlockKind.BODY for block in blocks)
        blocks.extend(_paragraph(text, span, rules, top=lead, between=between and not stopped[index], marked=marked))
    return blocks


def _paragraph(text: str, span: Span, rules: Furniture, *, top: bool, between: bool, marked: bool) -> Iterator[Block]:
    """The blocks of one paragraph: one, or a body with a dateline before or furniture after it."""
    line = span.of(text)
    kind = _whole(line, rules, top=top)
    if kind is None and not marked and _OPENS.match(line) and not rules.not_title.search(line):
        words = len(_WORD.findall(line))
        if words <= rules.limits["headline" if top else "crosshead"]:
            kind = BlockKind.TITLE
        elif between and not _RUNS_ON.search(line):
            # A paragraph without a full stop among paragraphs that have one: most often the words under a picture.
            kind = BlockKind.CAPTION
    if kind is not None:
        yield Block(kind=kind, span=span)
        return
    start = span.start
    if top:
        found = next((f for f in (pattern.match(line) for pattern in rules.dateline) if f), None)
        head = trim(text, start, start + found.end()) if found else None
        if found and head is not None and trim(text, start + found.end(), span.end) is not None:
            yield Block(kind=BlockKind.DATELINE, span=head)
            start += found.end()
    tail = rules.tail.search(text, start, span.end)
    cut = span.end
    if tail and span.end - tail.start() <= rules.limits["tail"]:
        cut = tail.start()
    body, rest = trim(text, start, cut), trim(text, cut, span.end)
    if body is not None:
        yield Block(kind=BlockKind.BODY, span=body)
    if rest is not None:
        yield Block(kind=BlockKind.BOILERPLATE, span=rest)


def _whole(line: str, rules: Furniture, *, top: bool) -> BlockKind | None:
    """The kind of a line that is not body as a whole, or None."""
    if any(pattern.match(line) for pattern in rules.byline):
        return BlockKind.BYLINE
    if top and any(pattern.match(line) for pattern in rules.byline_first):
        return BlockKind.BYLINE
    if len(line) < rules.limits["furniture"] and any(pattern.match(line) for pattern in rules.boilerplate):
        return BlockKind.BOILERPLATE
    if any(pattern.match(line) for pattern in rules.dateline_alone):
        return BlockKind.DATELINE
    if len(line) < rules.limits["caption"] and any(pattern.match(line) for pattern in rules.caption):
        return BlockKind.CAPTION
    return None
