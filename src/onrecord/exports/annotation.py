"""Claims as W3C Web Annotations: each points at its sentence and at the words that tell the happening.

In: claim rows as `onrecord claims --format jsonl` prints them. Out: an annotation page in JSON-LD. Each target has a
TextQuoteSelector and a TextPositionSelector, so that it is found again where the text moved. Positions count code
points of the report's own text, from 0, the end left out; that text is named by its hash, and the page that it came
from is the target's scope. A protected name is blotted in quotes: there the position leads, not the quote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.exports.claims_csv import is_web
from onrecord.exports.sheet import Row

#: Code points of context to each side of a quote, taken from its sentence.
AROUND = 32


def export(rows: Iterable[Row]) -> Iterator[str]:
    """The page, annotation by annotation."""
    yield '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": ['
    for number, row in enumerate(rows):
        yield ("\n" if number == 0 else ",\n") + json.dumps(annotation(row), ensure_ascii=False)
    yield "\n]}\n"


def annotation(row: Row) -> dict[str, Any]:
    """One claim as an annotation; the claim itself is its body."""
    sentence, trigger, quote = row["sentence"], row["trigger"], row["quote"]
    before, after = trigger[0] - sentence[0], trigger[1] - sentence[0]
    left, right = quote[max(0, before - AROUND) : max(0, before)], quote[after : after + AROUND]
    claim = {
        field: row[field]
        for field in (
            "key", "type", "mode", "status", "outcome", "polarity", "certainty", "author_certainty", "actors",
            "recipients", "intermediaries", "items", "place", "time", "source", "stance", "decision", "tlp",
        )
    }  # fmt: skip
    return {
        "id": f"urn:onrecord:{row['key']}",
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"type": "Software", "name": "onrecord"},
        "body": {"type": "Dataset", "format": "application/json", "value": claim},
        "target": [_target(row, quote, sentence), _target(row, row["trigger_quote"], trigger, left, right)],
    }


def _target(row: Row, words: str, span: Sequence[int], left: str = "", right: str = "") -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "exact": words}
    if left:
        quote["prefix"] = left
    if right:
        quote["suffix"] = right
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": {"id": f"urn:onrecord:{row['report']}", "type": "Text", "format": "text/plain"},
        "selector": [quote, {"type": "TextPositionSelector", "start": span[0], "end": span[1]}],
    }
    if is_web(row["url"]):
        target["scope"] = row["url"]
    return target
