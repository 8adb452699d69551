"""Train the model that joins event mentions, and write `resources/linking/mentions.yml`.

    python training/linking/train.py ECB_TRAIN.jsonl

In: the training part of ECB+ (Cybulska and Vossen 2014; CC BY 3.0): texts, mention spans, clusters. Out: lemma pairs
that name one event, and the weights of a logistic model over pairs of mentions of one predicted story. Lemma pairs that
the weights are fitted on come from other topics (five folds), so that they are worth no more than on new text.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from onrecord.evaluation.coref import parse_lines, view_of
from onrecord.knowledge import load_knowledge
from onrecord.linking.mentions import FEATURES, MentionModel, MentionView, features
from onrecord.linking.stories import Told, stories
from onrecord.linking.texts import Weights, content, cosine, words
from onrecord.reading.read import Reader
from onrecord.settings import Settings

OUT = Path(__file__).resolve().parents[2] / "resources" / "linking" / "mentions.yml"
BASE = {"base_same": 0.55, "base_other": 0.05, "unseen": 0.035, "threshold": 0.5}
LEAST_SHARE = 0.08
FOLDS = 5


def counted(items: list[dict], views: dict[str, list[tuple[MentionView, str]]]) -> list[list]:
    """Lemma pairs with how often they name one event, of how often they meet in one subtopic."""
    by_subtopic: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in items:
        by_subtopic[item["subtopic"]].extend((v.lemma, c) for v, c in views[item["doc"]])
    together: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for mentions in by_subtopic.values():
        for i, (a, one) in enumerate(mentions):
            for b, two in mentions[:i]:
                pair = (min(a, b), max(a, b))
                seen[pair] += 1
                together[pair] += one == two
    return [[a, b, together[a, b], n] for (a, b), n in sorted(seen.items()) if together[a, b] / n > LEAST_SHARE]


def pairs(items: list[dict], views: dict, model: MentionModel, table: dict):
    """Features and labels of all pairs of mentions of one story."""
    items = sorted(items, key=lambda i: i["doc"])
    texts = [i["text"] for i in items]
    story = stories([Told(text=t) for t in texts], table)
    weights = Weights(content(words(t)) for t in texts)
    vectors = [weights.vector(content(words(t))) for t in texts]
    held: dict[int, list] = defaultdict(list)
    for number, item in enumerate(items):
        for view, cluster in views[item["doc"]]:
            sentence = weights.vector(content(view.sentence_words))
            held[story[number]].append((number, view, cluster, sentence))
    for mentions in held.values():
        for i, (text_a, a, one, sentence_a) in enumerate(mentions):
            for text_b, b, two, sentence_b in mentions[:i]:
                same_text = MentionView(**{**{f: getattr(a, f) for f in a.__dataclass_fields__}, "text": text_a})
                other = MentionView(**{**{f: getattr(b, f) for f in b.__dataclass_fields__}, "text": text_b})
                likeness = cosine(sentence_a, sentence_b), cosine(vectors[text_a], vectors[text_b])
                yield features(same_text, other, model, weights, *likeness), one == two


def fit(x: np.ndarray, y: np.ndarray, penalty: float = 1.0) -> np.ndarray:
    """Logistic regression by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty * np.eye(len(w))
        step = np.linalg.solve(hessian, x.T @ (p - y) + penalty * w)
        w -= step
        if abs(step).max() < 1e-6:
            break
    return w


def main(path: str) -> None:
    items = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    knowledge = load_knowledge()
    reader = Reader(settings=Settings(), knowledge=knowledge)
    tuned = knowledge.table("linking/weights")["stories"]
    table = {**tuned, "threshold": tuned["short_threshold"]}
    views: dict[str, list[tuple[MentionView, str]]] = {}
    for item in items:
        parse = parse_lines(item["text"], reader)
        told = [m for m in item["mentions"] if m["kind"] == "event" and m["scored"]]
        found = [(view_of(parse, 0, m["start"], m["end"]), m["cluster"]) for m in told]
        views[item["doc"]] = [(v, c) for v, c in found if v is not None]
    zero = dict.fromkeys(FEATURES, 0.0)
    topics = sorted({i["topic"] for i in items})
    rows, labels = [], []
    for fold in range(FOLDS):
        out = {t for n, t in enumerate(topics) if n % FOLDS == fold}
        rest = [i for i in items if i["topic"] not in out]
        model = MentionModel({**BASE, "weights": zero, "pairs": counted(rest, views)})
        for row, label in pairs([i for i in items if i["topic"] in out], views, model, table):
            rows.append(row)
            labels.append(label)
    w = fit(np.array(rows), np.array(labels, float))
    every = counted(items, views)
    lines = [
        "# How event mentions are joined: written by training/linking/train.py; do not edit.",
        "meta:",
        "  topic: linking",
        "  date: '2026-11-24'",
        "  source: Trained on the training part of ECB+ (Cybulska and Vossen 2014), lemma pairs and counts only",
        "  licence: CC-BY-3.0 (ECB+)",
        "  confidence: measured, see docs/reference/linking.md",
        *(f"{name}: {value}" for name, value in BASE.items()),
        "weights:",
        *(f"  {name}: {value:.4f}" for name, value in zip(FEATURES, w, strict=True)),
        "# Lemma, lemma, how often they named one event, how often they met in one subtopic.",
        "pairs:",
        *(f"  - {json.dumps(pair, ensure_ascii=False)}" for pair in every),
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows):,} pairs, {len(every):,} lemma pairs → {OUT.name}")


if __name__ == "__main__":
    main(sys.argv[1])
