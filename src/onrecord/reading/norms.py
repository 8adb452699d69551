"""Norms that are said to be broken: resolutions, sanctions, treaties, commitments.

In: a Parse and Knowledge. Out: NormMentions with the shortest words that name the norm and the ids of instruments that
they name (`unscr-1718`, `npt`); and the norm of one breach. It does not judge whether anything was broken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.domain.item import Norm
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.reading.parse import Parse, Sentence, Token

_NUMBER = re.compile(
    r"\b(?:resolutions?|UNSCR|UNSC\s+Resolution|S/RES/)\s*(?:No\.?\s*)?((?:\d{2,4}(?:\s*\(\d{4}\))?(?:\s*,\s*|\s*,?\s+and\s+|\s*&\s*)?)+)",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class NormMention:
    """Tokens `first` to `last` (exclusive), the token that heads them, and the norm. `weak` where the noun is a norm
    only beside a word of breach."""

    first: int
    last: int
    head: int
    norm: Norm
    weak: bool = False


@dataclass(frozen=True, kw_only=True)
class NormWords:
    nouns: frozenset[str]
    weak: frozenset[str]
    breach: frozenset[str]
    instruments: re.Pattern[str]
    ids: Mapping[str, str]
    council: str
    council_words: tuple[str, ...]


def _build(knowledge: Knowledge) -> NormWords:
    table = knowledge.table("items/norms")
    ids = {" ".join(form.lower().split()): row["id"] for row in table["instruments"] for form in row["forms"]}
    forms = sorted(ids, key=len, reverse=True)
    return NormWords(
        nouns=frozenset(table["nouns"]),
        weak=frozenset(table["only_governed"]),
        breach=frozenset(table["breach"]),
        instruments=re.compile(r"\b(?:" + "|".join(re.escape(f).replace(r"\ ", r"\s+") for f in forms) + r")\b", re.I),
        ids=ids,
        council=table["council_resolutions"],
        council_words=tuple(table["council_words"]),
    )


def norm_words(knowledge: Knowledge) -> NormWords:
    """The words of norms, made once for each Knowledge."""
    return knowledge.made("norms", _build)


def find_norms(parse: Parse, knowledge: Knowledge) -> tuple[NormMention, ...]:
    """All norms that an article names, in the order of the text; empty where there are none."""
    words = norm_words(knowledge)
    found: dict[int, NormMention] = {}
    for sentence in parse.sentences:
        for mention in (*_named(parse, sentence, words), *_nouns(parse, sentence, words)):
            if not any(o.first < mention.last and mention.first < o.last for o in found.values()):
                found[mention.first] = mention
    return tuple(found[first] for first in sorted(found))


def norm_for(
    mentions: Sequence[NormMention], parse: Parse, clause: Token, head: Token, given: Token | None = None
) -> Norm | None:
    """The norm of one breach.

    Args:
        mentions: What `find_norms` found.
        clause, head: Tokens that carry the clause and head the trigger.
        given: The token that fills the norm's part in the frame, where the frame has one.

    Returns:
        The norm that this token or an argument of the breach names; else the nearest of its sentence, that after the
        trigger first; None where none is named.
    """
    here = [m for m in mentions if parse.tokens[m.head].sent == head.sent]
    if not here:
        return None
    by_token = {i: m for m in here for i in range(m.first, m.last)}
    if given is not None and given.i in by_token:
        return by_token[given.i].norm
    for anchor in dict.fromkeys((head, clause)):
        todo = list(anchor.children)
        seen = 0
        while todo and seen < 40:
            token = todo.pop(0)
            seen += 1
            if token.i in by_token and token.dep in {
                "dobj",
                "pobj",
                "compound",
                "nmod",
                "conj",
                "nsubjpass",
                "appos",
                "amod",
            }:
                return by_token[token.i].norm
            if token.dep in {"prep", "dobj", "pobj", "prt", "advmod", "conj", "attr"} and token.pos not in {
                "VERB",
                "AUX",
            }:
                todo.extend(token.children)
    if head.dep == "compound" and head.head.i in by_token:
        return by_token[head.head.i].norm
    after = [m for m in here if m.first >= head.i and not m.weak]
    before = [m for m in here if m.last <= head.i and not m.weak]
    if after and after[0].first - head.i <= 12:
        return after[0].norm
    if before and head.i - before[-1].last <= 4:
        return before[-1].norm
    return None


def _named(parse: Parse, sentence: Sentence, words: NormWords) -> list[NormMention]:
    """Instruments by name, and resolutions by number."""
    text = sentence.span.of(parse.text)
    found: list[NormMention] = []
    for match in _NUMBER.finditer(text):
        numbers = re.findall(r"(?<!\()\b(\d{2,4})\b(?!\))", match[1])
        ids = tuple(f"unscr-{n}" for n in numbers if 1 <= int(n) <= 3200)
        if ids:
            found.append(_mention(parse, sentence, match.start(), match.end(), ids))
    for match in words.instruments.finditer(text):
        id_ = words.ids[" ".join(match[0].lower().split())]
        if len(match[0]) <= 5 and not match[0].isupper():
            continue
        found.append(_mention(parse, sentence, match.start(), match.end(), (id_,)))
    return found


def _mention(parse: Parse, sentence: Sentence, start: int, end: int, ids: tuple[str, ...]) -> NormMention:
    tokens = parse.within(Span(sentence.span.start + start, sentence.span.start + end))
    while len(tokens) > 1 and tokens[-1].text in {",", "and", "."}:
        tokens.pop()
    heads = [t for t in tokens if t.is_root or t.head not in tokens]
    first, last = tokens[0].i, tokens[-1].i + 1
    span = parse.span(first, last)
    return NormMention(
        first=first, last=last, head=(heads or tokens)[-1].i, norm=Norm(span=span, text=span.of(parse.text), ids=ids)
    )


def _nouns(parse: Parse, sentence: Sentence, words: NormWords) -> list[NormMention]:
    found: list[NormMention] = []
    for token in parse.words(sentence):
        lemma = token.lemma.lower()
        if token.pos not in {"NOUN", "PROPN"} or lemma not in words.nouns:
            continue
        if (
            token.dep == "compound"
            and token.head.pos in {"NOUN", "PROPN"}
            and token.head.lemma.lower() not in words.breach
        ) and token.head.lemma.lower() in words.nouns:
            continue  # the head of the compound is the norm: sanctions regime, treaty commitments
        weak = lemma in words.weak
        if weak and not _governed(token, words):
            continue
        first, last = _bounds(token)
        span = parse.span(first, last)
        text = span.of(parse.text)
        ids: tuple[str, ...] = ()
        if lemma == "resolution" and any(word in text.lower() for word in words.council_words):
            ids = (words.council,)
        if lemma in {"right", "waters", "territory", "border"} and not token.children:
            continue
        found.append(
            NormMention(first=first, last=last, head=token.i, norm=Norm(span=span, text=text, ids=ids), weak=weak)
        )
    return found


def _governed(token: Token, words: NormWords) -> bool:
    """Whether a word of breach or of keeping stands above the noun, near enough to govern it."""
    for steps, above in enumerate(token.ancestors()):
        if above.lemma.lower() in words.breach:
            return True
        if steps >= 4:
            break
    return False


def _bounds(token: Token) -> tuple[int, int]:
    """The noun with its determiner, adjectives and compounds, unbroken."""
    first = token.i
    by_index = {t.i: t for t in token.subtree()}
    while first - 1 in by_index:
        before = by_index[first - 1]
        if (before.dep in {"punct", "cc"} and before.text not in {"-", "’s", "'s"}) or before.pos in {
            "VERB",
            "AUX",
            "ADP",
            "SCONJ",
        }:
            break
        first -= 1
    return first, token.i + 1
