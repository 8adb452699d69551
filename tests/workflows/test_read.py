"""Reading many inputs: each has an outcome, and none costs the others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import ModelError, PayloadError
from onrecord.reading.read import Reader
from onrecord.settings import Settings
from onrecord.workflows.read import read_many

TEXT = "Norway said on Tuesday that Iran had sent 50 drones to Sudan, and Iran denied the report."


def test_a_fault_in_one_report_does_not_cost_the_others(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    whole = Reader.read

    def broken(self: Reader, article: onrecord.Article) -> onrecord.Reading:
        if article.text.endswith("a.txt"):
            raise ZeroDivisionError("oh")
        return whole(self, article)

    monkeypatch.setattr(Reader, "read", broken)
    first, second = read_many([str(tmp_path)], reader)
    assert first.reading is None
    assert "ZeroDivisionError" in (first.failure or "")
    assert second.reading is not None


def test_missing_models_end_the_run(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    lost = Reader(settings=Settings(pipeline="en_nowhere"), knowledge=reader.knowledge)
    with pytest.raises(ModelError):
        list(read_many([str(tmp_path)], lost))


def test_what_the_user_knows_goes_before_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"Published: 1 May 2020\n\n{TEXT}", encoding="utf-8")
    assert onrecord.read(path).report.provenance.published == date(2020, 5, 1)
    assert onrecord.read(str(path), published=date(2021, 1, 1)).report.provenance.published == date(2021, 1, 1)
    assert onrecord.read(path.read_bytes(), publisher="X").report.provenance.publisher == "X"


def test_a_text_is_not_taken_for_a_path() -> None:
    with pytest.raises(PayloadError, match="read_text"):
        onrecord.read(TEXT + "\n\n" + TEXT)
    assert onrecord.read_text(TEXT).claims
