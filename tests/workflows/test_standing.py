"""Linking what is new since the last time gives what linking the whole casebook anew gives."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casebook_support import RECIPE, TEXT, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.certainty import Status
from onrecord.domain.reading import Reading, Recipe
from onrecord.knowledge import load_knowledge
from onrecord.store import events, writes
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.workflows import standing as standing_module
from onrecord.workflows.decide import decide, undo
from onrecord.workflows.link import link_case
from onrecord.workflows.standing import Standing

TODAY = date(2024, 6, 1)
KNOWLEDGE = load_knowledge()


def told(n: int, **changes: Any) -> Reading:
    return reading(
        TEXT.replace("40 rocket", f"{40 + n} rocket"),
        publisher=f"The Post {n % 3}",
        url=f"https://news.example/{n}",
        published=date(2024, 5, 14) + timedelta(days=n % 3),
        **changes,
    )


def add(case: Case, *readings: Reading) -> None:
    with case.write() as connection:
        for one in readings:
            writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, one)


def keys(case: Case) -> list[str]:
    with case.read() as connection:
        return list(connection.scalars(sa.select(t.claims.c.key).order_by(t.claims.c.n)))


def rows(case: Case) -> list[dict[str, Any]]:
    with case.read() as connection:
        return events.find_events(connection)


def both(case: Case, held: Standing, today: date = TODAY) -> int:
    """Link what is new, hold it against linking anew, and tell how many reports were read."""
    made = link_case(case, by="tests", knowledge=KNOWLEDGE, today=today, standing=held)
    new = rows(case)
    anew = link_case(case, by="tests", knowledge=KNOWLEDGE, today=today)
    assert new == rows(case)
    assert anew.changed == 0
    assert (made.claims, made.events, made.copies, made.reports) == (
        anew.claims, anew.events, anew.copies, anew.reports,
    )  # fmt: skip
    return made.fresh


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    case, held = new_case(tmp_path), Standing()
    add(case, *(told(n) for n in range(6)))
    assert both(case, held) == 6
    assert both(case, held) == 0
    add(case, told(7), told(8))
    assert both(case, held) == 2


def test_decisions_and_readings_made_anew_are_new(tmp_path: Path) -> None:
    case, held = new_case(tmp_path), Standing()
    add(case, *(told(n) for n in range(4)))
    both(case, held)
    first, second = keys(case)[0], keys(case)[4]
    decide(case, first, Verdict.REJECT, by="tests")
    assert both(case, held) == 1
    assert first not in {key for event in rows(case) for key in event["claims"]}
    decide(case, second, Verdict.CORRECT, by="tests", changes={"status": "planned"})
    undo(case, first, by="tests")
    assert both(case, held) == 2
    anew = Recipe(onrecord="0.2.0", knowledge=RECIPE.knowledge, models={})
    add(case, told(3, recipe=anew, status=Status.DELIVERED))
    assert both(case, held) == 1


def test_a_persons_word_and_another_day_begin_anew(tmp_path: Path) -> None:
    case, held = new_case(tmp_path), Standing()
    add(case, *(told(n) for n in range(4)))
    both(case, held)
    joined = next(event for event in rows(case) if len(event["claims"]) > 1)
    with case.write() as connection:
        events.judge(connection, joined["claims"][0], joined["claims"][1], False, by="tests")
    assert both(case, held) == 4
    assert both(case, held, TODAY + timedelta(days=1)) == 4


def test_a_large_casebook_is_not_kept_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_module, "MOST", 2)
    case, held = new_case(tmp_path), Standing()
    add(case, told(1))
    assert both(case, held) == 1
    assert both(case, held) == 1
