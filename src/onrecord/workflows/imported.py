"""A line of JSON in the reading format, taken back: the reading as it was read, and what people said of it.

In: what `onrecord export --format jsonl`, `onrecord read --format jsonl` or a batch wrote. Out: a Reading, with
corrections taken off its claims again (`original` holds what was read), and the words of people, checked for their form
but not yet kept. A line that holds a part of a reading's claims is joined with what the casebook has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.domain.contract import reading_from_dict
from onrecord.domain.reading import Reading
from onrecord.errors import PayloadError
from onrecord.store.handover import check_words


def reading_of(line: Mapping[str, Any]) -> Reading:
    """The reading as it was read.

    Raises:
        PayloadError: The line is no reading, or its text is not the one that it is named by.
    """
    try:
        claims = [{**claim, **(claim.get("original") or {})} for claim in line["claims"]]
        reading = reading_from_dict({**line, "claims": claims})
        named = line["report"].get("id")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PayloadError(f"the line is no reading in the format onrecord.reading/1 ({error!r})") from error
    if named != reading.report.id:
        raise PayloadError("the reading's text does not have the hash that it is named by", remedy="Export it again")
    return reading


def words_in(line: Mapping[str, Any]) -> Mapping[str, Any]:
    """What people said, as `store.handover.words_of` took it out; empty where the line holds nothing of that kind.

    Raises:
        PayloadError: It is not of the right form.
    """
    words = line.get("casebook") or {}
    try:
        check_words(words)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PayloadError(f"what people said of the reading is not understood ({error!r})") from error
    return dict(words)


def joined(held: Reading, more: Reading) -> Reading | None:
    """Two parts of one reading as one; None where the first has all claims and relations of the second."""
    known = {claim.key for claim in held.claims}
    fresh = [claim for claim in more.claims if claim.key not in known]
    relations = dict.fromkeys([*held.relations, *more.relations])
    if not fresh and len(relations) == len(held.relations):
        return None
    return replace(
        held,
        claims=tuple(sorted([*held.claims, *fresh], key=lambda claim: (_number(claim.id), claim.id))),
        relations=tuple(relations),
    )


def _number(id: str) -> int:
    """The place of a claim in its reading (`c12`)."""
    digits = id.lstrip("c")
    return int(digits) if digits.isdecimal() else 0
