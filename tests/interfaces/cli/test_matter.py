"""Link, events, check, dossiers, timeline, ladder and pledges over the example reports."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from onrecord.domain.event import event_from_dict
from onrecord.interfaces.cli.app import run
from support import ROOT

Capture = pytest.CaptureFixture[str]
FILES = [
    "2023-10-13-containers-harbour.html",
    "2023-10-14-containers-lakeside.html",
    "2023-10-18-kremlin-denial.html",
    "2023-08-30-letters.txt",
]


def call(*words: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["onrecord", *words])
        with pytest.raises(SystemExit) as ended:
            run()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    case = str(tmp_path_factory.mktemp("matter") / "book.db")
    assert call("add", *(str(ROOT / "demo" / "reports" / name) for name in FILES), "--case", case) == 0
    assert call("link", "--case", case, "--today", "2024-01-01") == 0
    return case


def rows(capsys: Capture) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_events_have_the_agreed_fields_and_every_claim_has_one(book: str, capsys: Capture) -> None:
    assert call("events", "--case", book, "--format", "jsonl") == 0
    told = rows(capsys)
    wanted = {
        "id", "type", "actors", "recipients", "items", "place", "time", "status", "certainty", "claims", "n_reports",
        "n_outlets", "origins", "disputes",
    }  # fmt: skip
    assert all(wanted <= set(row) for row in told)
    origin = next(o for row in told for o in row["origins"])  # type: ignore[attr-defined]
    assert {"speaker", "occasion", "document", "basis", "reports", "reasons"} <= set(origin)
    keys = [key for row in told for key in row["claims"]]  # type: ignore[attr-defined]
    assert len(keys) == len(set(keys))
    assert call("claims", "--case", book, "--format", "jsonl") == 0
    assert {row["key"] for row in rows(capsys)} == set(keys)
    for row in told:
        assert event_from_dict(row).to_dict() == row
    assert any(row["n_reports"] > 1 for row in told)  # type: ignore[operator]


def test_linking_again_changes_nothing(book: str, capsys: Capture) -> None:
    assert call("link", "--case", book, "--today", "2024-01-01") == 0
    assert "(0 new or changed)" in capsys.readouterr().out


def test_filters_choose_events(book: str, capsys: Capture) -> None:
    assert call("events", "--case", book, "--dyad", "PRK:RUS", "--type", "TRANSFER") == 0
    told = rows(capsys)
    assert told and {row["type"] for row in told} == {"TRANSFER"}
    assert call("show", str(told[0]["id"]), "--case", book) == 0
    assert "Origins" in capsys.readouterr().out


def test_findings_are_kept_and_never_a_verdict(book: str, capsys: Capture) -> None:
    assert call("check", "--case", book, "--format", "jsonl") == 0
    told = rows(capsys)
    fields = {
        "event", "clause", "date", "strength", "wording", "bound", "reasons", "missing", "confidence",
        "paragraph_checked", "disputed",
    }  # fmt: skip
    assert told and all(fields <= set(row) for row in told)
    assert not any("is a violation" in str(row["wording"]) for row in told)
    assert call("case", "info", "--case", book) == 0
    assert f"findings: {len(told)}" in capsys.readouterr().out
    assert call("check", "--case", book, "--as-of", "2000-01-01", "--format", "jsonl") == 0
    assert rows(capsys) == []


def test_people_keep_claims_apart(book: str, capsys: Capture, tmp_path: Path) -> None:
    assert call("events", "--case", book) == 0
    joined = next(row["claims"] for row in rows(capsys) if len(row["claims"]) > 1)  # type: ignore[arg-type]
    first, second = joined[0], joined[1]  # type: ignore[index]
    copy = str(tmp_path / "copy.db")
    assert call("case", "copy", copy, "--case", book) == 0
    assert call("link", "--case", copy, "--different", f"{first}:{second}", "--by", "ann", "--today", "2024-01-01") == 0
    capsys.readouterr()
    assert call("events", "--case", copy) == 0
    assert not any({first, second} <= set(row["claims"]) for row in rows(capsys))  # type: ignore[arg-type]
    assert call("link", "--case", copy, "--same", "nonsense") == 2


def test_a_dossier_grows_and_says_what_is_new(book: str, capsys: Capture, tmp_path: Path) -> None:
    case = str(tmp_path / "copy.db")
    assert call("case", "copy", case, "--case", book) == 0
    assert call("dossier", "create", "shells", "--filter", "dyad=PRK:RUS", "--filter", "item=arms", "--case", case) == 0
    assert call("dossier", "create", "shells", "--case", case) == 2
    capsys.readouterr()
    assert call("dossier", "list", "--case", case) == 0
    assert rows(capsys)[0]["filters"] == {"dyad": ["PRK:RUS"], "item": ["arms"]}
    assert call("dossier", "show", "shells", "--case", case) == 0
    before = rows(capsys)
    assert before and not any(row["new"] for row in before)
    extra = tmp_path / "new.txt"
    extra.write_text(
        "North Korea delivered artillery shells to Russia on 20 December 2023, the Pentagon said on Thursday in Washington.\n"
    )
    assert call("add", str(extra), "--case", case, "--published", "2023-12-21", "--publisher", "The Quay") == 0
    assert call("link", "--case", case, "--today", "2024-01-01") == 0
    capsys.readouterr()
    assert call("dossier", "show", "shells", "--case", case) == 0
    shown = capsys.readouterr()
    assert "1 claims are new to you" in shown.err
    assert call("dossier", "exclude", "shells", str(before[0]["event"]), "--case", case) == 0
    assert call("dossier", "note", "shells", "ask the port", "--case", case) == 0
    capsys.readouterr()
    assert call("dossier", "show", "shells", "--case", case) == 0
    shown = capsys.readouterr()
    assert str(before[0]["event"]) not in shown.out and "ask the port" in shown.err
    assert call("dossier", "pin", "shells", str(before[0]["event"]), "--case", case) == 0
    capsys.readouterr()
    assert call("timeline", "shells", "--case", case) == 0
    assert str(before[0]["event"]) in capsys.readouterr().out


def test_timeline_ladder_board_and_pledges(book: str, capsys: Capture) -> None:
    assert call("timeline", "--filter", "dyad=PRK:RUS", "--sides", "USA,KOR:PRK,RUS", "--case", book) == 0
    told = rows(capsys)
    dates = [row["date"] for row in told if row["date"]]
    assert dates == sorted(dates) and {row["side"] for row in told} <= {"A", "B", "both", "neither"}
    assert all(row["quotes"] for row in told)
    assert call("ladder", "--filter", "dyad=PRK:RUS", "--case", book) == 0
    assert any(row["higher"] for row in rows(capsys))
    assert call("ladder", "--board", "--filter", "dyad=PRK:RUS", "--case", book) == 0
    assert {"denies", "asserts"} & {row["stance"] for row in rows(capsys)}
    assert call("pledges", "--case", book) == 0
    for format in ("table", "csv"):
        for command in ("events", "timeline", "ladder", "pledges"):
            assert call(command, "--case", book, "--format", format) == 0
    assert call("timeline", "--sides", "USA", "--case", book) == 2
    assert call("timeline", "nothing", "--case", book) == 2


def test_events_that_were_never_linked_are_said(tmp_path: Path, capsys: Capture) -> None:
    case = str(tmp_path / "book.db")
    assert call("add", str(ROOT / "demo" / "reports" / FILES[3]), "--case", case) == 0
    for command in ("events", "timeline", "ladder", "pledges", "check"):
        assert call(command, "--case", case) == 1, command
        assert "onrecord link" in capsys.readouterr().err


def test_a_claim_withdrawn_is_recalled_with_what_leaned_on_it(tmp_path: Path, capsys: Capture) -> None:
    case = str(tmp_path / "book.db")

    def page(name: str, text: str, day: str) -> str:
        file = tmp_path / name
        page = {"url": "http://quay.example/1", "published": day, "publisher": "The Quay", "text": text}
        file.write_text(json.dumps(page))
        return str(file)

    kept = "The foreign ministers of Norway and Sweden met in Oslo on Tuesday. "
    gone = "North Korea delivered artillery shells to Russia on 10 September 2023, the Pentagon said. "
    end = "The port will be closed for repairs until spring, the harbour office added in a short note."
    assert call("add", page("one.jsonl", kept + gone + end, "2023-09-14"), "--case", case) == 0
    assert call("link", "--case", case, "--today", "2023-09-15") == 0
    assert "recall" not in capsys.readouterr().err
    assert call("dossier", "create", "shells", "--filter", "dyad=PRK:RUS", "--case", case) == 0
    assert call("dossier", "create", "ministers", "--filter", "country=SWE", "--case", case) == 0
    for name, country in (("shells", "PRK"), ("ministers", "SWE")):
        file = str(tmp_path / f"{name}.csv")
        assert call("export", "--format", "csv", "--country", country, "--out", file, "--case", case) == 0
    assert call("export", "--format", "events-csv", "--dossier", "shells", "--case", case) == 0
    assert call("add", page("two.jsonl", kept + end, "2023-09-16"), "--case", case) == 0
    capsys.readouterr()
    assert call("link", "--case", case, "--today", "2023-09-17") == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "recall" in line]
    assert told and all("removed" in line for line in told)
    assert any("evt-" in line and "dossiers that lean on it: shells" in line for line in told)
    assert any("exports that lean on it: csv to" in line and "shells.csv by" in line for line in told)
    assert any("events-csv of dossier shells by" in line for line in told)
    assert not any("ministers" in line for line in told)
    assert call("dossier", "show", "shells", "--case", case) == 0
    assert "recall" in capsys.readouterr().err
    assert call("dossier", "show", "ministers", "--case", case) == 0
    assert "recall" not in capsys.readouterr().err
