"""Make the README's pictures from an example report: the table on a terminal, and its page.

python tools/picture.py        the page needs chromium; without it only the table is made
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from onrecord.domain.certainty import Status
from onrecord.exports import export
from onrecord.interfaces.cli.table import table
from onrecord.settings import Settings
from onrecord.workflows.read import make_reader, read_many

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
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
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=1240,820",
                f"--screenshot={PICTURES / 'page.png'}",
                file.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
