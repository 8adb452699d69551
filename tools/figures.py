"""Measure everything there is gold for, and write `docs/figures.md`.

    python tools/figures.py GOLD        GOLD is a folder of annotated data, which is not part of the project

Each table names its files by hash, so that a figure can be told from one on other data. What is not there is left out,
and the page says so.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from onrecord.errors import OnrecordError
from onrecord.evaluation.run import evaluate
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader

TARGET = Path(__file__).resolve().parent.parent / "docs" / "figures.md"
#: Title, task, files below the folder of gold, what is given.
RUNS: tuple[tuple[str, str, str, str | None], ...] = (
    ("The seed report", "claims", "claims/seed/claims.json", None),
    ("Eighteen other annotated reports", "claims", "claims/*-*/claims.json", None),
    ("Attribution (PolNeAR, development part)", "attribution", "attribution/dev.jsonl", None),
    ("Event types (PLV, development part)", "events", "events/plv_dev.jsonl", None),
    ("Event types, actor and recipient given", "events", "events/plv_dev.jsonl", "pair"),
    ("Actors (development part)", "actors", "actors/dev.jsonl", None),
    ("Times (TimeBank and AQUAINT, development part)", "time", "time/dev.jsonl", None),
    ("Places (LGL)", "places", "places/lgl.jsonl", None),
    ("Places, toponyms given (LGL)", "places", "places/lgl.jsonl", "spans"),
    ("Commitment (FactBank, development part)", "factuality", "factuality/factbank_dev.jsonl", None),
    ("One event or two (ECB+, development part)", "coref", "crossdoc/ecb_dev.jsonl", None),
    ("One story or two (development part)", "stories", "crossdoc/stories_dev.jsonl", None),
)
HEAD = """# Figures

<!-- Made by tools/figures.py; do not edit. Run `make figures GOLD=folder`. -->

Measured on annotated data that is not part of the project, with onrecord {version}, knowledge {knowledge} and models
{models}.
Development parts were looked at while the rules were written, so figures on them flatter; texts that nobody looked at
will read worse.

"""


def main() -> int:
    gold = Path(sys.argv[1])
    reader = make_reader(Settings())
    models = ", ".join(f"{name} {version}" for name, version in reader.recipe.models.items())
    parts = [HEAD.format(version=reader.recipe.onrecord, knowledge=reader.recipe.knowledge, models=models)]
    for title, task, pattern, given in RUNS:
        paths = sorted(gold.glob(pattern))
        if not paths:
            parts.append(f"## {title}\n\nNot measured: the data is not here.\n\n")
            continue
        start = time.perf_counter()
        try:
            outcome = evaluate(task, paths, reader, given)
        except OnrecordError as error:
            parts.append(f"## {title}\n\nNot measured: {error}\n\n")
            continue
        spent = time.perf_counter() - start
        rows = outcome.lines or [f"{name}: {value:.4g}" for name, value in outcome.figures.items()]
        digest = ", ".join(f"`{value[7:19]}`" for value in list(outcome.hashes.values())[:3])
        digest += " …" if len(outcome.hashes) > 3 else ""
        told = f"`onrecord evaluate {task}{f' --given {given}' if given else ''}`"
        parts.append(f"## {title}\n\n{told}, {outcome.n} items, SHA-256 {digest}\n\n| figure | |\n|---|---|\n")
        parts.append("".join(f"| {row.split(': ', 1)[0]} | {row.split(': ', 1)[1]} |\n" for row in rows) + "\n")
        print(f"{title}: {spent:.0f} s", flush=True)
    TARGET.write_text("".join(parts).rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
