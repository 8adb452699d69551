"""Claim: who says that what, with certainty, status and evidence; the unit that is stored. And Relation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Certainty, Outcome, Reason, Status
from onrecord.domain.item import Carrier, EndUse, Item, Norm, Route
from onrecord.domain.place import Place
from onrecord.domain.span import Span
from onrecord.domain.times import Time


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One happening as one report tells it. Field meanings: `docs/reference/reading.md`.

    `chain` holds ids of the attributions that the claim stands in, outermost first; empty where the report itself
    says it. `key` names the claim everywhere outside its reading.
    """

    id: str
    key: str
    type: str
    trigger: Span
    sentence: Span
    status: Status
    polarity: str
    certainty: Certainty
    author_certainty: Certainty
    mode: str | None = None
    plover: str | None = None
    cameo: str | None = None
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    intermediaries: tuple[Actor, ...] = ()
    items: tuple[Item, ...] = ()
    in_return: tuple[Item, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    route: Route | None = None
    end_use: EndUse | None = None
    norm: Norm | None = None
    place: Place | None = None
    time: Time | None = None
    outcome: Outcome | None = None
    probability: tuple[float, float] | None = None
    chain: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Between two claims of a reading: response, cause, after, same_event, about or purpose. `origin` and `target`
    are claim ids (in JSON `from` and `to`); `cue` the words that show it, or None."""

    type: str
    origin: str
    target: str
    cue: Span | None = None
    certainty: Certainty | None = None


def claim_key(report_id: str, type_: str, trigger: Span) -> str:
    """`clm-` and the first 16 hex digits of sha256 over report id, type and trigger span."""
    digest = hashlib.sha256(f"{report_id}|{type_}|{trigger.start}-{trigger.end}".encode()).hexdigest()
    return f"clm-{digest[:16]}"
