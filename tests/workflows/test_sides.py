"""The chronology in two columns: by the countries of the sources whose word an event rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import link_support
from casebook_support import new_case
from link_support import Saying
from onrecord.domain.attribution import Stance
from onrecord.domain.certainty import Certainty
from onrecord.domain.query import ClaimQuery
from onrecord.errors import QueryError
from onrecord.store import writes
from onrecord.store.case import Case
from onrecord.workflows.link import link_case
from onrecord.workflows.matter import ladder, matter, parse_sides, timeline

DAY = date(2023, 9, 14)
SENT = Saying(
    text="North Korea shipped artillery shells to Russia aboard a freighter, Berg said.",
    word="shipped",
    item="artillery_ammunition",
    day=date(2023, 9, 10),
    speaker="Anna Berg",
    speaker_country="NOR",
)
LEE = replace(
    SENT,
    text="Artillery shells were shipped from North Korea to Russia aboard a freighter, Lee said.",
    speaker="Lee Min-ho",
    speaker_country="KOR",
)


def book(folder: Path, *sayings: Saying) -> Case:
    case = new_case(folder)
    with case.write() as connection:
        for n, one in enumerate(sayings):
            told = link_support.reading(f"Outlet {n}", DAY, one)
            writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, told)
    link_case(case, by="tests")
    return case


def side(case: Case, sides: str) -> list[str]:
    with case.read() as connection:
        rows = timeline(connection, matter(connection, ClaimQuery()), sides=parse_sides(sides))
    return [str(row["side"]) for row in rows]


def test_sides_go_by_the_sources(tmp_path: Path) -> None:
    case = book(tmp_path, SENT)
    assert side(case, "NOR,SWE:KOR") == ["A"]
    assert side(case, "KOR:NOR") == ["B"]
    # who acts is no side: the parties of the deed say nothing here
    assert side(case, "PRK:RUS") == ["neither"]


def test_what_both_report_is_of_both(tmp_path: Path) -> None:
    case = book(tmp_path, SENT, LEE)
    assert side(case, "NOR:KOR") == ["both"]
    assert side(case, "NOR:RUS") == ["A"]


def test_who_denies_is_no_source_of_a_side(tmp_path: Path) -> None:
    denial = replace(
        LEE, text="Lee denied that artillery shells were shipped from North Korea to Russia aboard a freighter.",
        stance=Stance.DENIES, certainty=Certainty.CERTAINLY_NOT,
    )  # fmt: skip
    assert side(book(tmp_path, SENT, denial), "NOR:KOR") == ["A"]


@pytest.mark.parametrize("text", ["NOR", "NOR:", ":KOR", "Norway:KOR", ""])
def test_what_is_not_two_sides(text: str) -> None:
    with pytest.raises(QueryError):
        parse_sides(text)


def test_a_ladder_tells_what_went_stale(tmp_path: Path) -> None:
    case = book(tmp_path, SENT)
    with case.read() as connection:
        about = matter(connection, ClaimQuery())
        assert {row["stale_since"] for row in ladder(connection, about, today=date(2023, 10, 1))} == {None}
        assert {row["stale_since"] for row in ladder(connection, about, today=date(2024, 3, 1))} == {"2023-09-14"}
        assert {row["stale_since"] for row in ladder(connection, about)} == {None}
