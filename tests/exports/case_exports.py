"""A casebook to export: two reports of one happening, one of them marked, linked and checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook_support import TEXT, new_case, reading
from onrecord.domain.query import ClaimQuery
from onrecord.domain.reading import Reading
from onrecord.domain.report import Tlp
from onrecord.interfaces.cli.case_options import opened
from onrecord.knowledge import load_knowledge
from onrecord.store import events, queries, register, writes
from onrecord.workflows.check import check_case
from onrecord.workflows.export import Tally, export
from onrecord.workflows.link import link_case

MADE = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)
HOSTILE = TEXT + " =cmd|' /C calc'!A0 <b>bold</b> \u202eabc\u0007 More."


def armed(told: Reading) -> Reading:
    """The reading with goods that embargoes know."""
    first, *rest = told.claims
    items = tuple(replace(item, item="artillery_ammunition") for item in first.items)
    return replace(told, claims=(replace(first, items=items), *rest))


def make_book(folder: Path) -> Path:
    """Reports of 14 May 2024 (CLEAR) and of 16 May 2024 (AMBER+STRICT)."""
    case = new_case(folder)
    with case.write() as connection:
        other = reading(
            HOSTILE,
            publisher="Amber <Wire>",
            published=date(2024, 5, 16),
            tlp=Tlp.AMBER_STRICT,
            url="javascript:alert(1)",
            supplier="PRK",
            receiver="RUS",
        )
        for one in map(armed, (reading(supplier="PRK", receiver="RUS"), other)):
            writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, one)
        # A person says which of them tell of one event, so that tests do not hang on the weights of linking.
        for type in ("TRANSFER", "REJECT", "CONSULT"):
            first, second = (c.key for c in queries.find_claims(connection, ClaimQuery(type=(type,))).rows)
            events.judge(connection, first, second, True, by="ann")
    link_case(case, by="ann")
    case.close()
    check_case(str(folder / "onrecord.db"), load_knowledge())
    return folder / "onrecord.db"


def made(
    book: Path, format: str, *, tlp_max: Tlp | None = None, query: ClaimQuery | None = None, **options: Any
) -> bytes:
    """An export, whole."""
    return counted(book, format, tlp_max=tlp_max, query=query, **options)[0]


def counted(
    book: Path, format: str, *, tlp_max: Tlp | None = None, query: ClaimQuery | None = None, **options: Any
) -> tuple[bytes, Tally]:
    """An export with its tally."""
    with opened(str(book)) as case, case.read() as connection:
        told = export(connection, query or ClaimQuery(), format, made=MADE, tlp_max=tlp_max, **options)
        return b"".join(told.pieces), told.tally


def protect(book: Path, name: str, level: Tlp = Tlp.RED) -> None:
    """Protect a source."""
    with opened(str(book), write=True) as case, case.write() as connection:
        register.protect_source(connection, name, level, by="ann")


def validator(name: str) -> Any:
    """The library of a standard; the test is skipped where it is not installed (`make .venv/.validators`)."""
    return pytest.importorskip(name, reason=f"{name} is not installed; `make .venv/.validators` installs it")
