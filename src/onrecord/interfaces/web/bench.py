"""Bench: what all requests of a served casebook share. Opened once, handed to every page; no state of a viewer."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.settings import Settings
from onrecord.store.case import Case, open_case

if TYPE_CHECKING:
    from onrecord.interfaces.web.jobs import Jobs
    from onrecord.workflows.reader import ReportReader


@dataclass(kw_only=True)
class Bench:
    """A served casebook.

    Attributes:
        address: The case, a file or a `postgresql://` address.
        settings: How added reports are read.
        team: Whether visitors need an account.
        edit: Whether the user of an unshared workbench may decide and add.
        user: Who that is.
        word: What forms of an unshared workbench carry.
    """

    address: str
    settings: Settings = field(default_factory=Settings)
    team: bool = False
    edit: bool = False
    user: str = ""
    word: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

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
        """The case opened to write; one writer at a time in this process."""
        with self._lock:
            case = open_case(self.address, write=True)
            try:
                yield case
            finally:
                case.close()

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
