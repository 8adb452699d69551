"""However a search is answered, by a list of few claims or by walking, it finds the same claims in the same order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook_support import TEXT, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.certainty import Status
from onrecord.domain.query import ClaimQuery
from onrecord.store import queries, writes
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.workflows.decide import decide

QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["vostania", "rocket", "vostania -denied", "sudania OR larnaca", '"rocket launchers"']),
        "type": st.sampled_from(["TRANSFER", "CONSULT"]),
        "status": st.sampled_from(["shipped", "delivered"]),
        "publisher": st.sampled_from(["The Harbour Post", "The Inland Times"]),
        "source": st.sampled_from(["RUS", "Petrova", "report"]),
        "dyad": st.just("RUS:SDN"),
        "actor": st.sampled_from(["RUS", "Vostania"]),
        "decision": st.sampled_from(["open", "accepted", "rejected", "any"]),
        "event-from": st.just("2024-05"),
        "published-to": st.just("2024-06-01"),
        "superseded": st.just("yes"),
    },
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    made = new_case(tmp_path_factory.mktemp("ways"))
    with made.write() as connection:
        for n in range(12):
            told = reading(
                TEXT.replace("40 rocket", f"{40 + n} rocket"),
                published=date(2024, 5, 14) + timedelta(days=3 * (n % 7)) if n % 5 else None,
                publisher=("The Harbour Post", "The Inland Times")[n % 2],
                url=f"https://news.example/{n}",
                status=(Status.SHIPPED, Status.DELIVERED)[n % 3 == 0],
            )
            writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, told)
    with made.read() as connection:
        keys = list(connection.scalars(sa.select(t.claims.c.key).order_by(t.claims.c.n)))
    for key, verdict in zip(keys[::4], (Verdict.ACCEPT, Verdict.REJECT) * 3, strict=False):
        decide(made, key, verdict, by="tests")
    return made


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_few_and_many_claims_are_found_alike(case: Case, options: dict[str, str]) -> None:
    query = ClaimQuery.parse(options)
    found, few = [], queries.FEW
    for most in (few, 0):
        queries.FEW = most
        try:
            with case.read() as connection:
                told = queries.newest(connection, query, most=5)
                page = queries.find_claims(connection, query, limit=3)
                onward = queries.find_claims(connection, query, limit=3, after=page.next) if page.next else page
                count = queries.count_claims(connection, query)
                counts = queries.facets(connection, query, ["type", "publisher"])
        finally:
            queries.FEW = few
        found.append((told, [c.n for c in page.rows], [c.n for c in onward.rows], count, counts))
    assert found[0] == found[1]


def test_a_frequent_word_is_walked_to_in_the_order_of_days(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorting what a frequent word is found in costs the more, the more there is of it."""
    made = new_case(tmp_path_factory.mktemp("walk"))
    monkeypatch.setattr(queries, "FEW", 0)
    with made.write() as connection:
        told = reading()
        writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain")
        writes.save_reading(connection, told)
        # SQLite is told that the casebook is large, as `ANALYZE` tells it
        connection.exec_driver_sql("ANALYZE")
        for index in sa.inspect(connection).get_indexes("claims"):
            columns = "1000 " * len(index["column_names"])
            connection.exec_driver_sql(
                "UPDATE sqlite_stat1 SET stat = ? WHERE idx = ?", (f"1000000 {columns}".strip(), index["name"])
            )
    made.engine.dispose()
    with made.read() as connection:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(connection, "before_cursor_execute", note)
        for options in ({"text": "vostania"}, {"text": "vostania", "certainty": "CT+"}, {"stance": "denies"}):
            statements.clear()
            queries.newest(connection, ClaimQuery.parse(options), most=2)
            last = statements[-1]
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {last}", ("vostania",) * last.count("?")).all()
            steps = " ".join(str(row[-1]) for row in plan)
            assert "ix_claims_walk" in steps, steps
            assert "TEMP B-TREE" not in steps, steps


def test_reports_of_a_frequent_word_are_found_alike(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for most in (queries.FEW, 0):
        monkeypatch.setattr(queries, "FEW", most)
        with case.read() as connection:
            page = queries.find_reports(connection, text="vostania", limit=5)
            found.append([report.id for report in page.rows])
    assert found[0] == found[1]
    assert len(found[0]) == 5


def test_what_was_said_in_one_report_comes_in_pages_without_loss(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = new_case(tmp_path_factory.mktemp("said"))
    one = reading()
    said = tuple(replace(one.attributions[0], id=f"a{n}") for n in range(1, 6))
    with made.write() as connection:
        writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
        writes.save_reading(connection, replace(one, attributions=said))
    with made.read() as connection:
        for report in (None, one.report.id):
            told: list[str] = []
            after = None
            while True:
                page = queries.find_attributions(connection, report=report, limit=2, after=after)
                told += [row["id"] for row in page.rows]
                after = page.next
                if after is None:
                    break
            assert told == [a.id for a in (said if report else reversed(said))]
