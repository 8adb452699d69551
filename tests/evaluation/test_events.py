"""The events task: labels stay out of predictions, figures are the gold's."""

from __future__ import annotations

from typing import Any

from onrecord.evaluation.events import predict, score
from onrecord.reading.read import Reader

ITEMS: list[dict[str, Any]] = [
    {
        "id": "ACCUSE-1",
        "text": "France condemned Turkey for the raid on the harbour.",
        "date": "2019-03-04",
        "event_current": "ACCUSE",
        "actors": [{"code": "FRA", "country": "FRA"}],
        "recipients": [{"code": "TUR", "country": "TUR"}],
    },
    {"id": "n", "text": "The minister said that bread had become dearer in spring.", "events": []},
]
MARKED = {
    "id": "p",
    "text": "Chad accused Libya of shelling a village.",
    "event_current": "ACCUSE",
    "actor": {"text": "Chad", "spans": [[0, 4]]},
    "recipient": {"text": "Libya", "spans": [[13, 18]]},
}


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    blank = [{k: item[k] for k in ("id", "text", "date") if k in item} for item in reversed(ITEMS)]
    by_id = {row["id"]: row for row in predict(ITEMS, reader, None)}
    assert {row["id"]: row for row in predict(blank, reader, None)} == by_id


def test_the_id_is_no_feature(reader: Reader) -> None:
    told = predict([{**ITEMS[0], "id": "ASSAULT-7"}], reader, None)[0]["events"]
    assert told == predict(ITEMS[:1], reader, None)[0]["events"]


def test_a_plain_sentence_is_coded_with_both_sides(reader: Reader) -> None:
    told = predict(ITEMS, reader, None)
    assert told[0]["events"][0] == {"event": "ACCUSE", "actors": ["FRA"], "recipients": ["TUR"]}


def test_a_given_pair_has_one_event(reader: Reader) -> None:
    told = predict([MARKED], reader, "pair")
    assert [event["event"] for event in told[0]["events"]] == ["ACCUSE"]


def test_figures_of_known_predictions() -> None:
    told = [
        {"id": "ACCUSE-1", "events": [{"event": "ACCUSE", "actors": ["FRA"], "recipients": ["TUR"]},
                                      {"event": "ASSAULT", "actors": ["TUR"], "recipients": []}]},
        {"id": "n", "events": [{"event": "REQUEST", "actors": [], "recipients": []}]},
    ]  # fmt: skip
    figures = score(ITEMS, told)
    assert figures["event_f1"] == round(2 * 1 / (1 + 3), 4)
    assert figures["event_first_f1"] == round(2 * 1 / (1 + 2), 4)
    assert figures["triple_f1"] == round(2 * 1 / (1 + 2), 4)
    assert figures["left_uncoded"] == 1.0
    either = score([{"id": "b", "text": "z", "event": "YIELD"}], [{"id": "b", "events": [{"event": "RETREAT"}]}])
    assert either["event_f1"] == 1.0


def test_a_file_without_labels_has_no_figures(reader: Reader) -> None:
    blank = [{"id": "x", "text": "Chad accused Libya of shelling a village."}]
    assert score(blank, predict(blank, reader, None)) == {}
