"""Make the pictures of the README and the docs from the example reports: table on a terminal, page, workbench.

python tools/picture.py        all but the table need chromium; without it only that is made
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import uvicorn
from rich.console import Console
from rich.terminal_theme import MONOKAI

from onrecord.domain.certainty import Status
from onrecord.exports import export
from onrecord.interfaces.cli.table import table
from onrecord.interfaces.web.app import make_app
from onrecord.interfaces.web.bench import Bench
from onrecord.knowledge import load_knowledge
from onrecord.settings import Settings
from onrecord.store.case import open_case
from onrecord.store.events import find_events
from onrecord.store.queries import claims_by_key
from onrecord.workflows.check import check_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.link import link_case
from onrecord.workflows.read import make_reader, read_many
from onrecord.workflows.reader import ReportReader

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: Day of the pictures, so that what is overdue is the same on each.
TODAY = date(2024, 7, 1)
REPORT = "demo/reports/2024-01-04-missiles-used.txt"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    outcome = next(iter(read_many([str(ROOT / REPORT)], make_reader(Settings()))))
    assert outcome.reading is not None
    console = Console(record=True, width=100, file=io.StringIO(), markup=False, highlight=False, force_terminal=True)
    for line in table(outcome.reading, 100):
        console.print(line)
    picture = console.export_svg(title=f"onrecord read {REPORT}", theme=MONOKAI, unique_id="onrecord")
    # The picture must not ask a server for a font.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.S)
    picture = re.sub(r"font-family: Fira Code", "font-family: ui-monospace, DejaVu Sans Mono, Menlo, Consolas", picture)
    (PICTURES / "terminal.svg").write_text(picture, encoding="utf-8")

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no chromium: the picture of the page was not made")
        return
    page = "".join(export([outcome.reading], "html"))
    claims = outcome.reading.claims
    shown = next((c for c in claims if c.type == "TRANSFER" and c.status is not Status.DONE and c.items), claims[0])
    name = f"r1-{shown.id}"
    # One card is held open, as if its mark were pointed at.
    page = page.replace(".t:hover > .tip,", f".k-{name} > .tip, .t:hover > .tip,")
    page = page.replace(f".k-{name}:is(:hover,:focus-within,:target)", f".k-{name}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        _photograph(chromium, file.as_uri(), "page.png", "1240,820")
        for name, address, size in _workbench(Path(folder) / "demo.db"):
            _photograph(chromium, address, name, size)


def _photograph(chromium: str, address: str, name: str, size: str) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=3000"]
    command = [chromium, *options, f"--window-size={size}", f"--screenshot={PICTURES / name}", address]
    subprocess.run(command, check=True, capture_output=True)


def _workbench(case: Path) -> Iterator[tuple[str, str, str]]:
    """Serve the example reports as a casebook, and tell what to photograph while it is served."""
    knowledge = load_knowledge()
    with closing(open_case(case, write=True)) as book:
        ingest(book, [str(ROOT / "demo" / "reports")], ReportReader(make_reader(Settings())), IngestOptions(by="you"))
        link_case(book, by="you", knowledge=knowledge, today=TODAY)
    check_case(str(case), knowledge)
    bench = Bench(address=str(case), edit=True, user="you")
    with bench.reading() as connection:
        events = find_events(connection, type=["TRANSFER"])
        shown = max(events, key=lambda event: (len(event["disputes"]) > 0, event["n_origins"], event["n_reports"]))
        claim = next(iter(claims_by_key(connection, [shown["origins"][0]["claims"][0]])))
    server = uvicorn.Server(uvicorn.Config(make_app(bench), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    here = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield "workbench-event.png", f"{here}/events/{shown['id']}", "1280,900"
        yield "workbench-report.png", f"{here}/reports/{claim.report}", "1280,860"
        yield "workbench-timeline.png", f"{here}/timeline?type=TRANSFER", "1280,860"
    finally:
        server.should_exit = True
        thread.join(10)
        bench.close()


if __name__ == "__main__":
    main()
