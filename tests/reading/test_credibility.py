"""Suggestions always say what they rest on, and follow the code's rules."""

from __future__ import annotations

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.domain.claim import Claim
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.reading.credibility import suggest

ERITREA = Actor(name="Eritrea", country="ERI", role="GOV")


def claim(id: str, chain: str | None, certainty: str = "CT+", reasons: tuple[Reason, ...] = ()) -> Claim:
    return Claim(
        id=id,
        key=f"clm-{id}",
        type="TRANSFER",
        trigger=Span(10, 14),
        sentence=Span(0, 20),
        status=Status.SHIPPED,
        polarity="+",
        certainty=Certainty(certainty),
        author_certainty=Certainty.UNCOMMITTED,
        actors=(ERITREA,),
        chain=(chain,) if chain else (),
        reasons=reasons,
    )


def saying(
    id: str, name: str, country: str | None, role: str | None, stance: str = "asserts", **more: object
) -> Attribution:
    values: dict[str, object] = {"actor": None, "basis": (), **more}
    return Attribution(
        id=id,
        source=(Span(0, 4),),
        cue=(Span(5, 9),),
        content=(Span(10, 20),),
        kind=AttributionKind.INDIRECT,
        stance=Stance(stance),
        speaker=Actor(name=name, country=country, role=role, id=values["actor"]),  # type: ignore[arg-type]
        basis=values["basis"],  # type: ignore[arg-type]
    )


def test_an_official_on_record_is_told_from_an_unnamed_one(knowledge: Knowledge) -> None:
    named = saying("a1", "Yemane Gebremeskel", "ERI", "GOV")
    unnamed = saying("a2", "two officials", "ERI", "GOV")
    one, two = claim("c1", "a1"), claim("c2", "a2")
    assert suggest(one, [one], [named], knowledge).source == "official-on-record"
    told = suggest(two, [two], [unnamed], knowledge)
    assert (told.source, told.credibility) == ("anonymous", "6")


def test_state_media_and_evidence_are_named(knowledge: Knowledge) -> None:
    outlet = saying("a1", "KCNA", "PRK", "JRN", actor="kcna")
    images = saying("a2", "Planet", None, None, basis=("imagery",))
    one, two = claim("c1", "a1"), claim("c2", "a2")
    assert suggest(one, [one], [outlet], knowledge).source == "state-media"
    assert suggest(two, [two], [images], knowledge).source == "evidence"


def test_confirmation_needs_another_party(knowledge: Knowledge) -> None:
    first, second = saying("a1", "Abiy Ahmed", "ETH", "GOV"), saying("a2", "Redwan Hussien", "ETH", "GOV")
    third = saying("a3", "William Ruto", "KEN", "GOV")
    one, two, three = claim("c1", "a1"), claim("c2", "a2"), claim("c3", "a3")
    assert suggest(one, [one, two], [first, second], knowledge).credibility == "3"
    told = suggest(one, [one, two, three], [first, second, third], knowledge)
    assert told.credibility == "2"
    assert "credibility.confirmed-in-text" in {r.rule for r in told.reasons}


def test_a_denial_by_the_blamed_party_is_named_and_disputes_the_claim(knowledge: Knowledge) -> None:
    accuser = saying("a1", "Abiy Ahmed", "ETH", "GOV")
    denier = saying("a2", "Yemane Gebremeskel", "ERI", "GOV", "denies")
    one, two = claim("c1", "a1"), claim("c2", "a2", "CT-")
    assert suggest(one, [one, two], [accuser, denier], knowledge).credibility == "4"
    assert "credibility.interested-denial" in {
        r.rule for r in suggest(two, [one, two], [accuser, denier], knowledge).reasons
    }


def test_hearsay_has_nothing_to_be_judged_by(knowledge: Knowledge) -> None:
    heard = claim("c1", None, "Uu", (Reason(rule="certainty.hearsay", span=Span(1, 3)),))
    told = suggest(heard, [heard], [], knowledge)
    assert (told.source, told.credibility) == ("unnamed-hearsay", "6")


def test_no_suggestion_is_a_bare_number(knowledge: Knowledge) -> None:
    own = claim("c1", None)
    told = suggest(own, [own], [], knowledge)
    assert told.reasons and all(r.note for r in told.reasons)
    assert told.credibility_words in str(told) and told.source_words in str(told)
