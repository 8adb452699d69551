"""Standing: how a claim stands at a glance, for lists and colours. It says no more than status, polarity, certainty and
the nearest source's stance already do, and never more than the weakest of them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from onrecord.domain.attribution import Attribution, Stance
from onrecord.domain.certainty import AIMS, HAPPENED, Certainty, Status
from onrecord.domain.claim import Claim


class Standing(StrEnum):
    """One of five ways in which a claim can stand."""

    FACT = "put as fact"
    POSSIBLE = "not committed to"
    AIM = "aimed at"
    FAILED = "failed"
    DENIED = "denied or negated"


#: Labels by which a source holds that something is not so.
NEGATIVE = frozenset({Certainty.POSSIBLY_NOT, Certainty.PROBABLY_NOT, Certainty.CERTAINLY_NOT})
_SURE = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})


def standing(claim: Claim, attributions: Iterable[Attribution]) -> Standing:
    """How a claim stands.

    Put as fact is only what a source, or the report itself, commits to as having happened or being under way; that a
    source does so makes nothing true.
    """
    nearest = claim.chain[-1] if claim.chain else None
    stance = next((a.stance for a in attributions if a.id == nearest), None)
    if claim.certainty in NEGATIVE or claim.polarity == "-" or stance is Stance.DENIES:
        return Standing.DENIED
    if claim.status is Status.FAILED:
        return Standing.FAILED
    if claim.status in AIMS:
        return Standing.AIM
    if claim.status in HAPPENED and claim.certainty in _SURE and stance is not Stance.DOUBTS:
        return Standing.FACT
    return Standing.POSSIBLE
