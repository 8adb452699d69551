"""Clustering scores against published worked examples; stories and mentions that do not see labels or order."""

from __future__ import annotations

import random

import pytest

from onrecord.evaluation import coref, stories
from onrecord.evaluation.clusterings import coreference, partition
from onrecord.evaluation.run import load_items
from onrecord.linking.mentions import average_linkage
from onrecord.reading.read import Reader
from support import gold_folder


def test_worked_example() -> None:
    # Pradhan et al. 2014, figure 1; LEA from Moosavi and Strube 2016
    key = [set("abc"), set("defg")]
    response = [set("ab"), set("cd"), set("fghi")]
    found = coreference(key, response)
    assert found["MUC_P"] == pytest.approx(0.4) and found["MUC_R"] == pytest.approx(0.4)
    assert found["B3_P"] == pytest.approx(0.5) and found["B3_R"] == pytest.approx(35 / 84)
    assert found["CEAFe_R"] == pytest.approx(0.65) and found["CEAFe_P"] == pytest.approx(1.3 / 3)
    assert found["LEA_R"] == pytest.approx((1 + 4 / 6) / 7)
    assert coreference(key, key)["CoNLL_F1"] == pytest.approx(1)


def test_partition() -> None:
    assert partition(list("aabb"), list("xxyy"))["ARI"] == pytest.approx(1)
    crossed = partition(list("aabb"), list("xyxy"))
    assert crossed["ARI"] == pytest.approx(-0.5) and crossed["pairs_F1"] == 0


def test_average_linkage() -> None:
    import numpy as np

    scores = np.array([[0, 0.9, 0.2], [0.9, 0, 0.4], [0.2, 0.4, 0]])
    assert average_linkage(scores, 0.5) == [[0, 1], [2]]
    assert average_linkage(scores, 0.25) == [[0, 1, 2]]


def items() -> list[dict[str, object]]:
    told = [
        ("d1", "A strong earthquake shook the island of Mela on Monday ."),
        ("d2", "The earthquake that shook Mela killed nine islanders ."),
        ("d3", "The board fired its chairman after the merger failed ."),
    ]
    made = []
    for doc, text in told:
        word = "shook" if "shook" in text else "fired"
        start = text.index(word)
        mention = {
            "start": start,
            "end": start + len(word),
            "text": word,
            "kind": "event",
            "cluster": "",
            "scored": True,
        }
        made.append(
            {
                "doc": doc,
                "publisher": None,
                "text": text,
                "mentions": [mention],
                "sentences": [{"sent": 0, "start": 0, "end": len(text), "scored": True}],
            }
        )
    return made


def test_mentions_join_without_labels_in_any_order(reader: Reader) -> None:
    told = items()
    found = {p["doc"]: p["mentions"][0]["cluster"] for p in coref.predict(told, reader)}
    assert found["d1"] == found["d2"] != found["d3"]
    random.Random(1).shuffle(told)
    assert {p["doc"]: p["mentions"][0]["cluster"] for p in coref.predict(told, reader)} == found
    assert coref.score(told, coref.predict(told, reader)) == {}


def test_stories_floor_without_labels_in_any_order(reader: Reader) -> None:
    path = gold_folder("crossdoc", "stories_dev.jsonl")
    told = load_items(stories, [path])
    predicted = stories.predict(told, reader)
    assert stories.score(told, predicted)["B3_F1"] >= 0.94
    blank = [{**item, "story": ""} for item in told]
    random.Random(2).shuffle(blank)
    assert {p["id"]: p["story"] for p in stories.predict(blank, reader)} == {p["id"]: p["story"] for p in predicted}
