"""Span: a stretch of an article's text, in code points, end exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """`text[start:end]` of an article; `0 <= start <= end <= len(text)`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def to_list(self) -> list[int]:
        return [self.start, self.end]


def hull(spans: Iterable[Span]) -> Span | None:
    """The shortest span that covers all, or None where there are none."""
    parts = list(spans)
    return Span(min(s.start for s in parts), max(s.end for s in parts)) if parts else None
