"""The scoring of claims: equal to the gold's own scorer where that is here, and right on small cases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation import claims
from onrecord.reading.read import Reader
from support import gold_folder

TEXT = "Norway said that Iran had sent drones to Sudan."


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def actor(country: str) -> dict[str, Any]:
    return {"country": country, "name": country, "role": "GOV"}


def gold(**changes: Any) -> dict[str, Any]:
    claim = {
        "id": "g1", "must": True, "type": "TRANSFER", "trigger": at("sent"), "sentence": at(TEXT), "actors": [actor("IRN")],
        "recipients": [actor("SDN")], "status": "shipped", "polarity": "+", "certainty": "CT+",
        "source": {"name": "Norway", "country": "NOR", "role": "GOV"}, "items": [{"span": at("drones"), "item": "uav"}],
    }  # fmt: skip
    said = {
        "id": "s1", "source": at("Norway"), "cue": at("said"), "content": at("that Iran had sent drones to Sudan"),
        "stance": "asserts", "speaker": {"name": "Norway", "country": "NOR", "role": "GOV"},
    }  # fmt: skip
    return {"text": TEXT, "claims": [{**claim, **changes}], "attributions": [said]}


def read(**changes: Any) -> dict[str, Any]:
    claim = {
        "id": "c1", "type": "TRANSFER", "trigger": at("sent"), "actors": [actor("IRN")], "recipients": [actor("SDN")],
        "status": "shipped", "polarity": "+", "certainty": "CT+", "chain": ["a1"], "items": [{"item": "uav"}],
    }  # fmt: skip
    said = {
        "id": "a1", "source": [at("Norway")], "cue": [at("said")], "content": [at("that Iran had sent drones to Sudan")],
        "stance": "asserts", "speaker": {"name": "Norway", "country": "NOR"},
    }  # fmt: skip
    return {
        "report": {"text": f"\n{TEXT}\n".replace(" ", "  ")},
        "claims": [{**claim, **changes}],
        "attributions": [said],
    }


def spread(reading: dict[str, Any]) -> dict[str, Any]:
    """The same reading with the offsets of its own text, in which blanks are doubled."""

    def moved(span: list[int]) -> list[int]:
        return [1 + span[0] + TEXT[: span[0]].count(" "), 1 + span[1] + TEXT[: span[1]].count(" ")]

    for claim in reading["claims"]:
        claim["trigger"] = moved(claim["trigger"])
    for said in reading["attributions"]:
        for part in ("source", "cue", "content"):
            said[part] = [moved(span) for span in said[part]]
    return reading


def figures(gold_claim: dict[str, Any] | None = None, **changes: Any) -> dict[str, float]:
    return claims.score([gold(**(gold_claim or {}))], [spread(read(**changes))])


def test_a_perfect_reading_is_perfect_whatever_the_white_space() -> None:
    found = figures()
    assert {
        name: value for name, value in found.items() if name not in ("overstated", "false deeds", "unsupported deeds")
    } == {name: 1.0 for name in found if name not in ("overstated", "false deeds", "unsupported deeds")}
    assert found["overstated"] == found["false deeds"] == found["unsupported deeds"] == 0
    assert {"claims found (must)", "deeds found", "precision", "attributions found", "source", "items"} <= set(found)


@pytest.mark.parametrize(
    ("gold_claim", "changes", "name", "value"),
    [
        ({"status": "planned", "certainty": "Uu"}, {}, "overstated", 1.0),
        ({"status": "planned", "certainty": "Uu"}, {}, "false deeds", 1.0),
        ({}, {"status": "planned", "certainty": "Uu"}, "overstated", 0.0),
        ({}, {"status": "planned", "certainty": "Uu"}, "deeds found", 0.0),
        ({}, {"type": "AID"}, "claims found (must)", 0.0),
        ({}, {"type": "AID"}, "precision", 0.0),
        ({}, {"actors": [actor("NOR")]}, "actors", 0.0),
        ({}, {"chain": []}, "source", 0.0),
        ({"polarity": "-"}, {}, "polarity", 0.0),
        ({}, {"items": [{"item": "tank"}]}, "items", 0.0),
        ({}, {"time": {"value": "2023"}}, "invented times", 1.0),
    ],
)
def test_each_fault_lowers_its_own_figure(
    gold_claim: dict[str, Any], changes: dict[str, Any], name: str, value: float
) -> None:
    assert figures(gold_claim, **changes)[name] == value


def test_a_file_without_labels_gives_predictions_and_no_figures(reader: Reader) -> None:
    items = [{"text": TEXT, "published": "2023-09-13", "publisher": None}]
    predictions = claims.predict(items, reader)
    assert predictions[0]["report"]["published"] == "2023-09-13"
    assert claims.score(items, predictions) == {}


def test_labels_never_reach_a_prediction(reader: Reader) -> None:
    item = {**gold(), "published": "2023-09-13", "publisher": "X"}
    bare = {"text": TEXT, "published": "2023-09-13", "publisher": "X"}
    other = {"text": "Sudan denied it.", "published": None, "publisher": None}
    assert claims.predict([item], reader) == claims.predict([bare], reader)
    assert claims.predict([other, item], reader)[1] == claims.predict([item, other], reader)[0]


def test_figures_equal_those_of_the_golds_own_scorer(reader: Reader, tmp_path: Path) -> None:
    folder = gold_folder("claims")
    paths = [folder / name / "claims.json" for name in ("seed", "whitehouse-20220316a", "csm-20130530a")]
    items = claims.load(paths)
    predictions = claims.predict(items, reader)
    readings = tmp_path / "readings.jsonl"
    readings.write_text("".join(json.dumps(row) + "\n" for row in predictions), encoding="utf-8")
    theirs = subprocess.run(
        [sys.executable, str(folder / "score.py"), *map(str, paths), "--readings", str(readings)],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    assert claims.lines(items, predictions) == theirs
