"""What `onrecord export --format jsonl` writes, `onrecord add` takes back: claims, attributions, decisions and the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casebook_support import TEXT, FakeReader, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.contract import reading_from_dict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.reading import Recipe
from onrecord.domain.report import Tlp
from onrecord.reading.read import Reader
from onrecord.store import decisions, detail, events, queries, register, reports, writes
from onrecord.store import tables as t
from onrecord.store.case import Case
from onrecord.workflows.export import Tally, export
from onrecord.workflows.ingest import Account, IngestOptions, ingest
from onrecord.workflows.link import link_case
from onrecord.workflows.reader import ReportReader
from support import ROOT

Row = dict[str, Any]
EVERYTHING = ClaimQuery(decision="any", superseded=True)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Case]:
    made = new_case(tmp_path, "other.db")
    yield made
    made.close()


def keep(case: Case, *readings: Any) -> None:
    with case.write() as connection:
        for one in readings:
            writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            saved = writes.save_reading(connection, one)
            decisions.carry_over(connection, saved.reading_n)


def handed(
    case: Case, path: Path, query: ClaimQuery = EVERYTHING, *, tlp_max: Tlp | None = Tlp.RED
) -> tuple[Path, list[Row], Tally]:
    """The export as a file and as lines."""
    with case.read() as connection:
        told = export(connection, query, "jsonl", made=datetime(2026, 1, 31, tzinfo=UTC), tlp_max=tlp_max)
        data = b"".join(told.pieces)
    path.write_bytes(data)
    return path, [json.loads(line) for line in data.decode().splitlines()], told.tally


def take(case: Case, path: Path, *, words: bool = True) -> Account:
    return ingest(case, [str(path)], FakeReader(), IngestOptions(by="eve", fetch=None, take_words=words))


def key_of(case: Case, type: str, **filters: Any) -> str:
    with case.read() as connection:
        return queries.find_claims(connection, ClaimQuery(type=(type,), **filters)).rows[0].key


def claims_of(case: Case) -> dict[str, Row]:
    """All claims as a casebook shows them, by key."""
    with case.read() as connection:
        found = queries.find_claims(connection, ClaimQuery(decision="any"), limit=None, tlp_max=Tlp.RED).rows
        return {claim.key: claim.to_dict() for claim in found}


def readings_of(case: Case) -> list[list[Any]]:
    """All readings of all reports, first to last, as they were read."""
    with case.read() as connection:
        told = []
        for n, id in connection.execute(sa.select(t.reports.c.n, t.reports.c.id).order_by(t.reports.c.id)).all():
            marks = reversed(reports.readings_of(connection, n))
            told.append([id, *(reports.reading(connection, n, reading_n=mark.n) for mark in marks)])
        return told


def words_of(case: Case) -> dict[str, list[Any]]:
    """What people said, without the numbers that a casebook gives."""
    with case.read() as connection:
        keys = connection.scalars(sa.select(t.claims.c.key).distinct().order_by(t.claims.c.key)).all()
        told: dict[str, list[Any]] = {"decisions": [], "credibility": [], "notes": []}
        for key in keys:
            history = [detail.decision_to_dict(d) | {"id": 0} for d in decisions.decisions_of(connection, key)]
            told["decisions"].append((key, history))
            told["credibility"].append((key, register.credibility_of(connection, key)))
            told["notes"].append((key, register.notes_on(connection, "claim", key, tlp_max=Tlp.RED)))
        for (id,) in connection.execute(sa.select(t.reports.c.id).order_by(t.reports.c.id)).all():
            told["notes"].append((id, register.notes_on(connection, "report", id, tlp_max=Tlp.RED)))
        told["reliability"] = register.reliability_of(connection)
        told["judgements"] = events.judgements(connection)
        return told


def receipts_of(case: Case, *, imports: bool = False) -> list[tuple[Any, ...]]:
    """Arrivals: of which text, as what, when, by whom, by which program; without those of the way back."""
    r = t.receipts.c
    with case.read() as connection:
        rows = connection.execute(
            sa.select(t.reports.c.id, r.payload_id, r.input, r.publisher, r.received, r.received_by, r.program, r.extra)
            .join(t.reports, t.reports.c.n == r.report_n)
            .order_by(t.reports.c.id, r.received, r.n)
        ).all()
    return [tuple(row) for row in rows if imports or not (row.extra or {}).get("imported")]


def talked_about(case: Case) -> None:
    """Words of people of every kind on the claims of a case."""
    with case.write() as connection:
        found = queries.find_claims(connection, ClaimQuery(), limit=None).rows
        first, second, third, fourth = (claim.key for claim in found[:4])
        decisions.decide(connection, first, Verdict.CORRECT, by="ann", changes={"status": "agreed"}, note="see page 2")
        decisions.decide(connection, first, Verdict.CORRECT, by="ben", changes={"certainty": "PS+"})
        decisions.decide(connection, second, Verdict.REJECT, by="ann", note="a headline")
        decisions.decide(connection, third, Verdict.ACCEPT, by="ann")
        decisions.decide(connection, fourth, Verdict.REJECT, by="ann")
        decisions.undo(connection, fourth, by="cid")
        register.set_credibility(connection, first, 3, by="ann")
        register.set_credibility(connection, first, 2, by="ben", note="second source")
        register.add_note(connection, "claim", third, "ask the desk", Tlp.AMBER, by="ann")
        register.add_note(connection, "report", found[0].report, "scanned", Tlp.CLEAR, by="ann")
        register.set_reliability(connection, "outlet", str(found[0].publisher), "B", since=date(2024, 1, 1), by="ann")
        events.judge(connection, first, third, False, by="ann", note="other shipment")


def test_the_example_reports_come_back_without_loss(case: Case, other: Case, tmp_path: Path, reader: Reader) -> None:
    ingest(case, [str(ROOT / "demo" / "reports")], ReportReader(reader), IngestOptions(by="ann", fetch=None))
    talked_about(case)
    link_case(case, by="ann")
    path, lines, tally = handed(case, tmp_path / "all.jsonl")
    assert len(claims_of(case)) == tally.claims == sum(len(line["claims"]) for line in lines) > 50

    account = take(other, path)
    assert account.fates == {"read": len(lines)}
    assert readings_of(other) == readings_of(case)
    assert claims_of(other) == claims_of(case)
    assert words_of(other) == words_of(case)
    assert receipts_of(other) == receipts_of(case)
    # Events are worked out of claims, judgements and outlets, and come out the same.
    link_case(other, by="ann")
    with case.read() as one, other.read() as two:
        told, again = events.find_events(one, tlp_max=Tlp.RED), events.find_events(two, tlp_max=Tlp.RED)
    assert {event["id"]: event for event in told} == {event["id"]: event for event in again}
    # And what the second casebook hands on is what the first did, but for the arrival in between.
    _, twice, _ = handed(other, tmp_path / "again.jsonl")
    assert without_arrivals(twice) == without_arrivals(lines)


def without_arrivals(lines: list[Row]) -> dict[str, Row]:
    """Lines by report, without numbers and times that each casebook gives anew."""
    told = {}
    for line in lines:
        words = {name: rows for name, rows in line["casebook"].items() if name != "receipts"}
        words["decisions"] = [row | {"id": 0} for row in words["decisions"]]
        told[line["report"]["id"]] = line | {"casebook": words, "made": ""}
    return told


def test_a_line_is_a_reading_as_people_left_it(case: Case, tmp_path: Path) -> None:
    keep(case, reading())
    key = key_of(case, "TRANSFER")
    with case.write() as connection:
        decisions.decide(connection, key, Verdict.CORRECT, by="ann", changes={"status": "delivered"})
    _, (line,), _ = handed(case, tmp_path / "one.jsonl")
    told = reading_from_dict(line)
    assert [str(claim.status) for claim in told.claims if claim.key == key] == ["delivered"]
    assert line["claims"][0]["original"] == {"status": "shipped"}
    assert (line["format"], line["left_out"]) == ("onrecord.reading/1", 0)
    assert told.attributions == reading().attributions
    assert told.relations == reading().relations


def test_taking_a_line_in_twice_changes_nothing(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading(), reading(TEXT + " More."))
    talked_about(case)
    path, lines, _ = handed(case, tmp_path / "a.jsonl")
    take(other, path)
    before = (readings_of(other), claims_of(other), words_of(other), receipts_of(other))
    again = tmp_path / "b.jsonl"
    again.write_bytes(path.read_bytes())
    account = take(other, again)
    assert account.fates == {"unchanged": len(lines)}
    assert (readings_of(other), claims_of(other), words_of(other), receipts_of(other)) == before
    # Back where it came from nothing changes either.
    known = (readings_of(case), claims_of(case), words_of(case))
    assert take(case, path).fates == {"unchanged": len(lines)}
    assert (readings_of(case), claims_of(case), words_of(case)) == known


def test_rejected_claims_are_left_out_and_counted_unless_asked_for(case: Case, tmp_path: Path) -> None:
    keep(case, reading())
    with case.write() as connection:
        decisions.decide(connection, key_of(case, "REJECT"), Verdict.REJECT, by="ann")
    _, (line,), tally = handed(case, tmp_path / "a.jsonl", ClaimQuery())
    assert (tally.rejected, tally.claims, line["left_out"]) == (1, 2, 1)
    assert {claim["type"] for claim in line["claims"]} == {"TRANSFER", "CONSULT"}
    assert line["relations"] == [] and line["casebook"]["decisions"] == []
    _, (whole,), tally = handed(case, tmp_path / "b.jsonl", ClaimQuery(decision="any"))
    assert (tally.rejected, whole["left_out"], len(whole["casebook"]["decisions"])) == (0, 0, 1)


def test_parts_of_a_reading_are_joined(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    for n, kind in enumerate(("REJECT", "TRANSFER", "CONSULT")):
        path, _, _ = handed(case, tmp_path / f"{n}.jsonl", ClaimQuery(type=(kind,)))
        assert take(other, path).fates == {"read": 1}
        assert len(claims_of(other)) == n + 1
    path, _, _ = handed(case, tmp_path / "whole.jsonl", ClaimQuery())
    take(other, path)
    assert claims_of(other) == claims_of(case)
    with other.read() as connection:
        assert reports.reading(connection, 1) == reading()
    # A part of what is there already adds nothing.
    path, _, _ = handed(case, tmp_path / "part.jsonl", ClaimQuery(type=("CONSULT",)))
    assert take(other, path).fates == {"duplicate": 1}
    assert claims_of(other) == claims_of(case)


def test_earlier_readings_come_before_the_one_that_took_their_place(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading(kind="AID"), reading(recipe=Recipe(onrecord="0.2.0", knowledge="k", models={})))
    path, lines, _ = handed(case, tmp_path / "a.jsonl")
    assert [line["recipe"]["onrecord"] for line in lines] == ["0.1.0", "0.2.0"]
    assert ["casebook" in line for line in lines] == [False, True]
    take(other, path)
    assert readings_of(other) == readings_of(case)
    assert claims_of(other) == claims_of(case)
    _, lines, _ = handed(case, tmp_path / "b.jsonl", ClaimQuery())
    assert [line["recipe"]["onrecord"] for line in lines] == ["0.2.0"]


def test_an_older_word_from_elsewhere_is_not_the_last(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    keep(other, reading())
    key = key_of(case, "TRANSFER")
    with case.write() as connection:
        decisions.decide(connection, key, Verdict.REJECT, by="ann")
        connection.execute(t.decisions.update().values(at="2020-01-01T00:00:00.000Z"))
    with other.write() as connection:
        decisions.decide(connection, key, Verdict.ACCEPT, by="ben")
    path, _, _ = handed(case, tmp_path / "a.jsonl")
    take(other, path)
    with other.read() as connection:
        history = decisions.decisions_of(connection, key)
        assert [(d.by, str(d.verdict)) for d in history] == [("ann", "reject"), ("ben", "accept")]
        assert queries.claim_by_key(connection, key).decision == "accepted"


def test_a_decision_on_a_claim_that_is_not_here_is_counted(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    with case.write() as connection:
        decisions.decide(connection, key_of(case, "TRANSFER"), Verdict.ACCEPT, by="ann")
    path, lines, _ = handed(case, tmp_path / "a.jsonl")
    lines[0]["casebook"]["decisions"][0]["claim"] = "clm-0000000000000000"
    path.write_text(json.dumps(lines[0]) + "\n", encoding="utf-8")
    take(other, path)
    with other.read() as connection:
        told = connection.execute(sa.select(t.run_inputs.c.reason)).scalars().all()
    assert any("their claims not being here: 1" in (reason or "") for reason in told)


def test_what_was_taken_back_elsewhere_is_taken_back_here(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    key = key_of(case, "TRANSFER")
    with case.write() as connection:
        decisions.decide(connection, key, Verdict.REJECT, by="ann")
    take(other, handed(case, tmp_path / "a.jsonl")[0])
    assert claims_of(other)[key]["decision"] == "rejected"
    with case.write() as connection:
        decisions.undo(connection, key, by="ann")
    take(other, handed(case, tmp_path / "b.jsonl")[0])
    assert claims_of(other)[key]["decision"] == "open"
    assert words_of(other)["decisions"] == words_of(case)["decisions"]


def test_whoever_may_not_speak_for_others_brings_in_readings_alone(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    talked = key_of(case, "TRANSFER")
    with case.write() as connection:
        decisions.decide(connection, talked, Verdict.REJECT, by="ann")
    take(other, handed(case, tmp_path / "a.jsonl")[0], words=False)
    assert {row["decision"] for row in claims_of(other).values()} == {"open"}
    assert words_of(other)["decisions"] == [(key, []) for key in sorted(claims_of(other))]
    assert readings_of(other) == readings_of(case)


@pytest.mark.parametrize(
    "words",
    [
        {"decisions": [{"verdict": "maybe"}]},
        {"decisions": [{"verdict": "accept", "claim": 3}]},
        {"credibility": [{"figure": 9, "claim": "clm-1", "by": "a", "at": "b"}]},
        {"reliability": [{"letter": "Z"}]},
        {"notes": [{"tlp": "PINK"}]},
        {"receipts": [{"payload": None}]},
        {"decisions": 4},
        [1],
    ],
)
def test_words_that_are_not_understood_are_told_and_nothing_is_kept(
    words: Any, case: Case, other: Case, tmp_path: Path
) -> None:
    keep(case, reading())
    path, (line,), _ = handed(case, tmp_path / "a.jsonl")
    path.write_text(json.dumps(line | {"casebook": words}) + "\n", encoding="utf-8")
    assert take(other, path).fates == {"failed": 1}
    assert claims_of(other) == {}


def test_a_correction_that_does_not_fit_leaves_the_case_as_it_was(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    with case.write() as connection:
        decisions.decide(connection, key_of(case, "TRANSFER"), Verdict.CORRECT, by="ann", changes={"status": "agreed"})
    path, (line,), _ = handed(case, tmp_path / "a.jsonl")
    line["casebook"]["decisions"][0]["changes"] = {"status": "gone"}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert take(other, path).fates == {"failed": 1}
    assert claims_of(other) == {} and words_of(other)["decisions"] == []


def test_a_ceiling_keeps_back_reports_notes_and_judgements(case: Case, tmp_path: Path) -> None:
    keep(case, reading(), reading(TEXT + " Secret.", tlp=Tlp.AMBER, publisher="Amber Wire"))
    with case.write() as connection:
        keys = [c.key for c in queries.find_claims(connection, ClaimQuery(type=("TRANSFER",)), limit=None).rows]
        events.judge(connection, keys[0], keys[1], True, by="ann", note="both tell of it")
        register.add_note(connection, "claim", keys[0], "for us alone", Tlp.RED, by="ann")
        register.add_note(connection, "claim", keys[1], "for us alone", Tlp.RED, by="ann")
    path, lines, _ = handed(case, tmp_path / "a.jsonl", tlp_max=Tlp.GREEN)
    told = path.read_text(encoding="utf-8")
    assert len(lines) == 1
    assert not any(word in told for word in ("AMBER", "Amber", "Secret", "for us alone", "both tell of it"))
    assert "both tell of it" in handed(case, tmp_path / "b.jsonl", tlp_max=Tlp.RED)[0].read_text(encoding="utf-8")


def test_a_marking_that_is_more_closed_is_taken_over(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    keep(other, reading())
    with case.write() as connection:
        register.mark_report(connection, reading().report.id, Tlp.AMBER, by="ann")
    path, (line,), _ = handed(case, tmp_path / "a.jsonl")
    assert line["report"]["tlp"] == "AMBER"
    take(other, path)
    assert {row["tlp"] for row in claims_of(other).values()} == {"AMBER"}


@pytest.mark.parametrize("tlp_max", [None, Tlp.AMBER])
def test_a_protected_name_and_what_would_prove_it_stay_behind(
    tlp_max: Tlp | None, case: Case, other: Case, tmp_path: Path
) -> None:
    keep(case, reading())
    with case.write() as connection:
        register.protect_source(connection, "Anna Petrova", Tlp.RED, by="ann")
    with case.write() as connection:
        decisions.decide(connection, key_of(case, "TRANSFER"), Verdict.ACCEPT, by="ann")
    path, (line,), tally = handed(case, tmp_path / "a.jsonl", tlp_max=tlp_max)
    told = path.read_text(encoding="utf-8")
    assert tally.blotted == 1 and line["blotted"] is True
    assert "Petrova" not in told and "Anna" not in told and line["casebook"]["protected"] == []
    # Neither the hash of the full text, nor keys that follow from it.
    full = reading()
    assert full.report.id not in told and full.report.payload_id not in told
    assert not any(claim.key in told for claim in full.claims)
    # It is a reading of its own text, and is taken back as that, decisions too.
    assert reading_from_dict(line).report.id == line["report"]["id"]
    assert take(other, path).fates == {"read": 1}
    assert sorted(row["decision"] for row in claims_of(other).values()) == ["accepted", "open", "open"]


def test_a_protected_name_that_may_be_seen_brings_its_protection(case: Case, other: Case, tmp_path: Path) -> None:
    keep(case, reading())
    with case.write() as connection:
        register.protect_source(connection, "Anna Petrova", Tlp.RED, by="ann", note="at risk")
        register.protect_source(connection, "Somebody Else", Tlp.RED, by="ann")
    path, (line,), tally = handed(case, tmp_path / "a.jsonl", tlp_max=Tlp.RED)
    assert tally.blotted == 0 and "Somebody Else" not in path.read_text(encoding="utf-8")
    assert [row["name"] for row in line["casebook"]["protected"]] == ["Anna Petrova"]
    take(other, path)
    with other.read() as connection:
        shown = str([row.to_dict() for row in queries.find_claims(connection, ClaimQuery()).rows])
    assert "Petrova" not in shown
