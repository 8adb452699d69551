"""The command line: one module a command, opened when it is called.

A command module has a Typer function named `command`. Add a command here and in `docs/reference/cli.md`; a test holds
the two together. Exit status: 0 done, 1 some inputs failed, 2 usage.
"""

from __future__ import annotations

import gc
import os

#: Command → module below `onrecord.interfaces.cli`, in the order of the help page.
COMMANDS: dict[str, str] = {
    "read": "read",
    "quotes": "quotes",
    "explain": "explain",
    "add": "add",
    "claims": "claims",
    "reports": "reports",
    "attributions": "attributions",
    "actors": "actors",
    "show": "show",
    "diff": "diff",
    "accept": "accept",
    "reject": "reject",
    "correct": "correct",
    "credibility": "credibility",
    "reliability": "reliability",
    "mark": "mark",
    "note": "note",
    "export": "export",
    "export-decisions": "export_decisions",
    "watch": "watch",
    "log": "log",
    "verify": "verify",
    "reread": "reread",
    "case": "casefile",
    "link": "link",
    "events": "events",
    "check": "check",
    "dossier": "dossier",
    "timeline": "timeline",
    "ladder": "ladder",
    "pledges": "pledges",
    "serve": "serve",
    "user": "user",
    "batch": "batch",
    "knowledge": "knowledge",
    "evaluate": "evaluate",
    "doctor": "doctor",
}


def main() -> None:
    """Run the command line."""
    # The encoder's matrices are small: a second thread for one of them waits more than it works, and takes a core from
    # the next worker. This has to stand before numpy is loaded; who sets it keeps what they set.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Most of what is made until a report is read, models and tables, lives as long as the process: looking through it
    # again and again for what can go, and once more at the end, took a tenth of the time of a short command.
    gc.set_threshold(50_000)
    from onrecord.interfaces.cli.app import run

    try:
        run()
    finally:
        gc.freeze()
