"""Embargo clauses, groups and who is bound, with dates.

In: the tables `embargoes/*`. Out: an EmbargoTable. Look-ups that change with time take a day. What is not certain in
the tables (`recalled`, unchecked paragraphs, renewals not found) is handed on, never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from onrecord.domain.embargo import Clause, Direction, Exemption, Force, Group
from onrecord.knowledge.tables import Knowledge


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _first(value: Any) -> date:
    return date.fromisoformat(str(value))


def _clause(row: Mapping[str, Any], disputes: Mapping[str, str]) -> Clause:
    exempt = [
        Exemption(
            who=e["who"],
            places=tuple(e.get("places", ())),
            condition=e["condition"],
            first=_day(e["from"]),
            last=_day(e["to"]),
        )
        for e in row["exempt_recipients"]
    ]
    exempt += [
        Exemption(items=tuple(e["items"]), condition=e["condition"], paragraph=e["paragraph"])
        for e in row["exempt_items"]
    ]
    return Clause(
        id=row["id"],
        regime=row["regime"],
        instrument=row["instrument"],
        paragraph=str(row["paragraph"] or ""),
        paragraph_checked=bool(row["paragraph_checked"]),
        force=Force(row["force"]),
        known_from=_first(row["known_from"]),
        in_force_from=_first(row["in_force_from"]),
        in_force_to=_day(row["in_force_to"]),
        ended_by=row["ended_by"],
        verified_until=_day(row["verified_until"]),
        target=row["target"],
        target_scope=row["target_scope"],
        direction=Direction(row["direction"]),
        bound=tuple(row["bound"]),
        actions=frozenset(row["actions"]),
        items=tuple(row["items"]),
        items_except=tuple(row["items_except"]),
        exemptions=tuple((e["text"], str(e["paragraph"])) for e in row["exemptions"]),
        exempt=tuple(exempt),
        arguable=tuple((frozenset(a["items"]), a["note"]) for a in row["arguable_items"]),
        possible_only=row["possible_only"],
        areas=tuple(row["areas"]),
        geographic_scope=row["geographic_scope"],
        dispute=disputes[row["dispute"]] if row["dispute"] else None,
        notes=row["notes"],
        confidence=row["confidence"],
        sources=tuple((s["document"], s["read_at"]) for s in row["sources"]),
    )


class EmbargoTable:
    """All clauses, indexed by target."""

    def __init__(self, knowledge: Knowledge):
        disputes = knowledge.table("embargoes/disputes")["disputes"]
        rows = [
            row
            for name in knowledge.table("manifest")["tables"]
            if name.startswith("embargoes/")
            for row in knowledge.table(name).get("clauses", ())
        ]
        self.clauses: dict[str, Clause] = {row["id"]: _clause(row, disputes) for row in rows}
        groups = knowledge.table("embargoes/groups")
        self.groups: dict[str, Group] = {
            row["id"]: Group(
                id=row["id"],
                name=row["name"],
                country=row["country"],
                aliases=tuple(row["aliases"]),
                part_of=tuple(row.get("part_of", ())),
                states=frozenset(row.get("states", ())),
                governments=frozenset(row.get("governments", ())),
                governments_from=tuple((c, _first(d)) for c, d in row.get("governments_from", {}).items()),
            )
            for row in groups["groups"]
        }
        self.no_embargo: dict[str, str] = {row["target"]: row["note"] for row in groups["no_embargo"]}
        bodies = knowledge.table("embargoes/bodies")["bodies"]
        self._members: dict[str, tuple[tuple[str, date | None, date | None], ...]] = {
            name: tuple((r["country"], _day(r["from"]), _day(r.get("to"))) for r in bodies[name])
            for name in ("eu_member_states", "osce_participating_states", "late_un_members")
        }
        self._not_members = frozenset(bodies["not_un_members"])
        actions = knowledge.table("embargoes/actions")["actions"]
        self.goods_actions = frozenset(actions["goods"])
        self.sale_actions = frozenset(actions["sale"])
        self.services = frozenset(actions["services"])
        self.duties = frozenset(actions["duties"])
        self.personnel_raises = frozenset(actions["personnel_raises"])
        self._words: dict[str, str] = {word: name for name, words in actions["words"].items() for word in words}

    def action(self, word: str | None) -> str:
        """The action that a word of an act stands for; `supply` where none is told, the word itself where unknown."""
        if not word:
            return "supply"
        folded = word.strip().lower()
        return self._words.get(folded, self._words.get(folded.replace("_", " "), folded))

    def is_member(self, body: str, country: str, day: date) -> bool:
        """Whether a State was bound by a body's acts on a day: `all_member_states` is the United Nations."""
        if body == "all_member_states":
            late = [first for c, first, _ in self._members["late_un_members"] if c == country]
            return country not in self._not_members and not any(first and day < first for first in late)
        return any(
            c == country and (first is None or first <= day) and (last is None or day < last)
            for c, first, last in self._members.get(body, ())
        )

    def group(self, party: str | None) -> Group | None:
        """The group that `group:<id>`, a name or an alias stands for, or None."""
        if not party:
            return None
        folded = party.removeprefix("group:").lower()
        for group in self.groups.values():
            if folded == group.id or folded in (a.lower() for a in group.aliases):
                return group
        return None

    def wider(self, group: Group) -> frozenset[str]:
        """Ids of a group and of all groups that it is part of."""
        found = [group.id]
        for one in found:
            found.extend(p for p in self.groups[one].part_of if p not in found)
        return frozenset(found)


def embargo_table(knowledge: Knowledge) -> EmbargoTable:
    """The clauses that ship with the package, made once for each Knowledge."""
    return knowledge.made("embargoes", EmbargoTable)
