"""Doubt: where the rules may have missed a saying, so that the encoder reads there and nowhere else.

In: the Parse, the quotations and the sayings that the rules found. Out: stretches of text, each a sentence or several
that follow each other. A sentence is in doubt if it lies in no saying and holds what a learned saying must have: a word
of saying that no rule took, or words of speech in quotation marks. So the encoder reads no sentence to which nothing
could be added; the sentence before as context gave nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.knowledge import Knowledge
from onrecord.reading.attribution import RuleSayings, readable
from onrecord.reading.attribution_combine import FINITE, saying_use, unsaid
from onrecord.reading.attribution_cues import CueTable, cue_table
from onrecord.reading.parse import Parse, Token


def doubtful(parse: Parse, ruled: RuleSayings, knowledge: Knowledge) -> list[tuple[int, int]]:
    """Start and end of the stretches to read, in the order of the text; empty where nothing is in doubt.

    Args:
        parse: The parse of the article.
        ruled: The quotations in it, and what the rules took for a saying.
        knowledge: The lexicon of cues.
    """
    table = knowledge.made("attribution.cues", cue_table)
    held = {i for saying in readable(parse, ruled.whole) for i in (*saying.content, *saying.cue)}
    taken = {i for saying in ruled.whole for i in (*saying.cue, saying.anchor)}
    spoken = {i for quote in ruled.quotes if quote.speech for i in range(quote.first, quote.last)}
    found: list[tuple[int, int]] = []
    for sentence in parse.sentences:
        if not held.isdisjoint(range(sentence.first, sentence.last)):
            continue
        words = parse.words(sentence)
        if spoken.isdisjoint(range(sentence.first, sentence.last)) and not any(
            word.i not in taken
            and saying_use(table, word) is not None
            and not unsaid(word)
            and _spoken(table, word)
            and _told(words, word)
            for word in words
        ):
            continue
        if found and sentence.index and parse.sentences[sentence.index - 1].span.end == found[-1][1]:
            found[-1] = (found[-1][0], sentence.span.end)
        else:
            found.append((sentence.span.start, sentence.span.end))
    return found


def _spoken(table: CueTable, verb: Token) -> bool:
    """Whether the subject of a word of saying can speak, or is somebody's (*his speech suggested*), or is not plain."""
    subject = verb.child("nsubj")
    plain = subject is not None and subject.lower not in ("that", "which") and subject.child("poss") is None
    return subject is None or not plain or table.speaks(subject)


def _told(words: Sequence[Token], cue: Token) -> bool:
    """Whether a sentence has a finite verb that can stand in what is said by a word of it."""
    return any(
        word.tag in FINITE and word is not cue and not (word.head is cue and word.dep.startswith("aux"))
        for word in words
    )
