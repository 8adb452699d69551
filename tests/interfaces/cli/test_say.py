"""What goes to the terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from onrecord.interfaces.cli.say import safe


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    told = safe(text)
    assert "\n" not in told
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in told)
    assert not any(
        unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI") for c in told
    )


def test_words_stay_as_they_are() -> None:
    assert safe("  Kim  Jong\nUn – “so” [bold]é ") == "Kim Jong Un – “so” [bold]é"
    assert safe("a\x1b[31mb\u202ec") == "a\\x1b[31mb\\u202ec"
