"""Train the gate's model of sentences: which can hold a claim.

    onrecord read --format jsonl … > readings.jsonl
    python training/gate/sentences.py --matter readings.jsonl… [--other readings.jsonl…] --out resources/gate/weights.yml

In: readings made without a gate; `--matter` are reports of the field, `--other` general and local news. A sentence is
weighed by the words that the gate's tables know and by counts (`Gate.marks`); it counts by its claims. A logistic
regression with a ridge is fitted on half of the reports (by hash of the text); the threshold is the highest at which at
most `--loss` of the claims of the field's reports in the other half stand in sentences below it. Only weights of words
that the tables hold are kept; no text leaves the input files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import yaml

from onrecord.domain.contract import reading_from_dict
from onrecord.domain.report import READ_KINDS
from onrecord.knowledge import load_knowledge
from onrecord.reading.gate import build_gate, sentences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matter", nargs="+", type=Path, required=True)
    parser.add_argument("--other", nargs="*", type=Path, default=[])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--loss", type=float, default=0.002)
    parser.add_argument("--ridge", type=float, default=8.0)
    parser.add_argument("--least", type=int, default=4, help="sentences that a word must stand in")
    args = parser.parse_args()
    table = yaml.safe_load(args.out.read_text(encoding="utf-8"))
    gate = build_gate(load_knowledge(), table)
    marks: list[set[str]] = []
    claims, words, test, matters = [], [], [], []
    for path in (*args.matter, *args.other):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            reading = reading_from_dict(json.loads(line))
            text = reading.report.text
            held_out = int(hashlib.sha256(text.encode()).hexdigest()[0], 16) % 2
            triggers = [claim.trigger.start for claim in reading.claims]
            for block in reading.report.blocks:
                for span in sentences(text, block.span) if block.kind in READ_KINDS else ():
                    marks.append(gate.marks(span.of(text)))
                    claims.append(sum(span.start <= at < span.end for at in triggers))
                    words.append(len(span.of(text).split()))
                    test.append(held_out)
                    matters.append(path in args.matter)
    n, size, held, field = np.array(claims), np.array(words), np.array(test, bool), np.array(matters)
    seen = Counter(mark for at in np.flatnonzero(~held) for mark in marks[at])
    names = sorted(mark for mark, count in seen.items() if count >= args.least)
    place = {name: at for at, name in enumerate(names)}
    x = np.zeros((len(marks), len(names) + 1), np.float32)
    x[:, -1] = 1
    for row, found in enumerate(marks):
        for mark in found:
            if mark in place:
                x[row, place[mark]] = 1
    train = ~held
    y, weight = (n[train] > 0).astype(np.float32), (1 + np.log1p(n[train])).astype(np.float32)
    ridge = np.full(x.shape[1], args.ridge, np.float32)
    ridge[-1] = 0
    w = np.zeros(x.shape[1], np.float32)
    speed = np.zeros_like(w)
    # Nesterov's gradient: convex and small, so that a few hundred steps settle it
    step = 1.0 / (0.25 * float(weight.max()) * float((x[train] ** 2).sum(1).max()) * train.sum() / 3)
    for turn in range(1500):
        ahead = w + 0.95 * speed
        p = 1 / (1 + np.exp(-(x[train] @ ahead)))
        slope = x[train].T @ ((p - y) * weight) + ridge * ahead
        speed = 0.95 * speed - step * slope
        w = w + speed
        if turn % 500 == 499:
            print(f"step {turn + 1}: largest slope {np.abs(slope).max():.2f}")
    score = x @ w
    judged = np.flatnonzero(held & field)
    order = judged[np.argsort(score[judged])]
    lost = np.cumsum(n[order]) / n[judged].sum()
    threshold = math.floor(100 * float(score[order[int(np.searchsorted(lost, args.loss, side="right"))]])) / 100
    below = score < threshold
    told = [
        f"{label}: {size[mask & below].sum() / size[mask].sum():.3f} of the words, "
        f"{n[mask & below].sum() / max(1, n[mask].sum()):.4f} of the claims"
        for label, mask in (("the field's, held out", held & field), ("others", ~field))
        if mask.any()
    ]
    print(f"{len(names)} marks; below {threshold:g} lie " + "; ".join(told))
    table["sentence_weights"] = {
        name: round(float(v), 2) for name, v in zip(names, w[:-1], strict=True) if abs(v) >= 0.01
    }
    table["sentence_bias"] = round(float(w[-1]), 3)
    table["sentence_threshold"] = threshold
    args.out.write_text(yaml.safe_dump(table, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


if __name__ == "__main__":
    main()
