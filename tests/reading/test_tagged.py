"""Whole attributions from tags and links."""

from __future__ import annotations

import pytest

from onrecord.reading.encoder import Encoder
from onrecord.reading.tagged import tagged_attributions


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_two_sayings_are_kept_apart(encoder: Encoder) -> None:
    text = (
        "“We sold no ships,” Anna Berg said on Monday.\n\n"
        "Karl Lind, a lawyer for the firm, denied that the crew was drunk."
    )
    found = tagged_attributions(encoder.encode(text))
    assert [text[slice(*item.cue)] for item in found] == ["said", "denied"]
    assert "Anna Berg" in text[slice(*found[0].source[0])]
    assert "Karl Lind" in text[slice(*found[1].source[0])]
    assert "sold no ships" in " ".join(text[a:b] for a, b in found[0].content)
    assert "crew was drunk" in " ".join(text[a:b] for a, b in found[1].content)
    assert all(0 < item.confidence <= 1 for item in found)


def test_nothing_said_gives_nothing(encoder: Encoder) -> None:
    assert tagged_attributions(encoder.encode("")) == ()
    assert tagged_attributions(encoder.encode("The river rises in the hills.", spans=[])) == ()
