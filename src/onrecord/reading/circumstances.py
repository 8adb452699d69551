"""What stands around each happening: when, where, what carried it and which way, what for, against which norm.

In: event mentions and the mentions of times, places, goods. Out: one Circumstances for each event mention. Carriers
belong to supplies, seizures and releases; routes and end uses to supplies; norms to breaches.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.report import Article
from onrecord.knowledge import Knowledge
from onrecord.reading.carriers import carriers_for, find_carriers, with_goods_left_out
from onrecord.reading.claims import Circumstances
from onrecord.reading.mentions import EventMention, ItemMention, PlaceMention, TimeMention
from onrecord.reading.norms import find_norms, norm_for
from onrecord.reading.parse import Parse
from onrecord.reading.place_attachment import place_for
from onrecord.reading.routes import end_use_for, in_return_of, route_for
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
    goods = [item.span for event in events if event.type == "TRANSFER" for item in event.items]
    carriers = with_goods_left_out(find_carriers(parse, article, knowledge), goods)
    norms = find_norms(parse, knowledge) if any(event.type == "VIOLATE" for event in events) else ()
    found: list[Circumstances] = []
    for event in events:
        head, clause = parse.tokens[event.head], parse.tokens[event.clause]
        supply = event.type == "TRANSFER"
        found.append(
            Circumstances(
                place=place_for(places, parse, clause, head),
                time=time_for(times, parse, clause, head),
                carriers=carriers_for(carriers, parse, event.type, clause, head, knowledge),
                route=route_for(parse, places, clause, head, knowledge) if supply else None,
                end_use=end_use_for(parse, places, clause, head, knowledge) if supply else None,
                in_return=in_return_of(items, parse, clause, head, knowledge) if supply else (),
                norm=norm_for(norms, parse, clause, head) if event.type == "VIOLATE" else None,
            )
        )
    return tuple(found)
