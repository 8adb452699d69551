"""Actor phrases by themselves: our own cases, and floors on the gold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onrecord.evaluation import actors
from onrecord.reading.read import Reader
from support import gold_folder

#: Phrase, country, sector; written for this project.
CASES = [
    ("Iranian nuclear scientists", "IRN", "EDU"),
    ("riot police", "", "COP"),
    ("German Chancellor Angela Merkel", "DEU", "GOV"),
    ("NATO troops", "IGO", "MIL"),
    ("the European Parliament", "EUR", "LEG"),
    ("UN General Assembly", "UNO", "IGO"),
    ("Palestinian militants", "PSE", "REB"),
    ("unidentified gunmen", "", "UAF"),
    ("Syrian refugees in Lebanon", "SYR", "REF"),
    ("a former finance minister", "", "ELI"),
    ("Peruvian farmers", "PER", "AGR"),
    ("trade union leaders", "", "LAB"),
    ("Mossad agents", "ISR", "SPY"),
    ("the Chinese embassy in London", "CHN", "GOV"),
    ("a Colombian businessman", "COL", "BUS"),
    ("residents of Aleppo", "SYR", "CVL"),
    ("Somaliland", "SOM", "PRE"),
    ("Kyiv", "UKR", "GOV"),
    ("Portugal", "PRT", ""),
    ("She", "", "UNK"),
]


def items_of(*parts: str) -> list[dict[str, Any]]:
    lines = gold_folder("actors", *parts).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.mark.parametrize(("text", "country", "code"), CASES, ids=[c[0] for c in CASES])
def test_phrases_of_our_own(reader: Reader, text: str, country: str, code: str) -> None:
    [read] = actors.predict([{"id": "1", "text": text, "query_date": None}], reader, None)
    assert (read["country"], read["code_1"]) == (country, code)


def test_the_date_decides_the_office(reader: Reader) -> None:
    cases = [
        {"id": str(n), "text": "Angela Merkel", "query_date": day} for n, day in enumerate(("2019-05-01", "2023-05-01"))
    ]
    assert [p["code_1"] for p in actors.predict(cases, reader, None)] == ["GOV", "ELI"]


def test_a_context_gives_the_country_where_the_phrase_does_not(reader: Reader) -> None:
    [read] = actors.predict([{"id": "1", "text": "the finance minister", "context": "Peru"}], reader, None)
    assert (read["country"], read["code_1"]) == ("PER", "GOV")


def test_coactors_are_whole_phrases(reader: Reader) -> None:
    item = {
        "id": "1",
        "text": "Talks were held by Polish and Estonian envoys.",
        "actor_phrase": "Polish and Estonian envoys",
    }
    [read] = actors.predict([item], reader, None)
    assert set(read["coactors"]) == {"Polish envoys", "Estonian envoys"}


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    items = items_of("dev.jsonl")[:20]
    blank = [{k: v for k, v in i.items() if k not in ("country", "code_1", "code_2", "xfail", "needs")} for i in items]
    told = {p["id"]: p for p in actors.predict(items, reader, None)}
    assert {p["id"]: p for p in actors.predict(blank[::-1], reader, None)} == told


def test_scores_count_what_is_labelled(reader: Reader) -> None:
    items = [
        {"id": "1", "country": "PER|CHL", "xfail": False},
        {"id": "2", "country": "PER", "code_1": "GOV", "xfail": False},
        {"id": "3", "country": "PER", "xfail": True},
    ]
    read = [{"id": "1", "country": "CHL", "code_1": ""}, {"id": "2", "country": "", "code_1": "GOV"}]
    assert actors.score(items, read) == {"country": 0.5, "code_1": 1.0}


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("dev.jsonl", {"country": 0.97, "code_1": 0.94}),
        ("dev_wiki.jsonl", {"country": 0.80, "code_1": 0.76}),
        ("coactors_dev.jsonl", {"coactors": 0.99}),
    ],
)
def test_floors(reader: Reader, name: str, floors: dict[str, float]) -> None:
    items = items_of(name)
    figures = actors.score(items, actors.predict(items, reader, None))
    assert {k: v for k, v in figures.items() if v < floors[k]} == {}
