"""Actors by name and date: countries, bodies, groups, companies, outlets, and persons with their offices.

In: the table `actors/index`, compiled from `resources/actors/`. Out: entries for folded names, and what a person was
on a day. Everything that changes with time takes a date; None means that the date is not known, and then only what
holds without one is said. It does not look at sentences: whether words stand for an actor is decided in reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from onrecord.knowledge.folding import key, pieces, skeleton
from onrecord.knowledge.tables import Knowledge


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name may stand for.

    Attributes:
        form: The name as written in the table; its capitals must be met.
        kind: country, demonym, people, metonym, organisation, outlet, person or user.
        id: Id in the tables.
        name: Neutral name of what it stands for.
        country: ISO 3166-1 alpha-3, or None.
        role: Sector, or None.
        subkind: state, de_facto_state, union, armed_group, arms_firm … as in the tables.
        valid_from, valid_to: ISO days between which the name meant this, or None.
        person: Number of the person, or -1.
    """

    form: str
    kind: str
    id: str
    name: str
    country: str | None
    role: str | None
    subkind: str = ""
    valid_from: str | None = None
    valid_to: str | None = None
    person: int = -1


@dataclass(frozen=True, slots=True)
class Office:
    """One office of one person; `first` and `last` are ISO dates of any precision; `last` None with `seen` is open."""

    title: str | None
    role: str | None
    country: str | None
    organisation: str | None
    first: str
    last: str | None
    seen: str | None

    def holds(self, day: str) -> bool:
        """Whether it is known to have been held on an ISO day."""
        if day[: len(self.first)] < self.first:
            return False
        end = self.last or self.seen
        return end is None or day[: len(end)] <= end


@dataclass(frozen=True, slots=True)
class Person:
    """A person and the offices known, oldest first."""

    id: str
    name: str
    country: str | None
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person was on a day: role and office, None where not known."""

    role: str | None
    office: str | None
    country: str | None


_STATES = ("state", "territory", "state_partly_recognised", "state_disputed")
#: Offices in this order speak for the person where several are held at once.
_RANK = ("president", "prime minister", "king", "supreme leader", "chancellor", "premier")


class ActorTable:
    """Look-ups over the compiled table. Built once; look-ups are dictionary reads."""

    def __init__(self, data: Mapping[str, Any]):
        self._refs: list[list[Any]] = data["refs"]
        self._forms: Mapping[str, list[list[Any]]] = data["forms"]
        self._starts: Mapping[str, int] = data["starts"]
        self._persons: list[list[Any]] = data["persons"]
        self._skeletons: Mapping[str, list[int]] = data["skeletons"]
        self._surnames: Mapping[str, list[int]] = data["surnames"]
        self._of_family: dict[str, tuple[int, ...]] = {}
        self._holders: Mapping[str, list[int]] = data["holders"]
        self.variants: Mapping[str, str] = data["variants"]
        #: PLOVER's code (UNO, EUR) of a body by its id.
        self.bodies: Mapping[str, str] = data["bodies"]
        #: Peoples of several states: the states, those first that a bare name means first (`countries`, by rank), and
        #: those in which their forces are not the state's (`irregular`).
        self.spread: Mapping[str, Mapping[str, list[Any]]] = data["spread"]
        #: Entries of the names that were asked for, no more of them than the table has.
        self._named: dict[str, tuple[Entry, ...]] = {}
        self._users: Mapping[str, list[list[str]]] = {}
        self._user_rows: Mapping[str, list[Any]] = {}
        self._user_starts: dict[str, int] = {}
        self._user_persons: dict[str, int] = {}

    def longest(self, words: Sequence[str], at: int) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        """Entries for the folded pieces that begin at `at`, longest name first, each with its number of pieces."""
        first = words[at]
        most = max(self._starts.get(first, 0), self._user_starts.get(first, 0))
        for size in range(min(most, len(words) - at), 0, -1):
            found = self.named(first if size == 1 else " ".join(words[at : at + size]))
            if found:
                yield size, found

    def named(self, name_key: str) -> tuple[Entry, ...]:
        """All entries under a folded name, those of the user's list first."""
        shipped = self._named.get(name_key)
        if shipped is None:
            rows = self._forms.get(name_key)
            if rows is None:
                shipped = ()
            else:
                shipped = self._named[name_key] = tuple(self._entry(row) for row in rows)
        own = self._users.get(name_key)
        return shipped if own is None else tuple(self._user_entry(id_, form) for id_, form in own) + shipped

    def _entry(self, row: Sequence[Any]) -> Entry:
        form, kind, ref, first, last, role = row
        if kind == "person":
            person = self._persons[ref]
            return Entry(form, kind, person[0], person[1], person[2], None, "", None, None, ref)
        id_, name, country, own_role, subkind = self._refs[ref]
        return Entry(form, kind, id_, name, country, role or own_role, subkind, first, last)

    def add_users(self, kept: Mapping[str, Any]) -> None:
        """Look names up in a user's kept list too, before the shipped ones; see `onrecord.knowledge.userlist`."""
        self._users, self._user_rows = kept["names"], kept["entries"]
        starts = self._user_starts
        for name_key in self._users:
            start, size = name_key.split(" ", 1)[0], name_key.count(" ") + 1
            if size > starts.get(start, 0):
                starts[start] = size

    def _user_entry(self, id_: str, form: str) -> Entry:
        name, _, country, role, kind, _, first, last = self._user_rows[id_]
        if kind != "person":
            return Entry(form, "user", id_, name, country, role, kind, first, last)
        number = self._user_persons.get(id_)
        if number is None:
            number = len(self._persons)
            self._user_persons[id_] = number
            office = self._user_rows[id_][5]
            self._persons = [
                *self._persons,
                [id_, name, country, [[office, role, country, None, first or "", last, None]]],
            ]
        return Entry(form, "person", id_, name, country, role, "user", first, last, number)

    def person(self, number: int) -> Person:
        """The person of an entry."""
        id_, name, country, offices = self._persons[number]
        return Person(id_, name, country, tuple(Office(*office) for office in offices))

    def persons(self, name: str) -> tuple[Person, ...]:
        """Persons whose full name is spelt so, or differs only by transliteration."""
        parts = " ".join(skeleton(piece, self.variants) for piece in pieces(name))
        return tuple(self.person(number) for number in self._skeletons.get(parts, ()))

    def surnamed(self, surname: str, day: date | None) -> Person | None:
        """The holder of a leading office who is meant by a bare family name on a day; None where that is not plain."""
        parts = " ".join(skeleton(piece, self.variants) for piece in pieces(surname))
        numbers = self._surnames.get(parts, ())
        if day is None:
            return self.person(numbers[0]) if len(numbers) == 1 else None
        told = day.isoformat()
        holders = [p for p in map(self.person, numbers) if any(o.holds(told) for o in p.offices)]
        if not holders and len(numbers) == 1 and not self._serves(parts, told):
            holders = [self.person(numbers[0])]
        return holders[0] if len(holders) == 1 else None

    def _serves(self, surname: str, told: str) -> bool:
        """Whether anybody of a family name serves on a day: then it is not plain that one out of office is meant."""
        return any(office.holds(told) for n in self._families(surname) for office in self.person(n).offices)

    def _families(self, surname: str) -> tuple[int, ...]:
        """All persons of a family name, leading or not; looked for once a name."""
        if surname not in self._of_family:
            numbers = (n for name, held in self._skeletons.items() if name.endswith(f" {surname}") for n in held)
            self._of_family[surname] = tuple(numbers)
        return self._of_family[surname]

    def holder(self, country: str, titles: Iterable[str], day: date | None) -> Person | None:
        """Who alone held one of the offices of a country on a day; None where nobody or more than one is known."""
        if day is None:
            return None
        told = day.isoformat()
        found = {
            number
            for title in titles
            for number in self._holders.get(f"{country} {title}", ())
            if any(
                o.country == country and o.title and key(o.title) == title and o.holds(told)
                for o in self.person(number).offices
            )
        }
        return self.person(found.pop()) if len(found) == 1 else None

    def standing(self, person: Person, day: date | None) -> Standing:
        """Role and office of a person on a day.

        In office: its role and title. Between or after offices: ELI, no office. Before the first known one, or after
        the last day for which an open office is vouched for: None. Without a date: the role of an office not known to
        have ended, and no office; ELI where all have ended.
        """
        if day is None:
            current = [o for o in person.offices if o.last is None]
            if current:
                best = max(current, key=lambda o: o.first)
                return Standing(best.role, None, best.country)
            return Standing("ELI", None, person.country)
        told = day.isoformat()
        held = [o for o in person.offices if o.holds(told)]
        if held:
            best = min(held, key=_rank)
            return Standing(best.role, best.title, best.country)
        before = [o for o in person.offices if o.first <= told]
        if not before:
            return Standing(None, None, person.country)
        latest = max(before, key=lambda o: o.first)
        if latest.last is None:
            # The post was not seen to end; the tables only cease to vouch for it.
            return Standing(latest.role, None, latest.country)
        return Standing("ELI", None, person.country)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Alpha-3 code by folded name, alpha-2 and alpha-3 code, as users write countries."""
        states = [row for row in self._refs if row[2] and row[4] in _STATES]
        found = {key(row[1]): row[2] for row in states}
        for name, rows in self._forms.items():
            for row in rows:
                if row[1] == "country" and self._refs[row[2]][4] in _STATES:
                    found.setdefault(name, self._refs[row[2]][2])
        found.update({row[0].lower(): row[2] for row in states})
        found.update({row[2].lower(): row[2] for row in states})
        return found

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """Neutral name by alpha-3 code of each state or territory."""
        return {row[2]: row[1] for row in self._refs if row[2] and row[4] in _STATES}

    @cached_property
    def alpha_2(self) -> Mapping[str, str]:
        """ISO 3166-1 alpha-2 code by alpha-3 code of each state or territory."""
        return {row[2]: row[0] for row in self._refs if row[2] and row[4] in _STATES}


def _rank(office: Office) -> tuple[int, str]:
    title = (office.title or "~").lower()
    place = next((i for i, word in enumerate(_RANK) if title == word or title == f"acting {word}"), len(_RANK))
    return (place + (0 if office.title else 1), title)


def actor_table(knowledge: Knowledge) -> ActorTable:
    """The table of actors of a knowledge with its user's list, built on first use and kept with it."""
    return knowledge.made("actors", _open)


def _open(knowledge: Knowledge) -> ActorTable:
    table = ActorTable(knowledge.table("actors/index"))
    if knowledge.user_list is not None:
        from onrecord.knowledge.userlist import open_list

        table.add_users(open_list(knowledge.user_list))
    return table
