"""The time task: labels stay out of predictions, figures are those of TempEval-3, floors hold."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from onrecord.evaluation.time import predict, score
from onrecord.reading.read import Reader
from support import gold_folder

TEXT = "The envoys met on Friday.\n\nThey will meet again next month."
ITEMS: list[dict[str, Any]] = [
    {
        "id": "a",
        "dct": "2020-05-13",
        "title": "",
        "text": TEXT,
        "timex": [
            {"start": 18, "end": 24, "type": "DATE", "value": "2020-05-08"},
            {"start": 48, "end": 58, "type": "DATE", "value": "2020-06"},
        ],
    },
    {"id": "b", "dct": "1998-01-08T18:30", "title": "", "text": "He left today.", "timex": []},
]


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    blank = [{k: item[k] for k in ("id", "dct", "title", "text")} for item in reversed(ITEMS)]
    by_id = {row["id"]: row for row in predict(ITEMS, reader)}
    assert {row["id"]: row for row in predict(blank, reader)} == by_id


def test_spans_types_and_values(reader: Reader) -> None:
    told = predict(ITEMS, reader)
    assert told[0] == {"id": "a", "timex": ITEMS[0]["timex"]}
    assert told[1]["timex"] == [{"start": 8, "end": 13, "type": "DATE", "value": "1998-01-08"}]


def test_figures_of_known_predictions() -> None:
    told = [{"id": "a", "timex": [{"start": 15, "end": 24, "type": "TIME", "value": "2020-05-08"}]}]
    figures = score(ITEMS[:1], told)
    assert figures["strict_F1"] == 0
    assert figures["relaxed_F1"] == pytest.approx(2 / 3)
    assert figures["type_F1"] == 0
    assert figures["value_F1"] == pytest.approx(2 / 3)
    assert score(ITEMS, [{"id": i["id"], "timex": i["timex"]} for i in ITEMS])["value_F1"] == 1


def test_floors(reader: Reader) -> None:
    path = gold_folder("time", "dev.jsonl")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith("700b94c3eef74a93"), "another corpus: measure anew"
    items = [json.loads(line) for line in data.decode().split("\n") if line]
    figures = score(items, predict(items, reader))
    assert figures["relaxed_F1"] >= 0.94
    assert figures["value_F1"] >= 0.81
