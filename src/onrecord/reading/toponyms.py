"""Toponyms: which words of an article name places.

In: a Parse and the place names. Out: Toponyms with the places that they may mean. Words are tried wherever capitals
stand; a small linear model over the parser's labels, the gazetteer and the words around (weights and card in
`resources/places/toponym_weights.yml`) says which of them name a place. Adjectives of countries (*Russian*) come out
marked as such, since corpora of toponyms count them; reading itself leaves them out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.knowledge.places import Candidate, PlaceNames
from onrecord.reading.parse import Parse, Token

#: Small words that may stand inside a name (*Isle of Man*, *Rio de Janeiro*).
_INSIDE = frozenset(
    ["-", "al", "and", "da", "de", "del", "do", "dos", "du", "el", "in", "la", "le", "les", "of", "on", "the", "upon"]
)
_LONGEST = 5


@dataclass(frozen=True, kw_only=True)
class Toponym:
    """Tokens `first` to `last` (exclusive) that name a place.

    `candidates` are what the name may mean; `people` marks an adjective or people of a country; `score` is the
    probability that the words name a place.
    """

    first: int
    last: int
    name: str
    candidates: tuple[Candidate, ...]
    people: bool
    score: float


@dataclass(frozen=True, kw_only=True)
class _Option:
    first: int
    last: int
    name: str
    candidates: tuple[Candidate, ...]
    people: bool


def options(parse: Parse, names: PlaceNames) -> list[_Option]:
    """All stretches of words that could name a place."""
    found: dict[tuple[int, int], _Option] = {}
    tokens = parse.tokens
    for sentence in parse.sentences:
        for first in range(sentence.first, sentence.last):
            if not tokens[first].text[0].isupper():
                continue
            for last in range(first + 1, min(first + _LONGEST, sentence.last) + 1):
                end = tokens[last - 1]
                if not end.text[0].isupper():
                    if end.lower in _INSIDE:
                        continue
                    break
                name = _words(tokens[first:last])
                candidates = names.find(name)
                people = names.meant_as_people(name) if last - first <= 2 else None
                behind_comma = first >= sentence.first + 2 and tokens[first - 1].text == ","
                if not candidates and last - first == 1 and behind_comma:
                    candidates = names.after_town(name)
                if people:
                    candidates = ()
                if candidates or people:
                    found[first, last] = _Option(
                        first=first,
                        last=last,
                        name=name,
                        candidates=candidates or ((people,) if people else ()),
                        people=people is not None and not candidates,
                    )
    for entity in parse.entities:
        if entity.label in {"GPE", "LOC", "FAC", "NORP"}:
            first, last = trimmed(tokens, entity.first, entity.last)
            if first < last and (first, last) not in found:
                name = _words(tokens[first:last])
                # without a capital it describes and names nothing: *off its east coast*
                candidates = names.find(name) if any(t.text[0].isupper() for t in tokens[first:last]) else ()
                found[first, last] = _Option(first=first, last=last, name=name, candidates=candidates, people=False)
    return sorted(found.values(), key=lambda o: (o.first, o.last))


def trimmed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """An entity without its article and possessive ending."""
    while first < last and tokens[first].lower in {"the", "a", "an", "-", "'", '"'}:
        first += 1
    while first < last and tokens[last - 1].lower in {"'s", "’s", "'", "’", ",", "-", '"'}:
        last -= 1
    while first + 1 < last and tokens[first].text[0].isupper() and tokens[last - 1].text.islower():
        last -= 1  # *Guizhou province*
    return first, last


def _words(tokens: Sequence[Token]) -> str:
    parts = []
    for number, token in enumerate(tokens):
        if number and tokens[number - 1].end < token.start:
            parts.append(" ")
        parts.append(token.text)
    return "".join(parts)


class Recogniser:
    """The linear model over options."""

    def __init__(self, cues: Mapping[str, Any], model: Mapping[str, Any]):
        self.weights: Mapping[str, float] = model["weights"]
        self.threshold: float = model["threshold"]
        self._cues: Mapping[str, frozenset[str]] = {key: frozenset(words) for key, words in cues["cues"].items()}

    def find(self, parse: Parse, names: PlaceNames) -> tuple[Toponym, ...]:
        """The toponyms of an article in its order, without overlaps."""
        scored = []
        choices = options(parse, names)
        notes = self.notes(parse, choices)
        for option in choices:
            features = self.features(parse, option, notes)
            total = sum(self.weights.get(key, 0.0) * value for key, value in features.items())
            score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            if score >= self.threshold:
                scored.append((score, option))
        scored.sort(key=lambda pair: (-pair[0], pair[1].first))
        taken: list[Toponym] = []
        covered: set[int] = set()
        for score, option in scored:
            stretch = range(option.first, option.last)
            if covered.isdisjoint(stretch):
                covered.update(stretch)
                taken.append(
                    Toponym(
                        first=option.first, last=option.last, name=option.name, candidates=option.candidates,
                        people=option.people, score=score,
                    )
                )  # fmt: skip
        taken.sort(key=lambda t: t.first)
        return tuple(taken)

    def notes(self, parse: Parse, choices: Sequence[_Option]) -> dict[str, Any]:
        """What the whole article says of its words: labels of entities by token, and how often a name has which."""
        labels: dict[int, tuple[str, int, int]] = {}
        for entity in parse.entities:
            first, last = trimmed(parse.tokens, entity.first, entity.last)
            for at in range(entity.first, entity.last):
                labels[at] = (entity.label, first, last)
        lower = {t.text for t in parse.tokens if t.text.islower()}
        places: dict[str, list[int]] = {}
        named = [e for e in parse.entities if e.label == "PERSON" and e.last - e.first > 1]
        persons = {parse.tokens[e.last - 1].text for e in named}
        behind = {o.first for o in choices if any(c.kind in {"country", "state"} for c in o.candidates)}
        towns = {o.last for o in choices if o.candidates}
        for option in choices:
            label = labels.get(option.first, ("", 0, 0))[0]
            tally = places.setdefault(option.name, [0, 0])
            tally[0] += label in {"GPE", "LOC", "FAC"}
            tally[1] += 1
        found = {"labels": labels, "lower": lower, "places": places}
        return {**found, "persons": persons, "behind": behind, "towns": towns}

    def features(self, parse: Parse, option: _Option, notes: Mapping[str, Any]) -> dict[str, float]:
        """The features of an option, by name."""
        tokens, cues = parse.tokens, self._cues
        first, last = option.first, option.last
        sentence = parse.sentences[tokens[first].sent]
        before = tokens[first - 1] if first > sentence.first else None
        after = tokens[last] if last < sentence.last else None
        label, start, end = notes["labels"].get(first, ("none", -1, -1))
        exact = "same" if (start, end) == (first, last) else "part"
        told: dict[str, float] = {"bias": 1.0, f"label={label}": 1.0, f"label={label}/{exact}": 1.0}
        if option.people:
            told["people"] = 1.0
            told[f"people/{label}"] = 1.0
        told[f"words={min(last - first, 4)}"] = 1.0
        if option.candidates and not option.people:
            best = option.candidates[0]
            told["known"] = 1.0
            told["size"] = math.log10(max(c.population for c in option.candidates) + 1) / 7
            kinds = {c.kind for c in option.candidates}
            for kind in kinds:
                told[f"kind={kind}"] = 1.0
            told[f"best={best.kind}"] = 1.0
            if any(c.main for c in option.candidates):
                told["main"] = 1.0
            if "." in option.name and len(option.name) <= 6:
                told["short"] = 1.0
        if option.name.isupper():
            told["upper"] = 1.0
        if before is None:
            told["begins"] = 1.0
        else:
            if before.lower in cues["prepositions"]:
                told["preposition"] = 1.0
                told[f"preposition/{label}"] = 1.0
            elif before.lower in cues["titles"]:
                told["title"] = 1.0
            elif before.text[0].isupper() and before.tag in {"NNP", "NNPS"}:
                told["name_before"] = 1.0
                told[f"name_before/{label}"] = 1.0
            elif before.text == "," and first - 1 in notes["towns"]:
                told["behind_town"] = 1.0
            elif before.lower == "the":
                told["the"] = 1.0
            told[f"before={before.dep}"] = 1.0
        if after is not None:
            if after.text == "," and last + 1 in notes["behind"]:
                told["before_state"] = 1.0
            elif after.lower in cues["generic"]:
                told["generic_after"] = 1.0
                told[f"generic_after/{label}"] = 1.0
            elif after.text[0].isupper() and after.tag in {"NNP", "NNPS"}:
                told["name_after"] = 1.0
                told[f"name_after/{label}"] = 1.0
            elif after.lower in {"'s", "’s"}:
                told["owns"] = 1.0
            elif after.lower in cues["saying"]:
                told["says"] = 1.0
        head = tokens[last - 1]
        if head.lower in cues["generic"]:
            told["generic_end"] = 1.0
        told[f"tag={head.tag}"] = 1.0
        told[f"dep={head.dep}"] = 1.0
        if last - first == 1 and head.lower in notes["lower"]:
            told["common"] = 1.0
            if before is None:
                told["common_begins"] = 1.0
        if option.name in notes["persons"]:
            told["person_elsewhere"] = 1.0
        tally = notes["places"].get(option.name)
        if tally and tally[1] > 1:
            told["often_place"] = tally[0] / tally[1]
            told["often_none"] = 1 - tally[0] / tally[1]
        return told
