"""Attribution: source, cue and content of a saying, as spans; may nest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.domain.times import Time


class AttributionKind(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NO_COMMENT = "no-comment"


class Stance(StrEnum):
    """How a source stands to the content; follows the cue, not the content."""

    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    DOUBTS = "doubts"
    CONCEDES = "concedes"
    DECLINES = "declines"
    PENDING = "pending"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Where something was said: briefing, statement, interview, letter, filing or post."""

    kind: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What a source keeps back: `what` is `sources and methods`, `details` or `name`."""

    span: Span
    what: str


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """Who says what. `source`, `cue`, `content` are lists of spans: a part may be broken or absent.

    `via` is the id of the attribution that this one stands in; `speaker` is None where nobody can be made out;
    `confidence` the model's, or None; `basis` what the source says that it rests on (`docs/reference/reading.md`).
    """

    id: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: AttributionKind
    stance: Stance
    speaker: Actor | None = None
    basis: tuple[str, ...] = ()
    occasion: Occasion | None = None
    time: Time | None = None
    withholds: Withheld | None = None
    via: str | None = None
    carried_over: bool = False
    confidence: float | None = None
    reasons: tuple[Reason, ...] = ()
