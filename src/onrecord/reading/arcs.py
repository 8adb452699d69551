"""Heads and dependencies: what spaCy's parser says, all texts of a report taken through their moves together.

In: Docs with vectors. Out: the same Docs with heads, dependencies and sentence starts. spaCy walks each text move by
move, and takes and lets go the interpreter's lock some fifteen times at each; half of the parser's time goes there.
Here the next moves of all texts are scored in one product of numpy's, and what a move does to stack and buffer is a few
lines of Python. A text is begun at each full stop too: with an empty stack a state hangs on nothing but the next word,
so that a walk which comes to such a place with an empty stack has its continuation done already. One that goes on over
the place takes back what was done from there.

The moves, the rules by which they are valid, the words that a state looks at and the weights are spaCy's
(`arc_eager.pyx`, `_state.pxd`, `parser_model.pyx` of 3.8); features are summed in the same order.

A Doc that comes with sentences or heads is left to spaCy itself, and so is all where the parser is of another build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, ORTH, SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc

Floats: TypeAlias = NDArray[np.float32]

NAME = "onrecord_parser"
_REPLACED = "parser"
#: Words that a state looks at, and pieces of a hidden unit.
_FEATURES, _PIECES = 8, 2
_SHIFT, _REDUCE, _LEFT, _RIGHT, _BREAK = range(5)
_KINDS = {"S": _SHIFT, "D": _REDUCE, "L": _LEFT, "R": _RIGHT, "B": _BREAK}
_NEVER = np.float32(-np.inf)


#: What a sentence ends with, and what may stand between that and the next one.
_STOPS, _CLOSERS = (".", "!", "?"), ('"', "”", "’", "'", "''", ")", "]", " ", "\n")


class _State:
    """Stack and buffer of one walk. Words are numbered from 1 over all texts of a batch; 0 is no word.

    A walk ends at `goal`, where `follower` began, or at the end of the text, if its stack is empty there.
    """

    __slots__ = ("back", "end", "first", "follower", "goal", "kept", "next", "stack", "starts", "undone")

    def __init__(self, first: int, end: int, follower: _State | None) -> None:
        self.first = self.next = first
        self.end = end
        self.follower = follower
        self.goal = end if follower is None else follower.first
        self.undone = False
        self.stack: list[int] = []
        #: Words that went back to the buffer, the next one last, and those that may not be shifted a second time.
        self.back: list[int] = []
        self.kept: set[int] = set()
        self.starts: set[int] = set()


class _Arcs:
    """The arcs of all texts: head and move of each word, and the last child of each on either side."""

    def __init__(self, words: int) -> None:
        self.head = [0] * (words + 1)
        self.move = [-1] * (words + 1)
        self.left = [0] * (words + 1)
        self.right = [0] * (words + 1)
        self._before = [0] * (words + 1)

    def add(self, head: int, child: int, move: int) -> None:
        old = self.head[child]
        if old and self.right[old] == child:
            self.right[old] = self._before[child]
        if head > child:
            self.left[head] = child
        else:
            self._before[child] = self.right[head]
            self.right[head] = child
        self.head[child], self.move[child] = head, move

    def forget(self, first: int, end: int) -> None:
        """Take back the arcs among some words that follow each other."""
        count = end - first
        self.head[first:end] = self.left[first:end] = self.right[first:end] = self._before[first:end] = [0] * count
        self.move[first:end] = [-1] * count


class Dependencies:
    """The component. `parser` is the pipeline's, whose weights it uses."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        self._vectors, self._lower, self._upper = parser.model.layers
        moves = [parser.moves.get_class_name(at).partition("-") for at in range(parser.moves.n_moves)]
        self._kinds = [_KINDS[kind] for kind, _, _ in moves]
        strings = parser.vocab.strings
        self._labels = np.array([strings[label] if label else 0 for _, _, label in moves], np.uint64)
        self._root = np.uint64(strings["ROOT"])
        self._stops, self._closers = ({strings.add(mark) for mark in marks} for marks in (_STOPS, _CLOSERS))
        #: For each set of valid kinds of moves, as bits (shift, reduce, either arc, break), what is added to scores.
        bit = np.array([{_SHIFT: 1, _REDUCE: 2, _LEFT: 4, _RIGHT: 4, _BREAK: 8}[kind] for kind in self._kinds])
        self._allowed = np.where(np.arange(16)[:, None] & bit, np.float32(0), _NEVER)
        self._made: tuple[Any, Floats, Floats, Floats] | None = None

    def __call__(self, doc: Doc) -> Doc:
        self._parse([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Parse some Docs, in the batches that spaCy's own component makes."""
        source, size = iter(docs), max(batch_size // 4, 2)
        while held := list(islice(source, batch_size)):
            ordered = sorted(held, key=len)
            for at in range(0, len(held), size):
                self._parse(ordered[at : at + size])
            yield from held

    def _parse(self, docs: Sequence[Doc]) -> None:
        lengths = [len(doc) for doc in docs]
        # the first word of a text starts a sentence in any case
        if any(doc.to_array([SENT_START, HEAD])[1:].any() for doc in docs):
            self._parser.set_annotations(docs, self._parser.predict(docs))
            return
        arcs = self._walk(self._table(docs), [self._places(doc) for doc in docs], lengths)
        heads = np.array(arcs.head[1:], np.int64)
        steps = np.where(heads > 0, heads - np.arange(1, len(heads) + 1), 0)
        labels = np.where(steps, self._labels[np.array(arcs.move[1:], np.intp)], self._root)
        rows = np.stack((steps.astype(np.uint64), labels), 1)
        first = 0
        for doc, length in zip(docs, lengths, strict=True):
            if length:
                doc.from_array([HEAD, DEP], rows[first : first + length])  # type: ignore[arg-type]
                for hook in self._parser.postprocesses:
                    hook(doc)
            first += length

    def _weights(self) -> tuple[Floats, Floats, Floats]:
        """Weights, padding and bias of the hidden units, the pieces of a unit apart."""
        weights = self._lower.get_param("W")
        if self._made is None or self._made[0] is not weights:
            places, units, pieces, width = weights.shape
            flat = weights.transpose(0, 2, 1, 3).reshape(places * pieces * units, width)
            padding = self._lower.get_param("pad")[0].transpose(0, 2, 1).reshape(-1)
            bias = self._lower.get_param("b").T.reshape(-1)
            self._made = (weights, *map(np.ascontiguousarray, (flat.T, padding, bias)))
        return self._made[1:]

    def _table(self, docs: Sequence[Doc]) -> Floats:
        """What each word adds to a state in each place, a row a word and place, from no word on; last the bias."""
        flat, padding, bias = self._weights()
        vectors: Floats = self._vectors.predict(docs)
        table = np.empty(((len(vectors) + 1) * _FEATURES + 1, len(bias)), np.float32)
        rows = table[:-1].reshape(-1, len(padding))
        np.matmul(vectors, flat, out=rows[1:])
        rows[0] = padding
        table[-1] = bias
        return table

    def _places(self, doc: Doc) -> list[int]:
        """The tokens at which walks of a text begin: the first, and those that may begin a sentence."""
        words: list[int] = doc.to_array(ORTH).tolist()
        found = [0] if words else []
        for at, word in enumerate(words):
            if word not in self._stops:
                continue
            after = at + 1
            while after < len(words) and words[after] in self._closers:
                after += 1
            if found[-1] < after < len(words):
                found.append(after)
        return found

    def _walk(self, table: Floats, places: Sequence[Sequence[int]], lengths: Sequence[int]) -> _Arcs:
        """Take all texts through their moves, one of each walk at a time."""
        arcs = _Arcs(sum(lengths))
        states: list[_State] = []
        base = 1
        for begun, length in zip(places, lengths, strict=True):
            follower = None
            for place in reversed(begun):
                follower = _State(base + place, base + length, follower)
                states.append(follower)
            base += length
        units, bias = table.shape[1] // _PIECES, len(table) - 1
        outer = np.ascontiguousarray(self._upper.get_param("W").T)
        allowed = self._allowed + self._upper.get_param("b")
        while states:
            rows, valid = _looked_at(states, arcs, bias)
            told = table.take(rows, 0).reshape(len(states), -1, 2 * units)
            sums = np.add.reduce(told, 1)
            scores = np.maximum(sums[:, :units], sums[:, units:]) @ outer
            scores += allowed.take(valid, 0)
            states = self._moved(states, scores.argmax(1).tolist(), arcs)
        return arcs

    def _moved(self, states: Sequence[_State], moves: Sequence[int], arcs: _Arcs) -> list[_State]:
        """Take a move in each state; those that are not at their end."""
        kinds, head = self._kinds, arcs.head
        going = []
        undone = False
        for state, move in zip(states, moves, strict=True):
            if state.undone:
                continue
            kind, stack, back = kinds[move], state.stack, state.back
            if kind != _REDUCE and not back and state.next == state.goal:
                _take_over(state, arcs)
                undone = True
            if kind == _REDUCE:
                top = stack.pop()
                if stack and not head[top]:
                    state.kept.add(top)
                    back.append(top)
            elif kind == _LEFT:
                word = back[-1] if back else state.next
                arcs.add(word, stack.pop(), move)
                state.kept.discard(word)
            elif kind == _BREAK:
                # valid only where the two next words follow each other
                state.starts.add((back[-1] if back else state.next) + 1)
            else:
                if back:
                    word = back.pop()
                else:
                    word = state.next
                    state.next += 1
                if kind == _RIGHT:
                    arcs.add(stack[-1], word, move)
                stack.append(word)
            if stack or back or state.next < state.goal:
                going.append(state)
        return [state for state in going if not state.undone] if undone else going


def _take_over(state: _State, arcs: _Arcs) -> None:
    """Let a walk do with the word at which its follower began, whose arcs are taken back, more than end there."""
    follower = state.follower
    assert follower is not None
    arcs.forget(follower.first, follower.goal)
    follower.undone = True
    state.goal, state.follower = follower.goal, follower.follower


def _looked_at(states: Sequence[_State], arcs: _Arcs, bias: int) -> tuple[list[int], list[int]]:
    """For each state the rows of the table that add up to it, and which kinds of moves are valid in it, as bits."""
    left, right = arcs.left, arcs.right
    rows: list[int] = []
    valid: list[int] = []
    for state in states:
        stack, back, at, end = state.stack, state.back, state.next, state.end
        held, depth = len(back), len(stack)
        waiting = end - at + held
        if held:
            first = back[-1]
            second = back[-2] if held > 1 else at if at < end else 0
        else:
            first = at if at < end else 0
            second = at + 1 if at + 1 < end else 0
        top = stack[-1] if depth else 0
        rows += (
            8 * first,
            8 * second + 1,
            8 * top + 2,
            8 * stack[-2] + 3 if depth > 1 else 3,
            8 * stack[-3] + 4 if depth > 2 else 4,
            8 * left[first] + 5,
            8 * left[top] + 6,
            8 * right[top] + 7,
            bias,
        )
        starts = state.starts
        begins = first in starts
        if depth:
            kinds = 2
            if waiting and not begins:
                kinds = 6
                if waiting > 1 and first not in state.kept:
                    kinds = 7
        else:
            kinds = 1
        if waiting > 1 and second == first + 1 and second not in starts:
            kinds += 8
        valid.append(kinds)
    return rows, valid


def _as_known(parser: Any) -> bool:
    """Whether a parser is built as this module takes it to be."""
    model: Any = getattr(parser, "model", None)
    if getattr(model, "name", None) != "parser_model" or parser.cfg.get("beam_width") != 1:
        return False
    if not model.attrs.get("has_upper") or model.attrs.get("unseen_classes"):
        return False
    moves = [parser.moves.get_class_name(at).partition("-") for at in range(parser.moves.n_moves)]
    if any(kind not in _KINDS or label == "subtok" for kind, _, label in moves):
        return False
    lower = model.layers[1]
    return (lower.get_dim("nF"), lower.get_dim("nP")) == (_FEATURES, _PIECES)


def walk_together(pipeline: Language) -> None:
    """Put the component in the place of the parser, where that is built as it is taken to be."""
    if _REPLACED not in pipeline.pipe_names or not _as_known(pipeline.get_pipe(_REPLACED)):
        return
    pipeline.add_pipe(NAME, after=_REPLACED)
    pipeline.select_pipes(disable=[_REPLACED])


@Language.factory(NAME)
def _make(nlp: Language, name: str) -> Dependencies:
    return Dependencies(nlp.get_pipe(_REPLACED))
