"""What holds of every reading, whatever the text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord import reading_from_dict
from onrecord.domain.report import Report
from onrecord.reading.read import Reader
from onrecord.workflows.read import read_report

SENTENCES = [
    "Norway said on Tuesday that Iran had sent 50 drones to Sudan.",
    "“We have never sold arms to Sudan,” an Iranian spokesman told reporters in Geneva.",
    "Iran denied the report, and Sudan's foreign ministry did not respond to a request for comment.",
    "According to two officials, Belarus plans to deliver tanks by ship next month.",
    "The ministers are expected to meet in Oslo on Friday to discuss a ceasefire.",
    "If the talks fail, Norway would impose sanctions.",
    "Seoul fired two missiles hours before the summit, its military said.",
    "GENEVA (Reuters) - ",
    "The U.N. Security Council condemned the launch.",
    "e\u0301tat – שלום 😀 [bold] <b>",
    "COMMENTS",
]
slow = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def texts() -> st.SearchStrategy[str]:
    gaps = st.sampled_from([" ", "\n\n", "\n", "  "])
    parts = st.lists(
        st.tuples(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=15)), gaps), min_size=1, max_size=7
    )
    return parts.map(lambda rows: "".join(sentence + gap for sentence, gap in rows))


def reading_of(text: str, reader: Reader) -> dict:  # type: ignore[type-arg]
    return read_report(Report(payload=text.encode("utf-8", "surrogatepass"), media_type="text/plain"), reader).to_dict()


def spans(value: object) -> list[list[int]]:
    """All offsets in a reading: pairs of integers under keys that hold spans."""
    found: list[list[int]] = []
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "probability":
                continue
            if isinstance(part, list) and len(part) == 2 and all(type(x) is int for x in part):
                found.append(part)
            else:
                found += spans(part)
    elif isinstance(value, list):
        if len(value) == 2 and all(type(x) is int for x in value):
            return [value]
        for part in value:
            found += spans(part)
    return found


@slow
@given(text=texts())
def test_offsets_lie_in_the_text_and_readings_survive_json(text: str, reader: Reader) -> None:
    told = reading_of(text, reader)
    length = len(told["report"]["text"])
    assert length == len(text)
    for start, end in spans(told):
        assert 0 <= start <= end <= length
    for claim in told["claims"]:
        start, end = claim["trigger"]
        quoted = told["report"]["text"][start:end]
        assert quoted and quoted == quoted.strip()
        assert claim["sentence"][0] <= start and end <= claim["sentence"][1]
        assert claim["reasons"], claim
    back = reading_from_dict(json.loads(json.dumps(told)))
    assert back.to_dict() == told


@slow
@given(text=texts())
def test_reading_twice_gives_the_same(text: str, reader: Reader) -> None:
    assert reading_of(text, reader) == reading_of(text, reader)


def unspaced(told: dict) -> str:  # type: ignore[type-arg]
    """A reading with each offset as the number of characters before it that are no white space."""
    text = told["report"]["text"]
    position = [0]
    for character in text:
        position.append(position[-1] + (not character.isspace()))

    def moved(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {
                k: moved(v, k) for k, v in value.items() if k not in ("id", "payload", "text", "key", "title", "byline")
            }
        if isinstance(value, list):
            if len(value) == 2 and all(type(x) is int for x in value) and key != "probability":
                # An end is counted from the last character inside, so that white space behind it does not matter.
                return [position[value[0]], position[value[1]]]
            return [moved(part) for part in value]
        return re.sub(r"\s+", " ", value) if isinstance(value, str) else value

    return json.dumps(moved(told), sort_keys=True)


@pytest.mark.parametrize(
    "change", [lambda t: t.replace(" ", "  "), lambda t: "\n\n" + t + "\n \n", lambda t: t.replace(" ", "\u00a0 ")]
)
def test_white_space_moves_offsets_and_nothing_else(change, reader: Reader) -> None:  # type: ignore[no-untyped-def]
    text = "\n\n".join(SENTENCES[:7])
    assert unspaced(reading_of(text, reader)) == unspaced(reading_of(change(text), reader))


def test_folding_lines_moves_offsets_and_nothing_else(reader: Reader) -> None:
    paragraphs = [" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:7])]
    text = "\n\n".join(paragraphs)
    folded = "\n\n".join(re.sub(r"(.{50,70}?) ", r"\1\n", paragraph) for paragraph in paragraphs)
    assert unspaced(reading_of(text, reader)) == unspaced(reading_of(folded, reader))
