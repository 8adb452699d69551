"""Facts, aims, denials: what a reading states as done, what it does not, and what it denies.

In: claims and the attributions that they stand in. Out: the claims of one kind, in their order. Every claim is of
exactly one kind:

- **facts**: done, under way, shipped, delivered or used, polarity `+`, certain or probable, and no denying source;
- **denials**: CT- or PR-, or a negation of something past or present, or a source that denies;
- **aims**: the rest: sought, discussed, planned, pledged, agreed, hypothetical, failed, merely possible, uncommitted.

A fact here is what a source, or the report itself, states as such; that it does so makes nothing true.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from onrecord.domain.attribution import Attribution, Stance
from onrecord.domain.certainty import HAPPENED, Certainty
from onrecord.domain.claim import Claim

_SURE = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})
_DENIED = frozenset({Certainty.CERTAINLY_NOT, Certainty.PROBABLY_NOT})


class Only(StrEnum):
    """The kinds of claims that a reader may ask for alone."""

    FACTS = "facts"
    AIMS = "aims"
    DENIALS = "denials"


def kind_of(claim: Claim, attributions: Iterable[Attribution]) -> Only:
    """The kind of one claim; `attributions` are those of its reading."""
    nearest = claim.chain[-1] if claim.chain else None
    denying = any(a.id == nearest and a.stance is Stance.DENIES for a in attributions)
    negated = claim.polarity == "-" and claim.status in HAPPENED
    if denying or negated or claim.certainty in _DENIED:
        return Only.DENIALS
    if claim.status in HAPPENED and claim.polarity == "+" and claim.certainty in _SURE:
        return Only.FACTS
    return Only.AIMS


def only(kind: Only | str, claims: Iterable[Claim], attributions: Iterable[Attribution]) -> tuple[Claim, ...]:
    """The claims of one kind, in their order.

    Raises:
        ValueError: `kind` is none of facts, aims, denials.
    """
    wanted = Only(kind)
    told = tuple(attributions)
    return tuple(claim for claim in claims if kind_of(claim, told) is wanted)
