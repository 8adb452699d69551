"""The gate: whether a page or a text can hold a claim, told before it is extracted or parsed.

In: raw bytes of a page, an article's text, or an article. Out: a Verdict with its reason, or the stretches that are
parsed. Words are looked up, case folded, in the forms of the triggers of `events/frames`, the names and adjectives of
countries, the nouns of offices and forces and the names of goods. A small linear model (`gate/weights`, trained by
`training/gate/`) weighs how many of each a text has, another which of them a sentence has. Both are set for recall:
what they close on is all but sure to hold nothing. They decide nothing about what a text says.

A sentence is parsed if it may hold a claim; so are its neighbours, the first sentences of the text, and those that are
the first to bring a name which a parsed one repeats, since references and quotations lead there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.report import READ_KINDS, Article
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge

#: Names of the features, in the order of the weights.
FEATURES = (
    "trigger",
    "force",
    "country",
    "office",
    "goods",
    "saying",
    "trigger_share",
    "country_share",
    "pairs",
    "long",
)

_WORD = re.compile(r"[a-z]+")
#: Where a sentence may end. Cut too seldom rather than too often: what is not cut is kept or left out as one.
_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9])")
#: What ends with a full stop and ends no sentence: initials, titles, months, *U.S.*
_ABBREVIATION = re.compile(
    r"(?:^|[^\w.])(?:[A-Z][a-z]{0,2}|[A-Z][a-z]*(?:pt|of|ov|ept|ust)|(?:[A-Za-z]\.)+[A-Za-z]|[a-z])\.$"
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]{2,}")
_MARKS = ("“", "”", '"', "‘")
#: Lengths in words that a sentence is weighed by.
_LENGTHS = (6, 12, 20, 30, 40)
#: Sentences at the beginning that are always parsed: they bring in who and where.
_LEAD = 2
_DROPPED = re.compile(rb"<(script|style|svg|noscript|template)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_TAG = re.compile(rb"<[^>]{0,2000}>")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`score` is the log-odds that there is something to read; `reason` says why not where `keep` is false."""

    keep: bool
    score: float
    reason: str | None = None


def forms(verb: str, irregular: Mapping[str, Sequence[str]]) -> set[str]:
    """The inflected forms of a verb by the rules of spelling, and those that the table adds."""
    found = {verb, *irregular.get(verb, ())}
    if verb.endswith("e"):
        found |= {verb + "s", verb + "d", verb[:-1] + "ing"}
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        found |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    elif verb.endswith(("s", "x", "z", "ch", "sh")):
        found |= {verb + "es", verb + "ed", verb + "ing"}
    else:
        found |= {verb + "s", verb + "ed", verb + "ing"}
        if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
            found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return found


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Word classes and weights; built once from the knowledge."""

    classes: Mapping[str, int]
    weights: tuple[float, ...]
    bias: float
    page_threshold: float
    text_threshold: float
    personal: frozenset[str]
    sentence_weights: Mapping[str, float]
    sentence_bias: float
    sentence_threshold: float

    def features(self, text: str) -> tuple[float, ...]:
        """What the model weighs, in the order of FEATURES; `text` has its case folded."""
        counts = [0] * 6
        words = _WORD.findall(text)
        classes = self.classes
        pairs = 0
        last = [-99] * 6
        for at, word in enumerate(words):
            held = classes.get(word)
            if held is None:
                continue
            for kind in range(6):
                if held >> kind & 1:
                    counts[kind] += 1
                    last[kind] = at
            # a trigger with a country, office or goods within fifteen words is what a claim is made of
            if held & 0b000011 and at - max(last[2], last[3], last[4]) <= 15:
                pairs += 1
        total = max(1, len(words))
        return (
            *(math.log1p(count) for count in counts),
            100 * counts[0] / total,
            100 * counts[2] / total,
            math.log1p(pairs),
            math.log1p(total),
        )

    def score(self, text: str) -> float:
        """Log-odds that a text (any case) holds something to read."""
        return self.bias + sum(w * f for w, f in zip(self.weights, self.features(text.lower()), strict=True))

    def page(self, payload: bytes) -> Verdict:
        """Stage one: raw bytes of a page, before extraction. Menus and adverts count too, so its bar is lower."""
        plain = _TAG.sub(b" ", _DROPPED.sub(b" ", payload)).decode("utf-8", "replace")
        score = self.score(plain)
        if score >= self.page_threshold:
            return Verdict(keep=True, score=score)
        return Verdict(keep=False, score=score, reason="gate: the page names no happening that is read")

    def text(self, text: str) -> Verdict:
        """Stage two: the text of an article, before it is parsed."""
        score = self.score(text)
        if score >= self.text_threshold:
            return Verdict(keep=True, score=score)
        return Verdict(keep=False, score=score, reason="gate: the text names no happening that is read")

    def marks(self, text: str) -> set[str]:
        """What the model of sentences weighs: the words that the tables know, and how many there are of each class."""
        words = _WORD.findall(text.lower())
        counts = [0] * 6
        found = set()
        for word in words:
            held = self.classes.get(word)
            if held is None:
                if word in self.personal:
                    found.add(word)
                continue
            if held & 0b111011:
                found.add(word)
            for kind in range(6):
                counts[kind] += held >> kind & 1
        names = len(_NAME.findall(text))
        for name, count in zip((*FEATURES[:6], "name"), (*counts, names), strict=True):
            found.update(f"{name}>{least}" for least in range(1, min(count, 4) + 1))
        found.update(f"long>{least}" for least in _LENGTHS if len(words) > least)
        if counts[0] + counts[1]:
            found.update(
                f"trigger+{name}" for name, n in (("country", counts[2]), ("office", counts[3]), ("name", names)) if n
            )
        return found

    def sentence(self, text: str) -> float:
        """Log-odds that a sentence holds a claim."""
        weights = self.sentence_weights
        return self.sentence_bias + sum(weights.get(mark, 0.0) for mark in self.marks(text))

    def parts(self, article: Article) -> list[list[Span]]:
        """For each block of an article, the stretches that are parsed; sentences that follow each other are one."""
        text = article.text
        units = [
            (index, span)
            for index, block in enumerate(article.blocks)
            if block.kind in READ_KINDS
            for span in sentences(text, block.span)
        ]
        may = [self.sentence(span.of(text)) >= self.sentence_threshold for _, span in units]
        keep = list(may)
        for at, (index, span) in enumerate(units):
            if not may[at]:
                continue
            if at:
                keep[at - 1] = True
            after = at + 1
            if after < len(units) and units[after][0] == index and any(mark in span.of(text) for mark in _MARKS):
                keep[after] = True
        if any(keep):
            keep[:_LEAD] = [True] * min(_LEAD, len(keep))
            self._introduce(text, units, keep)
        found: list[list[Span]] = [[] for _ in article.blocks]
        for at, (index, span) in enumerate(units):
            if not keep[at]:
                continue
            held = found[index]
            if held and at and keep[at - 1] and units[at - 1][0] == index:
                held[-1] = Span(held[-1].start, span.end)
            else:
                held.append(span)
        return found

    @staticmethod
    def _introduce(text: str, units: Sequence[tuple[int, Span]], keep: list[bool]) -> None:
        """Keep the sentences that are the first to bring a name which a kept one has."""
        first: dict[str, int] = {}
        names: list[list[str]] = []
        for at, (_, span) in enumerate(units):
            names.append(_NAME.findall(span.of(text)))
            for name in names[-1]:
                first.setdefault(name, at)
        for at in [at for at, kept in enumerate(keep) if kept]:
            for name in names[at]:
                keep[first[name]] = True


def sentences(text: str, span: Span) -> list[Span]:
    """A block cut where sentences end beyond doubt; together the parts are the block."""
    cuts = [
        match.end()
        for match in _END.finditer(text, span.start, span.end)
        if not _ABBREVIATION.search(text, max(span.start, match.start() - 12), match.start() + 1)
    ]
    return [Span(start, end) for start, end in zip([span.start, *cuts], [*cuts, span.end], strict=True)]


def load_gate(knowledge: Knowledge) -> Gate:
    """The gate of the knowledge."""
    return build_gate(knowledge, knowledge.table("gate/weights"))


def build_gate(knowledge: Knowledge, weights: Mapping[str, Any]) -> Gate:
    """A gate with given weights; training builds it with zeros to compute features."""
    irregular = knowledge.table("gate/forms")["irregular"]
    frames = knowledge.table("events/frames")
    classes: dict[str, int] = {}

    def add(word: str, kind: int) -> None:
        for part in _WORD.findall(word.lower()):
            if len(part) > 2:
                classes[part] = classes.get(part, 0) | 1 << kind

    for row in frames["frames"]:
        kind = 1 if row["type"] in ("ASSAULT", "TRANSFER", "LAUNCH", "DEPLOY", "SANCTION") else 0
        for pattern in row.get("verbs", ()):
            verb = re.split(r"[ :]", pattern)[0]
            for form in forms(verb, irregular):
                add(form, kind)
        for noun in row.get("nouns", ()):
            head = noun.split(" ")[-1]
            add(head, kind)
            add(head + "s", kind)
        for word in row.get("adjectives", ()):
            add(word, kind)
    generic = frozenset(weights["generic"])
    for rows in knowledge.table("actors/index")["forms"].values():
        for form, kind_of, *_ in rows:
            if kind_of in ("country", "demonym", "people", "metonym", "capital") and form[:1].isupper():
                for part in _WORD.findall(form.lower()):
                    if part not in generic:
                        add(part, 2)
    for word in weights["offices"]:
        add(word, 3)
    for row in knowledge.table("items/items")["categories"]:
        if row.get("arms"):
            for name in row.get("synonyms", row.get("forms", ())):
                add(str(name).split(" ")[-1], 4)
    for verb in weights["sayings"]:
        for form in forms(verb, irregular):
            add(form, 5)
    return Gate(
        classes=classes,
        weights=tuple(float(w) for w in weights["weights"]),
        bias=float(weights["bias"]),
        page_threshold=float(weights["page_threshold"]),
        text_threshold=float(weights["text_threshold"]),
        personal=frozenset(weights["personal"]),
        sentence_weights=weights.get("sentence_weights", {}),
        sentence_bias=float(weights.get("sentence_bias", 0)),
        sentence_threshold=float(weights.get("sentence_threshold", 0)),
    )
