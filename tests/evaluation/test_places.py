"""The places task: labels stay out of predictions, figures are the gold's, floors hold."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from onrecord.evaluation.places import kilometres, predict, score
from onrecord.reading.read import Reader
from support import gold_folder

ITEMS: list[dict[str, Any]] = [
    {
        "id": "a",
        "publisher": "www.example-press.no",
        "date": None,
        "title": "",
        "url": "",
        "text": "Norwegian ministers met in Oslo.",
        "toponyms": [
            {"start": 0, "end": 9, "lat": 62.0, "lon": 10.0, "geonames_id": 3144096},
            {"start": 27, "end": 31, "lat": 59.91, "lon": 10.75, "geonames_id": 3143244},
        ],
    },
    {
        "id": "b",
        "publisher": None,
        "date": "2020-05-13",
        "title": "",
        "url": "",
        "text": "Nobody came.",
        "toponyms": [],
    },
]
INPUTS = ("id", "publisher", "date", "title", "url", "text")


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    blank = [{k: item[k] for k in INPUTS} for item in reversed(ITEMS)]
    by_id = {row["id"]: row for row in predict(ITEMS, reader)}
    assert {row["id"]: row for row in predict(blank, reader)} == by_id
    spans = [
        {**{k: i[k] for k in INPUTS}, "toponyms": [{"start": t["start"], "end": t["end"]} for t in i["toponyms"]]}
        for i in ITEMS
    ]
    assert predict(spans, reader, "spans") == predict(ITEMS, reader, "spans")


def test_toponyms_with_coordinates(reader: Reader) -> None:
    told = predict(ITEMS, reader)
    assert [(t["start"], t["end"], t["geonames_id"]) for t in told[0]["toponyms"]] == [
        (0, 9, 3144096),
        (27, 31, 3143244),
    ]
    figures = score(ITEMS, told)
    assert figures["recognition_exact_F1"] == figures["end_to_end_F1"] == figures["acc@161"] == 1


def test_figures_of_known_predictions() -> None:
    told = [
        {
            "id": "a",
            "toponyms": [
                {"start": 27, "end": 31, "lat": 59.0, "lon": 10.0, "geonames_id": 1},
                {"start": 10, "end": 19, "lat": 0.0, "lon": 0.0, "geonames_id": None},
            ],
        }
    ]
    figures = score(ITEMS, told)
    assert figures["recognition_exact_F1"] == 0.5
    assert figures["acc@161"] == 1 and figures["same_geonames_id"] == 0
    assert figures["end_to_end_F1"] == 0.5
    assert figures["resolved_recall"] == 0.5


def test_distance() -> None:
    assert kilometres((48.8566, 2.3522), (51.5074, -0.1278)) == pytest.approx(343.6, abs=1)


def test_floors(reader: Reader) -> None:
    path = gold_folder("places", "trnews.jsonl")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith("cdd8a31f0205a90d"), "another corpus: measure anew"
    items = [json.loads(line) for line in data.decode().split("\n") if line][:30]  # the whole takes half a minute
    assert score(items, predict(items, reader, "spans"))["resolved_recall"] >= 0.93
    assert score(items, predict(items, reader))["end_to_end_F1"] >= 0.86
