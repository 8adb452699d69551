"""Goods: categories of items, the names that reports give them, and how they nest.

In: the tables `items/items` (categories and names), `items/sets` (unions that embargo clauses use) and `items/words`
(how noun phrases of goods are read). Out: an ItemTable.

Names are compared word by word after folding: case, accents, hyphens, the plural and British or American spelling do
not matter. A name with a capital letter needs a capital in the text. It knows no context; `reading.items` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from onrecord.knowledge.tables import Knowledge

#: Words whose folded form is kept.
_MOST_FOLDED = 20_000
_PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, kw_only=True)
class Category:
    """One kind of goods or service. `arms` says whether it is arms and related materiel; `read` whether it is read
    from reports at all (people are never goods), `mtcr` what the missile-technology lists say of it, `arguable_in` sets
    that it may or may not belong to."""

    id: str
    name: str
    kind: str
    parents: tuple[str, ...]
    arms: bool
    unroca: str | None
    mtcr: str | None
    arguable_in: tuple[str, ...]
    read: bool
    note: str | None


@dataclass(frozen=True, kw_only=True)
class Form:
    """A name as folded words, with those words that must begin with a capital."""

    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    item: str
    needs_noun: bool
    plural_alone: bool

    @property
    def is_name(self) -> bool:
        return any(self.capitals)


@dataclass(frozen=True, kw_only=True)
class General:
    """A general noun of goods: its category if nothing narrower is told, and what it may stand for."""

    default: str | None
    family: frozenset[str]


class ItemTable:
    """Look-ups over the tables of goods."""

    def __init__(self, items: Mapping[str, Any], sets: Mapping[str, Any], words: Mapping[str, Any]):
        self._words = words
        self._spelling = {key: tuple(value.split()) for key, value in words["spelling"].items()}
        self._singular: Mapping[str, str] = words["singular"]
        self.categories: dict[str, Category] = {
            row["id"]: Category(
                id=row["id"],
                name=row["name"],
                kind=row["kind"],
                parents=tuple(row["parents"]),
                arms=bool(row["arms"]),
                unroca=row.get("unroca"),
                mtcr=row.get("mtcr"),
                arguable_in=tuple(row.get("arguable_in", ())),
                read=bool(row.get("read", True)),
                note=row.get("note"),
            )
            for row in items["categories"]
        }
        self.sets: dict[str, frozenset[str]] = {row["id"]: frozenset(row["members"]) for row in sets["sets"]}
        self._rows = items["categories"]
        self._folded: dict[str, tuple[tuple[str, bool], ...]] = {}

    def fold(self, text: str) -> tuple[tuple[str, bool], ...]:
        """The words of a name or token, folded, each with whether its first letter is a capital or it is a number."""
        known = self._folded.get(text)
        if known is None:
            if len(self._folded) >= _MOST_FOLDED:
                self._folded.clear()
            known = self._folded[text] = tuple(self._fold(text))
        return known

    def _fold(self, text: str) -> list[tuple[str, bool]]:
        found: list[tuple[str, bool]] = []
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        for piece in _PIECE.findall(plain):
            folded = self.singular(piece.lower())
            found.extend((word, not piece[0].islower()) for word in self._spelling.get(folded, (folded,)))
        return found

    def singular(self, word: str) -> str:
        """A lower-case noun without its plural; equal treatment of names and text matters more than grammar."""
        if word in self._singular:
            return self._singular[word]
        if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
            return word
        if word.endswith("ies") and len(word) > 4:
            return word[:-3] + "y"
        if word.endswith(("sses", "shes", "ches", "xes")):
            return word[:-2]
        return word[:-1]

    def unit(self, before: str, noun: str) -> str:
        """The counted noun in the singular, with the word before it where the two are one (*machine gun*)."""
        single = self.singular(noun)
        return f"{before} {single}" if f"{before} {single}" in self._words["unit_compounds"] else single

    def ancestors(self, item: str) -> tuple[str, ...]:
        """The category and all above it, nearest first; empty where the id is not known."""
        found: list[str] = [item] if item in self.categories else []
        for one in found:
            found.extend(p for p in self.categories[one].parents if p not in found)
        return tuple(found)

    def members(self, ids: Sequence[str]) -> frozenset[str]:
        """Categories named by ids of categories or sets."""
        found: set[str] = set()
        for one in ids:
            found.update(self.sets.get(one, (one,)))
        return frozenset(found)

    def narrower(self, item: str) -> frozenset[str]:
        """All categories below one, itself left out."""
        return frozenset(other for other in self.categories if other != item and item in self.ancestors(other))

    @cached_property
    def forms(self) -> dict[str, tuple[Form, ...]]:
        """Names by their first word, longest first."""
        needs = {name: name for name in self._words["needs_noun"]}
        plural = set(self._words["alone_in_plural"])
        by_first: dict[str, list[Form]] = {}
        for row in self._rows:
            if not row.get("read", True):
                continue
            for text in row["forms"]:
                pieces = self.fold(text)
                capitals = tuple(capital and not word[0].isdigit() for word, capital in pieces)
                form = Form(
                    words=tuple(word for word, _ in pieces),
                    capitals=capitals,
                    item=row["id"],
                    needs_noun=text in needs,
                    plural_alone=text in plural,
                )
                by_first.setdefault(form.words[0], []).append(form)
        return {
            first: tuple(sorted(dict.fromkeys(forms), key=lambda f: -len(f.words))) for first, forms in by_first.items()
        }

    @cached_property
    def blocked(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Phrases that hold a name of goods and name none, by their first word."""
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for text in self._words["not_items"]:
            words = tuple(word for word, _ in self.fold(text))
            by_first.setdefault(words[0], []).append(words)
        return {first: tuple(sorted(phrases, key=len, reverse=True)) for first, phrases in by_first.items()}

    @cached_property
    def general(self) -> dict[str, General]:
        return {
            word: General(default=row["default"], family=frozenset(row["family"]))
            for word, row in self._words["general"].items()
        }

    @cached_property
    def back(self) -> frozenset[str]:
        """General nouns that may point back to goods told before."""
        return frozenset(self._words["back"])

    @cached_property
    def back_definite(self) -> frozenset[str]:
        """General nouns that point back only with a definite word (*the munitions*)."""
        return frozenset(self._words["back_definite"])

    @cached_property
    def mass(self) -> frozenset[str]:
        """General nouns that point back without an article (*equipment*)."""
        return frozenset(self._words["mass"])

    @cached_property
    def heads(self) -> dict[str, str]:
        return dict(self._words["heads"])

    @cached_property
    def only_plural(self) -> frozenset[str]:
        return frozenset(self._words["only_plural"])

    @cached_property
    def many(self) -> dict[str, str]:
        """Nouns that are goods where there are many of them, in the singular, with the goods."""
        return dict(self._words["many"])

    @cached_property
    def many_from(self) -> float:
        """How many of them that takes."""
        return float(self._words["many_from"])

    @cached_property
    def beside(self) -> dict[str, dict[str, str]]:
        """What ammunition of unknown kind is when told beside guns of one kind."""
        return {item: dict(row) for item, row in self._words["beside"].items()}

    @cached_property
    def not_goods(self) -> frozenset[str]:
        return frozenset(self.singular(word) for word in self._words["not_goods"])

    @cached_property
    def measures(self) -> frozenset[str]:
        return frozenset(self.singular(word) for word in self._words["measures"])

    def by_calibre(self, millimetres: float, noun: str) -> str | None:
        """The category of `<n> mm <noun>`, or None where the noun is no ammunition, rocket or gun."""
        for rule in self._words["calibres"].values():
            if noun in rule["words"]:
                for step in rule["steps"]:
                    if millimetres < step["below"]:
                        return str(step["item"])
        return None


def item_table(knowledge: Knowledge) -> ItemTable:
    """The goods that ship with the package, made once for each Knowledge."""
    return knowledge.made(
        "items", lambda k: ItemTable(k.table("items/items"), k.table("items/sets"), k.table("items/words"))
    )
