"""What surrounds a saying: the occasion, what the source says that it rests on, and what it keeps back.

In: the words of a saying's sentence outside the content. Out: Occasion, basis labels and Withheld, each with its
Reason. Only the six kinds of occasion of the guide are given; a meeting of two sides is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.attribution import Occasion, Withheld
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.reading.parse import Parse, Token


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Phrases by their first word."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    def find(self, words: Sequence[Token]) -> tuple[str, int, int] | None:
        """The label and range (in `words`) of the first phrase found; longer ones first."""
        by_first = self.by_first
        for at, token in enumerate(words):
            lemma = token.lemma.lower()
            for key in (lemma,) if token.lower == lemma else (token.lower, lemma):
                for phrase, label in by_first.get(key, ()):
                    rest = words[at : at + len(phrase)]
                    if len(rest) == len(phrase) and all(
                        p in (t.lower, t.lemma.lower()) for p, t in zip(phrase, rest, strict=True)
                    ):
                        return label, at, at + len(phrase)
        return None


def phrases(entries: Sequence[tuple[str, str]]) -> Phrases:
    """Phrases from (words, label) pairs."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for text, label in entries:
        words = tuple(text.split())
        table.setdefault(words[0], []).append((words, label))
    return Phrases(by_first={k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()})


@dataclass(frozen=True, kw_only=True)
class Contexts:
    """Occasions, basis words and withheld things, as look-ups."""

    occasions: Phrases
    occasion_verbs: Mapping[str, str]
    outlet_words: frozenset[str]
    basis: Phrases
    basis_sources: Mapping[str, str]
    withheld: Phrases


def context_table(knowledge: Knowledge) -> Contexts:
    """The table `attribution/context` as look-ups."""
    data: dict[str, Any] = knowledge.table("attribution/context")
    return Contexts(
        occasions=phrases([(p, o["kind"]) for o in data["occasions"] for p in o["phrases"]]),
        occasion_verbs={v: o["kind"] for o in data["occasions"] for v in o["verbs"]},
        outlet_words=frozenset(data["outlets"]["words"]),
        basis=phrases([(p, label) for label, ps in data["basis"].items() for p in ps]),
        basis_sources={noun: label for label, nouns in data["basis_sources"].items() for noun in nouns},
        withheld=phrases([(p, label) for label, ps in data["withheld"].items() for p in ps]),
    )


def occasion_of(parse: Parse, table: Contexts, cue: Token, outside: Sequence[Token]) -> tuple[Occasion, Reason] | None:
    """The occasion that the words of the saying outside its content name, or None."""
    kind = table.occasion_verbs.get(cue.lemma)
    if kind is not None:
        return _occasion(kind, cue.span)
    near = sorted(outside, key=lambda t: t.i)
    found = table.occasions.find(near)
    if found is not None:
        label, first, last = found
        return _occasion(label, Span(near[first].start, near[last - 1].end))
    if cue.lemma == "tell":
        heard = cue.child("dobj", "dative")
        if heard is not None and any(t.lower in table.outlet_words for t in heard.subtree()):
            return _occasion("interview", Span(cue.start, max(t.end for t in heard.subtree() if t.i <= heard.i)))
    return None


def _occasion(kind: str, span: Span) -> tuple[Occasion, Reason]:
    return Occasion(kind=kind, span=span), Reason(rule=f"occasion.{kind}", span=span)


def basis_of(
    parse: Parse, table: Contexts, head: Token | None, source: Sequence[Token], outside: Sequence[Token]
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """What the source is or says that it rests on; empty if nothing is said."""
    labels: list[str] = []
    reasons: list[Reason] = []
    if head is not None:
        for noun in (head.lemma.lower(), head.lower):
            label = table.basis_sources.get(noun)
            if label is not None:
                labels.append(label)
                reasons.append(Reason(rule=f"basis.{label}", span=head.span))
                break
    for words in (source, outside):
        found = table.basis.find(words)
        if found is not None and found[0] not in labels:
            labels.append(found[0])
            reasons.append(Reason(rule=f"basis.{found[0]}", span=Span(words[found[1]].start, words[found[2] - 1].end)))
    return tuple(labels), tuple(reasons)


def withheld_of(table: Contexts, cue: Sequence[Token], content: Sequence[Token], outside: Sequence[Token]) -> Withheld:
    """What a silence keeps back: sources and methods, a name, else details; the reason given may say so too."""
    span = Span(content[0].start, content[-1].end) if content else Span(cue[0].start, cue[-1].end)
    found = table.withheld.find([*cue, *content]) or table.withheld.find(outside)
    return Withheld(span=span, what="details" if found is None else found[0])
