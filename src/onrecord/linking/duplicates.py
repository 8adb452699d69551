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
import numpy.typing as npt

from onrecord.linking.texts import STOP, Hashes, Weights, content, cosine, shingles, spans, words

_SIZE = 5
_KEEP_ONE_IN = 4
_SHORT = 160
_CROWD = 40
#: Boilerplate was never more than about half of a text; what shares more is a copy whatever the rest is about.
_MOST_BOILER = 0.6
#: A text of which less is its own is told by that part alone.
_MOSTLY_OWN = 0.7
#: Reports that share nothing else and hold a run of words make it a standing text; this many are looked at.
_UNRELATED = 3
_SAMPLE = 8
#: Shingles that a text must have of its own to be told from another.
_ENOUGH = 20
#: Shared words inside a text are a passage that was taken over; boxes inside are shorter.
_LONG_INSIDE = 30
#: Likeness of the rest of two texts under which they have no subject in common.
_OTHER_SUBJECT = 0.08


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
    standing = _Standing(digests, formulas, least)
    found = []
    for i, j in sorted(_candidates(digests, least)):
        pair = _verify(digests[i], digests[j], standing, least, aligned)
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


class _Standing:
    """What publishers print above or under unrelated reports, and formulas that everybody prints.

    A run of words is standing if three reports of one publisher hold it that share nothing else worth the name: the
    rest of no two of them is a copy. Nothing is worked out before a pair asks for it.
    """

    def __init__(self, digests: Sequence[_Digest], formulas: Iterable[str], least: float):
        self._formulas = np.unique(
            np.concatenate([shingles(words(f), _SIZE) for f in formulas] or [np.empty(0, np.uint64)])
        )
        self._least = least
        self._digests: dict[str, list[_Digest]] = defaultdict(list)
        for digest in digests:
            if digest.text.publisher:
                self._digests[digest.text.publisher].append(digest)
        self._tables: dict[str, _Holders] = {}
        self._verdicts: dict[tuple[str, bytes], bool] = {}
        self._own: dict[str, Hashes] = {}
        self._weights: Weights | None = None
        self._all = digests

    def own(self, digest: _Digest) -> Hashes:
        """The shingles of a text that are its report's own, sorted."""
        found = self._own.get(digest.text.id)
        if found is None:
            found = self._without_standing(digest)
            self._own[digest.text.id] = found
        return found

    def _without_standing(self, digest: _Digest) -> Hashes:
        unique = digest.unique[~np.isin(digest.unique, self._formulas)]
        publisher = digest.text.publisher
        those = self._digests.get(publisher or "", [])
        if publisher is None or len(those) < _UNRELATED:
            return unique
        if publisher not in self._tables:
            self._tables[publisher] = _Holders([d.unique for d in those])
        codes, samples = self._tables[publisher].often(unique)
        if not len(codes):
            return unique
        rows, which = np.unique(samples, axis=0, return_inverse=True)
        stands = np.array([self._stands(publisher, row) for row in rows], dtype=bool)
        return unique[~np.isin(unique, codes[stands[which.reshape(-1)]])]

    def _stands(self, publisher: str, sample: npt.NDArray[np.int64]) -> bool:
        key = (publisher, sample.tobytes())
        if key not in self._verdicts:
            numbers = dict.fromkeys(sample.tolist())
            self._verdicts[key] = self._unrelated([self._digests[publisher][n].unique for n in numbers])
        return self._verdicts[key]

    def _unrelated(self, those: Sequence[Hashes]) -> bool:
        """Whether three of the texts are no copies of one another, what all of them hold left out."""
        common = those[0]
        for other in those[1:]:
            common = np.intersect1d(common, other, assume_unique=True)
        apart: list[Hashes] = []
        for one in those:
            # what makes up most of a text is that text: a report that a publisher printed thrice
            if len(common) >= _MOST_BOILER * len(one):
                continue
            if len(one) - len(common) >= _ENOUGH and not any(self._akin(one, two, len(common)) for two in apart):
                apart.append(one)
                if len(apart) == _UNRELATED:
                    return True
        return False

    def _akin(self, one: Hashes, two: Hashes, common: int) -> bool:
        both = len(np.intersect1d(one, two, assume_unique=True)) - common
        return both >= self._least * (min(len(one), len(two)) - common)

    def box(self, a: _Digest, b: _Digest, shared: Hashes) -> bool:
        """Whether all that two texts of one publisher share is a box at their edges, their subjects being others.

        For a publisher of whom too few texts are at hand to see what he prints under all of them.
        """
        if a.text.publisher is None or a.text.publisher != b.text.publisher:
            return False
        if len(shared) >= _MOST_BOILER * min(len(a.unique), len(b.unique)):
            return False
        if not all(_at_edges(d.all, shared) for d in (a, b)):
            return False
        weights = self._weights = self._weights or Weights(set(d.tokens) - STOP for d in self._all)
        return cosine(*(weights.vector(content(_rest(d, shared))) for d in (a, b))) < _OTHER_SUBJECT


class _Holders:
    """Which of a publisher's texts hold a shingle."""

    def __init__(self, texts: Sequence[Hashes]):
        codes = np.concatenate(texts)
        numbers = np.repeat(np.arange(len(texts)), [len(t) for t in texts])
        order = np.argsort(codes, kind="stable")
        self._codes, self._numbers = codes[order], numbers[order]

    def often(self, wanted: Hashes) -> tuple[Hashes, npt.NDArray[np.int64]]:
        """Those of the shingles that several texts hold, each with a row of some of these texts, evenly picked."""
        first = np.searchsorted(self._codes, wanted, side="left")
        count = np.searchsorted(self._codes, wanted, side="right") - first
        many = count >= _UNRELATED
        first, count = first[many], count[many]
        steps = np.arange(_SAMPLE) * (count[:, None] - 1) // (_SAMPLE - 1)
        return wanted[many], self._numbers[first[:, None] + steps]


def _at_edges(hashes: Hashes, shared: Hashes) -> bool:
    """Whether no long shared stretch has words of the text's own both above and below it."""
    held = np.isin(hashes, shared)
    own = np.flatnonzero(~held)
    if not len(own):
        return True
    inside = held[own[0] : own[-1]]
    longest = run = 0
    for one in inside.tolist():
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest <= _LONG_INSIDE


def _rest(digest: _Digest, shared: Hashes) -> list[str]:
    """The words of a text that stand in no shared shingle."""
    gone = np.zeros(len(digest.tokens), dtype=bool)
    for at in np.flatnonzero(np.isin(digest.all, shared)).tolist():
        gone[at : at + _SIZE] = True
    return [t for t, out in zip(digest.tokens, gone.tolist(), strict=True) if not out]


def _verify(a: _Digest, b: _Digest, standing: _Standing, least: float, aligned: bool) -> Copies | None:
    """Exact measures of a candidate pair, or None where too little is shared."""
    if len(np.intersect1d(a.unique, b.unique, assume_unique=True)) < least * _ENOUGH:
        return None
    one, two = standing.own(a), standing.own(b)
    if not len(one) or not len(two):
        return None
    both = np.intersect1d(one, two, assume_unique=True)
    containment = len(both) / min(_size(a, one), _size(b, two))
    if containment < least or standing.box(a, b, both):
        return None
    jaccard = len(both) / (len(one) + len(two) - len(both))
    kind = CopyKind.COPY if jaccard >= 0.7 else CopyKind.CONTAINED if containment >= 0.75 else CopyKind.PARTIAL
    known = None not in {a.text.published, b.text.published} and a.text.published != b.text.published
    return Copies(
        earlier=a.text.id,
        later=b.text.id,
        known=known,
        kind=kind,
        jaccard=round(jaccard, 4),
        containment=round(containment, 4),
        shared=_passages(a, both) if aligned else (),
    )


def _size(digest: _Digest, own: Hashes) -> int:
    """How many shingles a share is told of: all of a text, or its own alone where much is printed under everything."""
    whole = len(digest.unique)
    return whole if len(own) >= _MOSTLY_OWN * whole else max(_ENOUGH, len(own))


def _passages(a: _Digest, shared: Hashes) -> tuple[Passage, ...]:
    """Shared stretches of at least five words, in the earlier text."""
    places = spans(a.text.text)
    inside = np.isin(a.all, shared)
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
