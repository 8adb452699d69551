"""What a report names again that it has told to be still ahead: *the summit*, after *a summit starting on Wednesday*.

In: event mentions and their Judged, each by itself. Out: the Judged again; a happening that stands by its name alone
(`status.named`) and that the report has put ahead shares the standing of that earlier mention. It lowers, never raises,
and only where no mention of the same kind is told as done by its tense, its time or a word of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.domain.certainty import AIMS, HAPPENED, Certainty, Judged, Reason
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token


def share_standing(
    events: Sequence[EventMention],
    judgements: Sequence[Judged],
    times: Sequence[Time | None],
    parse: Parse,
    knowledge: Knowledge,
) -> list[Judged]:
    """The judgements, where a bare name takes the standing that the report gave its happening before.

    Args:
        events: Event mentions in the order of the text.
        judgements: What was judged of each.
        times: When each is told to be; what has a time of its own is not the one told before.
        parse: The article's parse.
        knowledge: Tables; `certainty/grammar` is read.
    """
    families = _families(knowledge)
    found = list(judgements)
    for index, (event, judged) in enumerate(zip(events, judgements, strict=True)):
        head = parse.tokens[event.head]
        if not _by_name_alone(judged) or not _definite(head) or times[index] is not None:
            continue
        kin = [other for other in range(len(events)) if other != index and _same(event, events[other], parse, families)]
        ahead = next((o for o in reversed(kin) if o < index and _ahead(judgements[o])), None)
        told = any(_told(judgements[o]) for o in kin)
        if ahead is None or told:
            continue
        span = parse.span(events[ahead].first, events[ahead].last)
        found[index] = replace(
            judged,
            status=judgements[ahead].status,
            certainty=Certainty.UNCOMMITTED,
            author_certainty=Certainty.UNCOMMITTED,
            reasons=(*judged.reasons, Reason(rule="status.told-ahead", span=span)),
        )
    return found


def _families(knowledge: Knowledge) -> dict[str, str]:
    """Each noun of a happening that may be named by others of its family (*withdrawal*, *departure*)."""
    table = knowledge.table("certainty/grammar")["renamed"]
    return {word: family[0] for family in table for word in family}


def _by_name_alone(judged: Judged) -> bool:
    rules = {reason.rule for reason in judged.reasons if reason.rule.startswith(("status.", "certainty."))}
    return judged.status in HAPPENED and judged.polarity == "+" and rules == {"status.named"}


def _definite(noun: Token) -> bool:
    """*The summit*, *their departure*, *the Warsaw summit*; *a summit* is another one."""
    if noun.pos not in ("NOUN", "PROPN"):
        return False
    det = noun.child("det")
    return noun.child("poss") is not None or (det is not None and det.lower in ("the", "this", "that"))


def _ahead(judged: Judged) -> bool:
    return judged.status in AIMS and judged.polarity == "+"


def _told(judged: Judged) -> bool:
    """Whether something else than a name says that it happened, or is going on; that of a named year is another one."""
    of_a_year = any(reason.rule == "status.dated" for reason in judged.reasons)
    return judged.status in HAPPENED and not _by_name_alone(judged) and not of_a_year


def _same(event: EventMention, other: EventMention, parse: Parse, families: dict[str, str]) -> bool:
    if event.type != other.type:
        return False
    words = [families.get(parse.tokens[e.head].lemma, parse.tokens[e.head].lemma) for e in (event, other)]
    ours, theirs = ({a.country for a in e.actors if a.country} for e in (event, other))
    return words[0] == words[1] and (not ours or not theirs or bool(ours & theirs))
