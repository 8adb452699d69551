"""Every claim is a fact, an aim or a denial, and only one of them."""

from __future__ import annotations

import itertools

import pytest

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.claim import Claim
from onrecord.domain.report import Report
from onrecord.domain.span import Span
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article
from onrecord.reading.filters import Only, kind_of, only
from onrecord.reading.read import Reader


def claim(status: str, polarity: str, certainty: str, chain: tuple[str, ...] = ()) -> Claim:
    return Claim(
        id="c1",
        key="clm-1",
        type="TRANSFER",
        trigger=Span(0, 4),
        sentence=Span(0, 9),
        status=Status(status),
        polarity=polarity,
        certainty=Certainty(certainty),
        author_certainty=Certainty.UNCOMMITTED,
        chain=chain,
    )


def saying(stance: str) -> Attribution:
    return Attribution(id="a1", source=(), cue=(), content=(), kind=AttributionKind.INDIRECT, stance=Stance(stance))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (("shipped", "+", "CT+"), Only.FACTS),
        (("done", "+", "PR+"), Only.FACTS),
        (("done", "+", "PS+"), Only.AIMS),
        (("done", "+", "Uu"), Only.AIMS),
        (("done", "-", "CT-"), Only.DENIALS),
        (("planned", "-", "CT-"), Only.DENIALS),
        (("pledged", "-", "Uu"), Only.AIMS),
        (("delivered", "+", "CT-"), Only.DENIALS),
        (("failed", "+", "CT+"), Only.AIMS),
        (("planned", "+", "Uu"), Only.AIMS),
    ],
)
def test_kind_follows_status_polarity_and_certainty(told: tuple[str, str, str], kind: Only) -> None:
    assert kind_of(claim(*told), ()) is kind


def test_what_a_source_denies_is_a_denial_whatever_its_standing() -> None:
    assert kind_of(claim("done", "+", "Uu", ("a1",)), (saying("denies"),)) is Only.DENIALS
    assert kind_of(claim("done", "+", "CT+", ("a1",)), (saying("asserts"),)) is Only.FACTS


def test_only_splits_claims_without_loss() -> None:
    everything = [
        claim(str(s), p, str(c), chain) for s, p, c, chain in itertools.product(Status, "+-", Certainty, ((), ("a1",)))
    ]
    parts = [only(kind, everything, (saying("denies"),)) for kind in Only]
    assert sorted(map(len, parts)) and sum(map(len, parts)) == len(everything)
    with pytest.raises(ValueError):
        only("rumours", everything, ())


def test_what_a_correction_withdraws_is_no_fact(reader: Reader) -> None:
    lead = (
        "North Korea has sent more than one million shells to Russia since August, the spy agency of South Korea said."
    )
    told = (
        "Correction: An earlier version of this report said that the shells had been sent to Russia in October alone."
    )
    article = read_article(Report(payload=f"{lead}\n\n{told}".encode(), media_type="text/plain"), load_knowledge())
    reading = reader.read(article)
    withdrawn = [c for c in reading.claims if any(r.rule == "certainty.withdrawn" for r in c.reasons)]
    assert [str(c.certainty) for c in withdrawn] == ["Uu"]
    kept = only(Only.FACTS, reading.claims, reading.attributions)
    assert kept and not set(kept) & set(withdrawn)
