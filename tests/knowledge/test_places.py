"""The gazetteer: look-up by folded name, abbreviations, peoples, and the table itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.errors import KnowledgeError
from onrecord.knowledge import Knowledge
from onrecord.knowledge.places import CLASSES, MAGIC, Gazetteer, fold_name, gazetteer, place_names
from support import ROOT


@pytest.mark.parametrize(
    ("name", "country", "kind", "lat", "lon"),
    [
        ("Oslo", "NOR", "capital", 59.9, 10.7),
        ("OSLO", "NOR", "capital", 59.9, 10.7),
        ("Saint Petersburg", "RUS", "town", 59.9, 30.3),
        ("St. Petersburg", "RUS", "town", 59.9, 30.3),
        ("São Paulo", "BRA", "town", -23.5, -46.6),
        ("Sao Paulo", "BRA", "town", -23.5, -46.6),
        ("Montana", "USA", "state", 47.0, -109.8),
        ("Mongolia", "MNG", "country", 46.0, 105.0),
        ("Strait of Hormuz", None, "water", 26.6, 56.3),
        ("Yongbyon", "PRK", "site", 39.8, 125.8),
    ],
)
def test_a_name_finds_its_place(
    knowledge: Knowledge, name: str, country: str | None, kind: str, lat: float, lon: float
) -> None:
    found = [c for c in gazetteer(knowledge).find(name) if c.kind == kind and c.country == country]
    assert any(abs(c.lat - lat) < 0.5 and abs(c.lon - lon) < 0.5 for c in found)


@pytest.mark.parametrize("name", ["", " ", "Nowhereville upon Zzyzx", "'", "–"])
def test_no_such_place(knowledge: Knowledge, name: str) -> None:
    assert gazetteer(knowledge).find(name) == ()


def test_the_most_populous_comes_first(knowledge: Knowledge) -> None:
    found = gazetteer(knowledge).find("Springfield")
    assert len(found) > 10
    assert [c.population for c in found] == sorted((c.population for c in found), reverse=True)


def test_every_place_of_a_name_is_well_formed(knowledge: Knowledge) -> None:
    table = gazetteer(knowledge)
    for name in ("Alexandria", "Victoria", "Tripoli", "San Jose"):
        for c in table.find(name):
            assert -90 <= c.lat <= 90 and -180 <= c.lon <= 180 and c.kind in CLASSES
            assert c.country is None or len(c.country) == 3
            assert c.geonames_id is None or table.by_id(c.geonames_id) is not None


def test_abbreviations(knowledge: Knowledge) -> None:
    names = place_names(knowledge)
    assert [(c.kind, c.country) for c in names.find("U.S.")] == [("country", "USA")]
    assert [c.admin1 for c in names.find("Ky.")] == ["US.KY"]
    assert names.find("ME") == () and [c.admin1 for c in names.after_town("ME")] == ["US.ME"]
    assert names.find("Washington")[0].kind == "capital"
    assert {c.kind for c in names.find("Washington")} > {"capital", "state"}


def test_every_alias_stands_for_a_place(knowledge: Knowledge) -> None:
    names, table = place_names(knowledge), knowledge.table("places/aliases")
    for part in ("aliases", "after_town"):
        for short, meant in table[part].items():
            found = names.after_town(short) if part == "after_town" else names.find(short)
            assert found and found[0].country == meant["country"], short
            assert found[0].kind == meant["class"], short


def test_peoples(knowledge: Knowledge) -> None:
    names = place_names(knowledge)
    kenya = names.people("Kenyan")
    assert kenya is not None and (kenya.country, kenya.kind) == ("KEN", "country")
    assert names.people("Nairobi") is None


def test_the_table_is_what_its_record_says() -> None:
    told = subprocess.run(
        [sys.executable, "tools/build_gazetteer.py", "--hash"], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout + told.stderr
    table = ROOT / "src" / "onrecord" / "knowledge" / "data" / "places" / "gazetteer.bin"
    assert table.stat().st_size <= 15_000_000


@pytest.mark.parametrize("data", [b"", b"ORG", b"NOPE" + bytes(40), MAGIC + b"\x02\0\0\0{}"])
def test_a_broken_table_is_told(data: bytes) -> None:
    with pytest.raises(KnowledgeError, match="gazetteer"):
        Gazetteer(data, "here")


def test_a_table_cut_short_is_told() -> None:
    whole = (ROOT / "src/onrecord/knowledge/data/places/gazetteer.bin").read_bytes()
    for size in (2_000, len(whole) // 2, len(whole) - 1):
        with pytest.raises(KnowledgeError, match="damaged"):
            Gazetteer(whole[:size], "here")


@given(st.text(max_size=30))
@example("\U0001d670")
@example("a–b")
def test_folding_is_stable(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded
    assert fold_name(f"  {name} ") == folded
