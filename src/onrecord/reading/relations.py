"""Relations between claims of one report: about, purpose, after, response, cause.

In: the Parse and the event mentions. Out: links between mentions by their index. A link is made only where grammar
joins the two: the trigger of one stands below the trigger of the other, or a cue of `events/relations` stands between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.knowledge.frames import load_frames
from onrecord.reading.arguments import gerund_actor
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token


@dataclass(frozen=True, kw_only=True)
class Link:
    """`type` from the mention at index `origin` to the mention at index `target`; `cue` the words that show it."""

    type: str
    origin: int
    target: int
    cue: Span | None = None


def find_links(parse: Parse, events: Sequence[EventMention], knowledge: Knowledge) -> tuple[Link, ...]:
    """Links between event mentions of the same sentence."""
    table: Mapping[str, Any] = knowledge.table("events/relations")
    by_token: dict[int, int] = {}
    for index, event in enumerate(events):
        for i in (*range(event.first, event.last), event.head):
            by_token.setdefault(i, index)
        by_token.setdefault(event.clause, index)
    cues = {row["cue"]: row for row in table["cues"]}
    about, links = frozenset(table["about_types"]), frozenset(table["about_links"])
    verbs = {row["lemma"]: row["type"] for row in table["verbs"]}
    found: list[Link] = [
        *_denials(parse, events, table),
        *_answers(parse, events, by_token, table),
        *_after_told(parse, events, by_token, cues, knowledge),
        *_responses(parse, events, by_token, table),
    ]
    for index, event in enumerate(events):
        head = parse.tokens[event.head]
        path: list[Token] = [head]
        above: int | None = None
        for token in head.ancestors():
            other = by_token.get(token.i)
            if other is not None and other != index:
                above = other
                break
            path.append(token)
        if above is None:
            continue
        governor = events[above]
        cue = _cue(path, cues)
        if cue is not None:
            row, span = cue
            if "only" in row and governor.type not in row["only"]:
                pass
            else:
                forward = row["direction"] == "forward"
                found.append(
                    Link(
                        type=row["type"],
                        origin=above if forward else index,
                        target=index if forward else above,
                        cue=span,
                    )
                )
                continue
        verb = next((t for t in path[1:] if t.lemma in verbs), None)
        if verb is not None:
            continue
        joint = path[-1].dep
        if event.type == "VIOLATE" and path[-1].dep == "prep" and path[-1].lower == "in":
            # "sold oil in breach of the embargo": the breach is about the deed
            found.append(Link(type="about", origin=index, target=above))
            continue
        if governor.type == "CONSULT" and governor.frame not in table["visit_frames"] and joint in ("acl", "prep"):
            found.append(Link(type="about", origin=above, target=index))
            continue
        if _purpose(path) and governor.type not in ("PLEDGE", "REQUEST", "THREATEN", "AGREE"):
            found.append(Link(type="purpose", origin=above, target=index, cue=path[-1].span))
        elif governor.type in about and (joint in links or joint == "prep"):
            found.append(Link(type="about", origin=above, target=index))
    found.extend(_by_verb(parse, events, by_token, verbs))
    return tuple(dict.fromkeys(found))


def _cue(path: Sequence[Token], cues: Mapping[str, Any]) -> tuple[Mapping[str, Any], Span] | None:
    """The cue on the way up, the nearest to the upper happening first."""
    for at in range(len(path) - 1, -1, -1):
        token = path[at]
        for mark in (token, *token.kids("mark")):
            if mark.pos not in ("ADP", "SCONJ", "VERB", "ADV", "NOUN"):
                continue
            if mark.lower in cues and (mark.dep in ("prep", "mark", "agent", "pcomp") or mark is not token):
                return cues[mark.lower], mark.span
        # "in response to X": the noun stands between two prepositions
        if token.dep == "pobj" and token.head.dep == "prep" and at > 0 and path[at - 1].dep == "prep":
            words = f"{token.head.lower} {token.lower} {path[at - 1].lower}"
            if words in cues:
                return cues[words], Span(token.head.start, path[at - 1].end)
    return None


def _purpose(path: Sequence[Token]) -> bool:
    top = path[-1]
    if top.dep == "advcl" and any(t.tag == "TO" for t in top.children):
        return True
    return top.dep == "acl" and top.lemma == "aim"


def _by_verb(
    parse: Parse, events: Sequence[EventMention], by_token: Mapping[int, int], verbs: Mapping[str, str]
) -> list[Link]:
    """*The strike prompted talks*: subject and object of a causing verb."""
    found: list[Link] = []
    for token in parse.tokens:
        kind = verbs.get(token.lemma) if token.pos == "VERB" else None
        if kind is None:
            continue
        subject = token.child("nsubj")
        if subject is None and token.dep == "xcomp":
            # "the seizure is believed to have led A to board a ship"
            subject = token.head.child("nsubj", "nsubjpass")
        if subject is None and token.dep in ("advcl", "acl"):
            # "... , leading to the seizure of a tanker": the clause before is the cause
            subject = token.head
        objects = token.kids("dobj", "xcomp", "ccomp") + [o for p in token.kids("prep") for o in p.kids("pobj")]
        if subject is None:
            continue
        origin = by_token.get(subject.i)
        for one in objects:
            target = by_token.get(one.i)
            if origin is not None and target is not None and origin != target:
                found.append(Link(type=kind, origin=origin, target=target, cue=token.span))
    return found


def _denials(parse: Parse, events: Sequence[EventMention], table: Mapping[str, Any]) -> list[Link]:
    """*Denies this*, *rejected the accusations*: about the deed told last before."""
    found: list[Link] = []
    for index, event in enumerate(events):
        head = parse.tokens[event.head]
        if event.type != "REJECT" or head.lemma not in table["denial_verbs"]:
            continue
        held = head.child("dobj", "nsubjpass")
        if held is None or held.lemma not in table["pointing_back"] or held.child("acl", "relcl", "prep") is not None:
            continue
        for back in range(index - 1, -1, -1):
            other = events[back]
            if other.type in table["deeds"] and head.sent - parse.tokens[other.head].sent <= 3:
                found.append(Link(type="about", origin=index, target=back, cue=held.span))
                break
    return found


def _answers(
    parse: Parse, events: Sequence[EventMention], by_token: Mapping[int, int], table: Mapping[str, Any]
) -> list[Link]:
    """*The launch was a response to the drills*: also where the subject only points back to what was told before."""
    found: list[Link] = []
    for token in parse.tokens:
        kind = table["answers"].get(token.lemma)
        within = token.dep == "pobj" and token.head.lower == "in" and token.head.head.lemma == "be"
        if kind is None or not (within or token.dep in ("attr", "oprd", "acomp")):
            continue
        held = [o for p in token.kids("prep") for o in p.kids("pobj", "pcomp")]
        # "in response to Iran shooting down a drone"
        held += [g for g in token.head.head.kids("advcl") if gerund_actor(g) in held]
        held += [g for o in held for g in o.kids("acl") if g.tag == "VBG"]
        told = [by_token[o.i] for o in held if o.i in by_token]
        verb = token.head.head if within else token.head
        while verb.dep in ("xcomp", "ccomp") and verb.child("nsubj") is None and not verb.is_root:
            verb = verb.head
        subject = verb.child("nsubj")
        if not told or subject is None:
            continue
        origin = by_token.get(subject.i)
        if origin is None:
            earlier = [
                i for i, e in enumerate(events) if e.head < subject.i and parse.tokens[e.head].lemma == subject.lemma
            ]
            origin = earlier[-1] if earlier else None
        if origin is not None and origin != told[0]:
            pair = (origin, told[0]) if kind == "response" else (told[0], origin)
            found.append(Link(type=kind, origin=pair[0], target=pair[1], cue=token.span))
    return found


def _responses(
    parse: Parse, events: Sequence[EventMention], by_token: Mapping[int, int], table: Mapping[str, Any]
) -> list[Link]:
    """*They came under fire and responded with strikes*, *called in strikes in response*: to what stands before."""
    found: list[Link] = []
    for token in parse.tokens:
        given: list[int] = []
        if token.lemma in table["answering_verbs"] and token.pos == "VERB":
            means = [o for p in token.kids("prep") if p.lower in ("with", "by") for o in p.kids("pobj", "pcomp")]
            means += [o for m in means for p in m.kids("prep") if p.lower == "of" for o in p.kids("pobj")]
            given = [by_token[o.i] for o in means if o.i in by_token]
        elif table["answers"].get(token.lemma) == "response" and token.dep == "pobj" and token.head.lower == "in":
            if token.child("prep", "det", "poss") is None:
                given = [by_token[t.i] for t in token.ancestors() if t.i in by_token][:1]
                given = given or [by_token[o.i] for o in token.head.head.kids("dobj") if o.i in by_token]
        for origin in given[:1]:
            earlier = [
                i
                for i, e in enumerate(events)
                if e.type in table["deeds"]
                and parse.tokens[e.head].sent == token.sent
                and e.last <= events[origin].first
            ]
            if earlier and earlier[-1] != origin:
                found.append(Link(type="response", origin=origin, target=earlier[-1], cue=token.span))
    return found


def _after_told(
    parse: Parse,
    events: Sequence[EventMention],
    by_token: Mapping[int, int],
    cues: Mapping[str, Any],
    knowledge: Knowledge,
) -> list[Link]:
    """*Following his visit, …*: the visit is no mention of its own, and means the one told before."""
    frames = knowledge.made("events/frames", load_frames)
    found: list[Link] = []
    for index, event in enumerate(events):
        clause = parse.tokens[event.clause]
        for prep in clause.kids("prep", "advcl"):
            row = cues.get(prep.lower)
            if row is None or row["type"] != "after":
                continue
            for noun in prep.kids("pobj", "dobj"):
                if noun.i in by_token:
                    continue
                types = {frame.type for frame, _ in frames.nouns.get(noun.lemma, ())}
                earlier = [i for i, e in enumerate(events[:index]) if e.type in types and e.head < noun.i]
                if earlier:
                    forward = row["direction"] == "forward"
                    first, second = (index, earlier[-1]) if forward else (earlier[-1], index)
                    found.append(Link(type="after", origin=first, target=second, cue=prep.span))
    return found
