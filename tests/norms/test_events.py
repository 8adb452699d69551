"""Events held against clauses: which parties and days count, and how the wording is graded."""

from __future__ import annotations

from typing import Any

from onrecord.knowledge import Knowledge
from onrecord.norms.events import acts_of_event, check_event


def event(**more: Any) -> dict[str, Any]:
    return {
        "id": "evt-1",
        "type": "TRANSFER",
        "actors": [{"country": "PRK", "role": "GOV", "name": None, "id": None}],
        "recipients": [{"country": "RUS", "role": "GOV", "name": None, "id": None}],
        "intermediaries": [],
        "items": [{"item": "artillery_ammunition"}],
        "place": None,
        "time": {"from": "2023-09-10", "to": "2023-09-10"},
        "status": "shipped",
        "certainty": "CT+",
        "polarity": "+",
        "n_origins": 2,
        "first_reported": "2023-09-14",
        **more,
    }


def test_stated_as_done(knowledge: Knowledge) -> None:
    finding = check_event(event(), knowledge)[0]
    assert finding.clause == "unscr-1874-9"
    assert finding.to_dict()["event"] == "evt-1"
    assert finding.wording.startswith("stated as done by 2 origins: would breach")


def test_a_plan_would_breach_if_carried_out(knowledge: Knowledge) -> None:
    finding = check_event(event(status="planned", certainty="Uu"), knowledge)[0]
    assert "would breach" in finding.wording and "if carried out" in finding.wording


def test_day_of_report_stands_in_and_says_so(knowledge: Knowledge) -> None:
    finding = check_event(event(time=None), knowledge)[0]
    assert finding.date.isoformat() == "2023-09-14"
    assert finding.reasons[0].rule == "norm.day_of_report" and "the day of the act" in finding.missing


def test_no_day_no_finding(knowledge: Knowledge) -> None:
    assert check_event(event(time=None, first_reported=None), knowledge) == ()


def test_what_does_not_happen_is_no_act(knowledge: Knowledge) -> None:
    assert check_event(event(polarity="-"), knowledge) == ()
    assert check_event(event(type="CONSULT"), knowledge) == ()


def test_armed_groups_are_their_groups(knowledge: Knowledge) -> None:
    houthis = [{"country": "YEM", "role": "REB", "name": "Houthis", "id": None}]
    told = event(actors=[{"country": "IRN", "role": "GOV", "name": None, "id": None}], recipients=houthis)
    assert [a.recipient for a in acts_of_event(told, knowledge)] == ["group:houthis"]
    rebels = [{"country": "LBY", "role": "REB", "name": "rebels", "id": None}]
    found = check_event(
        event(actors=[{"country": "TUR", "role": "GOV", "name": None, "id": None}], recipients=rebels), knowledge
    )
    assert [(f.clause, str(f.strength)) for f in found] == [("unscr-1970-9", "possible")]


def test_one_finding_a_clause(knowledge: Knowledge) -> None:
    two = [
        {"country": "RUS", "role": "GOV", "name": None, "id": None},
        {"country": "SYR", "role": "GOV", "name": None, "id": None},
    ]
    clauses = [f.clause for f in check_event(event(recipients=two), knowledge)]
    assert len(clauses) == len(set(clauses))
