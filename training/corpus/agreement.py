"""Agreement of the second labelling with the first: raw share and Cohen's kappa for each field.

    python training/corpus/agreement.py

In: `second_labels.jsonl`, one line a sentence: id, the first label that stood when it was drawn, the second label, and
what was settled. Out: figures, and the sentences on which the two differ.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent


def kappa(first: list[str], second: list[str]) -> float:
    """Cohen's kappa of two lists of labels."""
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, two = Counter(first), Counter(second)
    expected = sum(one[label] * two[label] for label in one) / n**2
    return (observed - expected) / (1 - expected)


def main() -> None:
    rows = [json.loads(line) for line in (HERE / "second_labels.jsonl").read_text(encoding="utf-8").splitlines()]
    print(f"sentences: {len(rows)}")
    for at, name in enumerate(("status", "polarity", "certainty")):
        first, second = [r["first"][at] for r in rows], [r["second"][at] for r in rows]
        same = sum(a == b for a, b in zip(first, second, strict=True))
        print(f"{name}: {same} of {len(rows)} the same, kappa {kappa(first, second):.3f}")
    for row in rows:
        if row["first"] != row["second"]:
            first, second, settled = (" ".join(row[key] or ["left out"]) for key in ("first", "second", "settled"))
            print(f"{row['id']}: {first} / {second}, settled {settled}: {row['text']}")


if __name__ == "__main__":
    main()
