"""One record with the gate: what is left out, at which stage, and why."""

from __future__ import annotations

import pytest

from onrecord.batch.reading import read_record
from onrecord.batch.record import Record
from onrecord.intake.arrival import Arrival
from onrecord.reading.read import Reader

BRIEF = "Iran shipped 200 drones to Russia in August, the Ukrainian defence ministry said. Moscow denied the transfer."
DULL = (
    "Peel the onions and let them soften in butter over a low heat. Stir the stock in slowly and taste as you go. "
    "The soup wants a good hour, and is better the day after. Serve it with bread. "
)
FRENCH = (
    "Le gouvernement a annoncé mardi que le président se rendra à la conférence de paix, qui aura lieu dans la capitale "
    "au mois de juin. Les ministres des affaires étrangères ont signé un accord après de longues négociations. "
)


def record(payload: bytes, media_type: str) -> Record:
    return Record(index=0, shard=0, arrival=Arrival(name="r", payload=payload, media_type=media_type))


@pytest.mark.parametrize(
    ("payload", "media_type", "reason"),
    [
        (DULL.encode() * 3, "text/plain", "gate: the text names no happening that is read"),
        (
            f"<article><p>{DULL * 3}</p></article>".encode(),
            "text/html",
            "gate: the page names no happening that is read",
        ),
        ((DULL * 3).encode("utf-16"), "text/plain", "gate: the text names no happening that is read"),
        (FRENCH.encode() * 2, "text/plain", "gate: the text is not English (it looks like fr)"),
    ],
)
def test_what_is_left_out_says_why(reader: Reader, payload: bytes, media_type: str, reason: str) -> None:
    result = read_record(record(payload, media_type), reader)
    assert (result.fate, result.reason, result.reading) == ("gated", reason, None)


@pytest.mark.parametrize(
    ("payload", "media_type"),
    [
        (BRIEF.encode(), "text/plain"),
        (BRIEF.encode("utf-16"), "text/plain"),
        (f"<html><body><p>{BRIEF}</p></body></html>".encode(), "text/html"),
    ],
)
def test_a_brief_is_read(reader: Reader, payload: bytes, media_type: str) -> None:
    result = read_record(record(payload, media_type), reader)
    assert result.fate == "read" and result.reading is not None
    assert [claim["type"] for claim in result.reading["claims"]][:1] == ["TRANSFER"]
