"""Check acts or events against the embargo clauses: acts from JSON lines, events as linking made them.

In: lines of acts (`id`, `date`, `action`, `supplier`, `recipient`, `intermediaries`, `items`, `end_place`), or Events.
Out: Findings. A line that cannot be understood is an error that names it, never a silent absence of findings.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from onrecord.domain.embargo import Act
from onrecord.domain.finding import Finding
from onrecord.errors import QueryError
from onrecord.knowledge import Knowledge
from onrecord.knowledge.embargoes import embargo_table
from onrecord.knowledge.items import item_table
from onrecord.norms.check import check_act

_KEYS = frozenset({"id", "date", "action", "supplier", "recipient", "intermediaries", "items", "end_place"})


def check_lines(
    lines: Iterable[str], knowledge: Knowledge, *, as_of: date | None = None, name: str = "-"
) -> Iterator[Finding]:
    """The findings of acts told as JSON lines, in their order; blank lines are left out.

    Raises:
        QueryError: A line is no act; the message names file and line.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield from check_act(act_from_line(line, number, knowledge, name), knowledge, as_of=as_of)


def act_from_line(line: str, number: int, knowledge: Knowledge, name: str = "-") -> Act:
    """One act from its JSON line.

    Raises:
        QueryError: It is no JSON object, lacks a date, or names an unknown country, group or item.
    """
    where = f"{name}, line {number}"
    try:
        data = json.loads(line)
    except ValueError as error:
        raise QueryError(f"not JSON ({error})", where=where, remedy="Write one act a line, as an object") from error
    if not isinstance(data, dict):
        raise QueryError("not an object", where=where, remedy="Write one act a line, as an object")
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise QueryError(
            f"unknown keys {', '.join(unknown)}", where=where, remedy=f"An act has {', '.join(sorted(_KEYS))}"
        )
    first, last = _days(data.get("date"), where)
    return Act(
        id=str(data.get("id", number)),
        first=first,
        last=last,
        action=data.get("action"),
        supplier=_party(data.get("supplier"), "supplier", where, knowledge),
        recipient=_party(data.get("recipient"), "recipient", where, knowledge),
        intermediaries=tuple(
            p
            for p in (_party(one, "intermediaries", where, knowledge) for one in data.get("intermediaries") or ())
            if p
        ),
        items=tuple(_item(one, where, knowledge) for one in data.get("items") or ()),
        end_place=data.get("end_place"),
    )


def _days(value: Any, where: str) -> tuple[date, date]:
    """First and last day of a date that may lack day or month."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(value or ""))
    if match is None:
        raise QueryError(f"date {value!r} is not a date", where=where, remedy="Write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            return date(year or 1, 1, 1), date(year or 1, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise QueryError(f"date {value!r} is not a date ({error})", where=where, remedy="Write YYYY-MM-DD") from error


def _party(value: Any, key: str, where: str, knowledge: Knowledge) -> str | None:
    if value is None or value == "":
        return None
    text = str(value)
    if text.startswith("group:"):
        if embargo_table(knowledge).group(text) is None:
            known = ", ".join(sorted(embargo_table(knowledge).groups))
            raise QueryError(f"{key} {text!r} is no known group", where=where, remedy=f"Groups: {known}")
        return text
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise QueryError(
            f"{key} {text!r} is no country code", where=where, remedy="Write ISO 3166-1 alpha-3 (PRK) or group:<id>"
        )
    return text


def _item(value: Any, where: str, knowledge: Knowledge) -> str:
    table = item_table(knowledge)
    text = str(value)
    if text not in table.categories:
        near = get_close_matches(text, table.categories, n=3)
        hint = f"Near: {', '.join(near)}" if near else "See docs/reference/items.md for the ids"
        raise QueryError(f"item {text!r} is not known", where=where, remedy=hint)
    return text


def check_case(case: str, knowledge: Knowledge, *, as_of: date | None = None) -> list[Finding]:
    """The findings of all current events of a casebook; they are kept there in place of earlier ones.

    Raises:
        CaseError: There is no casebook, or its events were never linked.
    """
    from onrecord.norms.events import check_events
    from onrecord.store.case import open_case
    from onrecord.store.events import find_events, save_findings, stale
    from onrecord.workflows.link import need_events

    # Opened to read first: a casebook that is not there is not made by checking it.
    open_case(case).close()
    book = open_case(case, write=True)
    try:
        with book.read() as connection:
            need_events(stale(connection), case)
            events = find_events(connection, raw=True)
        findings = list(check_events(events, knowledge, as_of=as_of))
        # Only the writing holds others up.
        with book.write() as connection:
            save_findings(connection, [f.to_dict() for f in findings], as_of=as_of)
    finally:
        book.close()
    return findings
