"""onrecord: who says that who did what to whom, when, where, how sure, and how far it got.

    import onrecord
    reading = onrecord.read("report.html", published=date(2023, 8, 30))
    for claim in reading.claims: ...

Names are imported when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from onrecord.domain.actor import Actor
    from onrecord.domain.attribution import Attribution, AttributionKind, Occasion, Stance, Withheld
    from onrecord.domain.certainty import Certainty, Outcome, Reason, Status
    from onrecord.domain.claim import Claim, Relation
    from onrecord.domain.contract import reading_from_dict
    from onrecord.domain.item import Carrier, EndUse, Item, Norm, Quantity, Route
    from onrecord.domain.place import Place
    from onrecord.domain.reading import Reading, Recipe
    from onrecord.domain.report import Article, Block, BlockKind, Problem, Provenance, Report, Tlp
    from onrecord.domain.span import Span
    from onrecord.domain.times import Time
    from onrecord.errors import (
        CaseError,
        FetchError,
        InputError,
        IntegrityError,
        KnowledgeError,
        LanguageError,
        ModelError,
        OnrecordError,
        PayloadError,
        QueryError,
        SpanError,
    )
    from onrecord.settings import Settings
    from onrecord.workflows.read import read, read_text

#: Public name → module that defines it.
_HOMES = {
    "Actor": "domain.actor",
    "Article": "domain.report",
    "Attribution": "domain.attribution",
    "AttributionKind": "domain.attribution",
    "Block": "domain.report",
    "BlockKind": "domain.report",
    "Carrier": "domain.item",
    "CaseError": "errors",
    "Certainty": "domain.certainty",
    "Claim": "domain.claim",
    "EndUse": "domain.item",
    "FetchError": "errors",
    "InputError": "errors",
    "IntegrityError": "errors",
    "Item": "domain.item",
    "KnowledgeError": "errors",
    "LanguageError": "errors",
    "ModelError": "errors",
    "Norm": "domain.item",
    "Occasion": "domain.attribution",
    "OnrecordError": "errors",
    "Outcome": "domain.certainty",
    "PayloadError": "errors",
    "Place": "domain.place",
    "Problem": "domain.report",
    "Provenance": "domain.report",
    "Quantity": "domain.item",
    "QueryError": "errors",
    "Reading": "domain.reading",
    "Reason": "domain.certainty",
    "Recipe": "domain.reading",
    "Relation": "domain.claim",
    "Report": "domain.report",
    "Route": "domain.item",
    "Settings": "settings",
    "Span": "domain.span",
    "SpanError": "errors",
    "Stance": "domain.attribution",
    "Status": "domain.certainty",
    "Time": "domain.times",
    "Tlp": "domain.report",
    "Withheld": "domain.attribution",
    "read": "workflows.read",
    "read_text": "workflows.read",
    "reading_from_dict": "domain.contract",
}

__all__ = [
    "Actor",
    "Article",
    "Attribution",
    "AttributionKind",
    "Block",
    "BlockKind",
    "Carrier",
    "CaseError",
    "Certainty",
    "Claim",
    "EndUse",
    "FetchError",
    "InputError",
    "IntegrityError",
    "Item",
    "KnowledgeError",
    "LanguageError",
    "ModelError",
    "Norm",
    "Occasion",
    "OnrecordError",
    "Outcome",
    "PayloadError",
    "Place",
    "Problem",
    "Provenance",
    "Quantity",
    "QueryError",
    "Reading",
    "Reason",
    "Recipe",
    "Relation",
    "Report",
    "Route",
    "Settings",
    "Span",
    "SpanError",
    "Stance",
    "Status",
    "Time",
    "Tlp",
    "Withheld",
    "__version__",
    "read",
    "read_text",
    "reading_from_dict",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(f"onrecord.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
