"""Watch: standing filters over feeds; each round adds what is new and tells what changed.

In: a TOML list, `[[feed]]` with `url` and `[[watch]]` with `name` and filters as on the command line. Out: news: a new
claim that a filter finds, a rung reached for the first time, a denial, a source not heard before, a page edited behind
its claims. A feed that fails is told and never stops the others; what was told is kept in the case, so nothing is told
twice.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from onrecord.domain.casebook import Entry, Fate
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import FetchError, PayloadError, QueryError
from onrecord.intake.fetch import Fetcher, FetchSettings
from onrecord.store import queries
from onrecord.store import tables as t
from onrecord.store.case import Case, now
from onrecord.store.protect import blot, blotter, protected_names
from onrecord.store.rows import rung
from onrecord.workflows.ingest import Conditions, IngestOptions, Reads, ingest
from onrecord.workflows.widen import widen


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A standing filter."""

    name: str
    query: ClaimQuery


@dataclass(frozen=True, kw_only=True)
class Watchlist:
    """What to fetch and what to look for. `webhook` is an address that news are posted to, or None."""

    feeds: tuple[str, ...]
    watches: tuple[Watch, ...]
    webhook: str | None = None


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that changed. `kind` is claim, rung, denial, source, edit or feed."""

    kind: str
    watch: str
    what: str
    claim: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {"kind": self.kind, "watch": self.watch, "what": self.what, "claim": self.claim, **self.data}


def read_watchlist(path: Path) -> Watchlist:
    """A watchlist from a file.

    Raises:
        QueryError: It cannot be opened, is not TOML, or holds a filter that is not understood.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QueryError(
            f"the watchlist cannot be read ({error})", where=str(path), remedy="See docs/how-to/casebook.md"
        ) from error
    unknown = set(told) - {"feed", "watch", "webhook"}
    if unknown:
        raise QueryError(
            f"{sorted(unknown)[0]!r} is not understood", where=str(path), remedy="Use [[feed]], [[watch]] and webhook"
        )
    feeds = []
    for entry in told.get("feed", []):
        url = entry.get("url") if isinstance(entry, dict) else None
        if not isinstance(url, str):
            raise QueryError("a [[feed]] has no url", where=str(path), remedy='Write url = "https://…"')
        feeds.append(url)
    watches = []
    for entry in told.get("watch", []):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise QueryError("a [[watch]] has no name", where=str(path), remedy='Write name = "…"')
        filters = {name: value for name, value in entry.items() if name != "name"}
        watches.append(Watch(name=entry["name"], query=widen(ClaimQuery.parse(filters))))
    names = [watch.name for watch in watches]
    if len(names) != len(set(names)):
        raise QueryError("two [[watch]] have the same name", where=str(path), remedy="Name them apart")
    return Watchlist(feeds=tuple(feeds), watches=tuple(watches), webhook=told.get("webhook"))


def round_(
    case: Case,
    watchlist: Watchlist,
    reader: Reads,
    options: IngestOptions,
    *,
    fetcher: Fetcher | None = None,
    told: Callable[[Entry], None] = lambda entry: None,
    tlp_max: Tlp | None = None,
) -> list[News]:
    """One round: fetch every feed, add what is new, tell what changed since the last round.

    The first round of a watch tells of everything that it finds.

    Args:
        case: Opened to write.
        watchlist: What to watch.
        reader: Reads reports.
        options: As for `ingest`.
        fetcher: Fetches; made from the options where None.
        told: Called with each line of the accounts.
        tlp_max: Ceiling of what is told.
    """
    news: list[News] = []
    settings = options.fetch or FetchSettings()
    own = fetcher is None
    fetcher = fetcher or Fetcher(settings, conditions=Conditions(case))
    try:
        for url in watchlist.feeds:
            news += _feed(case, url, reader, options, fetcher, told)
    finally:
        if own:
            fetcher.close()
    for watch in watchlist.watches:
        news += look(case, watch, tlp_max=tlp_max)
    return news


def _feed(
    case: Case, url: str, reader: Reads, options: IngestOptions, fetcher: Fetcher, told: Callable[[Entry], None]
) -> list[News]:
    failures: list[str] = []

    def line(entry: Entry) -> None:
        # Pages that fail stand in the account; the feed itself failing is news.
        if entry.fate is Fate.FAILED and entry.input == url:
            failures.append(entry.reason or "it failed")
        told(entry)

    try:
        ingest(case, [url], reader, options, fetcher=fetcher, told=line, command="watch")
    except (FetchError, PayloadError) as error:
        failures.append(str(error))
    with case.write() as connection:
        known = connection.scalar(sa.select(t.feeds.c.url).where(t.feeds.c.url == url))
        state: dict[str, Any] = {"last_tried": now(), "failure": failures[0] if failures else None}
        if not failures:
            state["last_good"] = now()
        if known is None:
            connection.execute(t.feeds.insert().values(url=url, **state))
        else:
            connection.execute(t.feeds.update().where(t.feeds.c.url == url).values(**state))
    return [News(kind="feed", watch=url, what=failure) for failure in failures]


def look(case: Case, watch: Watch, *, tlp_max: Tlp | None = None) -> list[News]:
    """What a watch finds that it did not find before; the case remembers it."""
    with case.write() as connection:
        row = connection.execute(sa.select(t.watch_seen).where(t.watch_seen.c.watch == watch.name)).mappings().first()
        last = int(row["last_claim_n"]) if row else 0
        state: dict[str, Any] = dict(row["state"]) if row else {"rungs": {}, "sources": [], "edits": 0}
        newest = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(t.claims.c.n), 0))) or 0)
        found = queries.find_claims(connection, watch.query, limit=None, tlp_max=tlp_max, oldest_first=True).rows
        fresh = [claim for claim in found if claim.n > last]
        news = list(_news(watch.name, fresh, state, first=row is None))
        pattern = blotter(protected_names(connection, tlp_max))
        news += _edits(connection, watch.name, {claim.key for claim in found}, state, pattern)
        values = {"last_claim_n": newest, "state": state, "at": now()}
        if row is None:
            connection.execute(t.watch_seen.insert().values(watch=watch.name, **values))
        else:
            connection.execute(t.watch_seen.update().where(t.watch_seen.c.watch == watch.name).values(**values))
    return news


def _news(name: str, fresh: Sequence[queries.FoundClaim], state: dict[str, Any], *, first: bool) -> Iterable[News]:
    for claim in fresh:
        data = claim.data
        told = {"published": claim.published, "publisher": claim.publisher, "quote": claim.sentence}
        matter = f"{data['type']} {_who(data['actors'])} → {_who(data['recipients'])}"
        yield News(
            kind="claim",
            watch=name,
            what=f"{matter}: {data['status']}, {data['certainty']}",
            claim=claim.key,
            data=told,
        )
        height, known = rung(data["status"]), state["rungs"].get(matter)
        if data["certainty"] in ("CT-", "PR-") or claim.stance == "denies":
            yield News(kind="denial", watch=name, what=f"{matter} is denied", claim=claim.key, data=told)
        elif known is None or height > known:
            state["rungs"][matter] = height
            if known is not None:
                yield News(
                    kind="rung", watch=name, what=f"{matter} is now {data['status']}", claim=claim.key, data=told
                )
        source = claim.source and (claim.source.get("name") or claim.source.get("country"))
        if source and source not in state["sources"]:
            state["sources"].append(source)
            if not first:
                yield News(
                    kind="source",
                    watch=name,
                    what=f"{source} speaks of it for the first time",
                    claim=claim.key,
                    data=told,
                )


def _who(actors: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(sorted({a["country"] or a["name"] or "?" for a in actors})) or "?"


def _edits(
    connection: sa.Connection, name: str, keys: set[str], state: dict[str, Any], pattern: re.Pattern[str] | None
) -> list[News]:
    rows = (
        connection.execute(
            sa.select(t.edits).where(t.edits.c.n > state["edits"], t.edits.c.kind != "kept").order_by(t.edits.c.n)
        )
        .mappings()
        .all()
    )
    if rows:
        state["edits"] = rows[-1]["n"]
    return [
        News(
            kind="edit",
            watch=name,
            what=f"the sentence behind a claim was {row['kind']}",
            claim=row["claim_key"],
            data=blot({"before": row["before"], "after": row["after"]}, pattern),
        )
        for row in rows
        if row["claim_key"] in keys
    ]


def post(webhook: str, news: Sequence[News], settings: FetchSettings) -> None:
    """Post news to a webhook as one JSON object.

    Raises:
        FetchError: The webhook was refused or did not take them.
    """
    from onrecord.intake.fetch import post_json

    post_json(webhook, json.dumps({"news": [n.to_dict() for n in news]}, ensure_ascii=False).encode(), settings)
