"""The article: one text with its blocks, read from a report and never altered afterwards.

In: a Report, and the table `article/furniture`. Out: an Article. The text stays as read; blocks say what each stretch
of it is: caption, title, byline, dateline, body (one block a paragraph) or boilerplate, so that a photo credit or a
trailing COMMENTS is never glued to a sentence. The publication date is the user's or the page's, never the clock's.

What this does not do: it does not split sentences, and it leaves no paragraph out; what the page's markup already left
out (menus, comments) does not reach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from onrecord.domain.report import Article, Block, BlockKind, Problem, Report
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.reading.formats import draft as draft_of
from onrecord.reading.formats.draft import Draft
from onrecord.reading.language import language_of

_BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[^\S\n\r]*(?:\r\n|[\n\r])\s*|[\x0c\u2029]\s*")
_LINE = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORD = re.compile(r"\w+")
_ENDS_AS_SENTENCE = re.compile(r"[.!?][\"”’')\]]*\s*$")


def read_article(report: Report, knowledge: Knowledge | None = None) -> Article:
    """The article of a report.

    Args:
        report: The report.
        knowledge: The tables; those that ship with the package where None.

    Raises:
        PayloadError: The bytes cannot be read as text.
    """
    furniture = Furniture.of((knowledge or load_knowledge()).table("article/furniture"))
    draft = draft_of(report)
    text = "\n\n".join(part.text for part in draft.parts)
    blocks = tuple(_blocks(draft, furniture))
    told = report.provenance
    provenance = replace(
        told,
        url=told.url or draft.url,
        publisher=told.publisher or draft.publisher,
        title=told.title or draft.title,
        byline=told.byline or draft.byline,
        published=told.published or draft.published,
        licence=told.licence or draft.licence,
    )
    titled = next((b for b in blocks[:2] if b.kind is BlockKind.TITLE and blocks.index(b) == 0), None)
    if provenance.title is None and titled is not None:
        provenance = replace(provenance, title=_folded(text, titled.span))
    signed = next((b for b in blocks if b.kind is BlockKind.BYLINE), None)
    if provenance.byline is None and signed is not None:
        provenance = replace(provenance, byline=_folded(text, signed.span))
    filed = next((b for b in blocks if b.kind is BlockKind.DATELINE), None)
    language = language_of(" ".join(b.span.of(text) for b in blocks if b.kind is BlockKind.BODY) or text, draft.language)
    return Article(
        text=text,
        blocks=blocks,
        provenance=provenance,
        payload_id=report.payload_id,
        dateline=None if filed is None else _folded(text, filed.span).rstrip(" —–-:"),
        language=language,
        problems=draft.problems + tuple(_doubts(text, blocks, language, furniture)),
    )


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """The patterns of `article/furniture`, compiled."""

    boilerplate: tuple[re.Pattern[str], ...]
    caption: tuple[re.Pattern[str], ...]
    byline: tuple[re.Pattern[str], ...]
    dateline: tuple[re.Pattern[str], ...]
    dateline_alone: tuple[re.Pattern[str], ...]
    not_after_title: re.Pattern[str]
    title_words: int
    wrapped: Mapping[str, float]
    few_words: int

    @staticmethod
    def of(table: Mapping[str, Any]) -> Furniture:
        return _compile(_Held(table))


class _Held:
    """A table as a cache key: the same object gives the same patterns."""

    def __init__(self, table: Mapping[str, Any]):
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.table is self.table


@cache
def _compile(held: _Held) -> Furniture:
    table = held.table

    def patterns(group: Mapping[str, list[str]]) -> tuple[re.Pattern[str], ...]:
        made = [re.compile(rf"(?:{p})\s*\Z", re.I) for p in group.get("whole", ())]
        made += [re.compile(rf"(?:{p})", re.I) for p in group.get("start", ())]
        made += [re.compile(rf"(?:.*?(?<!\w)|)(?:{p})\s*\Z", re.I | re.S) for p in group.get("end", ())]
        made += [re.compile(rf".*?(?:{p})", re.I | re.S) for p in group.get("anywhere", ())]
        return tuple(made)

    return Furniture(
        boilerplate=patterns(table["boilerplate"]),
        caption=patterns(table["caption"]),
        byline=tuple(re.compile(rf"(?:{p})\s*\Z") for p in table["byline"]["cased_whole"]),
        dateline=tuple(re.compile(p) for p in table["dateline"]["cased"]),
        dateline_alone=tuple(re.compile(rf"(?:{p})\s*\Z") for p in table["dateline"]["alone"]),
        not_after_title=re.compile(rf"{table['title']['not_after']}\s*\Z"),
        title_words=int(table["title"]["max_words"]),
        wrapped=table["wrapped"],
        few_words=int(table["limits"]["few_words"]),
    )


def _folded(text: str, span: Span) -> str:
    return " ".join(span.of(text).split())


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def paragraphs(text: str, furniture: Furniture) -> Iterator[Span]:
    """The paragraphs of a running text: parts between blank lines; each line where lines are not hard-wrapped."""
    wrapped = _is_wrapped(text, furniture)
    pattern = _BLANK_LINE if wrapped else _LINE
    start = 0
    for gap in pattern.finditer(text):
        span = _trim(text, start, gap.start())
        if span is not None:
            yield span
        start = gap.end()
    span = _trim(text, start, len(text))
    if span is not None:
        yield span


def _is_wrapped(text: str, furniture: Furniture) -> bool:
    """Whether single line breaks inside paragraphs only fold long lines."""
    lines = _LINE.split(text)
    inner = [line.strip() for line, after in zip(lines, lines[1:], strict=False) if line.strip() and after.strip()]
    if len(inner) < 2:
        return False
    rule = furniture.wrapped
    fit = sum(rule["shortest"] <= len(line) <= rule["longest"] and not _ENDS_AS_SENTENCE.search(line) for line in inner)
    return fit >= rule["share"] * len(inner)


def _blocks(draft: Draft, furniture: Furniture) -> Iterator[Block]:
    offset = 0
    seen_body = False
    for part in draft.parts:
        text = part.text
        if part.kind is not None and part.kind is not BlockKind.BODY:
            span = _trim(text, 0, len(text))
            found = [] if span is None else [Block(kind=part.kind, span=span)]
        else:
            spans = list(paragraphs(text, furniture))
            marked = part.kind is BlockKind.BODY
            found = [
                block
                for index, span in enumerate(spans)
                for block in _classify(text, span, furniture, first=not seen_body and index < 4, marked=marked)
            ]
        for block in found:
            seen_body = seen_body or block.kind is BlockKind.BODY
            yield Block(kind=block.kind, span=Span(block.span.start + offset, block.span.end + offset))
        offset += len(text) + 2


def _classify(text: str, span: Span, furniture: Furniture, *, first: bool, marked: bool) -> Iterator[Block]:
    """The blocks of one paragraph: one, or a dateline and the body after it."""
    line = span.of(text)
    if any(pattern.match(line) for pattern in furniture.byline):
        yield Block(kind=BlockKind.BYLINE, span=span)
        return
    if any(pattern.match(line) for pattern in furniture.boilerplate) and len(line) < 400:
        yield Block(kind=BlockKind.BOILERPLATE, span=span)
        return
    if any(pattern.match(line) for pattern in furniture.dateline_alone):
        yield Block(kind=BlockKind.DATELINE, span=span)
        return
    if len(line) < 700 and any(pattern.match(line) for pattern in furniture.caption):
        yield Block(kind=BlockKind.CAPTION, span=span)
        return
    if first:
        for pattern in furniture.dateline:
            found = pattern.match(line)
            if found:
                head = _trim(text, span.start, span.start + found.end())
                rest = _trim(text, span.start + found.end(), span.end)
                if head is not None and rest is not None:
                    yield Block(kind=BlockKind.DATELINE, span=head)
                    yield Block(kind=BlockKind.BODY, span=rest)
                    return
    if not marked and _is_title(line, furniture):
        yield Block(kind=BlockKind.TITLE, span=span)
        return
    yield Block(kind=BlockKind.BODY, span=span)


def _is_title(line: str, furniture: Furniture) -> bool:
    words = _WORD.findall(line)
    if not 1 <= len(words) <= furniture.title_words or furniture.not_after_title.search(line):
        return False
    return line[:1].isupper() or line[:1].isdigit() or line[:1] in "‘“\"'"


def _doubts(text: str, blocks: tuple[Block, ...], language: str, furniture: Furniture) -> Iterator[Problem]:
    """Why a reading of this article will be empty or doubtful."""
    if language != "en":
        yield Problem(
            code="language", message=f"the text is not in English (it looks like: {language}); its body is not read"
        )
        return
    body = sum(len(_WORD.findall(b.span.of(text))) for b in blocks if b.kind is BlockKind.BODY)
    if body == 0:
        if any(b.kind is BlockKind.TITLE for b in blocks):
            yield Problem(code="headline-only", message="there is a headline and no body")
        else:
            yield Problem(code="no-body", message="there is no body text")
    elif body < furniture.few_words:
        yield Problem(code="too-short", message=f"the body has only {body} words")
