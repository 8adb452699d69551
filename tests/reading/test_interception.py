"""A seizure marks the supply that it ended, and no other; helpers of a supply are intermediaries."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.certainty import Outcome, Status
from onrecord.domain.claim import Claim
from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


def supply(reader: Reader, text: str) -> Claim:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    claims = [c for c in reader.read(read_article(report, reader.knowledge)).claims if c.type == "TRANSFER"]
    assert claims, text
    return claims[0]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The navy intercepted a shipment of rifles from Iran to Yemen.", Status.SHIPPED),
        ("A shipment of missiles from Iran to Yemen was intercepted by the US navy.", Status.SHIPPED),
        ("Gibraltar seized a tanker carrying Iranian oil to Syria.", Status.SHIPPED),
        ("Cyprus seized 200 rifles that were being shipped from Turkey to Libya.", Status.SHIPPED),
        ("The coast guard seized a vessel for allegedly smuggling fuel in the Gulf.", Status.UNDER_WAY),
    ],
)
def test_what_is_seized_on_its_way_is_intercepted(reader: Reader, text: str, status: Status) -> None:
    claim = supply(reader, text)
    assert claim.outcome is Outcome.INTERCEPTED
    assert claim.status is status
    assert any(r.rule == "outcome.intercepted" and r.span is not None for r in claim.reasons)


@pytest.mark.parametrize(
    "text",
    [
        "Cyprus seized a tanker. Iran shipped oil to Syria.",
        "Cyprus will not seize a tanker carrying Iranian oil to Syria.",
        "Officials seized two ships for alleged illicit trade of coal with North Korea.",
        "Iran shipped rifles to Yemen and arrested a journalist.",
        "The navy may intercept a shipment of rifles from Iran to Yemen.",
        "If a shipment of rifles to Yemen was intercepted, Iran would protest.",
        "A shipment of rifles from Iran to Yemen is expected to be intercepted.",
        "The shipment of rifles to Yemen was not intercepted.",
    ],
)
def test_no_seizure_of_it_no_interception(reader: Reader, text: str) -> None:
    assert supply(reader, text).outcome is not Outcome.INTERCEPTED


@pytest.mark.parametrize(
    ("text", "suppliers", "between", "receivers"),
    [
        ("The US helped send spare parts into Ukraine.", set(), {"USA"}, {"UKR"}),
        ("The US helped Poland send rifles to Ukraine.", {"POL"}, {"USA"}, {"UKR"}),
        ("Jordan facilitated the transfer of rifles from Iraq to Syria.", {"IRQ"}, {"JOR"}, {"SYR"}),
        ("Turkey brokered the delivery of drones from Iran to Sudan.", {"IRN"}, {"TUR"}, {"SDN"}),
        ("Iran sent missiles to Russia with the help of Belarus.", {"IRN"}, {"BLR"}, {"RUS"}),
        ("Iran sent missiles to Russia.", {"IRN"}, set(), {"RUS"}),
        ("The US approved the delivery of drones from Israel to India.", {"ISR"}, set(), {"IND"}),
    ],
)
def test_who_helps_passes_on(
    reader: Reader, text: str, suppliers: set[str], between: set[str], receivers: set[str]
) -> None:
    claim = supply(reader, text)
    assert {a.country for a in claim.actors} == suppliers
    assert {a.country for a in claim.intermediaries} == between
    assert {a.country for a in claim.recipients} == receivers
