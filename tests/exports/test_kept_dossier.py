"""A kept dossier goes out as people put it together: with what they pinned, without what they left out, with notes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from case_exports import make_book

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.interfaces.cli.app import run
from onrecord.interfaces.cli.case_options import opened
from onrecord.store import dossiers, events, queries


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path)


def command(*words: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["onrecord", *words])
        with pytest.raises(SystemExit) as ended:
            run()
    return int(ended.value.code or 0)


def keys_of(book: Path, **filters: object) -> list[str]:
    with opened(str(book)) as case, case.read() as connection:
        return [c.key for c in queries.find_claims(connection, ClaimQuery(**filters)).rows]  # type: ignore[arg-type]


def keep(book: Path) -> tuple[str, str, str]:
    """A dossier of transfers: one of the two left out, a talk pinned, a note put beside; the keys of the three."""
    kept, left = keys_of(book, type=("TRANSFER",))
    pinned = keys_of(book, type=("CONSULT",))[0]
    with opened(str(book), write=True) as case, case.write() as connection:
        dossiers.create_dossier(connection, "Rockets", ClaimQuery(type=("TRANSFER",)), tlp=Tlp.CLEAR, by="ann")
        dossiers.put(connection, "Rockets", "exclude", by="ann", target=left)
        dossiers.put(connection, "Rockets", "pin", by="ann", target=pinned)
        dossiers.put(connection, "Rockets", "note", by="ann", note="Ask the <harbour> master", tlp=Tlp.CLEAR)
    return kept, left, pinned


def exported(book: Path, format: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert command("export", "--case", str(book), "--format", format, "--dossier", "Rockets", *more) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("format", ["csv", "annotation", "prov", "dossier", "stix"])
def test_pins_go_out_and_exclusions_stay(format: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, left, pinned = keep(book)
    told = exported(book, format, capsys)
    assert kept in told
    assert pinned in told
    assert left not in told


def test_lines_hold_the_claims_of_the_dossier_alone(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, _, pinned = keep(book)
    lines = [json.loads(line) for line in exported(book, "jsonl", capsys).splitlines()]
    assert sorted(claim["key"] for line in lines for claim in line["claims"]) == sorted([kept, pinned])
    assert sum(line["left_out"] for line in lines) > 0


def test_an_event_that_was_left_out_stays(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, _, pinned = keep(book)
    told_of = [json.loads(line) for line in _events(book, capsys)]
    transfer = next(event["id"] for event in told_of if kept in event["claims"])
    talks = next(event["id"] for event in told_of if pinned in event["claims"])
    with opened(str(book), write=True) as case, case.write() as connection:
        dossiers.put(connection, "Rockets", "exclude", by="ann", target=transfer)
    told = exported(book, "events-csv", capsys)
    assert talks in told
    assert transfer not in told
    assert kept not in exported(book, "csv", capsys)


def _events(book: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert command("events", "--case", str(book), "--format", "jsonl") == 0
    return capsys.readouterr().out.splitlines()


def test_notes_stand_in_it_and_its_name_is_the_title(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(book)
    page = exported(book, "dossier", capsys)
    assert "<h1>Rockets</h1>" in page
    assert "Ask the &lt;harbour&gt; master (ann, " in page


def test_a_dossier_takes_no_other_filters(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(book)
    assert command("export", "--case", str(book), "--format", "csv", "--dossier", "Rockets", "--type", "AID") == 2
    assert "filters of its own" in capsys.readouterr().err


def test_filters_are_given_either_way(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for filters in (
        ["--filter", "type=TRANSFER", "--filter", "status-from=agreed"],
        ["--type", "TRANSFER", "--status-from", "agreed"],
    ):
        assert command("export", "--case", str(book), "--format", "csv", *filters) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert told[0].count("\n") == 3
    assert command("export", "--case", str(book), "--format", "csv", "--filter", "type") == 2


def test_events_taken_away_page_by_page_are_those_that_are_found(book: Path) -> None:
    keys = keys_of(book)
    with opened(str(book)) as case, case.read() as connection:
        for claims in (None, keys, keys[:2], []):
            for level in (None, Tlp.GREEN):
                found = events.find_events(connection, claims=claims, tlp_max=level)
                assert list(events.each_event(connection, claims=claims, tlp_max=level, page=1)) == found
        assert len(events.find_events(connection)) > 2
