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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.reading.attribution_frames import Saying
from onrecord.reading.attribution_quotes import Quote
from onrecord.reading.encoder import Encoded
from onrecord.reading.models import load_manifest, model_folder
from onrecord.reading.parse import Parse, Token

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
        inner, bias = self._raw
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


def probabilities(parse: Parse, encoded: Encoded) -> tuple[Floats, Floats]:
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
    owner, good = _owners(parse, encoded)
    roles = _means(inside[good], owner, roles)
    has = np.bincount(owner, minlength=n) > 0
    first = np.full(n, -1)
    pieces = np.flatnonzero(good)
    first[owner[::-1]] = pieces[::-1]
    starts[has] = begins[first[has]]
    return roles, starts


def states(parse: Parse, encoded: Encoded) -> Floats:
    """The encoder's state of each token: the mean over its word pieces, zero where none was read."""
    n = len(parse.tokens)
    found = np.zeros((n, encoded.states.shape[1]))
    if not n or not len(encoded.offsets):
        return found
    owner, good = _owners(parse, encoded)
    return _means(encoded.states[good], owner, found)


def _means(rows: NDArray[Any], owner: NDArray[np.int64], into: Floats) -> Floats:
    """Mean of the rows of each owner, written into `into`; owners come in rising order."""
    if len(owner):
        firsts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        counts = np.diff(np.r_[firsts, len(owner)])
        into[owner[firsts]] = np.add.reduceat(rows, firsts, axis=0) / counts[:, None]
    return into


def _owners(parse: Parse, encoded: Encoded) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The token of each word piece that was read and lies in one, and which pieces these are."""
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
        self.tokens = parse.tokens
        self.roles, self.starts = probabilities(parse, encoded)
        self.states = states(parse, encoded)
        n = len(self.tokens)
        self.sent = np.array([t.sent for t in self.tokens])
        self.block = np.array([parse.sentences[t.sent].block for t in self.tokens])
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
        #: For each window, sums of the links over all rows and columns before each, so that a block is four look-ups.
        self.windows = [
            (first, last, np.pad(matrix.cumsum(0).cumsum(1), ((1, 0), (1, 0))))
            for (first, last), matrix in zip(encoded.windows, encoded.links, strict=True)
        ]
        self._pieces: dict[tuple[int, int], range] = {}

    def pieces(self, first: int, last: int) -> range:
        """The encoder's word pieces of a run of tokens."""
        key = (first, last)
        if key not in self._pieces:
            self._pieces[key] = self.encoded.pieces(self.tokens[first].start, self.tokens[last - 1].end)
        return self._pieces[key]

    def link(self, part: Piece, cue: Piece) -> float:
        """The encoder's probability that the part belongs to the cue, from the window that holds most of the part."""
        parts, cues = self.pieces(part.first, part.last), self.pieces(cue.first, cue.last)
        if not len(parts) or not len(cues):
            return 0.0
        best, most = 0.0, 0
        for first, last, sums in self.windows:
            low, high = max(parts.start, first), min(parts.stop, last)
            if high <= low or not first <= cues.start < last:
                continue
            if high - low >= most:
                left, right = cues.start - first + 1, min(cues.stop, last) - first + 1
                top, bottom = low - first, high - first
                block = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
                value = float(block) / (high - low)
                best = max(best, value) if high - low == most else value
                most = high - low
        return best

    def head_of(self, first: int, last: int) -> int:
        """The token of a run whose head lies outside it, nearest the root."""
        for i in range(first, last):
            token = self.tokens[i]
            if (token.head is token or not first <= token.head.i < last) and token.pos != "PUNCT":
                return i
        return first


# --- 1: the role of each token


def role_features(scene: Scene) -> NDArray[np.float32]:
    """One row a token."""
    n = len(scene.tokens)
    logs = np.log(scene.roles + 1e-4)
    before, after = np.vstack([np.zeros((1, 4)), logs[:-1]]), np.vstack([logs[1:], np.zeros((1, 4))])
    rule_before = np.vstack([np.zeros((1, 9)), scene.ruled[:-1]])
    rule_after = np.vstack([scene.ruled[1:], np.zeros((1, 9))])
    pos = np.zeros((n, len(_POS)))
    dep = np.zeros((n, len(_DEPS)))
    for i, token in enumerate(scene.tokens):
        if token.pos in _POS:
            pos[i, _POS.index(token.pos)] = 1
        if token.dep in _DEPS:
            dep[i, _DEPS.index(token.dep)] = 1
    quoted = (scene.quoted >= 0).astype(float)[:, None]
    mark = np.array([t.text in "“”\"‘’'«»" for t in scene.tokens], float)[:, None]
    stop = np.array([t.text in ".?!" for t in scene.tokens], float)[:, None]
    head_logs = logs[[t.head.i for t in scene.tokens]]
    clause_logs = logs[[_clause(t) for t in scene.tokens]]
    around = _around(scene.roles, 4)
    first = np.array([t.i == scene.parse.sentences[t.sent].first for t in scene.tokens], float)[:, None]
    return np.hstack(
        (
            logs,
            before,
            after,
            head_logs,
            clause_logs,
            around,
            scene.starts,
            scene.ruled,
            rule_before,
            rule_after,
            pos,
            dep,
            quoted,
            mark,
            stop,
            first,
            scene.states,
            scene.states[[t.head.i for t in scene.tokens]],
        ),
        dtype=np.float32,
    )


def role_scores(scene: Scene, model: Layers) -> Floats:
    """Probability of each role for each token: the mean of the encoder's and the network's, better than either."""
    mixed: Floats = (_softmax(model(role_features(scene))) + scene.roles) / 2
    return mixed


def _clause(token: Token) -> int:
    """The nearest verb above a token, or the last head."""
    for up in token.ancestors():
        if up.pos in ("VERB", "AUX"):
            return up.i
        last = up
    return token.i if token.head is token else last.i


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
    found: list[Piece] = []
    n, i = len(scene.tokens), 0
    while i < n:
        if roles[i] != CONTENT:
            i += 1
            continue
        j = i + 1
        while j < n and roles[j] == CONTENT and scene.sent[j] == scene.sent[i]:
            if scene.starts[j, CONTENT - 1] > 0.5 and scene.starts[j, CONTENT - 1] > 0.5 * scene.roles[j, CONTENT]:
                break
            j += 1
        if any(scene.tokens[k].pos != "PUNCT" for k in range(i, j)):
            found.append(Piece(i, j, float(scores[i:j, CONTENT].mean()), scene.head_of(i, j)))
        i = j
    return found


def runs_of(scene: Scene, scores: Floats, role: int, floor: float) -> list[Piece]:
    """Candidate runs of a role: neighbouring tokens of one sentence above a floor."""
    found: list[Piece] = []
    n, i = len(scene.tokens), 0
    likely = scores[:, role] > floor
    while i < n:
        if not likely[i]:
            i += 1
            continue
        j = i + 1
        while j < n and likely[j] and scene.sent[j] == scene.sent[i]:
            if scene.starts[j, role - 1] > 0.5 * scores[j, role] and scene.starts[j, role - 1] > 0.3:
                break
            j += 1
        if any(scene.tokens[k].pos not in ("PUNCT",) or role == CUE for k in range(i, j)):
            found.append(Piece(i, j, float(scores[i:j, role].max()), scene.head_of(i, j)))
        i = j
    return found


def candidates(scene: Scene, scores: Floats) -> tuple[list[Piece], list[Piece]]:
    """Candidate cues and sources: likely runs, and what the rules name where no likely run meets it."""
    cues, sources = runs_of(scene, scores, CUE, CUE_FLOOR), runs_of(scene, scores, SOURCE, SOURCE_FLOOR)
    taken = {i for c in cues for i in range(c.first, c.last)}
    held = {i for s in sources for i in range(s.first, s.last)}
    for saying in scene.sayings:
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


def _gap(one: Piece, other: Piece) -> int:
    return max(one.first - other.last, other.first - one.last, 0)


def _below(token: Token, heads: range) -> int:
    """Steps from a token up to one of `heads`; 9 where it is not below any."""
    steps = 0
    while steps < 9:
        if token.i in heads:
            return steps
        if token.head is token:
            return 9
        token, steps = token.head, steps + 1
    return 9


def _between(scene: Scene, part: Piece, cue: Piece) -> tuple[bool, bool, bool]:
    """Whether only punctuation, a colon, or a quotation mark stands between."""
    low, high = (part.last, cue.first) if part.last <= cue.first else (cue.last, part.first)
    marks, colon, verb = True, False, False
    for token in scene.tokens[low:high]:
        if token.pos == "PUNCT":
            colon = colon or token.text == ":"
        else:
            marks = False
            verb = verb or token.pos in ("VERB", "AUX")
    return marks, colon, verb


def pair_features(scene: Scene, part: Piece, cue: Piece, rank: int, role: int) -> list[float]:
    """Features of a part (content or source) and a cue; `rank` is how many other candidates stand between."""
    link = scene.link(part, cue)
    sentence = int(scene.sent[part.first]) - int(scene.sent[cue.first])
    gap = _gap(part, cue)
    before = part.first < cue.first
    cue_words = range(cue.first, cue.last)
    head, cue_head = scene.tokens[part.head], scene.tokens[cue.head]
    steps = _below(head, cue_words)
    up = _below(cue_head, range(part.first, part.last))
    saying = next((scene.by_cue[i] for i in cue_words if i in scene.by_cue), None)
    named = 0.0
    silent_rule = 0.0
    if saying is not None:
        words = set(saying.source if role == SOURCE else saying.content)
        size = part.last - part.first
        named = sum(1 for i in range(part.first, part.last) if i in words) / max(1, size)
        silent_rule = float(not named and bool(words))
    only_marks, colon, verb = _between(scene, part, cue)
    same_quote = scene.quoted[part.first] >= 0 and scene.quoted[part.first] == scene.quoted[cue.first]
    quoted = scene.quoted[part.first] >= 0
    cue_quoted = scene.quoted[cue.first] >= 0
    same_block = scene.block[part.first] == scene.block[cue.first]
    subject = head.dep in ("nsubj", "nsubjpass") and steps == 1
    return [
        float(np.log(link + 1e-3)),
        link,
        float(link > 0.5),
        part.mass,
        cue.mass,
        float(np.log1p(gap)),
        float(gap == 0),
        float(sentence == 0),
        float(sentence == 1),
        float(sentence == -1),
        float(sentence > 1),
        float(sentence < -1),
        float(before),
        float(before) * float(sentence == 0),
        float(min(rank, 5)),
        float(rank == 0),
        float(rank == 0) * float(sentence == 0),
        float(steps == 1),
        float(1 < steps < 4),
        float(4 <= steps < 9),
        float(up < 9),
        float(up == 1),
        named,
        float(named > 0.5),
        silent_rule,
        float(saying is not None),
        float(only_marks),
        float(colon),
        float(verb),
        float(same_quote),
        float(quoted and not cue_quoted),
        float(quoted and not cue_quoted and only_marks),
        float(cue_quoted and not same_quote),
        float(same_block),
        float(subject),
        float(head.pos in ("PROPN", "PRON")),
        float(head.dep == "poss"),
        float(head.dep == "pobj"),
        float(np.log1p(part.last - part.first)),
        float(cue_head.pos in ("VERB", "AUX")),
        float(cue_head.pos in ("NOUN", "ADJ")),
    ]


def near(parts: Sequence[Piece], cue_list: Sequence[Piece], reach: int = REACH) -> list[list[tuple[int, int]]]:
    """For each part, the candidate cues within reach as (number, rank), nearest in each direction first."""
    firsts = [c.first for c in cue_list]
    found: list[list[tuple[int, int]]] = []
    for part in parts:
        at = int(np.searchsorted(firsts, part.first))
        pairs = [(at + k, k) for k in range(reach) if at + k < len(cue_list)]
        pairs += [(at - 1 - k, k) for k in range(reach) if at - 1 - k >= 0]
        found.append(pairs)
    return found


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
    reach = near(parts, cues)
    rows = [
        pair_features(scene, p, cues[c], rank, role) for p, pairs in zip(parts, reach, strict=True) for c, rank in pairs
    ]
    scores = model(np.array(rows))[:, 0] if rows else np.zeros(0)
    found: list[tuple[int, float]] = []
    at = 0
    for pairs in reach:
        shares = _softmax(np.append(scores[at : at + len(pairs)], 0.0)[None])[0]
        at += len(pairs)
        best = int(shares[:-1].argmax()) if pairs else -1
        kept = bool(pairs) and shares[best] > CONTENT_FLOOR
        found.append((pairs[best][0], float(shares[best])) if kept else (-1, 0.0))
    return found


def assign_sources(
    scene: Scene, sources: Sequence[Piece], cues: Sequence[Piece], model: Layers
) -> list[tuple[Piece, float] | None]:
    """For each cue its source and how probable that is; None where none is likelier than not having one."""
    reach = near(cues, sources)
    rows = [
        pair_features(scene, sources[s], cue, rank, SOURCE)
        for cue, pairs in zip(cues, reach, strict=True)
        for s, rank in pairs
    ]
    scores = model(np.array(rows))[:, 0] if rows else np.zeros(0)
    best: list[tuple[Piece, float] | None] = []
    at = 0
    for pairs in reach:
        shares = _softmax(np.append(scores[at : at + len(pairs)], 0.0)[None])[0]
        at += len(pairs)
        top = int(shares[:-1].argmax()) if pairs else -1
        kept = bool(pairs) and shares[top] > SOURCE_SHARE
        best.append((sources[pairs[top][0]], float(shares[top])) if kept else None)
    return best


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
