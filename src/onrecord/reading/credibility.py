"""What speaks for and against a claim: a suggestion with its reasons, for an analyst to take or leave.

In: one claim, the other claims and attributions of its reading, the knowledge tables. Out: a Suggestion: what kind of
source it is, a credibility of the Admiralty code (1-6) in words, and every reason with the words it rests on. Follows
the code's rules: both axes are judged apart, repeats of one origin count once, an unchecked item is 6. Reliability
(A-F) asks for a source's record over many reports, which one text does not hold; it is never suggested here. Nothing
is stored, and nothing is told as a bare number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, Stance
from onrecord.domain.certainty import HAPPENED, Certainty, Reason
from onrecord.domain.claim import Claim
from onrecord.knowledge import Knowledge

_DENIED = frozenset({Certainty.CERTAINLY_NOT, Certainty.PROBABLY_NOT})
_SURE = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A suggestion on one claim.

    Attributes:
        claim: Id of the claim.
        source: Kind of source (`resources/certainty/credibility.yml`, `sources`).
        source_words: What that kind speaks for, in words.
        credibility: `1` to `6` of the Admiralty code; shown only with `credibility_words`.
        credibility_words: Its meaning.
        reasons: What it rests on, never empty.
    """

    claim: str
    source: str
    source_words: str
    credibility: str
    credibility_words: str
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        grounds = "; ".join(r.note or r.rule for r in self.reasons)
        return f"{self.source}: {self.source_words}. {self.credibility} ({self.credibility_words}): {grounds}"


def suggest(
    claim: Claim, claims: Sequence[Claim], attributions: Sequence[Attribution], knowledge: Knowledge
) -> Suggestion:
    """Suggest how credible a claim is from its report alone.

    Args:
        claim: The claim.
        claims: All claims of the reading, the claim among them.
        attributions: All attributions of the reading.
        knowledge: Tables; `certainty/credibility` and `actors/index` are read.
    """
    table = knowledge.table("certainty/credibility")
    by_id = {a.id: a for a in attributions}
    nearest = by_id.get(claim.chain[-1]) if claim.chain else None
    kind, reasons = _source(claim, nearest, table, knowledge)
    credibility = "6" if kind in ("anonymous", "unnamed-hearsay") else "3"
    others = [c for c in claims if c is not claim and _same_matter(claim, c)]
    confirming = [c for c in others if _stated(c) and _independent(claim, c, by_id)]
    denying = [c for c in others if c.certainty in _DENIED and _speaker(c, by_id) != _speaker(claim, by_id)]
    if _interested_denial(claim, nearest, table):
        reasons.append(_reason("credibility.interested-denial", nearest, "the party that is blamed denies it"))
    if _stated(claim) and confirming:
        credibility = "2"
        reasons.append(
            Reason(
                rule="credibility.confirmed-in-text",
                span=confirming[0].trigger,
                note="another source of the same report says the same",
            )
        )
    if _stated(claim) and denying:
        credibility = "4" if not confirming else "3"
        reasons.append(
            Reason(
                rule="credibility.denied-in-text", span=denying[0].trigger, note="somebody in the same report denies it"
            )
        )
    if nearest is not None and nearest.stance is Stance.CONCEDES and _stated(claim):
        credibility = "2"
        reasons.append(_reason("credibility.against-interest", nearest, "the source owns up to it"))
    return Suggestion(
        claim=claim.id,
        source=kind,
        source_words=str(table["sources"][kind]),
        credibility=credibility,
        credibility_words=str(table["credibility"][credibility]),
        reasons=tuple(reasons),
    )


def _source(
    claim: Claim, nearest: Attribution | None, table: dict[str, Any], knowledge: Knowledge
) -> tuple[str, list[Reason]]:
    """The kind of source, and why."""
    if nearest is None:
        heard = next((r for r in claim.reasons if r.rule in table["hearsay_rules"]), None)
        if heard is not None:
            return "unnamed-hearsay", [Reason(rule="source.hearsay", span=heard.span, note="passed on, nobody named")]
        return "report", [Reason(rule="source.report", span=claim.sentence, note="no source is named for it")]
    speaker = nearest.speaker
    words = (speaker.name or "").lower().split() if speaker is not None else []
    held = nearest.withholds
    unnamed = any(word.rstrip("s") in table["anonymous_words"] for word in words)
    if "anonymous" in nearest.basis or (held is not None and held.what == "name"):
        return "anonymous", [_reason("source.anonymous", nearest, "the source withholds its name")]
    if speaker is not None and _state_outlet(speaker, knowledge):
        return "state-media", [_reason("source.state-media", nearest, f"{speaker.name} is run by a state")]
    if {"documents", "imagery", "tracking", "statistics"} & set(nearest.basis):
        rests = ", ".join(nearest.basis)
        return "evidence", [_reason("source.evidence", nearest, f"it says that it rests on {rests}")]
    if speaker is None or (unnamed and speaker.id is None and speaker.office is None):
        return "anonymous", [_reason("source.unnamed", nearest, "no name is given for the source")]
    if speaker.role in table["monitor_roles"]:
        return "monitor", [_reason("source.monitor", nearest, f"{speaker.name} watches and reports")]
    if speaker.role in table["state_roles"]:
        return "official-on-record", [
            _reason("source.official", nearest, f"{speaker.name or speaker.country} on record")
        ]
    if speaker.role == "JRN":
        return "media", [_reason("source.media", nearest, f"{speaker.name} is an outlet")]
    return "named", [_reason("source.named", nearest, f"{speaker.name or speaker.country} is named")]


def _reason(rule: str, attribution: Attribution | None, note: str) -> Reason:
    spans = () if attribution is None else attribution.source or attribution.cue
    return Reason(rule=rule, span=spans[0] if spans else None, note=note)


def _state_outlet(speaker: Actor, knowledge: Knowledge) -> bool:
    """Whether the speaker is an outlet that a state runs."""
    if speaker.id is None:
        return (speaker.name or "").lower().startswith("state ")
    kinds = {str(row[0]): str(row[4]) for row in knowledge.table("actors/index")["refs"] if row[3] == "JRN"}
    return kinds.get(speaker.id) == "outlet: state"


def _stated(claim: Claim) -> bool:
    return claim.status in HAPPENED and claim.polarity == "+" and claim.certainty in _SURE


def _countries(actors: Sequence[Actor]) -> set[str]:
    return {a.country for a in actors if a.country}


def _same_matter(one: Claim, other: Claim) -> bool:
    """Whether two claims tell of one kind of deed by the same actors; goods must meet where both name some."""
    if one.type != other.type or not _countries(one.actors) & _countries(other.actors):
        return False
    receivers, receiving = _countries(one.recipients), _countries(other.recipients)
    if receivers and receiving and not receivers & receiving:
        return False
    goods, others = {i.item for i in one.items}, {i.item for i in other.items}
    return bool(goods & others) if goods and others else True


def _speaker(claim: Claim, by_id: dict[str, Attribution]) -> tuple[str | None, str | None] | None:
    nearest = by_id.get(claim.chain[-1]) if claim.chain else None
    if nearest is None:
        return None
    return (nearest.speaker.country, nearest.speaker.name) if nearest.speaker is not None else ("", nearest.id)


def _independent(one: Claim, other: Claim, by_id: dict[str, Attribution]) -> bool:
    """Whether two claims rest on speakers of different parties; the report's own words rest on nobody."""
    first, second = _speaker(one, by_id), _speaker(other, by_id)
    if first is None or second is None:
        return False
    return first[0] != second[0] if first[0] and second[0] else first[1] != second[1]


def _interested_denial(claim: Claim, nearest: Attribution | None, table: dict[str, Any]) -> bool:
    """Whether a party denies what it is itself said to have done."""
    if nearest is None or nearest.speaker is None or claim.type not in table["blaming_types"]:
        return False
    denies = nearest.stance is Stance.DENIES or claim.certainty in _DENIED
    return denies and nearest.speaker.country in _countries((*claim.actors, *claim.recipients))
