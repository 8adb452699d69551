"""Words, shingles and weighted word vectors of texts, for comparing reports.

In: plain texts. Out: arrays and sparse vectors. Everything is deterministic and independent of the process's hash seed.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Vector = Mapping[str, float]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BASE = np.uint64(0x9E3779B97F4A7C15)

#: Words that tell nothing of a subject.
STOP = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "like",
        "me",
        "more",
        "most",
        "my",
        "myself",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "out",
        "over",
        "own",
        "said",
        "same",
        "say",
        "says",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "themselves",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "two",
        "under",
        "until",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
        "mr",
        "mrs",
        "ms",
        "new",
        "year",
        "years",
        "time",
        "day",
        "told",
        "people",
        "read",
        "image",
        "copyright",
        "story",
        "advertisement",
        "video",
        "photo",
    ]
)


def words(text: str) -> list[str]:
    """Lower-case words of a text, without punctuation."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return [w.removesuffix("'s") for w in found] if "'" in text or "’" in text else found


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of `words(text)` stands."""
    return [m.span() for m in _WORD.finditer(text.lower())]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without its commonest endings, so that *arrived* and *arrives* meet. Cruder than a lemma, and quicker."""
    for ending, least, put in (
        ("ies", 5, "y"),
        ("sses", 6, "ss"),
        ("ing", 6, ""),
        ("edly", 7, ""),
        ("ed", 5, ""),
        ("es", 5, ""),
        ("s", 4, ""),
    ):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            base = word[: len(word) - len(ending)] + put
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz" and ending in {"ing", "ed"}:
                base = base[:-1]
            return base.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def shingles(tokens: Sequence[str], size: int = 5) -> Hashes:
    """A 64-bit hash for each run of `size` words, in order; empty where the text is shorter."""
    if len(tokens) < size:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter((zlib.crc32(t.encode()) + 1 for t in tokens), dtype=np.uint64, count=len(tokens))
    total = np.zeros(len(tokens) - size + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for i in range(size):
            total = total * _BASE + codes[i : len(tokens) - size + 1 + i]
        total ^= total >> np.uint64(29)
        total *= np.uint64(0xBF58476D1CE4E5B9)
        total ^= total >> np.uint64(32)
    return total


class _Rarity(dict[str, float]):
    """Weights by word; a word that is not in it weighs as `unseen`."""

    unseen = 0.0

    def __missing__(self, word: str) -> float:
        return self.unseen


class Weights:
    """Inverse document frequencies of a collection, smoothed; unseen words weigh as seen once."""

    def __init__(self, documents: Iterable[Iterable[str]], background: Mapping[str, int] | None = None, size: int = 0):
        counts: Counter[str] = Counter(background or {})
        number = size
        for document in documents:
            counts.update(set(document))
            number += 1
        self.number = max(1, number)
        self._idf = _Rarity({word: math.log((1 + self.number) / (1 + n)) + 1.0 for word, n in counts.items()})
        self._idf.unseen = math.log(1 + self.number) + 1.0

    def idf(self, word: str) -> float:
        return self._idf[word]

    def mass(self, words: Iterable[str]) -> float:
        """What words weigh together."""
        return sum(map(self._idf.__getitem__, words))

    def vector(self, counts: Mapping[str, float]) -> Vector:
        """Counts as a vector of length one: logarithmic counts times idf."""
        raw = {w: (1 + math.log(n)) * self.idf(w) if n >= 1 else n * self.idf(w) for w, n in counts.items() if n > 0}
        length = math.sqrt(sum(x * x for x in raw.values())) or 1.0
        return {w: x / length for w, x in raw.items()}


def cosine(a: Vector, b: Vector) -> float:
    """The cosine of two vectors of length one."""
    if len(a) > len(b):
        a, b = b, a
    return sum(x * b[w] for w, x in a.items() if w in b)


def content(tokens: Iterable[str]) -> Counter[str]:
    """Stems of the words that tell of a subject, counted."""
    return Counter(stem(t) for t in tokens if t not in STOP and len(t) > 1)


def subject(tokens: Iterable[str]) -> frozenset[str]:
    """Stems of the words that tell of a subject."""
    return frozenset([stem(t) for t in tokens if t not in STOP and len(t) > 1])
