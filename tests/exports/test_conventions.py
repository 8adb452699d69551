"""Event tables of sentences as they are read: what is to come, and who visits whom, as the manuals want it."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from onrecord.domain.contract import claim_to_dict
from onrecord.domain.report import Provenance, Report
from onrecord.exports import event_codes
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader

Row = dict[str, Any]


def read(reader: Reader, sentence: str) -> list[Row]:
    """The claims of a sentence as rows of a casebook."""
    report = Report(
        payload=f"{sentence}\n".encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 9, 13))
    )
    told = reader.read(read_article(report, reader.knowledge))
    beside = dict.fromkeys(("source", "stance", "title", "url", "publisher", "published"))
    return [
        claim_to_dict(claim)
        | beside
        | {"report": told.report.id, "quote": sentence, "decision": "open", "tlp": "CLEAR"}
        for claim in told.claims
    ]


def table(lines: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines))))


@pytest.mark.parametrize(
    ("sentence", "plover", "cameo"),
    [
        ("Vladimir Putin will meet Kim Jong Un in Vladivostok on Monday, the Kremlin said.", "AGREE", "036"),
        ("Putin plans to visit Pyongyang next month.", "AGREE", "036"),
        ("Russia will send food aid to North Korea, Lavrov said.", "AGREE", "033"),
        ("Sergei Shoigu visited Pyongyang in July.", "CONSULT", "042"),
    ],
)
def test_what_is_to_come_is_agreed_and_what_was_is_done(reader: Reader, sentence: str, plover: str, cameo: str) -> None:
    rows = read(reader, sentence)
    assert [row["Event Type"] for row in table(event_codes.plover(rows))] == [plover]
    told = table(event_codes.cameo(rows))
    assert {row["EventCode"] for row in told} == {cameo}
    assert {row["QuadClass"] for row in told} == {"1"}


def test_a_withdrawal_to_come_is_conceded(reader: Reader) -> None:
    (row,) = table(event_codes.plover(read(reader, "Russia will withdraw its troops from Syria, the Kremlin said.")))
    assert (row["Event Type"], row["Status"]) == ("CONCEDE", "planned")


def test_the_visitor_is_the_actor_and_in_hosting_the_host(reader: Reader) -> None:
    visit = "Sergei Shoigu visited Pyongyang in July."
    (plover,) = table(event_codes.plover(read(reader, visit)))
    assert (plover["Actor Country"], plover["Recipient Country"], plover["Event Mode"]) == ("RUS", "PRK", "visit")
    (cameo,) = table(event_codes.cameo(read(reader, visit)))
    assert (cameo["EventCode"], cameo["Actor1CountryCode"], cameo["Actor2CountryCode"]) == ("042", "RUS", "PRK")

    hosted = "Russian President Vladimir Putin received North Korean leader Kim Jong Un at the Vostochny space centre on Wednesday."
    (plover,) = table(event_codes.plover(read(reader, hosted)))
    assert (plover["Actor Country"], plover["Recipient Country"], plover["Event Mode"]) == ("PRK", "RUS", "visit")
    (cameo,) = table(event_codes.cameo(read(reader, hosted)))
    assert (cameo["EventCode"], cameo["Actor1CountryCode"], cameo["Actor2CountryCode"]) == ("043", "RUS", "PRK")


def test_a_meeting_of_equals_has_a_row_in_each_direction(reader: Reader) -> None:
    rows = read(reader, "Sergei Lavrov and Choe Son Hui met in Moscow on Tuesday.")
    told = table(event_codes.cameo(rows))
    assert [(row["Actor1CountryCode"], row["Actor2CountryCode"]) for row in told] == [("RUS", "PRK"), ("PRK", "RUS")]
    (plover,) = table(event_codes.plover(rows))
    assert (plover["Actor Country"], plover["Recipient Country"]) == ("RUS; PRK", "")
