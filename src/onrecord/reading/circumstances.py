"""What stands around each happening: when, where, what carried it and which way, what for, against which norm.

In: event mentions and the mentions of times, places, goods. Out: one Circumstances for each event mention. Carriers
and routes belong to supplies and to seizures; norms to breaches.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.report import Article
from onrecord.knowledge import Knowledge
from onrecord.reading.claims import Circumstances
from onrecord.reading.mentions import EventMention, ItemMention, PlaceMention, TimeMention
from onrecord.reading.parse import Parse
from onrecord.reading.time_attachment import time_for


def circumstances_of(
    events: Sequence[EventMention],
    parse: Parse,
    article: Article,
    times: Sequence[TimeMention],
    places: Sequence[PlaceMention],
    items: Sequence[ItemMention],
    knowledge: Knowledge,
) -> tuple[Circumstances, ...]:
    """The circumstances of each event mention, in the order of `events`."""
    found: list[Circumstances] = []
    for event in events:
        head, clause = parse.tokens[event.head], parse.tokens[event.clause]
        found.append(Circumstances(time=time_for(times, parse, clause, head)))
    return tuple(found)
