"""Learn what each likeness of two claims weighs, and write it into `resources/linking/weights.yml`.

    python training/linking/claims.py LABELS.jsonl READINGS.jsonl…

In: pairs of claims that people judged, `{"first", "second", "same", "weight"}` by claim key, and what `onrecord read
--format jsonl` gave for their reports. Out: bias and weights of a logistic regression over what `Matcher.features`
tells of each pair, drawn towards `prior.yml` by a ridge: strongly where it holds a weight, which earlier rounds of labels
taught, and weakly where it holds 0, for likenesses that came since. Pairs that contradict are left out: nothing joins them. Limits, lists and the threshold are not learned. Prints
how the weights do on weeks that they were not fitted on.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from onrecord.domain.contract import reading_from_dict
from onrecord.knowledge import load_knowledge
from onrecord.linking.digest import digests
from onrecord.linking.link import word_weights
from onrecord.linking.match import matcher

HERE = Path(__file__).resolve().parent
TABLE = HERE.parents[1] / "resources" / "linking" / "weights.yml"
#: How strongly weights are drawn towards those of earlier rounds, and towards 0 where there are none.
KNOWN, FRESH = 100.0, 1.5
FOLDS = 5
Floats = npt.NDArray[np.float64]


def fit(rows: Floats, labels: Floats, costs: Floats, prior: Floats) -> Floats:
    """Weights of a logistic regression by Newton's method, drawn towards `prior`."""
    found = prior.copy()
    ridge = np.where(prior == 0.0, FRESH, KNOWN)
    for _ in range(200):
        chance = 1 / (1 + np.exp(-rows @ found))
        curve = (rows * (costs * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, rows.T @ (costs * (chance - labels)) + ridge * (found - prior))
        found -= step
        if abs(step).max() < 1e-7:
            break
    return found


def told(name: str, scores: Floats, labels: Floats, costs: Floats, threshold: float) -> None:
    joined = scores > threshold
    right = float((costs * joined * labels).sum())
    share, reach = right / float((costs * joined).sum()), right / float((costs * labels).sum())
    print(f"{name}: precision {share:.3f}, recall {reach:.3f} at {threshold}")


def main(labels: str, paths: Sequence[str]) -> None:
    knowledge = load_knowledge()
    table = knowledge.table("linking/weights")
    joiner = matcher(knowledge, word_weights(knowledge))
    lines = (line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines())
    known = {d.key: d for d in digests((reading_from_dict(json.loads(x)) for x in lines), table["launch_words"])}
    prior = yaml.safe_load((HERE / "prior.yml").read_text(encoding="utf-8"))
    names = sorted(prior["weights"])
    start = np.array([*(prior["weights"][name] for name in names), prior["bias"]], float)
    rows, same, costs, weeks = [], [], [], []
    for line in Path(labels).read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        one, two = known.get(pair["first"]), known.get(pair["second"])
        if one is None or two is None or joiner.match(one, two).against:
            continue
        held = dict(joiner.features(one, two))
        rows.append([*(held.get(name, 0.0) for name in names), 1.0])
        same.append(float(pair["same"]))
        costs.append(float(pair.get("weight", 1.0)))
        weeks.append((one.published or date.min).toordinal() // 7 % FOLDS)
    x, y, c, fold = np.array(rows), np.array(same), np.array(costs), np.array(weeks)
    scores = np.zeros(len(y))
    for n in range(FOLDS):
        rest = fold != n
        scores[~rest] = x[~rest] @ fit(x[rest], y[rest], c[rest], start)
    print(f"{len(y):,} pairs, {int(y.sum()):,} of one event")
    told("before", x @ start, y, c, table["threshold"])
    told("on weeks left out", scores, y, c, table["threshold"])
    found = fit(x, y, c, start)
    text = TABLE.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^bias: .*$", f"bias: {found[-1]:.2f}", text)
    for name, weight in zip(names, found, strict=False):
        text = re.sub(rf"(?m)^  {name}: .*$", f"  {name}: {weight:.2f}", text, count=1)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
