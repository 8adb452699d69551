"""Kill `add` at chance moments, again and again, and see that nothing is lost or doubled.

    python bench/kill.py --kills 200

Each round an `add` over a folder of texts runs in a forked process and is killed (SIGKILL) after a chance time; then
the case must verify. When a run gets through it is followed by one over a new folder, so that every kill meets work.
At the end all folders are added once more in peace, and reports, claims and accounts must be those of a case that was
never disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from casebook_support import TEXT, FakeReader
from onrecord.store import tables as t
from onrecord.store.case import Case, open_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.verify import verify

OPTIONS = IngestOptions(by="bench", fetch=None)
SAME = (
    "reports",
    "claims",
    "attributions",
    "actors",
    "participants",
    "items",
    "dyads",
    "relations",
    "payloads",
    "receipts",
)
_VOLATILE = {"added", "received", "first_received", "made"}


def folder_of(base: Path, number: int) -> Path:
    """A folder of forty texts, some of them the same."""
    folder = base / f"in{number:03}"
    if not folder.exists():
        folder.mkdir()
        for n in range(40):
            (folder / f"{n:02}.txt").write_text(TEXT + f" Folder {number}, part {n % 37}.")
    return folder


def content(case: Case) -> dict[str, list[str]]:
    """Rows of a case without the times at which they came."""
    with case.read() as connection:
        return {
            name: sorted(
                repr(tuple(row))
                for row in connection.execute(
                    sa.select(*(c for c in t.metadata.tables[name].c if c.name not in _VOLATILE))
                )
            )
            for name in SAME
        }


def main(kills: int) -> None:
    base = Path(tempfile.mkdtemp(prefix="onrecord-kill-"))
    open_case(base / "killed.db", write=True).close()
    chance = random.Random(1)
    number = landed = 0
    for _ in range(kills):
        folder = folder_of(base, number)
        pid = os.fork()
        if pid == 0:
            try:
                case = open_case(base / "killed.db", write=True)
                ingest(case, [str(folder)], FakeReader(), OPTIONS)
            finally:
                os._exit(0)
        time.sleep(0.02 + chance.random() * 0.5)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            landed += 1
        else:
            number += 1
        case = open_case(base / "killed.db")
        faults = verify(case).faults
        case.close()
        if faults:
            raise SystemExit(f"after kill {landed}: {faults[0]}")
    killed, calm = open_case(base / "killed.db", write=True), open_case(base / "calm.db", write=True)
    for n in range(number + 1):
        for case in (killed, calm):
            ingest(case, [str(folder_of(base, n))], FakeReader(), OPTIONS)
    one, other = content(killed), content(calm)
    # A folder whose run had ended is added a second time above, in both cases or in one: its arrivals are more.
    different = [name for name in SAME if name != "receipts" and one[name] != other[name]]
    with killed.read() as connection:
        counted = connection.execute(
            sa.select(t.run_inputs.c.run_n, sa.func.count(), sa.func.count(sa.distinct(t.run_inputs.c.input))).group_by(
                t.run_inputs.c.run_n
            )
        ).all()
    doubled = [row for row in counted if row[1] != row[2] or row[1] != 40]
    held = f"{number + 1} folders, {len(one['reports'])} reports, {len(one['claims'])} claims"
    print(f"{landed} kills of {kills} landed, {held}; verify found no fault after any")
    print(f"tables that differ: {different or 'none'}; accounts not whole: {doubled or 'none'}")
    if different or doubled:
        raise SystemExit(1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    main(parser.parse_args().kills)
