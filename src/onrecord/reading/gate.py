"""The gate: whether a page or a text can hold a claim, told before it is extracted or parsed.

In: raw bytes of a page, or an article's text. Out: a Verdict with its reason. Words are looked up, case folded, in the
forms of the triggers of `events/frames`, the names and adjectives of countries, the nouns of offices and forces and the
names of goods; a small linear model (`gate/weights`, trained by `training/gate/`) weighs how many of each there are. It
is set for recall: what it closes on is all but sure to hold nothing. It decides nothing about what a text says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

    def holds(self, text: str) -> bool:
        """Whether a paragraph has any word that can be a trigger, a saying or a quotation, or names a country."""
        if "“" in text or '"' in text or "‘" in text:
            return True
        return any(self.classes.get(word, 0) & 0b101111 for word in _WORD.findall(text.lower()))


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
    )
