"""Whether the target of a clause stands on one side of an act, and whom the clause binds in it.

In: an Act, a Clause and the embargo table. Out: Sides (which side, what is uncertain) and the States that are bound.
A middle country changes nothing by itself: it is bound too, and raises the question where the goods end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from onrecord.domain.embargo import Act, Clause, Direction
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.embargoes import EmbargoTable
from onrecord.knowledge.folding import key
from onrecord.knowledge.tables import Knowledge


@dataclass(frozen=True, kw_only=True)
class Side:
    """The target on one side of an act: `import` as receiver, `export` as giver. `government`: it is the State itself.
    `missing`: what would have to be known for it to be plain."""

    way: Direction
    note: str
    government: bool = False
    missing: str | None = None


def country_of(place: str | None, knowledge: Knowledge) -> str | None:
    """The country whose code or name a place is, or None: *SDN*, *Sudan*."""
    if not place:
        return None
    if len(place) == 3 and place.isupper() and place.isalpha():
        return place
    for entry in actor_table(knowledge).named(key(place)):
        if entry.kind == "country" and entry.country:
            return entry.country
    return None


def sides(act: Act, clause: Clause, table: EmbargoTable, knowledge: Knowledge) -> tuple[Side, ...]:
    """The sides on which the clause's target stands; empty where it stands on none that the clause speaks of."""
    found: list[Side] = []
    if clause.direction in {Direction.IMPORT, Direction.BOTH} and not _same(act.supplier, clause, table, act.first):
        side = _side(act.recipient, act, clause, table, knowledge, Direction.IMPORT) or _by_end_place(
            act, clause, table, knowledge
        )
        if side is not None:
            found.append(side)
    if clause.direction in {Direction.EXPORT, Direction.BOTH} and not _same(act.recipient, clause, table, act.first):
        side = _side(act.supplier, act, clause, table, knowledge, Direction.EXPORT)
        if side is not None:
            found.append(side)
    return tuple(found)


def _same(party: str | None, clause: Clause, table: EmbargoTable, day: date) -> bool:
    """Whether a party is the clause's target State itself, so that nothing crosses the border."""
    return party is not None and party == clause.target


def _side(
    party: str | None, act: Act, clause: Clause, table: EmbargoTable, knowledge: Knowledge, way: Direction
) -> Side | None:
    if party is None:
        return None
    group = table.group(party)
    role = "receives" if way is Direction.IMPORT else "gives"
    if not clause.target.startswith("group:"):
        if party == clause.target:
            return Side(way=way, note=f"{party} {role}, and is the clause's target", government=True)
        if group is not None and group.country == clause.target and clause.target_scope in {"whole_state", "area"}:
            return Side(way=way, note=f"{group.name} {role} in {clause.target}, and the clause covers all of it")
        return None
    target = table.groups[clause.target.removeprefix("group:")]
    if group is not None:
        if target.id not in table.wider(group):
            return None
        side = Side(way=way, note=f"{group.name} {role}, and is the clause's target")
        return _in_area(side, act, clause, target.country, knowledge)
    if party in target.states:
        return Side(way=way, note=f"{party} {role}, and belongs to the clause's target ({target.name})")
    if party in target.governments:
        side = Side(
            way=way, note=f"{party} {role}; its forces belong to the clause's target ({target.name})", government=True
        )
        return _in_area(side, act, clause, party, knowledge)
    for country, since in target.governments_from:
        if party == country and act.last >= since:
            return Side(
                way=way,
                note=f"{party} {role}; members of {target.name} have governed it since {since}",
                missing="whether a listed person or body receives the goods",
            )
    return None


def _in_area(side: Side, act: Act, clause: Clause, country: str | None, knowledge: Knowledge) -> Side | None:
    """The side as far as the goods end inside a sub-national scope; None where they end outside it."""
    if not clause.areas:
        return side
    place = act.end_place
    if place and _named(place, clause.areas):
        return replace(side, note=f"{side.note}; the goods end in {place}, inside the clause's scope")
    if place is None or country_of(place, knowledge) == country:
        told = f"only {place} is told" if place else "no end place is told"
        scope = clause.geographic_scope or "a part of the country"
        return replace(
            side, note=f"{side.note}; scope: {scope}; {told}", missing="where the goods end (end place needed)"
        )
    return None


def _named(place: str, areas: tuple[str, ...]) -> bool:
    folded = place.casefold()
    return any(folded == area.casefold() or area.casefold() in folded.split(", ") for area in areas) or any(
        f" {area.casefold()}" in f" {folded}" for area in areas
    )


def _by_end_place(act: Act, clause: Clause, table: EmbargoTable, knowledge: Knowledge) -> Side | None:
    """The target as the place where the goods end, whoever is named as receiver."""
    place = act.end_place
    if place is None:
        return None
    note = f"the goods end in {place}"
    missing = "who receives the goods in the end"
    group = table.group(place) if place.startswith("group:") else None
    if clause.target.startswith("group:"):
        target = table.groups[clause.target.removeprefix("group:")]
        stranger = table.group(act.recipient) is None and act.recipient not in target.governments
        inside = bool(clause.areas) and _named(place, clause.areas) and stranger
        if inside or (group is not None and target.id in table.wider(group)):
            return Side(way=Direction.IMPORT, note=note, missing=missing)
        return None
    if country_of(place, knowledge) == clause.target or (group is not None and group.country == clause.target):
        return Side(way=Direction.IMPORT, note=note, missing=missing)
    return None


def bound_states(act: Act, clause: Clause, side: Side, table: EmbargoTable) -> tuple[tuple[str, ...], str | None]:
    """The States that a clause binds in an act, and what is missing where nobody can be named.

    Returns:
        Alpha-3 codes, the other side first, then those in the middle, then the target where it is bound itself. The
        second part is None where a party other than a middleman is bound.
    """
    other = act.supplier if side.way is Direction.IMPORT else act.recipient
    target = act.recipient if side.way is Direction.IMPORT else act.supplier
    bodies = [b for b in clause.bound if b != "target"]
    found: list[str] = []

    def binds(party: str | None) -> bool:
        return (
            party is not None
            and len(party) == 3
            and party.isupper()
            and any(table.is_member(body, party, act.last) for body in bodies)
        )

    missing: str | None = None
    if binds(other) and other is not None:
        found.append(other)
    elif "target" not in clause.bound or not target:
        missing = "who gives the goods" if side.way is Direction.IMPORT else "who takes the goods"
    found.extend(p for p in act.intermediaries if binds(p) and p not in found and p != clause.target)
    if "target" in clause.bound and target and len(target) == 3 and target not in found:
        found.append(target)
    return tuple(found), missing
