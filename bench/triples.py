"""Reading against textacy: its subject-verb-object triples and direct quotations, on the same reports in one run.

    python bench/triples.py --gold FOLDER [--reports 40] [--rounds 2]

textacy is no dependency of the project: install it beside (`pip install textacy`). It takes them from spaCy's Docs, so
that its time is that of spaCy's whole pipeline, which it needs, and of its own two functions. Times are processor
seconds of this process, for the same texts, the fastest of some rounds taken in turn.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import spacy
import textacy
from mixtures import mixtures
from textacy import extract

from batch import best, machine, records, texts_of
from onrecord.batch.memory import keep_for_good
from onrecord.batch.reading import read_record
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader


def taken(nlp: Any, texts: Sequence[str]) -> list[int]:
    """How many triples, quotations and texts that it fails on textacy finds."""
    found = [0, 0, 0]
    for doc in nlp.pipe(texts):
        found[0] += sum(1 for _ in extract.subject_verb_object_triples(doc))
        try:
            found[1] += sum(1 for _ in extract.triples.direct_quotations(doc))
        except ValueError:
            # it wants quotation marks in pairs
            found[2] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    print(machine(), "textacy", textacy.__version__)
    field, local = texts_of(given.gold, "stories/*.jsonl"), texts_of(given.gold, "places/lgl.jsonl")
    settings = Settings()
    reader, whole = make_reader(settings), spacy.load(settings.pipeline)
    _ = reader.pipeline, reader.encoder
    keep_for_good()
    mixed = mixtures(field, local, given.reports, lambda text: 0)[0]
    for label, texts in (("relevant", field[: given.reports]), (mixed.name, mixed.texts)):
        flat = [" ".join(text.split()) for text in texts]
        seen: dict[str, Any] = {}

        def ours(texts: Sequence[str] = texts, seen: dict[str, Any] = seen) -> None:
            found = [read_record(record, reader).reading for record in records(texts)]
            seen["claims"] = sum(len(one["claims"]) for one in found if one)
            seen["sayings"] = sum(len(one["attributions"]) for one in found if one)

        def theirs(flat: Sequence[str] = flat, seen: dict[str, Any] = seen) -> None:
            seen["textacy"] = taken(whole, flat)

        mine, other = best(given.rounds, time.process_time, ours, theirs)
        triples, quotations, failed = seen["textacy"]
        print(
            f"{label}: {len(texts)} reports; {1000 * mine / len(texts):.1f} ms a report for {seen['claims']} claims "
            f"and {seen['sayings']} attributions; textacy {1000 * other / len(texts):.1f} ms for {triples} triples and "
            f"{quotations} quotations ({failed} reports whose quotation marks it does not pair); "
            f"{other / mine:.2f} times as many reports a second",
            flush=True,
        )


if __name__ == "__main__":
    main()
