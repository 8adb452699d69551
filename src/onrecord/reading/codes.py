"""PLOVER type and CAMEO code of a claim, derived from its type, status and polarity; never by a second reading.

Follows the manuals' conventions as `resources/events/export.yml` states them: future cooperation and planned meetings
are AGREE, an announced retreat CONCEDE, intended conflict THREATEN, a supply follows its rung; a cooperative step that
is not to be taken is REJECT; a denial, and an option that is weighed, have a CAMEO code alone. What is hypothetical, or
said not to have happened, has no code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onrecord.domain.certainty import AIMS, Judged, Status
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import EventMention


def codes_of(
    event: EventMention, judged: Judged, attributed: bool, pledged: str | None, knowledge: Knowledge
) -> tuple[str | None, str | None]:
    """PLOVER type and CAMEO code, None where the manuals give none.

    Args:
        event: The event mention.
        judged: Its status and polarity.
        attributed: Whether somebody other than the outlet says it.
        pledged: Type of the deed that a PLEDGE is about, where one is told.
        knowledge: Holds the table `events/export`.
    """
    table: Mapping[str, Any] = knowledge.table("events/export")
    intended = _intended(event, judged, table)
    if judged.status == Status.HYPOTHETICAL:
        return None, None
    if judged.polarity == "-":
        if judged.status not in (Status.PLANNED, Status.PLEDGED) or event.type not in table["refused"]["types"]:
            return None, None
        # "will not lift the ban" refuses; what somebody else is told not to do is no event
        return _pair(table["refused"]["code"])
    if judged.status == Status.DISCUSSED:
        return _pair(table["discussed"])
    own = table["frames"].get(event.frame, {}).get("intended" if intended else "plain")
    if own is not None:
        return _pair(own)
    plover = _plover(event, judged, attributed, pledged, intended, table)
    if plover is None:
        return None, None
    cameo = table["cameo"]
    by_status = cameo.get(event.type, {}).get("by_status") if event.type == "TRANSFER" else None
    if by_status is not None:
        return plover, by_status.get(str(judged.status))
    if plover == event.type and event.frame in cameo["by_frame"]:
        return plover, cameo["by_frame"][event.frame]
    return plover, cameo["by_plover_from"].get(event.type, {}).get(plover) or cameo["by_type"].get(plover)


def _pair(codes: Sequence[str | None]) -> tuple[str | None, str | None]:
    plover, cameo = codes
    return plover, cameo


def _intended(event: EventMention, judged: Judged, table: Mapping[str, Any]) -> bool:
    """Whether somebody intends it; a conflict that is sought is one that is tried, or that others are asked for."""
    if judged.status == Status.SOUGHT:
        return event.type not in table["conflict_types"]
    return judged.status in AIMS


def _plover(
    event: EventMention,
    judged: Judged,
    attributed: bool,
    pledged: str | None,
    intended: bool,
    table: Mapping[str, Any],
) -> str | None:
    rule: Mapping[str, Any] | None = table["plover"].get(event.type)
    if rule is None:
        return event.type
    plain: str | None
    if event.type == "TRANSFER":
        if event.frame in ("transfer.sell", "transfer.buy") and judged.status not in AIMS | {Status.FAILED}:
            plain = rule["sold"]
        else:
            plain = rule["by_status"].get(str(judged.status))
        return plain
    if event.type == "PLEDGE" and pledged is not None:
        if pledged in table["conflict_types"]:
            plain = rule["conflict"] if judged.polarity == "+" else rule["restraint"]
            return plain
    if event.type == "EXERCISE" and len({a.country for a in event.actors}) > 1:
        plain = rule["several"]
        return plain
    if event.type == "VIOLATE" and not attributed:
        plain = rule["unattributed"]
        return plain
    if "failed" in rule and judged.status == Status.FAILED:
        plain = rule["failed"]
        return plain
    if "intended" in rule and intended:
        plain = rule["intended"]
        return plain
    plain = rule["plain"]
    return plain
