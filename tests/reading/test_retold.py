"""A bare name shares the standing that the report gave its happening before, and nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.claim import Claim
from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


def read(reader: Reader, text: str) -> tuple[Claim, ...]:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    return reader.read(read_article(report, reader.knowledge)).claims


def last(reader: Reader, text: str, trigger: str) -> Claim:
    found = [c for c in read(reader, text) if c.trigger.of(text) == trigger]
    assert found, text
    return found[-1]


AHEAD = [
    (
        "France will hold a summit with Libya in Paris. Libya's president praised France. "
        "Critics mock the summit with Libya.",
        "summit",
    ),
    (
        "France plans the withdrawal of its troops from Mali. "
        "A minister said the French departure should not leave Mali exposed.",
        "departure",
    ),
]
TOLD = [
    (
        "France held a summit with Libya in Paris. Libya's president praised France. "
        "Critics mock the summit with Libya.",
        "summit",
    ),
    # the plan came to pass within the report
    (
        "France had planned the withdrawal of its troops from Mali. They withdrew in May. "
        "A minister said the French departure should not worry Mali.",
        "departure",
    ),
    # another one: it has a day of its own
    (
        "North Korea will conduct a nuclear test. China is angry over its Feb. 12 nuclear test.",
        "nuclear test",
    ),
    # another one: it has a year of its own
    (
        "France will hold a summit with Libya in Paris. The 2019 summit of France with Libya ended without a treaty.",
        "summit",
    ),
]


@pytest.mark.parametrize(("text", "trigger"), AHEAD)
def test_a_name_stands_as_what_it_names(reader: Reader, text: str, trigger: str) -> None:
    claim = last(reader, text, trigger)
    assert claim.status in (Status.PLANNED, Status.SOUGHT)
    assert claim.certainty is Certainty.UNCOMMITTED
    assert claim.reasons[-1].rule == "status.told-ahead"
    assert claim.reasons[-1].span is not None, "the reason points at the earlier mention"


@pytest.mark.parametrize(("text", "trigger"), TOLD)
def test_what_is_told_as_done_stays_done(reader: Reader, text: str, trigger: str) -> None:
    claim = last(reader, text, trigger)
    assert claim.status is Status.DONE
    assert claim.certainty is Certainty.CERTAIN
