"""The `factuality` task: did it happen, and how sure is whoever vouches for it, at a given trigger.

In: items with id, text and trigger. Out: `{"id", "label"}`, a value from -3 to 3 as FactBank's scale has it. Two
judges look at the trigger: the rules of `reading.factuality` and the encoder's factuality head; `blend` joins them.
Figures are those of the gold's scorer: MAE and Pearson r on values, accuracy and macro-F1 over FactBank's classes,
coarse macro-F1 over + / u / -.

The gold's label is the certainty of the one who commits, not the outlet's; so is what the rules say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onrecord.domain.report import Article, Provenance
from onrecord.domain.span import Span
from onrecord.evaluation.plain import paragraphs
from onrecord.reading.factuality import factuality_rules
from onrecord.reading.parse import Parse, parse_article

if TYPE_CHECKING:
    from onrecord.reading.encoder import Encoded
    from onrecord.reading.read import Reader

Json = dict[str, Any]
VALUES = {"CT+": 3.0, "PR+": 2.0, "PS+": 1.0, "Uu": 0.0, "PS-": -1.0, "PR-": -2.0, "CT-": -3.0}
#: How far the two may lie apart for the rules to stand alone, and the encoder's share beyond that.
APART = 1.0
LEARNED = 0.5
#: From here on the encoder's value holds where the rules leave it open. On negation the rules have the last word.
#: All three chosen on training and dev parts, so dev figures are optimistic: docs/error-analysis/factuality.md.
FIRM = 2.35


def predict(items: Sequence[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """The value at each trigger; of the item only id, text and trigger are looked at."""
    read: dict[str, tuple[Parse, Encoded | None]] = {}
    out = []
    for item in items:
        text = item["text"]
        if text not in read:
            read[text] = _read(text, reader)
        parse, encoded = read[text]
        span = Span(*item["trigger"])
        ruled = _ruled(parse, span, reader)
        found = encoded.factuality(span.start, span.end) if encoded is not None else None
        out.append({"id": item["id"], "label": blend(ruled, found[0] if found else None)})
    return out


def blend(ruled: float | None, learned: float | None) -> float:
    """One value of two; what nobody can judge is uncommitted."""
    if ruled is None or learned is None:
        value = learned if ruled is None else ruled
        return 0.0 if value is None else round(value, 3)
    if ruled == 0.0:
        return round(learned, 3) if learned >= FIRM else 0.0
    if ruled < 0 or abs(ruled - learned) < APART:
        return ruled
    return round((1 - LEARNED) * ruled + LEARNED * learned, 3)


def _read(text: str, reader: Reader) -> tuple[Parse, Encoded | None]:
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    encoded = reader.encoder.encode(text) if reader.encoder is not None else None
    return parse_article(article, reader.pipeline), encoded


def _ruled(parse: Parse, span: Span, reader: Reader) -> float | None:
    """The rules' value; None where the trigger is no word of the parse."""
    tokens = parse.within(span)
    if not tokens:
        return None
    first, last = tokens[0].i, tokens[-1].i + 1
    head = next((t for t in tokens if t.is_root or not first <= t.head.i < last), tokens[0])
    return factuality_rules(parse, head, reader.knowledge).value


def score(items: Sequence[Json], predictions: Sequence[Json]) -> dict[str, float]:
    """Figures over the items that have a label; empty where none has."""
    read = {row["id"]: row["label"] for row in predictions}
    labelled = [item for item in items if item.get("label") is not None]
    if not labelled:
        return {}
    gold = [_value(item["value"] if "value" in item else item["label"]) for item in labelled]
    told = [_value(read[item["id"]]) if item["id"] in read else VALUES["CT+"] for item in labelled]
    figures = {
        "n": float(len(labelled)),
        "MAE": sum(abs(a - b) for a, b in zip(gold, told, strict=True)) / len(gold),
        "r": _pearson(gold, told),
        "coarse_macro_F1": _macro([_coarse(v) for v in gold], [_coarse(v) for v in told]),
    }
    if all(item.get("label_scheme") == "factbank7" for item in labelled):
        classes = [_class(v) for v in gold], [_class(v) for v in told]
        figures["accuracy"] = sum(a == b for a, b in zip(*classes, strict=True)) / len(gold)
        figures["macro_F1"] = _macro(*classes)
    return {name: round(value, 4) for name, value in figures.items()}


def _value(label: str | float) -> float:
    if isinstance(label, str) and label in VALUES:
        return VALUES[label]
    if label == "CTu":
        return 0.0
    return max(-3.0, min(3.0, float(label)))


def _class(value: float) -> str:
    return min(VALUES, key=lambda name: abs(VALUES[name] - value))


def _coarse(value: float) -> str:
    return "+" if value > 0.5 else "-" if value < -0.5 else "u"


def _macro(gold: Sequence[str], told: Sequence[str]) -> float:
    """Mean F1 over the classes that occur in gold."""
    names = sorted(set(gold))
    total = 0.0
    for name in names:
        hits = sum(a == b == name for a, b in zip(gold, told, strict=True))
        total += 2 * hits / (gold.count(name) + told.count(name))
    return total / len(names)


def _pearson(a: Sequence[float], b: Sequence[float]) -> float:
    """Pearson's r; 0 where one side does not vary."""
    n = len(a)
    ma, mb = sum(a) / n, sum(b) / n
    va, vb = sum((x - ma) ** 2 for x in a), sum((y - mb) ** 2 for y in b)
    if not va or not vb:
        return 0.0
    return sum((x - ma) * (y - mb) for x, y in zip(a, b, strict=True)) / math.sqrt(va * vb)
