"""Standing: what was linked stays at hand between runs of one process, so that the next looks only at what is new.

In: a casebook at any later time. Out: what linking all of it anew would give (`linking.link.Linker` promises that):
only reports that came in, were read anew or were decided on since are read from the casebook and linked. It begins anew
where people's word on pairs changed or another day came, since both bear on everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from onrecord.domain.event import Event, Judgement, Linked
from onrecord.knowledge import Knowledge
from onrecord.linking.link import Linker
from onrecord.store import reports
from onrecord.store.case import Connection

#: Claims of a casebook up to which it is kept at hand; 100,000 take about a gigabyte.
MOST = 100_000


@dataclass(kw_only=True)
class Standing:
    """What was linked last. Not for several threads at once.

    Attributes:
        fresh: Reports that the last run read.
    """

    fresh: int = 0
    _linker: Linker | None = field(default=None, repr=False)
    _said: tuple[Judgement, ...] = ()
    _marks: dict[int, reports.StandingMark] = field(default_factory=dict, repr=False)
    _told: dict[str, tuple[Event, dict[str, Any]]] = field(default_factory=dict, repr=False)

    @property
    def reports(self) -> int:
        return len(self._marks)

    def link(
        self, connection: Connection, said: tuple[Judgement, ...], *, knowledge: Knowledge, today: date | None
    ) -> Linked:
        """Events, judgements and copies of the casebook as it stands now."""
        known = self._linker
        if known is None or known.knowledge is not knowledge or known.today != today or said != self._said:
            known, self._marks, self._told = Linker(said, knowledge=knowledge, today=today), {}, {}
        # Whatever fails below, the next run begins anew.
        self._linker = None
        now = reports.standing_marks(connection)
        for n in self._marks.keys() - now.keys():
            known.remove(self._marks[n].report)
        new = sorted(n for n, mark in now.items() if self._marks.get(n) != mark)
        known.add(reports.standing_readings(connection, new))
        linked = known.linked()
        self.fresh, self._marks, self._said = len(new), now, said
        if sum(len(event.claims) for event in linked.events) <= MOST:
            self._linker = known
        return linked

    def row(self, event: Event, n_outlets: int) -> dict[str, Any]:
        """An event of the last run as data, with the number of its outlets; what did not change is not told anew."""
        held = self._told.get(event.id)
        if held is None or held[0] is not event or held[1]["n_outlets"] != n_outlets:
            held = self._told[event.id] = (event, replace(event, n_outlets=n_outlets).to_dict())
        return held[1]
