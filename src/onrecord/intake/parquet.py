"""Parquet: one report a row, with the columns of JSON lines (`text` or `html`, `url`, `publisher`, `published`, …).

In: a file. Out: Arrivals named `file:row`, rows counted from 1. A few rows are held at a time. A broken file is an
Arrival with its failure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from onrecord.intake.arrival import Arrival
from onrecord.intake.jsonl import row_arrival

#: What a Parquet file begins with.
MAGIC = b"PAR1"
_ROWS = 64


def arrivals(path: Path, *, max_bytes: int, wanted: Callable[[str], bool]) -> Iterator[Arrival]:
    """The reports of a Parquet file.

    Args:
        path: The file.
        max_bytes: Longest report that is read.
        wanted: Whether the input of a name is still to be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    label = f"{path}:{number}"
                    if wanted(label):
                        # through JSON, so that a date or a number is what it would be in a line
                        line = json.dumps(row, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")
                        yield row_arrival(None if len(line) > 2 * max_bytes else line, label, max_bytes)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        told = str(error).split("\n")[0]
        yield Arrival(name=f"{path}:{number + 1}", failure=f"the Parquet file cannot be read here ({told})")
