"""The manifest of a batch: which shards are done, from which inputs, with which hashes.

In and out: `manifest.jsonl` in the output folder. The first line names the recipe and how the batch is cut; each
further line is a shard that is wholly written. A line is appended after the shard's files stand in their places,
so a run that dies leaves either a shard with its line or files without one, which the next run removes and reads again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.batch.record import Record
from onrecord.errors import CaseError

NAME = "manifest.jsonl"


def fingerprint(records: Sequence[Record]) -> str:
    """SHA-256 over names and contents of the records of a shard."""
    digest = hashlib.sha256()
    for record in records:
        arrival = record.arrival
        digest.update(arrival.name.encode("utf-8", "surrogatepass") + b"\0")
        digest.update(hashlib.sha256(arrival.payload or b"").digest())
    return digest.hexdigest()


@dataclass
class Manifest:
    """The shards that are done. `done[shard]` is its fingerprint."""

    path: Path
    done: dict[int, str]
    partial: list[int]

    @classmethod
    def open(cls, out: Path, head: Mapping[str, Any]) -> Manifest:
        """Open or begin the manifest of an output folder.

        Raises:
            CaseError: The folder holds a batch of another recipe or cut.
        """
        out.mkdir(parents=True, exist_ok=True)
        path = out / NAME
        done: dict[int, str] = {}
        if path.exists():
            lines = path.read_text(encoding="utf-8").split("\n")
            if not lines[-1] and len(lines) > 1:
                lines.pop()
            first, *rest = lines
            if json.loads(first) != json.loads(json.dumps(head)):
                raise CaseError(
                    "the folder holds a batch of another recipe",
                    where=str(out),
                    remedy="Name another folder with --out, or remove this one",
                )
            for line in rest:
                try:
                    row = json.loads(line)
                except ValueError:
                    # the run died within this line: its shard is read again
                    continue
                if all(_whole(out / name, told) for name, told in row["files"].items()):
                    done[int(row["shard"])] = row["records"]
        else:
            with path.open("w", encoding="utf-8") as file:
                file.write(json.dumps(head, sort_keys=True) + "\n")
        written = {int(p.name[6:12]) for p in out.glob("*/day=*/shard-??????.*")}
        return cls(path=path, done=done, partial=sorted(written - done.keys()))

    def add(self, shard: int, records: str, count: int, files: Mapping[str, str]) -> None:
        """Note that a shard is wholly written."""
        row = {"shard": shard, "records": records, "count": count, "files": dict(files)}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.done[shard] = records


def _whole(path: Path, told: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == told
