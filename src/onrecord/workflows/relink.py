"""Relink: link only what changed in a casebook since the last run, in whatever process that was.

In: a casebook, and what the last run left in it (`store.kept`). Out: what linking all of it would give, told as the
events and reasons that are others now. Claims of reports that did not change are read only where a changed one meets
them. It is not done, and everything has to be linked, where the last run used other tables or another program, where
people's word on pairs changed since, or where the last run kept nothing. Another day works out anew the events for
which a due date may have passed. Texts are held against each other as a whole where a text came, went or changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.domain.certainty import HAPPENED
from onrecord.domain.event import Judgement
from onrecord.domain.reading import Reading
from onrecord.knowledge import Knowledge
from onrecord.linking.events import Kept
from onrecord.linking.link import Relinked, copy_rows, link_again
from onrecord.store import kept, reports
from onrecord.store.case import Connection
from onrecord.store.kept import KeptReport


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a run that looked only at what changed has to write.

    Attributes:
        linked: What came out otherwise.
        rows: What to keep of reports that came, changed, or whose claims moved.
        gone: Numbers of reports that are no more.
        copies: All pairs of reports that share text, or None where none can have changed.
        fresh: Reports that came or changed.
        reports, claims: How many there are now.
    """

    linked: Relinked
    rows: Mapping[int, KeptReport]
    gone: frozenset[int]
    copies: tuple[dict[str, object], ...] | None
    fresh: int
    reports: int
    claims: int


def said_mark(said: Iterable[Judgement]) -> str:
    """A mark of what people said of pairs of claims."""
    told = json.dumps([[j.left, j.right, j.same] for j in said])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def marks(connection: Connection, outlets: Mapping[str, set[str]]) -> dict[int, tuple[str, str]]:
    """For each report its id, and what its reading and its number of outlets hang on."""
    return {
        n: (m.report, json.dumps([m.reading_n, m.decisions, m.undone, sorted(outlets.get(m.report, ()))]))
        for n, m in reports.standing_marks(connection).items()
    }


def change(
    connection: Connection,
    outlets: Mapping[str, set[str]],
    said: tuple[Judgement, ...],
    *,
    recipe: str,
    knowledge: Knowledge,
    today: date | None,
) -> Change | None:
    """What changed since the last run, linked; None where everything has to be linked."""
    last = kept.last_link(connection)
    if last is None or last.recipe != recipe or last.result.get("said") != said_mark(said):
        return None
    before, now = kept.kept_reports(connection), marks(connection, outlets)
    number_of = {id: n for n, (id, _) in now.items()}
    held = _held(before, now)
    new = sorted(n for n, (_, mark) in now.items() if n not in before or before[n].mark != mark)
    gone = frozenset(before.keys() - now.keys())
    anew: list[str] = []
    if last.today != (None if today is None else today.isoformat()):
        anew = kept.undated_deeds(connection, [str(status) for status in HAPPENED])

    def load(report: str) -> Reading:
        return next(reports.standing_readings(connection, [number_of[report]]))

    linked = link_again(
        held,
        list(reports.standing_readings(connection, new)),
        [row[0] for n in (*new, *gone) if n in before for row in before[n].claims],
        load,
        said,
        anew=anew,
        knowledge=knowledge,
        today=today,
    )
    rows = _rows(before, now, new, linked, number_of)
    texts = gone or any(n not in before or _reading(before[n].mark) != _reading(now[n][1]) for n in new)
    after = {n: len(one.claims) for n, one in {**before, **rows}.items() if n not in gone}
    return Change(
        linked=linked,
        rows=rows,
        gone=gone,
        copies=copy_rows(kept.articles(connection), knowledge) if texts else None,
        fresh=len(new),
        reports=len(now),
        claims=sum(after.values()),
    )


def rows_of(claims: Mapping[str, Kept], now: Mapping[int, tuple[str, str]]) -> dict[int, KeptReport]:
    """What to keep of all reports after everything was linked."""
    by_report: dict[str, list[list[Any]]] = {}
    for key, one in claims.items():
        by_report.setdefault(one.place[1], []).append(_row(key, one))
    return {n: KeptReport(mark=mark, claims=by_report.get(id, [])) for n, (id, mark) in now.items()}


def _row(key: str, one: Kept) -> list[Any]:
    return [key, one.place[0].toordinal(), one.place[2], one.head, [list(name) for name in one.keys]]


def _held(before: Mapping[int, KeptReport], now: Mapping[int, tuple[str, str]]) -> dict[str, Kept]:
    """What the last run kept, by claim. The report of one that is no more has no id, and needs none."""
    held = {}
    for n, one in before.items():
        report = now[n][0] if n in now else ""
        for key, day, start, head, names in one.claims:
            held[key] = Kept(
                place=(date.fromordinal(day), report, start, key),
                keys=tuple((kind, name, bucket) for kind, name, bucket in names),
                head=head,
            )
    return held


def _rows(
    before: Mapping[int, KeptReport],
    now: Mapping[int, tuple[str, str]],
    new: Iterable[int],
    linked: Relinked,
    number_of: Mapping[str, int],
) -> dict[int, KeptReport]:
    """What to keep of reports that came or changed, and of those whose claims are in another cluster now."""
    fresh = set(new)
    told: dict[int, dict[str, list[Any]]] = {n: {} for n in fresh}
    for key, one in linked.kept.items():
        n = number_of[one.place[1]]
        if n not in told:
            told[n] = {row[0]: row for row in before[n].claims}
        told[n][key] = _row(key, one)
    return {n: KeptReport(mark=now[n][1], claims=list(claims.values())) for n, claims in told.items()}


def _reading(mark: str) -> int:
    """The number of the reading that a mark tells."""
    return int(json.loads(mark)[0])
