"""Which reports tell one story: texts clustered by their words.

In: texts with title and date. Out: a story number for each. Word vectors (tf-idf, the title thrice), likeness scaled by
how near each text's nearest neighbours are (Zelnik-Manor and Perona 2004), so that subjects written about much do not
swallow their neighbours; then average linkage, where two clusters whose middle dates lie a month or more apart need
more likeness. Single dates are not trusted: pages carry wrong ones.

It tells stories apart, not events: a story may hold several events, and its threshold suits sets of some hundreds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.linking.texts import Weights, content, words

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Told:
    """One text of a set."""

    text: str
    title: str = ""
    published: date | None = None


def stories(texts: Sequence[Told], table: Mapping[str, Any]) -> list[int]:
    """A story number for each text, numbered by first appearance; table is `stories` of `linking/weights`."""
    if not texts:
        return []
    likeness = scaled(similarities(texts, int(table["title"])), table)
    labels = _average_linkage(likeness, [t.published for t in texts], table)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def similarities(texts: Sequence[Told], title: int) -> Matrix:
    """Cosines of the word vectors of all pairs; the diagonal is zero."""
    counts = []
    for told in texts:
        counted = Counter(content(words(told.text)[:600]))
        for word, number in content(words(told.title)).items():
            counted[word] += title * number
        counts.append(counted)
    weights = Weights(counts)
    postings: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for i, counted in enumerate(counts):
        for word, value in weights.vector(counted).items():
            postings[word][0].append(i)
            postings[word][1].append(value)
    found = np.zeros((len(texts), len(texts)))
    for word in sorted(postings):
        holders, values = postings[word]
        if len(holders) > 1:
            column = np.array(values)
            found[np.ix_(holders, holders)] += np.outer(column, column)
    np.fill_diagonal(found, 0.0)
    return found


def scaled(likeness: Matrix, table: Mapping[str, Any]) -> Matrix:
    """Likeness over the geometric mean of both texts' likeness to their nearest."""
    nearest = np.sort(likeness, axis=1)[:, -int(table["nearest"]) :].mean(axis=1)
    mean = np.sqrt(np.outer(nearest, nearest))
    result: Matrix = likeness * (table["level"] / np.maximum(mean, table["floor"])) ** table["scale"]
    return result


def _average_linkage(likeness: Matrix, dates: Sequence[date | None], table: Mapping[str, Any]) -> list[int]:
    number = len(likeness)
    mean = likeness.copy()
    np.fill_diagonal(mean, -1.0)
    weak = mean.copy()
    members = {i: [i] for i in range(number)}
    middle: list[int | None] = [d.toordinal() if d else None for d in dates]
    alive = np.ones(number, dtype=bool)
    apart = sorted((int(days), float(factor)) for days, factor in table["apart"].items())

    def factor(a: int, b: int) -> float:
        one, two = middle[a], middle[b]
        if one is None or two is None or min(len(members[a]), len(members[b])) < table["least_dated"]:
            return 1.0
        return next((f for days, f in reversed(apart) if abs(one - two) > days), 1.0)

    while number > 1:
        a, b = divmod(int(weak.argmax()), number)
        if weak[a, b] < table["threshold"]:
            break
        size_a, size_b = len(members[a]), len(members[b])
        row = (mean[a] * size_a + mean[b] * size_b) / (size_a + size_b)
        row[~alive] = -1.0
        row[a] = row[b] = -1.0
        members[a] += members.pop(b)
        alive[b] = False
        mean[a] = mean[:, a] = row
        mean[b] = mean[:, b] = -1.0
        days = sorted(d.toordinal() for i in members[a] if (d := dates[i]))
        middle[a] = days[len(days) // 2] if days else None
        fresh = row.copy()
        for other in members:
            if other != a:
                fresh[other] *= factor(a, other)
        weak[a] = weak[:, a] = fresh
        weak[b] = weak[:, b] = -1.0
    labels = [0] * number
    for label, held in members.items():
        for i in held:
            labels[i] = label
    return labels
