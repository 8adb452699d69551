"""Dates without a year near the turn of a year."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.report import Provenance, Report
from onrecord.reading.read import Reader
from onrecord.workflows.read import read_report


@pytest.mark.parametrize(
    ("published", "value"),
    [(date(2024, 1, 4), "2023-12-30"), (date(2023, 12, 31), "2023-12-30"), (date(2024, 1, 1), "2023-12-30")],
)
def test_the_day_before_the_turn_of_the_year(published: date, value: str, reader: Reader) -> None:
    text = (
        "Norway fired two missiles on December 30, its defence ministry told reporters in the capital of the country."
    )
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=published))
    claims = read_report(report, reader).claims
    assert [claim.time.value for claim in claims if claim.time][:1] == [value]
