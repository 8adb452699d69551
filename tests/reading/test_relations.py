"""What one happening is to another, within a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


def related(reader: Reader, text: str) -> set[tuple[str, str, str]]:
    """Each relation as its type and the triggers that it goes from and to."""
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    reading = reader.read(read_article(report, reader.knowledge))
    triggers = {c.id: c.trigger.of(reading.report.text) for c in reading.claims}
    return {(r.type, triggers[r.origin], triggers[r.target]) for r in reading.relations}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (
            "The sanctions ordered by Norway are in response to Iran shooting down a drone.",
            ("response", "sanctions", "shooting down"),
        ),
        ("US forces came under fire from a tank and responded with airstrikes.", ("response", "airstrikes", "fire")),
        (
            "With the help of US airstrikes, Kurdish forces pushed the militants out of the town.",
            ("cause", "airstrikes", "pushed"),
        ),
        (
            "The seizure of a tanker by Britain is believed to have led Iran to capture a British ship.",
            ("cause", "seizure", "capture"),
        ),
    ],
)
def test_words_that_tell_how_two_happenings_belong_together(
    reader: Reader, text: str, relation: tuple[str, str, str]
) -> None:
    found = related(reader, text)
    assert any(r[0] == relation[0] and relation[1] in r[1] and relation[2] in r[2] for r in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Turkey responded with a smile. US forces bombed a tank in Syria.",
        "US forces bombed a tank in Syria. Iran led Iraq.",
        "Kurdish forces pushed the militants out of the town with the help of friends.",
    ],
)
def test_no_word_no_relation(reader: Reader, text: str) -> None:
    assert not {r for r in related(reader, text) if r[0] in ("cause", "response")}
