"""Norms: spans, ids, and the norm of a breach."""

from __future__ import annotations

import pytest
from goods_support import parsed, token_of

from onrecord.reading.norms import find_norms, norm_for
from onrecord.reading.read import Reader


@pytest.mark.parametrize(
    ("text", "verb", "norm", "ids"),
    [
        ("The deal would violate Security Council resolution 1718.", "violate", "resolution 1718", ("unscr-1718",)),
        (
            "It violated resolutions 1718 and 1874.",
            "violated",
            "resolutions 1718 and 1874",
            ("unscr-1718", "unscr-1874"),
        ),
        ("It breached several U.N. Security Council resolutions.", "breached", "resolutions", ("unsc-resolutions",)),
        ("The firm was accused of evading sanctions.", "evading", "sanctions", ()),
        ("That is a breach of the Chemical Weapons Convention.", "breach", "Chemical Weapons Convention", ("cwc",)),
        ("The test was in violation of international law.", "violation", "international law", ("international-law",)),
        ("They ignored the ceasefire.", "ignored", "the ceasefire", ()),
    ],
)
def test_norm_of_a_breach(reader: Reader, text: str, verb: str, norm: str, ids: tuple[str, ...]) -> None:
    _, parse = parsed(reader, text)
    token = token_of(parse, verb)
    found = norm_for(find_norms(parse, reader.knowledge), parse, token, token)
    assert found is not None
    assert norm in found.text and found.text == found.span.of(text)
    assert found.ids == ids


def test_a_deal_is_no_norm_by_itself(reader: Reader) -> None:
    _, parse = parsed(reader, "The two companies signed a deal in Rome.")
    assert find_norms(parse, reader.knowledge) == ()


def test_a_year_is_no_resolution(reader: Reader) -> None:
    _, parse = parsed(reader, "It broke resolution 1540 (2004) again.")
    assert [m.norm.ids for m in find_norms(parse, reader.knowledge)] == [("unscr-1540",)]
