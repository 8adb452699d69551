"""A claim in plain words, for formats whose readers know nothing of ours: notes, descriptions, captions.

In: a claim row as `onrecord claims --format jsonl` prints it. Out: text. Nothing is said more firmly than the row does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.exports.claims_csv import name, names
from onrecord.exports.sheet import Row
from onrecord.exports.words import timex

#: Labels by which a source holds that something is not so.
_NEGATIVE = frozenset({"PS-", "PR-", "CT-"})


def said_by(row: Row) -> str:
    """The nearest source in words."""
    return name(row["source"]) or ("a source that is not named" if row["chain"] else "the report itself")


def how_far(row: Row) -> str:
    """Status with what takes it back: *shipped, denied* must not be read as shipped."""
    told = str(row["status"]).replace("_", " ")
    if row["polarity"] == "-":
        told += ", negated"
    elif row["certainty"] in _NEGATIVE or row["stance"] == "denies":
        told += ", denied"
    return f"{told}, {row['outcome']}" if row["outcome"] else told


def parties(row: Row) -> str:
    """Who, to whom: *Vostania (RUS) → Sudania (SDN)*."""
    return " → ".join(filter(None, [", ".join(names(row["actors"])), ", ".join(names(row["recipients"]))]))


def goods(row: Row) -> str:
    """Items with their quantities: *up to 50 tank*."""
    items = ((i["quantity"] or {"text": ""})["text"] + " " + str(i["item"]).replace("_", " ") for i in row["items"])
    return ", ".join(item.strip() for item in items)


def day_of(row: Row) -> str | None:
    """First day of the happening, or None."""
    return (row["time"] or {}).get("from")


def when(row: Row) -> str:
    """The time of the happening in words."""
    time = row["time"] or {}
    first, last = time.get("from"), time.get("to")
    if first and last and first != last:
        return f"{first} to {last}"
    if first:
        return str(first)
    told = timex(str(time["value"]), time.get("mod")) if time.get("value") else "day not told"
    return f"{told}, reported {row['published']}" if row["published"] else told


def short(id: str) -> str:
    """The beginning of a hash, enough to tell two of the same name apart."""
    return id.removeprefix("sha256:").removeprefix("clm-")[:8]


def _item(item: Row) -> str:
    return f"{item['item']} ({item['quantity']['text']})" if item["quantity"] else str(item["item"])


def told(row: Row) -> str:
    """The evidence, then each thing that was read out of it on a line of its own."""
    time: Mapping[str, Any] = row["time"] or {}
    place: Mapping[str, Any] = row["place"] or {}
    lines = [
        f"“{row['quote']}”",
        f"claim: {row['type']}, {row['status']}, polarity {row['polarity']}",
        f"said by: {said_by(row)}" + (f" ({row['stance']})" if row["stance"] else ""),
        f"certainty of that source: {row['certainty']}; of the report: {row['author_certainty']}",
        f"actors: {'; '.join(names(row['actors']))}",
        f"recipients: {'; '.join(names(row['recipients']))}",
        f"by way of: {'; '.join(names(row['intermediaries']))}",
        f"items: {'; '.join(_item(i) for i in row['items'])}",
        f"time: {time.get('value') or ''}",
        f"place: {place.get('name') or place.get('country') or ''}",
    ]
    return "\n".join(line for line in lines if not line.endswith(": "))
