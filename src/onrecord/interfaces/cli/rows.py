"""Rows to standard output: a table for people, CSV for sheets, JSON lines for programs.

In: dicts. Out: text. In a table everything goes through `safe`; in CSV a cell that a sheet would take for a formula is
set behind an apostrophe.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from onrecord.interfaces.cli.say import safe

Row = Mapping[str, Any]
#: Column title to how its cell is made.
Columns = Mapping[str, Callable[[Row], Any]]


def write(rows: Iterable[Row], format: str, *, table: Columns, sheet: Columns) -> int:
    """Write rows in a format; return how many there were."""
    if format == "jsonl":
        return _jsonl(rows)
    if format == "csv":
        return _csv(rows, sheet)
    return _table(list(rows), table)


def _jsonl(rows: Iterable[Row]) -> int:
    number = 0
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


def _csv(rows: Iterable[Row], columns: Columns) -> int:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    number = 0
    for row in rows:
        writer.writerow([_cell(made(row)) for made in columns.values()])
        number += 1
    return number


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _cell("; ".join(str(part) for part in value))
    if isinstance(value, str) and len(value) > 1 and value[0] in "=+-@\t\r":
        return "'" + value
    return value


def _table(rows: Sequence[Row], columns: Columns) -> int:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        print("Nothing found.", file=sys.stderr)
        return 0
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 160
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe(_words(made(row)))) for made in columns.values()))
    console.print(table)
    return len(rows)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def short(report: str | None) -> str:
    """The beginning of a report's id, enough to name it."""
    return (report or "").removeprefix("sha256:")[:12]


def who(actor: Row | None) -> str:
    """An actor in a cell: its name with its country, or the country alone."""
    if actor is None:
        return ""
    name, country = actor.get("name"), actor.get("country")
    if name and country and name != country:
        return f"{name} ({country})"
    return str(name or country or actor.get("role") or "")


def many(actors: Iterable[Row]) -> list[str]:
    """Several actors."""
    return [who(actor) for actor in actors]
