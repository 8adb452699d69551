"""Times in words, never more precise than what was told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.exports.words import timex


@pytest.mark.parametrize(
    ("value", "mod", "told"),
    [
        ("2023-08-30", None, "2023-08-30"),
        ("2023-08", "APPROX", "about 2023-08"),
        ("2023-W35", None, "week 35 of 2023"),
        ("2023-W05-WE", None, "weekend of week 5 of 2023"),
        ("2023-SU", "END", "end of summer 2023"),
        ("2023-Q3", None, "quarter 3 of 2023"),
        ("2023-H1", None, "half 1 of 2023"),
        ("199", None, "1990s"),
        ("2023-08-30TMO", None, "morning of 2023-08-30"),
        ("XXXX-WXX-3", None, "a Wednesday"),
        ("PAST_REF", None, "in the past"),
        ("P3M", "LESS_THAN", "less than P3M"),
        ("P3M", "SOMETHING_NEW", "something new P3M"),
    ],
)
def test_values_in_words(value: str, mod: str | None, told: str) -> None:
    assert timex(value, mod) == told


@given(st.text(max_size=20))
def test_what_has_no_words_stays_as_it_is(value: str) -> None:
    assert timex(value).strip() or not value.strip()
