"""Train the gate: weigh word counts so that reports that matter are told from the rest of the news.

    python training/gate/train.py --matter FILE.jsonl… --other FILE.jsonl… --out resources/gate/weights.yml

Each line is `{"text": …}`. `--matter` are reports of the field, `--other` general and local news; of the latter those
in which five claims or more are read count as neither. Every report is read without a gate, and weighs by its claims.
A logistic regression is fitted on half of the reports (by hash of the text); the threshold is the highest at which at
most `--loss` of the claims of the field's reports in the other half are lost. No text leaves the input files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import yaml

from onrecord.domain.report import Report
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article
from onrecord.reading.gate import FEATURES, build_gate
from onrecord.reading.read import Reader
from onrecord.settings import Settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matter", nargs="+", type=Path, required=True)
    parser.add_argument("--other", nargs="+", type=Path, required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--loss", type=float, default=0.002)
    parser.add_argument("--cache", type=Path, help="keep counts of claims here between runs")
    args = parser.parse_args()
    knowledge = load_knowledge()
    table = yaml.safe_load(args.out.read_text(encoding="utf-8"))
    gate = build_gate(knowledge, table)
    reader = Reader(settings=Settings(use_encoder=False, gate=False), knowledge=knowledge)
    counts: dict[str, int] = json.loads(args.cache.read_text()) if args.cache and args.cache.exists() else {}
    rows, claims, half, label = [], [], [], []
    for path in (*args.matter, *args.other):
        matters = path in args.matter
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            text = json.loads(line)["text"]
            key = hashlib.sha256(text.encode()).hexdigest()
            if key not in counts:
                article = read_article(Report(payload=text.encode(), media_type="text/plain"), knowledge)
                counts[key] = len(reader.read(article).claims)
            if not matters and counts[key] >= 5:
                continue
            label.append(matters)
            rows.append(gate.features(text.lower()))
            claims.append(counts[key])
            half.append(int(key[0], 16) % 2)
    if args.cache:
        args.cache.write_text(json.dumps(counts))
    x, n, test = np.array(rows), np.array(claims, float), np.array(half, bool)
    y = np.array(label, float)
    n = n * y
    mean, spread = x[~test].mean(0), x[~test].std(0) + 1e-9
    z = (x - mean) / spread
    weight = np.where(y > 0, 0.2 + np.log1p(n), 1.0)
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(4000):
        p = 1 / (1 + np.exp(-(z[~test] @ w + b)))
        error = (p - y[~test]) * weight[~test] / weight[~test].sum()
        w -= 2.0 * (z[~test].T @ error + 1e-4 * w)
        b -= 2.0 * error.sum()
    weights = w / spread
    bias = b - (mean * weights).sum()
    score = x @ weights + bias
    order = np.argsort(score[test])
    lost = np.cumsum(n[test][order]) / n[test].sum()
    at = int(np.searchsorted(lost, args.loss, side="right"))
    threshold = float(score[test][order][min(at, len(order) - 1)])
    closed = score[test] < threshold
    print(
        f"reports of the field {int(y.sum())}, others {int((1 - y).sum())}; held-out half: closed on "
        f"{closed[y[test] == 0].mean():.3f} of the others, {closed[y[test] == 1].mean():.4f} of the field's; "
        f"claims of the field's lost {n[test][closed].sum() / n[test].sum():.4f}"
    )
    table["weights"] = [round(float(v), 4) for v in weights]
    table["bias"] = round(float(bias), 4)
    table["text_threshold"] = round(math.floor(threshold * 100) / 100, 2)
    # menus, adverts and teasers add words of every class: a page is let through a little below the bar of its text
    table["page_threshold"] = round(table["text_threshold"] - 1.0, 2)
    table["features"] = list(FEATURES)
    args.out.write_text(yaml.safe_dump(table, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


if __name__ == "__main__":
    main()
