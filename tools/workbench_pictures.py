"""Make the pictures of the workbench in the documentation from the example casebook.

python tools/workbench_pictures.py        needs chromium, and playwright of the development requirements
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from onrecord.interfaces.web.app import make_app
from onrecord.interfaces.web.bench import Bench
from onrecord.settings import Settings
from onrecord.store.case import open_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.link import link_case
from onrecord.workflows.read import make_reader
from onrecord.workflows.reader import ReportReader

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no chromium: the pictures were not made")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example.db"
        case = open_case(file, write=True)
        options = IngestOptions(by="example")
        ingest(case, [str(ROOT / "demo" / "reports")], ReportReader(make_reader(Settings())), options)
        link_case(case, by="example", today=date(2024, 7, 1))
        case.close()
        bench = Bench(address=str(file), edit=True, user="example")
        server = uvicorn.Server(uvicorn.Config(make_app(bench), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=url)
            events = page.request.get("/api/v1/events?limit=200").json()["rows"]
            reports = page.request.get("/api/v1/reports?limit=50").json()["rows"]
            event = max(events, key=lambda e: (e["n_origins"], e["id"]))["id"]
            report = max(reports, key=lambda r: (r["claims"], r["id"]))["id"]
            for name, path in (
                ("workbench-report", f"/reports/{report}"),
                ("workbench-event", f"/events/{event}"),
                ("workbench-timeline", "/timeline?event_from=2023-07&event_to=2024-06&type=TRANSFER"),
            ):
                page.goto(path)
                if name == "workbench-report":
                    page.keyboard.press("j")
                    page.keyboard.press("j")
                page.screenshot(path=PICTURES / f"{name}.png")
            browser.close()
        server.should_exit = True
        thread.join(10)
        bench.close()


if __name__ == "__main__":
    main()
