"""Reading: all that was read from one report, and the Recipe that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.domain.attribution import Attribution
from onrecord.domain.claim import Claim, Relation
from onrecord.domain.report import Article, Problem

FORMAT = "onrecord.reading/1"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Versions of code, knowledge and models that made a reading; equal recipes give equal readings."""

    onrecord: str
    knowledge: str
    models: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one report says: attributions, claims, relations, problems."""

    recipe: Recipe
    report: Article
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as JSON-ready data, in the reading format (`docs/reference/reading.md`)."""
        from onrecord.domain.contract import reading_to_dict

        return reading_to_dict(self)
