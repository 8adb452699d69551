"""Bench: what all requests of a served casebook share. Opened once, handed to every page; no state of a viewer."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.settings import Settings
from onrecord.store import events as store_events
from onrecord.store import queries
from onrecord.store.case import Case, open_case
from onrecord.workflows.watch import Watch

if TYPE_CHECKING:
    from onrecord.interfaces.web.jobs import Jobs
    from onrecord.workflows.reader import ReportReader

#: Seconds for which what the casebook holds is not counted anew.
COUNT_EVERY = 60.0
#: Counts of events by day that are kept.
DAYS_KEPT = 64


@dataclass(kw_only=True)
class Bench:
    """A served casebook.

    Attributes:
        address: The case, a file or a `postgresql://` address.
        settings: How added reports are read.
        team: Whether visitors need an account.
        edit: Whether the user of an unshared workbench may decide and add.
        user: Who that is.
        watches: Standing filters of a watchlist, shown on the start page.
        word: What forms of an unshared workbench carry.
        now: The clock; tests set it.
    """

    address: str
    settings: Settings = field(default_factory=Settings)
    team: bool = False
    edit: bool = False
    user: str = ""
    watches: tuple[Watch, ...] = ()
    word: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC), repr=False)
    _days: dict[tuple[str, str], tuple[int, float, store_events.Days]] = field(default_factory=dict, repr=False)
    _held: tuple[float, dict[str, int | str]] | None = field(default=None, repr=False)

    @cached_property
    def case(self) -> Case:
        """The case, opened to read."""
        return open_case(self.address)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A connection that sees one state of the case."""
        with self.case.read() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Case]:
        """The case opened to write. Writes queue in the database; only long ones (adding, linking) take the case's
        lock, so that somebody who decides on a claim need not wait until all reports are read."""
        case = open_case(self.address, write=True)
        try:
            yield case
        finally:
            case.close()
            self._held = None
            self._days.clear()

    def holdings(self, connection: Any) -> dict[str, int | str]:
        """What the casebook holds, at most `COUNT_EVERY` seconds old unless this process has written since."""
        held = self._held
        if held is None or time.monotonic() - held[0] > COUNT_EVERY:
            held = self._held = (time.monotonic(), queries.holdings(connection))
        return held[1]

    def days(self, connection: Any, query: ClaimQuery, tlp_max: Tlp | None) -> store_events.Days:
        """Events by day, counted anew when events were linked since, or after `COUNT_EVERY` seconds."""
        key = (json.dumps(query.to_options(), sort_keys=True), str(tlp_max))
        newest, at = store_events.newest_event(connection), time.monotonic()
        known = self._days.get(key)
        if known is not None and known[0] == newest and at - known[1] < COUNT_EVERY:
            return known[2]
        told = store_events.event_days(connection, query, tlp_max=tlp_max)
        while len(self._days) >= DAYS_KEPT:
            self._days.pop(next(iter(self._days)), None)
        self._days[key] = (newest, at, told)
        return told

    @staticmethod
    def ceiling(tlp_max: Tlp | None) -> bool:
        """Whether a ceiling hides anything, so that counts of the whole casebook do not hold for the viewer."""
        return tlp_max is not None and tlp_max != Tlp.RED

    @cached_property
    def knowledge(self) -> Knowledge:
        return load_knowledge()

    @cached_property
    def reader(self) -> ReportReader:
        """The reader of added reports; its models are opened when the first is read."""
        from onrecord.workflows.read import make_reader
        from onrecord.workflows.reader import ReportReader

        return ReportReader(make_reader(self.settings))

    @cached_property
    def jobs(self) -> Jobs:
        """The reading of what was added here."""
        from onrecord.interfaces.web.jobs import Jobs

        return Jobs(self)

    def close(self) -> None:
        if "case" in self.__dict__:
            self.case.close()
