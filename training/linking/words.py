"""Count in how many texts words stand, and write `resources/linking/words.yml`: what makes a word rare.

    python training/linking/words.py ECB_TRAIN.jsonl

In: the training part of ECB+ (Cybulska and Vossen 2014; CC BY 3.0). Out: stems with the number of its texts that hold
them, from three on. Counts only; with fixed counts, how alike two claims are does not hang on which others are at hand.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from onrecord.linking.texts import content, words

OUT = Path(__file__).resolve().parents[2] / "resources" / "linking" / "words.yml"
LEAST = 3
HEAD = """# In how many texts words stand: written by training/linking/words.py; do not edit.
meta:
  topic: linking
  date: '2026-11-24'
  source: Counted in the training part of ECB+ (Cybulska and Vossen 2014), stems and counts only
  licence: CC-BY-3.0 (ECB+)
  confidence: measured
"""


def main(path: str) -> None:
    """Write the table."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(set(content(words(json.loads(line)["text"]))))
    rows = [f"  {json.dumps(word)}: {n}" for word, n in sorted(counts.items()) if n >= LEAST and word.isascii()]
    OUT.write_text(f"{HEAD}texts: {len(lines)}\ncounts:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} stems of {len(lines)} texts")


if __name__ == "__main__":
    main(sys.argv[1])
