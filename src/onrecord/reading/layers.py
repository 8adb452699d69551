"""The layers of spaCy's vectors, computed sooner: the same sums, in fewer passes over memory.

In: a loaded pipeline. Out: the same, whose layers of three kinds have a forward pass of their own when it reads; where
it is trained, thinc's passes stay.

- Products go through numpy's BLAS, which takes a third of the time of spaCy's own (BLIS).
- *Maxout* keeps the pieces of a unit apart, so that their maximum is taken over whole rows.
- Layer normalisation takes mean and variance in one pass each.
- The vector of a word, before its neighbours are looked at, hangs on its form alone: it is computed once for each form
  and kept for the next report.

Sums differ in their last bits at most. Measured in `docs/performance.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

if TYPE_CHECKING:
    from spacy.language import Language

Floats: TypeAlias = NDArray[np.float32]
Forward: TypeAlias = Callable[[Any, Any, bool], tuple[Any, Callable[..., Any]]]


def multiply_quickly(pipeline: Language) -> None:
    """Give the layers of a pipeline their quicker passes.

    Operations of another kind (Apple's, a graphics card's) stay as they are.
    """
    operations = NumpyOps(use_blis=False)
    for _, part in pipeline.pipeline:
        model = getattr(part, "model", None)
        for node in list(model.walk()) if isinstance(model, Model) else ():
            if type(node.ops) is not NumpyOps:
                continue
            node.ops = operations
            if node.name == "maxout":
                node._func = _maxout(node, node._func)
            elif node.name == "layernorm":
                node._func = _normalise(node._func)
            elif _embeds(node):
                node._func = _each_form_once(node._func)


def _no_way_back(*_: Any) -> Any:
    raise RuntimeError("this pass was made for reading, not for training")


def _maxout(node: Model[Any, Any], trained: Forward) -> Forward:
    """The largest of the pieces of each unit."""
    made: list[tuple[Any, Floats, Floats]] = []

    def forward(model: Any, inputs: Floats, is_train: bool) -> tuple[Any, Callable[..., Any]]:
        if is_train:
            return trained(model, inputs, is_train)
        weights = model.get_param("W")
        units, pieces, width = weights.shape
        if not made or made[0][0] is not weights:
            flat = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(pieces * units, width).T)
            made[:] = [(weights, flat, np.ascontiguousarray(model.get_param("b").T).reshape(-1))]
        _, flat, bias = made[0]
        sums = inputs @ flat
        sums += bias
        best = sums[:, :units]
        for piece in range(1, pieces):
            best = np.maximum(best, sums[:, piece * units : (piece + 1) * units])
        return best, _no_way_back

    return forward


def _normalise(trained: Forward) -> Forward:
    """Rows of mean 0 and variance 1, scaled and shifted."""

    def forward(model: Any, inputs: Floats, is_train: bool) -> tuple[Any, Callable[..., Any]]:
        if is_train or inputs.ndim != 2:
            return trained(model, inputs, is_train)
        width = np.float32(inputs.shape[1])
        rows = inputs - (np.add.reduce(inputs, axis=1, keepdims=True) / width)
        spread = np.einsum("ij,ij->i", rows, rows)[:, None] / width + np.float32(1e-8)
        rows *= 1 / np.sqrt(spread)
        rows *= model.get_param("G")
        rows += model.get_param("b")
        return rows, _no_way_back

    return forward


def _embeds(node: Model[Any, Any]) -> bool:
    """Whether a node makes the vectors of words out of what their forms are, and nothing else."""
    names = [layer.name.partition("(")[0] for layer in node.layers]
    return names == ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]


def _each_form_once(trained: Forward) -> Forward:
    known = _Forms()

    def forward(model: Any, docs: Any, is_train: bool) -> tuple[Any, Callable[..., Any]]:
        if is_train:
            return trained(model, docs, is_train)
        extract, _, hashes, mix, _ = model.layers
        forms = extract.predict(docs)
        rows = np.concatenate(forms) if forms else np.zeros((0, 1), np.uint64)
        vectors = known.vectors(rows, hashes.layers[0], mix.layers[0])
        lengths = np.cumsum([len(form) for form in forms])[:-1]
        return np.split(vectors, lengths), _no_way_back

    return forward


#: Forms whose vectors are kept: as many as a hundred reports have, some 12 MB of each set of vectors with their keys.
KEPT = 10_000
#: Vectors that are made at once, the most first; of these sizes the first is taken whose rows hang on nothing else.
_SIZES = (16, 8, 4, 1)


class _Forms:
    """Vectors of forms, each made once.

    A vector must be the same to the last bit whenever it is made and beside whichever others, or a reading would hang
    on what was read before it. A product's row can hang on its place: BLAS sums the last rows of a block in another
    way. So vectors are made in blocks of one size, at which no row does; which size that is, is found by trying.
    """

    def __init__(self) -> None:
        self._number: dict[tuple[int, ...], int] = {}
        self._rows: Floats | None = None
        self._size = 0
        self._mix: Any = None
        #: Two threads that learn at once would give one number to two forms.
        self._lock = Lock()

    def vectors(self, rows: NDArray[np.uint64], hashes: Any, mix: Any) -> Floats:
        """A row for each row of the forms' attributes."""
        keys = list(map(tuple, rows.tolist()))
        with self._lock:
            return self._vectors(keys, rows, hashes, mix)

    def _vectors(self, keys: list[tuple[int, ...]], rows: NDArray[np.uint64], hashes: Any, mix: Any) -> Floats:
        number = self._number
        if self._mix is not mix:
            self._mix, self._size = mix, 0
            number.clear()
        if not number or len(number) > KEPT:
            number.clear()
            self._rows = None
        new = [key for key in dict.fromkeys(keys) if key not in number]
        if new or self._rows is None:
            self._learn(np.array(new, rows.dtype).reshape(-1, rows.shape[1]), hashes, mix)
            for key in new:
                number[key] = len(number)
        assert self._rows is not None
        return self._rows.take([number[key] for key in keys], 0)

    def _learn(self, forms: NDArray[np.uint64], hashes: Any, mix: Any) -> None:
        told = hashes.predict(forms)
        size = self._size = self._size or independent(mix.predict, told)
        short = -len(told) % size
        whole = np.concatenate((told, np.zeros((short, told.shape[1]), told.dtype))) if short else told
        blocks = [mix.predict(whole[at : at + size]) for at in range(0, len(whole), size)]
        made: Floats = np.concatenate(blocks)[: len(told)] if blocks else mix.predict(told)
        held, first = self._rows, len(self._number)
        if held is None or first + len(made) > len(held):
            width = made.shape[1]
            self._rows = np.empty((max(2 * (first + len(made)), 1000), width), made.dtype)
            if held is not None:
                self._rows[:first] = held[:first]
        self._rows[first : first + len(made)] = made  # type: ignore[index]


def independent(layer: Callable[[Floats], Floats], rows: Floats) -> int:
    """The largest size of block at which a row that goes through a layer comes out the same in every place of it.

    Args:
        layer: Takes rows, gives a row for each.
        rows: Some rows as they are met; with fewer than a block, they come again.
    """
    for size in _SIZES:
        block = rows.take(range(size), 0, mode="wrap") if len(rows) else np.ones((size, rows.shape[1]), rows.dtype)
        first = layer(block)
        if all(np.array_equal(np.roll(layer(np.roll(block, by, 0)), -by, 0), first) for by in range(1, size)):
            return size
    return 1
