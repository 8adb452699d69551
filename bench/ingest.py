"""What a casebook adds to reading: the time of `add` beside the time of its reading steps.

    python bench/ingest.py FILE_OR_FOLDER...

Reads the inputs into a new case in a temporary folder, the models opened beforehand, and prints seconds for the article
and reading steps, for all, and the share that keeping adds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Report
from onrecord.settings import Settings
from onrecord.store.case import open_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.read import make_reader, read_text
from onrecord.workflows.reader import ReportReader


class Timed:
    """A reader that counts its own seconds."""

    def __init__(self, inner: ReportReader):
        self.inner, self.seconds = inner, 0.0

    @property
    def recipe(self) -> Recipe:
        return self.inner.recipe

    def article(self, report: Report) -> Article:
        begun = time.process_time()
        made = self.inner.article(report)
        self.seconds += time.process_time() - begun
        return made

    def read(self, article: Article) -> Reading:
        begun = time.process_time()
        made = self.inner.read(article)
        self.seconds += time.process_time() - begun
        return made


def main(inputs: list[str]) -> None:
    read_text("Norway sent a ship to Sudan on Monday, its minister said.")
    reader = Timed(ReportReader(make_reader(Settings())))
    case = open_case(Path(tempfile.mkdtemp(prefix="onrecord-ingest-")) / "bench.db", write=True)
    begun = time.process_time()
    account = ingest(case, inputs, reader, IngestOptions(by="bench", fetch=None))
    total = time.process_time() - begun
    keeping = total - reader.seconds
    print(json.dumps({
        "fates": dict(account.fates),
        "claims": account.claims,
        "reading_s": round(reader.seconds, 2),
        "keeping_s": round(keeping, 2),
        "share": round(keeping / reader.seconds, 3),
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
