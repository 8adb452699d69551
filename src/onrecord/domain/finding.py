"""Finding: an act or event held against one embargo clause, with reasons. Never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from onrecord.domain.certainty import Reason


class Strength(StrEnum):
    """How plainly the clause reaches the act as told.

    MATCH: binding, with goods and place stated. POSSIBLE: something is missing, arguable, disputed or conditional, or
    the clause is no ban. EXEMPT: reached, and taken out by an exemption in force on that day.
    """

    MATCH = "match"
    POSSIBLE = "possible"
    EXEMPT = "exempt"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One clause that an act would breach if it happened as claimed.

    Attributes:
        subject: Id of the act or event. kind: `act` or `event`.
        wording: One sentence for people; graded, never a verdict.
        bound: States that the clause binds in this act, alpha-3.
        reasons: The steps, in order: day, target, direction, action, goods, who is bound, exemptions.
        missing: What would have to be known.
        confidence: How the clause itself is known: verified_text, secondary, recalled.
        disputed: Text of the dispute on whether the clause applies, or None.
        renewal_checked: False where the day lies behind the last day that sources cover.
    """

    kind: str
    subject: str
    clause: str
    date: date
    strength: Strength
    wording: str
    bound: tuple[str, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    confidence: str
    paragraph_checked: bool
    renewal_checked: bool
    disputed: str | None
    force: str
    instrument: str
    paragraph: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON-ready data."""
        return {
            self.kind: self.subject,
            "clause": self.clause,
            "instrument": self.instrument,
            "paragraph": self.paragraph,
            "force": self.force,
            "date": self.date.isoformat(),
            "strength": str(self.strength),
            "wording": self.wording,
            "bound": list(self.bound),
            "reasons": [{"rule": r.rule, "span": None, "note": r.note} for r in self.reasons],
            "missing": list(self.missing),
            "confidence": self.confidence,
            "paragraph_checked": self.paragraph_checked,
            "renewal_checked": self.renewal_checked,
            "disputed": self.disputed,
        }
