"""A user's own list of actors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.errors import KnowledgeError
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.userlist import Account, UserEntry, entries_of, merge, open_list, save


@pytest.fixture(scope="module")
def codes(knowledge: Knowledge) -> dict[str, str]:
    return dict(actor_table(knowledge).codes)


def kept_of(path: Path, codes: dict[str, str]) -> tuple[dict[str, object], Account]:
    account = Account()
    kept = open_list(path.parent / "none.json")
    merge(kept, entries_of(path, codes, account), account)
    return kept, account


def test_a_table_is_read_with_its_columns(tmp_path: Path, codes: dict[str, str]) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "name,aliases,country,role,kind\nHarbour Works,HW Group;Harbour Yard,Norway,bus,company\n", encoding="utf-8"
    )
    kept, account = kept_of(file, codes)
    [row] = kept["entries"].values()  # type: ignore[attr-defined]
    assert row[:5] == ["Harbour Works", ["HW Group", "Harbour Yard"], "NOR", "BUS", "company"]
    assert account.added == 1 and not account.left_out


def test_followthemoney_is_read(tmp_path: Path, codes: dict[str, str]) -> None:
    lines = [
        {
            "id": "x1",
            "schema": "Company",
            "caption": "Blue Quay",
            "properties": {"name": ["Blue Quay", "Blue Quay Ltd"], "country": ["pa"]},
        },
        {
            "id": "x2",
            "schema": "Person",
            "caption": "Ana Ruiz",
            "properties": {"name": ["Ana Ruiz"], "nationality": ["es"], "topics": ["role.judge"]},
        },
        {"id": "x3", "schema": "Vessel", "caption": "Star", "properties": {"name": ["Star"]}},
    ]
    file = tmp_path / "own.ftm.json"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    kept, account = kept_of(file, codes)
    rows = kept["entries"]
    assert rows["x1"][2:5] == ["PAN", "BUS", "company"]  # type: ignore[index]
    assert rows["x2"][2:5] == ["ESP", "JUD", "person"]  # type: ignore[index]
    assert account.left_out == {"schema Vessel is no actor": 1}, "nothing is dropped silently"


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("a.csv", "title,country\nX,NO\n", "no column"),
        ("a.json", "{not json\n", "line 1"),
        ("a.json", "[1, 2]\n", "line 1"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, codes: dict[str, str], name: str, text: str, part: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=part):
        kept_of(file, codes)


def test_rows_that_cannot_be_used_are_counted(tmp_path: Path, codes: dict[str, str]) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "name,country,role\nA Body,Atlantis,GOV\nB Body,NO,KING\n,NO,GOV\nC Body,NO,GOV\n", encoding="utf-8"
    )
    _, account = kept_of(file, codes)
    assert account.added == 1
    assert account.left_out == {"unknown country Atlantis": 1, "unknown role KING": 1, "no name": 1}


def test_an_entry_with_a_known_id_replaces_the_older(tmp_path: Path) -> None:
    kept = open_list(tmp_path / "none.json")
    account = Account()
    merge(kept, [UserEntry(id="a", name="Old Name", country="NOR")], account)
    merge(kept, [UserEntry(id="a", name="New Name", country="SWE")], account)
    save(kept, tmp_path / "own.json")
    table = actor_table(load_knowledge(tmp_path / "own.json"))
    assert table.named("old name") == ()
    assert [(e.country, e.kind) for e in table.named("new name")] == [("SWE", "user")]
    assert account.replaced == 1


def test_a_users_entry_goes_first_and_changes_the_version(tmp_path: Path, knowledge: Knowledge) -> None:
    kept = open_list(tmp_path / "none.json")
    merge(kept, [UserEntry(id="a", name="Mossad", country="NOR", role="BUS")], Account())
    save(kept, tmp_path / "own.json")
    own = load_knowledge(tmp_path / "own.json")
    assert actor_table(own).named("mossad")[0].country == "NOR"
    assert own.version.startswith(knowledge.version) and own.version != knowledge.version


def test_a_list_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no such list"):
        load_knowledge(tmp_path / "none.json")


def test_a_hundred_thousand_entries_open(tmp_path: Path) -> None:
    kept = open_list(tmp_path / "none.json")
    entries = (UserEntry(id=str(n), name=f"Body {n % 977} of Place {n}", country="NOR") for n in range(100_000))
    merge(kept, entries, Account())
    save(kept, tmp_path / "own.json")
    table = actor_table(load_knowledge(tmp_path / "own.json"))
    assert table.named("body 5 of place 5")[0].country == "NOR"
