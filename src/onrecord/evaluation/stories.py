"""The `stories` task: which articles tell one story.

In: items with id, publisher, date, title, url and text. Out: `{"id", "story"}`; a story is named by the smallest id of
its articles, so that the order of the items does not matter.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from onrecord.evaluation.clusterings import partition
from onrecord.linking.stories import Told, stories
from onrecord.reading.read import Reader

Json = dict[str, Any]


def predict(items: list[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """The story of each item, in the order of the items."""
    ordered = sorted(items, key=lambda item: str(item["id"]))
    told = [Told(text=i.get("text") or "", title=i.get("title") or "", published=_day(i.get("date"))) for i in ordered]
    labels = stories(told, reader.knowledge.table("linking/weights")["stories"])
    first: dict[int, str] = {}
    named = {}
    for item, label in zip(ordered, labels, strict=True):
        named[item["id"]] = first.setdefault(label, str(item["id"]))
    return [{"id": item["id"], "story": named[item["id"]]} for item in items]


def score(items: list[Json], predictions: list[Json]) -> dict[str, float]:
    """B3, pairs, ARI, NMI; items without a prediction count as stories of their own. Empty without labels."""
    if not items or any(not item.get("story") for item in items):
        return {}
    told = {p["id"]: p.get("story") for p in predictions}
    predicted = [str(told[i["id"]]) if told.get(i["id"]) is not None else f"alone:{i['id']}" for i in items]
    return partition([str(i["story"]) for i in items], predicted)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
