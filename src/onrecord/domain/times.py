"""Time: a TIMEX3 value and the days it covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.domain.span import Span


@dataclass(frozen=True, kw_only=True)
class Time:
    """A time as told.

    Attributes:
        span: The words that tell it, or None where it was taken from elsewhere with a reason.
        type: TIMEX3 type: DATE, TIME, DURATION or SET.
        value: TIMEX3 value (`2023-08-30`, `2023-W35`, `PAST_REF`, `XXXX-WXX-3`).
        mod: TIMEX3 modifier (`START`, `MID`, `END`, `APPROX`, `BEFORE`, …) or None.
        first: First day covered, or None where the value fixes none. In JSON `from`.
        last: Last day covered, inclusive, or None. In JSON `to`.
    """

    span: Span | None
    type: str
    value: str
    mod: str | None = None
    first: date | None = None
    last: date | None = None
