"""Named entities: what spaCy's recogniser says, all closed states of a report scored at once.

In: Docs with sentence starts. Out: the same Docs with `ents`. spaCy walks each text word by word, and asks at each word
of each of 74 moves whether it is valid; three quarters of the recogniser's time go there. But outside an entity a state
is nothing but its word, so that the moves of all words can be scored in one product; and inside an entity there are but
two moves, to stay or to end, so that the entities which begin anywhere are followed together, a word at a time. The
weights, their order of summing and the rules of valid moves are spaCy's (`ner.pyx`, `parser_model.pyx` of 3.8).

A recogniser of another build, or a Doc that comes with entities, is left to spaCy itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ENT_IOB, IS_SPACE, SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc, Span

Floats: TypeAlias = NDArray[np.float32]

NAME = "onrecord_recogniser"
_REPLACED = "ner"
#: Words that a state looks at: the next one, the first of the open entity, and the last before the next.
_FEATURES, _PIECES = 3, 2
_NEVER = np.float32(-np.inf)


class Recogniser:
    """The component. `ner` is the pipeline's, whose weights it uses."""

    def __init__(self, ner: Any) -> None:
        self._ner = ner
        self._vectors, self._lower, self._upper = ner.model.layers
        moves = [ner.moves.get_class_name(at).partition("-") for at in range(ner.moves.n_moves)]
        self._labels = [label for _, _, label in moves]
        #: Columns of the moves that may be taken outside an entity, by kind; *U-* without a label blocks a word.
        self._out = np.array([at for at, (move, _, _) in enumerate(moves) if move == "O"], np.intp)
        self._begin = np.array([at for at, (move, _, label) in enumerate(moves) if move == "B" and label], np.intp)
        self._unit = np.array([at for at, (move, _, label) in enumerate(moves) if move == "U" and label], np.intp)
        #: For each beginning, the columns of staying in and of ending an entity of its label.
        at_of = {(move, label): at for at, (move, _, label) in enumerate(moves)}
        self._stay = {at: at_of["I", self._labels[at]] for at in self._begin.tolist()}
        self._end = {at: at_of["L", self._labels[at]] for at in self._begin.tolist()}

    def __call__(self, doc: Doc) -> Doc:
        self._mark([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Mark some Docs, in the batches that spaCy's own component makes: sums of vectors depend on them."""
        source, size = iter(docs), max(batch_size // 4, 2)
        while held := list(islice(source, batch_size)):
            ordered = sorted(held, key=len)
            for at in range(0, len(held), size):
                self._mark(ordered[at : at + size])
            yield from held

    def _mark(self, docs: Sequence[Doc]) -> None:
        told = [doc.to_array([SENT_START, IS_SPACE, ENT_IOB]).reshape(-1, 3) for doc in docs]
        rows = np.concatenate(told) if told else np.zeros((0, 3), np.uint64)
        if not len(rows) or rows[:, 2].any():
            self._ner.set_annotations(docs, self._ner.predict(docs))
            return
        ends = np.cumsum([len(doc) for doc in docs])
        #: Words after which an entity cannot go on: the last of a text or of a sentence.
        last = np.append(rows[1:, 0] == 1, True)
        last[ends[ends > 0] - 1] = True
        found = self._find(self._features(docs), last, rows[:, 1] != 0)
        at = 0
        first = 0
        for doc, end in zip(docs, ends.tolist(), strict=True):
            mine = []
            while at < len(found) and found[at][0] < end:
                start, stop, move = found[at]
                mine.append(Span(doc, start - first, stop - first, label=self._labels[move]))
                at += 1
            doc.set_ents(mine, default="outside")
            first = end

    def _features(self, docs: Sequence[Doc]) -> Floats:
        """What each word adds to a state in each place: words x places x units x pieces; the first row is no word."""
        features: Floats = self._lower.predict(self._vectors.predict(docs))
        return features

    def _scores(self, sums: Floats) -> Floats:
        """Scores of all moves in some states, given as sums of features."""
        sums = sums + self._lower.get_param("b")
        hidden = np.maximum(sums[..., 0], sums[..., 1])
        scores: Floats = hidden @ self._upper.get_param("W").T + self._upper.get_param("b")
        return scores

    def _find(self, features: Floats, last: NDArray[np.bool_], blank: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
        """First word, end, and opening move of each entity, in order."""
        words = features[1:]
        scores = self._scores(words[:, 0] + features[0, 1] + features[0, 2])
        allowed = np.full(scores.shape, _NEVER)
        allowed[:, self._out] = 0
        allowed[np.ix_(~blank, self._unit)] = 0
        allowed[np.ix_(~blank & ~last, self._begin)] = 0
        best = (scores + allowed).argmax(1)
        begins = np.flatnonzero(np.isin(best, self._begin))
        ends = dict(zip(begins.tolist(), self._follow(words, begins, best[begins], last).tolist(), strict=True))
        found: list[tuple[int, int, int]] = []
        free = 0
        for at in np.flatnonzero(~np.isin(best, self._out)).tolist():
            if at >= free:
                free = ends.get(at, at + 1)
                found.append((at, free, int(best[at])))
        return found

    def _follow(
        self, words: Floats, begins: NDArray[np.intp], moves: NDArray[np.intp], last: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """Where the entities end that begin at some words with some moves."""
        ends = begins + 1
        stay = np.array([self._stay[move] for move in moves.tolist()], np.intp)
        end = np.array([self._end[move] for move in moves.tolist()], np.intp)
        open_ = np.arange(len(begins))
        while len(open_):
            at = ends[open_]
            scores = self._scores(words[at, 0] + words[begins[open_], 1] + words[at - 1, 2])
            each = np.arange(len(open_))
            going, ending = scores[each, stay[open_]], scores[each, end[open_]]
            # of equal scores the earlier move is taken
            goes = ~last[at] & ((going > ending) | ((going == ending) & (stay[open_] < end[open_])))
            ends[open_] += 1
            open_ = open_[goes]
        return ends


def _as_known(ner: Any) -> bool:
    """Whether a recogniser is built as this module takes it to be."""
    model: Any = getattr(ner, "model", None)
    if getattr(model, "name", None) != "parser_model" or ner.cfg.get("beam_width") != 1:
        return False
    if not model.attrs.get("has_upper") or model.attrs.get("unseen_classes"):
        return False
    lower = model.layers[1]
    return (lower.get_dim("nF"), lower.get_dim("nP")) == (_FEATURES, _PIECES)


def score_at_once(pipeline: Language) -> None:
    """Put the component in the place of the recogniser, where that is built as it is taken to be."""
    if _REPLACED not in pipeline.pipe_names or not _as_known(pipeline.get_pipe(_REPLACED)):
        return
    pipeline.add_pipe(NAME, after=_REPLACED)
    pipeline.select_pipes(disable=[_REPLACED])


@Language.factory(NAME)
def _make(nlp: Language, name: str) -> Recogniser:
    return Recogniser(nlp.get_pipe(_REPLACED))
