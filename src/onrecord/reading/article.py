"""The article: one text with its blocks, read from a report and never altered afterwards.

In: a Report. Out: an Article. The text stays as read; blocks say what each stretch of it is: caption, title, byline,
dateline, body (one block a paragraph) or boilerplate, so that a photo credit or a trailing COMMENTS is never glued to
a sentence. The publication date is the user's or the page's, never the clock's.

What this does not do: it does not split sentences, and it drops no paragraph; what a page's markup shows to be outside
the report (menus, readers' comments) does not reach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from onrecord.domain.report import Article, Block, BlockKind, Problem, Report
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.reading.formats import draft as draft_of
from onrecord.reading.formats.draft import Draft
from onrecord.reading.furniture import Furniture, classify, furniture, stated_day, trim
from onrecord.reading.language import language_of

_WORD = re.compile(r"\w+")
_GAP = "\n\n"


def read_article(report: Report, knowledge: Knowledge | None = None) -> Article:
    """The article of a report.

    Args:
        report: The report.
        knowledge: The tables; those that ship with the package where None.

    Raises:
        PayloadError: The bytes cannot be read as text.
    """
    knowledge = knowledge or load_knowledge()
    rules = furniture(knowledge)
    draft = draft_of(report)
    text = _GAP.join(part.text for part in draft.parts)
    blocks = tuple(_blocks(draft, rules))
    body = " ".join(block.span.of(text) for block in blocks if block.kind is BlockKind.BODY)
    language = language_of(body or text, knowledge)
    filed = _first(text, blocks, BlockKind.DATELINE)
    told = report.provenance
    return Article(
        text=text,
        blocks=blocks,
        provenance=replace(
            told,
            url=told.url or draft.url,
            publisher=told.publisher or draft.publisher,
            title=told.title or draft.title or _first(text, blocks[:1], BlockKind.TITLE),
            byline=told.byline or draft.byline or _first(text, blocks, BlockKind.BYLINE),
            published=told.published or draft.published or _stated(text, blocks, rules),
            licence=told.licence or draft.licence,
        ),
        payload_id=report.payload_id,
        dateline=filed.rstrip(" —–-:") if filed else None,
        language=language,
        problems=draft.problems + tuple(_doubts(body, blocks, language, rules)),
    )


def _first(text: str, blocks: tuple[Block, ...], kind: BlockKind) -> str | None:
    """The words of the first block of a kind, white space folded, or None."""
    found = next((block for block in blocks if block.kind is kind), None)
    return None if found is None else " ".join(found.span.of(text).split())


def _stated(text: str, blocks: tuple[Block, ...], rules: Furniture) -> date | None:
    """The day of publication that a line beside the body states."""
    beside = (BlockKind.BOILERPLATE, BlockKind.BYLINE, BlockKind.DATELINE)
    return stated_day((block.span.of(text) for block in blocks if block.kind in beside), rules)


def _blocks(draft: Draft, rules: Furniture) -> Iterator[Block]:
    """The blocks of all parts, with offsets into the whole text."""
    offset = 0
    seen_body = False
    for part in draft.parts:
        if part.kind is not None and part.kind is not BlockKind.BODY:
            span = trim(part.text, 0, len(part.text))
            found = [Block(kind=part.kind, span=span)] if span is not None else []
        else:
            marked = part.kind is BlockKind.BODY
            found = classify(part.text, rules, marked=marked, top=not seen_body)
        for block in found:
            seen_body = seen_body or block.kind is BlockKind.BODY
            yield Block(kind=block.kind, span=Span(block.span.start + offset, block.span.end + offset))
        offset += len(part.text) + len(_GAP)


def _doubts(body: str, blocks: tuple[Block, ...], language: str, rules: Furniture) -> Iterator[Problem]:
    """Why a reading of this article will be empty or doubtful."""
    # no more of them than it takes to tell
    words = sum(1 for _ in islice(_WORD.finditer(body), int(rules.limits["few_words"])))
    if words == 0:
        if any(block.kind is BlockKind.TITLE for block in blocks):
            yield Problem(code="headline-only", message="there is a headline and no body")
        else:
            yield Problem(code="no-body", message="there is no body text")
    elif language != "en":
        yield Problem(code="language", message=f"the text is not English (it looks like {language}) and is not read")
    elif words < rules.limits["few_words"]:
        yield Problem(code="too-short", message=f"the body has only {words} words")
