"""Goods that were stopped on their way: a seizure beside the supply that it ended.

In: event mentions and their Judged. Out: the Judged again; a supply whose carrier or goods are seized in the same
sentence has the outcome *intercepted*. How far the supply got stays as it was told: *a ship carrying rifles* has them
on board. A shipment that somebody intercepted was on its way, where the words tell no more of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain.certainty import HAPPENED, Certainty, Judged, Outcome, Reason, Status
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token


def mark_intercepted(
    events: Sequence[EventMention], judgements: Sequence[Judged], parse: Parse, knowledge: Knowledge
) -> list[Judged]:
    """The judgements, with the outcome of supplies that a seizure stopped.

    Args:
        events: Event mentions in the order of the text.
        judgements: What was judged of each.
        parse: The article's parse.
        knowledge: Tables; `certainty/grammar` is read.
    """
    catching = frozenset(map(str, knowledge.table("certainty/grammar")["intercepting"]))
    found = list(judgements)
    for index, event in enumerate(events):
        head = parse.tokens[event.head]
        if event.type != "TRANSFER" or found[index].polarity == "-":
            continue
        judged = found[index]
        stop = _seizure(index, events, judgements, parse, catching)
        if stop is None and (judged.status in HAPPENED or judged.status is Status.FAILED):
            # not "if a shipment was intercepted"
            stop = _caught(head, catching)
        if stop is None:
            continue
        on_the_way = judged.status is Status.FAILED
        found[index] = replace(
            judged,
            status=Status.SHIPPED if on_the_way else judged.status,
            outcome=Outcome.INTERCEPTED,
            reasons=(*judged.reasons, Reason(rule="outcome.intercepted", span=stop.span)),
        )
    return found


def _seizure(
    index: int,
    events: Sequence[EventMention],
    judgements: Sequence[Judged],
    parse: Parse,
    catching: frozenset[str],
) -> Token | None:
    """The head of a seizure, told as done, whose thing is or carries the goods of the supply, or None."""
    supply = events[index]
    head = parse.tokens[supply.head]
    above = {t.i for t in head.ancestors()}
    goods = {item.item for item in supply.items}
    for other, judged in zip(events, judgements, strict=True):
        stop = parse.tokens[other.head]
        if other.type != "COERCE" or stop.lemma not in catching or stop.sent != head.sent:
            continue
        if judged.status not in HAPPENED or judged.polarity == "-" or judged.certainty is Certainty.CERTAINLY_NOT:
            continue
        shared = goods & {item.item for item in other.items}
        reason = head.pos == "NOUN" and head.dep == "pobj" and head.head.lower in ("for", "over")
        if (stop.i in above and not reason) or shared:
            # "seized a ship carrying rifles", "seized it for smuggling fuel"; "sold oil, leading to the seizure of it";
            # not "seized it for illicit trade", which is over
            return stop
    return None


def _caught(head: Token, catching: frozenset[str]) -> Token | None:
    """The verb of *a shipment was intercepted*, also where nothing else tells of the seizure."""
    verb = head.head
    done = verb.tag in ("VBD", "VBN") and not any(t.tag in ("MD", "TO") for t in verb.kids("aux"))
    return verb if head.dep in ("dobj", "nsubjpass") and verb.lemma in catching and done else None
