"""The encoder: one small transformer, read once per window, with a head for each learned judgement.

In: the text of an article, and the spans that can hold something. Out: `Encoded`, from which later steps read

- the attribution tag of every word piece (outside; begin or inside of source, cue, content), and to which cue a
  piece of a source or content belongs;
- the factuality of a trigger: a value from -3 to 3 and a distribution over FactBank's seven classes;
- the event types of a sentence, or of the words around a trigger.

The body is MiniLM-L6 (Wang et al. 2020), fine-tuned by `training/encoder` and run in int8 by ONNX Runtime. Windows of
254 pieces overlap; where two hold a piece, its tags are averaged and its state is the one of the window in which it
stands less near the edge. Each window is run by itself, since the scale of int8 activations depends on what is in a
batch: so a result depends on the window alone, never on what else is read.

Heads are small matrices in `heads.npz`, applied here. The encoder decides nothing: rules keep the last word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError, SpanError
from onrecord.reading.models import Manifest, load_manifest, model_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
CLS, SEP = 101, 102
_CLS_SHAPE, _SEP_SHAPE = 12, 8
#: Pieces that a window shares with the next; measured: half a window gives no more, none costs a point of F1.
OVERLAP = 64
_WORD = re.compile(r"\w+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def shape_codes(
    text: str,
    offsets: Sequence[tuple[int, int]],
    starts: Collection[int] | None = None,
    *,
    first: int = 0,
    last: int | None = None,
) -> list[int]:
    """Shape code of each piece: case (0-3), +4 where a paragraph starts, +8 where white space stands before it.

    Args:
        text: The text.
        offsets: Start and end of each of its pieces.
        starts: Offsets at which paragraphs start; None takes blank lines for their borders.
        first: The first piece whose code is wanted.
        last: The piece before which to stop; None goes on to the end.
    """
    asked = offsets[first:last]
    if not asked:
        return []
    # a word whose first pieces are not asked for is looked at whole
    base = asked[0][0]
    while base and (text[base - 1].isalnum() or text[base - 1] == "_"):
        base -= 1
    end = asked[-1][1]
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    case = [0] * (end - base)
    for match in _WORD.finditer(text, base, end):
        word = match.group()
        if word[0].isdigit():
            code = 3
        elif len(word) > 1 and word.isupper():
            code = 2
        elif word[0].isupper():
            code = 1
        else:
            continue
        case[match.start() - base : match.end() - base] = [code] * len(word)
    borders = sorted(starts) if starts is not None else []
    codes = []
    previous = offsets[first - 1][1] if first else 0
    for number, (start, end) in enumerate(asked, first):
        gap = text[previous:start]
        if number == 0:
            paragraph = True
        elif starts is None:
            paragraph = _BLANK_LINE.search(gap) is not None
        else:
            paragraph = bisect_right(borders, start) > bisect_left(borders, previous)
        space = number == 0 or any(character.isspace() for character in gap)
        codes.append((case[start - base] if start < end else 0) + 4 * paragraph + 8 * space)
        previous = end
    return codes


def window_starts(total: int, size: int, overlap: int) -> list[int]:
    """First pieces of windows of `size` that cover `total` pieces, each sharing about `overlap` with the next."""
    if total <= size:
        return [0] if total else []
    count = -(-(total - overlap) // (size - overlap))
    step = (total - size) / (count - 1)
    return [round(step * number) for number in range(count)]


#: Words before a stretch that are taken to pieces with it: its first piece's shape hangs on what stands before it.
_LAST_WORDS = re.compile(r"(?:\S+\s+){0,3}\S*\Z")


def regions(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that hold some spans, whole words, with a few words before each; in order, and apart."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        low = max(0, start - 200)
        before = _LAST_WORDS.search(text, low, start)
        first = low if before is None else before.start()
        # not in the middle of a word
        while first and not text[first - 1].isspace():
            first -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((first, end))
    return found


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    result: Floats = shifted / shifted.sum(-1, keepdims=True)
    return result


@dataclass(frozen=True, kw_only=True, eq=False)
class Encoded:
    """An article as the encoder read it.

    Attributes:
        text: The article's text.
        offsets: Start and end in `text` of each word piece; where single spans were read, of those in and around them.
        read: For each piece, whether a window that was run holds it; rows of pieces that were not are zero.
        states: Pieces x 384, the body's last layer.
        attribution: Pieces x 7, probabilities of the tags in the order of `tags`.
        tags: Names of the tags.
    """

    text: str
    offsets: tuple[tuple[int, int], ...]
    read: NDArray[np.bool_]
    states: Floats
    attribution: Floats
    tags: tuple[str, ...]
    heads: Mapping[str, Floats] = field(repr=False)
    labels: Mapping[str, Any] = field(repr=False)
    windows: tuple[tuple[int, int], ...] = ()
    window_states: tuple[Floats, ...] = field(default=(), repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.offsets]

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self.offsets]

    def pieces(self, start: int, end: int) -> range:
        """Numbers of the pieces that share a character with `text[start:end]`.

        Raises:
            SpanError: The span is outside the text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise SpanError("the span lies outside the text that was encoded", where=f"[{start}, {end})")
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))

    def state(self, start: int, end: int) -> Floats | None:
        """Mean state of the pieces of a span that were read; None where none was."""
        found = [piece for piece in self.pieces(start, end) if self.read[piece]]
        if not found:
            return None
        mean: Floats = self.states[found].mean(0)
        return mean

    def head(self, name: str, state: Floats) -> Floats:
        """A linear head applied to a state: `state @ weight.T + bias`."""
        try:
            weight, bias = self.heads[f"{name}_weight"], self.heads[f"{name}_bias"]
        except KeyError as error:
            raise ModelError(f"the encoder has no head {name}", where="heads.npz") from error
        result: Floats = state @ weight.T + bias
        return result

    def factuality(self, start: int, end: int) -> tuple[float, dict[str, float]] | None:
        """Value (-3 did not happen … 3 happened) and class probabilities at the trigger `text[start:end]`.

        It is the certainty of whoever vouches for the event, as FactBank and UDS-IH2 mark it, not the outlet's own.
        None where the trigger lies in no window that was read.
        """
        state = self.state(start, end)
        if state is None:
            return None
        weights = np.array([self.labels["value_weights"].get(name, 0.0) for name in self.labels["values"]])
        value = float(np.clip(self.head("factuality_value", state), -3, 3) @ weights / weights.sum())
        classes = _softmax(self.head("factuality_class", state))
        return value, dict(zip(self.labels["classes"], map(float, classes), strict=True))

    def claim(self, start: int, end: int) -> dict[str, dict[str, float]] | None:
        """What the heads trained on the project's own corpus say of the trigger `text[start:end]`.

        Returns:
            Probabilities under `type` (PLOVER types and TRANSFER … VIOLATE), `status` (rungs), `certainty` (the nearest
            source's, as the annotation guide has it: aims are Uu) and `polarity`; None where the trigger lies in no
            window that was read, or the weights have no such heads.
        """
        state = self.state(start, end)
        if state is None or "claim_type_weight" not in self.heads:
            return None
        names = {
            "type": self.labels["claim_types"],
            "status": self.labels["statuses"],
            "certainty": self.labels["classes"],
            "polarity": ["+", "-"],
        }
        return {
            part: dict(zip(labels, map(float, _softmax(self.head(f"claim_{part}", state))), strict=True))
            for part, labels in names.items()
        }

    def event_types(
        self,
        start: int,
        end: int,
        *,
        actor: tuple[int, int] | None = None,
        recipient: tuple[int, int] | None = None,
    ) -> dict[str, float]:
        """Probabilities of the PLOVER types and NONE for the sentence, clause or trigger `text[start:end]`.

        Args:
            start: Start of the span.
            end: Its end.
            actor: Span of the actor whose event is asked for, where one is marked.
            recipient: Span of the recipient, likewise.

        Returns:
            A probability for each type; empty where the span lies in no window that was read.
        """
        found = [piece for piece in self.pieces(start, end) if self.read[piece]]
        if not found:
            return {}
        span = self.states[found]
        sides = [self.state(*side) if side else None for side in (actor, recipient)]
        pair = np.concatenate([np.zeros(span.shape[1], np.float32) if side is None else side for side in sides])
        query = self.heads["type_attention_weight"][0] + self.heads["type_pair_query_weight"] @ pair
        pooled = _softmax(span @ query) @ span
        logits = self.head("type_logits", pooled) + self.heads["type_pair_weight"] @ pair
        return dict(zip(self.labels["types"], map(float, _softmax(logits)), strict=True))

    def attribution_tags(self) -> list[str]:
        """The likeliest tag of each piece; O for pieces that were not read."""
        best = self.attribution.argmax(-1)
        return [self.tags[tag] if seen else "O" for tag, seen in zip(best, self.read, strict=True)]

    @cached_property
    def links(self) -> list[Floats]:
        """For each window, the probability that piece i belongs to the cue that starts at piece j; column 0: none."""
        out = []
        for states in self.window_states:
            query, key = self.head("link_query", states), self.head("link_key", states)
            out.append(_softmax(query @ key.T / np.float32(key.shape[1] ** 0.5))[1:-1, :-1])
        return out

    def link(self, part: tuple[int, int], cue: tuple[int, int]) -> float | None:
        """Probability that the words `part` (of a source or content) belong to the cue `cue`, both character spans.

        Mean over the pieces of `part` in the windows that hold both; None where no window does.
        """
        cue_pieces, part_pieces = self.pieces(*cue), self.pieces(*part)
        if not cue_pieces or not part_pieces:
            return None
        found = []
        for (first, last), matrix in zip(self.windows, self.links, strict=True):
            rows = [p - first for p in part_pieces if first <= p < last]
            if rows and first <= cue_pieces[0] and cue_pieces[-1] < last:
                columns = [p - first + 1 for p in cue_pieces]
                found.append((len(rows), float(matrix[np.ix_(rows, columns)].sum(1).mean())))
        if not found:
            return None
        most = max(rows for rows, _ in found)
        best = [score for rows, score in found if rows == most]
        return sum(best) / len(best)


class Encoder:
    """The loaded encoder. Build once, encode many; not shared between processes.

    Args:
        folder: The model's folder; None takes the one that ships.
        threads: Threads of ONNX Runtime within one window.

    Raises:
        ModelError: A file is missing or altered.
    """

    def __init__(self, folder: Path | None = None, *, threads: int = 1) -> None:
        self.manifest: Manifest = load_manifest(folder or model_folder("encoder"))
        self._threads = threads
        self._ahead: Thread | None = None
        with np.load(self.manifest.path("heads.npz"), allow_pickle=False) as heads:
            self._heads: dict[str, Floats] = {name: heads[name] for name in heads.files}
        self._size = int(self.manifest.labels["window"])

    @property
    def version(self) -> str:
        """Name for the recipe of a reading: version and the first digits of the weights' hash."""
        return f"{self.manifest.version}+{self.manifest.files['model.onnx'][:8]}.{self.manifest.files['heads.npz'][:8]}"

    def open_ahead(self) -> None:
        """Open tokenizer and session in a thread, while something else is loaded; `encode` waits for it."""
        if self._ahead is None and "_session" not in self.__dict__:
            self._ahead = Thread(target=self._open, name="encoder", daemon=True)
            self._ahead.start()

    def _open(self) -> None:
        # What fails here fails again, and is told, where it is needed.
        with suppress(Exception):
            _ = self._session, self._tokenizer

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self.manifest.path("tokenizer.json")))

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The fused kernel of skip and layer norm is ten times slower on CPU than the two it replaces (measured, 1.32).
        return onnxruntime.InferenceSession(
            str(self.manifest.path("model.onnx")),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )

    def encode(
        self,
        text: str,
        spans: Sequence[tuple[int, int]] | None = None,
        *,
        starts: Collection[int] | None = None,
        tight: bool = False,
    ) -> Encoded:
        """Read a text.

        Args:
            text: Any text; offsets in the result are code points of it.
            spans: The regions that can hold something: only windows that overlap one are run. None runs all.
            starts: Offsets at which paragraphs start; None takes blank lines for their borders.
            tight: Whether `spans` alone are read and taken to pieces, each as a window of its own, at a fraction of the
                cost.

        Returns:
            What the encoder saw; without pieces for an empty text.
        """
        if self._ahead is not None:
            self._ahead.join()
        ids, offsets = self._tokenized(text, regions(text, spans) if tight and spans is not None else [(0, len(text))])
        total = len(ids)
        width = self._heads["attribution_weight"].shape[1]
        states = np.zeros((total, width), np.float32)
        depth = np.full(total, -1, np.int64)
        votes = np.zeros((total, len(self.manifest.labels["tags"])), np.float32)
        windows: list[tuple[int, int]] = []
        window_states: list[Floats] = []
        for first, last in self._cut(offsets, spans, tight=tight):
            hidden = self._run(ids[first:last], shape_codes(text, offsets, starts, first=first, last=last))
            inner = hidden[1:-1]
            votes[first:last] += _softmax(inner @ self._heads["attribution_weight"].T + self._heads["attribution_bias"])
            # A border that is the text's own is no border: nothing is cut off there.
            from_left = np.arange(last - first) + (self._size if first == 0 else 0)
            from_right = np.arange(last - first)[::-1] + (self._size if last == total else 0)
            deep = np.minimum(from_left, from_right)
            better = deep > depth[first:last]
            states[first:last][better] = inner[better]
            depth[first:last][better] = deep[better]
            windows.append((first, last))
            window_states.append(hidden)
        weight = votes.sum(-1, keepdims=True)
        return Encoded(
            text=text,
            offsets=tuple(offsets),
            read=depth >= 0,
            states=states,
            attribution=votes / np.maximum(weight, np.float32(1e-9)),
            tags=tuple(self.manifest.labels["tags"]),
            heads=self._heads,
            labels=self.manifest.labels,
            windows=tuple(windows),
            window_states=tuple(window_states),
        )

    def _tokenized(self, text: str, stretches: Sequence[tuple[int, int]]) -> tuple[list[int], list[tuple[int, int]]]:
        """Word pieces of some stretches of a text, each of which begins and ends beside white space."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for first, last in stretches:
            pieces = self._tokenizer.encode(text[first:last], add_special_tokens=False)
            ids += pieces.ids
            offsets += [(start + first, end + first) for start, end in pieces.offsets]
        return ids, offsets

    def _cut(
        self, offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]] | None, *, tight: bool
    ) -> list[tuple[int, int]]:
        """The windows to run, as first and last (exclusive) pieces."""
        total, size = len(offsets), self._size
        if spans is not None and tight:
            ends, begins = [end for _, end in offsets], [start for start, _ in offsets]
            cut = []
            for start, end in spans:
                first, last = bisect_right(ends, start), bisect_left(begins, end)
                cut += [(at, min(at + size, last)) for at in range(first, last, size)]
            return cut
        whole = [(first, min(first + size, total)) for first in window_starts(total, size, OVERLAP)]
        if spans is None:
            return whole
        return [
            (first, last)
            for first, last in whole
            if any(start < offsets[last - 1][1] and end > offsets[first][0] for start, end in spans)
        ]

    def _run(self, ids: Sequence[int], shapes: Sequence[int]) -> Floats:
        """Hidden states of one window, its two border marks included."""
        n = len(ids) + 2
        feed = {
            "ids": np.array([[CLS, *ids, SEP]], np.int64),
            "shapes": np.array([[_CLS_SHAPE, *shapes, _SEP_SHAPE]], np.int64),
            "places": np.arange(n, dtype=np.int64)[None],
        }
        hidden: Floats = self._session.run(["hidden"], feed)[0][0]
        return hidden
