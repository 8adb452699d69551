"""Attributions of an article: who says what, by which words, on what occasion, resting on what.

In: the Parse, the Article, the actors and times found in it, knowledge and (if the encoder ran) its tags. Out:
attributions in the order of their cues, each whole: one source, one cue, its content over as many sentences as the
quotation runs. Rules find sayings (`attribution_frames`), quotations complete them (`attribution_quotes`), nesting
gives `via`, the sentence around gives occasion and basis (`attribution_context`), and `attribution_speakers` says who
speaks. Hearsay without a source, sayings still to come, thoughts and plans are no attributions of a reading; the
writer's *we* is none either. Follows the annotation guide of claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import Reason
from onrecord.domain.report import Article
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.reading.attribution_combine import combined
from onrecord.reading.attribution_context import (
    Contexts,
    basis_of,
    context_table,
    occasion_of,
    withheld_of,
)
from onrecord.reading.attribution_cues import CueTable, cue_table
from onrecord.reading.attribution_frames import Saying, WholeSaying, find_sayings, runs
from onrecord.reading.attribution_linker import Weights, link_relations, load_weights
from onrecord.reading.attribution_quotes import Quote, find_quotes
from onrecord.reading.attribution_speakers import Speakers
from onrecord.reading.encoder import Encoded
from onrecord.reading.mentions import ActorMentions, TimeMention
from onrecord.reading.parse import Parse, Sentence, Token
from onrecord.reading.time_attachment import saying_time_for

#: Confidence of a rule whose parts the parse gives, of one whose parts it hides, and of a carry-over.
_SURE, _FAIR, _CARRIED = 0.9, 0.7, 0.5
_FAIR_RULES = ("quote-edge", "quote-verb", "announced-passage", "colon")


@dataclass(frozen=True)
class RuleSayings:
    """What the rules alone find: all quotations of an article, and the sayings of every kind, sorted by cue."""

    quotes: tuple[Quote, ...]
    whole: tuple[WholeSaying, ...]


def sayings_by_rule(parse: Parse, article: Article, knowledge: Knowledge) -> RuleSayings:
    """Quotations and sayings, before the encoder is asked and before anybody is named as a speaker."""
    quotes = find_quotes(parse, article)
    whole = whole_sayings(parse, knowledge.made("attribution.cues", cue_table), quotes)
    return RuleSayings(tuple(quotes), tuple(whole))


def find_attributions(
    parse: Parse,
    ruled: RuleSayings,
    actors: ActorMentions,
    times: Sequence[TimeMention],
    knowledge: Knowledge,
    encoded: Encoded | None = None,
) -> tuple[Attribution, ...]:
    """All attributions of saying, ids `a1`, `a2`, … by the place of their cues.

    Args:
        parse: The parse of the article.
        ruled: What the rules found in it.
        actors: Actor mentions; speakers take country, role and office from them.
        times: Time mentions; one that hangs on the cue is the time of the saying.
        knowledge: The lexicon of cues, occasions and basis words.
        encoded: What the encoder read, or None: then the rules decide alone.
    """
    table = knowledge.made("attribution.cues", cue_table)
    contexts = knowledge.made("attribution.contexts", context_table)
    whole: Sequence[WholeSaying] = ruled.whole
    if encoded is not None:
        linked = link_relations(parse, encoded, ruled.quotes, whole, knowledge.made("attribution.linker", _weights))
        whole = combined(parse, table, ruled.quotes, whole, linked)
    sayings = readable(parse, whole)
    return _Assembly(parse, table, contexts, actors, times, ruled.quotes, sayings).attributions()


def relations_of(
    parse: Parse, article: Article, knowledge: Knowledge, encoded: Encoded | None = None
) -> list[tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]]:
    """All relations of source, cue and content, thoughts and plans and hearsay among them, outermost ones alone.

    Returns:
        (source, cue, content) spans in the order of the cues: the linker's relations, or without an encoder the
        rules' sayings of every kind.
    """
    ruled = sayings_by_rule(parse, article, knowledge)
    if encoded is not None:
        weights = knowledge.made("attribution.linker", _weights)
        parts = [
            (o.source, o.cue, o.content) for o in link_relations(parse, encoded, ruled.quotes, ruled.whole, weights)
        ]
    else:
        parts = [(s.source, s.cue, s.content) for s in ruled.whole if s.content and s.kind != "unsaid"]
    return [(spans_of(parse, a), spans_of(parse, b), spans_of(parse, c)) for a, b, c in parts]


def _weights(_: Knowledge) -> Weights:
    return load_weights()


def spans_of(parse: Parse, indices: Sequence[int]) -> tuple[Span, ...]:
    """Token indices as spans of the text, one a run and a paragraph; a gap of mere punctuation is no break."""
    tokens = parse.tokens
    pieces: list[list[int]] = []
    for run in runs(indices):
        pieces.append([run[0]])
        for i in run[1:]:
            if parse.sentence_of(tokens[i]).block != parse.sentence_of(tokens[i - 1]).block:
                pieces.append([])
            pieces[-1].append(i)
    made: list[Span] = []
    for run in pieces:
        span = Span(tokens[run[0]].start, tokens[run[-1]].end)
        gap = parse.text[made[-1].end : span.start] if made else ""
        if made and "\n" not in gap and len(gap) <= 3 and not any(c.isalnum() for c in gap):
            made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
    return tuple(made)


def readable(parse: Parse, whole: Sequence[WholeSaying]) -> list[WholeSaying]:
    """The sayings that a reading shows: named sources, and no refusal twice (*said he would not speculate*)."""
    shown = [s for s in whole if s.kind == "saying" and (s.head is not None or s.carried)]
    outer = {i for s in shown if not s.silent for i in s.content}
    return [
        s
        for s in shown
        if not (
            s.rule == "attribution.silent"
            and s.anchor in outer
            and s.head is not None
            and parse.tokens[s.head].lower in ("he", "she", "it", "they")
        )
    ]


def whole_sayings(parse: Parse, table: CueTable, quotes: Sequence[Quote]) -> list[WholeSaying]:
    """The rules' sayings, completed by the quotations that run on, one for each cue, sorted by cue."""
    found = find_sayings(parse, table, quotes)
    found.sort(key=lambda s: (s.cue[0] if s.cue else s.anchor, -len(s.content)))
    whole: list[WholeSaying] = []
    seen: set[int] = set()
    for saying in found:
        if saying.anchor in seen:
            continue
        seen.add(saying.anchor)
        whole.append(_completed(parse, quotes, saying))
    whole.extend(_announced_passages(parse, table, whole))
    _run_on(parse, quotes, whole)
    whole.extend(_carried(parse, quotes, whole))
    whole.sort(key=lambda s: s.cue[0] if s.cue else s.anchor)
    return whole


def _completed(parse: Parse, quotes: Sequence[Quote], saying: Saying) -> WholeSaying:
    """Quotations that the content enters are taken whole; a cue inside a quotation keeps its content inside."""
    content = set(saying.content)
    around = next((q for q in quotes if q.first <= saying.anchor < q.last and (q.speech or q.last - q.first > 4)), None)
    if around is not None:
        content = {i for i in content if around.first <= i < around.last}
        if content and parse.tokens[max(content)].text in "”\"’'":
            content.discard(max(content))
    else:
        for quote in quotes:
            inside = set(range(quote.first, quote.last))
            if content & inside and saying.anchor not in inside and (saying.head is None or saying.head not in inside):
                content |= inside - set(saying.source) - set(saying.cue)
    fields = {name: getattr(saying, name) for name in Saying.__dataclass_fields__}
    sure = _FAIR if saying.rule.endswith(_FAIR_RULES) else _SURE
    return WholeSaying(**{**fields, "content": tuple(sorted(content)), "confidence": sure})


def _announced_passages(parse: Parse, table: CueTable, whole: Sequence[WholeSaying]) -> list[WholeSaying]:
    """*As the paper reports:* and a paragraph: the passage that follows is its content."""
    made: list[WholeSaying] = []
    anchors = {s.anchor for s in whole}
    for sentence in parse.sentences[:-1]:
        words = parse.words(sentence)
        if words[-1].text != ":" or any(sentence.first <= a < sentence.last for a in anchors):
            continue
        following = parse.sentences[sentence.index + 1]
        for token in words:
            cues = table.verbs.get(token.lemma, ()) if token.pos == "VERB" else ()
            subject = token.child("nsubj")
            if subject is None or not any(c.kind == "saying" and "quote" in c.takes for c in cues):
                continue
            if following.block == sentence.block:
                last = following.last
            else:
                last = max(s.last for s in parse.sentences if s.block == following.block)
            made.append(
                WholeSaying(
                    anchor=token.i,
                    cue=(token.i,),
                    source=tuple(sorted(t.i for t in subject.subtree())),
                    head=subject.i,
                    content=tuple(range(following.first, last)),
                    stance=Stance.ASSERTS,
                    kind="saying",
                    rule="attribution.announced-passage",
                    confidence=_FAIR,
                )
            )
            break
    return made


def _fully_quoted(sentence: Sentence, quotes: Sequence[Quote]) -> Quote | None:
    """The quotation that a sentence consists of or lies in, or None."""
    for quote in quotes:
        if quote.first <= sentence.first and sentence.last <= quote.last + 1 and quote.first < sentence.last:
            if quote.last > sentence.first:
                return quote
    return None


def _run_on(parse: Parse, quotes: Sequence[Quote], whole: list[WholeSaying]) -> None:
    """A quotation runs on: sentences after its saying that are wholly quoted and have no cue of their own."""
    owned: set[int] = set()
    for saying in whole:
        if saying.kind in ("saying", "hearsay"):
            owned.update(saying.content)
    for number, saying in enumerate(whole):
        if saying.kind != "saying" or not saying.content:
            continue
        if any(q.first <= saying.anchor < q.last for q in quotes):
            continue
        inside = [q for q in quotes if q.speech and q.first >= saying.content[0] and q.last - 1 <= saying.content[-1]]
        if not inside:
            continue
        content = set(saying.content)
        at = max(parse.tokens[i].sent for i in (*saying.content, *saying.cue, *saying.source))
        for sentence in parse.sentences[at + 1 :]:
            quote = _fully_quoted(sentence, quotes)
            if quote is None or quote.first in owned - content or not (quote.speech or quote.last - quote.first >= 4):
                break
            content.update(range(quote.first, quote.last))
            owned.update(range(quote.first, quote.last))
        if len(content) > len(saying.content):
            whole[number] = replace(saying, content=tuple(sorted(content)))


def _carried(parse: Parse, quotes: Sequence[Quote], whole: Sequence[WholeSaying]) -> list[WholeSaying]:
    """Sentences that are wholly quoted and that nobody is said to say: the speaker of the sentence before."""
    owned = {i for s in whole for i in s.content if s.kind in ("saying", "hearsay", "own")}
    made: list[WholeSaying] = []
    done: set[int] = set()
    for sentence in parse.sentences:
        quote = _fully_quoted(sentence, quotes)
        if (
            quote is None
            or not quote.speech
            or quote.first in owned
            or quote.first in done
            or quote.first != sentence.first
        ):
            continue
        done.add(quote.first)
        before = [
            s
            for s in whole
            if s.kind == "saying"
            and s.cue
            and not any(q.first <= s.anchor < q.last for q in quotes)
            and 0 < sentence.index - parse.tokens[s.anchor].sent <= 2
        ]
        if not before:
            continue
        last = before[-1]
        made.append(
            WholeSaying(
                anchor=quote.first,
                cue=(),
                source=(),
                head=last.head,
                content=tuple(range(quote.first, quote.last)),
                stance=Stance.ASSERTS,
                kind="saying",
                rule="attribution.carried.quotation",
                quote=quote,
                carried=True,
                confidence=_CARRIED,
                why="a quotation with no cue of its own follows what this source says",
                before=last.anchor,
            )
        )
    return made


class _Assembly:
    """Turns the sayings of one article into attributions."""

    def __init__(
        self,
        parse: Parse,
        table: CueTable,
        contexts: Contexts,
        actors: ActorMentions,
        times: Sequence[TimeMention],
        quotes: Sequence[Quote],
        sayings: Sequence[WholeSaying],
    ):
        self.parse = parse
        self.table = table
        self.contexts = contexts
        self.actors = actors
        self.times = times
        self.quotes = quotes
        self.sayings = list(sayings)
        self.contents = [frozenset(saying.content) for saying in self.sayings]
        self.holders: dict[int, list[int]] = {}
        for number, content in enumerate(self.contents):
            for i in content:
                self.holders.setdefault(i, []).append(number)

    def attributions(self) -> tuple[Attribution, ...]:
        speakers = Speakers(self.parse, self.actors, self.table)
        made: list[Attribution] = []
        by_anchor: dict[int, Attribution] = {}
        for number, saying in enumerate(self.sayings):
            via = self._via(number)
            attribution = self._one(
                saying, f"a{number + 1}", f"a{via + 1}" if via is not None else None, speakers, by_anchor
            )
            by_anchor[saying.anchor] = attribution
            made.append(attribution)
        return tuple(made)

    def _via(self, number: int) -> int | None:
        """The smallest other content that holds the cue."""
        contents = self.contents
        saying = self.sayings[number]
        at = saying.cue[0] if saying.cue else saying.anchor
        best: int | None = None
        for other, content in enumerate(contents):
            if other == number or at not in content or self.sayings[other].anchor in contents[number]:
                continue
            if saying.head is not None and saying.head == self.sayings[other].head and not saying.carried:
                continue
            if best is None or len(content) < len(contents[best]):
                best = other
        return best

    def _one(
        self, saying: WholeSaying, id_: str, via: str | None, speakers: Speakers, done: dict[int, Attribution]
    ) -> Attribution:
        tokens = self.parse.tokens
        cue = [tokens[i] for i in saying.cue]
        content = [tokens[i] for i in saying.content]
        anchor = tokens[saying.anchor]
        head = tokens[saying.head] if saying.head is not None else None
        reasons = [
            Reason(
                rule=saying.rule,
                span=Span(cue[0].start, cue[-1].end) if cue else None,
                note=saying.why or None,
            )
        ]
        stance = saying.stance
        if stance is not Stance.ASSERTS and cue:
            reasons.append(Reason(rule=f"stance.{stance}", span=Span(cue[0].start, cue[-1].end)))
        elif self._withheld_inside(saying, head):
            stance = Stance.DECLINES
            reasons.append(Reason(rule="stance.declines-in-content", span=Span(content[0].start, content[-1].end)))
        if saying.carried:
            source = done.get(saying.before)
            return Attribution(
                id=id_,
                source=(),
                cue=(),
                content=spans_of(self.parse, saying.content),
                kind=AttributionKind.DIRECT,
                stance=Stance.ASSERTS,
                speaker=replace(source.speaker, inferred=True) if source is not None and source.speaker else None,
                occasion=source.occasion if source is not None else None,
                via=via,
                carried_over=True,
                confidence=saying.confidence,
                reasons=(*reasons, *(source.reasons[:1] if source is not None else ())),
            )
        speaker = speakers.of(head, saying.source) if head is not None else None
        if speaker is not None:
            reasons.extend(speaker.reasons)
        outside = self._outside(saying)
        occasion = occasion_of(self.parse, self.contexts, anchor, outside)
        if occasion is not None:
            reasons.append(occasion[1])
        source_words = [tokens[i] for i in saying.source]
        basis, why = basis_of(self.parse, self.contexts, head, source_words, outside)
        reasons.extend(why)
        withholds = withheld_of(self.contexts, cue, content, outside) if stance is Stance.DECLINES else None
        return Attribution(
            id=id_,
            source=spans_of(self.parse, saying.source),
            cue=spans_of(self.parse, saying.cue),
            content=spans_of(self.parse, saying.content),
            kind=self._kind(saying),
            stance=stance,
            speaker=None if speaker is None else speaker.actor,
            basis=basis,
            occasion=None if occasion is None else occasion[0],
            time=self._time(saying),
            withholds=withholds,
            via=via,
            confidence=saying.confidence,
            reasons=tuple(reasons),
        )

    def _kind(self, saying: WholeSaying) -> AttributionKind:
        if not saying.content:
            return AttributionKind.NO_COMMENT
        quoted = {i for q in self.quotes for i in range(q.first, q.last)}
        words = [i for i in saying.content if self.parse.tokens[i].pos not in ("PUNCT", "SPACE")]
        inside = sum(i in quoted for i in words)
        if any(q.first <= saying.anchor < q.last for q in self.quotes):
            return AttributionKind.INDIRECT
        if inside == len(words):
            return AttributionKind.DIRECT
        return AttributionKind.MIXED if inside else AttributionKind.INDIRECT

    def _withheld_inside(self, saying: WholeSaying, head: Token | None) -> bool:
        """*said he would not speculate*: the speaker's own refusal in reported, not quoted, words."""
        if head is None or saying.silent or not saying.content:
            return False
        content = set(saying.content)
        for i in saying.content[:12]:
            token = self.parse.tokens[i]
            if token.lemma not in ("comment", "speculate", "discuss", "elaborate", "confirm") or token.pos != "VERB":
                continue
            negated = any(c.dep == "neg" for c in token.children)
            subject = token.child("nsubj")
            if (
                negated
                and subject is not None
                and subject.lower in ("he", "she", "it", "they")
                and subject.i in content
            ):
                if not any(q.first <= subject.i < q.last for q in self.quotes):
                    return True
        return False

    def _outside(self, saying: WholeSaying) -> list[Token]:
        """The words of the cue's sentence that belong to the saying but not to its content."""
        anchor = self.parse.tokens[saying.anchor]
        sentence = self.parse.sentence_of(anchor)
        content = set(saying.content)
        # a content that holds the anchor holds the saying too, and takes nothing from it
        around = set(self.holders.get(saying.anchor, ()))
        return [
            token
            for token in self.parse.words(sentence)
            if token.i not in content and around.issuperset(self.holders.get(token.i, ()))
        ]

    def _time(self, saying: WholeSaying) -> Time | None:
        """The time that hangs on the cue outside content and source."""
        taken = set(saying.content) | set(saying.source)
        free = [m for m in self.times if m.head not in taken]
        return saying_time_for(free, self.parse, self.parse.tokens[saying.anchor])
