"""Overlapping stretches of a text as nested-free pieces, so that they can be shown as markup.

In: marks, each a span with names. Out: the pieces between their ends, in order, each with the names of all marks that
cover it. Nothing of the text is left out or told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from onrecord.domain.span import Span


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A span and the name that its pieces bear."""

    span: Span
    name: str


def pieces(within: Span, marks: Iterable[Mark]) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Pieces of `within`, each with the sorted names of the marks that cover it; a name twice where two such do."""
    cut = [
        (max(mark.span.start, within.start), min(mark.span.end, within.end), mark.name)
        for mark in marks
        if mark.span.start < within.end and within.start < mark.span.end
    ]
    ends = sorted({within.start, within.end, *(c[0] for c in cut), *(c[1] for c in cut)})
    for start, end in pairwise(ends):
        yield Span(start, end), tuple(sorted(name for a, b, name in cut if a <= start and end <= b))


def groups(spans: Iterable[Span]) -> list[Span]:
    """Spans joined where they overlap, sorted."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
