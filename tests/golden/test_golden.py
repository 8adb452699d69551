"""Whole readings of the example reports, one fact a line: a diff reads like a sentence about what changed.

Renew them with `make golden` and look at the diff as at code.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from onrecord.exports.lines import lines
from onrecord.reading.read import Reader
from onrecord.workflows.read import read_many
from support import ROOT

FOLDER = Path(__file__).resolve().parent / "readings"
REPORTS = sorted(path for path in (ROOT / "demo" / "reports").iterdir() if path.suffix in (".html", ".txt", ".xml"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_the_reading_is_as_recorded(path: Path, reader: Reader, request: pytest.FixtureRequest) -> None:
    for outcome in read_many([str(path)], reader):
        assert outcome.reading is not None
        name = re.sub(r"[^\w.-]+", "-", Path(outcome.name).name)
        record = FOLDER / f"{name}.txt"
        told = "".join(f"{line}\n" for line in lines(outcome.reading))
        if request.config.getoption("--renew-golden", default=False):
            record.parent.mkdir(exist_ok=True)
            record.write_text(told, encoding="utf-8")
            continue
        recorded = record.read_text(encoding="utf-8")
        changed = list(
            difflib.unified_diff(recorded.splitlines(), told.splitlines(), "recorded", "read", lineterm="", n=0)
        )
        assert not changed, "\n".join(["`make golden` renews the readings; look at the diff", *changed[:40]])
