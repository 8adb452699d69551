"""Link: readings to events, origins and copies. The only entrance to linking; pure, and recomputable at will.

In: Readings and judgements of people. Out: Linked. Equal readings in any order give equal events. Nothing here opens a
store or changes a claim.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.event import Event, Judgement, Linked, event_id
from onrecord.domain.item import Item
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading
from onrecord.domain.report import Article
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.linking.corroboration import origins
from onrecord.linking.digest import Digest, digests, party
from onrecord.linking.duplicates import Copies, Text, find_copies
from onrecord.linking.events import Clusters, Kept
from onrecord.linking.ladder import disputes, highest, missing_rungs
from onrecord.linking.match import matcher
from onrecord.linking.texts import Weights, stem, words


def link(
    reports: Iterable[Reading],
    judgements: Iterable[Judgement] = (),
    *,
    knowledge: Knowledge | None = None,
    today: date | None = None,
) -> Linked:
    """Join claims of many readings to events.

    Args:
        reports: Readings; the order does not matter, and a report read twice counts once.
        judgements: What people said of pairs of claims; they override every score.
        knowledge: Tables to use; None takes those that ship with the package.
        today: The day for due dates that passed; None judges none.

    Returns:
        Events by first report, the judgements that joined claims, and pairs of reports that share text.
    """
    with _uncollected():
        linker = Linker(judgements, knowledge=knowledge, today=today)
        linker.add(reports)
        return linker.linked()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a search for cycles of objects: linking makes none, and what it makes it keeps."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Linker:
    """Readings linked, with more coming: adding or taking out a report looks again only at claims that it bears on.

    What `linked` gives is at any time what `link` gives for the same readings.
    """

    def __init__(
        self, judgements: Iterable[Judgement] = (), *, knowledge: Knowledge | None = None, today: date | None = None
    ):
        self.knowledge = knowledge or load_knowledge()
        self.today = today
        self._readings: dict[str, Reading] = {}
        self._events: dict[str, Event] = {}
        self._clusters = Clusters(matcher(self.knowledge, word_weights(self.knowledge)), judgements)

    def add(self, reports: Iterable[Reading]) -> int:
        """Add readings; one of a report that is known replaces it. Returns how many claims were looked at."""
        new = {r.report.id: r for r in reports}
        gone = [c.key for id_ in new if id_ in self._readings for c in self._readings[id_].claims]
        self._readings.update(new)
        told = digests(new.values(), self.knowledge.table("linking/weights")["launch_words"])
        self._clusters.update(told, gone)
        return self._settle()

    def remove(self, report: str) -> int:
        """Take out a report by its id. Returns how many claims were looked at; none where the report is not known."""
        reading = self._readings.pop(report, None)
        if reading is None:
            return 0
        self._clusters.update((), [c.key for c in reading.claims])
        return self._settle()

    def kept(self) -> dict[str, Kept]:
        """What a later run needs to take up where this one ends, by claim: see `link_again`."""
        return self._clusters.kept(c.key for r in self._readings.values() for c in r.claims)

    def _settle(self) -> int:
        """Work out the events of clusters that changed."""
        looked_at = self._clusters.looked_at
        voices = self.knowledge.table("linking/voices")
        heads = set(self._clusters.heads())
        for head in self._clusters.settled():
            if head in heads:
                self._events[head] = event_of(self._clusters.cluster(head).members, voices, self.today)
            else:
                self._events.pop(head, None)
        return looked_at

    def linked(self) -> Linked:
        """Events by first report, the judgements that joined claims, and pairs of reports that share text."""
        articles = [self._readings[id_].report for id_ in sorted(self._readings)]
        return Linked(
            events=tuple(sorted(self._events.values(), key=lambda e: (e.first_reported or date.max, e.id))),
            judgements=tuple(self._clusters.judgements),
            copies=copy_rows(articles, self.knowledge),
        )


@dataclass(frozen=True, kw_only=True)
class Relinked:
    """What came out otherwise than before.

    Attributes:
        events: Events that are new or others.
        gone: Ids of events that are no more.
        judgements: For each claim that was looked at why it joined, or None.
        kept: What to keep for the next run, by claim: of claims that came or moved.
        looked_at: How many claims were looked at.
    """

    events: tuple[Event, ...]
    gone: tuple[str, ...]
    judgements: Mapping[str, Judgement | None]
    kept: Mapping[str, Kept]
    looked_at: int


def link_again(
    kept: Mapping[str, Kept],
    added: Iterable[Reading],
    removed: Iterable[str],
    load: Callable[[str], Reading],
    judgements: Iterable[Judgement] = (),
    *,
    anew: Iterable[str] = (),
    knowledge: Knowledge,
    today: date | None = None,
) -> Relinked:
    """Link what changed since an earlier run; the outcome is what `link` gives for all readings as they stand.

    Args:
        kept: What the earlier run left, by claim.
        added: Readings that are new or read anew.
        removed: Keys of claims of those reports in the earlier run, and of reports that are no more.
        load: The reading of a report that did not change.
        judgements: What people said of pairs of claims; the same as in the earlier run.
        anew: Ids of events to work out whatever became of their claims: those with due dates, on another day.
        knowledge: Tables; the same as in the earlier run.
        today: The day for due dates that passed.
    """
    words_of = knowledge.table("linking/weights")["launch_words"]
    voices = knowledge.table("linking/voices")
    clusters = Clusters(matcher(knowledge, word_weights(knowledge)), judgements)
    clusters.restore(kept, lambda report: digests([load(report)], words_of))
    told = list(digests(added, words_of))
    clusters.update(told, removed)
    looked_at, explained = clusters.looked_at, clusters.explained
    again = set(anew)
    heads = set(clusters.heads())
    changed = clusters.settled() | {head for head in heads if event_id(head) in again} if again else clusters.settled()
    moved = {place[3] for head in changed & heads for place in clusters.places(head)}
    return Relinked(
        events=tuple(event_of(clusters.cluster(head).members, voices, today) for head in sorted(changed & heads)),
        gone=tuple(event_id(head) for head in sorted(changed - heads)),
        judgements={key: clusters.why(key) for key in sorted(explained)},
        kept=clusters.kept({*moved, *(d.key for d in told)}),
        looked_at=looked_at,
    )


def word_weights(knowledge: Knowledge) -> Weights:
    """How rare words are, by fixed counts: a score never hangs on which other reports are at hand."""

    def made(known: Knowledge) -> Weights:
        table, tuned = known.table("linking/words"), known.table("linking/weights")
        counts = dict(table["counts"])
        common = round(tuned["subject_share"] * table["texts"])
        for word in tuned["subject_words"]:
            for part in words(word):
                counts[stem(part)] = max(common, counts.get(stem(part), 0))
        return Weights((), counts, table["texts"])

    return knowledge.made("link_words", made)


def copies_of(articles: Iterable[Article], knowledge: Knowledge, *, aligned: bool = False) -> tuple[Copies, ...]:
    """Pairs of reports that share text."""
    texts = [
        Text(
            id=article.id,
            text=" ".join(b.span.of(article.text) for b in article.blocks if str(b.kind) != "boilerplate")
            or article.text,
            publisher=article.provenance.publisher,
            published=article.provenance.published,
        )
        for article in articles
    ]
    return find_copies(texts, aligned=aligned, formulas=knowledge.table("linking/formulas")["formulas"])


def copy_rows(articles: Iterable[Article], knowledge: Knowledge) -> tuple[dict[str, object], ...]:
    """Pairs of reports that share text, as data."""
    return tuple(_copy_row(c) for c in copies_of(articles, knowledge))


def _copy_row(copy: Copies) -> dict[str, object]:
    return {
        "earlier": copy.earlier,
        "later": copy.later,
        "order_known": copy.known,
        "kind": str(copy.kind),
        "jaccard": copy.jaccard,
        "containment": copy.containment,
    }


def event_of(members: Sequence[Digest], voices: dict[str, object], today: date | None = None) -> Event:
    """The event that one cluster of claims tells of."""
    found = origins(members, voices)
    status, certainty = highest(members)
    days = [m.published for m in members if m.published]
    types = [m.claim.type for m in members]
    polarity = "-" if all(m.claim.polarity == "-" for m in members) else "+"
    reasons = [Reason(rule="event.claims", note=f"{len(members)} claims of {len({m.report for m in members})} reports")]
    return Event(
        id=event_id(members[0].key),
        type=max(sorted(set(types)), key=types.count),
        actors=_parties(a for m in members for a in m.claim.actors),
        recipients=_parties(a for m in members for a in m.claim.recipients),
        intermediaries=_parties(a for m in members for a in m.claim.intermediaries),
        items=_items(i for m in members for i in m.claim.items),
        place=_place([m.claim.place for m in members if m.claim.place]),
        time=_time([m.claim.time for m in members if m.claim.time]),
        status=status,
        certainty=certainty,
        polarity=polarity,
        claims=tuple(m.key for m in members),
        n_reports=len({m.report for m in members}),
        n_outlets=len({m.outlet for m in members}),
        origins=found,
        disputes=disputes(members, found),
        first_reported=min(days) if days else None,
        last_reported=max(days) if days else None,
        missing_rungs=missing_rungs(members, today),
        reasons=tuple(reasons),
    )


def _parties(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each party once, in its fullest form, without the span of any one report."""
    best: dict[str, Actor] = {}
    for actor in actors:
        key = party(actor) or (actor.name or "?").casefold()
        held = best.get(key)
        if held is None or _fullness(actor) > _fullness(held):
            best[key] = Actor(
                name=actor.name,
                country=actor.country,
                role=actor.role,
                office=actor.office,
                id=actor.id,
                inferred=actor.inferred and (held is None or held.inferred),
            )
    return tuple(best.values())


def _fullness(actor: Actor) -> int:
    return 4 * (not actor.inferred) + 2 * (actor.office is not None) + (actor.id is not None) + (actor.name is not None)


def _items(items: Iterable[Item]) -> tuple[Item, ...]:
    best: dict[str, Item] = {}
    for item in items:
        held = best.get(item.item)
        if held is None or (held.quantity is None and item.quantity is not None):
            best[item.item] = item
    return tuple(best.values())


def _place(places: Sequence[Place]) -> Place | None:
    """The most precise place told, the commoner first."""
    if not places:
        return None
    names = [p.name for p in places]
    return max(places, key=lambda p: (p.geonames_id is not None, names.count(p.name)))


def _time(times: Sequence[Time]) -> Time | None:
    """The narrowest time told, the commoner first."""
    if not times:
        return None
    values = [t.value for t in times]
    fixed = [t for t in times if t.first and t.last]
    if not fixed:
        return times[0]

    def width(time: Time) -> int:
        return (time.last - time.first).days if time.first and time.last else 10**6

    return min(fixed, key=lambda t: (width(t), -values.count(t.value)))
