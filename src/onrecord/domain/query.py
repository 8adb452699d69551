"""ClaimQuery: the one typed question to a casebook, shared by the command line, Python and the web.

In: options or request parameters as strings (`ClaimQuery.parse`). Out: a frozen query that `store.queries` answers.
Fields of several values mean *any of them*; different fields mean *all of them*. It holds no SQL and no look-ups:
item ids are widened to narrower ones by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError

#: Ways of a person's last word on a claim; `open` means that nobody has decided.
DECISIONS = ("open", "accepted", "rejected", "corrected", "any")
_CODE = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, kw_only=True)
class ClaimQuery:
    """What claims to find.

    Attributes:
        type: Claim types (`TRANSFER`).
        actor: Who does it: an alpha-3 country or part of a name.
        recipient: To whom: an alpha-3 country or part of a name.
        party: Anybody in it, in whatever part: an alpha-3 country or part of a name.
        country: Alpha-3 countries of anybody in it.
        dyad: Pairs `(actor country, recipient country)`; in types of equals either order counts.
        item: Item ids, among items or what is given in return.
        status: Rungs.
        status_from: The lowest rung that still counts (`pledged` finds pledged, agreed, …); failed never counts.
        certainty: FactBank labels of the nearest source.
        polarity: `+` or `-`.
        source: The nearest source: an alpha-3 country or part of a name; `report` where the report itself says it.
        stance: Stances of the nearest source.
        publisher: Outlets, as recorded.
        event_from: First day of the happening; claims whose time is not stated do not match.
        event_to: Last day of the happening.
        published_from: First day of publication; reports without date do not match.
        published_to: Last day of publication.
        place: Part of a place name, or an alpha-3 country.
        vessel: Part of a carrier's name, or its IMO, MMSI or tail number.
        company: Part of the name of a business in it.
        report: A report id or its unique beginning.
        key: Claim keys or their beginnings.
        text: Words, "phrases" and -exclusions in the sentence that the claim stands in.
        decision: What people said: open, accepted, rejected, corrected, any; None leaves rejected claims out.
        superseded: Whether claims of earlier readings are found too.
    """

    type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    dyad: tuple[tuple[str, str], ...] = ()
    item: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    status_from: str | None = None
    certainty: tuple[str, ...] = ()
    polarity: str | None = None
    source: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    event_from: date | None = None
    event_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    place: str | None = None
    vessel: str | None = None
    company: str | None = None
    report: str | None = None
    key: tuple[str, ...] = ()
    text: str | None = None
    decision: str | None = None
    superseded: bool = False

    def __post_init__(self) -> None:
        _each_of(
            "type", self.type, lambda value: bool(re.fullmatch(r"[A-Z][A-Z_]+", value)), "a claim type as TRANSFER"
        )
        _each_of("country", self.country, _is_code, "an alpha-3 country code as PRK")
        _each_of("status", self.status, lambda v: v in set(Status), f"one of {', '.join(Status)}")
        _each_of("certainty", self.certainty, lambda v: v in set(Certainty), f"one of {', '.join(Certainty)}")
        if self.status_from is not None:
            _each_of("status_from", (self.status_from,), lambda v: v in set(Status), f"one of {', '.join(Status)}")
        if self.polarity is not None:
            _each_of("polarity", (self.polarity,), lambda v: v in "+-" and v != "", "+ or -")
        if self.decision is not None:
            _each_of("decision", (self.decision,), lambda v: v in DECISIONS, f"one of {', '.join(DECISIONS)}")
        for pair in self.dyad:
            _each_of("dyad", pair, _is_code, "two alpha-3 country codes as PRK:RUS")
        for first, last, name in (
            (self.event_from, self.event_to, "event"),
            (self.published_from, self.published_to, "published"),
        ):
            if first and last and first > last:
                raise QueryError(f"the {name} range ends before it begins ({first} to {last})", remedy="Swap the days")

    @classmethod
    def parse(cls, options: Mapping[str, Any]) -> ClaimQuery:
        """Make a query from strings, as a command line or an address gives them.

        Args:
            options: Field name (with `-` or `_`) to a string, a list of strings, or None. Fields of several values
                also split at commas. Days are `2023-08-30`, months `2023-08`, years `2023`; the end of a range
                takes the last day of a month or year. A dyad is `PRK:RUS`.

        Raises:
            QueryError: A field is unknown or a value cannot be understood.
        """
        known = {f.name: f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, given in options.items():
            field_name = name.replace("-", "_")
            if field_name not in known:
                raise QueryError("there is no such filter", where=name, remedy=f"Use one of {', '.join(sorted(known))}")
            if given is None or given == "" or given == () or given == []:
                continue
            values[field_name] = _value(field_name, given)
        return cls(**values)

    def to_options(self) -> dict[str, Any]:
        """The query as JSON-ready data that `parse` takes back; fields that are not set are left out."""
        told: dict[str, Any] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            if value == part.default:
                continue
            if part.name == "dyad":
                value = [":".join(pair) for pair in value]
            elif isinstance(value, tuple):
                value = list(value)
            elif isinstance(value, date):
                value = value.isoformat()
            told[part.name] = value
        return told

    def also(self, **changes: Any) -> ClaimQuery:
        """The same query with some fields set anew."""
        return replace(self, **changes)


_MANY = frozenset(f.name for f in fields(ClaimQuery) if f.default == () and f.name != "dyad")
_NAMES = frozenset({"actor", "recipient", "party", "source", "publisher"})
_UPPER = frozenset({"type", "country"})
_LOWER = frozenset({"status", "status_from", "stance", "decision"})


def _is_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value))


def is_country(value: str) -> bool:
    """Whether a filter's value is meant as a country code rather than as part of a name."""
    return _is_code(value)


def _each_of(name: str, values: Iterable[str], right: Any, wanted: str) -> None:
    for value in values:
        if not right(value):
            raise QueryError(f"{value!r} is not understood", where=f"filter {name}", remedy=f"Give {wanted}")


def _value(name: str, given: Any) -> Any:
    if isinstance(given, list | tuple) and name not in _MANY and name != "dyad":
        # an address gives a list even where there is one value; of several the last counts
        given = given[-1]
    if name == "superseded":
        return given if isinstance(given, bool) else str(given).lower() in {"1", "true", "yes", "on"}
    if name in {"event_from", "event_to", "published_from", "published_to"}:
        return given if isinstance(given, date) else parse_day(str(given), last=name.endswith("_to"), where=name)
    if name == "dyad":
        return tuple(_dyad(part) for part in _parts(given, split=True))
    if name in _MANY:
        # Names may hold a comma (*Kim, Jong Un*), so only fields of codes are split.
        parts = _parts(given, split=name not in _NAMES)
        return tuple(part.upper() if name in _UPPER else part.lower() if name in _LOWER else part for part in parts)
    text = str(given).strip()
    return text.lower() if name in _LOWER else text


def _parts(given: Any, *, split: bool) -> list[str]:
    raw = [given] if isinstance(given, str) else [str(part) for part in given]
    parts = [piece for part in raw for piece in (part.split(",") if split else [part])]
    return [part.strip() for part in parts if part.strip()]


def _dyad(text: str) -> tuple[str, str]:
    first, colon, second = text.upper().partition(":")
    if not colon:
        raise QueryError(f"{text!r} is not understood", where="filter dyad", remedy="Give two countries as PRK:RUS")
    return first.strip(), second.strip()


def parse_day(text: str, *, last: bool = False, where: str = "date") -> date:
    """A day from `2023-08-30`, `2023-08` or `2023`; of a month or year the first day, or the last.

    Raises:
        QueryError: It is none of these.
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if day is not None and month is not None:
            return date(year, month, day)
        if not last:
            return date(year, month or 1, 1)
        following = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
        return following - timedelta(days=1)
    except ValueError as error:
        raise QueryError(
            f"{text!r} is not a date", where=where, remedy="Give a day as 2023-08-30, a month or a year"
        ) from error


#: Tlp levels from open to closed.
TLP_ORDER = tuple(Tlp)


def tlp_rank(level: Tlp | str) -> int:
    """0 for CLEAR to 4 for RED."""
    return TLP_ORDER.index(Tlp(level))


def parse_tlp(text: str, *, where: str = "--tlp-max") -> Tlp:
    """A TLP 2.0 level by name; `amber+strict` and `amber_strict` both count.

    Raises:
        QueryError: There is no such level.
    """
    name = text.strip().upper().removeprefix("TLP:").replace("_", "+")
    try:
        return Tlp(name)
    except ValueError as error:
        raise QueryError(
            f"{text!r} is not a TLP 2.0 level", where=where, remedy=f"Give one of {', '.join(TLP_ORDER)}"
        ) from error
