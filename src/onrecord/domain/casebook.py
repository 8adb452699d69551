"""What a casebook keeps beside readings: fates, receipts, decisions, reliability and the account of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from onrecord.domain.report import Tlp


class Fate(StrEnum):
    """What became of one input; each input has exactly one."""

    READ = "read"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a run's account.

    Attributes:
        input: The file, address or record as given (`march.warc.gz#118402`, `stories.jsonl:12`).
        fate: What became of it.
        reason: Why it was skipped or failed; what it is a duplicate of; else None.
        report: Id of the report concerned, or None.
        problems: Codes of problems that the reading names.
        claims: Claims read from it.
    """

    input: str
    fate: Fate
    reason: str | None = None
    report: str | None = None
    problems: tuple[str, ...] = ()
    claims: int = 0


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """One arrival of bytes, for the chain of custody.

    Attributes:
        input: What the user called it.
        received: UTC time of arrival, ISO 8601.
        received_by: The account that ran the program.
        program: Program and version.
        url: Where it was fetched from or said to come from, or None.
        status: HTTP status, or None where nothing was fetched.
        headers: Response headers, as received.
        extra: Whatever else came with it (unknown keys of a JSON line, the WARC record's headers).
    """

    input: str
    received: str
    received_by: str
    program: str
    url: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


class Verdict(StrEnum):
    """What a person said of a claim."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A person's word on a claim: a row beside it, never a change to it.

    Attributes:
        id: Number in the casebook.
        claim: The claim's key.
        verdict: Accept, reject or correct.
        changes: Field to corrected value, in the reading format; empty unless the verdict is *correct*.
        original: The same fields as they were read.
        by: Who decided.
        note: Why.
        at: When, UTC, ISO 8601.
        undone: When and by whom it was taken back, or None.
        carried_from: Key of the claim that it was first said of, where it was carried over to a new reading.
    """

    id: int
    claim: str
    verdict: Verdict
    by: str
    at: str
    note: str | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    original: Mapping[str, Any] = field(default_factory=dict)
    undone: str | None = None
    carried_from: str | None = None


#: Reliability letters (STANAG 2511); F means that there is no basis to judge, not that it is worst.
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
#: Credibility figures; 6 means that there is no basis to judge, not that it is worst.
CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that `verify` found wrong: what, where, and what to do."""

    code: str
    where: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """For whom something is shown: nothing above `tlp_max` leaves, and names of protected sources only up to it."""

    tlp_max: Tlp = Tlp.RED
