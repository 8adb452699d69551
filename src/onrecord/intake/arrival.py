"""Arrival: one input taken out of whatever held it, with all that came along, or with why it cannot be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onrecord.domain.report import Provenance


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One input. Exactly one of `payload`, `reading`, `skip` and `failure` is set.

    Attributes:
        name: What it is called in the account: a path, an address, `march.warc.gz#118402`, `stories.jsonl:12`.
        payload: Its bytes.
        media_type: What the container says that they are, or None.
        provenance: What the container tells of it; the user's word goes before, the page's behind.
        url: Where it was fetched from, or None.
        status: HTTP status, or None.
        headers: Response headers.
        received: When it was fetched, where that was not now (a WARC's date), UTC ISO 8601.
        extra: What else came along.
        reading: A reading that was exported before (the reading format as data).
        skip: Why it is left out.
        failure: Why it cannot be had.
    """

    name: str
    payload: bytes | None = None
    media_type: str | None = None
    provenance: Provenance = field(default_factory=Provenance)
    url: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    received: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    reading: Mapping[str, Any] | None = None
    skip: str | None = None
    failure: str | None = None
