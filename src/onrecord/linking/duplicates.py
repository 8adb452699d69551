"""Same report? Copies, agency text inside longer texts, and versions of one page.

In: texts with publisher and date. Out: Copies: pairs that share at least a fifth of the shorter one's five-word
shingles, verified over all shingles and aligned word by word; which is the earlier; what was added and cut.

Candidates come from sketches in the MinHash family (Broder 1997, the mod-m sketch, which unlike fixed-size signatures
also estimates how far a short text is contained in a long one): a shingle is kept where its hash is divisible by four,
in short texts always. A sketch entry in many texts pairs each with the earliest only, so work grows with the text.
What is printed under everything (subscription boxes, lists of headlines, an agency's terms) does not count: a shared
stretch is boilerplate if the rest of the two texts has no subject in common, or if a third, unrelated text of the same
publisher holds it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

import numpy as np

from onrecord.linking.texts import STOP, Hashes, Vector, Weights, content, cosine, shingles, spans, words

_SIZE = 5
_KEEP_ONE_IN = 4
_SHORT = 160
_CROWD = 40
#: Boilerplate was never more than about half of a text; what shares more is a copy whatever the rest is about.
_MOST_BOILER = 0.6


class CopyKind(StrEnum):
    """How much two texts share: nearly all of both, nearly all of the shorter, or some passages."""

    COPY = "copy"
    CONTAINED = "contained"
    PARTIAL = "partial"


@dataclass(frozen=True, kw_only=True)
class Text:
    """One report's text. `published` None sorts last: what has no date is never called the earliest."""

    id: str
    text: str
    publisher: str | None = None
    published: date | None = None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of one text: offsets and words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Copies:
    """Two reports that share text.

    Attributes:
        earlier, later: Ids. `known` is False where both have the same date or one has none: then the order is by id.
        kind: What they share.
        jaccard, containment: Shared shingles over all, and over the shorter text's, boilerplate left out.
        shared: Passages of the earlier text that stand in the later one, longest first.
    """

    earlier: str
    later: str
    known: bool
    kind: CopyKind
    jaccard: float
    containment: float
    shared: tuple[Passage, ...] = ()


@dataclass(slots=True)
class _Digest:
    text: Text
    tokens: list[str]
    all: Hashes
    unique: Hashes
    sketch: Hashes


def _digest(text: Text) -> _Digest:
    tokens = words(text.text)
    hashes = shingles(tokens, _SIZE)
    unique = np.unique(hashes)
    sketch = unique if len(unique) <= _SHORT else unique[unique % np.uint64(_KEEP_ONE_IN) == 0]
    return _Digest(text=text, tokens=tokens, all=hashes, unique=unique, sketch=sketch)


def find_copies(
    texts: Sequence[Text], *, least: float = 0.2, aligned: bool = True, formulas: Iterable[str] = ()
) -> tuple[Copies, ...]:
    """Find all pairs of texts that share at least `least` of the shorter one's shingles.

    Args:
        texts: Reports of one collection; the order does not matter.
        least: Smallest containment that counts.
        aligned: Whether shared passages are worked out as well.
        formulas: Sentences that are printed under everything and never count.

    Returns:
        Pairs sorted by the ids of earlier and later; empty where nothing is shared.
    """
    digests = sorted((_digest(t) for t in texts), key=lambda d: (d.text.published or date.max, d.text.id))
    boiler = _Boilerplate(digests, formulas)
    found = []
    for i, j in sorted(_candidates(digests, least)):
        pair = _verify(digests[i], digests[j], boiler, least, aligned)
        if pair is not None:
            found.append(pair)
    return tuple(sorted(found, key=lambda p: (p.earlier, p.later)))


def _candidates(digests: Sequence[_Digest], least: float) -> set[tuple[int, int]]:
    """Pairs whose sketches share enough for the containment to be possible."""
    lists: dict[int, list[int]] = defaultdict(list)
    for i, digest in enumerate(digests):
        for code in digest.sketch.tolist():
            lists[code].append(i)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for holders in lists.values():
        if len(holders) < 2:
            continue
        if len(holders) > _CROWD:
            first = holders[0]
            for other in holders[1:]:
                shared[first, other] += 1
            continue
        for a, first in enumerate(holders):
            for other in holders[a + 1 :]:
                shared[first, other] += 1
    found = set()
    for (i, j), count in shared.items():
        one, two = digests[i], digests[j]
        # a full sketch and a thinned one share only what the thinned one kept
        thin = _thin(one) or _thin(two)
        size = min(len(d.unique) for d in (one, two)) / (_KEEP_ONE_IN if thin else 1)
        if count >= max(2.0, 0.5 * least * size):
            found.add((i, j))
    return found


def _thin(digest: _Digest) -> bool:
    return len(digest.unique) > _SHORT


class _Boilerplate:
    """Shingles that one publisher prints under unrelated texts."""

    def __init__(self, digests: Sequence[_Digest], formulas: Iterable[str]):
        self._formulas = np.unique(
            np.concatenate([shingles(words(f), _SIZE) for f in formulas] or [np.empty(0, np.uint64)])
        )
        self._vectors: dict[str, Vector] = {}
        self._strange: dict[tuple[str, str], bool] = {}
        self._weights = Weights(set(d.tokens) - STOP for d in digests)
        holders: dict[str, dict[int, list[_Digest]]] = defaultdict(lambda: defaultdict(list))
        for digest in digests:
            if digest.text.publisher:
                for code in digest.sketch.tolist():
                    holders[digest.text.publisher][code].append(digest)
        self._printed: dict[str, set[int]] = defaultdict(set)
        for publisher, by_code in holders.items():
            for code, those in by_code.items():
                if len(those) >= 3 and self._unrelated(those):
                    self._printed[publisher].add(code)

    def vector(self, digest: _Digest, without: frozenset[int] = frozenset()) -> Vector:
        key = f"{digest.text.id}|{len(without)}" if without else digest.text.id
        if key not in self._vectors or without:
            tokens = digest.tokens
            if without:
                drop = np.zeros(len(tokens), dtype=bool)
                for at in np.flatnonzero(np.isin(digest.all, np.fromiter(without, dtype=np.uint64))):
                    drop[at : at + _SIZE] = True
                tokens = [t for t, gone in zip(tokens, drop.tolist(), strict=True) if not gone]
            vector = self._weights.vector(content(tokens))
            if without:
                return vector
            self._vectors[key] = vector
        return self._vectors[key]

    def _unrelated(self, those: Sequence[_Digest]) -> bool:
        """Whether at least two of the holders have no subject in common."""
        return any(self._apart(those[0], other) for other in those[1:4])

    def _apart(self, one: _Digest, two: _Digest) -> bool:
        pair = (one.text.id, two.text.id)
        if pair not in self._strange:
            self._strange[pair] = cosine(self.vector(one), self.vector(two)) < 0.12
        return self._strange[pair]

    def count(self, a: _Digest, b: _Digest, shared: Hashes) -> Hashes:
        """The shared shingles that are no boilerplate."""
        shared = shared[~np.isin(shared, self._formulas)]
        if not len(shared):
            return shared
        printed = self._printed.get(a.text.publisher or "") if a.text.publisher == b.text.publisher else None
        if printed:
            shared = shared[~np.isin(shared, np.fromiter(printed, dtype=np.uint64))]
        if not len(shared) or len(shared) >= _MOST_BOILER * min(len(a.unique), len(b.unique)):
            return shared
        without = frozenset(shared.tolist())
        if cosine(self.vector(a, without), self.vector(b, without)) < 0.08:
            return shared[:0]
        return shared


def _verify(a: _Digest, b: _Digest, boiler: _Boilerplate, least: float, aligned: bool) -> Copies | None:
    """Exact measures of a candidate pair, or None where too little is shared."""
    if not len(a.unique) or not len(b.unique):
        return None
    both = np.intersect1d(a.unique, b.unique, assume_unique=True)
    count = len(boiler.count(a, b, both))
    shorter = min(len(a.unique), len(b.unique))
    containment = count / shorter
    if containment < least:
        return None
    jaccard = count / (len(a.unique) + len(b.unique) - len(both))
    kind = CopyKind.COPY if jaccard >= 0.7 else CopyKind.CONTAINED if containment >= 0.75 else CopyKind.PARTIAL
    known = None not in {a.text.published, b.text.published} and a.text.published != b.text.published
    return Copies(
        earlier=a.text.id,
        later=b.text.id,
        known=known,
        kind=kind,
        jaccard=round(jaccard, 4),
        containment=round(containment, 4),
        shared=_passages(a, b) if aligned else (),
    )


def _passages(a: _Digest, b: _Digest) -> tuple[Passage, ...]:
    """Shared stretches of at least five words, in the earlier text."""
    places = spans(a.text.text)
    inside = np.isin(a.all, b.unique)
    found = []
    start = -1
    for at, held in enumerate([*inside.tolist(), False]):
        if held and start < 0:
            start = at
        elif not held and start >= 0:
            first, last = places[start][0], places[at + _SIZE - 2][1]
            found.append(Passage(start=first, end=last, text=a.text.text[first:last]))
            start = -1
    return tuple(sorted(found, key=lambda p: (p.start - p.end, p.start)))


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What a later text added and cut, as passages of the later and of the earlier text, in order."""

    added: tuple[Passage, ...]
    cut: tuple[Passage, ...]


def changes(earlier: str, later: str) -> Changes:
    """Align two versions word by word (Ratcliff and Obershelp over sentences, then over words).

    Returns:
        Passages that only one version holds; both are empty where only spacing, case or punctuation differ.
    """
    before, after = words(earlier), words(later)
    before_at, after_at = spans(earlier), spans(later)
    added: list[Passage] = []
    cut: list[Passage] = []
    for tag, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag in {"delete", "replace"} and j > i:
            cut.append(_passage(earlier, before_at, i, j))
        if tag in {"insert", "replace"} and n > k:
            added.append(_passage(later, after_at, k, n))
    return Changes(added=tuple(added), cut=tuple(cut))


def _passage(text: str, places: Sequence[tuple[int, int]], first: int, last: int) -> Passage:
    start, end = places[first][0], places[last - 1][1]
    return Passage(start=start, end=end, text=text[start:end])


def families(pairs: Iterable[Copies]) -> tuple[frozenset[str], ...]:
    """Reports that are copies of one another, in groups; partial overlaps do not join."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for pair in pairs:
        if pair.kind is not CopyKind.PARTIAL:
            parent[root(pair.later)] = root(pair.earlier)
    groups: dict[str, set[str]] = defaultdict(set)
    for one in parent:
        groups[root(one)].add(one)
    return tuple(frozenset(g) for _, g in sorted(groups.items()))
