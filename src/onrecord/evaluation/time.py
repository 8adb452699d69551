"""The `time` task: TIMEX3 spans, types and values, scored as TempEval-3 does.

In: items with id, dct, title and text. Out: `{"id", "timex": [{"start", "end", "type", "value", "mod"}]}`; offsets are
those of the item's text.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation.plain import paragraphs
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader
from onrecord.reading.times import find_times

Json = dict[str, Any]


def predict(items: list[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """TIMEX3 expressions of each item; of the item only id, dct and text are looked at."""
    return [{"id": item["id"], "timex": _timex(item, reader)} for item in items]


def _timex(item: Json, reader: Reader) -> list[Json]:
    text, dct = item["text"], item.get("dct")
    article = Article(
        text=text,
        blocks=paragraphs(text),
        provenance=Provenance(published=date.fromisoformat(dct[:10]) if dct else None, title=item.get("title")),
        payload_id="",
    )
    parse = parse_article(article, reader.pipeline)
    found = []
    for mention in find_times(parse, article, reader.knowledge):
        time = mention.time
        assert time.span is not None
        row = {"start": time.span.start, "end": time.span.end, "type": time.type, "value": time.value}
        found.append(row if time.mod is None else {**row, "mod": time.mod})
    return found


def score(items: list[Json], predictions: list[Json]) -> dict[str, float]:
    """Strict, relaxed, type and value F1, micro over all items."""
    by_id = {row["id"]: row["timex"] for row in predictions}
    gold = found = strict = relaxed = types = values = 0
    for item in items:
        told, read = item["timex"], by_id.get(item["id"], [])
        gold += len(told)
        found += len(read)
        for a, b in _pairs(told, read):
            relaxed += 1
            strict += (a["start"], a["end"]) == (b["start"], b["end"])
            types += (a.get("type") or "").strip().upper() == (b.get("type") or "").strip().upper()
            values += (a.get("value") or "") == (b.get("value") or "")

    def f1(hits: int) -> float:
        return 2 * hits / (gold + found) if gold + found else 0.0

    share = relaxed or 1
    return {
        "strict_F1": f1(strict),
        "relaxed_P": relaxed / found if found else 0.0,
        "relaxed_R": relaxed / gold if gold else 0.0,
        "relaxed_F1": f1(relaxed),
        "type_accuracy": types / share,
        "type_F1": f1(relaxed) * types / share,
        "value_accuracy": values / share,
        "value_F1": f1(relaxed) * values / share,
    }


def _pairs(told: list[Json], read: list[Json]) -> list[tuple[Json, Json]]:
    """One-to-one pairs: identical spans first, then by size of overlap."""
    candidates = []
    for i, a in enumerate(told):
        for j, b in enumerate(read):
            shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
            if shared > 0:
                same = (a["start"], a["end"]) == (b["start"], b["end"])
                candidates.append((not same, -shared, a["start"], i, j))
    candidates.sort()
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for *_, i, j in candidates:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((told[i], read[j]))
    return pairs
