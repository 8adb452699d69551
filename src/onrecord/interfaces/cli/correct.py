"""`onrecord correct`: say what a claim should have been read as."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.accept import Claim, Undo, decided

_ACTOR_HELP = "a country (PRK), a name, or NAME|COUNTRY|ROLE; `none` for nobody"
Many = list[str] | None


def command(
    claim: Claim,
    case: o.CaseName = o.CASE,
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="Claim type.")] = None,
    mode: Annotated[str | None, typer.Option(metavar="MODE", help="Mode; `none` for none.")] = None,
    status: Annotated[str | None, typer.Option(metavar="RUNG", help="How far it got.")] = None,
    outcome: Annotated[str | None, typer.Option(metavar="OUTCOME", help="Outcome; `none` for none.")] = None,
    polarity: Annotated[str | None, typer.Option(metavar="+|-", help="Polarity.")] = None,
    certainty: Annotated[str | None, typer.Option(metavar="LABEL", help="The nearest source's commitment.")] = None,
    author_certainty: Annotated[str | None, typer.Option(metavar="LABEL", help="The outlet's own.")] = None,
    plover: Annotated[
        str | None, typer.Option(metavar="CODE", help="PLOVER type; follows from the rest if left out.")
    ] = None,
    cameo: Annotated[str | None, typer.Option(metavar="CODE", help="CAMEO code; likewise.")] = None,
    actor: Annotated[
        Many, typer.Option(metavar="WHO", help=f"Actor: {_ACTOR_HELP}; several times for several.")
    ] = None,
    recipient: Annotated[Many, typer.Option(metavar="WHO", help="Recipient, likewise.")] = None,
    intermediary: Annotated[Many, typer.Option(metavar="WHO", help="Intermediary, likewise.")] = None,
    item: Annotated[Many, typer.Option(metavar="ID", help="Item id; `none` for none.")] = None,
    place: Annotated[str | None, typer.Option(metavar="NAME|COUNTRY", help="Place; `none` for none.")] = None,
    time: Annotated[str | None, typer.Option(metavar="DATE", help="Day, month or year; `none` for none.")] = None,
    set: Annotated[Many, typer.Option("--set", metavar="FIELD=JSON", help="Any field, in the reading format.")] = None,
    by: o.By = None,
    note: o.Note = None,
    undo: Undo = False,
) -> None:
    """Correct fields of a claim; queries show the corrected values, with what was read beside them."""
    from onrecord.domain.casebook import Verdict

    changes: dict[str, Any] = {}
    for name, value in (
        ("mode", mode), ("status", status), ("outcome", outcome), ("polarity", polarity), ("certainty", certainty),
        ("author_certainty", author_certainty), ("plover", plover), ("cameo", cameo),
    ):  # fmt: skip
        if value is not None:
            changes[name] = None if value == "none" else value
    if type is not None:
        changes["type"] = type.upper()
    for name, given in (("actors", actor), ("recipients", recipient), ("intermediaries", intermediary)):
        if given:
            changes[name] = [] if given == ["none"] else [actor_of(text) for text in given]
    if item:
        changes["items"] = item
    if place is not None:
        changes["place"] = None if place == "none" else place_of(place)
    if time is not None:
        changes["time"] = None if time == "none" else time_of(time)
    for text in set or ():
        changes.update([field_of(text)])
    if item and "items" in changes and changes["items"] is item:
        changes["items"] = _items(case, claim, item)
    decided(case, claim, Verdict.CORRECT, by, note, undo, changes)


def actor_of(text: str) -> dict[str, Any]:
    """An actor from `PRK`, a name, or `NAME|COUNTRY|ROLE`."""
    name, country, role = (*(part.strip() or None for part in text.split("|")), None, None)[:3]
    if country is None and role is None and name is not None and re.fullmatch(r"[A-Z]{3}", name):
        name, country, role = None, name, "GOV"
    return {"span": None, "name": name, "country": country, "role": role, "office": None, "id": None, "inferred": False}


def place_of(text: str) -> dict[str, Any]:
    """A place from `NAME|COUNTRY`."""
    name, _, country = text.partition("|")
    blank = {"span": None, "lat": None, "lon": None, "geonames_id": None}
    return {**blank, "name": name.strip(), "country": country.strip() or None}


def time_of(text: str) -> dict[str, Any]:
    """A time from a day, month or year."""
    from onrecord.domain.query import parse_day

    first, last = parse_day(text, where="--time"), parse_day(text, last=True, where="--time")
    return {
        "span": None,
        "type": "DATE",
        "value": text.strip(),
        "mod": None,
        "from": first.isoformat(),
        "to": last.isoformat(),
    }


def field_of(text: str) -> tuple[str, Any]:
    """A field and its value from `FIELD=JSON`."""
    from onrecord.errors import QueryError

    name, sign, value = text.partition("=")
    try:
        if not sign:
            raise ValueError("no =")
        return name.strip(), json.loads(value)
    except ValueError as error:
        raise QueryError(f"{text!r} is not FIELD=JSON ({error})", where="--set", remedy='As status="sought"') from error


def _items(case: str, claim: str, ids: list[str]) -> list[dict[str, Any]]:
    """Items by id, on the words of the item that they correct, or else on the trigger; quantities stay."""
    from onrecord.store.queries import claim_row

    if ids == ["none"]:
        return []
    with o.opened(case) as book, book.read() as connection:
        data = claim_row(connection, claim)["data"]
    known = data["items"]
    return [
        {**known[n], "item": name} if n < len(known) else {"span": data["trigger"], "item": name, "quantity": None}
        for n, name in enumerate(ids)
    ]
