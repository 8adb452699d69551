"""Quotations: which stretches of an article stand in quotation marks, and which of them are speech.

In: a Parse and its Article. Out: quotations in the order of the text, marks included, each with the tokens inside.
Double, single, angled, curly and straight marks are read; an apostrophe is told from a closing single mark by what
stands beside it. A quotation over several paragraphs, each opened by a mark and only the last closed, is a chain of
quotations of which all but the last `continues`. A mark that is never closed ends with its sentence, or with its
paragraph where it opened one.

It does not say who speaks; a title, a nickname or a scare quote is a quotation that is not `speech`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.domain.report import READ_KINDS, Article
from onrecord.domain.span import Span
from onrecord.reading.parse import Parse

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‘": "’"}
_SPEECH_WORDS = 4
_ENDS = ",.!?…"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A quotation. `first`, `last` are its tokens (end exclusive), marks included."""

    span: Span
    first: int
    last: int
    closed: bool
    single: bool
    block: int
    continues: bool = False
    speech: bool = False


def find_quotes(parse: Parse, article: Article) -> tuple[Quote, ...]:
    """All quotations of the blocks that are read, outer ones and those inside them, by where they start."""
    ends = [sentence.span.end for sentence in parse.sentences]
    starts = {sentence.span.start for sentence in parse.sentences}
    found: list[Quote] = []
    blocks = [(i, b.span) for i, b in enumerate(article.blocks) if b.kind in READ_KINDS]
    for number, (index, span) in enumerate(blocks):
        following = blocks[number + 1][1] if number + 1 < len(blocks) else None
        opens_next = following is not None and article.text[following.start : following.start + 1] in '“"‘«'
        for start, end, closed, single in _scan(article.text, span):
            continues = False
            if not closed:
                last = max((e for e in ends if e <= span.end), default=span.end)
                if single:
                    continue
                continues = opens_next and end == span.end
                if end < span.end:  # opened anew before it was closed
                    end = start + len(article.text[start:end].rstrip())
                elif continues or start in starts:
                    end = last
                else:
                    end = min((e for e in ends if e > start), default=last)
            quote = _quote(parse, Span(start, end), closed=closed, single=single, block=index)
            if quote is not None:
                found.append(replace(quote, continues=continues) if continues else quote)
    return tuple(sorted(found, key=lambda q: (q.span.start, -q.span.end)))


def _quote(parse: Parse, span: Span, *, closed: bool, single: bool, block: int) -> Quote | None:
    tokens = parse.within(span)
    words = [t for t in tokens if t.pos not in ("PUNCT", "SPACE", "SYM")]
    if not words:
        return None
    inside = parse.text[span.start + 1 : span.end - 1].rstrip() if closed else parse.text[span.start + 1 : span.end]
    finite = any(t.pos in ("VERB", "AUX") for t in words)
    speech = len(words) > 1 and (
        (len(words) >= _SPEECH_WORDS and finite) or len(words) >= 2 * _SPEECH_WORDS or inside[-1:] in _ENDS
    )
    return Quote(
        span=span, first=tokens[0].i, last=tokens[-1].i + 1, closed=closed, single=single, block=block, speech=speech
    )


def _scan(text: str, span: Span) -> list[tuple[int, int, bool, bool]]:
    """(start, end, closed, single) of each quotation in a block."""
    found: list[tuple[int, int, bool, bool]] = []
    stack: list[tuple[str, int]] = []  # closing marks and where it opened
    for at in range(span.start, span.end):
        mark = text[at]
        if mark not in "“”«»„‘’'\"":
            continue
        before = text[at - 1] if at > span.start else " "
        after = text[at + 1] if at + 1 < span.end else " "
        if mark == '"':
            opened = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == '"'), None)
            if opened is None and not before.isspace() and before not in "([{—–" and not after.isalnum():
                opened = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == "”"), None)  # “ closed by "
            opens = (before.isspace() or before in "([{—–-‘'“/") and not after.isspace()
            if opened is None or (opens and not before.isalnum() and before not in _ENDS and _closable(text, at, span)):
                if opened is not None:
                    found.append((stack[opened][1], at, False, False))
                    del stack[opened:]
                if opens or before.isspace():
                    stack.append(('"', at))
            else:
                found.append((stack[opened][1], at + 1, True, False))
                del stack[opened:]
        elif mark in "'’":
            opened = next((i for i in range(len(stack) - 1, -1, -1) if mark in stack[i][0]), None)
            if mark == "'" and opened is None and _opens_single(before, after):
                stack.append(("'", at))
            elif opened is not None and not after.isalnum() and not before.isspace():
                if before == "s" and after == " " and _closed_later(text, at, span, mark):
                    continue  # a plural possessive inside the quotation
                found.append((stack[opened][1], at + 1, True, True))
                del stack[opened:]
        elif mark in "“«„" and not (mark == "“" and stack and mark in stack[-1][0]):
            if mark == "“":
                opened = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == "”"), None)
                if opened is not None:  # opened twice: the first was never closed
                    found.append((stack[opened][1], at, False, False))
                    del stack[opened:]
            stack.append((_PAIRS[mark], at))
        elif mark == "‘":
            if after.isalnum() and not before.isalnum():
                if after.isdigit():
                    continue  # ‘90s
                stack.append((_PAIRS[mark], at))
        else:
            also = '"' if mark == "”" else mark
            opened = next(
                (i for i in range(len(stack) - 1, -1, -1) if mark in stack[i][0] or stack[i][0] == also), None
            )
            if opened is not None:
                found.append((stack[opened][1], at + 1, True, False))
                del stack[opened:]
    for closing, start in stack:
        found.append((start, span.end, False, closing in "'’"))
    return found


def _opens_single(before: str, after: str) -> bool:
    return (before.isspace() or before in '([{—–"“') and (after.isalpha() or after in "[(…")


def _closed_later(text: str, at: int, span: Span, mark: str) -> bool:
    """Whether a closing single mark that is no apostrophe follows before another one opens."""
    for later in range(at + 1, span.end):
        if text[later] == mark:
            after = text[later + 1] if later + 1 < span.end else " "
            if mark == "'" and text[later - 1].isspace():
                return False
            if not after.isalnum():
                return True
        elif text[later] == "‘":
            return False
    return False


def _closable(text: str, at: int, span: Span) -> bool:
    """Whether a straight mark that follows a blank opens anew though one is open: another mark follows to close it."""
    return text.find('"', at + 1, span.end) > 0
