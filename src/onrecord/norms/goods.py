"""Whether goods or services of an act fall under a clause.

In: a Clause, an item id and the item table. Out: a Fit: plainly, arguably, or not. Unknown kinds (*arms* under a clause
for some arms) and lists that turn on a fact (range of a drone) are arguable, with the ground.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.domain.embargo import Clause
from onrecord.knowledge.items import ItemTable

#: Items that are services, and the action of clauses that forbids them.
SERVICES = {
    "military_training": "training",
    "technical_assistance": "technical_assistance",
    "financing": "financing",
    "brokering": "brokering",
    "labour": "labour",
    "joint_venture": "joint_venture",
    "scientific_cooperation": "scientific_cooperation",
    "ship_to_ship": "ship_to_ship",
    "military_personnel": "mercenary_personnel",
}


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How an item fits a clause. `plain` is False where it is arguable; `missing` says what would have to be known;
    `unspecified` marks that only the kind of goods is missing."""

    plain: bool
    note: str
    missing: str | None = None
    unspecified: bool = False


def fit(clause: Clause, item: str, table: ItemTable) -> Fit | None:
    """How an item falls under the goods that a clause names, or None where it does not."""
    members = table.members(clause.items)
    excepted = table.members(clause.items_except)
    line = table.ancestors(item) or (item,)
    if any(one in excepted for one in line):
        return None
    inside = next((one for one in line if one in members), None)
    name = table.categories[item].name if item in table.categories else item
    if inside is not None:
        under = "itself" if inside == item else f"as part of {inside}"
        note = f"{name}: covered by {', '.join(clause.items)} ({under})"
        fact = _turns_on_a_fact(clause, item, table)
        if fact is not None:
            return Fit(plain=False, note=note, missing=fact)
        if excepted & table.narrower(item):
            return Fit(plain=False, note=note, missing="what kind of goods it was", unspecified=True)
        return Fit(plain=True, note=note)
    if table.narrower(item) & members:
        return Fit(
            plain=False,
            note=f"{name}: may include goods that the clause names",
            missing="what kind of goods it was",
            unspecified=True,
        )
    if item in table.categories and set(table.categories[item].arguable_in) & set(clause.items):
        ground = table.categories[item].note or "it depends on what the goods are made for"
        return Fit(
            plain=False, note=f"{name}: {ground}", missing="whether the goods were specially designed for military use"
        )
    for items, ground in clause.arguable:
        if item in items:
            return Fit(plain=False, note=f"{name}: {ground}", missing="whether the clause reaches such goods at all")
    return None


def _turns_on_a_fact(clause: Clause, item: str, table: ItemTable) -> str | None:
    """What must be shown where the item stands only on a list with thresholds, as range and payload of missiles."""
    other = [one for one in clause.items if one != "mtcr_items"]
    if "mtcr_items" not in clause.items or item in table.members(other):
        return None
    told = table.categories[item].mtcr if item in table.categories else None
    if told and any(word in told for word in (" if ", "some", " by range")):
        return f"whether the goods meet the missile-technology list ({told})"
    return None
