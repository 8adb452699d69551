"""Diff: what changed between two readings, two recipes or two days.

In: two names of the same kind: readings (`r12`) or reports (their current readings), recipes (`recipe:` and the
beginning of an id, or a version of onrecord), or days. Out: claims that came, went, or differ in a field. Claims of two
readings are the same if their keys are, else if the quoted trigger and sentence are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.claim import Claim
from onrecord.domain.contract import claim_to_dict
from onrecord.domain.query import ClaimQuery, parse_day
from onrecord.domain.reading import Reading
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import queries, reports
from onrecord.store import tables as t
from onrecord.store.protect import blot, blotter, protected_names, readable

#: Fields that name places in the text or the reading; they differ whenever anything does.
_PLACES = frozenset({"id", "key", "trigger", "sentence", "chain", "reasons"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `kind` is added, removed or changed; `fields` maps a field to its values before and after."""

    kind: str
    report: str
    claim: str
    type: str
    quote: str
    fields: dict[str, list[Any]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {
            "kind": self.kind,
            "report": self.report,
            "claim": self.claim,
            "type": self.type,
            "quote": self.quote,
            "fields": self.fields,
        }


def diff(connection: sa.Connection, first: str, second: str, *, tlp_max: Tlp | None = None) -> list[Change]:
    """What changed from the first to the second.

    Raises:
        QueryError: A name is not understood, or the two are of different kinds.
    """
    pattern = blotter(protected_names(connection, tlp_max))

    def shown(change: Change) -> Change:
        return Change(
            kind=change.kind,
            report=change.report,
            claim=change.claim,
            type=change.type,
            quote=blot(change.quote, pattern),
            fields=blot(change.fields, pattern),
        )

    return [shown(change) for change in _changes(connection, first, second, tlp_max)]


def _changes(connection: sa.Connection, first: str, second: str, tlp_max: Tlp | None) -> Iterator[Change]:
    kinds = {_kind(first), _kind(second)}
    if len(kinds) > 1:
        raise QueryError(
            "the two are of different kinds",
            where=f"{first} {second}",
            remedy="Give two readings (r12), two reports, two recipes (recipe:ID) or two days",
        )
    kind = kinds.pop()
    if kind == "day":
        yield from between(connection, parse_day(first), parse_day(second, last=True), tlp_max=tlp_max)
    elif kind == "recipe":
        yield from _recipes(connection, first.partition(":")[2], second.partition(":")[2], tlp_max)
    else:
        yield from compare(_reading(connection, first, tlp_max), _reading(connection, second, tlp_max))


def _kind(name: str) -> str:
    if re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", name):
        return "day"
    return "recipe" if name.startswith("recipe:") else "reading"


def _reading(connection: sa.Connection, name: str, tlp_max: Tlp | None) -> Reading:
    found = re.fullmatch(r"r(\d+)", name)
    if not found:
        return reports.reading(connection, queries.report_number(connection, name, tlp_max=tlp_max))
    n = int(found[1])
    report_n = connection.scalar(
        sa.select(t.readings.c.report_n)
        .join(t.reports, t.reports.c.n == t.readings.c.report_n)
        .where(t.readings.c.n == n, t.reports.c.tlp.in_(readable(tlp_max)))
    )
    if report_n is None:
        raise QueryError(
            "there is no such reading", where=name, remedy="`onrecord show REPORT` lists a report's readings"
        )
    return reports.reading(connection, int(report_n), reading_n=n)


def compare(before: Reading, after: Reading) -> list[Change]:
    """What changed from one reading to another, in the order of the text."""
    old, new = list(before.claims), list(after.claims)
    pairs: list[tuple[Claim, Claim]] = []
    for same in (_by_key, _by_words):
        for claim in list(old):
            match = next((c for c in new if same(claim, before, c, after)), None)
            if match is not None:
                pairs.append((claim, match))
                old.remove(claim)
                new.remove(match)
    changes = [
        *(_change("removed", claim, before) for claim in old),
        *(_change("added", claim, after) for claim in new),
    ]
    for claim, match in pairs:
        a, b = claim_to_dict(claim), claim_to_dict(match)
        told = {name: [_bare(a[name]), _bare(b[name])] for name in b if name not in _PLACES}
        fields = {name: both for name, both in told.items() if both[0] != both[1]}
        said = [_said(claim, before), _said(match, after)]
        if said[0] != said[1]:
            fields["source"] = said
        if fields:
            changes.append(_change("changed", match, after, fields))
    order = {claim.key: claim.trigger.start for claim in (*before.claims, *after.claims)}
    return sorted(changes, key=lambda change: (order.get(change.claim, 0), change.kind))


def _bare(value: Any) -> Any:
    """A value without its spans: the same words at another place are no change."""
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items() if name != "span"}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def _by_key(a: Claim, before: Reading, b: Claim, after: Reading) -> bool:
    return a.key == b.key


def _by_words(a: Claim, before: Reading, b: Claim, after: Reading) -> bool:
    one, other = before.report.text, after.report.text
    return a.trigger.of(one) == b.trigger.of(other) and a.sentence.of(one) == b.sentence.of(other)


def _said(claim: Claim, reading: Reading) -> list[str | None]:
    by_id = {a.id: a for a in reading.attributions}
    speakers = [by_id[name].speaker for name in claim.chain if name in by_id]
    return [None if s is None else (s.name or s.country) for s in speakers]


def _change(kind: str, claim: Claim, reading: Reading, fields: dict[str, list[Any]] | None = None) -> Change:
    return Change(
        kind=kind,
        report=reading.report.id,
        claim=claim.key,
        type=claim.type,
        quote=" ".join(claim.sentence.of(reading.report.text).split()),
        fields=fields or {},
    )


def _recipes(connection: sa.Connection, first: str, second: str, tlp_max: Tlp | None) -> Iterator[Change]:
    ids = [_recipe(connection, name) for name in (first, second)]
    a, b = t.readings.alias("a"), t.readings.alias("b")
    rows = connection.execute(
        sa.select(a.c.report_n, sa.func.max(a.c.n), sa.func.max(b.c.n))
        .join(b, b.c.report_n == a.c.report_n)
        .join(t.reports, t.reports.c.n == a.c.report_n)
        .where(a.c.recipe_id == ids[0], b.c.recipe_id == ids[1], t.reports.c.tlp.in_(readable(tlp_max)))
        .group_by(a.c.report_n)
        .order_by(a.c.report_n)
    ).all()
    for report_n, old, new in rows:
        yield from compare(
            reports.reading(connection, report_n, reading_n=old), reports.reading(connection, report_n, reading_n=new)
        )


def _recipe(connection: sa.Connection, name: str) -> str:
    rows = connection.execute(sa.select(t.recipes)).mappings().all()
    found = [r["id"] for r in rows if r["id"].removeprefix("sha256:").startswith(name.removeprefix("sha256:"))]
    found = found or [r["id"] for r in rows if name in (r["onrecord"], r["knowledge"])]
    if len(found) != 1:
        what = "there is no such recipe" if not found else f"{len(found)} recipes are meant"
        known = ", ".join(f"recipe:{r['id'][7:19]} ({r['onrecord']}, {r['knowledge']})" for r in rows)
        raise QueryError(what, where=f"recipe:{name}", remedy=f"Choose one of: {known or 'none'}")
    return str(found[0])


def between(connection: sa.Connection, first: date, last: date, *, tlp_max: Tlp | None = None) -> Iterator[Change]:
    """What was published after the first day and up to the last: new claims, and edits that were noticed then."""
    query = ClaimQuery(published_from=date.fromordinal(first.toordinal() + 1), published_to=last)
    for claim in queries.find_claims(connection, query, limit=None, tlp_max=tlp_max, oldest_first=True).rows:
        yield Change(
            kind="added", report=claim.report, claim=claim.key, type=claim.data["type"], quote=_one_line(claim.sentence)
        )
    later = t.reports.alias("later")
    rows = connection.execute(
        sa.select(t.edits, later.c.id.label("later"))
        .join(t.versions, t.versions.c.n == t.edits.c.version_n)
        .join(later, later.c.n == t.versions.c.later_n)
        .where(
            t.edits.c.kind != "kept",
            t.versions.c.noticed > first.isoformat() + "T99",
            t.versions.c.noticed <= last.isoformat() + "T99",
            later.c.tlp.in_(readable(tlp_max)),
        )
        .order_by(t.edits.c.n)
    ).mappings()
    for row in rows:
        kind = "removed" if row["kind"] == "removed" else "changed"
        told = {"sentence": [row["before"], row["after"]], **row["data"]}
        yield Change(
            kind=kind, report=row["later"], claim=row["claim_key"], type=row["kind"], quote=row["before"], fields=told
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())
