"""`onrecord evaluate`: tasks by name, figures in text and JSON, predictions in a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from onrecord.evaluation import TASKS
from onrecord.interfaces.cli.app import run


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["onrecord", "evaluate", *words])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "report.txt").write_text("Norway said that Iran had sent drones to Sudan.", encoding="utf-8")
    path = tmp_path / "claims.json"
    path.write_text(
        json.dumps(
            {"report": "report.txt", "published": "2023-09-13", "publisher": "X", "claims": [], "attributions": []}
        )
    )
    return path


def test_figures_as_text_and_as_json(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "predictions.jsonl"
    assert call(monkeypatch, "claims", "--gold", str(gold), "--predictions", str(out)) == 0
    assert "precision: 0.000" in capsys.readouterr().out
    assert json.loads(out.read_text(encoding="utf-8"))["format"] == "onrecord.reading/1"
    assert call(monkeypatch, "claims", "--gold", str(gold), str(gold), "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["items"] == 2
    assert told["figures"]["precision"] == 0
    assert all(value.startswith("sha256:") for value in told["gold"].values())
    assert set(told["recipe"]) == {"onrecord", "knowledge", "models"}


@pytest.mark.parametrize("words", [["lies", "--gold", "x"], ["claims", "--gold", "nowhere.json"], ["claims"]])
def test_wrong_usage_ends_with_two(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, *words) == 2


def test_a_file_that_is_no_gold_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.json"
    path.write_text("{}")
    assert call(monkeypatch, "claims", "--gold", str(path)) == 2
    assert "claims.json" in capsys.readouterr().err


def test_tasks_are_those_of_the_contract() -> None:
    assert sorted(TASKS) == [
        "actors",
        "attribution",
        "claims",
        "coref",
        "events",
        "factuality",
        "places",
        "stories",
        "time",
    ]
