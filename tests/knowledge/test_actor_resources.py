"""The resources on actors: schema, dates, roles, and what two entries share."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from onrecord.knowledge import Knowledge
from onrecord.knowledge.folding import key
from support import ROOT

FOLDER = ROOT / "resources" / "actors"
ROLES = set(
    [
        "GOV",
        "MIL",
        "SPY",
        "COP",
        "JUD",
        "LEG",
        "PRM",
        "PTY",
        "REB",
        "OPP",
        "UAF",
        "UNK",
        "BUS",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "JRN",
        "LAB",
        "MED",
        "REF",
        "REL",
        "SOC",
        "AGR",
        "IGO",
        "NGO",
    ]
)
DATE = re.compile(r"^\d{4}(-\d\d){0,2}$")


def load(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader)
    return data


@pytest.fixture(scope="module")
def codes() -> set[str]:
    return {e["code"] for e in load("countries")["entities"] if e["code"]}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda p: Path(p).stem)
def test_provenance_is_told(path: Path) -> None:
    meta = load(path.stem)["meta"]
    assert (
        meta["title"] and meta["sources"] and meta["licence"] and meta["confidence"] and DATE.match(str(meta["date"]))
    )


def test_countries_are_whole(codes: set[str]) -> None:
    entities = load("countries")["entities"]
    ids = [e["id"] for e in entities]
    assert len(ids) == len(set(ids))
    for e in entities:
        assert e["name"] in e["names"], e["id"]
        assert e["code"] is None or re.fullmatch(r"[A-Z]{3}", e["code"]), e["id"]
        assert e.get("parent") is None or e["parent"] in ids, e["id"]
        for m in e.get("metonyms", ()):
            assert m["role"] in ROLES, (e["id"], m["form"])
    states = [e["code"] for e in entities if e["kind"].startswith("state") or e["kind"] == "territory"]
    assert len(states) == len(set(states)), "two states share a code"


@pytest.mark.parametrize("name", ["offices", "leaders", "officials_phoenix"])
def test_offices_are_dated(name: str, codes: set[str]) -> None:
    rows = load(name)["rows"]
    ids = [r["id"] for r in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert row["role"] in ROLES, row["id"]
        assert row["country"] is None or row["country"] in codes, row["id"]
        assert DATE.match(str(row["from"])), row["id"]
        end = row["to"] or row.get("open_as_of")
        assert end is None or DATE.match(str(end)), row["id"]
        if row["to"]:
            size = min(len(str(row["from"])), len(str(row["to"])))
            assert str(row["from"])[:size] <= str(row["to"])[:size], row["id"]
        else:
            assert row.get("open_as_of"), f"{row['id']}: an open row has to say until when it is vouched for"


@pytest.mark.parametrize(
    ("name", "part"),
    [("organisations", "organisations"), ("organisations_world", "organisations"), ("outlets", "outlets")],
)
def test_bodies_are_whole(name: str, part: str, codes: set[str]) -> None:
    rows = load(name)[part]
    ids = [r["id"] for r in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert row["role"] in ROLES and row["role"] != "MED", row["id"]
        assert row["country"] is None or row["country"] in codes, row["id"]
        assert row["role"] != "IGO" or row["country"] is None, f"{row['id']}: a body of several states has no country"
        assert key(row["name"]), row["id"]


def test_defence_ministers_are_government_and_the_pentagon_military() -> None:
    offices = load("offices")["rows"]
    ministers = {
        r["role"] for r in offices if r["office"] in ("defence minister", "secretary of defense", "defence secretary")
    }
    assert ministers == {"GOV"}
    pentagon = next(o for o in load("organisations")["organisations"] if o["id"] == "us-dod")
    assert pentagon["role"] == "MIL"


def test_a_name_of_two_entries_is_known_to_be_one(knowledge: Knowledge) -> None:
    """Every folded name that stands for two things is listed with the reason that settles it."""
    index = knowledge.table("actors/index")
    listed = {row["form"]: row for row in load("collisions")["collisions"]}
    found = set()
    for name, rows in index["forms"].items():
        owners = {index["persons"][r[2]][0] if r[1] == "person" else index["refs"][r[2]][0] for r in rows}
        if len(owners) > 1:
            found.add(name)
    assert found - listed.keys() == set(), (
        "new collisions: list them in resources/actors/collisions.yml, or drop a form"
    )
    assert listed.keys() - found == set(), "these no longer collide"


def test_role_nouns_do_not_stand_in_two_sectors() -> None:
    roles = load("roles")
    homes: dict[str, set[str]] = defaultdict(set)
    for sort in ("people", "bearers", "bodies", "assets"):
        for role, words in roles[sort].items():
            for word in words:
                homes[key(word)].add(f"{sort} {role}")
    twice = {word: sorted(at) for word, at in homes.items() if len(at) > 1}
    assert twice == {}


def test_every_sector_of_the_roles_is_one_of_ours() -> None:
    roles = load("roles")
    for sort in ("people", "bearers", "bodies", "assets", "modifiers", "titles", "name_endings"):
        assert set(roles[sort]) - {"none"} <= ROLES, sort
