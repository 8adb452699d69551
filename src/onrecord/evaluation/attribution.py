"""The `attribution` task: source, cue and content of every attribution in an article, as PolNeAR marks them.

In: items with id, publisher, date, title and text. Out: `{"id", "attributions": [{"source", "cue", "content"}]}`, each
a list of `[start, end]`. PolNeAR marks more than a reading shows: thoughts, plans, attitudes and hearsay are
attributions there too, and only the outermost is marked. So the linker's relations are given as they are, without the
choice of `reading.attribution`; where there is no encoder, the rules' sayings of every kind.

Token figures are over runs of word characters and single marks. A *relation* is right where contents share at least
half of their tokens (Dice) and the sources a token, or neither has a source; relations are matched one to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation.plain import paragraphs
from onrecord.reading.attribution import relations_of
from onrecord.reading.parse import parse_article

if TYPE_CHECKING:
    from onrecord.reading.read import Reader

Json = dict[str, Any]
ROLES = ("source", "cue", "content")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def predict(items: Sequence[Mapping[str, Any]], reader: Reader, given: str | None = None) -> list[Json]:
    """Attributions of each item; only its id and text are looked at."""
    return [{"id": item["id"], "attributions": _attributions(item["text"], reader)} for item in items]


def _attributions(text: str, reader: Reader) -> list[Json]:
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    encoded = None
    if reader.encoder is not None and parse.sentences:
        encoded = reader.encoder.encode(text, starts=[block.span.start for block in article.blocks])
    return [
        {role: [[span.start, span.end] for span in spans] for role, spans in zip(ROLES, relation, strict=True)}
        for relation in relations_of(parse, article, reader.knowledge, encoded)
    ]


def score(items: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Precision, recall and F1 of each role's tokens, of whole relations, and of relations by content alone."""
    by_id = {row["id"]: row for row in predictions}
    total: dict[str, list[int]] = {}
    for item in items:
        found = by_id.get(item["id"], {}).get("attributions", [])
        for name, counts in _counts(item["text"], item["attributions"], found).items():
            total[name] = [a + b for a, b in zip(total.get(name, [0, 0, 0]), counts, strict=True)]
    figures: dict[str, float] = {}
    for name, (hit, read, gold) in total.items():
        precision, recall = hit / read if read else 0.0, hit / gold if gold else 0.0
        figures[f"{name}_P"] = precision
        figures[f"{name}_R"] = recall
        figures[f"{name}_F1"] = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return figures


def _counts(text: str, gold: Sequence[Json], read: Sequence[Json]) -> dict[str, tuple[int, int, int]]:
    """(right, read, gold) of each figure for one article."""
    index: list[int | None] = [None] * (len(text) + 1)
    for number, match in enumerate(_TOKEN.finditer(text)):
        index[match.start() : match.end()] = [number] * len(match.group())
    want = [{role: _tokens(item.get(role), index) for role in ROLES} for item in gold]
    have = [{role: _tokens(item.get(role), index) for role in ROLES} for item in read]
    counts: dict[str, tuple[int, int, int]] = {}
    for role in ROLES:
        g: set[int] = set().union(*(item[role] for item in want))
        r: set[int] = set().union(*(item[role] for item in have))
        counts[role] = (len(g & r), len(r), len(g))
    near = [[j for j, r in enumerate(have) if _dice(g["content"], r["content"]) >= 0.5] for g in want]
    full = [
        [j for j in near[i] if (g["source"] & have[j]["source"]) or not (g["source"] or have[j]["source"])]
        for i, g in enumerate(want)
    ]
    counts["relation"] = (_matched(full), len(have), len(want))
    counts["relation_content"] = (_matched(near), len(have), len(want))
    return counts


def _tokens(spans: Iterable[Sequence[int]] | None, index: Sequence[int | None]) -> set[int]:
    return {
        token
        for start, end in spans or ()
        for token in index[max(0, start) : min(end, len(index))]
        if token is not None
    }


def _dice(one: set[int], other: set[int]) -> float:
    return 2.0 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _matched(edges: Sequence[Sequence[int]]) -> int:
    """Size of a largest one-to-one matching; `edges[i]` lists the right nodes of left node i."""
    owner: dict[int, int] = {}

    def place(left: int, seen: set[int]) -> bool:
        for right in edges[left]:
            if right in seen:
                continue
            seen.add(right)
            if right not in owner or place(owner[right], seen):
                owner[right] = left
                return True
        return False

    return sum(place(left, set()) for left in range(len(edges)))
