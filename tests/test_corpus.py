"""The corpus of our own: it is what its families give, its spans hold, and no test family is trained on."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import pytest

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.reading.certainty import judge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader
from support import ROOT

FOLDER = ROOT / "training" / "corpus"


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]


def test_corpus_is_what_its_families_give(corpus: list[dict[str, Any]]) -> None:
    sys.path.insert(0, str(FOLDER))
    try:
        import make
    finally:
        sys.path.pop(0)
    assert make.corpus() == corpus


def test_corpus_is_large_and_half_of_it_stands_in_contrast_sets(corpus: list[dict[str, Any]]) -> None:
    sizes = Counter(line["set"] for line in corpus)
    assert len(corpus) >= 4000
    assert sum(size for size in sizes.values() if size > 1) >= len(corpus) / 2


def test_spans_hold(corpus: list[dict[str, Any]]) -> None:
    for line in corpus:
        text = line["text"]
        for trigger in line["triggers"]:
            start, end = trigger["span"]
            assert text[start:end] == text[start:end].strip() != ""
            for role in trigger["roles"].values():
                a, b = role["span"]
                assert text[a:b].lower() == role["name"].lower() or text[a:b]
        assert bool(line["cue"]) == bool(line["content"])


def test_families_stand_on_one_side_of_the_split(corpus: list[dict[str, Any]]) -> None:
    sides: dict[str, set[str]] = {}
    for line in corpus:
        sides.setdefault(line["family"], set()).add(line["split"])
    assert all(len(side) == 1 for side in sides.values())
    share = sum(line["split"] == "test" for line in corpus) / len(corpus)
    assert 0.08 < share < 0.2


def test_rules_judge_the_fixed_test_part(corpus: list[dict[str, Any]], reader: Reader, knowledge: Knowledge) -> None:
    lines = [line for line in corpus if line["split"] == "test"][::3]
    at, blocks, starts = 0, [], []
    for line in lines:
        starts.append(at)
        blocks.append(Block(kind=BlockKind.BODY, span=Span(at, at + len(line["text"]))))
        at += len(line["text"]) + 1
    text = "\n".join(line["text"] for line in lines)
    article = Article(text=text, blocks=tuple(blocks), provenance=Provenance(), payload_id="sha256:0")
    parse = parse_article(article, reader.pipeline)
    right = 0
    for line, start in zip(lines, starts, strict=True):
        spans = {name: tuple(Span(a + start, b + start) for a, b in line[name]) for name in ("cue", "content")}
        told = (
            (
                Attribution(
                    id="a1",
                    source=(),
                    cue=spans["cue"],
                    content=spans["content"],
                    kind=AttributionKind.INDIRECT,
                    stance=Stance(line["stance"]),
                ),
            )
            if spans["content"]
            else ()
        )
        trigger = line["triggers"][0]
        tokens = parse.within(Span(trigger["span"][0] + start, trigger["span"][1] + start))
        inside = {t.i for t in tokens}
        head = next(t for t in tokens if t.is_root or t.head.i not in inside)
        light = head.pos == "NOUN" and head.dep in ("dobj", "nsubjpass")
        event = EventMention(
            type=trigger["type"],
            first=tokens[0].i,
            last=tokens[-1].i + 1,
            head=head.i,
            clause=head.head.i if light else head.i,
            frame="corpus",
        )
        judged = judge(event, parse, told, knowledge)
        right += (str(judged.status), judged.polarity, str(judged.certainty)) == (
            trigger["status"],
            trigger["polarity"],
            trigger["certainty"],
        )
    assert right / len(lines) >= 0.97
