"""Reading against plain spaCy: the ratio of their times on the same reports in one run.

    python bench/speed.py [FILE|FOLDER ...] [--rounds 5] [--no-encoder] [--json]

Without files the example reports are read. Both take the same article texts, one thread, warm; rounds alternate, and
the ratio is that of the fastest rounds, since other work on the machine only ever slows one down. Plain spaCy runs all
components of the same pipeline over each whole text.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy

from onrecord.domain.report import Article
from onrecord.intake.gather import Gatherer
from onrecord.intake.open import report_of
from onrecord.reading.article import read_article
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader

ROOT = Path(__file__).resolve().parent.parent


def articles(inputs: list[str], settings: Settings) -> list[Article]:
    gathered = Gatherer(max_bytes=settings.max_bytes, wanted=lambda name: True).gather(inputs)
    reports = [report_of(a.payload, name=a.name, kind=a.media_type) for a in gathered if a.payload is not None]
    return [read_article(report) for report in reports]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="*", default=[str(ROOT / "demo" / "reports")])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    settings = Settings(use_encoder=not arguments.no_encoder)
    reader = make_reader(settings)
    # spaCy as it comes: the reader's own pipeline multiplies and lemmatises sooner
    unaltered = spacy.load(settings.pipeline)
    texts = articles(arguments.inputs, settings)
    plain = [" ".join(article.text.split()) for article in texts]
    best = {"reading": float("inf"), "spacy": float("inf")}
    for _ in range(arguments.rounds + 1):  # the first round only warms up, and is never the fastest
        start = time.perf_counter()
        for article in texts:
            reader.read(article)
        middle = time.perf_counter()
        for text in plain:
            unaltered(text)
        best["spacy"] = min(best["spacy"], time.perf_counter() - middle)
        best["reading"] = min(best["reading"], middle - start)
    words = sum(len(text.split()) for text in plain)
    told = {
        "reports": len(texts),
        "words": words,
        "reading_s": round(best["reading"], 3),
        "spacy_s": round(best["spacy"], 3),
        "ratio": round(best["reading"] / best["spacy"], 2),
        "words_per_s": round(words / best["reading"]),
    }
    print(json.dumps(told) if arguments.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
