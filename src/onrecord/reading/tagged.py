"""Attributions as the encoder alone sees them.

In: `Encoded`. Out: whole attributions as character spans: one cue each, with the sources and contents that its links
point to. Tags give the stretches; the link head, trained on which cue each piece of a source or content belongs to
(PolNeAR), joins them. A source may serve several cues (*announced … and said …*), a stretch of content one.

It knows no grammar, names no speaker and judges no stance: `reading.attribution` does, and joins these with its rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.reading.encoder import Encoded, Floats

#: A source is shared with a further cue when at least this much of its link goes there.
SHARED = 0.3


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """One attribution: character spans, and how sure the tagger is of the whole (mean tag and link probability)."""

    source: tuple[tuple[int, int], ...]
    cue: tuple[int, int]
    content: tuple[tuple[int, int], ...]
    confidence: float


@dataclass(frozen=True)
class _Run:
    """Pieces `first` to `last` (exclusive) of one role, and the mean probability of that role."""

    role: str
    first: int
    last: int
    sure: float


def tagged_attributions(encoded: Encoded) -> tuple[Tagged, ...]:
    """Attributions in the order of their cues; none where nothing was read."""
    runs = _runs(encoded)
    cues = [run for run in runs if run.role == "cue"]
    parts: list[dict[str, list[tuple[_Run, float]]]] = [{"source": [], "content": []} for _ in cues]
    for run in runs:
        if run.role == "cue" or not cues:
            continue
        shares = _shares(encoded, run, cues)
        best = int(shares.argmax())
        for number, share in enumerate(shares):
            if number == best or (run.role == "source" and share >= SHARED):
                parts[number][run.role].append((run, float(share)))
    found = []
    for cue, own in zip(cues, parts, strict=True):
        if own["content"]:
            sure = [cue.sure, *(run.sure * max(share, 0.05) for side in own.values() for run, share in side)]
            found.append(
                Tagged(
                    source=_spans(encoded, [run for run, _ in own["source"]]),
                    cue=_span(encoded, cue),
                    content=_spans(encoded, [run for run, _ in own["content"]]),
                    confidence=round(sum(sure) / len(sure), 3),
                )
            )
    return tuple(found)


def _runs(encoded: Encoded) -> list[_Run]:
    """Stretches of pieces of one role; a new one begins where the role changes or a begin tag wins."""
    roles = ("source", "cue", "content")
    columns = {role: [encoded.tags.index(f"B-{role}"), encoded.tags.index(f"I-{role}")] for role in roles}
    outside = encoded.attribution[:, encoded.tags.index("O")]
    by_role = np.stack([outside, *(encoded.attribution[:, columns[role]].sum(1) for role in roles)], 1)
    best = np.where(encoded.read, by_role.argmax(1), 0)
    runs: list[_Run] = []
    first = 0
    for piece in range(1, len(best) + 1):
        role = best[first]
        ended = piece == len(best) or best[piece] != role
        if not ended and role:
            begin, inside = columns[roles[role - 1]]
            ended = bool(encoded.attribution[piece, begin] > encoded.attribution[piece, inside])
        if ended:
            if role:
                runs.append(_Run(roles[role - 1], first, piece, float(by_role[first:piece, role].mean())))
            first = piece
    return runs


def _shares(encoded: Encoded, run: _Run, cues: list[_Run]) -> Floats:
    """How much of a run's link goes to each cue, from the windows that hold most of the run; nearness breaks ties."""
    shares = np.zeros(len(cues), np.float32)
    held = [max(0, min(last, run.last) - max(first, run.first)) for first, last in encoded.windows]
    for (first, last), matrix, size in zip(encoded.windows, encoded.links, held, strict=True):
        if size and size == max(held):
            rows = matrix[max(first, run.first) - first : min(last, run.last) - first]
            for number, cue in enumerate(cues):
                if first <= cue.first < last:
                    share = rows[:, cue.first - first + 1 : min(cue.last, last) - first + 1].sum(1).mean()
                    shares[number] = max(shares[number], share)
    gaps = [min(abs(run.first - cue.last), abs(cue.first - run.last)) for cue in cues]
    nearest: Floats = shares + np.float32(0.01) / (1 + np.array(gaps, np.float32))
    return nearest


def _span(encoded: Encoded, run: _Run) -> tuple[int, int]:
    return encoded.offsets[run.first][0], encoded.offsets[run.last - 1][1]


def _spans(encoded: Encoded, runs: list[_Run]) -> tuple[tuple[int, int], ...]:
    return tuple(_span(encoded, run) for run in sorted(runs, key=lambda run: run.first))
