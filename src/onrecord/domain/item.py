"""Items: goods, their quantities, what carries them and which way they go."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.domain.place import Place
from onrecord.domain.span import Span


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A quantity in its own words. *about 50*: value only. *over 50*: low only. *up to 50*: high only. A plain number
    sets all three. `unit` is the counted noun in the singular, money its ISO 4217 code."""

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """Goods named in the text: `item` is an id of the item table, `span` the words."""

    span: Span
    item: str
    quantity: Quantity | None = None


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """What goods move on. `kind` is vessel, aircraft, train or truck; `flag` ISO 3166-1 alpha-3."""

    span: Span
    kind: str
    name: str | None = None
    imo: str | None = None
    mmsi: str | None = None
    tail: str | None = None
    flag: str | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """The way of goods as far as told. In JSON `from`, `via`, `to`."""

    origin: Place | None = None
    via: tuple[Place, ...] = ()
    destination: Place | None = None


@dataclass(frozen=True, kw_only=True)
class EndUse:
    """What the goods are for: the words, and the place they name."""

    span: Span
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Norm:
    """What is said to be broken: the words, and ids of instruments (`unscr-1718`) where they name them."""

    span: Span
    text: str
    ids: tuple[str, ...] = ()
