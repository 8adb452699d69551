"""The casebook's commands as a user calls them: output, exit status, standard error."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from casebook_support import TEXT
from onrecord.interfaces.cli import COMMANDS
from onrecord.interfaces.cli.app import run

Capture = pytest.CaptureFixture[str]


def call(*words: str) -> int:
    """Run the command line in this process; its exit status."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["onrecord", *words])
        with pytest.raises(SystemExit) as ended:
            run()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook made once by `add`, with the real reader."""
    folder = tmp_path_factory.mktemp("case")
    text = TEXT.replace("Vostania", "Russia").replace("Sudania", "Sudan").replace("Anna Petrova", "Sergei Lavrov")
    rows = [
        {
            "url": "https://harbour.example/1",
            "publisher": "The Harbour Post",
            "published": "2024-05-14",
            "title": "Rockets",
            "text": text,
        },
        {"publisher": "Another", "published": "2024-05-15", "text": text},
    ]
    (folder / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n{broken\n")
    assert call("add", str(folder / "in.jsonl"), "--case", str(folder / "book.db"), "--by", "ann") == 1
    return folder / "book.db"


@pytest.fixture
def book(made: Path, tmp_path: Path) -> str:
    shutil.copy(made, tmp_path / "book.db")
    shutil.copytree(made.parent / "book.db.files", tmp_path / "book.db.files")
    return str(tmp_path / "book.db")


def rows(capsys: Capture) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def first_key(book: str, capsys: Capture, *filters: str) -> str:
    capsys.readouterr()
    assert call("claims", "--case", book, "--format", "jsonl", *filters) == 0
    return str(rows(capsys)[0]["key"])


def test_the_account_says_what_became_of_each_input(book: str, capsys: Capture) -> None:
    assert call("log", "--case", book) == 0
    (logged,) = rows(capsys)
    assert logged["fates"] == {"duplicate": 1, "failed": 1, "read": 1} and logged["by"] == "ann"
    assert call("log", "1", "--case", book, "--fate", "failed", "--format", "jsonl") == 0
    (line,) = rows(capsys)
    assert str(line["input"]).endswith("in.jsonl:3") and "not JSON" in str(line["reason"])
    assert call("log", "--case", book, "--fate", "lost") == 2


def test_a_claim_row_is_the_claim_with_its_report(book: str, capsys: Capture) -> None:
    assert call("claims", "--case", book, "--type", "TRANSFER", "--dyad", "RUS:SDN", "--format", "jsonl") == 0
    (row,) = rows(capsys)
    assert str(row["report"]).startswith("sha256:") and row["decision"] == "open"
    assert {"id", "key", "type", "trigger", "sentence", "actors", "recipients", "items", "status", "reasons"} <= set(
        row
    )
    assert call("claims", "--case", book, "--format", "csv") == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {line["key"] for line in table} >= {row["key"]} and table[0]["published"] == "2024-05-14"
    assert call("claims", "--case", book, "--format", "table") == 0
    assert "TRANSFER" in capsys.readouterr().out


def test_broader_items_find_narrower_ones(book: str, capsys: Capture) -> None:
    assert call("claims", "--case", book, "--item", "arms") == 0
    assert len(rows(capsys)) >= 1


def test_lists_and_facets(book: str, capsys: Capture) -> None:
    assert call("reports", "--case", book, "--text", "rocket") == 0
    (report,) = rows(capsys)
    assert report["receipts"] == 2 and "[rocket]" in str(report["snippet"])
    assert call("attributions", "--case", book, "--speaker", "Lavrov") == 0
    assert rows(capsys)[0]["cue"]
    assert call("actors", "--case", book, "--country", "sdn") == 0
    assert {row["country"] for row in rows(capsys)} == {"SDN"}
    assert call("claims", "--case", book, "--facet", "type") == 0
    assert {"facet": "type", "value": "TRANSFER", "claims": 1} in rows(capsys)
    assert call("claims", "--case", book, "--facet", "colour") == 2


def test_decisions_are_made_shown_and_undone(book: str, capsys: Capture, tmp_path: Path) -> None:
    key = first_key(book, capsys, "--type", "TRANSFER")
    assert (
        call("correct", key[:10], "--case", book, "--status", "sought", "--actor", "PRK", "--by", "ann", "--note", "x")
        == 0
    )
    assert "status" in capsys.readouterr().out
    assert call("claims", "--case", book, "--actor", "PRK") == 0
    (row,) = rows(capsys)
    assert row["original"]["status"] == "shipped" and row["decision"] == "corrected"  # type: ignore[index]
    assert call("show", key, "--case", book) == 0
    shown = capsys.readouterr().out
    assert "ann: correct" in shown and "status was read as" in shown
    assert call("export-decisions", "--case", book, "--out", str(tmp_path / "gold")) == 0
    (file,) = (tmp_path / "gold").glob("*/claims.json")
    gold = json.loads(file.read_text())
    text = (file.parent / "report.txt").read_text()
    assert text[slice(*gold["claims"][0]["trigger"])] == "shipped" and gold["claims"][0]["status"] == "sought"
    assert call("correct", key, "--case", book, "--undo", "--by", "ben") == 0
    assert call("reject", key, "--case", book, "--by", "ben") == 0
    capsys.readouterr()
    assert call("claims", "--case", book, "--type", "TRANSFER") == 0
    told = capsys.readouterr()
    assert told.out == "" and "1 rejected left out" in told.err
    assert call("correct", key, "--case", book, "--status", "gone") == 2
    assert call("accept", "clm-ffffffffffffffff", "--case", book) == 2


def test_reliability_credibility_and_notes(book: str, capsys: Capture) -> None:
    key = first_key(book, capsys, "--type", "TRANSFER")
    assert call("reliability", "The Harbour Post", "b", "--since", "2024-01-01", "--case", book, "--by", "ann") == 0
    assert call("reliability", "The Harbour Post", "Z", "--case", book) == 2
    assert call("credibility", key, "2", "--case", book, "--by", "ann") == 0
    assert call("note", key, "call the ministry", "--case", book, "--by", "ann") == 0
    capsys.readouterr()
    assert call("show", key, "--case", book, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["claim"]["reliability"] == {"outlet": "B"} and found["claim"]["credibility"] == 2
    assert found["notes"][0]["text"] == "call the ministry"
    assert call("reliability", "--case", book) == 0
    assert rows(capsys)[0]["letter"] == "B"


def test_nothing_above_the_ceiling_leaves_by_any_command(book: str, capsys: Capture, tmp_path: Path) -> None:
    key = first_key(book, capsys, "--type", "TRANSFER")
    assert call("mark", "Sergei Lavrov", "--protect", "--case", book, "--by", "ann") == 0
    assert call("accept", key, "--case", book) == 0
    everything = [
        ("claims",), ("reports", "--text", "rocket"), ("attributions",), ("actors",), ("show", key), ("claims", "--facet", "all"),
        ("show", str(json.loads(_json("reports", book, capsys))["id"])), ("diff", "2024-01", "2024-12"),
        ("claims", "--format", "csv"), ("claims", "--format", "table"),
        ("export-decisions", "--out", str(tmp_path / "gold")),
    ]  # fmt: skip
    for command in everything:
        capsys.readouterr()
        assert call(*command, "--case", book) == 0, command
        assert "Lavrov" not in capsys.readouterr().out, command
    for file in (tmp_path / "gold").rglob("*.*"):
        assert "Lavrov" not in file.read_text(), file
    report = str(json.loads(_json("reports", book, capsys))["id"])
    assert call("mark", report, "amber", "--case", book, "--by", "ann") == 0
    for command in everything:
        capsys.readouterr()
        status = call(*command, "--case", book, "--tlp-max", "GREEN")
        told = capsys.readouterr().out
        assert status == (2 if command[0] == "show" else 0), command
        assert "rocket" not in told and "Sudan" not in told, command


def _json(command: str, book: str, capsys: Capture) -> str:
    capsys.readouterr()
    assert call(command, "--case", book, "--format", "jsonl") == 0
    return capsys.readouterr().out.splitlines()[0]


def test_verify_copy_reread_and_info(book: str, capsys: Capture, tmp_path: Path) -> None:
    assert call("verify", "--case", book) == 0
    assert "all well" in capsys.readouterr().out
    copy = str(tmp_path / "copy.db")
    assert call("case", "copy", copy, "--case", book) == 0
    assert call("case", "info", "--case", copy) == 0
    assert "reports: 1" in capsys.readouterr().out
    (payload,) = (tmp_path / "copy.db.files").rglob("*.zst")
    payload.chmod(0o644)
    payload.write_bytes(payload.read_bytes()[:-1] + b"\0")
    assert call("verify", "--case", copy, "--sample", "0") == 1
    assert payload.name in capsys.readouterr().out
    assert call("reread", "--all", "--case", book) == 0
    assert "1 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["claims", "reports", "attributions", "actors", "log", "verify"])
def test_a_casebook_that_is_not_there_is_said(command: str, tmp_path: Path, capsys: Capture) -> None:
    assert call(command, "--case", str(tmp_path / "none.db")) == 1
    assert "there is no casebook here" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


def test_usage_is_status_two(book: str) -> None:
    for words in (
        ("claims", "--type", "!"),
        ("claims", "--dyad", "RUS"),
        ("claims", "--published-from", "yesterday"),
        ("claims", "--format", "xml"),
        ("claims", "--tlp-max", "PURPLE"),
        ("show", "clm-00"),
        ("case", "dance"),
        ("add", "x", "--published", "30/08/2023"),
    ):
        assert call(*words, "--case", book) == 2, words


def test_every_casebook_command_is_listed() -> None:
    assert {"add", "claims", "reports", "attributions", "actors", "show", "log", "verify"} <= set(COMMANDS)


def test_a_batch_is_taken_over_once(tmp_path: Path, capsys: Capture) -> None:
    text = "Iran has shipped drones to Syria, the Pentagon said on Sunday. Syria rejected the accusation."
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"publisher": name, "published": "2024-05-14", "text": text}) + "\n" for name in ("A", "B"))
    )
    assert call("batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out"), "--workers", "1", "--no-gate") == 0
    case = str(tmp_path / "book.db")
    capsys.readouterr()
    assert call("add", "--from-batch", str(tmp_path / "out"), "--case", case) == 0
    assert "1 read, 1 duplicate" in capsys.readouterr().out
    assert call("add", "--from-batch", str(tmp_path / "out"), "--case", case) == 0
    assert "1 unchanged, 1 duplicate" in capsys.readouterr().out
    assert call("add", "--from-batch", str(tmp_path / "none"), "--case", case) == 1
    assert call("verify", "--case", case) == 0
