"""Rules and tagger together: each keeps the other honest.

In: the rules' whole sayings and the linker's relations. Out: sayings with a confidence. A saying of the rules that the
linker finds too is surer; one of which the encoder sees nothing is doubted, and dropped where the rule is a loose one.
A relation that only the linker finds is a saying where its cue is a verb of saying and its content a clause or
a quotation, or where its content is direct speech beside the cue; what is merely thought, planned or felt stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain.attribution import Stance
from onrecord.reading.attribution_cues import Cue, CueTable
from onrecord.reading.attribution_frames import WholeSaying
from onrecord.reading.attribution_linker import Linked
from onrecord.reading.attribution_quotes import Quote
from onrecord.reading.parse import Parse, Token

#: Least probability of a relation that no rule finds, where its cue is a word of saying, and where it is none.
KNOWN, UNKNOWN = 0.5, 0.8
#: Tags of verbs without which words in no quotation marks tell nothing.
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_FIRST_PERSON = frozenset({"i", "we"})


def combined(
    parse: Parse,
    table: CueTable,
    quotes: Sequence[Quote],
    whole: Sequence[WholeSaying],
    linked: Sequence[Linked],
) -> list[WholeSaying]:
    """The sayings of both, sorted by cue."""
    by_cue = {i: one for one in linked for i in one.cue}
    ruled = {i for s in whole for i in (*s.cue, s.anchor)}
    made: list[WholeSaying] = []
    for saying in whole:
        one = next((by_cue[i] for i in saying.cue if i in by_cue), None)
        if one is None or saying.carried:
            made.append(saying)
            continue
        sure = saying.confidence + (1 - saying.confidence) * one.probability * _dice(one.content, saying.content)
        made.append(replace(saying, confidence=round(sure, 3)))
    for one in linked:
        if ruled & set(one.cue) or not one.source or not one.content:
            continue
        added = _learned(parse, table, quotes, one)
        if added is not None:
            made.append(added)
    made.sort(key=lambda s: s.cue[0] if s.cue else s.anchor)
    return made


def _learned(parse: Parse, table: CueTable, quotes: Sequence[Quote], one: Linked) -> WholeSaying | None:
    tokens = parse.tokens
    head = _head(tokens, one.source)
    if head is None or head.lower in _FIRST_PERSON or not table.speaks(head):
        return None
    known = [(tokens[i], cue) for i in one.cue if (cue := saying_use(table, tokens[i])) is not None]
    spoken = any(
        q.speech and q.first <= one.content[0] and one.content[-1] < q.last and _gap(q, one.cue) <= 2 for q in quotes
    )
    told = spoken or any(tokens[i].tag in FINITE for i in one.content)
    if known and told:
        anchor, use = known[-1]
        stance = use.stance
        if one.probability < KNOWN or unsaid(anchor):
            return None
    elif spoken and one.probability >= UNKNOWN:
        anchor, stance = tokens[one.cue[-1]], Stance.ASSERTS
    else:
        return None
    return WholeSaying(
        anchor=anchor.i,
        cue=one.cue,
        source=one.source,
        head=head.i,
        content=one.content,
        stance=stance,
        kind="saying",
        rule="attribution.learned",
        confidence=round(0.8 * one.probability, 3),
    )


def saying_use(table: CueTable, token: Token) -> Cue | None:
    """The use of a verb by which somebody says something; None for other words and other verbs."""
    if token.pos == "VERB":
        return next((c for c in table.verbs.get(token.lemma, ()) if c.kind == "saying" and not c.evidence), None)
    return None


def unsaid(verb: Token) -> bool:
    """A word of saying that the rules left out on purpose, or by which nobody says anything.

    A modal, an infinitive or a negation stands at it, or it is a participle without a doer: *so-called*, *the planned
    visit*, *an emergency declared in March*.
    """
    if any(
        c.dep == "neg"
        or (c.dep == "aux" and c.tag in ("MD", "TO"))
        or (c.dep == "mark" and c.lower in ("if", "unless"))
        for c in verb.children
    ):
        return True
    if verb.dep == "amod":
        return True
    passive = verb.dep == "acl" or any(c.dep == "auxpass" for c in verb.children)
    return passive and verb.tag in ("VBN", "VBD") and verb.child("agent") is None


def _head(tokens: Sequence[Token], source: Sequence[int]) -> Token | None:
    """The word of a source that heads it: the one whose own head lies outside, nouns before others."""
    inside = set(source)
    tops = [tokens[i] for i in source if tokens[i].head.i not in inside or tokens[i].head is tokens[i]]
    named = [t for t in tops if t.pos in ("NOUN", "PROPN", "PRON")]
    return named[0] if named else tops[0] if tops else None


def _gap(quote: Quote, cue: Sequence[int]) -> int:
    return max(cue[0] - quote.last, quote.first - cue[-1] - 1, 0)


def _dice(one: Sequence[int], other: Sequence[int]) -> float:
    a, b = set(one), set(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0
