"""Which way goods go, and what for: route, end use, and what is given in return.

In: a Parse and the places (or goods) found in it. Out: a Route, an EndUse or Items of one happening, from its clause.

A place is origin after *from*, a stop after *via* or *through*, the end after *to*, *into*, *bound for* or, with a verb
of arriving, *in* and *at*. Countries that receive are recipients as well; that is for the frames to say. Nothing is
taken from other sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.item import EndUse, Item, Route
from onrecord.domain.place import Place
from onrecord.knowledge import Knowledge
from onrecord.reading.mentions import ItemMention, PlaceMention
from onrecord.reading.parse import Parse, Token


def route_for(
    parse: Parse, places: Sequence[PlaceMention], clause: Token, head: Token, knowledge: Knowledge
) -> Route | None:
    """The way that the clause of one happening tells.

    Args:
        parse: The parsed article.
        places: Its places.
        clause, head: Tokens that carry the clause and head the trigger.
        knowledge: The table `items/routes`.

    Returns:
        The route, or None where the clause names no place on the way.
    """
    table = knowledge.table("items/routes")
    by_token = {i: m for m in places for i in range(m.first, m.last)}
    if not by_token:
        return None
    origin: Place | None = None
    destination: Place | None = None
    via: list[Place] = []
    for preposition, token in _objects(head, clause, table["stops_at"]):
        mention = by_token.get(token.i)
        if mention is None:
            # a port in Busan, the Russian port of Vladivostok: the place stands inside the phrase
            inside = [by_token[t.i] for t in token.subtree() if t.i in by_token and t.head in {token, *token.children}]
            mention = inside[0] if inside else None
        if mention is None:
            continue
        place = mention.place
        if preposition in table["from"]:
            origin = origin or place
        elif preposition in table["via"]:
            via.append(place)
        elif preposition in table["to"]:
            if destination is not None and destination != place:
                via.append(destination)
            destination = place
        elif preposition in table["at"] and {head.lemma, clause.lemma} & set(table["arriving"]):
            destination = destination or place
        elif preposition in table["at"] and {head.lemma, clause.lemma} & set(table["leaving"]):
            origin = origin or place
    if origin is None and destination is None and not via:
        return None
    return Route(origin=origin, via=tuple(dict.fromkeys(via)), destination=destination)


def _objects(head: Token, clause: Token, stops: Sequence[str]) -> list[tuple[str, Token]]:
    """Prepositions of the clause with their objects, in the order of the text, coordinated objects too; compound
    prepositions as *bound for*."""
    found: list[tuple[str, Token]] = []
    todo = list(dict.fromkeys((head, clause)))
    seen: set[int] = set()
    while todo:
        token = todo.pop(0)
        if token.i in seen:
            continue
        seen.add(token.i)
        for child in token.children:
            if child.dep == "prep" or (child.dep == "dative" and child.pos == "ADP"):
                name = child.lower
                for kid in child.children:
                    if kid.dep == "pobj":
                        found.extend((name, one) for one in kid.conjuncts())
                        todo.append(kid) if name in {"of", "in"} else None
                        found.extend(
                            (sub.lower, one)
                            for sub in kid.kids("prep")
                            for obj in sub.kids("pobj")
                            for one in obj.conjuncts()
                        )
                    elif kid.dep == "prep":
                        found.extend(
                            (f"{name} {kid.lower}", one) for obj in kid.kids("pobj") for one in obj.conjuncts()
                        )
            elif child.dep in {"advcl", "acl", "xcomp", "conj", "dobj", "nsubjpass", "advmod"} and (
                (child.pos in {"NOUN", "PROPN"} and child.dep in {"dobj", "nsubjpass"}) or child.lemma in stops
            ):
                if child.lemma in {"bound", "headed", "head", "destined"}:
                    found.extend(("bound for", o) for p in child.kids("prep") for o in p.kids("pobj"))
                else:
                    todo.append(child)
    found.sort(key=lambda pair: pair[1].i)
    return list(dict.fromkeys(found))


def end_use_for(
    parse: Parse, places: Sequence[PlaceMention], clause: Token, head: Token, knowledge: Knowledge
) -> EndUse | None:
    """What the goods of one happening are for: *for use in Ukraine*, *to be used against rebels*, *for its war in X*.

    Returns:
        The words and the place they name, or None where the clause tells no use.
    """
    table = knowledge.table("items/routes")["end_use"]
    nouns, verbs = set(table["nouns"]), set(table["verbs"])
    by_token = {i: m for m in places for i in range(m.first, m.last)}
    todo, seen = list(dict.fromkeys((head, clause))), 0
    while todo and seen < 60:
        token = todo.pop(0)
        seen += 1
        for child in token.children:
            used: Token | None = None
            if child.dep == "prep" and child.lower == "for":
                used = next((o for o in child.kids("pobj") if o.lemma.lower() in nouns), None)
            elif (
                child.dep in {"xcomp", "advcl", "acl", "relcl"}
                and child.lemma in verbs
                and child.child("aux", "auxpass")
            ) and any(k.lower in {"to", "would", "will", "could"} for k in child.kids("aux")):
                used = child
            if used is not None:
                subtree = used.subtree()
                first = child.i if child.dep == "prep" else min(t.i for t in subtree)
                inside = [t for t in subtree if t.i >= first]
                last = max(t.i for t in inside if t.text not in {".", ",", ";", "”", '"'}) + 1
                place = next((by_token[t.i].place for t in inside if t.i in by_token), None)
                return EndUse(span=parse.span(first, last), place=place)
            if child.dep in {"dobj", "nsubjpass", "pobj", "prep", "conj"} and child.pos in {"NOUN", "PROPN", "ADP"}:
                todo.append(child)
    return None


def in_return_of(
    mentions: Sequence[ItemMention], parse: Parse, clause: Token, head: Token, knowledge: Knowledge
) -> tuple[Item, ...]:
    """The goods given for those of one happening: after *in exchange for*, *in return for*, *swapped for*.

    Returns:
        Items in the order of the text; empty where nothing is told to be given.
    """
    table = knowledge.table("items/routes")
    start = _return_phrase(parse, clause, head, table)
    if start is None:
        return ()
    sentence = parse.sentences[head.sent]
    stop = sentence.last
    governed = {t.i for t in parse.tokens[start].subtree()} if parse.tokens[start].children else set()
    found = []
    for mention in mentions:
        if not start < mention.first < stop:
            continue
        if governed and mention.head not in governed and not _same_clause(parse, start, mention.first):
            continue
        found.append(mention.item)
    return tuple(found)


def _return_phrase(parse: Parse, clause: Token, head: Token, table: dict[str, list[str]]) -> int | None:
    """The last word (*for*) of a phrase of exchange in the sentence of the clause, after the trigger; None without."""
    sentence = parse.sentences[head.sent]
    words = [t.lower for t in parse.tokens[sentence.first : sentence.last]]
    for phrase in table["in_return"]:
        parts = phrase.split()
        for at in range(len(words) - len(parts) + 1):
            if words[at : at + len(parts)] == parts and sentence.first + at > min(clause.i, head.i):
                return sentence.first + at + len(parts) - 1
    return None


def _same_clause(parse: Parse, start: int, end: int) -> bool:
    """Whether no finite verb, semicolon or colon stands between two tokens."""
    return not any(t.tag in {"VBD", "VBZ", "VBP", "MD"} or t.text in {";", ":"} for t in parse.tokens[start + 1 : end])
