"""Join the rules with an encoder trained on FactBank, and score both together: the variant that is never shipped.

FactBank's text is an LDC release; who holds its licence can build this. Flows in: a gold folder and a model folder of
`export.py` whose value column is FactBank's. Flows out: figures on the dev part, and one JSON line a trigger with
`--predictions`, as the gold's scorer reads them.

    python factbank.py GOLD MODEL [--predictions FILE.jsonl]

Two judges that err apart: the encoder's seven classes, and a softmax over what the rules say of a trigger (their value,
which rules fired, its place in the parse), fitted on the train part. Their probabilities are multiplied and the classes' frequencies,
which both know, are divided out once; what is told is the expected value. Nothing is tuned on the dev part.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from common import CLASS_VALUE, CLASSES
from evaluate import flatten, scorer, triggers
from prepare import covered, read_lines

from onrecord.domain.report import Article, Provenance
from onrecord.domain.span import Span
from onrecord.evaluation.plain import paragraphs
from onrecord.knowledge import load_knowledge
from onrecord.reading.encoder import Encoder
from onrecord.reading.factuality import factuality_rules
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.pipeline import load_pipeline
from onrecord.settings import Settings

Floats = np.ndarray
#: Features that fewer triggers of the train part have are left out.
RARE = 4
#: Weight of the squared weights in the softmax over the rules' features.
SHRINK = 1e-3
VALUES = np.array([CLASS_VALUE[name] for name in CLASSES])


@dataclass(frozen=True)
class Ruled:
    """The softmax over the rules' features."""

    columns: dict[str, int]
    weights: Floats
    bias: Floats

    def __call__(self, rows: Sequence[Sequence[str]]) -> Floats:
        """Probabilities, triggers x classes."""
        scores = matrix(rows, self.columns) @ self.weights + self.bias
        shares = np.exp(scores - scores.max(1, keepdims=True))
        return shares / shares.sum(1, keepdims=True)


class RuleReader:
    """What the rules say of triggers, as names of features."""

    def __init__(self) -> None:
        self.knowledge = load_knowledge()
        self.pipeline = load_pipeline(Settings().pipeline)
        self.parses: dict[str, Parse] = {}

    def __call__(self, item: dict[str, Any]) -> list[str]:
        text = item["text"]
        if text not in self.parses:
            article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
            self.parses[text] = parse_article(article, self.pipeline)
        tokens = self.parses[text].within(Span(*item["trigger"]))
        if not tokens:
            return ["no token"]
        first, last = tokens[0].i, tokens[-1].i + 1
        head = next((t for t in tokens if t.is_root or not first <= t.head.i < last), tokens[0])
        told = factuality_rules(self.parses[text], head, self.knowledge)
        names = [f"value {told.value}", f"value {told.value} {head.dep}", f"value {told.value} {head.tag}"]
        names += [f"dep {head.dep}", f"tag {head.tag}", f"lemma {head.lemma}"]
        if not head.is_root:
            names += [f"governor {head.head.lemma}", f"governor's tag {head.head.tag}"]
        names += [f"rule {rule}" for rule in sorted({reason.rule for reason in told.reasons})]
        return names + sorted({f"child {c.lower}" for c in head.children if c.dep in ("aux", "neg", "mark")})


def matrix(rows: Sequence[Sequence[str]], columns: dict[str, int]) -> Floats:
    """One row a trigger, one column a feature, 1 where it holds."""
    out = np.zeros((len(rows), len(columns)))
    for row, names in enumerate(rows):
        out[row, [columns[name] for name in names if name in columns]] = 1.0
    return out


def fit(rows: Sequence[Sequence[str]], classes: Sequence[int]) -> Ruled:
    """The softmax of least loss; convex, so that every start ends there."""
    counts = Counter(name for names in rows for name in names)
    columns = {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= RARE))}
    seen, gold = torch.tensor(matrix(rows, columns)), torch.tensor(classes)
    weights = torch.zeros(len(columns), len(CLASSES), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(len(CLASSES), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(seen @ weights + bias, gold) + SHRINK / 2 * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return Ruled(columns, weights.detach().numpy(), bias.detach().numpy())


def learned(items: Sequence[dict[str, Any]], encoder: Encoder) -> Floats:
    """The encoder's probabilities, triggers x classes."""
    out = []
    for _, encoded, start, end in triggers(items, encoder):
        state = encoded.states[covered(list(encoded.offsets), start, end)].mean(0)
        scores = encoded.head("factuality_class", state)
        shares = np.exp(scores - scores.max())
        out.append(shares / shares.sum())
    return np.array(out)


def class_of(item: dict[str, Any]) -> int:
    """Number of the item's class."""
    return CLASSES.index("Uu" if item["label"] == "CTu" else item["label"])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--predictions", type=Path)
    arguments = parser.parse_args()
    folder = arguments.gold / "factuality"
    train, dev = (list(read_lines(folder / f"factbank_{part}.jsonl")) for part in ("train", "dev"))
    read = RuleReader()
    classes = [class_of(item) for item in train]
    rules = fit([read(item) for item in train], classes)([read(item) for item in dev])
    encoder = learned(dev, Encoder(arguments.model))
    both = encoder * rules / (np.bincount(classes, minlength=len(CLASSES)) / len(classes))
    both /= both.sum(1, keepdims=True)
    judge = scorer(folder / "score.py")
    for name, shares in (("rules", rules), ("encoder", encoder), ("both", both)):
        values = {item["id"]: float(value) for item, value in zip(dev, shares @ VALUES, strict=True)}
        figures = flatten(judge.score(dev, values))
        shown = ("regression MAE", "regression pearson", "coarse macro_F1")
        print(name, *(f"{key}: {figures[key]:.4f}" for key in shown), sep="  ")
    if arguments.predictions:
        lines = [json.dumps({"id": name, "label": round(value, 4)}) for name, value in values.items()]
        arguments.predictions.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
