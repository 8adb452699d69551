"""Jobs: reports added in the browser, and linking, one after the other in a thread, with an account to follow.

In: files on disk that hold what was pasted or uploaded, or addresses. Out: the account of the run, which is also in the
casebook. The queue lives as long as the server; what was read is in the casebook however that ends.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.domain.casebook import Entry
from onrecord.errors import OnrecordError
from onrecord.intake.fetch import FetchSettings
from onrecord.workflows.check import check_case
from onrecord.workflows.ingest import IngestOptions, ingest
from onrecord.workflows.link import link_case

if TYPE_CHECKING:
    from onrecord.interfaces.web.bench import Bench


@dataclass
class Job:
    """Something to be done. `entries` grows while it is.

    `state` is waiting, reading, linking, checking, done or failed.
    """

    id: int
    by: str
    inputs: list[str]
    published: date | None = None
    publisher: str | None = None
    link: bool = False
    folder: Path | None = None
    names: dict[str, str] = field(default_factory=dict)
    state: str = "waiting"
    entries: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None
    run: int | None = None
    linked: str | None = None
    checked: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "state": self.state,
            "by": self.by,
            "inputs": len(self.inputs),
            "entries": list(self.entries),
            "problem": self.problem,
            "run": self.run,
            "linked": self.linked,
            "checked": self.checked,
        }


class Jobs:
    """A queue with one worker: the casebook has one long writer at a time."""

    def __init__(self, bench: Bench):
        self._bench = bench
        self._numbers = count(1)
        self._jobs: dict[int, Job] = {}
        self._queue: queue.Queue[Job] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._start = threading.Lock()

    def add(
        self,
        *,
        by: str,
        files: list[tuple[str, bytes]],
        addresses: list[str],
        published: date | None,
        publisher: str | None,
        link: bool = False,
    ) -> Job:
        """Queue files (name, bytes) and addresses; with `link`, claims are joined to events and checked afterwards."""
        job = Job(
            id=next(self._numbers),
            by=by,
            inputs=list(addresses),
            published=published,
            publisher=publisher,
            link=link,
        )
        if files:
            job.folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
            for number, (name, payload) in enumerate(files, 1):
                # only the ending of the given name is kept: it tells the kind, and cannot point anywhere
                suffix = Path(name).suffix[:10]
                path = job.folder / f"{number:03d}{suffix if suffix[1:].isalnum() else ''}"
                path.write_bytes(payload)
                job.inputs.append(str(path))
                job.names[str(path)] = Path(name.replace("\\", "/")).name[:120]
        return self._put(job)

    def link(self, *, by: str) -> Job:
        """Queue the joining of claims to events, and the check of these against the rules."""
        return self._put(Job(id=next(self._numbers), by=by, inputs=[], link=True))

    def get(self, number: int) -> Job | None:
        return self._jobs.get(number)

    def _put(self, job: Job) -> Job:
        self._jobs[job.id] = job
        self._queue.put(job)
        with self._start:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        return job

    def _work(self) -> None:
        while True:
            job = self._queue.get()
            try:
                if job.inputs:
                    job.state = "reading"
                    self._read(job)
                if job.link:
                    job.state = "linking"
                    self._link(job)
                    job.state = "checking"
                    self._check(job)
                job.state = "done"
            except OnrecordError as error:
                job.state, job.problem = "failed", str(error)
            except Exception as error:
                # a thread that dies silently would leave its page waiting for ever
                job.state, job.problem = "failed", f"{type(error).__name__}: {error}"
            finally:
                if job.folder is not None:
                    shutil.rmtree(job.folder, ignore_errors=True)

    def _read(self, job: Job) -> None:
        options = IngestOptions(
            by=job.by,
            published=job.published,
            publisher=job.publisher,
            fetch=FetchSettings() if any(i.startswith("http") for i in job.inputs) else None,
            wait=60,
        )

        def told(entry: Entry) -> None:
            job.entries.append(
                {
                    "input": self._name(job, entry.input),
                    "fate": str(entry.fate),
                    "reason": entry.reason,
                    "report": entry.report,
                    "claims": entry.claims,
                }
            )

        with self._bench.writing() as case:
            job.run = ingest(case, job.inputs, self._bench.reader, options, told=told).run

    def _name(self, job: Job, told: str) -> str:
        """What the user called an input; a record inside a file keeps its mark behind the file's name."""
        for path, name in job.names.items():
            if told.startswith(path):
                return name + told[len(path) :]
        return told

    def _link(self, job: Job) -> None:
        with self._bench.writing() as case:
            made = link_case(
                case,
                by=job.by,
                knowledge=self._bench.knowledge,
                today=self._bench.now().date(),
                wait=60,
                whole=False,
            )
        job.linked = (
            f"{_many(made.fresh, 'report')} looked at; {_many(made.claims, 'claim')} in {_many(made.events, 'event')}, "
            f"{made.changed:,} of them new or changed"
        )

    def _check(self, job: Job) -> None:
        found = check_case(self._bench.address, self._bench.knowledge)
        job.checked = f"{len({f.subject for f in found}):,} of the events fall under embargo clauses"


def _many(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"
