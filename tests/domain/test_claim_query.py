from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.certainty import Status
from onrecord.domain.query import ClaimQuery, parse_day, parse_tlp, tlp_rank
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError

_CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
_NAMES = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1).map(str.strip).filter(bool)
)
_DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@given(
    type=st.lists(st.sampled_from(["TRANSFER", "CONSULT"]), max_size=2).map(tuple),
    actor=st.lists(_NAMES, max_size=2).map(tuple),
    dyad=st.lists(st.tuples(_CODES, _CODES), max_size=2).map(tuple),
    status=st.lists(st.sampled_from([str(s) for s in Status]), max_size=2).map(tuple),
    days=st.lists(_DAYS, min_size=2, max_size=2).map(sorted),
    text=st.none() | _NAMES,
    superseded=st.booleans(),
)
def test_a_query_comes_back_from_its_options(type, actor, dyad, status, days, text, superseded) -> None:  # type: ignore[no-untyped-def]
    query = ClaimQuery(
        type=type,
        actor=actor,
        dyad=dyad,
        status=status,
        event_from=days[0],
        event_to=days[1],
        text=text,
        superseded=superseded,
    )
    assert ClaimQuery.parse(query.to_options()) == query


@pytest.mark.parametrize(
    "options",
    [
        {"colour": "red"},
        {"status": "gone"},
        {"status-from": "gone"},
        {"certainty": "sure"},
        {"polarity": "0"},
        {"dyad": "RUS"},
        {"dyad": "R:S"},
        {"country": "Russia"},
        {"decision": "maybe"},
        {"event-from": "soon"},
        {"event-from": "2024-13"},
        {"event-from": "2024-02-30"},
        {"published-from": "2024-02", "published-to": "2024-01"},
    ],
)
def test_what_is_not_understood_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(QueryError):
        ClaimQuery.parse(options)


def test_codes_split_at_commas_and_names_do_not() -> None:
    query = ClaimQuery.parse(
        {"type": "transfer, consult", "actor": "Kim, Jong Un", "item": ["a,b", "c"], "source": None}
    )
    assert query == ClaimQuery(type=("TRANSFER", "CONSULT"), actor=("Kim, Jong Un",), item=("a", "b", "c"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-5-7", date(2024, 5, 7), date(2024, 5, 7)),
    ],
)
def test_days_months_and_years(text: str, first: date, last: date) -> None:
    assert (parse_day(text), parse_day(text, last=True)) == (first, last)


def test_markings_are_ordered() -> None:
    assert [tlp_rank(level) for level in Tlp] == [0, 1, 2, 3, 4]
    assert parse_tlp("tlp:amber_strict") is Tlp.AMBER_STRICT
    with pytest.raises(QueryError):
        parse_tlp("white")
