"""What `timeline`, `ladder` and `pledges` share: a dossier or filters, and the matter that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli import case_options as o

if TYPE_CHECKING:
    from onrecord.domain.query import ClaimQuery
    from onrecord.domain.report import Tlp
    from onrecord.store.case import Connection
    from onrecord.workflows.matter import Matter

Name = Annotated[
    str | None, typer.Argument(metavar="[DOSSIER]", help="A dossier's name; without one the filters say what.")
]
Filter = Annotated[
    list[str] | None,
    typer.Option("--filter", metavar="FIELD=VALUE", help="A filter as of `onrecord claims`; several may be given."),
]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A matter with the connection that it was read by, and how many claims are newer than the events."""

    matter: Matter
    connection: Connection
    level: Tlp | None
    stale: int
    looked: bool = False


@contextmanager
def opened_matter(case: str, name: str | None, filters: list[str] | None, tlp_max: str | None) -> Iterator[Opened]:
    """The matter of a dossier or of filters."""
    from onrecord.store import events
    from onrecord.store.dossiers import dossier, last_seen
    from onrecord.workflows.link import need_events
    from onrecord.workflows.matter import matter
    from onrecord.workflows.widen import widen

    level = o.ceiling(tlp_max)
    with o.opened(case) as book, book.read() as connection:
        stale = events.stale(connection)
        need_events(stale, case)
        query = filters_of(filters)
        seen = 0
        if name is None:
            found = matter(connection, query, tlp_max=level)
        else:
            one = dossier(connection, name, tlp_max=level)
            seen = last_seen(connection, one.n, o.user())
            found = matter(connection, widen(one.query), dossier=one, seen=seen or None, tlp_max=level)
        yield Opened(matter=found, connection=connection, level=level, stale=stale or 0, looked=seen > 0)


def filters_of(filters: list[str] | None, *, wide: bool = True) -> ClaimQuery:
    """A query from `FIELD=VALUE`, the same field several times meaning any of the values.

    Items are widened to narrower ones, unless `wide` is False: a dossier keeps what was asked, and is widened by the
    knowledge of the day on which it is used.

    Raises:
        QueryError: One is not understood.
    """
    from onrecord.errors import QueryError

    told: dict[str, list[str]] = {}
    for text in filters or ():
        name, sign, value = text.partition("=")
        if not sign:
            raise QueryError(f"{text!r} is not FIELD=VALUE", where="--filter", remedy="As type=TRANSFER")
        told.setdefault(name.strip().replace("-", "_"), []).append(value.strip())
    from onrecord.domain.query import ClaimQuery

    return o.query_of(**told) if wide else ClaimQuery.parse(told)
