"""A small casebook for tests of the workbench: several reports, one of them hostile, one RED, events, a dossier."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from casebook_support import TEXT, reading
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.store.case import open_case
from onrecord.store.dossiers import create_dossier
from onrecord.store.runs import begin_run, finish_run
from onrecord.store.writes import save_payload, save_reading
from onrecord.workflows.link import link_case

HOSTILE = (
    "Vostania ships rockets\n\n<script>window.broken = 1</script> <img src=x onerror='window.broken = 2'> "
    "<svg onload='window.broken = 3'><style>body { display: none }</style> \u202egnp.exe {{ 7 * 7 }} "
    "Anna Petrova said on Monday that Vostania had shipped 40 rocket launchers to Sudania aboard the Blue Heron."
)


def make_case(path: Path, *, linked: bool = True) -> Path:
    """A casebook with four reports, linked, and a dossier."""
    book = open_case(path, write=True)
    told = [
        reading(),
        reading(TEXT.replace("40 rocket", "50 rocket"), publisher="The Inland Times", url="https://inland.example/r"),
        reading(HOSTILE, url="https://evil.example/x"),
        reading(TEXT + " It is secret.", tlp=Tlp.RED, url="https://red.example/y"),
    ]
    with book.write() as connection:
        run = begin_run(connection, "add", inputs=["x"], by="tests", program="tests")
        for one in told:
            save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            save_reading(connection, one)
        finish_run(connection, run.n)
        create_dossier(connection, "Rockets", ClaimQuery(type=("TRANSFER",)), tlp=Tlp.CLEAR, by="tests")
    if linked:
        link_case(book, by="tests", today=datetime(2024, 6, 1, tzinfo=UTC).date())
    book.close()
    return path
