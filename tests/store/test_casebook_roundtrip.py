from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from casebook_support import RECIPE, TEXT, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.reading import Recipe
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import decisions, queries, register, reports, writes
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.store.files import payload_id


def keep(case: Case, *readings: object) -> None:
    with case.write() as connection:
        for one in readings:
            writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")  # type: ignore[attr-defined]
            saved = writes.save_reading(connection, one)  # type: ignore[arg-type]
            decisions.carry_over(connection, saved.reading_n)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path)
    yield made
    made.close()


def keys(page: queries.Page) -> list[str]:
    return [row.data["id"] for row in page.rows]


def test_a_reading_comes_back_as_it_was(case: Case) -> None:
    told = reading()
    keep(case, told)
    with case.read() as connection:
        assert reports.reading(connection, 1) == told


def test_a_later_reading_supersedes_and_nothing_is_lost(case: Case) -> None:
    other = Recipe(onrecord="0.2.0", knowledge="x", models={})
    keep(case, reading(), reading(recipe=other, kind="AID"))
    with case.read() as connection:
        assert len(reports.readings_of(connection, 1)) == 2
        found = queries.find_claims(connection, ClaimQuery())
        assert sorted(row.data["type"] for row in found.rows) == ["AID", "CONSULT", "REJECT"]
        everything = queries.find_claims(connection, ClaimQuery(superseded=True))
        assert len(everything.rows) == 6
        assert sum(row.superseded for row in everything.rows) == 3
        counts = dict(connection.execute(sa.select(t.actors.c.name, t.actors.c.n_claims)).all())  # type: ignore[arg-type]
        assert counts["Vostania"] == 3


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["c1", "c2", "c3"]),
        ({"type": "TRANSFER"}, ["c1"]),
        ({"type": "transfer,consult"}, ["c1", "c3"]),
        ({"actor": "RUS"}, ["c1", "c3"]),
        ({"actor": "vostan"}, ["c1", "c3"]),
        ({"recipient": "SDN"}, ["c1"]),
        ({"party": "Sudania"}, ["c1", "c2", "c3"]),
        ({"country": "SDN"}, ["c1", "c2", "c3"]),
        ({"dyad": "RUS:SDN"}, ["c1", "c3"]),
        ({"dyad": "SDN:RUS", "type": "CONSULT"}, ["c3"]),
        ({"item": "rocket_launcher"}, ["c1"]),
        ({"status": "planned"}, ["c3"]),
        ({"status-from": "shipped"}, ["c1", "c2"]),
        ({"certainty": "CT+"}, ["c1", "c2"]),
        ({"source": "Petrova"}, ["c1"]),
        ({"source": "report"}, ["c2", "c3"]),
        ({"stance": "asserts"}, ["c1"]),
        ({"publisher": "The Harbour Post"}, ["c1", "c2", "c3"]),
        ({"publisher": "Another"}, []),
        ({"event-from": "2024-05-13", "event-to": "2024-05-13"}, ["c1"]),
        ({"event-from": "2024-05-14"}, []),
        ({"published-from": "2024-05", "published-to": "2024-05"}, ["c1", "c2", "c3"]),
        ({"published-to": "2024-04"}, []),
        ({"place": "larnaca"}, ["c3"]),
        ({"place": "CYP"}, ["c3"]),
        ({"vessel": "heron"}, ["c1"]),
        ({"vessel": "IMO 9123456"}, ["c1"]),
        ({"text": "rocket"}, ["c1"]),
        ({"text": '"rocket launchers" -denied'}, ["c1"]),
        ({"text": "denied or talks"}, ["c2", "c3"]),
    ],
)
def test_each_filter_finds_what_it_should(case: Case, filters: dict[str, str], expected: list[str]) -> None:
    keep(case, reading())
    query = ClaimQuery.parse(filters)
    with case.read() as connection:
        assert sorted(keys(queries.find_claims(connection, query))) == expected
        assert queries.count_claims(connection, query) == len(expected)
    assert ClaimQuery.parse(query.to_options()) == query


def test_pages_follow_on_without_gap_or_overlap(case: Case) -> None:
    keep(case, *(reading(TEXT + f" Part {n}.", published=date(2024, 5, 1 + n // 2)) for n in range(5)))
    for query in (ClaimQuery(), ClaimQuery(dyad=(("RUS", "SDN"),)), ClaimQuery(party=("RUS",))):
        seen: list[str] = []
        after: str | None = None
        with case.read() as connection:
            while True:
                page = queries.find_claims(connection, query, limit=4, after=after)
                seen += [row.key for row in page.rows]
                after = page.next
                if after is None:
                    break
            assert len(seen) == len(set(seen)) == queries.count_claims(connection, query)
            days = [row.published for row in queries.find_claims(connection, query, limit=None).rows]
            assert days == sorted(days, reverse=True)


def test_facets_count(case: Case) -> None:
    keep(case, reading(), reading(TEXT + " More.", supplier="PRK"))
    with case.read() as connection:
        told = queries.facets(connection, ClaimQuery(type=("TRANSFER",)))
    assert told["dyad"] == [("PRK:SDN", 1), ("RUS:SDN", 1)]
    assert told["item"] == [("rocket_launcher", 2)]
    assert told["source"] == [("Anna Petrova", 2)]
    assert told["month"] == [("2024-05", 2)]
    assert told["recipient"] == [("SDN", 2)]


def test_a_correction_wins_and_the_original_is_shown(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
        decisions.decide(connection, key[:9], Verdict.CORRECT, by="ann", changes={"status": "delivered"}, note="seen")
    with case.read() as connection:
        assert queries.count_claims(connection, ClaimQuery(status=("shipped",))) == 0
        found = queries.find_claims(connection, ClaimQuery(status=("delivered",))).rows
        assert [(row.key, row.decision, row.original) for row in found] == [(key, "corrected", {"status": "shipped"})]
        assert queries.find_claims(connection, ClaimQuery(dyad=(("RUS", "SDN"),), type=("TRANSFER",))).rows == found
        assert reports.reading(connection, 1) == reading()
    with case.write() as connection:
        decisions.undo(connection, key, by="ben")
    with case.read() as connection:
        found = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows
        assert [(row.data["status"], row.decision, row.original) for row in found] == [("shipped", "open", None)]
        history = decisions.decisions_of(connection, key)
        assert [d.undone is not None for d in history] == [True]


def test_a_rejected_claim_is_left_out_unless_asked_for(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("REJECT",))).rows[0].key
        decisions.decide(connection, key, Verdict.REJECT, by="ann", note="a misreading")
    with case.read() as connection:
        assert keys(queries.find_claims(connection, ClaimQuery(type=("REJECT",)))) == []
        assert keys(queries.find_claims(connection, ClaimQuery(decision="rejected"))) == ["c2"]


def test_decisions_follow_into_a_new_reading_of_the_same_words(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
        decisions.decide(connection, key, Verdict.CORRECT, by="ann", changes={"status": "delivered"})
    # Read anew: first with the same key, then as another type, which gives another key.
    keep(case, reading(recipe=Recipe(onrecord="0.2.0", knowledge="k", models={})))
    with case.read() as connection:
        assert [r.decision for r in queries.find_claims(connection, ClaimQuery(status=("delivered",))).rows] == [
            "corrected"
        ]
    keep(case, reading(recipe=Recipe(onrecord="0.3.0", knowledge="k", models={}), kind="AID"))
    with case.read() as connection:
        found = queries.find_claims(connection, ClaimQuery(type=("AID",))).rows
        assert [(r.decision, r.data["status"]) for r in found] == [("corrected", "delivered")]
        assert decisions.decisions_of(connection, found[0].key)[0].carried_from == key


def test_a_decision_does_not_follow_changed_words(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows[0].key
        decisions.decide(connection, key, Verdict.ACCEPT, by="ann")
    keep(case, reading(TEXT.replace("40 rocket", "50 rocket")))
    with case.read() as connection:
        found = queries.find_claims(connection, ClaimQuery(type=("TRANSFER",))).rows
        assert sorted(r.decision for r in found) == ["accepted", "open"]


@pytest.mark.parametrize("changes", [{"status": "gone"}, {"trigger": [0, 1]}, {"colour": "red"}, {}])
def test_a_correction_that_makes_no_sense_is_refused(case: Case, changes: dict[str, object]) -> None:
    keep(case, reading())
    with case.write() as connection:
        key = queries.find_claims(connection, ClaimQuery()).rows[0].key
        with pytest.raises(QueryError):
            decisions.decide(connection, key, Verdict.CORRECT, by="ann", changes=changes)


def test_nothing_above_the_ceiling_leaves(case: Case) -> None:
    keep(case, reading(), reading(TEXT + " Secret.", tlp=Tlp.AMBER))
    with case.read() as connection:
        assert queries.count_claims(connection, ClaimQuery(), tlp_max=Tlp.GREEN) == 3
        assert len(queries.find_claims(connection, ClaimQuery(), tlp_max=Tlp.GREEN).rows) == 3
        assert len(queries.find_claims(connection, ClaimQuery()).rows) == 6
        assert len(queries.find_reports(connection, tlp_max=Tlp.GREEN).rows) == 1
        assert len(queries.find_attributions(connection, tlp_max=Tlp.GREEN).rows) == 1
        actors = queries.find_actors(connection, tlp_max=Tlp.GREEN).rows
        assert {a["name"]: a["claims"] for a in actors}["Sudania"] == 3
        assert queries.facets(connection, ClaimQuery(), ["type"], tlp_max=Tlp.GREEN)["type"][0][1] == 1


def test_a_protected_name_never_leaves_unasked(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        register.protect_source(connection, "Anna Petrova", Tlp.RED, by="ann")
    with case.read() as connection:
        for ceiling in (None, Tlp.CLEAR, Tlp.AMBER_STRICT):
            shown = str([row.to_dict() for row in queries.find_claims(connection, ClaimQuery(), tlp_max=ceiling).rows])
            shown += str(queries.find_attributions(connection, tlp_max=ceiling).rows)
            shown += str(queries.find_actors(connection, tlp_max=ceiling).rows)
            shown += str(queries.facets(connection, ClaimQuery(), tlp_max=ceiling))
            shown += str(queries.find_claims(connection, ClaimQuery(text="rocket"), tlp_max=ceiling).rows[0].snippet)
            assert "Petrova" not in shown and "Anna" not in shown
        assert "Petrova" in str(queries.find_attributions(connection, tlp_max=Tlp.RED).rows)


def test_reports_are_searched_with_snippets(case: Case) -> None:
    keep(case, reading())
    with case.read() as connection:
        found = queries.find_reports(connection, text="launcher").rows
        assert "[launchers]" in found[0].snippet
        assert found[0].claims == 3
        assert queries.find_reports(connection, text="submarine").rows == ()
        with pytest.raises(QueryError):
            queries.find_reports(connection, text='"" - !')


def test_the_register_keeps_its_history(case: Case) -> None:
    keep(case, reading())
    with case.write() as connection:
        register.set_reliability(connection, "outlet", "The Harbour Post", "B", since=date(2024, 1, 1), by="ann")
        register.set_reliability(connection, "outlet", "The Harbour Post", "D", since=date(2025, 1, 1), by="ann")
        key = queries.find_claims(connection, ClaimQuery()).rows[0].key
        register.set_credibility(connection, key, 3, by="ann")
        register.set_credibility(connection, key, 2, by="ben")
        with pytest.raises(QueryError):
            register.set_credibility(connection, key, 7, by="ann")
        with pytest.raises(QueryError):
            register.set_reliability(connection, "outlet", "X", "G", since=date(2024, 1, 1), by="ann")
    with case.read() as connection:
        assert [line["letter"] for line in register.reliability_of(connection)] == ["B", "D"]
        assert [line["letter"] for line in register.reliability_of(connection, on=date(2024, 6, 1))] == ["B"]
        shown = queries.claim_by_key(connection, key)
        assert (shown.credibility, shown.reliability) == (2, {"outlet": "D"})


def test_what_was_unknown_is_completed_by_a_later_arrival(case: Case) -> None:
    keep(case, reading(published=None, publisher=None), reading())
    with case.read() as connection:
        row = connection.execute(sa.select(t.reports)).mappings().one()
        assert (row["published"], row["publisher"]) == (date(2024, 5, 14), "The Harbour Post")


def test_equal_readings_give_equal_keys() -> None:
    assert [c.key for c in reading().claims] == [c.key for c in reading().claims]
    assert reading().recipe == RECIPE
    assert payload_id(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
