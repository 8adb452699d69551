"""Embargo clauses: what is forbidden, to whom, from when to when; and acts that are held against them.

Obligations bind States (and persons under a State's or the Union's law); a report is no proof and no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onrecord.domain.certainty import Certainty, Status


class Force(StrEnum):
    """What a clause does. Only a binding one can be breached."""

    BINDING = "binding"
    NOTIFICATION = "notification"
    RECOMMENDATORY = "recommendatory"
    POLITICAL = "political"
    AUTHORISATION = "authorisation"


class Direction(StrEnum):
    """Which way goods go, seen from the target."""

    IMPORT = "import_to_target"
    EXPORT = "export_from_target"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """Who or what is exempt, by date. `who`: government, government_security_forces, member_state (with `places`), or
    None where it is a kind of goods (`items`). `condition`: `none` where nothing more is asked, else in words."""

    condition: str
    who: str | None = None
    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    paragraph: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it applied on a day; `last` is the first day without it."""
        return (self.first is None or self.first <= day) and (self.last is None or day < self.last)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One paragraph of one instrument.

    Attributes:
        id, regime, instrument, paragraph: What to cite; regime is UN, EU or OSCE.
        paragraph_checked: Whether a page that was read ties this paragraph number to this rule.
        known_from: First day on which the clause, or its return, was known.
        in_force_from, in_force_to: Half-open; None means no end known.
        verified_until: Last day that a source that was read covers, for clauses that need renewal.
        target: ISO 3166-1 alpha-3, or `group:<id>`.
        target_scope: whole_state, designated, non_government_forces or area.
        bound: all_member_states, target, eu_member_states, osce_participating_states.
        actions, items, items_except: What is covered; ids of categories or sets of goods.
        exemptions: In own words, with paragraph. exempt: the same where code can read it.
        arguable: Goods that only arguably fall under it, with the ground.
        possible_only: Why it is never more than possible, or None.
        areas: Names of places inside a sub-national scope; empty where the scope is no area.
        dispute: Text of a dispute on whether it applies, or None.
        confidence: verified_text, secondary or recalled.
        sources: Documents, each with the address where it was read, or None where it was not.
    """

    id: str
    regime: str
    instrument: str
    paragraph: str
    paragraph_checked: bool
    force: Force
    known_from: date
    in_force_from: date
    in_force_to: date | None
    ended_by: str | None
    verified_until: date | None
    target: str
    target_scope: str
    direction: Direction
    bound: tuple[str, ...]
    actions: frozenset[str]
    items: tuple[str, ...]
    items_except: tuple[str, ...]
    exemptions: tuple[tuple[str, str], ...]
    exempt: tuple[Exemption, ...]
    arguable: tuple[tuple[frozenset[str], str], ...]
    possible_only: str | None
    areas: tuple[str, ...]
    geographic_scope: str | None
    dispute: str | None
    notes: str | None
    confidence: str
    sources: tuple[tuple[str, str | None], ...]

    @property
    def citation(self) -> str:
        """Instrument and paragraph as they are printed; unchecked numbers say so."""
        word = "Article" if self.regime == "EU" else "paragraph"
        number = f"{word} {self.paragraph}" if self.paragraph[:1].isdigit() else f"({self.paragraph})"
        name, _, rest = self.instrument.partition(";")
        again = f", {rest.strip()}" if rest else ""
        return f"{name} {number}{'' if self.paragraph_checked else ' (paragraph not checked)'}{again}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A target that is no State. `part_of`: wider groups; `states`: States that it consists of; `governments`: States
    whose own forces belong to it; `governments_from`: the same since a day."""

    id: str
    name: str
    country: str | None
    aliases: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    governments: frozenset[str] = frozenset()
    governments_from: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is held against the clauses: who supplies what to whom on which day.

    Attributes:
        id: Name in the findings.
        first, last: First and last day that it may have happened on; equal where the day is known.
        action: supply, sale, transit, training, financing … or None (goods: supply).
        supplier, recipient: alpha-3 or `group:<id>`, or None where not told.
        intermediaries: The same, for those the goods go through.
        items: Ids of categories of goods.
        end_place: Where the goods end: a place name, alpha-3 or `group:<id>`; None where not told.
        status, certainty: How far and how sure the claims behind it are; None for an act without a report.
        origins: Number of independent origins behind it; None for an act without a report.
    """

    id: str
    first: date
    last: date
    action: str | None = None
    supplier: str | None = None
    recipient: str | None = None
    intermediaries: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    end_place: str | None = None
    status: Status | None = None
    certainty: Certainty | None = None
    origins: int | None = None
