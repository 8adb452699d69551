"""Doubt: where the rules may have missed a saying, so that the encoder reads there and nowhere else.

In: the Parse, and the sayings that the rules found. Out: stretches of text, each a sentence or several that follow each
other. A sentence is in doubt if it has a quotation mark or a verb that can be a cue and lies in no saying. On the
annotated reports this finds what reading all finds, at a quarter of the cost; the sentence before as context gave
nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.knowledge import Knowledge
from onrecord.reading.attribution_cues import cue_table
from onrecord.reading.attribution_frames import WholeSaying
from onrecord.reading.parse import Parse

_MARKS = frozenset('"“”')


def doubtful(parse: Parse, sayings: Sequence[WholeSaying], knowledge: Knowledge) -> list[tuple[int, int]]:
    """Start and end of the stretches to read, in the order of the text; empty where nothing is in doubt."""
    table = knowledge.made("attribution.cues", cue_table)
    held = {i for saying in sayings for i in (*saying.content, *saying.cue)}
    found: list[tuple[int, int]] = []
    for sentence in parse.sentences:
        words = parse.words(sentence)
        marked = any(_MARKS & set(word.text) for word in words)
        if not marked and not any(word.pos == "VERB" and word.lemma in table.verbs for word in words):
            continue
        if not held.isdisjoint(range(sentence.first, sentence.last)):
            continue
        if found and sentence.index and parse.sentences[sentence.index - 1].span.end == found[-1][1]:
            found[-1] = (found[-1][0], sentence.span.end)
        else:
            found.append((sentence.span.start, sentence.span.end))
    return found
