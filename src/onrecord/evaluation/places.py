"""The `places` task: toponyms with coordinates.

In: items with id, publisher, date, title, url and text; with `--given spans` also the spans of their toponyms. Out:
`{"id", "toponyms": [{"start", "end", "lat", "lon", "geonames_id"}]}`. The corpora count the adjectives of countries
and names that stand for governments as toponyms, so that here, other than in a reading, these are told too.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from onrecord.domain.report import Article, Provenance
from onrecord.domain.span import Span
from onrecord.evaluation.plain import paragraphs
from onrecord.knowledge.places import Candidate, PlaceNames, place_names
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.places import ground, grounded_toponyms
from onrecord.reading.read import Reader

Json = dict[str, Any]
Given = tuple[int, int, str, tuple[Candidate, ...], bool]

_LIMIT = 161.0
_FARTHEST = 20039.0  # half the equator, as the literature's AUC uses
_KEPT = frozenset({"Literal", "Mixed", "Coercion", "Embedded_Literal", "Literal_Modifier", "Non_Literal_Modifier",
                   "Embedded_Non_Lit", "Metonymic"})  # fmt: skip


def predict(items: list[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """Toponyms of each item; with `given="spans"` those whose spans it gives, and of these only start and end."""
    return [{"id": item["id"], "toponyms": _toponyms(item, reader, given == "spans")} for item in items]


def article_of(item: Json) -> Article:
    """An item as an article."""
    day = item.get("date")
    return Article(
        text=item["text"],
        blocks=paragraphs(item["text"]),
        provenance=Provenance(
            published=date.fromisoformat(day[:10]) if day else None,
            publisher=item.get("publisher"),
            url=item.get("url"),
            title=item.get("title"),
        ),
        payload_id="",
    )


def spans_given(parse: Parse, text: str, spans: Sequence[Span], names: PlaceNames) -> list[Given | None]:
    """Given spans with the places that their words may mean; None where no token stands."""
    found: list[Given | None] = []
    for span in spans:
        tokens = parse.within(span)
        if not tokens:
            found.append(None)
            continue
        name = " ".join(span.of(text).split())
        candidates, people = names.find(name), names.meant_as_people(name)
        if people:
            found.append((tokens[0].i, tokens[-1].i + 1, name, (people,), True))
        else:
            found.append((tokens[0].i, tokens[-1].i + 1, name, candidates or names.after_town(name), False))
    return found


def _toponyms(item: Json, reader: Reader, given: bool) -> list[Json]:
    article = article_of(item)
    parse = parse_article(article, reader.pipeline)
    if not given:
        return [
            row(parse.span(toponym.first, toponym.last), place)
            for toponym, place in grounded_toponyms(parse, article.provenance.publisher, reader.knowledge)
        ]
    names = place_names(reader.knowledge)
    spans = sorted({(t["start"], t["end"]) for t in item["toponyms"]})
    told = spans_given(parse, article.text, [Span(*s) for s in spans], names)
    kept = [(span, t) for span, t in zip(spans, told, strict=True) if t is not None]
    places = ground(parse, [t for _, t in kept], names, article.provenance.publisher, reader.knowledge)
    return [row(Span(*span), place) for (span, _), place in zip(kept, places, strict=True)]


def row(span: Span, place: Candidate | None) -> Json:
    """One toponym of a prediction."""
    return {
        "start": span.start,
        "end": span.end,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "geonames_id": place.geonames_id if place else None,
    }


def score(items: list[Json], predictions: list[Json]) -> dict[str, float]:
    """Recognition F1, accuracy within 161 km, and end-to-end F1, micro over all items."""
    by_id = {row["id"]: row["toponyms"] for row in predictions}
    gold_n = read_n = exact = overlap = gold_placed = read_placed = hits = ids = same_ids = either = 0
    errors: list[float] = []
    for item in items:
        told = {(t["start"], t["end"]): t for t in item["toponyms"] if t.get("type") is None or t["type"] in _KEPT}
        read = {(t["start"], t["end"]): t for t in reversed(by_id.get(item["id"], []))}
        gold_n += len(told)
        read_n += len(read)
        gold_placed += sum(_placed(t) for t in told.values())
        overlap += _overlaps(list(told), list(read))
        for span, t in read.items():
            g = told.get(span)
            if g is None:
                read_placed += 1
                continue
            exact += 1
            if not _placed(g):
                continue
            read_placed += 1
            same = False
            if g.get("geonames_id") is not None and t.get("geonames_id") is not None:
                same = int(g["geonames_id"]) == int(t["geonames_id"])
                ids += 1
                same_ids += same
            if _placed(t):
                away = kilometres((g["lat"], g["lon"]), (t["lat"], t["lon"]))
                errors.append(away)
                hits += away <= _LIMIT
                either += same or away <= _LIMIT
    found: dict[str, float] = {
        "recognition_exact_F1": _f1(exact, read_n, gold_n),
        "recognition_overlap_F1": _f1(overlap, read_n, gold_n),
        "acc@161": hits / len(errors) if errors else 0.0,
        "acc@161_or_same_id": either / len(errors) if errors else 0.0,
        "same_geonames_id": same_ids / ids if ids else 0.0,
        "median_km": statistics.median(errors) if errors else 0.0,
        "mean_km": sum(errors) / len(errors) if errors else 0.0,
        "auc": _auc(errors),
        "resolved_recall": hits / gold_placed if gold_placed else 0.0,
        "end_to_end_P": hits / read_placed if read_placed else 0.0,
        "end_to_end_F1": _f1(hits, read_placed, gold_placed),
    }
    return found


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees."""
    y1, x1, y2, x2 = (math.radians(v) for v in (*a, *b))
    h = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _placed(toponym: Json) -> bool:
    return toponym.get("lat") is not None and toponym.get("lon") is not None


def _f1(hits: int, read: int, gold: int) -> float:
    return 2 * hits / (read + gold) if read + gold else 0.0


def _auc(errors: list[float]) -> float:
    if len(errors) < 2:
        return 0.0
    y = sorted(math.log(min(e, _FARTHEST) + 1) / math.log(_FARTHEST) for e in errors)
    return sum((a + b) / 2 for a, b in pairwise(y)) / (len(y) - 1)


def _overlaps(told: list[tuple[int, int]], read: list[tuple[int, int]]) -> int:
    pairs = []
    for i, g in enumerate(told):
        for j, p in enumerate(read):
            shared = min(g[1], p[1]) - max(g[0], p[0])
            if shared > 0:
                pairs.append((-shared, i, j))
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)
