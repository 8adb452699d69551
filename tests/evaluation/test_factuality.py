"""The factuality task: labels stay out of predictions, figures are the gold's."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.evaluation.factuality import blend, predict, score
from onrecord.reading.read import Reader

ITEMS: list[dict[str, Any]] = [
    {"id": "a", "text": "The navy sank the trawler on Monday.", "trigger": [9, 13], "label": "CT+"},
    {"id": "b", "text": "The navy did not sink the trawler.", "trigger": [17, 21], "label": "CT-"},
    {"id": "c", "text": "The navy might sink the trawler.", "trigger": [15, 19], "label": "PS+"},
    {"id": "d", "text": "The navy wants to sink the trawler.", "trigger": [18, 22], "label": "Uu"},
]


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    blank = [{k: v for k, v in item.items() if k in ("id", "text", "trigger")} for item in reversed(ITEMS)]
    by_id = {row["id"]: row for row in predict(ITEMS, reader, None)}
    assert {row["id"]: row for row in predict(blank, reader, None)} == by_id


def test_plain_cases_lie_in_order(reader: Reader) -> None:
    values = {row["id"]: row["label"] for row in predict(ITEMS, reader, None)}
    assert values["a"] > values["c"] > values["b"]
    assert values["a"] > values["d"] > values["b"]
    assert values["a"] > 1.5
    assert values["b"] < -1.5


def test_what_nobody_can_judge_is_uncommitted() -> None:
    assert blend(None, None) == 0.0
    assert blend(None, 2.0) == 2.0
    assert blend(-3.0, None) == -3.0


def test_figures_of_known_predictions() -> None:
    gold = [
        {"id": str(i), "label": label, "label_scheme": "factbank7"}
        for i, label in enumerate(["CT+", "CT+", "Uu", "CT-"])
    ]
    told = [{"id": "0", "label": 3.0}, {"id": "1", "label": "CT+"}, {"id": "2", "label": 2.6}, {"id": "3", "label": -3}]
    figures = score(gold, told)
    assert figures["MAE"] == pytest.approx(0.65)
    assert figures["accuracy"] == 0.75
    assert figures["macro_F1"] == pytest.approx((0.8 + 0 + 1) / 3, abs=1e-4)
    assert figures["coarse_macro_F1"] == figures["macro_F1"]
    same = score(gold, [{"id": item["id"], "label": item["label"]} for item in gold])
    assert (same["MAE"], same["r"], same["macro_F1"]) == (0, 1, 1)


def test_a_file_without_labels_has_no_figures(reader: Reader) -> None:
    blank = [{"id": "a", "text": ITEMS[0]["text"], "trigger": [9, 13]}]
    assert score(blank, predict(blank, reader, None)) == {}


def test_rules_stand_where_the_encoder_lies_near() -> None:
    assert blend(3.0, 2.2) == 3.0
    assert blend(0.0, 1.9) == 0.0
    assert blend(3.0, -2.0) == 0.5
    assert blend(0.0, 2.6) == 2.6
