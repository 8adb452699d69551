"""Event mentions of several texts joined where they tell of one event: for texts that are not read as claims.

In: MentionViews (head lemma, words of the arguments, sentence, text) and the table `linking/mentions`. Out: a cluster
number for each. Texts are first clustered by story; inside a story each pair of mentions gets a probability from a
small logistic model trained on ECB+ (`training/linking`), and average linkage joins what lies above its threshold.

Lemma pairs that name one event more often than chance in the training part are data of the table; the model knows no
other meanings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.linking.texts import Vector, Weights, content, cosine, stem, words

_LIGHT = frozenset({"be", "have", "do", "make", "take", "get", "give", "go", "come", "say", "tell"})
_ENDINGS = ("ation", "ition", "ment", "ance", "ence", "ing", "ion", "al", "er", "or", "ed", "e", "s", "ee")
#: Names of the features, in the order of the weights.
FEATURES = (
    "bias", "same_lemma", "same_root", "prefix", "words", "odds_other", "odds_same", "arguments_same",
    "arguments_other", "no_argument_shared", "names_same", "names_other", "sentence_same", "sentence_other",
    "text_same", "text_other", "one_text_same", "one_text_other", "one_sentence_same", "one_part_of_speech",
    "light_verb", "number_shared", "numbers_differ", "one_sentence_other",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MentionView:
    """One mention as the model sees it. `arguments` are nouns below or above its head, `names` proper nouns and numbers
    of its sentence, `text` the number of its text."""

    text: int
    sentence: int
    lemma: str
    is_verb: bool
    own_words: frozenset[str]
    arguments: frozenset[str]
    names: frozenset[str]
    sentence_words: tuple[str, ...]


class MentionModel:
    """Weights and lemma pairs, ready to compare."""

    def __init__(self, table: Mapping[str, Any]):
        self.weights = np.array([table["weights"][name] for name in FEATURES])
        self.threshold: float = table["threshold"]
        self._base_same: float = table["base_same"]
        self._base_other: float = table["base_other"]
        self._unseen: float = table["unseen"]
        self._pairs: dict[tuple[str, str], tuple[int, int]] = {
            (a, b): (together, seen) for a, b, together, seen in table["pairs"]
        }

    def odds(self, a: str, b: str) -> float:
        """Log-odds that two lemmas name one event, smoothed."""
        base = self._base_same if a == b else self._base_other
        counts = self._pairs.get((min(a, b), max(a, b)))
        chance = (base if a == b else self._unseen) if counts is None else (counts[0] + base * 4) / (counts[1] + 4)
        return math.log(chance / (1 - chance))


def cluster_mentions(
    mentions: Sequence[MentionView], texts: Sequence[str], story: Sequence[int], model: MentionModel
) -> list[int]:
    """Cluster numbers of mentions; mentions of different stories never meet.

    Args:
        mentions: All mentions.
        texts: The texts that they stand in, by number.
        story: The story of each text.
        model: The trained model.
    """
    weights = Weights(content(words(t)) for t in texts)
    text_vectors = [weights.vector(content(words(t))) for t in texts]
    sentence_vectors = [weights.vector(content(m.sentence_words)) for m in mentions]
    likeness: dict[tuple[int, int], float] = {}
    by_story: dict[int, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        by_story[story[mention.text]].append(i)
    labels = [0] * len(mentions)
    number = 0
    for key in sorted(by_story):
        held = by_story[key]
        scores = np.full((len(held), len(held)), -1.0)
        for x in range(len(held)):
            for y in range(x):
                a, b = mentions[held[x]], mentions[held[y]]
                pair = (a.text, b.text)
                if pair not in likeness:
                    likeness[pair] = cosine(text_vectors[a.text], text_vectors[b.text])
                found = features(
                    a, b, model, weights, cosine(sentence_vectors[held[x]], sentence_vectors[held[y]]), likeness[pair]
                )
                logit = float(np.dot(model.weights, found))
                scores[x, y] = scores[y, x] = 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
        for members in average_linkage(scores, model.threshold):
            for x in members:
                labels[held[x]] = number
            number += 1
    return labels


def features(
    a: MentionView, b: MentionView, model: MentionModel, weights: Weights, sentence: float, text: float
) -> list[float]:
    """The values of FEATURES for one pair."""
    same = float(a.lemma == b.lemma)
    other = 1 - same
    root = stem(a.lemma) == stem(b.lemma) or _root(a.lemma) == _root(b.lemma)
    odds = model.odds(a.lemma, b.lemma)
    shared = a.arguments & b.arguments
    mass = min(_mass(a.arguments, weights), _mass(b.arguments, weights)) or 1.0
    arguments = _mass(shared, weights) / mass if a.arguments and b.arguments else 0.0
    names = len(a.names & b.names) / max(1, min(len(a.names), len(b.names)))
    numbers_a = {n for n in a.names if n[0].isdigit()}
    numbers_b = {n for n in b.names if n[0].isdigit()}
    one_text = float(a.text == b.text)
    one_sentence = float(one_text > 0 and a.sentence == b.sentence)
    own = len(a.own_words & b.own_words) / max(1, len(a.own_words | b.own_words))
    return [
        1.0, same, float(root) * other, _prefix(a.lemma, b.lemma) * other, own * other, odds * other, odds * same,
        arguments * same, arguments * other, float(bool(a.arguments and b.arguments and not shared)) * same,
        names * same, names * other, sentence * same, sentence * other, text * same, text * other, one_text * same,
        one_text * other, one_sentence * same, float(a.is_verb == b.is_verb) * same,
        float(a.lemma in _LIGHT) * same, float(bool(numbers_a & numbers_b)),
        float(bool(numbers_a and numbers_b and not numbers_a & numbers_b)), one_sentence * other,
    ]  # fmt: skip


def average_linkage(scores: npt.NDArray[np.float64], threshold: float) -> list[list[int]]:
    """Clusters of the rows of a symmetric matrix, joined while their mean likeness reaches the threshold."""
    number = len(scores)
    mean = scores.copy()
    np.fill_diagonal(mean, -1.0)
    members = {i: [i] for i in range(number)}
    while len(members) > 1:
        a, b = divmod(int(mean.argmax()), number)
        if mean[a, b] < threshold:
            break
        row = (mean[a] * len(members[a]) + mean[b] * len(members[b])) / (len(members[a]) + len(members[b]))
        members[a] += members.pop(b)
        dead = [i for i in range(number) if i not in members]
        row[dead] = -1.0
        row[a] = -1.0
        mean[a] = mean[:, a] = row
        mean[b] = mean[:, b] = -1.0
    return list(members.values())


def _mass(arguments: frozenset[str], weights: Weights) -> float:
    return sum(weights.idf(stem(w)) for w in sorted(arguments))


def _root(lemma: str) -> str:
    for ending in _ENDINGS:
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4:
            return lemma[: -len(ending)]
    return lemma


def _prefix(a: str, b: str) -> float:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length / max(len(a), len(b), 1)


__all__ = ["FEATURES", "MentionModel", "MentionView", "Vector", "average_linkage", "cluster_mentions", "features"]
