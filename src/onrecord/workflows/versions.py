"""Stealth edits: what became of the claims of a page whose text is another than before.

In: two reports from one address. Out: for each claim of the earlier one: its sentence was kept, changed, softened,
hardened or removed; with both sentences, and status and certainty before and after. A sentence counts as changed into
the most similar one of the later text; softened where the claim on it is put less firmly or at a lower rung, hardened
the other way. `notices` tells what leaned on claims that were softened or withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa

from onrecord.domain.claim import Claim
from onrecord.domain.reading import Reading
from onrecord.domain.report import Tlp
from onrecord.store import events, exported, reports
from onrecord.store.case import now
from onrecord.store.dossiers import dossiers
from onrecord.store.rows import rung
from onrecord.workflows.matter import matter
from onrecord.workflows.widen import widen

#: Share of words in common from which two sentences are one that was edited; below it the first was removed.
SAME_SENTENCE = 0.55
_BREAK = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n\s*\n")
_FIRM = {"CT+": 3, "CT-": 3, "PR+": 2, "PR-": 2, "PS+": 1, "PS-": 1, "Uu": 0}


def note_version(connection: sa.Connection, *, url: str, earlier_n: int, later_n: int) -> list[dict[str, Any]]:
    """Compare two versions of a page in the case, and keep what is found."""
    earlier = reports.reading(connection, earlier_n)
    later = reports.reading(connection, later_n)
    found = compare(earlier, later)
    reports.save_version(connection, url=url, earlier_n=earlier_n, later_n=later_n, edits=found, at=now())
    return found


def notices(connection: sa.Connection, *, tlp_max: Tlp | None = None) -> list[dict[str, Any]]:
    """Recall notices: claims that a later version softened or withdrew, with the events, dossiers and exports that
    lean on them.

    A dossier leans on a claim that it finds or pins, and on an event of such a claim, unless it excludes them; an
    export on a claim that it handed out.
    """
    rows = events.recalls(connection, tlp_max=tlp_max)
    if not rows:
        return []
    leaning: list[tuple[str, set[str]]] = []
    for one in dossiers(connection, tlp_max=tlp_max):
        about = matter(connection, widen(one.query), dossier=one, tlp_max=tlp_max)
        held = {claim.key for claim in about.claims} | {key for event in about.events for key in event.claims}
        leaning.append((one.name, held))
    handed = exported.exports_of(connection, [row["claim"] for row in rows])
    return [
        {
            **row,
            "dossiers": [name for name, held in leaning if row["claim"] in held],
            "exports": handed[row["claim"]],
        }
        for row in rows
    ]


def compare(earlier: Reading, later: Reading) -> list[dict[str, Any]]:
    """What became of each claim, as rows of `edits`."""
    text, after = earlier.report.text, later.report.text
    sentences = [_plain(part) for part in _BREAK.split(after) if part and part.strip()]
    known = set(sentences)
    told = []
    for claim in earlier.claims:
        before = _plain(claim.sentence.of(text))
        if before in known or before in _plain(after):
            told.append(_edit(claim, "kept", before, before, _on(later, before, claim, text)))
            continue
        nearest, likeness = _nearest(before, sentences)
        if nearest is None or likeness < SAME_SENTENCE:
            told.append(_edit(claim, "removed", before, None, None))
            continue
        matched = _on(later, nearest, claim, text)
        told.append(_edit(claim, _kind(claim, matched), before, nearest, matched))
    return told


def _kind(claim: Claim, later: Claim | None) -> str:
    """Of an edited sentence: whether the claim on it got weaker, stronger, or only other words."""
    if later is None:
        return "softened"
    if later.polarity != claim.polarity:
        return "changed"
    steps = [
        _FIRM[later.certainty] - _FIRM[claim.certainty],
        _FIRM[later.author_certainty] - _FIRM[claim.author_certainty],
        rung(later.status) - rung(claim.status),
        # Words that the page now puts into a source's mouth are no longer its own.
        min(len(claim.chain), 1) - min(len(later.chain), 1),
    ]
    if any(step < 0 for step in steps):
        return "softened"
    return "hardened" if any(step > 0 for step in steps) else "changed"


def _on(later: Reading, sentence: str, claim: Claim, text: str) -> Claim | None:
    """The later claim on a sentence that tells of the same: same type first, then the same trigger."""
    here = [c for c in later.claims if _plain(c.sentence.of(later.report.text)) == sentence]
    trigger = claim.trigger.of(text)
    alike = [c for c in here if c.type == claim.type] or [c for c in here if c.trigger.of(later.report.text) == trigger]
    if not alike:
        return None
    return max(alike, key=lambda c: (c.trigger.of(later.report.text) == trigger, c.type == claim.type))


def _nearest(sentence: str, others: Sequence[str]) -> tuple[str | None, float]:
    words = sentence.casefold().split()
    best, likeness = None, 0.0
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    for other in others:
        matcher.set_seq1(other.casefold().split())
        if matcher.real_quick_ratio() <= likeness or matcher.quick_ratio() <= likeness:
            continue
        found = matcher.ratio()
        if found > likeness:
            best, likeness = other, found
    return best, likeness


def _edit(claim: Claim, kind: str, before: str, after: str | None, later: Claim | None) -> dict[str, Any]:
    return {
        "claim_key": claim.key,
        "kind": kind,
        "before": before,
        "after": after,
        "later_key": None if later is None else later.key,
        "data": {
            "status": [str(claim.status), None if later is None else str(later.status)],
            "certainty": [str(claim.certainty), None if later is None else str(later.certainty)],
        },
    }


def _plain(text: str) -> str:
    return " ".join(text.split())
