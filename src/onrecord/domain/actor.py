"""Actor: a country, body, group or person with a part in an event or a saying."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.domain.span import Span


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A participant or speaker as grounded.

    Attributes:
        span: Where the words stand that name it, or None where it is inferred from outside the sentence.
        name: Full name where known (*John Kirby* for *Kirby*), else the words; None where only a country is known.
        country: ISO 3166-1 alpha-3, or None where unknown or where the body belongs to no state.
        role: PLOVER 2.0 sector, or IGO or NGO; None where not stated.
        office: Office held on the report's date, in words.
        id: Id in the tables of knowledge.
        inferred: Whether the text does not state it in that part.
    """

    span: Span | None = None
    name: str | None = None
    country: str | None = None
    role: str | None = None
    office: str | None = None
    id: str | None = None
    inferred: bool = False
