"""Linking what changed since the last run gives what linking the whole casebook gives, in whatever process."""

from __future__ import annotations

import random
from collections.abc import Iterator
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
from onrecord.linking.link import link
from onrecord.store import events, kept, reports, writes
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.workflows.decide import decide, undo
from onrecord.workflows.link import Linkage, link_case

TODAY = date(2024, 6, 1)
KNOWLEDGE = load_knowledge()


def told(n: int, days: int = 3, **changes: Any) -> Reading:
    return reading(
        TEXT.replace("40 rocket", f"{40 + n} rocket"),
        publisher=f"The Post {n % 4}",
        url=f"https://news.example/{n}",
        published=date(2024, 5, 1) + timedelta(days=(n * 7) % days),
        **changes,
    )


class Pair:
    """Two casebooks that get the same: one links what changed, the other everything, every time."""

    def __init__(self, folder: Path):
        for name in ("some", "all"):
            (folder / name).mkdir()
        self.some, self.all = new_case(folder / "some"), new_case(folder / "all")

    def __iter__(self) -> Iterator[Case]:
        yield from (self.some, self.all)

    def add(self, *readings: Reading) -> None:
        for case in self:
            with case.write() as connection:
                for one in readings:
                    writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
                    writes.save_reading(connection, one)

    def link(self, today: date = TODAY) -> Linkage:
        """Link both and hold them against each other; what linking the changed came to."""
        made = link_case(self.some, by="tests", knowledge=KNOWLEDGE, today=today, whole=False)
        whole = link_case(self.all, by="tests", knowledge=KNOWLEDGE, today=today)
        assert state(self.some) == state(self.all)
        assert (made.claims, made.events, made.copies, made.reports) == (
            whole.claims, whole.events, whole.copies, whole.reports,
        )  # fmt: skip
        return made

    def keys(self) -> list[str]:
        with self.some.read() as connection:
            return list(connection.scalars(sa.select(t.claims.c.key).order_by(t.claims.c.n)))


def state(case: Case) -> dict[str, Any]:
    """All that linking writes, but for numbers of rows and runs."""
    with case.read() as connection:
        links = connection.execute(sa.select(t.links.c.kind, t.links.c.first, t.links.c.second, t.links.c.data))
        left = kept.kept_reports(connection)
        joined = connection.execute(
            sa.select(t.events.c.id, t.event_claims.c.claim_key)
            .join(t.event_claims, t.event_claims.c.event_n == t.events.c.n)
            .where(t.events.c.current.is_(True))
        )
        return {
            "events": sorted(events.find_events(connection), key=lambda event: event["id"]),
            "joined": sorted(map(tuple, joined)),
            "links": sorted((kind, first, second, repr(data)) for kind, first, second, data in links),
            "kept": {n: (one.mark, sorted(one.claims)) for n, one in left.items()},
        }


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def test_only_what_changed_is_read(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    pair.add(*(told(n) for n in range(8)))
    assert pair.link().fresh == 8
    again = pair.link()
    assert (again.fresh, again.changed) == (0, 0)
    far = told(9, supplier="CHL", receiver="PER")
    pair.add(far)
    read: list[int] = []
    plain = reports.standing_readings

    def counted(connection: Any, report_ns: Any = None, **rest: Any) -> Any:
        found = list(plain(connection, report_ns, **rest))
        read.append(len(found))
        return iter(found)

    monkeypatch.setattr(reports, "standing_readings", counted)
    made = link_case(pair.some, by="tests", knowledge=KNOWLEDGE, today=TODAY, whole=False)
    # of other parties than all others: of those no claim is read
    assert (made.fresh, sum(read)) == (1, 1)
    monkeypatch.undo()
    link_case(pair.all, by="tests", knowledge=KNOWLEDGE, today=TODAY)
    assert state(pair.some) == state(pair.all)


def test_decisions_and_readings_made_anew(pair: Pair) -> None:
    pair.add(*(told(n) for n in range(6)))
    pair.link()
    first, second = pair.keys()[0], pair.keys()[4]
    for case in pair:
        decide(case, first, Verdict.REJECT, by="tests")
    assert pair.link().fresh == 1
    for case in pair:
        decide(case, second, Verdict.CORRECT, by="tests", changes={"status": "planned"})
        undo(case, first, by="tests")
    assert pair.link().fresh == 2
    pair.add(told(3, recipe=Recipe(onrecord="0.2.0", knowledge=RECIPE.knowledge, models={}), status=Status.DELIVERED))
    assert pair.link().fresh == 1


def test_reports_that_come_before_others_and_in_any_order(pair: Pair) -> None:
    chance = random.Random(5)
    numbers = list(range(40))
    chance.shuffle(numbers)
    while numbers:
        some, numbers = numbers[:7], numbers[7:]
        pair.add(*(told(n, days=60) for n in some))
        assert pair.link().fresh == len(some)


def test_what_a_person_says_of_a_pair_bears_on_all(pair: Pair) -> None:
    pair.add(*(told(n) for n in range(4)))
    pair.link()
    with pair.some.read() as connection:
        joined = next(event for event in events.find_events(connection) if len(event["claims"]) > 1)
    for case in pair:
        with case.write() as connection:
            events.judge(connection, joined["claims"][0], joined["claims"][1], False, by="tests")
    assert pair.link().fresh == 4
    pair.add(told(7))
    assert pair.link().fresh == 1


def test_another_day_tells_due_dates_that_passed(pair: Pair) -> None:
    pair.add(*(told(n, status=Status.PLANNED) for n in range(4)))
    pair.link(date(2024, 5, 2))
    made = pair.link(date(2025, 5, 2))
    assert made.fresh == 0


def test_another_program_links_everything(pair: Pair) -> None:
    pair.add(*(told(n) for n in range(3)))
    pair.link()
    for case in pair:
        with case.write() as connection:
            other = writes.save_recipe(connection, Recipe(onrecord="0.0.1", knowledge="other", models={}))
            connection.execute(t.runs.update().where(t.runs.c.command == "link").values(recipe_id=other))
    assert pair.link().fresh == 3


def test_a_run_that_kept_nothing_is_followed_by_a_whole_one(pair: Pair) -> None:
    pair.add(*(told(n) for n in range(3)))
    link_case(pair.some, by="tests", knowledge=KNOWLEDGE, today=TODAY, linker=link)
    assert pair.link().fresh == 3
