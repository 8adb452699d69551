"""The contrast sets: marked sentences, read into event mentions and attributions as a perfect reader would find them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token

FOLDER = Path(__file__).resolve().parent / "contrasts"
LIGHT = frozenset({"make", "hold", "conduct", "carry", "launch", "stage", "pay", "sign", "reach", "strike", "impose"})
_MARKS = re.compile(r"[\[\]{}<>]")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One marked sentence and what the judge must say of it."""

    set: str
    type: str
    text: str
    trigger: Span
    content: Span | None
    cue: Span | None
    stance: Stance
    expected: tuple[str, str, str]
    marked: str


def parse_marks(marked: str) -> tuple[str, dict[str, Span], str]:
    """The plain text, the spans of its marks by their opening bracket, and the stance."""
    stance = "asserts"
    found = re.search(r"<(\w+)\|", marked)
    if found:
        stance = found.group(1)
        marked = marked.replace(found.group(0), "<", 1)
    plain, spans, opened = "", {}, {}
    for part in re.split(r"([\[\]{}<>])", marked):
        if part and part in "[{<":
            opened[part] = len(plain)
        elif part and part in "]}>":
            start = {"]": "[", "}": "{", ">": "<"}[part]
            spans[start] = Span(opened[start], len(plain))
        else:
            plain += part
    return plain, spans, stance


def cases() -> Iterator[Case]:
    """All cases of all files."""
    for file in sorted(FOLDER.glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8")):
            for marked, expected in group["cases"]:
                text, spans, stance = parse_marks(marked)
                status, polarity, certainty = expected.split()
                yield Case(
                    set=group["set"],
                    type=group["type"],
                    text=text,
                    trigger=spans["["],
                    content=spans.get("{"),
                    cue=spans.get("<"),
                    stance=Stance(stance),
                    expected=(status, polarity, certainty),
                    marked=marked,
                )


def article_of(text: str) -> Article:
    block = Block(kind=BlockKind.BODY, span=Span(0, len(text)))
    return Article(text=text, blocks=(block,), provenance=Provenance(), payload_id="sha256:0")


def joined(texts: Sequence[str]) -> tuple[Article, dict[str, int]]:
    """All texts as the blocks of one article, parsed in one go, and where each begins."""
    starts, blocks, at = {}, [], 0
    for text in texts:
        starts[text] = at
        blocks.append(Block(kind=BlockKind.BODY, span=Span(at, at + len(text))))
        at += len(text) + 1
    whole = Article(text="\n".join(texts), blocks=tuple(blocks), provenance=Provenance(), payload_id="sha256:0")
    return whole, starts


def shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def attributions_of(case: Case, by: int = 0) -> tuple[Attribution, ...]:
    if case.content is None or case.cue is None:
        return ()
    return (
        Attribution(
            id="a1",
            source=(),
            cue=(shifted(case.cue, by),),
            content=(shifted(case.content, by),),
            kind=AttributionKind.INDIRECT,
            stance=case.stance,
        ),
    )


def mention_of(parse: Parse, case: Case, by: int = 0) -> EventMention:
    """The trigger as an event mention: its head is the token nearest to the root, its clause a light verb above it."""
    tokens = parse.within(shifted(case.trigger, by))
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.is_root or t.head.i not in inside]
    head = next((t for t in tops if t.pos in ("VERB", "NOUN")), tops[0])
    return EventMention(
        type=case.type, first=tokens[0].i, last=tokens[-1].i + 1, head=head.i, clause=_clause(head).i, frame="contrast"
    )


def _clause(head: Token) -> Token:
    over = head.head
    if head.pos == "NOUN" and head.dep in ("dobj", "nsubjpass") and over.pos == "VERB" and over.lemma in LIGHT:
        return over
    return head
