"""Status, Certainty, Polarity: how far it got and how firmly it is put; values as in `docs/reference/reading.md`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.span import Span


class Status(StrEnum):
    """How far a happening got, lowest rung first."""

    HYPOTHETICAL = "hypothetical"
    SOUGHT = "sought"
    DISCUSSED = "discussed"
    PLANNED = "planned"
    PLEDGED = "pledged"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    USED = "used"
    DONE = "done"
    FAILED = "failed"


#: Rungs on which something is stated as having happened.
HAPPENED = frozenset({Status.DONE, Status.UNDER_WAY, Status.SHIPPED, Status.DELIVERED, Status.USED})
#: Rungs that are merely aimed at: always uncommitted (Uu).
AIMS = frozenset({Status.HYPOTHETICAL, Status.SOUGHT, Status.DISCUSSED, Status.PLANNED, Status.PLEDGED, Status.AGREED})


class Certainty(StrEnum):
    """FactBank's labels: a source's commitment."""

    CERTAIN = "CT+"
    PROBABLE = "PR+"
    POSSIBLE = "PS+"
    UNCOMMITTED = "Uu"
    POSSIBLY_NOT = "PS-"
    PROBABLY_NOT = "PR-"
    CERTAINLY_NOT = "CT-"


class Outcome(StrEnum):
    """How something that was under way ended short of its end."""

    HALTED = "halted"
    INTERCEPTED = "intercepted"
    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One ground for a judgement: the rule's id (`status.envisioned`), the words it rests on, and what it says."""

    rule: str
    span: Span | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What `reading.certainty` says of one event mention.

    `certainty` is the nearest source's commitment, `author_certainty` the outlet's own; `probability` an ICD 203
    band (low, high) where the text itself uses estimative words, else None.
    """

    status: Status
    polarity: str
    certainty: Certainty
    author_certainty: Certainty
    outcome: Outcome | None = None
    probability: tuple[float, float] | None = None
    reasons: tuple[Reason, ...] = ()
