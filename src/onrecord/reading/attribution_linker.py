"""Whole relations from tags, links and grammar: which source, which cue and which contents belong together.

In: a Parse, what the encoder read, the quotations and the sayings that the rules found. Out: `Linked` relations as
token sets, each with the probability that it is one. Four small networks (`models/linker`, trained by
`training/attribution`) decide in turn: the role of each token; the cue that each stretch of content belongs to; the
source of each cue; and whether what came of it is an attribution at all. Each sees the encoder's probabilities and
links, the rules' findings, dependency paths, quotation marks, order and distance. Data and roles follow PolNeAR
(Newell, Margolin and Ruths 2018): thoughts, plans and attitudes are relations too; what a reading shows of them is for
`reading.attribution` to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from onrecord.reading.attribution_frames import Saying
from onrecord.reading.attribution_quotes import Quote
from onrecord.reading.encoder import Encoded
from onrecord.reading.models import load_manifest, model_folder
from onrecord.reading.parse import Parse

Floats = NDArray[np.float64]

ROLES = ("O", "source", "cue", "content")
SOURCE, CUE, CONTENT = 1, 2, 3
#: Least probability at which a token may be part of a candidate cue or source.
CUE_FLOOR, SOURCE_FLOOR = 0.15, 0.12
#: Least share at which a content goes to its best cue, and a source to a cue; the last model judges the whole.
CONTENT_FLOOR, SOURCE_SHARE = 0.03, 0.3
#: Least probability of content that joins its neighbour where its own cue is not accepted, and that at which a relation
#: below the threshold is told all the same, with its low probability: somebody says it, by whom is less sure.
ADOPT, SURE = 0.6, 0.7
#: Least probability of the first and the last token of a chosen source.
SOURCE_KEPT = 0.2
#: How many rows go through a network at once, so that a long report does not need all its hidden units together.
ROWS = 1024
#: How many candidate cues away a content or source may be linked.
REACH = 3
_POS = ("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADP", "PUNCT", "DET", "ADJ", "ADV", "PART", "SCONJ", "CCONJ", "NUM")
_DEPS = ("nsubj", "nsubjpass", "poss", "pobj", "ROOT", "ccomp", "xcomp", "advcl", "relcl", "acl", "mark", "aux", "neg",
         "prep", "dobj", "attr", "conj", "punct", "compound", "appos", "det", "amod", "agent", "parataxis")  # fmt: skip
_KINDS = ("saying", "thought", "plan", "attitude", "decree", "hearsay", "own", "unsaid", "negated")
_POS_NUMBER, _DEP_NUMBER = ({name: at for at, name in enumerate(names)} for names in (_POS, _DEPS))
_GROUPS = {k: (0 if k == "saying" else 1 if k in ("thought", "hearsay", "own", "negated") else 2) for k in _KINDS}


@dataclass(frozen=True, kw_only=True)
class Linked:
    """One relation: token indices of its parts, the probability of the whole, and the rule's saying that it meets."""

    source: tuple[int, ...]
    cue: tuple[int, ...]
    content: tuple[int, ...]
    probability: float
    saying: Saying | None = None


@dataclass(frozen=True)
class Piece:
    """A run of tokens `[first, last)` that may be one role's; `mass` is the mean probability of that role."""

    first: int
    last: int
    mass: float
    head: int


@dataclass(frozen=True)
class Layers:
    """A small network: features → hidden units (ReLU) → scores. Features are standardised by `mean` and `spread`."""

    mean: NDArray[Any]
    spread: NDArray[Any]
    inner: NDArray[Any]
    inner_bias: NDArray[Any]
    outer: NDArray[Any]
    outer_bias: NDArray[Any]

    def __call__(self, features: NDArray[Any]) -> Floats:
        """Scores of rows of features; rows that are narrower than the weights have zeros for the rest."""
        inner, bias = self._raw
        inner = inner[: features.shape[1]]
        scores = [
            np.maximum(rows.astype(np.float32, copy=False) @ inner + bias, 0.0) @ self.outer + self.outer_bias
            for rows in np.split(features, range(ROWS, len(features), ROWS))
        ]
        result: Floats = np.concatenate(scores).astype(np.float64)
        return result

    @cached_property
    def _raw(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Weights and biases of the hidden units for features as they are, not standardised."""
        inner = self.inner / self.spread[:, None]
        return inner.astype(np.float32), (self.inner_bias - self.mean @ inner).astype(np.float32)


PARTS = ("mean", "spread", "inner", "inner_bias", "outer", "outer_bias")


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The four models and the threshold of the last."""

    roles: Layers
    content: Layers
    source: Layers
    accept: Layers
    threshold: float = 0.5


Owners: TypeAlias = tuple[NDArray[np.int64], NDArray[np.bool_]]


def probabilities(parse: Parse, encoded: Encoded, owners: Owners | None = None) -> tuple[Floats, Floats]:
    """For each token, the probability of each role, and that a source, cue or content begins there."""
    tags = encoded.tags
    inside = np.stack(
        [encoded.attribution[:, tags.index("O")]]
        + [
            encoded.attribution[:, tags.index(f"B-{r}")] + encoded.attribution[:, tags.index(f"I-{r}")]
            for r in ROLES[1:]
        ],
        1,
    ).astype(np.float64)
    begins = np.stack([encoded.attribution[:, tags.index(f"B-{r}")] for r in ROLES[1:]], 1).astype(np.float64)
    n = len(parse.tokens)
    roles, starts = np.zeros((n, 4)), np.zeros((n, 3))
    roles[:, 0] = 1.0
    if not n or not len(encoded.offsets):
        return roles, starts
    owner, good = owners or _owners(parse, encoded)
    at, means = _means(inside[good], owner)
    roles[at] = means
    has = np.bincount(owner, minlength=n) > 0
    first = np.full(n, -1)
    pieces = np.flatnonzero(good)
    first[owner[::-1]] = pieces[::-1]
    starts[has] = begins[first[has]]
    return roles, starts


def states(encoded: Encoded, owners: Owners) -> tuple[NDArray[np.int64], Floats]:
    """The tokens that the encoder read, and its state of each: the mean over its word pieces."""
    owner, good = owners
    return _means(encoded.states[good], owner)


def _means(rows: NDArray[Any], owner: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """The owners, each once, and the mean of the rows of each; owners come in rising order."""
    if not len(owner):
        return np.zeros(0, np.int64), np.zeros((0, rows.shape[1]))
    firsts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    counts = np.diff(np.r_[firsts, len(owner)])
    means: Floats = np.add.reduceat(rows, firsts, axis=0) / counts[:, None]
    return owner[firsts], means


def _owners(parse: Parse, encoded: Encoded) -> Owners:
    """The token of each word piece that was read and lies in one, and which pieces these are."""
    if not len(parse.tokens) or not len(encoded.offsets):
        return np.zeros(0, np.int64), np.zeros(len(encoded.offsets), np.bool_)
    token_starts = np.array([t.start for t in parse.tokens])
    token_ends = np.array([t.end for t in parse.tokens])
    offsets = np.array(encoded.offsets)
    owner = np.searchsorted(token_starts, offsets[:, 0], side="right") - 1
    good = (owner >= 0) & encoded.read & (offsets[:, 0] < token_ends[np.maximum(owner, 0)])
    return owner[good], good


class Scene:
    """One article's arrays, made once for all four models."""

    def __init__(self, parse: Parse, encoded: Encoded, quotes: Sequence[Quote], sayings: Sequence[Saying]):
        self.parse, self.encoded, self.quotes, self.sayings = parse, encoded, quotes, sayings
        tokens = self.tokens = parse.tokens
        owners = _owners(parse, encoded)
        self.roles, self.starts = probabilities(parse, encoded, owners)
        #: The tokens that the encoder read, and its states of them.
        self.read, self.states = states(encoded, owners)
        n = len(tokens)
        self.sent = np.array([t.sent for t in tokens], np.int64)
        #: The tokens that a relation can be made of: those of sentences that were read, and of their neighbours.
        self.scope = self._scope()
        blocks = [sentence.block for sentence in parse.sentences]
        self.block = np.array([blocks[t.sent] for t in tokens], np.int64)
        self.heads = np.array([t.head.i for t in tokens], np.int64)
        self.pos = np.array([_POS_NUMBER.get(t.pos, -1) for t in tokens], np.int64)
        self.dep = np.array([_DEP_NUMBER.get(t.dep, -1) for t in tokens], np.int64)
        self.verbal = (self.pos == _POS_NUMBER["VERB"]) | (self.pos == _POS_NUMBER["AUX"])
        self.punct = self.pos == _POS_NUMBER["PUNCT"]
        self.quoted = np.full(n, -1)
        for number, quote in enumerate(quotes):
            if quote.speech:
                self.quoted[quote.first : quote.last] = np.where(
                    self.quoted[quote.first : quote.last] < 0, number, self.quoted[quote.first : quote.last]
                )
        self.ruled = np.zeros((n, 9))
        for saying in sayings:
            group = _GROUPS.get(saying.kind, 2) * 3
            self.ruled[list(saying.source), group] = 1
            self.ruled[list(saying.cue), group + 1] = 1
            self.ruled[list(saying.content), group + 2] = 1
        self.by_cue: dict[int, Saying] = {i: s for s in reversed(sayings) for i in s.cue}

    def _scope(self) -> NDArray[np.int64]:
        near = np.zeros(len(self.parse.sentences) + 2, np.bool_)
        seen = np.unique(self.sent[self.read]) + 1
        for step in (-1, 0, 1):
            near[seen + step] = True
        return np.flatnonzero(near[self.sent + 1])

    @cached_property
    def windows(self) -> list[tuple[int, int, NDArray[Any]]]:
        """For each window, sums of the links over all rows and columns before each: a block is four look-ups."""
        return [
            (first, last, np.pad(matrix.cumsum(0).cumsum(1), ((1, 0), (1, 0))))
            for (first, last), matrix in zip(self.encoded.windows, self.encoded.links, strict=True)
        ]

    @cached_property
    def _offsets(self) -> NDArray[np.int64]:
        return np.array(self.encoded.offsets, np.int64).reshape(-1, 2)

    def pieces(self, parts: Pieces) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The encoder's word pieces, first and end, of some runs of tokens."""
        starts = np.array([self.tokens[i].start for i in parts.first.tolist()], np.int64)
        ends = np.array([self.tokens[i - 1].end for i in parts.last.tolist()], np.int64)
        offsets = self._offsets
        return np.searchsorted(offsets[:, 1], starts, "right"), np.searchsorted(offsets[:, 0], ends, "left")

    def links(self, parts: Pieces, cues: Pieces, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
        """The encoder's probability that parts belong to cues, each from the window that holds most of the part.

        `left` and `right` say which part and which cue make each pair.
        """
        (part_first, part_end), (cue_first, cue_end) = self.pieces(parts), self.pieces(cues)
        low, high, start, end = part_first[left], part_end[left], cue_first[right], cue_end[right]
        found, most = np.zeros(len(left)), np.zeros(len(left), np.int64)
        whole = (high > low) & (end > start)
        for first, last, sums in self.windows:
            top, bottom = np.maximum(low, first) - first, np.minimum(high, last) - first
            held = np.flatnonzero(whole & (bottom > top) & (start >= first) & (start < last) & (bottom - top >= most))
            if not len(held):
                continue
            up, down = top[held], bottom[held]
            to, past = start[held] - first + 1, np.minimum(end[held], last) - first + 1
            block = sums[down, past] - sums[up, past] - sums[down, to] + sums[up, to]
            value = block.astype(np.float64) / (down - up)
            found[held] = np.where(down - up == most[held], np.maximum(found[held], value), value)
            most[held] = down - up
        return found

    def head_of(self, first: int, last: int) -> int:
        """The token of a run whose head lies outside it, nearest the root."""
        for i in range(first, last):
            token = self.tokens[i]
            if (token.head is token or not first <= token.head.i < last) and token.pos != "PUNCT":
                return i
        return first


# --- 1: the role of each token


#: Features of a token besides the encoder's states of it and of its head: they stand first.
PLAIN = 100


def role_features(scene: Scene) -> NDArray[np.float32]:
    """One row a token."""
    every = np.arange(len(scene.tokens))
    told = _told(scene, every)
    width = scene.states.shape[1]
    rows = np.zeros((len(told), PLAIN + 2 * width), np.float32)
    rows[:, :PLAIN] = told
    _put_states(scene, rows, every)
    return rows


def _put_states(scene: Scene, rows: NDArray[np.float32], tokens: NDArray[np.int64]) -> None:
    """Write the encoder's states of some tokens and of their heads behind the other features of their rows."""
    width = scene.states.shape[1]
    number = np.full(len(scene.tokens), -1)
    number[scene.read] = np.arange(len(scene.read))
    for at, whose in ((PLAIN, tokens), (PLAIN + width, scene.heads[tokens])):
        has = number[whose] >= 0
        rows[has, at : at + width] = scene.states[number[whose[has]]]


def _told(scene: Scene, at: NDArray[np.int64]) -> NDArray[np.float32]:
    """All features of some tokens but the encoder's states: as many rows x PLAIN."""
    logs = np.log(scene.roles + 1e-4)
    before, after = np.vstack([np.zeros((1, 4)), logs[:-1]]), np.vstack([logs[1:], np.zeros((1, 4))])
    rule_before = np.vstack([np.zeros((1, 9)), scene.ruled[:-1]])
    rule_after = np.vstack([scene.ruled[1:], np.zeros((1, 9))])
    firsts = np.array([sentence.first for sentence in scene.parse.sentences], np.int64)
    texts = [scene.tokens[i].text for i in at.tolist()]
    return np.hstack(
        (
            logs[at],
            before[at],
            after[at],
            logs[scene.heads[at]],
            logs[_clauses(scene)[at]],
            _around(scene.roles, 4)[at],
            scene.starts[at],
            scene.ruled[at],
            rule_before[at],
            rule_after[at],
            _one_of(scene.pos[at], len(_POS)),
            _one_of(scene.dep[at], len(_DEPS)),
            (scene.quoted[at] >= 0)[:, None],
            np.array([text in "“”\"‘’'«»" for text in texts])[:, None],
            np.array([text in ".?!" for text in texts])[:, None],
            (firsts[scene.sent[at]] == at)[:, None],
        ),
        dtype=np.float32,
        casting="unsafe",
    )


def _one_of(numbers: NDArray[np.int64], width: int) -> NDArray[np.float32]:
    """A row with a one at each number; a row of zeros at -1."""
    return np.eye(width + 1, width, dtype=np.float32)[numbers]


def role_scores(scene: Scene, model: Layers) -> Floats:
    """Probability of each role for each token: the mean of the encoder's and the network's, better than either.

    Where the encoder read neither a token nor its head, that part of the network's input is zero and is left out; far
    from all that it read nothing is asked.
    """
    n, width = len(scene.tokens), scene.states.shape[1]
    told = np.zeros((n, PLAIN), np.float32)
    told[scene.scope] = _told(scene, scene.scope)
    read = np.zeros(n, np.bool_)
    read[scene.read] = True
    read |= read[scene.heads]
    scores = np.zeros((n, model.outer.shape[1]))
    without = scene.scope[~read[scene.scope]]
    if len(without):
        scores[without] = model(told[without])
    for tokens in np.split(np.flatnonzero(read), range(ROWS, int(read.sum()), ROWS)):
        if len(tokens):
            rows = np.zeros((len(tokens), PLAIN + 2 * width), np.float32)
            rows[:, :PLAIN] = told[tokens]
            _put_states(scene, rows, tokens)
            scores[tokens] = model(rows)
    mixed = scene.roles.copy()
    mixed[scene.scope] = (_softmax(scores[scene.scope]) + scene.roles[scene.scope]) / 2
    return mixed


def _clauses(scene: Scene) -> NDArray[np.int64]:
    """The nearest verb above each token, or the last head."""
    heads = scene.heads
    top = scene.verbal | (heads == np.arange(len(heads)))
    found = heads.copy()
    while not top[found].all():
        found = np.where(top[found], found, heads[found])
    return found


def _around(roles: Floats, reach: int) -> Floats:
    """Mean role probabilities of the tokens before and of those after each token."""
    n = len(roles)
    sums = np.vstack([np.zeros((1, 4)), roles.cumsum(0)])
    at = np.arange(n)
    low, high = np.maximum(at - reach, 0), np.minimum(at + 1 + reach, n)
    left = (sums[at] - sums[low]) / np.maximum(at - low, 1)[:, None]
    right = (sums[high] - sums[at + 1]) / np.maximum(high - at - 1, 1)[:, None]
    return np.hstack([left, right])


def segments(scene: Scene, roles: NDArray[np.int64], scores: Floats) -> list[Piece]:
    """Runs of content: broken where the sentence, the paragraph or the quotation changes and where one begins anew."""
    starts = scene.starts[:, CONTENT - 1]
    anew = (starts > 0.5) & (starts > 0.5 * scene.roles[:, CONTENT])
    return [
        Piece(first, last, float(scores[first:last, CONTENT].mean()), scene.head_of(first, last))
        for first, last in _runs(scene, roles == CONTENT, anew)
        if not scene.punct[first:last].all()
    ]


def _runs(scene: Scene, likely: NDArray[np.bool_], anew: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and end of the runs of likely tokens, cut where a sentence ends and before tokens where one begins anew."""
    at = np.flatnonzero(likely)
    if not len(at):
        return []
    cut = (np.diff(at) > 1) | (scene.sent[at[1:]] != scene.sent[at[:-1]]) | anew[at[1:]]
    firsts, lasts = at[np.r_[True, cut]], at[np.r_[cut, True]] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def runs_of(scene: Scene, scores: Floats, role: int, floor: float) -> list[Piece]:
    """Candidate runs of a role: neighbouring tokens of one sentence above a floor."""
    starts, likely = scene.starts[:, role - 1], scores[:, role]
    runs = [
        (first, last)
        for first, last in _runs(scene, likely > floor, (starts > 0.5 * likely) & (starts > 0.3))
        if role == CUE or not scene.punct[first:last].all()
    ]
    if not runs:
        return []
    # the largest of each run; a run may end where the text does
    most = np.maximum.reduceat(np.append(likely, -np.inf), np.array(runs, np.int64).reshape(-1))[::2].tolist()
    return [Piece(*run, mass, scene.head_of(*run)) for run, mass in zip(runs, most, strict=True)]


def candidates(scene: Scene, scores: Floats) -> tuple[list[Piece], list[Piece]]:
    """Candidate cues and sources: likely runs, and what the rules name where no likely run meets it."""
    cues, sources = runs_of(scene, scores, CUE, CUE_FLOOR), runs_of(scene, scores, SOURCE, SOURCE_FLOOR)
    taken = {i for c in cues for i in range(c.first, c.last)}
    held = {i for s in sources for i in range(s.first, s.last)}
    near = set(scene.scope.tolist())
    for saying in scene.sayings:
        if saying.anchor not in near:
            continue
        if not taken & set(saying.cue):
            first, last = saying.anchor, saying.anchor + 1
            cues.append(Piece(first, last, float(scores[first:last, CUE].max()), saying.anchor))
            taken.update(saying.cue)
        if saying.source and not held & set(saying.source):
            first, last = saying.source[0], saying.source[-1] + 1
            if last - first <= 2 * len(saying.source):
                sources.append(Piece(first, last, float(scores[first:last, SOURCE].max()), saying.head or first))
                held.update(range(first, last))
    return sorted(cues, key=lambda p: p.first), sorted(sources, key=lambda p: p.first)


# --- 2 and 3: which cue a content belongs to, which source a cue has


@dataclass(frozen=True)
class Pieces:
    """Some pieces as columns."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mass: Floats
    head: NDArray[np.int64]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Pieces:
        first, last, head = (
            np.array([getattr(piece, name) for piece in pieces], np.int64) for name in ("first", "last", "head")
        )
        return cls(first, last, np.array([piece.mass for piece in pieces], np.float64), head)


def _below(
    scene: Scene, tokens: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Steps from each token up to one of its range `[first, last)`; 9 where it is not below any."""
    steps = np.full(len(tokens), 9)
    for step in range(9):
        steps[(first <= tokens) & (tokens < last) & (steps == 9)] = step
        tokens = scene.heads[tokens]
    return steps


def _before(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the marks stand before each place."""
    found: NDArray[np.int64] = np.append(0, marks.cumsum())
    return found


def _between(
    scene: Scene, low: NDArray[np.int64], high: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether only punctuation, a colon, or a verb stands in each stretch `[low, high)`."""
    high = np.maximum(low, high)
    colons = scene.punct & np.array([token.text == ":" for token in scene.tokens], np.bool_)
    words, colon, verb = (
        counts[high] - counts[low] > 0 for counts in map(_before, (~scene.punct, colons, scene.verbal))
    )
    return ~words, colon, verb


def _named(
    scene: Scene, role: int, part: tuple[NDArray[np.int64], NDArray[np.int64]], cue: tuple[NDArray[np.int64], ...]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """For pairs of a part and a cue, first and end of each: what the rules say of them.

    Returns:
        Whether the cue is that of a saying; whether the saying tells any words of this role; how many of the part's
        tokens are among them.
    """
    n = len(scene.tokens)
    first, last = cue
    number = {id(saying): at for at, saying in enumerate(scene.sayings)}
    mine = np.full(n + 1, -1)
    for token, saying in scene.by_cue.items():
        mine[token] = number[id(saying)]
    held = np.flatnonzero(mine >= 0)
    place = np.searchsorted(held, first)
    nearest = np.append(held, n)[place]
    saying_of = np.where(nearest < last, mine[nearest], -1)
    words = [set(saying.source if role == SOURCE else saying.content) for saying in scene.sayings]
    # one sorted row of all tokens of all sayings, so that a count is two look-ups
    keys = np.array([at * (n + 1) + token for at, told in enumerate(words) for token in sorted(told)], np.int64)
    base = saying_of * (n + 1)
    count = np.searchsorted(keys, base + part[1]) - np.searchsorted(keys, base + part[0])
    has = saying_of >= 0
    told = np.append([bool(some) for some in words], False).astype(np.bool_)[saying_of]
    return has, told, np.where(has, count, 0)


def pair_features(
    scene: Scene,
    parts: Pieces,
    cues: Pieces,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    rank: NDArray[np.int64],
    role: int,
) -> NDArray[np.float32]:
    """One row for each pair of a part (content or source) and a cue.

    `left` and `right` say which part and which cue make the pair; `rank` is how many other candidates stand between.
    """
    link = scene.links(parts, cues, left, right)
    first, last, cue_first, cue_last = parts.first[left], parts.last[left], cues.first[right], cues.last[right]
    head, cue_head = parts.head[left], cues.head[right]
    sentence = scene.sent[first] - scene.sent[cue_first]
    gap = np.maximum(np.maximum(first - cue_last, cue_first - last), 0)
    before = first < cue_first
    steps, up = _below(scene, head, cue_first, cue_last), _below(scene, cue_head, first, last)
    said, told, count = _named(scene, role, (first, last), (cue_first, cue_last))
    named = count / np.maximum(1, last - first)
    earlier = last <= cue_first
    only_marks, colon, verb = _between(scene, np.where(earlier, last, cue_last), np.where(earlier, cue_first, first))
    quoted, cue_quoted = scene.quoted[first] >= 0, scene.quoted[cue_first] >= 0
    same_quote = quoted & (scene.quoted[first] == scene.quoted[cue_first])
    dep, pos, cue_pos = scene.dep[head], scene.pos[head], scene.pos[cue_head]
    columns = (
        np.log(link + 1e-3),
        link,
        link > 0.5,
        parts.mass[left],
        cues.mass[right],
        np.log1p(gap),
        gap == 0,
        sentence == 0,
        sentence == 1,
        sentence == -1,
        sentence > 1,
        sentence < -1,
        before,
        before & (sentence == 0),
        np.minimum(rank, 5),
        rank == 0,
        (rank == 0) & (sentence == 0),
        steps == 1,
        (steps > 1) & (steps < 4),
        (steps >= 4) & (steps < 9),
        up < 9,
        up == 1,
        named,
        named > 0.5,
        told & (count == 0),
        said,
        only_marks,
        colon,
        verb,
        same_quote,
        quoted & ~cue_quoted,
        quoted & ~cue_quoted & only_marks,
        cue_quoted & ~same_quote,
        scene.block[first] == scene.block[cue_first],
        _is(dep, _DEP_NUMBER, "nsubj", "nsubjpass") & (steps == 1),
        _is(pos, _POS_NUMBER, "PROPN", "PRON"),
        _is(dep, _DEP_NUMBER, "poss"),
        _is(dep, _DEP_NUMBER, "pobj"),
        np.log1p(last - first),
        scene.verbal[cue_head],
        _is(cue_pos, _POS_NUMBER, "NOUN", "ADJ"),
    )
    rows = np.empty((len(left), len(columns)), np.float32)
    for at, column in enumerate(columns):
        rows[:, at] = column
    return rows


def _is(numbers: NDArray[np.int64], number: Mapping[str, int], *names: str) -> NDArray[np.bool_]:
    """Whether each is one of the names."""
    found: NDArray[np.bool_] = np.isin(numbers, [number[name] for name in names])
    return found


@dataclass(frozen=True)
class Near:
    """Pairs of a part and a candidate cue within reach, the part's nearest in each direction first.

    Attributes:
        left, right: Which part and which cue make each pair; pairs of a part stand together.
        rank: How many other candidates stand between them.
        slot: The pair's place in a row of 2 * reach places, one row a part.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rank: NDArray[np.int64]
    slot: NDArray[np.int64]


def near(parts: Sequence[Piece], cue_list: Sequence[Piece], reach: int = REACH) -> Near:
    """For each part, the candidate cues within reach."""
    firsts = np.array([c.first for c in cue_list], np.int64)
    at = np.searchsorted(firsts, np.array([part.first for part in parts], np.int64))
    ahead = np.arange(reach)
    numbers = np.hstack((at[:, None] + ahead, at[:, None] - 1 - ahead)).reshape(-1, 2 * reach)
    left, slot = np.nonzero((numbers >= 0) & (numbers < len(cue_list)))
    return Near(left, numbers[left, slot], slot % reach, slot)


# --- 4: whether it is an attribution

_CUE_KINDS = (*_KINDS, "none")


def accept_features(
    scene: Scene,
    cue: Piece,
    contents: Sequence[tuple[Piece, float]],
    source: tuple[Piece, float] | None,
) -> list[float]:
    """Features of a whole relation: how sure its parts and links are, and what the rules say of its cue."""
    saying = next((scene.by_cue[i] for i in range(cue.first, cue.last) if i in scene.by_cue), None)
    kind = "none" if saying is None else saying.kind
    size = sum(c.last - c.first for c, _ in contents)
    cue_head = scene.tokens[cue.head]
    words = {i for c, _ in contents for i in range(c.first, c.last)}
    agrees = 0.0
    if saying is not None and saying.content:
        shared = len(words & set(saying.content))
        agrees = 2 * shared / (len(words) + len(saying.content))
    best_source = source[1] if source is not None else 0.0
    return [
        cue.mass,
        float(np.log(cue.mass + 1e-3)),
        float(scene.roles[cue.first : cue.last, CUE].max()),
        max((p for _, p in contents), default=0.0),
        sum((c.last - c.first) * p for c, p in contents) / max(1, size),
        sum((c.last - c.first) * c.mass for c, _ in contents) / max(1, size),
        float(np.log1p(size)),
        float(size <= 2),
        float(len(contents)),
        float(source is not None),
        best_source,
        source[0].mass if source is not None else 0.0,
        agrees,
        float(agrees > 0.5),
        *[float(kind == k) for k in _CUE_KINDS],
        float(cue_head.pos in ("VERB", "AUX")),
        float(cue_head.pos == "NOUN"),
        float(cue_head.pos == "PUNCT"),
        float(cue_head.pos == "ADP"),
        float(scene.quoted[cue.first] >= 0),
        float(any(scene.quoted[c.first] >= 0 for c, _ in contents)),
        float(np.log1p(cue.last - cue.first)),
    ]


# --- all four in turn


def link_relations(
    parse: Parse, encoded: Encoded, quotes: Sequence[Quote], sayings: Sequence[Saying], weights: Weights
) -> list[Linked]:
    """The relations of an article, by the order of their cues; some below the threshold, whose content is sure."""
    scene = Scene(parse, encoded, quotes, sayings)
    if not len(scene.tokens):
        return []
    scores = role_scores(scene, weights.roles)
    roles = smoothed(scene, scores)
    contents = segments(scene, roles, scores)
    cues, sources = candidates(scene, scores)
    owner = assign(scene, contents, cues, weights.content, CONTENT)
    chosen = assign_sources(scene, sources, cues, weights.source)
    owned: dict[int, list[tuple[Piece, float]]] = {}
    for k, (c, share) in enumerate(owner):
        if c >= 0:
            owned.setdefault(c, []).append((contents[k], share))
    if not owned:
        return []
    numbers = sorted(owned)
    rows = [accept_features(scene, cues[c], owned[c], chosen[c]) for c in numbers]
    judged = 1 / (1 + np.exp(-weights.accept(np.array(rows))[:, 0]))
    kept = [c for c, p in zip(numbers, judged.tolist(), strict=True) if p >= weights.threshold]
    _adopt(scene, contents, [c for c, _ in owner], cues, kept, owned)
    made: list[Linked] = []
    for number, probability in zip(numbers, judged.tolist(), strict=True):
        cue, own, source = cues[number], owned[number], chosen[number]
        if probability < weights.threshold and max(c.mass for c, _ in own) < SURE:
            continue
        cue_words = [i for i in range(cue.first, cue.last) if roles[i] in (CUE, 0) or scores[i, CUE] > 0.3]
        source_words = [] if source is None else _trimmed(source[0], scores)
        made.append(
            Linked(
                source=tuple(i for i in source_words if i not in cue_words),
                cue=tuple(cue_words) or (cue.head,),
                content=tuple(i for c, _ in own for i in range(c.first, c.last)),
                probability=probability,
                saying=next((scene.by_cue[i] for i in range(cue.first, cue.last) if i in scene.by_cue), None),
            )
        )
    return made


def _trimmed(source: Piece, scores: Floats) -> range:
    """A source's tokens without the unlikely ones at its ends; a candidate is wider than what is told."""
    likely = [i for i in range(source.first, source.last) if scores[i, SOURCE] > SOURCE_KEPT]
    return range(likely[0], likely[-1] + 1) if likely else range(source.first, source.last)


def _adopt(
    scene: Scene,
    contents: Sequence[Piece],
    owner: Sequence[int],
    cues: Sequence[Piece],
    kept: Sequence[int],
    owned: Mapping[int, list[tuple[Piece, float]]],
) -> None:
    """Sure content whose cue was not accepted joins the accepted relation whose content it touches or goes on from."""
    accepted = set(kept)
    ends = {piece.last: c for c in kept for piece, _ in owned[c]}
    for piece, number in zip(contents, owner, strict=True):
        if number in accepted or piece.mass < ADOPT:
            continue
        host = ends.get(piece.first, ends.get(piece.first - 1))
        if host is not None:
            owned[host].append((piece, 0.0))
            owned[host].sort(key=lambda part: part[0].first)
            ends[piece.last] = host


def smoothed(scene: Scene, scores: Floats) -> NDArray[np.int64]:
    """The likeliest role of each token; one token outside between two of content goes with them."""
    roles: NDArray[np.int64] = scores.argmax(1)
    if len(roles) > 2:
        between = (roles[1:-1] == 0) & (roles[:-2] == CONTENT) & (roles[2:] == CONTENT)
        between &= (scene.sent[:-2] == scene.sent[1:-1]) & (scene.sent[1:-1] == scene.sent[2:])
        roles[1:-1][between] = CONTENT
    return roles


def assign(
    scene: Scene, parts: Sequence[Piece], cues: Sequence[Piece], model: Layers, role: int
) -> list[tuple[int, float]]:
    """For each part the cue that it belongs to and how probable that is; -1 where there is no candidate."""
    pairs = near(parts, cues)
    rows = pair_features(scene, Pieces.of(parts), Pieces.of(cues), pairs.left, pairs.right, pairs.rank, role)
    return _chosen(model, rows, pairs, len(parts), CONTENT_FLOOR)


def assign_sources(
    scene: Scene, sources: Sequence[Piece], cues: Sequence[Piece], model: Layers
) -> list[tuple[Piece, float] | None]:
    """For each cue its source and how probable that is; None where none is likelier than not having one."""
    pairs = near(cues, sources)
    rows = pair_features(scene, Pieces.of(sources), Pieces.of(cues), pairs.right, pairs.left, pairs.rank, SOURCE)
    chosen = _chosen(model, rows, pairs, len(cues), SOURCE_SHARE)
    return [(sources[number], share) if number >= 0 else None for number, share in chosen]


def _chosen(model: Layers, rows: NDArray[np.float32], pairs: Near, count: int, least: float) -> list[tuple[int, float]]:
    """For each of `count` parts the candidate with the largest share, and the share; -1 where it is not above `least`.

    Having none of the candidates is one more choice, of score 0.
    """
    scores = np.full((count, 2 * REACH + 1), -np.inf)
    scores[:, -1] = 0.0
    number = np.full((count, 2 * REACH), -1)
    if len(rows):
        scores[pairs.left, pairs.slot] = model(rows)[:, 0]
        number[pairs.left, pairs.slot] = pairs.right
    shares = _softmax(scores)[:, :-1]
    best = shares.argmax(1)
    each = np.arange(count)
    share, found = shares[each, best], number[each, best]
    kept = share > least
    return list(zip(np.where(kept, found, -1).tolist(), np.where(kept, share, 0.0).tolist(), strict=True))


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    result: Floats = shifted / shifted.sum(-1, keepdims=True)
    return result


def weights_from(arrays: Mapping[str, Floats], threshold: float) -> Weights:
    """Weights from the arrays of the model file, `<model>_<part>`."""
    made = {
        name: Layers(*(arrays[f"{name}_{part}"].astype(np.float32) for part in PARTS))
        for name in ("roles", "content", "source", "accept")
    }
    return Weights(threshold=threshold, **made)


def load_weights() -> Weights:
    """The weights that ship with the package, after their hash was found right.

    Raises:
        ModelError: A file is missing or altered.
    """
    manifest = load_manifest(model_folder("linker"))
    with np.load(manifest.path("linker.npz"), allow_pickle=False) as arrays:
        return weights_from({name: arrays[name] for name in arrays.files}, float(manifest.labels["threshold"]))
