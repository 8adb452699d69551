"""`onrecord read` and `explain` as a user calls them: formats, exit status, standard error."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from onrecord import reading_from_dict
from onrecord.interfaces.cli.app import run

TEXT = (
    "Norway's foreign minister said on Tuesday that Iran had sent drones to Sudan.\n\n"
    "Iran denied the report. Sudan plans to buy tanks from Belarus, its ambassador told reporters in Geneva.\n"
)


def call(monkeypatch: pytest.MonkeyPatch, *words: str, stdin: bytes | None = None) -> int:
    """Run the command line in this process; its exit status."""
    monkeypatch.setattr(sys, "argv", ["onrecord", *words])
    if stdin is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_jsonl_is_the_default_where_nobody_looks_on(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", str(report), "--published", "2023-09-13", "--publisher", "The Harbour Ledger") == 0
    row = json.loads(capsys.readouterr().out)
    assert row["format"] == "onrecord.reading/1"
    assert (row["report"]["published"], row["report"]["publisher"]) == ("2023-09-13", "The Harbour Ledger")
    assert row["report"]["text"] == TEXT
    reading = reading_from_dict(row)
    assert reading.claims
    for claim in reading.claims:
        assert claim.trigger.of(TEXT).strip() == claim.trigger.of(TEXT) != ""


def test_standard_input_and_every_format(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for format, opening in [
        ("table", ""),
        ("lines", "report id"),
        ("json", "[\n"),
        ("jsonl", '{"format"'),
        ("html", "<!doctype html>"),
    ]:
        assert call(monkeypatch, "read", "-", "--format", format, stdin=TEXT.encode()) == 0
        out = capsys.readouterr().out
        assert out.startswith(opening)
        assert "Iran" in out
        assert "\x1b" not in out


def test_a_table_fits_a_hundred_columns(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", str(report), "--format", "table") == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 100
    assert any("publication date unknown" in line for line in lines)


def test_one_bad_input_does_not_stop_the_others(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, binary = tmp_path / "empty.txt", tmp_path / "binary.dat"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 20)
    assert call(monkeypatch, "read", str(empty), str(binary), str(tmp_path / "none.txt"), str(report)) == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    for name in ("empty.txt", "binary.dat", "none.txt"):
        assert name in told.err


def test_a_report_over_the_limit_is_refused_and_the_limit_can_be_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>" + TEXT + "</p></body></html>" + "<!-- x -->" * 100, encoding="utf-8")
    assert call(monkeypatch, "read", str(page), "--max-bytes", "500") == 1
    assert "at most 500 are read" in capsys.readouterr().err
    assert call(monkeypatch, "read", str(page), "--max-bytes", "5000") == 0


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("Министр прибыл в столицу во вторник, сообщило министерство обороны страны.".encode(), "language"),
        ("외무성은 성명을 발표했다. 북한은 화요일 보도를 부인했다고 말했다.".encode(), "language"),
        (b"COMMENTS", "no-body"),
        (b"Ministers agree on further talks", "headline-only"),
    ],
)
def test_what_is_not_read_gives_an_empty_reading_with_a_reason(
    payload: bytes, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", "-", "--format", "jsonl", stdin=payload) == 0
    told = capsys.readouterr()
    row = json.loads(told.out)
    assert code in [problem["code"] for problem in row["problems"]]
    assert code in told.err
    if code != "headline-only":
        assert row["claims"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["read", "x.txt", "--published", "yesterday"],
        ["read", "x.txt", "--published", "2023-02-30"],
        ["read", "x.txt", "--format", "xml"],
        ["read", "x.txt", "--only", "lies"],
        ["read"],
        ["nonsense"],
    ],
)
def test_wrong_usage_ends_with_two(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, *words) == 2


def test_control_sequences_and_markup_do_not_reach_terminal_or_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{TEXT}\n[bold red]Iran\x1b]0;owned\x07 sent \x9b31m drones \u202eto <script>alert(1)</script> Sudan, it said.\n"
    for format in ("table", "lines", "html"):
        assert call(monkeypatch, "read", "-", "--format", format, stdin=text.encode()) == 0
        out = capsys.readouterr().out
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out)
        assert "<script" not in out or format != "html"


def test_claims_only_gives_claims_and_nothing_else(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", str(report), "--claims-only", "--format", "jsonl") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows and all(row["report"].startswith("sha256:") and row["key"].startswith("clm-") for row in rows)
    assert call(monkeypatch, "read", str(report), "--claims-only", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == rows
    assert call(monkeypatch, "read", str(report), "--claims-only", "--format", "lines") == 0
    assert {line.split()[1] for line in capsys.readouterr().out.splitlines()} <= {"claim", "relation"}


def test_only_parts_claims_by_standing(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, set[str]] = {}
    for only in ("facts", "aims", "denials"):
        assert call(monkeypatch, "read", str(report), "--claims-only", "--only", only, "--format", "jsonl") == 0
        found[only] = {json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()}
    assert found["facts"] and found["aims"]
    assert not found["facts"] & found["aims"]
    assert not found["facts"] & found["denials"]


def test_out_writes_a_file_for_each_report_and_an_index(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "other" / "report.txt"
    again.parent.mkdir()
    again.write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "pages"
    assert call(monkeypatch, "read", str(report), str(again), "--out", str(folder)) == 0
    assert [Path(line).name for line in capsys.readouterr().out.splitlines()] == [
        "report.html",
        "report-2.html",
        "index.html",
    ]
    assert 'href="report-2.html"' in (folder / "index.html").read_text(encoding="utf-8")


def test_explain_tells_rules_and_words(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", str(report), "--claims-only", "--format", "jsonl") == 0
    row = json.loads(capsys.readouterr().out.splitlines()[0])
    by_name = []
    for name in (row["id"], row["key"], row["key"][:12]):
        assert call(monkeypatch, "explain", str(report), name) == 0
        by_name.append(capsys.readouterr().out)
    assert by_name[0] == by_name[1] == by_name[2]
    for reason in row["reasons"]:
        assert reason["rule"] in by_name[0]
    assert "1. " in by_name[0]


@pytest.mark.parametrize("name", ["c999", "clm-", "nonsense"])
def test_explain_names_the_claims_that_there_are(
    name: str, report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "explain", str(report), name) == 2
    assert "c1" in capsys.readouterr().err


def test_the_doctor_finds_all_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status = call(monkeypatch, "doctor", "--format", "json")
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert {"onrecord", "python", "spaCy pipeline", "knowledge", "memory"} <= set(checks)
    assert status == (1 if any(check["well"] is False for check in checks.values()) else 0)
    assert checks["spaCy pipeline"]["well"]


def test_the_doctor_says_what_to_do_about_a_pipeline_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "doctor", "--pipeline", "en_nowhere") == 1
    assert "pip install en-nowhere" in capsys.readouterr().out


def test_reading_with_a_pipeline_that_is_not_there_says_so(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "read", str(report), "--pipeline", "en_nowhere") == 1
    assert "not installed" in capsys.readouterr().err
