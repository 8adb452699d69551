"""Acts from JSON lines: what is understood, and what is refused with its line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from onrecord.errors import QueryError
from onrecord.knowledge import Knowledge
from onrecord.workflows.check import act_from_line, check_lines

ACT = {
    "id": "a1",
    "date": "2023-10-13",
    "action": "supply",
    "supplier": "PRK",
    "recipient": "RUS",
    "items": ["artillery_ammunition"],
}


def line(**more: object) -> str:
    return json.dumps({**ACT, **more})


def test_findings_of_lines(knowledge: Knowledge) -> None:
    findings = list(check_lines([line(), "", line(id="a2", supplier="KOR")], knowledge))
    assert {f.subject for f in findings} == {"a1"}
    data = findings[0].to_dict()
    assert data["act"] == "a1" and data["clause"] == "unscr-1874-9"
    keys = {
        "act",
        "clause",
        "date",
        "strength",
        "wording",
        "bound",
        "reasons",
        "missing",
        "confidence",
        "paragraph_checked",
        "disputed",
    }
    assert keys <= set(data)
    json.dumps(data)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2024", date(2024, 1, 1), date(2024, 12, 31)), ("2024-02", date(2024, 2, 1), date(2024, 2, 29))],
)
def test_dates_without_a_day(knowledge: Knowledge, text: str, first: date, last: date) -> None:
    act = act_from_line(line(date=text), 1, knowledge)
    assert (act.first, act.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        line(date=None),
        line(date="2023-13-01"),
        line(supplier="North Korea"),
        line(recipient="group:nobody"),
        line(items=["shels"]),
        line(colour="red"),
    ],
)
def test_refused_with_its_line(knowledge: Knowledge, text: str) -> None:
    with pytest.raises(QueryError, match=r"acts\.jsonl, line 7"):
        act_from_line(text, 7, knowledge, "acts.jsonl")


def test_group_by_alias(knowledge: Knowledge) -> None:
    findings = list(
        check_lines(
            [line(date="2024-08-01", supplier="IRN", recipient="group:hezbollah", items=["artillery_rocket"])],
            knowledge,
        )
    )
    assert [f.clause for f in findings] == ["unscr-1701-15a"]
