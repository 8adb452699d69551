"""What matching looks at in a claim, worked out once.

In: Readings. Out: Digests: parties, goods, place, days, words and numbers of each claim, and the attribution behind it.
Days come from the claim's own time; a claim without one has none, and its report's date is kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import HAPPENED
from onrecord.domain.claim import Claim
from onrecord.domain.reading import Reading
from onrecord.domain.times import Time
from onrecord.linking.texts import stem, subject, words

#: Ids of persons are Wikidata's.
_PERSON = re.compile(r"Q\d+$")
#: How many words before a trigger tell whether one happening is meant or many.
_BEFORE = 4
_AFTER = 3
#: How many words on either side of a trigger are its own surroundings in a long sentence.
_AROUND = 8
#: How many words behind a trigger tell what was done to what, inside its clause, and how many before it by whom.
_BEHIND = 8
_AHEAD = 4
_CLAUSE_END = re.compile(r"[;:,.—]| (?:and|but|after|before|while|as|which|that|who) ")
#: The weekday of tomorrow, looked for in the past.
_DAYS_BACK = 6
#: Parts of a day in TIMEX3 values that reach into the day before or after, by clocks elsewhere.
_PARTS_OF_DAY = {"EV": (0, 1), "NI": (0, 1), "MO": (1, 0)}
_EARLIER = re.compile(r"\bearlier\b", re.IGNORECASE)
#: How many days before a report what it tells as news may have happened.
_NEWS = 2
_FIXED = re.compile(r"\d|\b(?:last|ago|past)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """One claim as matching sees it. `days` is the window of its own time; `exact` marks a single day.
    `before` are the words just before and in the trigger, `after` those just behind it, `near` the stems of
    those around it that tell of a subject, `ahead` and `behind` of those by its side in its own clause, parties among
    them, `plain` the sentence as bare words."""

    claim: Claim
    key: str
    report: str
    outlet: str
    published: date | None
    chain: tuple[Attribution, ...]
    actors: frozenset[str]
    recipients: frozenset[str]
    actor_countries: frozenset[str]
    recipient_countries: frozenset[str]
    people: frozenset[str]
    met: frozenset[str]
    persons: frozenset[str]
    doers: frozenset[str]
    items: frozenset[str]
    place: str | None
    place_country: str | None
    spot: tuple[float, float] | None
    days: tuple[date, date] | None
    exact: bool
    word: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    near: frozenset[str]
    ahead: frozenset[str]
    behind: frozenset[str]
    plain: str
    vector: frozenset[str]
    numbers: frozenset[float]
    speaker: str | None
    sentence: str
    same_as: frozenset[str]

    @property
    def happened(self) -> bool:
        return self.claim.status in HAPPENED

    @property
    def countries(self) -> frozenset[str]:
        return self.actor_countries | self.recipient_countries


def party(actor: Actor) -> str | None:
    """A name for a party that holds across reports: its country, else its id, else its last name.

    None for words that name nobody in particular (*people*, *banks*): two reports never share such a party.
    """
    if actor.country:
        return actor.country
    if actor.id:
        return actor.id
    return last_name(actor.name) if actor.name and not actor.name.islower() else None


def _days(time: Time | None, text: str, published: date | None) -> tuple[date, date] | None:
    """The days that a claim tells, or None where they are not sure.

    A day six back that no figure tells (*on Sunday*, on a page of Saturday) is as likely tomorrow's, by the clock of
    where it happened: what American pages of Saturday print may have been Sunday in Korea. What happened in the evening
    or at night may be the next day's elsewhere, and what happened in the morning the last day's.
    """
    if time is None or time.first is None or time.last is None:
        return None
    if time.span is not None and published is not None and _EARLIER.search(time.span.of(text)):
        # *earlier this month*: not in the days of the news
        last = published - timedelta(days=_NEWS)
        if time.first <= last < time.last:
            return time.first, last
    if time.first == time.last and time.span is not None and published is not None:
        told = time.span.of(text)
        if (published - time.first).days == _DAYS_BACK and not _FIXED.search(told):
            return None
        part = time.value.partition("T")[2][:2]
        if part in _PARTS_OF_DAY:
            before, after = _PARTS_OF_DAY[part]
            return time.first - timedelta(days=before), time.last + timedelta(days=after)
    return time.first, time.last


def _own_words(claim: Claim, text: str) -> frozenset[str]:
    """Stems of the words that name the deed and its parties: they are compared as such, not as words."""
    spans = [claim.trigger, *(a.span for a in (*claim.actors, *claim.recipients) if a.span)]
    return frozenset(stem(w) for span in spans for w in words(span.of(text)))


def _clause(text: str) -> list[str]:
    """The words of a text up to the end of its first clause."""
    return words(_CLAUSE_END.split(text, maxsplit=1)[0])


def _launched(claim: Claim, trigger: list[str], launch_words: Mapping[str, str]) -> frozenset[str]:
    """What a launch is of by its own words: a nuclear test is no missile test."""
    if claim.type != "LAUNCH":
        return frozenset()
    return frozenset(launch_words[w.removesuffix("s")] for w in trigger if w.removesuffix("s") in launch_words)


def last_name(name: str | None) -> str | None:
    parts = words(name or "")
    return parts[-1] if parts else None


def _is_person(actor: Actor) -> bool:
    """Whether an actor is a person known by office or name; countries and bodies have ids of their own."""
    return bool(actor.name) and (actor.office is not None or bool(_PERSON.match(actor.id or "")))


def _may_be_person(actor: Actor) -> bool:
    """Whether an actor is a person, or a name that no country or table knows."""
    return _is_person(actor) or (bool(actor.name) and not actor.country and not (actor.name or "").islower())


def digests(readings: Iterable[Reading], launch_words: Mapping[str, str] | None = None) -> Iterator[Digest]:
    """All claims of all readings; `launch_words` as in the table `linking/weights`."""
    for reading in readings:
        yield from of_reading(reading, launch_words or {})


def of_reading(reading: Reading, launch_words: Mapping[str, str]) -> Iterator[Digest]:
    """The claims of one reading."""
    text = reading.report.text
    report = reading.report.id
    told = reading.report.provenance
    by_id = {a.id: a for a in reading.attributions}
    keys = {c.id: c.key for c in reading.claims}
    same: dict[str, set[str]] = {}
    for relation in reading.relations:
        if relation.type == "same_event" and relation.origin in keys and relation.target in keys:
            same.setdefault(relation.origin, set()).add(keys[relation.target])
            same.setdefault(relation.target, set()).add(keys[relation.origin])
    for claim in reading.claims:
        chain = tuple(by_id[a] for a in claim.chain if a in by_id)
        sentence = claim.sentence.of(text)
        tokens = words(sentence)
        place = claim.place
        days = _days(claim.time, text, told.published)
        trigger = words(claim.trigger.of(text))
        left = words(text[claim.sentence.start : claim.trigger.start])
        right = words(text[claim.trigger.end : claim.sentence.end])[:_AROUND]
        around = (*left[-_AROUND:], *trigger, *right)
        speaker = chain[-1].speaker if chain else None
        own = _own_words(claim, text)
        yield Digest(
            claim=claim,
            key=claim.key,
            report=report,
            outlet=told.publisher or report,
            published=told.published,
            chain=chain,
            actors=frozenset(p for a in claim.actors if (p := party(a))),
            recipients=frozenset(p for a in claim.recipients if (p := party(a))),
            actor_countries=frozenset(a.country for a in claim.actors if a.country),
            recipient_countries=frozenset(a.country for a in claim.recipients if a.country),
            people=frozenset(n for a in claim.actors if _is_person(a) and (n := last_name(a.name))),
            met=frozenset(n for a in (*claim.actors, *claim.recipients) if _is_person(a) and (n := last_name(a.name))),
            persons=frozenset(
                n for a in (*claim.actors, *claim.recipients) if _may_be_person(a) and (n := last_name(a.name))
            ),
            doers=frozenset(n for a in claim.actors if (n := a.id or last_name(a.name))),
            items=frozenset(i.item for i in claim.items) or _launched(claim, trigger, launch_words),
            place=place.name.casefold() if place else None,
            place_country=place.country if place else None,
            spot=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
            days=days,
            exact=days is not None and days[0] == days[1],
            word=stem(trigger[-1]) if trigger else "",
            before=(*left[-_BEFORE:], *trigger),
            after=tuple(right[:_AFTER]),
            near=subject(around) - own,
            ahead=subject(left[-_AHEAD:]),
            behind=subject(_clause(text[claim.trigger.end : claim.sentence.end])[:_BEHIND]),
            plain=" ".join(tokens),
            vector=subject(tokens) - own,
            numbers=frozenset(
                v
                for i in claim.items
                if i.quantity
                for v in (i.quantity.value, i.quantity.low, i.quantity.high)
                if v is not None and v > 2
            ),
            speaker=(last_name(speaker.name) or speaker.country) if speaker else None,
            sentence=sentence,
            same_as=frozenset(same.get(claim.id, ())),
        )
