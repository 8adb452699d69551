"""Classes of items that frames ask for: goods, arms, weapons, things to launch.

In: the item table and `events/frames`. Out: Goods, a few sets of item ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.knowledge.tables import Knowledge


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Item ids by what frames ask of them."""

    goods: frozenset[str]
    arms: frozenset[str]
    weapons: frozenset[str]
    launchable: frozenset[str]

    def is_goods(self, item: str) -> bool:
        """Whether it is something that can be supplied: no service, no people."""
        return item in self.goods

    def is_arms(self, item: str) -> bool:
        return item in self.arms

    def is_weapon(self, item: str) -> bool:
        """Whether it is used to strike, and not merely military."""
        return item in self.weapons

    def is_launchable(self, item: str) -> bool:
        return item in self.launchable


def load_goods(knowledge: Knowledge) -> Goods:
    """The classes of the knowledge."""
    rows = knowledge.table("items/items")["categories"]
    frames = knowledge.table("events/frames")
    goods = frozenset(row["id"] for row in rows if row["kind"] in ("goods", "technology"))
    arms = frozenset(row["id"] for row in rows if row.get("arms"))
    return Goods(
        goods=goods,
        arms=arms,
        weapons=arms & goods - frozenset(frames["no_weapon_items"]),
        launchable=frozenset(frames["launchable_items"]),
    )
