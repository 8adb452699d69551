"""Reports as kept: their readings put together again, their receipts, versions and edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onrecord.domain.contract import (
    attribution_from_dict,
    claim_from_dict,
    problem_from_dict,
    relation_from_dict,
)
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Block, BlockKind, Provenance, Tlp
from onrecord.domain.span import Span
from onrecord.errors import QueryError
from onrecord.store import tables as t
from onrecord.store.protect import readable

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReadingMark:
    """Which readings of a report there are."""

    n: int
    recipe: str
    onrecord: str
    knowledge: str
    models: dict[str, str]
    made: str
    current: bool
    superseded: str | None
    claims: int


def reading(connection: sa.Connection, report_n: int, *, reading_n: int | None = None) -> Reading:
    """A reading as it was made: the current one, or that of a number. Corrections are not in it.

    Raises:
        QueryError: The report has no such reading.
    """
    r = t.readings.c
    statement = sa.select(t.readings).where(r.report_n == report_n)
    statement = statement.where(r.current.is_(True)) if reading_n is None else statement.where(r.n == reading_n)
    row = connection.execute(statement.order_by(r.n.desc()).limit(1)).mappings().first()
    if row is None:
        raise QueryError("the report has no such reading", where=f"reading {reading_n or 'current'}")
    text = connection.scalar(sa.select(t.reports.c.text).where(t.reports.c.n == report_n))
    recipe = connection.execute(sa.select(t.recipes).where(t.recipes.c.id == row["recipe_id"])).mappings().one()
    blocks = connection.execute(
        sa.select(t.blocks).where(t.blocks.c.reading_n == row["n"]).order_by(t.blocks.c.position)
    ).mappings()
    told = row["article"]
    return Reading(
        recipe=Recipe(onrecord=recipe["onrecord"], knowledge=recipe["knowledge"], models=dict(recipe["models"])),
        report=Article(
            text=text or "",
            blocks=tuple(Block(kind=BlockKind(b["kind"]), span=Span(b["start"], b["end"])) for b in blocks),
            provenance=provenance_from_dict(told["provenance"]),
            payload_id=told["payload"],
            dateline=told["dateline"],
            language=told["language"],
        ),
        attributions=tuple(
            attribution_from_dict(data)
            for data in connection.scalars(
                sa.select(t.attributions.c.data)
                .where(t.attributions.c.reading_n == row["n"])
                .order_by(t.attributions.c.n)
            )
        ),
        claims=tuple(
            claim_from_dict(data)
            for data in connection.scalars(
                sa.select(t.claims.c.data)
                .where(t.claims.c.reading_n == row["n"], t.claims.c.layer == "read")
                .order_by(t.claims.c.n)
            )
        ),
        relations=tuple(
            relation_from_dict(data)
            for data in connection.scalars(
                sa.select(t.relations.c.data)
                .where(t.relations.c.reading_n == row["n"])
                .order_by(t.relations.c.position)
            )
        ),
        problems=tuple(problem_from_dict(p) for p in row["problems"]),
    )


def standing_readings(
    connection: sa.Connection, report_ns: Sequence[int] | None = None, *, tlp_max: Tlp | None = None
) -> Iterator[Reading]:
    """Current readings as they stand: corrections applied, rejected claims left out; in the order of reports.

    Args:
        connection: From `Case.read()`.
        report_ns: Numbers of reports, or None for all.
        tlp_max: Reports above it are left out.
    """
    r = t.readings.c
    statement = (
        sa.select(r.n, r.report_n, r.recipe_id, r.article, r.problems, t.reports.c.text)
        .join(t.reports, t.reports.c.n == r.report_n)
        .where(r.current.is_(True), t.reports.c.tlp.in_(readable(tlp_max)))
        .order_by(r.report_n)
    )
    recipes = {
        row["id"]: Recipe(onrecord=row["onrecord"], knowledge=row["knowledge"], models=dict(row["models"]))
        for row in connection.execute(sa.select(t.recipes)).mappings()
    }
    last = 0
    wanted = None if report_ns is None else sorted(set(report_ns))
    while True:
        part = statement.limit(200)
        if wanted is None:
            part = part.where(r.report_n > last)
        else:
            chunk, wanted = wanted[:200], wanted[200:]
            if not chunk:
                return
            part = part.where(r.report_n.in_(chunk))
        rows = connection.execute(part).mappings().all()
        if not rows and wanted is None:
            return
        if rows:
            last = rows[-1]["report_n"]
            yield from _put_together(connection, rows, recipes)


@dataclass(frozen=True, kw_only=True)
class StandingMark:
    """What a report's standing reading hangs on: where two marks of a report are equal, so are the readings."""

    report: str
    reading_n: int
    decisions: int
    undone: int


def standing_marks(connection: sa.Connection) -> dict[int, StandingMark]:
    """A mark for each report that has a reading, by its number."""
    d, r = t.decisions.c, t.readings.c
    said = {
        n: (count, undone)
        for n, count, undone in connection.execute(
            sa.select(d.report_n, sa.func.count(), sa.func.count(d.undone_at)).group_by(d.report_n)
        )
    }
    rows = connection.execute(
        sa.select(r.report_n, r.n, t.reports.c.id)
        .join(t.reports, t.reports.c.n == r.report_n)
        .where(r.current.is_(True))
    )
    told = {}
    for report_n, reading_n, id in rows:
        count, undone = said.get(report_n, (0, 0))
        told[report_n] = StandingMark(report=id, reading_n=reading_n, decisions=count, undone=undone)
    return told


def _put_together(connection: sa.Connection, rows: Sequence[Any], recipes: Mapping[str, Recipe]) -> Iterator[Reading]:
    numbers = [row["n"] for row in rows]

    def gathered(statement: sa.Select[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for reading_n, *values in connection.execute(statement):
            found.setdefault(reading_n, []).append(values[0] if len(values) == 1 else values)
        return found

    a, c, b, e = t.attributions.c, t.claims.c, t.blocks.c, t.relations.c
    said = gathered(sa.select(a.reading_n, a.data).where(a.reading_n.in_(numbers)).order_by(a.n))
    told = gathered(
        sa.select(c.reading_n, c.data)
        .where(c.reading_n.in_(numbers), c.shown.is_(True), c.decision != "rejected")
        .order_by(c.trigger_start, c.n)
    )
    blocks = gathered(
        sa.select(b.reading_n, b.kind, b.start, b.end).where(b.reading_n.in_(numbers)).order_by(b.reading_n, b.position)
    )
    related = gathered(sa.select(e.reading_n, e.data).where(e.reading_n.in_(numbers)).order_by(e.n))
    for row in rows:
        n, article = row["n"], row["article"]
        claims = tuple(claim_from_dict(data) for data in told.get(n, ()))
        ids = {claim.id for claim in claims}
        relations = map(relation_from_dict, related.get(n, ()))
        yield Reading(
            recipe=recipes[row["recipe_id"]],
            report=Article(
                text=row["text"],
                blocks=tuple(Block(kind=BlockKind(k), span=Span(s, e)) for k, s, e in blocks.get(n, ())),
                provenance=provenance_from_dict(article["provenance"]),
                payload_id=article["payload"],
                dateline=article["dateline"],
                language=article["language"],
            ),
            attributions=tuple(attribution_from_dict(data) for data in said.get(n, ())),
            claims=claims,
            relations=tuple(one for one in relations if one.origin in ids and one.target in ids),
            problems=tuple(problem_from_dict(p) for p in row["problems"]),
        )


def outlets_of(connection: sa.Connection) -> dict[str, set[str]]:
    """For each report the outlets that its text came from, by every arrival; empty where none is known."""
    rows = connection.execute(
        sa.select(t.reports.c.id, t.receipts.c.publisher)
        .join(t.receipts, t.receipts.c.report_n == t.reports.c.n)
        .where(t.receipts.c.publisher.is_not(None))
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for report, publisher in rows:
        found.setdefault(report, set()).add(publisher)
    return found


def provenance_from_dict(told: Row) -> Provenance:
    """The inverse of `rows.provenance_to_dict`."""
    return Provenance(
        url=told["url"],
        publisher=told["publisher"],
        title=told["title"],
        byline=told["byline"],
        published=None if told["published"] is None else date.fromisoformat(told["published"]),
        licence=told["licence"],
        tlp=Tlp(told["tlp"]),
    )


def readings_of(connection: sa.Connection, report_n: int) -> list[ReadingMark]:
    """The readings of a report, last first."""
    claims = (
        sa.select(sa.func.count())
        .where(t.claims.c.reading_n == t.readings.c.n, t.claims.c.layer == "read")
        .scalar_subquery()
        .label("claims")
    )
    rows = connection.execute(
        sa.select(t.readings, t.recipes.c.onrecord, t.recipes.c.knowledge, t.recipes.c.models, claims)
        .join(t.recipes, t.recipes.c.id == t.readings.c.recipe_id)
        .where(t.readings.c.report_n == report_n)
        .order_by(t.readings.c.n.desc())
    ).mappings()
    return [
        ReadingMark(
            n=row["n"],
            recipe=row["recipe_id"],
            onrecord=row["onrecord"],
            knowledge=row["knowledge"],
            models=dict(row["models"]),
            made=row["made"],
            current=row["current"],
            superseded=row["superseded"],
            claims=row["claims"],
        )
        for row in rows
    ]


def receipts_of(connection: sa.Connection, report_n: int) -> list[Row]:
    """Every arrival of a report's text: the chain of custody."""
    rows = connection.execute(
        sa.select(t.receipts, t.payloads.c.media_type, t.payloads.c.size, t.payloads.c.kept)
        .join(t.payloads, t.payloads.c.id == t.receipts.c.payload_id)
        .where(t.receipts.c.report_n == report_n)
        .order_by(t.receipts.c.n)
    ).mappings()
    return [
        {
            "payload": row["payload_id"],
            "media_type": row["media_type"],
            "size": row["size"],
            "kept": row["kept"],
            "input": row["input"],
            "url": row["url"],
            "publisher": row["publisher"],
            "title": row["title"],
            "published": None if row["published"] is None else row["published"].isoformat(),
            "received": row["received"],
            "by": row["received_by"],
            "program": row["program"],
            "run": row["run_n"],
            "status": row["status"],
            "headers": row["headers"],
            "extra": row["extra"],
        }
        for row in rows
    ]


def report_of_payload(connection: sa.Connection, payload: str) -> Row | None:
    """The last receipt of these bytes with its report, or None where they never came."""
    row = (
        connection.execute(
            sa.select(
                t.receipts.c.n.label("receipt_n"),
                t.receipts.c.report_n,
                t.reports.c.id.label("report"),
                t.reports.c.published,
                t.reports.c.publisher,
                t.reports.c.url,
            )
            .select_from(t.receipts.outerjoin(t.reports, t.reports.c.n == t.receipts.c.report_n))
            .where(t.receipts.c.payload_id == payload)
            .order_by(t.receipts.c.n.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return None if row is None else dict(row)


def came_as(connection: sa.Connection, payload: str, name: str, url: str | None) -> bool:
    """Whether these bytes came before under this name or from this address."""
    r = t.receipts.c
    same = r.input == name if url is None else sa.or_(r.input == name, r.url == url)
    return connection.scalar(sa.select(r.n).where(r.payload_id == payload, same).limit(1)) is not None


def by_id(connection: sa.Connection, report: str) -> Row | None:
    """The row of a report, without its text, or None."""
    columns = [column for column in t.reports.c if column.name != "text"]
    row = connection.execute(sa.select(*columns).where(t.reports.c.id == report)).mappings().first()
    return None if row is None else dict(row)


def id_of(connection: sa.Connection, report_n: int) -> str:
    """The id of a report by its number."""
    return str(connection.scalar(sa.select(t.reports.c.id).where(t.reports.c.n == report_n)))


def payload_of(connection: sa.Connection, payload: str) -> Row | None:
    """The row of a payload, or None."""
    row = connection.execute(sa.select(t.payloads).where(t.payloads.c.id == payload)).mappings().first()
    return None if row is None else dict(row)


def tlp_of(connection: sa.Connection, report_n: int) -> Tlp:
    """A report's marking as it stands."""
    return Tlp(str(connection.scalar(sa.select(t.reports.c.tlp).where(t.reports.c.n == report_n))))


def has_reading(connection: sa.Connection, report_n: int, wanted: Reading) -> bool:
    """Whether the case holds this very reading of a report, current or superseded."""
    return any(reading(connection, report_n, reading_n=mark.n) == wanted for mark in readings_of(connection, report_n))


def last_headers(connection: sa.Connection, url: str) -> dict[str, str]:
    """Response headers of the last arrival from an address that led to a report; empty if there is none."""
    found = connection.scalar(
        sa.select(t.receipts.c.headers)
        .where(t.receipts.c.url == url, t.receipts.c.report_n.is_not(None), t.receipts.c.status == 200)
        .order_by(t.receipts.c.n.desc())
        .limit(1)
    )
    return dict(found or {})


def latest_of_url(connection: sa.Connection, url: str) -> int | None:
    """The number of the report last received from an address, or None."""
    found = connection.scalar(
        sa.select(t.receipts.c.report_n)
        .where(t.receipts.c.url == url, t.receipts.c.report_n.is_not(None))
        .order_by(t.receipts.c.n.desc())
        .limit(1)
    )
    return None if found is None else int(found)


def save_version(
    connection: sa.Connection, *, url: str, earlier_n: int, later_n: int, edits: Sequence[Row], at: str
) -> int:
    """Note that a page's text is another than before, and what became of the claims of the earlier one."""
    known = connection.scalar(
        sa.select(t.versions.c.n).where(t.versions.c.earlier_n == earlier_n, t.versions.c.later_n == later_n)
    )
    if known is not None:
        return int(known)
    key = connection.execute(
        t.versions.insert().values(url=url, earlier_n=earlier_n, later_n=later_n, noticed=at)
    ).inserted_primary_key
    assert key is not None
    if edits:
        connection.execute(t.edits.insert(), [{**edit, "version_n": key[0]} for edit in edits])
    return int(key[0])


def versions_of(connection: sa.Connection, report_n: int | None = None) -> list[Row]:
    """Known versions of pages, with what became of each claim; of one report, or of all."""
    earlier, later = t.reports.alias("earlier"), t.reports.alias("later")
    statement = (
        sa.select(t.versions, earlier.c.id.label("earlier"), later.c.id.label("later"))
        .join(earlier, earlier.c.n == t.versions.c.earlier_n)
        .join(later, later.c.n == t.versions.c.later_n)
        .order_by(t.versions.c.n)
    )
    if report_n is not None:
        statement = statement.where(sa.or_(t.versions.c.earlier_n == report_n, t.versions.c.later_n == report_n))
    told = []
    for row in connection.execute(statement).mappings().all():
        edits = connection.execute(
            sa.select(t.edits).where(t.edits.c.version_n == row["n"]).order_by(t.edits.c.n)
        ).mappings()
        told.append(
            {
                "url": row["url"],
                "earlier": row["earlier"],
                "later": row["later"],
                "noticed": row["noticed"],
                "edits": [
                    {
                        "claim": e["claim_key"],
                        "kind": e["kind"],
                        "before": e["before"],
                        "after": e["after"],
                        "later_claim": e["later_key"],
                        **e["data"],
                    }
                    for e in edits
                ],
            }
        )
    return told


def edits_of_claim(connection: sa.Connection, key: str) -> list[Row]:
    """What later versions of the page did to the sentence behind a claim."""
    rows = connection.execute(
        sa.select(t.edits, t.versions.c.noticed, t.versions.c.url, t.reports.c.id.label("later"))
        .join(t.versions, t.versions.c.n == t.edits.c.version_n)
        .join(t.reports, t.reports.c.n == t.versions.c.later_n)
        .where(t.edits.c.claim_key == key, t.edits.c.kind != "kept")
        .order_by(t.edits.c.n)
    ).mappings()
    return [
        {
            "kind": e["kind"],
            "before": e["before"],
            "after": e["after"],
            "noticed": e["noticed"],
            "url": e["url"],
            "later": e["later"],
            "later_claim": e["later_key"],
            **e["data"],
        }
        for e in rows
    ]
