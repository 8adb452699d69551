"""FollowTheMoney entities, held against FollowTheMoney's own library and schemata."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from case_exports import made, make_book, protect, validator
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.report import Tlp
from onrecord.exports import ftm

Row = dict[str, Any]
COUNTRIES = ftm.Countries(
    alpha_2={"NOR": "NO", "SDN": "SD", "USA": "US"}, names={"NOR": "Norway", "USA": "United States"}
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("ftm"))


def lines(data: bytes) -> list[Row]:
    return [json.loads(line) for line in data.decode().splitlines()]


def held_against_the_library(entities: list[Row]) -> None:
    """Every schema, property, value and reference is one that the library takes as it stands."""
    model = validator("followthemoney").model
    schemata = {entity["id"]: entity["schema"] for entity in entities}
    assert len(schemata) == len(entities)
    for entity in entities:
        proxy = model.get_proxy(entity)
        assert proxy.schema.validate(entity) is None
        for name in proxy.schema.required:
            # A report is no file: what would name one is left out, as Aleph does with articles.
            assert name in entity["properties"] or name == "fileName"
        for name, values in entity["properties"].items():
            prop = proxy.schema.get(name)
            assert prop is not None and not prop.stub, (entity["schema"], name)
            for value in values:
                assert prop.type.clean(value, format=prop.format) == value, (name, value)
                if prop.range is not None:
                    assert model[schemata[value]].is_a(prop.range.name), (name, value)
        assert {k: sorted(v) for k, v in proxy.to_dict()["properties"].items()} == {
            k: sorted(v) for k, v in entity["properties"].items()
        }


def test_the_library_takes_all_of_it_as_it_stands(book: Path) -> None:
    entities = lines(made(book, "ftm"))
    held_against_the_library(entities)
    assert Counter(entity["schema"] for entity in entities) == {
        "Article": 2, "Event": 6, "Person": 1, "LegalEntity": 2, "Mention": 4, "Documentation": 4, "Vessel": 1,
    }  # fmt: skip


def test_an_event_is_told_as_a_claim_with_its_proof(book: Path) -> None:
    entities = {entity["id"]: entity for entity in lines(made(book, "ftm"))}
    event = next(e for e in entities.values() if e["schema"] == "Event" and "TRANSFER" in e["properties"]["keywords"])
    told = event["properties"]
    assert told["name"][0].startswith(
        "2024-05-13 TRANSFER shipped (claimed): Vostania (PRK) → Sudania (RUS), 40 artillery"
    )
    assert "shipped 40 rocket launchers" in told["summary"][0]
    assert (told["startDate"], told["endDate"]) == (["2024-05-13"], ["2024-05-13"])
    assert entities[told["proof"][0]]["properties"]["title"] == ["Vostania ships rockets"]
    assert {entities[id]["properties"]["name"][0] for id in told["involved"]} == {"Vostania", "Sudania"}
    said = next(e for e in entities.values() if "quoted as a source (asserts)" in e["properties"].get("role", ()))
    speaker = entities[said["properties"]["entity"][0]]
    assert (speaker["schema"], speaker["properties"]["position"]) == ("Person", ["minister"])


def row(**fields: Any) -> Row:
    told = dict.fromkeys(("place", "time", "source", "stance", "url", "publisher", "published", "title", "outcome"))
    return {
        **told, "key": "clm-00112233445566aa", "type": "CONSULT", "report": "sha256:1", "quote": "…", "polarity": "+",
        "status": "done", "certainty": "CT+", "author_certainty": "CT+", "decision": "open", "tlp": "CLEAR", "chain": [],
        "actors": [], "recipients": [], "intermediaries": [], "items": [], "carriers": [], **fields,
    }  # fmt: skip


def exported(*rows: Row) -> list[Row]:
    return [json.loads(line) for line in ftm.export(rows, countries=COUNTRIES)]


def actor(
    name: str | None, country: str | None, role: str | None, id: str | None = None, office: str | None = None
) -> Row:
    return {"name": name, "country": country, "role": role, "id": id, "office": office}


@pytest.mark.parametrize(
    ("who", "schema"),
    [
        (actor("Ann Lee", "NOR", "GOV", "Q1", "minister"), "Person"),
        (actor("a minister", "NOR", "GOV"), "LegalEntity"),
        (actor("Oslo", "NOR", "GOV", "NO"), "PublicBody"),
        (actor(None, "NOR", "GOV"), "PublicBody"),
        (actor(None, "NOR", None), "PublicBody"),
        (actor("Foreign Ministry", "NOR", "GOV", "no-mfa"), "PublicBody"),
        (actor("the army", "NOR", "MIL"), "LegalEntity"),
        (actor("Acme", None, "BUS"), "Company"),
        (actor("United Nations", None, "IGO", "x-un"), "Organization"),
        (actor("four men", None, None), "LegalEntity"),
    ],
)
def test_a_schema_is_chosen_by_what_is_known(who: Row, schema: str) -> None:
    entities = exported(row(actors=[who]))
    held_against_the_library(entities)
    assert [e["schema"] for e in entities if e["id"].startswith("onr-party-")] == [schema]


def test_a_state_is_one_under_whatever_name() -> None:
    entities = exported(
        row(actors=[actor("Oslo", "NOR", "GOV", "NO")]),
        row(actors=[actor(None, "NOR", "GOV")], key="clm-2"),
        row(actors=[actor("Norway", "NOR", None, "NO")], key="clm-3"),
    )
    held_against_the_library(entities)
    (state,) = [e for e in entities if e["schema"] == "PublicBody"]
    assert (state["properties"]["name"], state["properties"]["alias"]) == (["Norway"], ["Oslo"])
    assert state["properties"]["country"] == ["no"]


def test_more_is_learned_of_one_who_is_told_of_again() -> None:
    entities = exported(
        row(actors=[actor("Ann Lee", "NOR", None, "Q1")]),
        row(actors=[actor("Ann Lee", "NOR", "GOV", "Q1", "minister")], key="clm-2"),
    )
    held_against_the_library(entities)
    (person,) = [e for e in entities if e["id"].startswith("onr-party-")]
    assert (person["schema"], person["properties"]["position"]) == ("Person", ["minister"])


def test_nobody_is_made_of_nothing() -> None:
    entities = exported(row(actors=[actor(None, None, "GOV")]))
    assert [e["schema"] for e in entities] == ["Article", "Event"]


@pytest.mark.parametrize(("number", "right"), [("9074729", True), ("9123456", False), ("907472", False), ("", False)])
def test_ships_numbers_are_checked(number: str, right: bool) -> None:
    assert ftm.imo_is_right(number) is right
    carrier = {"kind": "vessel", "name": "Heron", "ids": {"imo": number, "mmsi": "273456780"}, "flag": "NOR"}
    entities = exported(row(carriers=[carrier]))
    held_against_the_library(entities)
    (ship,) = [e for e in entities if e["schema"] == "Vessel"]
    assert ship["properties"].get("imoNumber", []) == ([f"IMO{number}"] if right else [])
    assert number in json.dumps(ship)


def test_a_denial_is_not_told_as_done() -> None:
    (event,) = [e for e in exported(row(certainty="CT-", stance="denies")) if e["schema"] == "Event"]
    assert "CONSULT done, denied (claimed)" in event["properties"]["name"][0]


def test_a_protected_name_and_a_ceiling_hold(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    protect(book, "Anna Petrova")
    told = made(book, "ftm").decode()
    assert "Petrova" not in told and "Anna" not in told
    speakers = [e for e in lines(told.encode()) if e["schema"] == "Person"]
    # Who is blotted out is not taken for the same person elsewhere.
    assert len({e["id"] for e in speakers}) == 2
    held_against_the_library(lines(told.encode()))
    below = made(book, "ftm", tlp_max=Tlp.GREEN).decode()
    assert "AMBER" not in below and "Amber" not in below
    held_against_the_library(lines(below.encode()))


def test_every_character_is_one_that_the_library_keeps() -> None:
    model = validator("followthemoney").model
    everything = (f"a{chr(code)}b" for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF)
    told = "".join(everything)
    for start in range(0, len(told), 3000):
        held_against_the_library(exported(row(title=told[start : start + 3000], quote=told[start : start + 3000])))
    assert model is not None


WORDS = st.text(min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_whatever_a_report_says_the_library_takes_it(title: str, name: str, quote: str) -> None:
    who = actor(name, "NOR", "GOV", None, quote)
    held_against_the_library(
        exported(row(title=title, quote=quote, publisher=name, actors=[who], place={"name": title, "country": None}))
    )
