"""Queries: what a casebook holds, found again.

In: a connection of `Case.read()`, a ClaimQuery, and for whom it is shown. Out: typed rows, newest first, in pages.
Corrected values win, with what was read beside them; rejected claims are left out unless asked for; nothing above a
viewer's TLP ceiling leaves, and protected names are blotted out. `docs/how-to/casebook.md` lists ten queries and
`bench/casebook.py` measures them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.query import ClaimQuery, is_country
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.protect import blot, blotter, protected_names, readable
from onrecord.store.rows import fold, rung
from onrecord.store.search import first_found, found_in, snippets

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FoundClaim:
    """A claim as a casebook shows it.

    Attributes:
        n: Its number in the casebook; it grows with every claim added.
        data: The claim in the reading format, corrections applied.
        report: Its report's id.
        publisher, published, url, title, tlp: Of its report.
        sentence, trigger: The quoted evidence.
        source: The nearest speaker, in the reading format, or None.
        stance: How that source stands to it, or None.
        decision: open, accepted, rejected or corrected.
        original: Where corrected: the fields as they were read.
        credibility: The last figure that was set, or None.
        reliability: Letters last set for `outlet` and `speaker`, where there are any.
        superseded: Whether a later reading stands in its place.
        snippet: Where words were searched: the stretch around them.
    """

    n: int
    data: Row
    report: str
    publisher: str | None
    published: str | None
    url: str | None
    title: str | None
    tlp: str
    sentence: str
    trigger: str
    source: Row | None
    stance: str | None
    decision: str
    superseded: bool = False
    original: Row | None = None
    credibility: int | None = None
    reliability: Row = field(default_factory=dict)
    snippet: str | None = None

    @property
    def key(self) -> str:
        """The claim's name everywhere."""
        return str(self.data["key"])

    def to_dict(self) -> Row:
        """The claim in the reading format with `report` and what the casebook knows beside it."""
        told = {
            **self.data,
            "report": self.report,
            "publisher": self.publisher,
            "published": self.published,
            "url": self.url,
            "title": self.title,
            "tlp": self.tlp,
            "quote": self.sentence,
            "trigger_quote": self.trigger,
            "source": self.source,
            "stance": self.stance,
            "decision": self.decision,
            "original": self.original,
            "credibility": self.credibility,
            "reliability": self.reliability,
            "superseded": self.superseded,
        }
        return told if self.snippet is None else {**told, "snippet": self.snippet}


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows, and where the next page begins (None at the end)."""

    rows: tuple[Any, ...]
    next: str | None = None


# --- conditions -------------------------------------------------------------------------------------------------

#: Up to so many claims are named by number: then every database walks straight to them. More are looked for while
#: walking in the order of days, where so frequent a thing is soon met.
FEW = 5000


@dataclass(frozen=True)
class _Few:
    """That a claim is one of so few that a walk had better begin at them."""

    numbers: frozenset[int]

    @property
    def clause(self) -> sa.ColumnElement[bool]:
        # Written out: thousands of bound parameters cost more than the query. They are integers of our own.
        listed = ",".join(str(int(n)) for n in sorted(self.numbers)) or "NULL"
        return t.claims.c.n.op("IN", is_comparison=True)(sa.literal_column(f"({listed})"))


def _among(connection: sa.Connection, found: sa.Select[Any]) -> sa.ColumnElement[bool] | _Few:
    """That a claim is among those that a selection of claim numbers finds."""
    numbers = list(connection.scalars(found.limit(FEW + 1)))
    if len(numbers) <= FEW:
        return _Few(frozenset(numbers))
    column = found.selected_columns[0]
    if column.table is t.claims:
        among: sa.ColumnElement[bool] = t.claims.c.n.in_(found)
        return among
    return sa.exists(found.where(column == t.claims.c.n).correlate(t.claims))


def _actor_numbers(value: str) -> sa.Select[Any]:
    return sa.select(t.actors.c.n).where(t.actors.c.folded.contains(fold(value), autoescape=True))


def _in_part(part: str, value: str) -> sa.Select[Any]:
    """Numbers of claims in which a country or a name takes part, as `part` or as anything."""
    if is_country(value):
        return sa.select(t.countries.c.claim_n).where(t.countries.c.country == value, t.countries.c.part == part)
    found = sa.select(t.participants.c.claim_n).where(t.participants.c.actor_n.in_(_actor_numbers(value)))
    return found if part == "any" else found.where(t.participants.c.part == part)


def _any_of(ways: Iterable[sa.ColumnElement[bool] | _Few]) -> sa.ColumnElement[bool] | _Few:
    """That one of several conditions holds; few where each finds few."""
    told = list(ways)
    if all(isinstance(way, _Few) for way in told):
        return _Few(frozenset(n for way in told if isinstance(way, _Few) for n in way.numbers))
    return sa.or_(*(way.clause if isinstance(way, _Few) else way for way in told))


def _source(connection: sa.Connection, value: str) -> sa.ColumnElement[bool] | _Few:
    if value == "report":
        return t.claims.c.depth == 0
    chosen = sa.select(t.actors.c.n).where(t.actors.c.country == value) if is_country(value) else _actor_numbers(value)
    return _few_or(connection, t.claims.c.source_n.in_(chosen), _aside(t.claims.c.source_n).in_(chosen))


def _aside(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A column by which SQLite does not walk: what it finds by another index is not in the order of days."""
    return column + 0


def _few_or(
    connection: sa.Connection, served: sa.ColumnElement[bool], walked: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool] | _Few:
    """A condition that an index on claims serves: few claims by number, many as `walked` tells them."""
    numbers = list(connection.scalars(sa.select(t.claims.c.n).where(served).limit(FEW + 1)))
    if len(numbers) <= FEW:
        return _Few(frozenset(numbers))
    return served if walked is None else walked


def _outlet(connection: sa.Connection, names: Sequence[str]) -> sa.ColumnElement[bool] | _Few:
    published = sa.select(t.reports.c.n).where(t.reports.c.publisher.in_(names))
    return _few_or(connection, t.claims.c.report_n.in_(published), _aside(t.claims.c.report_n).in_(published))


def _named(kind: str, value: str) -> sa.Select[Any]:
    """Names of a kind that hold some words, from the small dictionary of names."""
    return sa.select(t.names.c.name).where(
        t.names.c.kind == kind, t.names.c.folded.contains(fold(value), autoescape=True)
    )


def _begins(column: sa.ColumnElement[Any], prefix: str) -> sa.ColumnElement[bool]:
    """That a hexadecimal id begins so; a range, because an index serves it and LIKE may not use one."""
    return sa.and_(column >= prefix, column < prefix + "g")


def _within(connection: sa.Connection, first: date | None, last: date | None) -> sa.ColumnElement[bool] | _Few:
    """That a claim's own time meets a window: it begins inside, or began before and reaches into it.

    The two ways are asked one by one, since each has an index and their `or` has none.
    """
    c = t.claims.c
    begins = [c.time_first >= first] if first is not None else []
    begins += [c.time_first <= last] if last is not None else []
    ways = [sa.and_(*begins)]
    if first is not None:
        # `coalesce` keeps the planner from the index on beginnings: those before a day are half of all.
        before = sa.func.coalesce(c.time_first, c.time_first) < first
        ways.append(sa.and_(c.time_last > c.time_first, c.time_last >= first, before))
    numbers: set[int] = set()
    for way in ways:
        numbers.update(connection.scalars(sa.select(c.n).where(way).limit(FEW + 1)))
    return _Few(frozenset(numbers)) if len(numbers) <= FEW else sa.or_(*ways)


def _conditions(connection: sa.Connection, query: ClaimQuery) -> list[sa.ColumnElement[bool] | _Few]:
    """The query as conditions on `claims` (and `reports`, which is joined)."""
    c, r = t.claims.c, t.reports.c
    told: list[sa.ColumnElement[bool] | _Few] = []
    if not query.superseded:
        told.append(c.shown.is_(True))
    else:
        told.append(sa.or_(c.shown.is_(True), c.layer == "read"))
    if query.decision is None:
        told.append(c.decision != "rejected")
    elif query.decision == "open":
        told.append(c.decision == "open")
    elif query.decision != "any":
        told.append(_few_or(connection, c.decision == query.decision))
    for column, values in (
        (c.type, query.type),
        (c.status, query.status),
        (c.certainty, query.certainty),
        (c.stance, query.stance),
    ):
        if len(values) == 1:
            told.append(column == values[0])
        elif values:
            told.append(column.in_(values))
    if query.publisher:
        told.append(_outlet(connection, query.publisher))
    for part, values in (("actor", query.actor), ("recipient", query.recipient), ("any", query.party + query.country)):
        if values:
            told.append(_any_of(_among(connection, _in_part(part, value)) for value in values))
    if query.dyad:
        pairs = sa.or_(*(sa.and_(t.dyads.c.first == a, t.dyads.c.second == b) for a, b in query.dyad))
        told.append(_among(connection, sa.select(t.dyads.c.claim_n).where(pairs)))
    if query.item:
        told.append(_among(connection, sa.select(t.items.c.claim_n).where(t.items.c.item.in_(query.item))))
    if query.status_from is not None:
        told.append(c.rung >= max(0, rung(query.status_from)))
    if query.polarity is not None:
        told.append(c.polarity == query.polarity)
    if query.source:
        told.append(_any_of(_source(connection, value) for value in query.source))
    if query.event_from is not None or query.event_to is not None:
        told.append(_within(connection, query.event_from, query.event_to))
    if query.published_from is not None:
        told.append(c.day >= query.published_from.toordinal())
    if query.published_to is not None:
        told.append(sa.and_(c.day <= query.published_to.toordinal(), c.day > 0))
    if query.place is not None:
        p = t.places.c
        where = p.country == query.place if is_country(query.place) else p.name.in_(_named("place", query.place))
        told.append(_among(connection, sa.select(p.claim_n).where(where)))
    if query.vessel is not None:
        v = t.carriers.c
        number = re.sub(r"^(?i:imo|mmsi)[ :]*", "", query.vessel)
        which = sa.or_(
            v.name.in_(_named("vessel", query.vessel)), v.imo == number, v.mmsi == number, v.tail == query.vessel
        )
        told.append(_among(connection, sa.select(v.claim_n).where(which)))
    if query.company is not None:
        firms = _actor_numbers(query.company).where(t.actors.c.role == "BUS")
        told.append(_among(connection, sa.select(t.participants.c.claim_n).where(t.participants.c.actor_n.in_(firms))))
    if query.report is not None:
        prefix = query.report if query.report.startswith("sha256:") else f"sha256:{query.report}"
        # the report is found first: its few claims are then walked to, and not met among all by the way
        chosen = list(connection.scalars(sa.select(r.n).where(_begins(r.id, prefix)).limit(FEW)))
        told.append(_among(connection, sa.select(c.n).where(c.report_n.in_(chosen))))
    if query.key:
        told.append(_any_of(_among(connection, sa.select(c.n).where(_begins(c.key, key))) for key in query.key))
    if query.text is not None:
        told.append(_with_words(connection, query.text))
    return told


def _with_words(connection: sa.Connection, text: str) -> sa.ColumnElement[bool] | _Few:
    numbers = first_found(connection, t.claims, text, FEW + 1)
    return _Few(frozenset(numbers)) if len(numbers) <= FEW else found_in(connection, t.claims, text, walked=True)


_SHOWN = (
    t.claims.c.n,
    t.claims.c.base_n,
    t.claims.c.data,
    t.claims.c.layer,
    t.claims.c.sentence,
    t.claims.c.trigger,
    t.claims.c.source_n,
    t.claims.c.stance,
    t.claims.c.decision,
    t.claims.c.shown,
    t.claims.c.key,
    t.claims.c.day,
    t.claims.c.reading_n,
    t.reports.c.id.label("report"),
    t.reports.c.publisher,
    t.reports.c.published,
    t.reports.c.url,
    t.reports.c.title,
    t.reports.c.tlp,
)


def _driven(query: ClaimQuery) -> tuple[sa.FromClause, list[sa.ColumnElement[bool]], tuple[Any, Any], ClaimQuery]:
    """From where to walk: a narrow index that already lies in the order of days, where one condition offers one.

    One dyad, or one country in one part, is a row a claim in a table of its own, sorted by day; so the newest
    fifty are read off without looking at the rest. Everything else walks the claims.
    """
    claims, nothing, order = _claims_and_reports()
    if len(query.dyad) == 1:
        first, second = query.dyad[0]
        return (
            t.dyads.join(claims, t.claims.c.n == t.dyads.c.claim_n),
            [t.dyads.c.first == first, t.dyads.c.second == second],
            (t.dyads.c.day, t.dyads.c.claim_n),
            query.also(dyad=()),
        )
    for name, part in (("actor", "actor"), ("recipient", "recipient"), ("party", "any"), ("country", "any")):
        values = getattr(query, name)
        if len(values) == 1 and is_country(values[0]) and not (part == "any" and query.party and query.country):
            return (
                t.countries.join(claims, t.claims.c.n == t.countries.c.claim_n),
                [t.countries.c.country == values[0], t.countries.c.part == part],
                (t.countries.c.day, t.countries.c.claim_n),
                query.also(**{name: ()}),
            )
    return claims, nothing, order, query


def _claims_and_reports() -> tuple[sa.FromClause, list[sa.ColumnElement[bool]], tuple[Any, Any]]:
    joined = t.claims.join(t.reports, t.reports.c.n == t.claims.c.report_n)
    return joined, [], (t.claims.c.day, t.claims.c.n)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """From where to walk, the conditions, the columns of day and number that the walk is ordered by, and what SQLite is
    told of how to come to the claims (PostgreSQL keeps figures on every table by itself and needs no word)."""

    source: sa.FromClause
    where: list[sa.ColumnElement[bool]]
    day: Any
    n: Any
    hint: str | None

    def select(self, *columns: Any) -> sa.Select[Any]:
        """A selection over it."""
        statement = sa.select(*columns).select_from(self.source).where(*self.where)
        return statement if self.hint is None else statement.with_hint(t.claims, self.hint, "sqlite")


#: Claims are come to by their numbers alone: those named in the query, or in the narrower index that is walked.
_BY_NUMBER = "NOT INDEXED"
#: Claims are walked in the order of days, by the index that holds what filters ask.
_BY_DAY = "INDEXED BY ix_claims_walk"
#: Filters that have an index in the order of days of their own, if there are no others.
_SERVED = frozenset({"type", "status"})


def _plan(connection: sa.Connection, query: ClaimQuery, tlp_max: Tlp | None, newer_than: int | None = None) -> _Plan:
    """Where some filter finds few claims, they are looked up one by one; else the walk begins at the narrowest index
    that lies in the order of days."""
    source, where, (day, n), rest = _driven(query)
    told = _conditions(connection, rest)
    if newer_than is not None:
        told.append(_newer(connection, newer_than))
    few = any(isinstance(condition, _Few) for condition in told)
    by_number = few or bool(where)
    if where and few:
        source, where, (day, n) = _claims_and_reports()
        told = _conditions(connection, query)
        if newer_than is not None:
            told.append(_newer(connection, newer_than))
    where = [*where, *(condition.clause if isinstance(condition, _Few) else condition for condition in told)]
    if tlp_max is not None and tlp_max != Tlp.RED:
        where.append(t.reports.c.tlp.in_(readable(tlp_max)))
    asks = set(query.to_options())
    hint = _BY_NUMBER if by_number else None if query.superseded or asks <= _SERVED else _BY_DAY
    return _Plan(source=source, where=where, day=day, n=n, hint=hint)


def _newer(connection: sa.Connection, n: int) -> sa.ColumnElement[bool] | _Few:
    """That a claim came into the casebook after another."""
    numbers = list(connection.scalars(sa.select(t.claims.c.n).where(t.claims.c.n > n).limit(FEW + 1)))
    return _Few(frozenset(numbers)) if len(numbers) <= FEW else t.claims.c.n > n


def find_claims(
    connection: sa.Connection,
    query: ClaimQuery,
    *,
    limit: int | None = 50,
    after: str | None = None,
    tlp_max: Tlp | None = None,
    oldest_first: bool = False,
    newer_than: int | None = None,
) -> Page:
    """Claims that answer a query, newest publication first.

    Args:
        connection: From `Case.read()`.
        query: What to find.
        limit: Most rows in one page; None for all.
        after: `Page.next` of the page before.
        tlp_max: Ceiling: reports above it are left out; None shows all levels, protected names blotted out.
        oldest_first: The other way round.
        newer_than: Number of a claim; only what came into the casebook after it is found.

    Returns:
        A Page of FoundClaim.
    """
    plan = _plan(connection, query, tlp_max, newer_than)
    day, n = plan.day, plan.n
    statement = plan.select(*_SHOWN)
    if after is not None:
        # as one value, so that the walk begins there and does not go through the pages before
        place, last = sa.tuple_(day, n), sa.tuple_(*map(sa.literal, cursor(after)))
        statement = statement.where(place > last if oldest_first else place < last)
    order = (day.asc(), n.asc()) if oldest_first else (day.desc(), n.desc())
    statement = statement.order_by(*order)
    if limit is not None:
        statement = statement.limit(limit + 1)
    rows = connection.execute(statement).mappings().all()
    more = limit is not None and len(rows) > limit
    kept = rows[:limit] if limit is not None else rows
    found = finish(connection, [dict(row) for row in kept], tlp_max=tlp_max, text=query.text)
    return Page(rows=tuple(found), next=f"{kept[-1]['day']}.{kept[-1]['n']}" if more else None)


def chosen(connection: sa.Connection, query: ClaimQuery, *, tlp_max: Tlp | None = None) -> sa.Select[Any]:
    """The numbers of the claims that answer a query, as a selection to count over."""
    return _plan(connection, query, tlp_max).select(t.claims.c.n)


@dataclass(frozen=True, kw_only=True)
class Newest:
    """Numbers of the newest claims that answer a query; `all` tells whether these are all that answer."""

    numbers: tuple[int, ...]
    all: bool

    @property
    def clause(self) -> sa.ColumnElement[bool]:
        """That a row of `claims` is one of them."""
        return self.of(t.claims.c.n)

    def of(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """That a column names one of them."""
        listed = ",".join(str(n) for n in self.numbers) or "NULL"
        return column.op("IN", is_comparison=True)(sa.literal_column(f"({listed})"))


def newest(
    connection: sa.Connection,
    query: ClaimQuery,
    *,
    most: int,
    tlp_max: Tlp | None = None,
    newer_than: int | None = None,
) -> Newest:
    """The newest claims that answer a query, at most so many: what charts and facets count over, so that they cost
    the same however large the casebook is."""
    plan = _plan(connection, query, tlp_max, newer_than)
    statement = plan.select(t.claims.c.n).order_by(plan.day.desc(), plan.n.desc()).limit(most + 1)
    numbers = tuple(connection.scalars(statement))
    return Newest(numbers=numbers[:most], all=len(numbers) <= most)


def claims_by_number(
    connection: sa.Connection, numbers: Sequence[int], *, tlp_max: Tlp | None = None, text: str | None = None
) -> list[FoundClaim]:
    """Claims by their numbers, in this order; for numbers that `newest` gave, which looked at the ceiling."""
    source, _, _ = _claims_and_reports()
    chosen = Newest(numbers=tuple(numbers), all=True)
    rows = connection.execute(sa.select(*_SHOWN).select_from(source).where(chosen.clause)).mappings()
    held = {row["n"]: dict(row) for row in rows}
    return finish(connection, [held[n] for n in numbers if n in held], tlp_max=tlp_max, text=text)


def mark_of(connection: sa.Connection, n: int) -> str:
    """The page mark behind a claim."""
    return f"{connection.scalar(sa.select(t.claims.c.day).where(t.claims.c.n == n))}.{n}"


def cursor(text: str) -> tuple[int, int]:
    """Day and number of a page mark.

    Raises:
        QueryError: It is none.
    """
    # no more digits than a database's integers hold
    found = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,18})", text)
    if found is None:
        raise QueryError(f"{text!r} is not a page mark", where="after", remedy="Take it from the page before")
    return int(found[1]), int(found[2])


def finish(
    connection: sa.Connection, rows: Sequence[Row], *, tlp_max: Tlp | None, text: str | None = None
) -> list[FoundClaim]:
    """Rows of claims with what stands beside them: source, original, reliability, credibility, snippet."""
    if not rows:
        return []
    sources = _actors_by_number(connection, {row["source_n"] for row in rows if row["source_n"]})
    spans = _speaker_data(connection, rows)
    originals = _originals(connection, {row["base_n"]: row for row in rows if row["base_n"]})
    credible = _credibility(connection, [row["key"] for row in rows])
    outlets, speakers = _letters(connection)
    around = snippets(connection, t.claims, text, [row["n"] for row in rows]) if text else {}
    pattern = blotter(protected_names(connection, tlp_max))
    found = []
    for row in rows:
        source = sources.get(row["source_n"])
        told = spans.get(row["n"]) or source
        letters = {
            kind: letter
            for kind, letter in (
                ("outlet", outlets.get(row["publisher"] or "")),
                ("speaker", speakers.get(str(source["name"])) if source else None),
            )
            if letter
        }
        found.append(
            FoundClaim(
                n=row["n"],
                data=blot(row["data"], pattern),
                report=row["report"],
                publisher=row["publisher"],
                published=None if row["published"] is None else row["published"].isoformat(),
                url=row["url"],
                title=blot(row["title"], pattern),
                tlp=row["tlp"],
                sentence=blot(row["sentence"], pattern),
                trigger=blot(row["trigger"], pattern),
                source=blot(told, pattern),
                stance=row["stance"],
                decision=row["decision"],
                superseded=not row["shown"],
                original=blot(originals.get(row["n"]), pattern),
                credibility=credible.get(row["key"]),
                reliability=letters,
                snippet=blot(around.get(row["n"]), pattern),
            )
        )
    return found


def _actors_by_number(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, Row]:
    wanted = sorted(numbers)
    told: dict[int, Row] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        for row in connection.execute(sa.select(t.actors).where(t.actors.c.n.in_(part))).mappings():
            told[row["n"]] = {
                "name": row["name"],
                "country": row["country"],
                "role": row["role"],
                "id": row["knowledge_id"],
            }
    return told


def _speaker_data(connection: sa.Connection, rows: Sequence[Row]) -> dict[int, Row]:
    """The nearest speaker as the reading has it, with span and office."""
    wanted = {(row["reading_n"], row["data"]["chain"][-1]): row for row in rows if row["data"].get("chain")}
    told: dict[tuple[int, str], Row] = {}
    readings = sorted({reading for reading, _ in wanted})
    for start in range(0, len(readings), 500):
        found = connection.execute(
            sa.select(t.attributions.c.reading_n, t.attributions.c.id, t.attributions.c.data).where(
                t.attributions.c.reading_n.in_(readings[start : start + 500]),
                t.attributions.c.id.in_(sorted({name for _, name in wanted})[:900]),
            )
        )
        for reading, name, data in found:
            if data.get("speaker"):
                told[reading, name] = data["speaker"]
    return {
        row["n"]: told[row["reading_n"], row["data"]["chain"][-1]]
        for row in rows
        if row["data"].get("chain") and (row["reading_n"], row["data"]["chain"][-1]) in told
    }


def _originals(connection: sa.Connection, corrected: Mapping[int, Row]) -> dict[int, Row]:
    """For corrected claims, the fields that differ as they were read."""
    told: dict[int, Row] = {}
    if corrected:
        rows = connection.execute(sa.select(t.claims.c.n, t.claims.c.data).where(t.claims.c.n.in_(list(corrected))))
        for base, data in rows:
            now = corrected[base]
            told[now["n"]] = {name: value for name, value in data.items() if now["data"].get(name) != value}
    return told


def _credibility(connection: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    told: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        rows = connection.execute(
            sa.select(t.credibility.c.claim_key, t.credibility.c.figure)
            .where(t.credibility.c.claim_key.in_(keys[start : start + 500]))
            .order_by(t.credibility.c.n)
        )
        told.update((key, figure) for key, figure in rows)
    return told


def _letters(connection: sa.Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Letters now in force, by outlet and by speaker."""
    told: dict[str, dict[str, str]] = {"outlet": {}, "speaker": {}}
    rows = connection.execute(
        sa.select(t.reliability.c.kind, t.reliability.c.name, t.reliability.c.letter).order_by(
            t.reliability.c.since, t.reliability.c.n
        )
    )
    for kind, name, letter in rows:
        told[kind][name] = letter
    return told["outlet"], told["speaker"]


def count_claims(
    connection: sa.Connection,
    query: ClaimQuery,
    *,
    tlp_max: Tlp | None = None,
    newer_than: int | None = None,
    most: int | None = None,
) -> int:
    """How many claims answer a query; counting stops at `most`."""
    plan = _plan(connection, query, tlp_max, newer_than)
    if most is None:
        return int(connection.scalar(plan.select(sa.func.count())) or 0)
    some = plan.select(t.claims.c.n).limit(most).subquery()
    return int(connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


#: What claims can be counted by.
FACETS = (
    "type", "status", "certainty", "stance", "decision", "publisher", "actor", "recipient", "country",
    "dyad", "item", "place", "source", "month",
)  # fmt: skip


def facets(
    connection: sa.Connection,
    query: ClaimQuery,
    names: Sequence[str] = FACETS,
    *,
    limit: int = 20,
    tlp_max: Tlp | None = None,
    among: Newest | None = None,
) -> dict[str, list[tuple[str, int]]]:
    """Counts of the claims that answer a query, by each facet named; most frequent first.

    With `among`, only those are counted, which costs the same however many answer.

    Raises:
        QueryError: A facet is unknown.
    """
    unknown = [name for name in names if name not in FACETS]
    if unknown:
        raise QueryError(f"there is no facet {unknown[0]}", where="facets", remedy=f"Use one of {', '.join(FACETS)}")
    if among is None:
        plan = _plan(connection, query, tlp_max)
        # Found once and named by number, so that no facet walks the claims again.
        numbers = list(connection.scalars(plan.select(t.claims.c.n).limit(20_001)))
    else:
        numbers = list(among.numbers)
    pattern = blotter(protected_names(connection, tlp_max))
    told: dict[str, list[tuple[str, int]]] = {}
    if among is not None or len(numbers) <= 20_000:
        for name, counts in _counted(connection, numbers, names).items():
            first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
            told[name] = [(str(blot(found, pattern)), number) for found, number in first]
        return told
    for name in names:
        value, counted = _facet(name, plan)
        count = sa.func.count().label("count")
        rows = connection.execute(
            counted.add_columns(value.label("value"), count)
            .group_by(value)
            .having(value.is_not(None))
            .order_by(count.desc(), value)
            .limit(limit)
        )
        told[name] = [(str(blot(str(found), pattern)), int(number)) for found, number in rows]
    return told


#: Facets that stand in a claim's own row, or in that of its report or source.
_OF_CLAIM = {
    "type": "type",
    "status": "status",
    "certainty": "certainty",
    "stance": "stance",
    "decision": "decision",
    "place": "place_country",
    "publisher": "report_n",
    "month": "report_n",
    "source": "source_n",
}


def _counted(connection: sa.Connection, numbers: Sequence[int], names: Sequence[str]) -> dict[str, Counter[str]]:
    """Counts over claims by their numbers. Each claim is opened once, whatever the number of facets."""
    found = Newest(numbers=tuple(numbers), all=True)
    columns = sorted({_OF_CLAIM[name] for name in names if name in _OF_CLAIM})
    held: dict[str, Counter[Any]] = {column: Counter() for column in columns}
    if columns:
        rows = connection.execute(sa.select(*(t.claims.c[column] for column in columns)).where(found.clause)).all()
        for column, values in zip(columns, zip(*rows, strict=True), strict=False):
            held[column].update(value for value in values if value is not None)
    looked_up = {
        "publisher": (t.reports, t.reports.c.publisher),
        "month": (t.reports, sa.func.substr(sa.cast(t.reports.c.published, sa.String), 1, 7)),
        "source": (t.actors, sa.func.coalesce(t.actors.c.name, t.actors.c.country)),
    }
    told: dict[str, Counter[str]] = {}
    for name in names:
        if name in looked_up:
            table, value = looked_up[name]
            counts = held[_OF_CLAIM[name]]
            chosen = Newest(numbers=tuple(counts), all=True).of(table.c.n)
            told[name] = Counter()
            for n, shown in connection.execute(sa.select(table.c.n, value).where(chosen)):
                if shown is not None:
                    told[name][str(shown)] += counts[n]
        elif name in _OF_CLAIM:
            told[name] = Counter({str(value): count for value, count in held[_OF_CLAIM[name]].items()})
        else:
            told[name] = Counter(
                {str(value): int(count) for value, count in connection.execute(_rows_beside(name, found)) if value}
            )
    return told


def _rows_beside(name: str, found: Newest) -> sa.Select[Any]:
    """Counts of a facet whose values stand in rows beside the claims."""
    value: sa.ColumnElement[Any]
    if name == "dyad":
        value, where = t.dyads.c.first + ":" + t.dyads.c.second, found.of(t.dyads.c.claim_n)
    elif name == "item":
        value, where = t.items.c.item, found.of(t.items.c.claim_n)
    else:
        part = "any" if name == "country" else name
        value, where = t.countries.c.country, sa.and_(found.of(t.countries.c.claim_n), t.countries.c.part == part)
    return sa.select(value, sa.func.count()).where(where).group_by(value)


def _facet(name: str, plan: _Plan) -> tuple[sa.ColumnElement[Any], sa.Select[Any]]:
    """What to group by, and over which rows."""
    c = t.claims.c
    base = plan.select(t.claims.c.n)
    own: dict[str, sa.ColumnElement[Any]] = {
        "type": c.type,
        "status": c.status,
        "certainty": c.certainty,
        "stance": c.stance,
        "decision": c.decision,
        "publisher": t.reports.c.publisher,
        "place": c.place_country,
        "month": sa.func.substr(sa.cast(t.reports.c.published, sa.String), 1, 7),
    }
    if name in own:
        return own[name], plan.select()
    if name == "source":
        joined = replace(plan, source=plan.source.join(t.actors, t.actors.c.n == c.source_n))
        return sa.func.coalesce(t.actors.c.name, t.actors.c.country), joined.select()
    if name == "dyad":
        chosen = sa.select().select_from(t.dyads).where(t.dyads.c.claim_n.in_(base))
        return t.dyads.c.first + ":" + t.dyads.c.second, chosen
    if name == "item":
        return t.items.c.item, sa.select().select_from(t.items).where(t.items.c.claim_n.in_(base))
    part = "any" if name == "country" else name
    chosen = sa.select().select_from(t.countries).where(t.countries.c.claim_n.in_(base), t.countries.c.part == part)
    return t.countries.c.country, chosen


def claim_by_key(connection: sa.Connection, key: str, *, tlp_max: Tlp | None = None) -> FoundClaim:
    """The claim of a key or its unique beginning; of several readings the current one.

    Raises:
        QueryError: No claim begins so, several do, or it lies above the ceiling.
    """
    return finish(connection, [claim_row(connection, key, tlp_max=tlp_max)], tlp_max=tlp_max)[0]


def claim_row(connection: sa.Connection, key: str, *, tlp_max: Tlp | None = None) -> Row:
    """The same as a row, with all columns of `claims`."""
    wanted = key.strip().lower()
    if re.fullmatch(r"[0-9a-f]{2,16}", wanted):
        wanted = f"clm-{wanted}"
    if not re.fullmatch(r"clm-[0-9a-f]{1,16}", wanted):
        raise QueryError(f"{key!r} is not a claim key", where="claim", remedy="Take one from `onrecord claims`")
    source = t.claims.join(t.reports, t.reports.c.n == t.claims.c.report_n)
    statement = (
        sa.select(*_SHOWN, *(c for c in t.claims.c if c.name not in {s.name for s in _SHOWN}))
        .select_from(source)
        .where(_begins(t.claims.c.key, wanted))
        .order_by(t.claims.c.shown.desc(), t.claims.c.n.desc())
        .limit(200)
    )
    if tlp_max is not None:
        statement = statement.where(t.reports.c.tlp.in_(readable(tlp_max)))
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    keys = sorted({row["key"] for row in rows})
    if not keys:
        raise QueryError("there is no such claim", where=key, remedy="Take a key from `onrecord claims`")
    if len(keys) > 1:
        raise QueryError(
            f"{len(keys)} claims begin so ({', '.join(keys[:3])}, …)", where=key, remedy="Give more of the key"
        )
    return rows[0]


def claims_by_key(connection: sa.Connection, keys: Sequence[str], *, tlp_max: Tlp | None = None) -> list[FoundClaim]:
    """The claims of whole keys, in the order of the keys; of several readings the current one. Keys of claims that
    are not there, or lie above the ceiling, are passed over."""
    source = t.claims.join(t.reports, t.reports.c.n == t.claims.c.report_n)
    rows: dict[str, Row] = {}
    for start in range(0, len(keys), 400):
        statement = sa.select(*_SHOWN).select_from(source).where(t.claims.c.key.in_(keys[start : start + 400]))
        if tlp_max is not None:
            statement = statement.where(t.reports.c.tlp.in_(readable(tlp_max)))
        ordered = statement.order_by(t.claims.c.shown.asc(), t.claims.c.n.asc())
        rows.update((row["key"], dict(row)) for row in connection.execute(ordered).mappings())
    return finish(connection, [rows[key] for key in dict.fromkeys(keys) if key in rows], tlp_max=tlp_max)


# --- reports ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FoundReport:
    """A report as a casebook lists it, without its text."""

    n: int
    id: str
    payload: str
    url: str | None
    publisher: str | None
    title: str | None
    byline: str | None
    published: str | None
    language: str
    tlp: str
    added: str
    characters: int
    claims: int
    receipts: int
    snippet: str | None = None

    def to_dict(self) -> Row:
        """As JSON-ready data."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in {"n", "snippet"}}
        return told if self.snippet is None else {**told, "snippet": self.snippet}


def find_reports(
    connection: sa.Connection,
    *,
    text: str | None = None,
    publisher: Sequence[str] = (),
    published_from: Any = None,
    published_to: Any = None,
    url: str | None = None,
    limit: int | None = 50,
    after: str | None = None,
    tlp_max: Tlp | None = None,
) -> Page:
    """Reports, newest first; `text` searches titles and texts."""
    r = t.reports.c
    where: list[sa.ColumnElement[bool]] = []
    if text:
        many = len(first_found(connection, t.reports, text, FEW + 1)) > FEW
        where.append(found_in(connection, t.reports, text, walked=many))
    if publisher:
        where.append(r.publisher.in_(publisher))
    if published_from is not None:
        where.append(r.day >= published_from.toordinal())
    if published_to is not None:
        where.append(sa.and_(r.day <= published_to.toordinal(), r.day > 0))
    if url:
        where.append(r.url.contains(url, autoescape=True))
    if tlp_max is not None:
        where.append(r.tlp.in_(readable(tlp_max)))
    if after is not None:
        where.append(sa.tuple_(r.day, r.n) < sa.tuple_(*map(sa.literal, cursor(after))))
    receipts = (
        sa.select(sa.func.count())
        .select_from(t.receipts)
        .where(t.receipts.c.report_n == r.n)
        .scalar_subquery()
        .label("receipts")
    )
    statement = sa.select(
        *(c for c in t.reports.c if c.name not in {"text", "licence", "dateline"}),
        sa.func.length(r.text).label("characters"),
        receipts,
    ).where(*where)
    statement = statement.order_by(r.day.desc(), r.n.desc())
    if limit is not None:
        statement = statement.limit(limit + 1)
    rows = connection.execute(statement).mappings().all()
    more = limit is not None and len(rows) > limit
    kept = rows[:limit] if limit is not None else rows
    around = snippets(connection, t.reports, text, [row["n"] for row in kept]) if text else {}
    pattern = blotter(protected_names(connection, tlp_max))
    found = [
        FoundReport(
            n=row["n"],
            id=row["id"],
            payload=row["payload_id"],
            url=row["url"],
            publisher=row["publisher"],
            title=blot(row["title"], pattern),
            byline=blot(row["byline"], pattern),
            published=None if row["published"] is None else row["published"].isoformat(),
            language=row["language"],
            tlp=row["tlp"],
            added=row["added"],
            characters=row["characters"],
            claims=row["n_claims"],
            receipts=row["receipts"],
            snippet=blot(around.get(row["n"]), pattern),
        )
        for row in kept
    ]
    return Page(rows=tuple(found), next=f"{kept[-1]['day']}.{kept[-1]['n']}" if more else None)


def report_number(connection: sa.Connection, report: str, *, tlp_max: Tlp | None = None) -> int:
    """The number of a report by id or unique beginning.

    Raises:
        QueryError: No report begins so, several do, or it lies above the ceiling.
    """
    prefix = report if report.startswith("sha256:") else f"sha256:{report}"
    statement = sa.select(t.reports.c.n, t.reports.c.id).where(_begins(t.reports.c.id, prefix)).limit(3)
    if tlp_max is not None:
        statement = statement.where(t.reports.c.tlp.in_(readable(tlp_max)))
    rows = connection.execute(statement).all()
    if not rows:
        raise QueryError("there is no such report", where=report, remedy="Take an id from `onrecord reports`")
    if len(rows) > 1:
        raise QueryError("several reports begin so", where=report, remedy="Give more of the id")
    return int(rows[0].n)


def reports_shown(connection: sa.Connection, ids: Sequence[str], *, tlp_max: Tlp | None = None) -> set[str]:
    """Which of these reports may be shown."""
    told: set[str] = set()
    for start in range(0, len(ids), 400):
        chunk = sa.and_(t.reports.c.id.in_(ids[start : start + 400]), t.reports.c.tlp.in_(readable(tlp_max)))
        told.update(connection.scalars(sa.select(t.reports.c.id).where(chunk)))
    return told


# --- attributions and actors ------------------------------------------------------------------------------------


def find_attributions(
    connection: sa.Connection,
    *,
    speaker: Sequence[str] = (),
    stance: Sequence[str] = (),
    kind: Sequence[str] = (),
    publisher: Sequence[str] = (),
    report: str | None = None,
    published_from: Any = None,
    published_to: Any = None,
    limit: int | None = 50,
    after: str | None = None,
    tlp_max: Tlp | None = None,
) -> Page:
    """Who said what, newest report first: rows in the reading format with quotes and `report`."""
    a, r = t.attributions.c, t.reports.c
    where: list[sa.ColumnElement[bool]] = [a.current.is_(True)]
    if speaker:
        where.append(
            sa.or_(
                *(
                    a.speaker_n.in_(
                        sa.select(t.actors.c.n).where(t.actors.c.country == value)
                        if is_country(value)
                        else _actor_numbers(value)
                    )
                    for value in speaker
                )
            )
        )
    for column, values in ((a.stance, stance), (a.kind, kind), (r.publisher, publisher)):
        if values:
            where.append(column.in_(values))
    if report is not None:
        where.append(a.report_n == report_number(connection, report))
    if published_from is not None:
        where.append(a.day >= published_from.toordinal())
    if published_to is not None:
        where.append(sa.and_(a.day <= published_to.toordinal(), a.day > 0))
    if tlp_max is not None:
        where.append(r.tlp.in_(readable(tlp_max)))
    if after is not None:
        day, n = cursor(after)
        # those of one report stand in the order of its text
        earlier = sa.tuple_(a.day, a.n) < sa.tuple_(sa.literal(day), sa.literal(n))
        where.append(earlier if report is None else a.n > n)
    statement = (
        sa.select(a.n, a.day, a.source, a.cue, a.content, a.data, r.id.label("report"), r.publisher, r.published, r.tlp)
        .select_from(t.attributions.join(t.reports, r.n == a.report_n))
        .where(*where)
        .order_by(a.day.desc(), a.n.desc() if report is None else a.n.asc())
    )
    if limit is not None:
        statement = statement.limit(limit + 1)
    rows = connection.execute(statement).mappings().all()
    more = limit is not None and len(rows) > limit
    kept = rows[:limit] if limit is not None else rows
    pattern = blotter(protected_names(connection, tlp_max))
    found = [
        blot(
            {
                **row["data"],
                "report": row["report"],
                "publisher": row["publisher"],
                "published": None if row["published"] is None else row["published"].isoformat(),
                "tlp": row["tlp"],
                "quotes": {"source": row["source"], "cue": row["cue"], "content": row["content"]},
            },
            pattern,
        )
        for row in kept
    ]
    return Page(rows=tuple(found), next=f"{kept[-1]['day']}.{kept[-1]['n']}" if more else None)


def find_actors(
    connection: sa.Connection,
    *,
    name: str | None = None,
    country: Sequence[str] = (),
    role: Sequence[str] = (),
    limit: int | None = 50,
    after: str | None = None,
    tlp_max: Tlp | None = None,
) -> Page:
    """Actors with the number of claims that they take part in and of what they said, most frequent first.

    With a ceiling below RED only what stands in reports at or below it is counted.
    """
    a = t.actors.c
    where: list[sa.ColumnElement[bool]] = []
    if name:
        where.append(a.folded.contains(fold(name), autoescape=True))
    if country:
        where.append(a.country.in_(country))
    if role:
        where.append(a.role.in_(role))
    claims: sa.ColumnElement[Any] = a.n_claims
    said: sa.ColumnElement[Any] = a.n_said
    if tlp_max is not None and tlp_max != Tlp.RED:
        levels = readable(tlp_max)
        claims = (
            sa.select(sa.func.count(sa.distinct(t.claims.c.n)))
            .select_from(t.participants.join(t.claims).join(t.reports, t.reports.c.n == t.claims.c.report_n))
            .where(t.participants.c.actor_n == a.n, t.claims.c.shown.is_(True), t.reports.c.tlp.in_(levels))
            .correlate(t.actors)
            .scalar_subquery()
        )
        said = (
            sa.select(sa.func.count())
            .select_from(t.attributions.join(t.reports, t.reports.c.n == t.attributions.c.report_n))
            .where(t.attributions.c.speaker_n == a.n, t.attributions.c.current.is_(True), t.reports.c.tlp.in_(levels))
            .correlate(t.actors)
            .scalar_subquery()
        )
    if after is not None:
        count, n = cursor(after)
        where.append(sa.or_(claims < count, sa.and_(claims == count, a.n > n)))
    statement = (
        sa.select(a.n, a.id, a.name, a.country, a.role, a.knowledge_id, claims.label("claims"), said.label("said"))
        .where(*where, sa.or_(claims > 0, said > 0))
        .order_by(sa.desc("claims") if tlp_max not in (None, Tlp.RED) else a.n_claims.desc(), a.n)
    )
    if limit is not None:
        statement = statement.limit(limit + 1)
    pattern = blotter(protected_names(connection, tlp_max))
    rows = connection.execute(statement).mappings().all()
    more = limit is not None and len(rows) > limit
    kept = rows[:limit] if limit is not None else rows
    told = tuple(blot({name: value for name, value in row.items() if name != "n"}, pattern) for row in kept)
    return Page(rows=told, next=f"{kept[-1]['claims']}.{kept[-1]['n']}" if more else None)


def report_numbers_of(connection: sa.Connection, keys: Sequence[str]) -> list[int]:
    """Numbers of the reports in which claims stand."""
    found: set[int] = set()
    for start in range(0, len(keys), 500):
        found.update(
            connection.scalars(
                sa.select(t.claims.c.report_n).where(t.claims.c.key.in_(keys[start : start + 500])).distinct()
            )
        )
    return sorted(found)


def relation_pairs(connection: sa.Connection, type: str) -> list[tuple[str, str]]:
    """Pairs of claim keys between which current readings tell a relation of a type."""
    rows = connection.execute(
        sa.select(t.relations.c.origin_key, t.relations.c.target_key)
        .join(t.readings, t.readings.c.n == t.relations.c.reading_n)
        .where(t.relations.c.type == type, t.readings.c.current.is_(True))
        .order_by(t.relations.c.n)
    )
    return [(origin, target) for origin, target in rows]


def contexts(
    connection: sa.Connection, numbers: Sequence[int], *, around: int = 240, tlp_max: Tlp | None = None
) -> dict[int, Row]:
    """What stands before and after the sentences of claims, and where in the sentence the trigger is.

    By number of the claim: `before`, `after`, and `trigger` as [start, end] in the sentence.
    """
    c = t.claims.c
    pattern = blotter(protected_names(connection, tlp_max))
    told: dict[int, Row] = {}
    for start in range(0, len(numbers), 400):
        chunk = Newest(numbers=tuple(numbers[start : start + 400]), all=True)
        body = t.reports.c.text
        first = sa.case((c.sentence_start > around, c.sentence_start - around), else_=0)
        rows = connection.execute(
            sa.select(
                c.n,
                sa.func.substr(body, first + 1, c.sentence_start - first).label("before"),
                sa.func.substr(body, c.sentence_end + 1, around).label("after"),
                (c.trigger_start - c.sentence_start).label("start"),
                (c.trigger_end - c.sentence_start).label("end"),
            )
            .join(t.reports, t.reports.c.n == c.report_n)
            .where(chunk.clause)
        )
        for n, before, after, at, end in rows:
            told[n] = blot({"before": before or "", "after": after or "", "trigger": [at, end]}, pattern)
    return told


def relations_of(
    connection: sa.Connection, keys: Sequence[str], type: str, *, limit: int = 50
) -> list[tuple[str, str]]:
    """Pairs of claim keys between which current readings tell a relation of a type, where one of them is named."""
    r = t.relations.c
    found: list[tuple[str, str]] = []
    for start in range(0, len(keys), 400):
        chunk = keys[start : start + 400]
        rows = connection.execute(
            sa.select(r.origin_key, r.target_key)
            .join(t.readings, t.readings.c.n == r.reading_n)
            .where(r.type == type, t.readings.c.current.is_(True))
            .where(sa.or_(r.origin_key.in_(chunk), r.target_key.in_(chunk)))
            .order_by(r.n)
            .limit(limit)
        )
        found += [(origin, target) for origin, target in rows]
    return list(dict.fromkeys(found))[:limit]


def holdings(connection: sa.Connection) -> dict[str, int | str]:
    """What a case holds: numbers of things, and days from when to when."""
    told: dict[str, int | str] = {}
    counted: tuple[tuple[str, sa.Table, sa.ColumnElement[bool] | None], ...] = (
        ("reports", t.reports, None),
        ("payloads", t.payloads, None),
        ("arrivals", t.receipts, None),
        ("readings", t.readings, None),
        ("superseded readings", t.readings, t.readings.c.current.is_(False)),
        ("claims", t.claims, t.claims.c.shown.is_(True)),
        ("attributions", t.attributions, t.attributions.c.current.is_(True)),
        ("actors", t.actors, None),
        ("decisions", t.decisions, None),
        ("events", t.events, t.events.c.current.is_(True)),
        ("findings", t.findings, t.findings.c.current.is_(True)),
        ("dossiers", t.dossiers, None),
        ("runs", t.runs, None),
    )
    for name, table, where in counted:
        statement = sa.select(sa.func.count()).select_from(table)
        told[name] = int(connection.scalar(statement if where is None else statement.where(where)) or 0)
    day = t.reports.c.day
    # asked apart, each end is one step into the index on days
    first = connection.scalar(sa.select(sa.func.min(day)).where(day > 0))
    last = connection.scalar(sa.select(sa.func.max(day)).where(day > 0))
    if first is not None and last is not None:
        told["published"] = f"{date.fromordinal(first).isoformat()} to {date.fromordinal(last).isoformat()}"
    return told
