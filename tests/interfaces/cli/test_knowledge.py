"""`onrecord knowledge`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.interfaces.cli.app import app

RUN = CliRunner()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.json"


def test_actors_are_added_listed_and_forgotten(tmp_path: Path, own: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,name,country,role\nhw,Harbour Works,Norway,BUS\n", encoding="utf-8")
    added = RUN.invoke(app, ["knowledge", "add", str(file), "--knowledge", str(own)])
    assert (added.exit_code, added.output.split(",")[0]) == (0, "1 added")
    listed = RUN.invoke(app, ["knowledge", "list", "--knowledge", str(own)])
    assert listed.output.split("\t")[:4] == ["hw", "Harbour Works", "NOR", "BUS"]
    assert RUN.invoke(app, ["knowledge", "forget", "hw", "--knowledge", str(own)]).exit_code == 0
    assert RUN.invoke(app, ["knowledge", "list", "--knowledge", str(own)]).output == ""
    assert RUN.invoke(app, ["knowledge", "forget", "hw", "--knowledge", str(own)]).exit_code == 1


def test_what_is_left_out_is_told(tmp_path: Path, own: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,country\nHarbour Works,Atlantis\n", encoding="utf-8")
    assert RUN.invoke(app, ["knowledge", "add", str(file), "--knowledge", str(own)]).exit_code == 1


def test_an_unknown_action_is_usage(own: Path) -> None:
    assert RUN.invoke(app, ["knowledge", "eat", "--knowledge", str(own)]).exit_code != 0
