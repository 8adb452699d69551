"""Writes: readings and what belongs to them into the tables, within the caller's transaction.

In: a connection of `Case.write()`, and domain objects. Out: rows. Who opens the transaction closes it; nothing here
commits. A reading that comes after another of the same report supersedes it, and stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.casebook import Receipt
from onrecord.domain.claim import Claim
from onrecord.domain.contract import problem_to_dict, relation_to_dict
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Provenance
from onrecord.store import tables as t
from onrecord.store.bulk import keep, keep_numbered
from onrecord.store.case import now
from onrecord.store.rows import (
    ClaimRows,
    Row,
    actor_id,
    actor_row,
    attribution_row,
    claim_rows,
    day_number,
    fold,
    nameable,
    provenance_to_dict,
    recipe_id,
)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Where a reading went: numbers of its report and reading, whether the report was new, and its shown claims."""

    report_n: int
    reading_n: int
    new_report: bool
    claims: int


def save_recipe(connection: sa.Connection, recipe: Recipe) -> str:
    """Keep a recipe; return its id."""
    key = recipe_id(recipe)
    if connection.scalar(sa.select(t.recipes.c.id).where(t.recipes.c.id == key)) is None:
        connection.execute(
            t.recipes.insert().values(
                id=key, onrecord=recipe.onrecord, knowledge=recipe.knowledge, models=dict(recipe.models)
            )
        )
    return key


def save_payload(connection: sa.Connection, payload_id: str, *, size: int, media_type: str, kept: bool = True) -> None:
    """Note received bytes; `kept` is False where only their hash came (an imported reading)."""
    if connection.scalar(sa.select(t.payloads.c.id).where(t.payloads.c.id == payload_id)) is None:
        connection.execute(
            t.payloads.insert().values(id=payload_id, size=size, media_type=media_type, first_received=now(), kept=kept)
        )


def save_receipt(
    connection: sa.Connection,
    receipt: Receipt,
    *,
    payload_id: str,
    provenance: Provenance,
    report_n: int | None,
    run_n: int | None,
) -> int:
    """Note one arrival of bytes; return its number."""
    result = connection.execute(
        t.receipts.insert().values(
            payload_id=payload_id,
            report_n=report_n,
            run_n=run_n,
            input=receipt.input,
            url=receipt.url or provenance.url,
            publisher=provenance.publisher,
            title=provenance.title,
            published=provenance.published,
            received=receipt.received,
            received_by=receipt.received_by,
            program=receipt.program,
            status=receipt.status,
            headers=dict(receipt.headers),
            extra=dict(receipt.extra),
        )
    )
    return _key(result)


def save_report(connection: sa.Connection, article: Article) -> tuple[int, bool]:
    """Keep an article's text and provenance; return its number and whether it is new.

    The first provenance stands. What it left unknown is completed from later arrivals: a date or a publisher that is
    known now is not lost because the same text came first without.
    """
    told = article.provenance
    found = connection.execute(sa.select(t.reports).where(t.reports.c.id == article.id)).mappings().first()
    if found is not None:
        fresh: Row = {
            name: value
            for name, value in (
                ("url", told.url),
                ("publisher", told.publisher),
                ("title", told.title),
                ("byline", told.byline),
                ("published", told.published),
                ("licence", told.licence),
                ("dateline", article.dateline),
            )
            if value is not None and found[name] is None
        }
        if fresh:
            if "published" in fresh:
                fresh["day"] = day_number(told.published)
            connection.execute(t.reports.update().where(t.reports.c.n == found["n"]).values(**fresh))
        return int(found["n"]), False
    return keep_numbered(connection, t.reports, [_report_row(article)])[0], True


def _report_row(article: Article) -> Row:
    told = article.provenance
    return {
        "id": article.id,
        "payload_id": article.payload_id,
        "url": told.url,
        "publisher": told.publisher,
        "title": told.title,
        "byline": told.byline,
        "published": told.published,
        "day": day_number(told.published),
        "licence": told.licence,
        "tlp": str(told.tlp),
        "dateline": article.dateline,
        "language": article.language,
        "text": article.text,
        "added": now(),
        "n_claims": 0,
    }


def save_reading(connection: sa.Connection, reading: Reading, *, run_n: int | None = None) -> Saved:
    """Keep a reading with all that belongs to it, superseding an earlier one of the same report.

    The payload's row must be there. Decisions are carried over by `store.decisions.carry_over`.
    """
    return save_readings(connection, [reading], run_n=run_n)[0]


def save_readings(connection: sa.Connection, readings: Sequence[Reading], *, run_n: int | None = None) -> list[Saved]:
    """Keep several readings of different reports with few statements; for the rest as `save_reading`.

    Raises:
        ValueError: Two of them are of one report.
    """
    if len({reading.report.id for reading in readings}) != len(readings):
        raise ValueError("two readings of one report cannot be kept at once")
    recipes = {recipe_id(r.recipe): r.recipe for r in readings}
    for recipe in recipes.values():
        save_recipe(connection, recipe)
    reports = _report_numbers(connection, [reading.report for reading in readings])
    for report_n, new in reports:
        if not new:
            supersede(connection, report_n)
    made_at = now()
    reading_ns = keep_numbered(
        connection,
        t.readings,
        [
            {
                "report_n": report_n,
                "recipe_id": recipe_id(reading.recipe),
                "run_n": run_n,
                "made": made_at,
                "current": True,
                "superseded": None,
                "problems": [problem_to_dict(p) for p in reading.problems],
                "article": {
                    "payload": reading.report.payload_id,
                    "dateline": reading.report.dateline,
                    "language": reading.report.language,
                    "provenance": provenance_to_dict(reading.report.provenance),
                },
            }
            for reading, (report_n, _) in zip(readings, reports, strict=True)
        ],
    )
    homes = [Home(reading_n=n, report_n=report_n) for n, (report_n, _) in zip(reading_ns, reports, strict=True)]
    blocks = [
        {
            "reading_n": home.reading_n,
            "position": position,
            "kind": str(block.kind),
            "start": block.span.start,
            "end": block.span.end,
        }
        for reading, home in zip(readings, homes, strict=True)
        for position, block in enumerate(reading.report.blocks)
    ]
    keep(connection, t.blocks, blocks)
    made = [_claim_rows(reading) for reading in readings]
    actors = [actor for reading, rows in zip(readings, made, strict=True) for actor in _actors_of(reading, rows)]
    numbers = save_actors(connection, actors)
    _save_attributions(connection, readings, homes, numbers)
    write_claims(
        connection,
        [row for rows in made for row in rows],
        numbers,
        homes=[home for home, rows in zip(homes, made, strict=True) for _ in rows],
    )
    _save_relations(connection, readings, homes)
    counts = [
        {"report": home.report_n, "claims": len(rows)}
        for home, rows, (_, new) in zip(homes, made, reports, strict=True)
        if rows or not new
    ]
    if counts:
        connection.execute(
            t.reports.update().where(t.reports.c.n == sa.bindparam("report")).values(n_claims=sa.bindparam("claims")),
            counts,
        )
    return [
        Saved(report_n=home.report_n, reading_n=home.reading_n, new_report=new, claims=len(rows))
        for home, rows, (_, new) in zip(homes, made, reports, strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where rows of a reading belong."""

    reading_n: int
    report_n: int


def _report_numbers(connection: sa.Connection, articles: Sequence[Article]) -> list[tuple[int, bool]]:
    """Keep the articles that are new; return the numbers of all, and whether each is new."""
    if len(articles) == 1:
        return [save_report(connection, articles[0])]
    known = set(connection.scalars(sa.select(t.reports.c.id).where(t.reports.c.id.in_([a.id for a in articles]))))
    fresh = [article for article in articles if article.id not in known]
    kept = keep_numbered(connection, t.reports, [_report_row(article) for article in fresh])
    numbers = dict(zip((article.id for article in fresh), kept, strict=True))
    return [(numbers[a.id], True) if a.id in numbers else save_report(connection, a) for a in articles]


def _claim_rows(reading: Reading) -> list[ClaimRows]:
    by_id = {a.id: a for a in reading.attributions}
    published = reading.report.provenance.published
    return [claim_rows(c, text=reading.report.text, published=published, attributions=by_id) for c in reading.claims]


def _actors_of(reading: Reading, made: Sequence[ClaimRows]) -> list[Actor]:
    speakers = [a.speaker for a in reading.attributions if a.speaker is not None and nameable(a.speaker)]
    sources = [m.source for m in made if m.source is not None]
    return [*speakers, *sources, *(actor for m in made for actor in m.actors)]


def save_actors(connection: sa.Connection, actors: Sequence[Actor]) -> dict[str, int]:
    """Keep actors that are new; return the numbers of all by actor id."""
    wanted = {actor_id(a): a for a in actors}
    if not wanted:
        return {}
    numbers = _actor_numbers(connection, list(wanted))
    missing = [actor_row(actor) for key, actor in wanted.items() if key not in numbers]
    if missing:
        keep(connection, t.actors, [{**row, "n_claims": 0, "n_said": 0} for row in missing])
        numbers = _actor_numbers(connection, list(wanted))
    return numbers


def _actor_numbers(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    # SQLite takes a limited number of parameters in one statement.
    for start in range(0, len(ids), 500):
        rows = connection.execute(
            sa.select(t.actors.c.id, t.actors.c.n).where(t.actors.c.id.in_(ids[start : start + 500]))
        )
        numbers.update((key, n) for key, n in rows)
    return numbers


def _save_attributions(
    connection: sa.Connection, readings: Sequence[Reading], homes: Sequence[Home], numbers: Mapping[str, int]
) -> None:
    rows = []
    for reading, home in zip(readings, homes, strict=True):
        article = reading.report
        for attribution in reading.attributions:
            speaker = attribution.speaker
            rows.append(
                {
                    **attribution_row(attribution, text=article.text, published=article.provenance.published),
                    "reading_n": home.reading_n,
                    "report_n": home.report_n,
                    "current": True,
                    "speaker_n": numbers[actor_id(speaker)] if speaker is not None and nameable(speaker) else None,
                }
            )
    keep(connection, t.attributions, rows)
    _count(connection, "n_said", [row["speaker_n"] for row in rows if row["speaker_n"]], 1)


def write_claims(
    connection: sa.Connection,
    made: Sequence[ClaimRows],
    numbers: Mapping[str, int],
    *,
    homes: Sequence[Home],
    base_n: int | None = None,
) -> list[int]:
    """Keep claims' rows, each in its home; return their numbers. `base_n` is what a corrected one stands beside."""
    if not made:
        return []
    rows = [
        {
            **m.claim,
            "reading_n": home.reading_n,
            "report_n": home.report_n,
            "base_n": base_n,
            "shown": True,
            "decision": "open" if base_n is None else "corrected",
            "source_n": None if m.source is None else numbers[actor_id(m.source)],
        }
        for m, home in zip(made, homes, strict=True)
    ]
    claim_ns = keep_numbered(connection, t.claims, rows)
    participants = [
        {**{k: v for k, v in row.items() if k != "actor_id"}, "claim_n": n, "actor_n": numbers[row["actor_id"]]}
        for n, m in zip(claim_ns, made, strict=True)
        for row in m.participants
    ]
    keep(connection, t.participants, participants)
    for table, name in (
        (t.countries, "countries"),
        (t.dyads, "dyads"),
        (t.items, "items"),
        (t.carriers, "carriers"),
        (t.places, "places"),
    ):
        parts = [{**row, "claim_n": n} for n, m in zip(claim_ns, made, strict=True) for row in getattr(m, name)]
        keep(connection, table, parts)
    _save_names(connection, sorted({name for m in made for name in m.names}))
    _count(connection, "n_claims", [n for m in made for n in {numbers[row["actor_id"]] for row in m.participants}], 1)
    return claim_ns


def _save_names(connection: sa.Connection, names: Sequence[tuple[str, str]]) -> None:
    known: set[tuple[str, str]] = set()
    for start in range(0, len(names), 400):
        part = [name for _, name in names[start : start + 400]]
        rows = connection.execute(sa.select(t.names.c.kind, t.names.c.name).where(t.names.c.name.in_(part)))
        known.update((kind, name) for kind, name in rows)
    fresh = [{"kind": kind, "name": name, "folded": fold(name)} for kind, name in names if (kind, name) not in known]
    keep(connection, t.names, fresh)


def _save_relations(connection: sa.Connection, readings: Sequence[Reading], homes: Sequence[Home]) -> None:
    rows = []
    for reading, home in zip(readings, homes, strict=True):
        keys = {claim.id: claim.key for claim in reading.claims}
        for position, data in enumerate(map(relation_to_dict, reading.relations)):
            rows.append(
                {
                    "reading_n": home.reading_n,
                    "position": position,
                    "type": data["type"],
                    "origin_key": keys.get(data["from"], data["from"]),
                    "target_key": keys.get(data["to"], data["to"]),
                    "data": data,
                }
            )
    keep(connection, t.relations, rows)


def supersede(connection: sa.Connection, report_n: int) -> int:
    """Mark the current readings of a report as superseded, with their claims; return how many there were."""
    current = list(
        connection.scalars(
            sa.select(t.readings.c.n).where(t.readings.c.report_n == report_n, t.readings.c.current.is_(True))
        )
    )
    if not current:
        return 0
    shown = sa.select(t.claims.c.n).where(t.claims.c.reading_n.in_(current), t.claims.c.shown.is_(True))
    counted = connection.execute(
        sa.select(t.participants.c.claim_n, t.participants.c.actor_n)
        .where(t.participants.c.claim_n.in_(shown))
        .distinct()
    )
    _count(connection, "n_claims", [n for _, n in counted], -1)
    speakers = connection.scalars(
        sa.select(t.attributions.c.speaker_n).where(
            t.attributions.c.reading_n.in_(current), t.attributions.c.speaker_n.is_not(None)
        )
    )
    _count(connection, "n_said", [n for n in speakers if n is not None], -1)
    connection.execute(t.readings.update().where(t.readings.c.n.in_(current)).values(current=False, superseded=now()))
    connection.execute(t.claims.update().where(t.claims.c.reading_n.in_(current)).values(shown=False))
    connection.execute(t.attributions.update().where(t.attributions.c.reading_n.in_(current)).values(current=False))
    return len(current)


def show_instead(connection: sa.Connection, hide: Sequence[int], show: Sequence[int]) -> None:
    """Let some claims of the same reading stand in for others (a correction, or its undoing), counts included."""
    for numbers, shown, step in ((hide, False, -1), (show, True, 1)):
        if not numbers:
            continue
        changed = list(
            connection.scalars(
                sa.select(t.claims.c.n).where(t.claims.c.n.in_(numbers), t.claims.c.shown.is_(not shown))
            )
        )
        connection.execute(t.claims.update().where(t.claims.c.n.in_(changed)).values(shown=shown))
        counted = connection.execute(
            sa.select(t.participants.c.claim_n, t.participants.c.actor_n)
            .where(t.participants.c.claim_n.in_(changed))
            .distinct()
        )
        _count(connection, "n_claims", [n for _, n in counted], step)


def save_corrected(
    connection: sa.Connection,
    claim: Claim,
    *,
    base: Mapping[str, Any],
    text: str,
    published: Any,
    attributions: Mapping[str, Attribution],
) -> int:
    """Keep a corrected claim beside the one that was read; return its number."""
    made = claim_rows(claim, text=text, published=published, attributions=attributions, layer="corrected")
    numbers = save_actors(connection, [*made.actors, *([made.source] if made.source else [])])
    home = Home(reading_n=base["reading_n"], report_n=base["report_n"])
    return write_claims(connection, [made], numbers, homes=[home], base_n=base["n"])[0]


def _count(connection: sa.Connection, column: str, numbers: Sequence[int], step: int) -> None:
    """Add to the counts of actors, each as often as it is named; in order, so that two writers cannot deadlock."""
    if not numbers:
        return
    times: dict[int, int] = {}
    for n in numbers:
        times[n] = times.get(n, 0) + step
    field = t.actors.c[column]
    connection.execute(
        t.actors.update().where(t.actors.c.n == sa.bindparam("actor")).values({field: field + sa.bindparam("times")}),
        [{"actor": n, "times": k} for n, k in sorted(times.items())],
    )


def _key(result: sa.CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
