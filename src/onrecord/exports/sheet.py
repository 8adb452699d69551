"""Sheets: rows under typed columns, as CSV or as Parquet, with what each column means.

In: rows (JSON-ready data), and columns in order. Out: text or bytes, piece by piece. One list of columns serves both
forms and the data dictionary, so that none says more than another. In CSV several values in a cell are parted by "; "
and a cell that a sheet would take for a formula is set behind an apostrophe; Parquet keeps days, numbers, truth values
and lists as such, and each field bears its meaning as metadata.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Row = Mapping[str, Any]
Cell = Callable[[Row], Any]
Kind = Literal["text", "texts", "day", "number", "integer", "flag"]

#: Rows in one row group of Parquet: what is held in memory at a time.
GROUP = 50_000


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        kind: What its values are: `texts` are several texts, a `day` is ISO 8601 text in the rows, a `flag` a bool.
        means: One line for the data dictionary.
        make: The value of a row; None or nothing where it is not stated.
    """

    kind: Kind
    means: str
    make: Cell


Columns = Mapping[str, Column]


def sheet(rows: Iterable[Row], columns: Columns) -> Iterator[str]:
    """Rows as CSV with a header, line by line; lines end with a line feed."""
    yield _line(list(columns))
    for row in rows:
        yield _line([_cell(column.make(row)) for column in columns.values()])


def parquet(rows: Iterable[Row], columns: Columns, *, about: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """Rows as a Parquet file (zstd), one row group at a time.

    Args:
        rows: The rows.
        columns: Name to column; a field is null where its value is None, a list empty where there is none.
        about: Metadata of the whole file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "day": pa.date32(),
        "number": pa.float64(),
        "integer": pa.int32(),
        "flag": pa.bool_(),
    }
    fields = [
        pa.field(name, types[column.kind], metadata={"description": column.means}) for name, column in columns.items()
    ]
    schema = pa.schema(fields, metadata=dict(about or {}))
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(rows):
            made = {
                name: pa.array([_typed(column, row) for row in group], type=types[column.kind])
                for name, column in columns.items()
            }
            writer.write_table(pa.table(made, schema=schema))
            yield sink.taken()
    yield sink.taken()


def dictionary(columns: Columns, *, typed: bool = True) -> str:
    """The data dictionary of columns as a Markdown table; `typed` tells the types of Parquet too."""
    if not typed:
        rows = [f"| `{name}` | {column.means} |" for name, column in columns.items()]
        return "\n".join(["| column | means |", "|---|---|", *rows]) + "\n"
    rows = [f"| `{name}` | {_TYPES[column.kind]} | {column.means} |" for name, column in columns.items()]
    return "\n".join(["| column | in Parquet | means |", "|---|---|---|", *rows]) + "\n"


_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "texts": "list of strings",
    "day": "date32",
    "number": "double",
    "integer": "int32",
    "flag": "bool",
}


class _Sink(io.RawIOBase):
    """What pyarrow writes to: bytes are taken out piece by piece, so that no file is held as a whole."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        told = b"".join(self._pieces)
        self._pieces.clear()
        return told


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _typed(column: Column, row: Row) -> Any:
    value = column.make(row)
    if column.kind == "texts":
        return [_whole(str(part)) for part in value or ()]
    if value is None or value == "":
        return None
    if column.kind == "day":
        return date.fromisoformat(value)
    return _whole(str(value)) if column.kind == "text" else value


def _whole(text: str) -> str:
    r"""Text that UTF-8 can hold: half a character is written as `\udc80`."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _line(cells: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return _cell("; ".join(str(part) for part in value))
    if isinstance(value, str) and len(value) > 1 and value[0] in "=+-@\t\r\n":
        return "'" + value
    return value
