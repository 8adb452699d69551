"""Attempts that came to nothing, beside those of which no more is said."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


@pytest.mark.parametrize(
    ("text", "trigger", "standing"),
    [
        ("North Korea attempted to launch a satellite on Tuesday, but the rocket exploded.", "launch", "failed + CT+"),
        (
            "North Korea attempted to launch a missile, and the launch is presumed to have failed.",
            "launch",
            "failed + CT+",
        ),
        ("North Korea tried to launch a missile, and the test succeeded.", "launch", "sought + Uu"),
        ("North Korea reportedly tried to launch a missile, but the test failed.", "launch", "failed + Uu"),
        ("North Korea's missile test failed.", "missile test", "failed + CT+"),
        ("The sanctions on Iran failed.", "sanctions", "under_way + CT+"),
        ("The missile launch by Iran ended in failure.", "missile launch", "failed + CT+"),
        ("A test of the missile by Iran could fail.", "test", "hypothetical + Uu"),
        ("Turkey's bid to buy Patriot missiles failed.", "buy", "failed + CT+"),
        ("Smugglers tried to ship missiles to Yemen, but the attempt was foiled by the navy.", "ship", "failed + CT+"),
        ("Iran attempted to send drones to Sudan. The attempt failed.", "send", "failed + CT+"),
        ("Iran is trying to ship drones to Sudan. The last attempt failed.", "ship", "sought + Uu"),
        ("Militants attempted to storm the base but were repelled.", "storm", "failed + CT+"),
        ("The army tried without success to retake the village.", "retake", "failed + CT+"),
        ("Syrian rebels tried to capture the bridge. A previous attack failed.", "capture", "sought + Uu"),
        ("Syria tried to hit the convoy, but Turkey said the attack did not fail.", "hit", "sought + Uu"),
        ("Syria's attack on the base was stopped.", "attack", "done + CT+"),
        ("The talks between Iran and Turkey failed.", "talks", "done + CT+"),
    ],
)
def test_what_is_tried_fails_only_where_the_report_says_so(
    reader: Reader, text: str, trigger: str, standing: str
) -> None:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    claims = reader.read(read_article(report, reader.knowledge)).claims
    found = next(c for c in claims if c.trigger.of(text) == trigger)
    assert f"{found.status} {found.polarity} {found.certainty}" == standing
