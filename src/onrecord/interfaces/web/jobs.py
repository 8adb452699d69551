"""Jobs: reports added in the browser, read one after the other in a thread, with an account that pages can follow.

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

from onrecord.errors import OnrecordError
from onrecord.intake.fetch import FetchSettings
from onrecord.workflows.ingest import IngestOptions, ingest

if TYPE_CHECKING:
    from onrecord.interfaces.web.bench import Bench


@dataclass
class Job:
    """Something to be read. `entries` grows while it is; `state` is waiting, reading, done or failed."""

    id: int
    by: str
    inputs: list[str]
    published: date | None
    publisher: str | None
    folder: Path | None = None
    state: str = "waiting"
    entries: list[dict[str, Any]] = field(default_factory=list)
    problem: str | None = None
    run: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "state": self.state,
            "by": self.by,
            "entries": list(self.entries),
            "problem": self.problem,
            "run": self.run,
        }


class Jobs:
    """A queue with one worker: the casebook has one long writer at a time."""

    def __init__(self, bench: Bench):
        self._bench = bench
        self._numbers = count(1)
        self._jobs: dict[int, Job] = {}
        self._queue: queue.Queue[Job] = queue.Queue()
        self._thread: threading.Thread | None = None

    def add(
        self,
        *,
        by: str,
        files: list[tuple[str, bytes]],
        addresses: list[str],
        published: date | None,
        publisher: str | None,
    ) -> Job:
        """Queue files (name, bytes) and addresses."""
        folder: Path | None = None
        inputs = list(addresses)
        if files:
            folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
            for number, (name, payload) in enumerate(files, 1):
                # only the ending of the given name is kept: it tells the kind, and cannot point anywhere
                path = folder / f"{number:03d}{Path(name).suffix[:10]}"
                path.write_bytes(payload)
                inputs.append(str(path))
        job = Job(
            id=next(self._numbers),
            by=by,
            inputs=inputs,
            published=published,
            publisher=publisher,
            folder=folder,
        )
        self._jobs[job.id] = job
        self._queue.put(job)
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        return job

    def get(self, number: int) -> Job | None:
        return self._jobs.get(number)

    def _work(self) -> None:
        while True:
            try:
                job = self._queue.get(timeout=30)
            except queue.Empty:
                return
            job.state = "reading"
            try:
                self._read(job)
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
        with self._bench.writing() as case:
            account = ingest(
                case,
                job.inputs,
                self._bench.reader,
                options,
                told=lambda entry: job.entries.append(
                    {
                        "input": Path(entry.input).name if job.folder else entry.input,
                        "fate": str(entry.fate),
                        "reason": entry.reason,
                        "report": entry.report,
                        "claims": entry.claims,
                    }
                ),
            )
            job.run = account.run
