"""Claims against annotated reports.

In: `claims.json` files, each beside the text that it annotates. Predictions are readings in the reading format; a gold
report is paired with the reading whose text is the same once white space is left out. Figures have the names, order
and meaning of the gold's own scorer. Those to look at first: *claims found (must)*, *precision*, *false deeds* (read
as having happened where the gold says of the same words that it has not), *overstated* (put higher on the ladder, more
certain or more positive than the gold), *deeds found*.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.domain.report import Provenance, Report

if TYPE_CHECKING:
    from onrecord.reading.read import Reader

Json = dict[str, Any]

_HAPPENED = frozenset({"done", "under_way", "shipped", "delivered", "used"})
_RANK = {
    "hypothetical": 0,
    "sought": 1,
    "discussed": 1,
    "planned": 2,
    "pledged": 3,
    "agreed": 4,
    "failed": 4,
    "under_way": 5,
    "shipped": 6,
    "done": 7,
    "delivered": 7,
    "used": 8,
}
_SURE = ("CT+", "PR+")


def load(paths: Sequence[Path]) -> list[Json]:
    """One item a file: the gold's fields, and `text`."""
    items = []
    for path in paths:
        gold = json.loads(path.read_text(encoding="utf-8"))
        items.append({**gold, "text": (path.parent / gold["report"]).read_text(encoding="utf-8"), "path": str(path)})
    return items


def predict(items: Sequence[Mapping[str, Any]], reader: Reader, given: str | None = None) -> list[Json]:
    """A reading for each item, from its text, date and publisher alone."""
    from onrecord.workflows.read import read_report

    readings = []
    for item in items:
        published = item.get("published")
        report = Report(
            payload=item["text"].encode("utf-8", "surrogatepass"),
            media_type="text/plain",
            provenance=Provenance(
                publisher=item.get("publisher"), published=date.fromisoformat(published) if published else None
            ),
        )
        readings.append(read_report(report, reader).to_dict())
    return readings


def score(items: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Figure by name; empty where no item has labels."""
    return {name: hit / of for name, (hit, of) in tally(items, predictions).items()}


def lines(items: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The figures as `name: value (hit of all)`."""
    return [f"{name}: {hit / of:.3f} ({hit:g} of {of:g})" for name, (hit, of) in tally(items, predictions).items()]


def tally(
    items: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[float, float]]:
    """Hits and totals by figure, over all labelled items."""
    counted = _Tally()
    for item in items:
        if item.get("claims") is not None:
            for reading in predictions:
                if _score(item, reading, counted):
                    break
    return {name: (hit, of) for name, (hit, of) in counted.rows.items()}


class _Tally:
    def __init__(self) -> None:
        self.rows: dict[str, list[float]] = {}

    def add(self, name: str, hit: float, of: float = 1) -> None:
        row = self.rows.setdefault(name, [0, 0])
        row[0] += hit
        row[1] += of


def _happened(claim: Mapping[str, Any]) -> bool:
    return claim.get("status") in _HAPPENED and claim.get("polarity", "+") == "+" and claim.get("certainty") in _SURE


def _overstated(gold: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
    return (
        _RANK.get(read.get("status", ""), 9) > _RANK[gold["status"]]
        or (gold["polarity"] == "-" and read.get("polarity", "+") == "+")
        or (gold["certainty"] not in _SURE and read.get("certainty") in _SURE)
    )


def _fold(text: str) -> tuple[str, list[int]]:
    """Text without white space, and for every original offset its offset in that text."""
    kept: list[str] = []
    position: list[int] = []
    for character in text:
        position.append(len(kept))
        if not character.isspace():
            kept.append(character)
    position.append(len(kept))
    return "".join(kept), position


def _overlap(a: Sequence[int], b: Sequence[int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _moved(span: Sequence[int], position: Sequence[int]) -> list[int]:
    return [position[span[0]], position[span[1]]]


def _spans(part: Any) -> list[Any]:
    """A span, a list of spans, or nothing, as a list of spans."""
    if not part:
        return []
    return list(part) if isinstance(part[0], list) else [part]


def _cover(part: Any, position: Sequence[int]) -> set[int]:
    return {i for span in _spans(part) for i in range(*_moved(span, position))}


def _dice(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _f1(gold: set[str], read: set[str]) -> float:
    return 2 * len(gold & read) / (len(gold) + len(read)) if gold or read else 1.0


def _countries(actors: Iterable[Mapping[str, Any]] | None) -> set[str]:
    return {a["country"] for a in actors or () if a.get("country")}


def _words(name: str | None) -> set[str]:
    return set((name or "").lower().replace("’s", "").replace("'s", "").split())


def _same_trigger(gold: Json, read: Json, gold_position: Sequence[int], read_position: Sequence[int]) -> bool:
    """The triggers meet, and the read one is no longer than a trigger is."""
    g, r = _moved(gold["trigger"], gold_position), _moved(read["trigger"], read_position)
    return _overlap(g, r) > 0 and r[1] - r[0] <= 2 * (g[1] - g[0]) + 12


def _pairs(
    gold: Sequence[Json], read: Sequence[Json], gold_position: list[int], read_position: list[int]
) -> dict[int, int]:
    """One-to-one pairs of claims: same type, trigger in the same sentence, nearest trigger and actors first."""
    candidates = []
    for i, g in enumerate(gold):
        sentence, trigger = _moved(g["sentence"], gold_position), _moved(g["trigger"], gold_position)
        for j, r in enumerate(read):
            if g["type"] != r["type"] or not r.get("trigger"):
                continue
            span = _moved(r["trigger"], read_position)
            if not _overlap(sentence, span) or span[1] - span[0] > 60:
                continue
            same_trigger = _same_trigger(g, r, gold_position, read_position)
            same_actors = len(_countries(g["actors"]) & _countries(r.get("actors")))
            same_recipients = len(_countries(g["recipients"]) & _countries(r.get("recipients")))
            if same_trigger or same_actors:
                rank = same_trigger * 4 + same_actors * 2 + same_recipients
                candidates.append((rank, -abs(trigger[0] - span[0]), i, j))
    return _greedy((i, j) for _, _, i, j in sorted(candidates, reverse=True))


def _greedy(candidates: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    used: set[int] = set()
    for i, j in candidates:
        if i not in found and j not in used:
            found[i] = j
            used.add(j)
    return found


def _said_pairs(
    gold: Sequence[Json], read: Sequence[Json], gold_position: list[int], read_position: list[int]
) -> dict[int, int]:
    """One-to-one pairs of attributions: the same cue or half the content, and the same source."""
    candidates = []
    for i, g in enumerate(gold):
        cue, source = _cover(g["cue"], gold_position), _cover(g.get("source"), gold_position)
        content = _cover(g.get("content"), gold_position) | _cover(g.get("content_rest"), gold_position)
        for j, r in enumerate(read):
            same_cue = bool(cue & _cover(r.get("cue"), read_position))
            alike = _dice(content, _cover(r.get("content"), read_position))
            touches = bool(source & _cover(r.get("source"), read_position)) or not source
            if (same_cue or alike >= 0.5) and (touches or same_cue):
                candidates.append((same_cue + alike + touches, i, j))
    return _greedy((i, j) for _, i, j in sorted(candidates, reverse=True))


def _same_speaker(gold: Mapping[str, Any], speaker: Mapping[str, Any] | None) -> bool:
    """The last word of the gold's name is one of the speaker's, or a body of the same country speaks as such."""
    if not speaker:
        return False
    if gold["name"].lower().replace("’s", "").split()[-1] in _words(speaker.get("name")):
        return True
    return bool(gold.get("country")) and speaker.get("country") == gold["country"] and gold.get("role") != "GOV"


def _right_source(gold: Json, reading: Mapping[str, Any], claim: Json) -> bool:
    by_id = {a["id"]: a for a in reading.get("attributions", ())}
    chain = claim.get("chain") or []
    if not chain:
        return gold["source"] is None or "null is accepted" in gold.get("note", "")
    return gold["source"] is not None and _same_speaker(gold["source"], (by_id.get(chain[-1]) or {}).get("speaker"))


def _bounds(item: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    quantity = item.get("quantity") or {}
    return quantity.get("value"), quantity.get("low"), quantity.get("high")


def _route(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    """Countries that a route names: from, via in order, to."""
    told = claim.get("route") or {}
    via = told.get("via") or []
    stops = (told.get("from"), *(via if isinstance(via, list) else [via]), told.get("to"))
    return tuple((x or {}).get("country") for x in stops)


def _carriers(claim: Mapping[str, Any]) -> set[str]:
    return {" ".join(sorted(_words(x.get("name")))) or x.get("kind") or "" for x in claim.get("carriers") or ()}


def _place_reading(gold_text: str, read_text: str) -> tuple[list[int], list[int]] | None:
    """Positions of both texts in one folded text, or None where they are not the same report."""
    gold_folded, gold_position = _fold(gold_text)
    read_folded, read_position = _fold(read_text)
    if not read_folded:
        return None
    shift = gold_folded.find(read_folded)
    if shift < 0:
        back = read_folded.find(gold_folded)
        if back < 0:
            return None
        shift = -back
    return gold_position, [p + shift for p in read_position]


def _score(gold: Mapping[str, Any], reading: Mapping[str, Any], counted: _Tally) -> bool:
    """Count one report; False where the reading is of another text."""
    positions = _place_reading(gold["text"], reading["report"]["text"])
    if positions is None:
        return False
    gold_position, read_position = positions
    claims: list[Json] = gold["claims"]
    read: list[Json] = [r for r in reading.get("claims", []) if r.get("trigger")]
    pairs = _pairs(claims, read, gold_position, read_position)
    for i, g in enumerate(claims):
        r = read[pairs[i]] if i in pairs else None
        counted.add("claims found (must)" if g["must"] else "claims found (optional)", r is not None)
        if g["must"] and _happened(g):
            counted.add("deeds found", r is not None and _happened(r))
        if r is not None:
            _count_fields(g, r, reading, positions, counted)
    by_read = {j: i for i, j in pairs.items()}
    for j, r in enumerate(read):
        counted.add("precision", j in by_read)
        if not _happened(r):
            continue
        near = [g for g in claims if _same_trigger(g, r, gold_position, read_position)]
        if not near and j in by_read:
            near = [claims[by_read[j]]]
        counted.add("unsupported deeds", not near)
        if near:
            counted.add("false deeds", not any(_happened(g) for g in near))
    _count_relations(gold, reading, {claims[i]["id"]: read[j].get("id") for i, j in pairs.items()}, counted)
    _count_attributions(gold, reading, positions, counted)
    return True


def _count_fields(
    g: Json, r: Json, reading: Mapping[str, Any], positions: tuple[list[int], list[int]], counted: _Tally
) -> None:
    gold_position, read_position = positions
    counted.add("overstated", _overstated(g, r))
    checks = {
        "actors": _countries(g["actors"]) == _countries(r.get("actors")),
        "recipients": _countries(g["recipients"]) == _countries(r.get("recipients")),
        "status": g["status"] == r.get("status"),
        "polarity": g["polarity"] == r.get("polarity"),
        "certainty": g["certainty"] == r.get("certainty"),
        "source": _right_source(g, reading, r),
    }
    gold_time, read_time = (g.get("time") or {}).get("value"), (r.get("time") or {}).get("value")
    if gold_time:
        checks["time"] = read_time == gold_time
    elif read_time and g["must"]:
        counted.add("invented times", 1, 1)
    if g.get("place"):
        checks["place"] = (r.get("place") or {}).get("country") == g["place"]["country"]
    gold_items, read_items = {x["item"] for x in g.get("items", ())}, {x.get("item") for x in r.get("items") or ()}
    if gold_items or read_items:
        counted.add("items", _f1(gold_items, read_items))
    for item in g.get("items", ()):
        if item.get("quantity"):
            counted.add("quantities", _bounds(item) in [_bounds(x) for x in r.get("items") or ()])
    if g.get("outcome") or r.get("outcome"):
        checks["outcome"] = g.get("outcome") == r.get("outcome")
    gold_carriers, read_carriers = _carriers(g), _carriers(r)
    if gold_carriers or read_carriers:
        counted.add("carriers", _f1(gold_carriers, read_carriers))
    if g.get("norm"):
        told = _cover((r.get("norm") or {}).get("span"), read_position)
        checks["norm"] = bool(_cover(g["norm"]["span"], gold_position) & told)
    if g.get("route"):
        checks["route"] = _route(g) == _route(r)
    gold_between = _cover([x["span"] for x in g.get("intermediaries", ()) if x.get("span")], gold_position)
    read_between = _cover([x["span"] for x in r.get("intermediaries") or () if x.get("span")], read_position)
    if gold_between or read_between:
        checks["intermediaries"] = bool(gold_between & read_between)
    for name, right in checks.items():
        counted.add(name, right)


def _directed(kind: str, a: Any, b: Any) -> tuple[str, Any, Any]:
    return ("after", b, a) if kind == "before" else (kind, a, b)


def _count_relations(
    gold: Mapping[str, Any], reading: Mapping[str, Any], read_id: Mapping[str, Any], counted: _Tally
) -> None:
    related = {_directed(x["type"], x["from"], x["to"]) for x in reading.get("relations") or ()}
    for x in gold.get("relations", ()):
        if x["from"] in read_id and x["to"] in read_id:
            counted.add("relations", _directed(x["type"], read_id[x["from"]], read_id[x["to"]]) in related)


def _count_attributions(
    gold: Mapping[str, Any], reading: Mapping[str, Any], positions: tuple[list[int], list[int]], counted: _Tally
) -> None:
    gold_position, read_position = positions
    gold_said, read_said = gold.get("attributions", []), reading.get("attributions") or []
    pairs = _said_pairs(gold_said, read_said, gold_position, read_position)
    for i, g in enumerate(gold_said):
        counted.add("attributions found", i in pairs)
        if i not in pairs:
            continue
        r = read_said[pairs[i]]
        counted.add("speakers", _same_speaker(g["speaker"], r.get("speaker")))
        counted.add("stance", r.get("stance") == g["stance"])
        if g.get("occasion"):
            counted.add("occasions", (r.get("occasion") or {}).get("kind") == g["occasion"]["kind"])
        content = _cover(g.get("content"), gold_position) | _cover(g.get("content_rest"), gold_position)
        counted.add("content", _dice(content, _cover(r.get("content"), read_position)))
    counted.add("attribution precision", len(pairs), max(1, len(read_said)))
