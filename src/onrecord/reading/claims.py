"""Claims: event mentions with their sources, judgements, times, places, goods and reasons, and their relations.

In: all that the earlier steps found. Out: Claims in the order of the text and Relations between them. Decides nothing
that another step decided: it joins, and names what it joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Judged
from onrecord.domain.claim import Claim, Relation, claim_key
from onrecord.domain.item import Carrier, EndUse, Item, Norm, Route
from onrecord.domain.place import Place
from onrecord.domain.report import Article
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.reading.codes import codes_of
from onrecord.reading.mentions import EventMention, chain_of, innermost
from onrecord.reading.parse import Parse
from onrecord.reading.relations import find_links


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What stands around one event mention: when, where, by which way, what for, against which norm."""

    time: Time | None = None
    place: Place | None = None
    carriers: tuple[Carrier, ...] = ()
    route: Route | None = None
    end_use: EndUse | None = None
    in_return: tuple[Item, ...] = ()
    norm: Norm | None = None


def assemble(
    article: Article,
    parse: Parse,
    events: Sequence[EventMention],
    judgements: Sequence[Judged],
    circumstances: Sequence[Circumstances],
    attributions: Sequence[Attribution],
    knowledge: Knowledge,
) -> tuple[tuple[Claim, ...], tuple[Relation, ...]]:
    """Claims and relations of an article; `judgements` and `circumstances` belong to `events` one by one."""
    links = find_links(parse, events, knowledge)
    report = article.id
    pledged = {
        link.origin: events[link.target].type
        for link in links
        if link.type == "about" and events[link.origin].type == "PLEDGE"
    }
    claims: list[Claim] = []
    for index, (event, judged, around) in enumerate(zip(events, judgements, circumstances, strict=True)):
        trigger = parse.span(event.first, event.last)
        sentence = parse.sentence_of(parse.tokens[event.head]).span
        chain = chain_of(innermost(attributions, trigger.start, trigger.end), attributions)
        plover, cameo = codes_of(event, judged, bool(chain), pledged.get(index), knowledge)
        claims.append(
            Claim(
                id=f"c{index + 1}",
                key=claim_key(report, event.type, trigger),
                type=event.type,
                mode=event.mode,
                plover=plover,
                cameo=cameo,
                trigger=trigger,
                sentence=sentence,
                actors=event.actors,
                recipients=event.recipients,
                intermediaries=event.intermediaries,
                items=tuple(item for item in event.items if item not in around.in_return),
                in_return=around.in_return,
                carriers=around.carriers,
                route=around.route,
                end_use=around.end_use,
                norm=around.norm,
                place=around.place,
                time=around.time,
                status=judged.status,
                polarity=judged.polarity,
                certainty=judged.certainty,
                author_certainty=judged.author_certainty,
                outcome=judged.outcome,
                probability=judged.probability,
                chain=chain,
                reasons=(*event.reasons, *judged.reasons),
            )
        )
    relations = tuple(
        Relation(type=link.type, origin=claims[link.origin].id, target=claims[link.target].id, cue=link.cue)
        for link in links
    )
    return _distinct(claims), relations


def _distinct(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Two claims with one type and trigger would share a key: the later of them keeps its own by a suffix."""
    seen: dict[str, int] = {}
    out: list[Claim] = []
    for claim in claims:
        count = seen.get(claim.key, 0)
        seen[claim.key] = count + 1
        out.append(claim if count == 0 else replace(claim, key=f"{claim.key}-{count + 1}"))
    return tuple(out)
