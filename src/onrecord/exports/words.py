"""How claims, actors and sources are put in words, for every export that people read.

Plain text comes out; whoever shows it escapes it.
"""

from __future__ import annotations

import re

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution, Stance
from onrecord.domain.certainty import Certainty
from onrecord.domain.claim import Claim
from onrecord.domain.item import Item, Quantity
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading
from onrecord.domain.span import Span
from onrecord.domain.standing import NEGATIVE
from onrecord.domain.times import Time

CERTAINTY = {
    Certainty.CERTAIN: "certain",
    Certainty.PROBABLE: "probable",
    Certainty.POSSIBLE: "possible",
    Certainty.UNCOMMITTED: "uncommitted",
    Certainty.POSSIBLY_NOT: "possibly not",
    Certainty.PROBABLY_NOT: "probably not",
    Certainty.CERTAINLY_NOT: "certainly not",
}
_STANCE = {
    Stance.CONFIRMS: "confirms",
    Stance.DENIES: "denies",
    Stance.DOUBTS: "doubts",
    Stance.CONCEDES: "concedes",
    Stance.DECLINES: "declines to say",
    Stance.PENDING: "asked, not answered",
}


def commitment(claim: Claim) -> list[tuple[str, str]]:
    """How sure the nearest source and the outlet are, as label and text; one row where they are the same."""
    outlet = CERTAINTY[claim.author_certainty]
    if not claim.chain:
        return [("the report is", CERTAINTY[claim.certainty])]
    return [("source is", CERTAINTY[claim.certainty]), ("outlet is", outlet)]


def quote(text: str, span: Span | None) -> str:
    """The words of a span with white space folded; empty where there is none."""
    return "" if span is None else " ".join(span.of(text).split())


def actor(told: Actor, text: str) -> str:
    """Name or the report's own words, and the country: *John Kirby (USA)*, *Moscow (RUS)*."""
    name = told.name or quote(text, told.span) or told.office or ""
    country = told.country or ""
    shown = f"{name} ({country})" if name and country else name or country or told.role or "?"
    return f"{shown}, inferred" if told.inferred else shown


def actors(told: tuple[Actor, ...], text: str) -> str:
    """Actors, joined; an en dash where the report names none."""
    return ", ".join(actor(one, text) for one in told) or "–"


def parties(claim: Claim, text: str) -> str:
    """*who → whom*, with those between; who alone where there is no recipient."""
    who = actors(claim.actors, text)
    between = f" ⇢ {actors(claim.intermediaries, text)}" if claim.intermediaries else ""
    whom = f" → {actors(claim.recipients, text)}" if claim.recipients else ""
    return who + between + whom


def quantity(told: Quantity | None) -> str:
    return "" if told is None else told.text


def item(told: Item) -> str:
    """The item's id in words, its quantity first: *up to 5,000 artillery ammunition*."""
    return f"{quantity(told.quantity)} {told.item.replace('_', ' ')}".strip()


def items(told: tuple[Item, ...]) -> str:
    """Items, joined; each told once."""
    return ", ".join(dict.fromkeys(item(one) for one in told))


def place(told: Place | None) -> str:
    if told is None:
        return ""
    return f"{told.name} ({told.country})" if told.country and told.country != told.name else told.name


def time(told: Time | None) -> str:
    """When, in words."""
    return "" if told is None else timex(told.value, told.mod)


_REFERENCES = {"PAST_REF": "in the past", "PRESENT_REF": "at present", "FUTURE_REF": "in the future"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
_MODS = {
    "START": "start of", "MID": "middle of", "END": "end of", "APPROX": "about", "BEFORE": "before",
    "AFTER": "after", "ON_OR_BEFORE": "by", "ON_OR_AFTER": "from", "LESS_THAN": "less than",
    "MORE_THAN": "more than", "EQUAL_OR_LESS": "at most", "EQUAL_OR_MORE": "at least",
}  # fmt: skip


def timex(value: str, mod: str | None = None) -> str:
    """A TIMEX3 value in words, no more precise than it is: *week 35 of 2023*, *about 2023-08*, *in the past*.

    Plain days, months and years stay as they are, and so does what has no words here.
    """
    told = _timex(value)
    return f"{_MODS.get(mod, mod.lower().replace('_', ' '))} {told}" if mod else told


def _timex(value: str) -> str:
    if value in _REFERENCES:
        return _REFERENCES[value]
    if found := re.fullmatch(r"XXXX-WXX-([1-7])", value):
        return f"a {_WEEKDAYS[int(found[1]) - 1]}"
    if found := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        return f"{'weekend of ' if found[3] else ''}week {int(found[2])} of {found[1]}"
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        return f"{_SEASONS[found[2]]} {found[1]}"
    if found := re.fullmatch(r"(\d{4})-([QH])([1-4])", value):
        return f"{'quarter' if found[2] == 'Q' else 'half'} {found[3]} of {found[1]}"
    if re.fullmatch(r"\d{3}", value):
        return f"{value}0s"
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)T(MO|MI|AF|EV|NI|DT)", value):
        return f"{_PARTS[found[2]]} of {found[1]}"
    return value


def step(told: Attribution, text: str) -> str:
    """One link of a source chain: who, how he stands to it, and what he rests it on."""
    if told.speaker is not None:
        who = actor(told.speaker, text)
    else:
        who = ", ".join(quote(text, span) for span in told.source) or "an unnamed source"
    stance = f" {_STANCE[told.stance]}" if told.stance in _STANCE else ""
    basis = f" [{', '.join(told.basis).replace('_', ' ')}]" if told.basis else ""
    return f"{who}{stance}{basis}"


def chain(claim: Claim, reading: Reading) -> str:
    """Who makes himself answerable, outermost first: *Yonhap ▸ a defence official [intelligence]*."""
    by_id = {told.id: told for told in reading.attributions}
    steps = [step(by_id[id_], reading.report.text) for id_ in claim.chain if id_ in by_id]
    return " ▸ ".join(steps) or "the report itself"


def how_far(claim: Claim) -> str:
    """Status, with *negated* where the text says that it did or shall not happen, *denied* where the source does not
    hold it to be so, and the outcome: *delivered, denied* must not be read as delivered."""
    shown = str(claim.status).replace("_", " ")
    if claim.polarity == "-":
        shown += ", negated"
    elif claim.certainty in NEGATIVE:
        shown += ", denied"
    return f"{shown}, {claim.outcome}" if claim.outcome else shown
