"""What goods move on: ships, aircraft, trains and trucks, with name, flag, IMO and MMSI numbers and tail numbers.

In: a Parse, its Article and Knowledge. Out: CarrierMentions; and which of them stand in a clause as carriers of its
goods, or as the ship that is seized, held or freed.

Name, flag and numbers told of a ship anywhere in the report hold for each mention of that ship: a definite noun (*the
tanker*) means the last one of its kind, *another vessel* a new one, and a later definite noun with a name (*the tanker,
now called …*) also names the unnamed one before it. An owner's or an adjective's country is no flag: only *-flagged*,
*registered in* and *flying the flag of* are. An IMO number with a wrong check digit is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from onrecord.domain.item import Carrier
from onrecord.domain.report import Article
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.knowledge.actors import ActorTable, actor_table
from onrecord.knowledge.folding import key
from onrecord.reading.mentions import CarrierMention
from onrecord.reading.parse import Parse, Token

_PIECES = re.compile(r"[a-z]+|\d+")
_NAME_POS = frozenset({"PROPN", "NUM", "X"})


@dataclass(frozen=True, kw_only=True)
class CarrierWords:
    """The table, indexed. `kinds` maps folded nouns (as tuples of words) to kinds; `actors` knows the countries that
    names and adjectives of flags point to."""

    kinds: Mapping[tuple[str, ...], str]
    titles: tuple[tuple[str, ...], ...]
    table: Mapping[str, Any]
    actors: ActorTable
    patterns: Mapping[str, re.Pattern[str]]
    starts: frozenset[str]
    title_starts: frozenset[str]


def _build(knowledge: Knowledge) -> CarrierWords:
    table = knowledge.table("items/carriers")
    kinds: dict[tuple[str, ...], str] = {}
    for kind, nouns in table["kinds"].items():
        for noun in nouns:
            kinds[tuple(_PIECES.findall(noun.lower()))] = kind
    titles = tuple(tuple(title.lower().split()) for title in table["ship_titles"])
    return CarrierWords(
        kinds=kinds,
        titles=titles,
        starts=frozenset(words[0] for words in kinds),
        title_starts=frozenset(words[0] for words in titles),
        table=table,
        actors=actor_table(knowledge),
        patterns={name: re.compile(pattern) for name, pattern in table["ids"].items()},
    )


def carrier_words(knowledge: Knowledge) -> CarrierWords:
    """The words of carriers, made once for each Knowledge."""
    return knowledge.made("carriers", _build)


def valid_imo(number: str) -> bool:
    """Whether seven digits are an IMO ship number: the last is the check digit, the digit sum weighted 7 to 2."""
    if not re.fullmatch(r"\d{7}", number):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number[:6], range(7, 1, -1), strict=True)) % 10 == int(
        number[6]
    )


@dataclass(slots=True)
class _Thing:
    """One ship, aircraft, train or truck as the report knows it."""

    kind: str
    noun: str
    name: str | None = None
    imo: str | None = None
    mmsi: str | None = None
    tail: str | None = None
    flag: str | None = None
    sent: int = 0


@dataclass(slots=True)
class _Spotted:
    first: int
    last: int
    head: int
    thing: _Thing


def find_carriers(parse: Parse, article: Article, knowledge: Knowledge) -> tuple[CarrierMention, ...]:
    """Find the carriers that an article names, each mention with all that the article tells of that carrier."""
    words = carrier_words(knowledge)
    spotted: list[_Spotted] = []
    things: list[_Thing] = []
    at, sent = 0, 0
    tokens = parse.tokens
    while at < len(tokens):
        if tokens[at].sent != sent:
            _told_later(parse, words, things, spotted, sent)
            sent = tokens[at].sent
        found = _noun_at(parse, words, at)
        if found is None:
            found = _titled(parse, words, at) or _known_name(parse, things, at) or _pronoun(parse, words, things, at)
        if found is None:
            at += 1
            continue
        one = found
        _settle(parse, words, things, one)
        if not (spotted and one.first < spotted[-1].last):
            spotted.append(one)
        at = max(at + 1, one.last)
    if tokens:
        _told_later(parse, words, things, spotted, sent)
    _numbers(parse, words, spotted)
    mentions = []
    for one in spotted:
        thing = one.thing
        mentions.append(
            CarrierMention(
                first=one.first,
                last=one.last,
                head=one.head,
                carrier=Carrier(
                    span=parse.span(one.first, one.last),
                    kind=thing.kind,
                    name=thing.name,
                    imo=thing.imo,
                    mmsi=thing.mmsi,
                    tail=thing.tail,
                    flag=thing.flag,
                ),
            )
        )
    return tuple(mentions)


def carriers_for(
    mentions: Sequence[CarrierMention],
    parse: Parse,
    event_type: str,
    clause: Token,
    head: Token,
    knowledge: Knowledge,
) -> tuple[Carrier, ...]:
    """The carriers of one happening.

    Args:
        mentions: What `find_carriers` found.
        event_type: Type of the event: supplies have carriers, seizures and releases the ship held; others none.
        clause, head: Tokens that carry the clause and head the trigger.

    Returns:
        Carriers in the order of the text; empty where none stands in the right part of the clause.
    """
    table = carrier_words(knowledge).table
    moving, held = event_type in table["moving"], event_type in table["held"]
    if not (moving or held) or not mentions:
        return ()
    by_token = {i: m for m in mentions for i in range(m.first, m.last)}
    wanted: list[Token] = []
    for anchor in dict.fromkeys((head, clause)):
        for child in anchor.children:
            if child.dep == "prep" and moving:
                # shipped to Dunai aboard the Angara: to the parser, Dunai lies aboard it
                for place in child.kids("pobj"):
                    for below in place.kids("prep"):
                        if below.lower in table["boarding"]:
                            wanted.extend(below.kids("pobj"))
            if child.dep == "prep" and child.lower in table["prepositions"] and moving:
                wanted.extend(child.kids("pobj"))
            elif child.dep in {"nsubj", "nsubjpass"} and (
                (held and child.dep == "nsubjpass") or (moving and child.dep == "nsubj")
            ):
                wanted.append(child)
            elif child.dep == "agent" and moving:
                wanted.extend(child.kids("pobj"))
            elif moving and child.dep == "dobj" and _after_preposition(parse, child, table["prepositions"]):
                wanted.append(child)  # sent in another ship: a particle to the parser
            elif held and child.dep in {"dobj", "attr"}:
                wanted.append(child)
            elif held and child.dep == "prep" and child.lower in {"of", "on", "with"} and anchor is head:
                wanted.extend(child.kids("pobj"))
            elif child.dep == "nsubj" and held and (anchor.kids("auxpass") or anchor.lemma in {"remain", "be", "stay"}):
                wanted.append(child)
            elif child.dep in {"advcl", "xcomp"} and child.lemma in table["use_verbs"] and moving:
                wanted.extend(child.kids("dobj"))
            elif held and child.dep in {"compound", "nmod"}:
                wanted.append(child)
        if moving and anchor.dep in {"acl", "relcl"}:
            wanted.append(anchor.head)  # a tanker carrying oil
        if held and anchor.dep in {"acomp", "oprd", "attr", "xcomp", "advcl"} and not anchor.kids("dobj"):
            wanted.extend(anchor.head.kids("nsubj", "nsubjpass"))  # the ship remains impounded
        if moving and anchor.dep in {"pcomp", "advcl", "xcomp"}:
            # seized a vessel for smuggling fuel; used a ship to bring coal
            for above in anchor.ancestors():
                if above.pos in {"VERB", "AUX"}:
                    wanted.extend(above.kids("dobj", "nsubjpass") or above.kids("nsubj"))
                    break
        if moving and anchor.dep == "conj" and not anchor.kids("nsubj", "nsubjpass") and anchor.head.pos == "VERB":
            wanted.extend(anchor.head.kids("nsubj"))
        # oil headed for a port, itself inside a tanker carrying …
        if moving:
            for above in anchor.ancestors():
                if above.dep in {"acl", "relcl"} and above.lemma in table["carrying"]:
                    wanted.append(above.head)
    found: dict[int, CarrierMention] = {}
    for token in wanted:
        for one in _spread(token):
            mention = by_token.get(one.i)
            if mention is not None:
                found[mention.first] = mention
    return tuple(found[first].carrier for first in sorted(found))


def _after_preposition(parse: Parse, noun: Token, prepositions: Sequence[str]) -> bool:
    first = min(t.i for t in (noun, *noun.children) if t.i <= noun.i)
    while first and parse.tokens[first - 1].pos in {"ADV", "DET"}:
        first -= 1
    return bool(first) and parse.tokens[first - 1].lower in prepositions


def _spread(token: Token) -> list[Token]:
    """A noun, those coordinated with it, apposed to it, or told after *including*."""
    found = [token]
    for one in found:
        found.extend(one.kids("conj", "appos"))
        for prep in one.kids("prep"):
            if prep.lower in {"including", "of"}:
                found.extend(prep.kids("pobj"))
    return found


def _noun_at(parse: Parse, words: CarrierWords, at: int) -> _Spotted | None:
    """A common noun of a carrier that begins here, with its noun phrase and the name in it."""
    tokens = parse.tokens
    pieces = _PIECES.findall(_singular(tokens[at]))
    if pieces and pieces[0] not in words.starts:
        # nearly every token: no carrier noun begins with it, so longer stretches need not be looked up
        return None
    each = [pieces, *(_PIECES.findall(_singular(token)) for token in tokens[at + 1 : at + 5])]
    for size in (5, 4, 3, 2, 1):
        if at + size > len(tokens):
            continue
        stretch = tokens[at : at + size]
        key = tuple(chain.from_iterable(each[:size]))
        kind = words.kinds.get(key)
        if kind is None or stretch[-1].pos not in {"NOUN", "PROPN", "NUM"} or stretch[0].sent != stretch[-1].sent:
            continue
        if not re.match(r"\w", stretch[0].text) or not re.match(r"\w", stretch[-1].text):
            continue
        head = stretch[-1]
        before = tokens[at - 1] if at else None
        if before is not None and before.text == "-" and before.end == stretch[0].start:
            return None  # ship-to-ship
        following = tokens[head.i + 1] if head.i + 1 < len(tokens) else None
        if following is not None and following.pos == "NOUN" and following.sent == head.sent and head.dep == "compound":
            return None  # ship owner, truck driver, train station
        return _Spotted(at, head.i + 1, head.i, _Thing(kind=kind, noun=" ".join(key), sent=head.sent))
    return None


def _singular(token: Token) -> str:
    word = token.lower
    if token.tag in {"NNS", "NNPS"} and word.endswith("s"):
        return "lorry" if word == "lorries" else "ferry" if word == "ferries" else word[:-1]
    return word


def _titled(parse: Parse, words: CarrierWords, at: int) -> _Spotted | None:
    """A ship named by its title: *MV Lady R*."""
    if parse.tokens[at].lower not in words.title_starts:
        return None
    for title in words.titles:
        stretch = parse.tokens[at : at + len(title)]
        if tuple(t.lower for t in stretch) != title or not stretch[0].text[:1].isupper():
            continue
        end = _name_end(parse, at + len(title))
        if end > at + len(title):
            name = parse.text[parse.tokens[at + len(title)].start : parse.tokens[end - 1].end]
            thing = _Thing(kind="vessel", noun="ship", name=" ".join(name.split()), sent=stretch[0].sent)
            return _Spotted(at, end, end - 1, thing)
    return None


def _name_end(parse: Parse, at: int) -> int:
    """Where a run of capitalised words from here ends."""
    end = at
    while end < len(parse.tokens):
        token = parse.tokens[end]
        if token.sent != parse.tokens[at].sent or not (token.text[:1].isupper() or token.text.isdigit()):
            break
        if end > at and token.text.isdigit() and len(token.text) > 4:
            break
        end += 1
    return end


def _known_name(parse: Parse, things: Sequence[_Thing], at: int) -> _Spotted | None:
    """A carrier's name told before, standing alone."""
    for thing in reversed(things):
        if thing.name is None:
            continue
        name = thing.name.split()
        stretch = parse.tokens[at : at + len(name)]
        if [t.text for t in stretch] == name and stretch[0].sent == stretch[-1].sent:
            return _Spotted(at, at + len(name), at + len(name) - 1, thing)
    return None


def _pronoun(parse: Parse, words: CarrierWords, things: Sequence[_Thing], at: int) -> _Spotted | None:
    """*it* as the subject of a verb of carrying, where the last carrier was told of shortly before."""
    token = parse.tokens[at]
    if token.lower not in {"it", "which"} or token.dep != "nsubj" or not things:
        return None
    verb = token.head
    if not {verb.lemma, *(k.lemma for k in verb.kids("xcomp"))} & set(words.table["carrying"]):
        return None
    last = things[-1]
    if token.sent - last.sent > 2:
        return None
    return _Spotted(at, at + 1, at, last)


def _settle(parse: Parse, words: CarrierWords, things: list[_Thing], one: _Spotted) -> None:
    """Decide which carrier a mention means, and give that carrier what the mention tells."""
    thing = one.thing
    if thing in things:
        thing.sent = parse.tokens[one.head].sent
        return
    head = parse.tokens[one.head]
    if thing.name is None:
        thing.name = _name_of(parse, words, one)
    thing.flag = _flag_of(parse, words, head)
    before = [t.lower for t in head.children if t.i < head.i]
    plural = head.tag in {"NNS", "NNPS"}
    fresh = bool(set(before) & set(words.table["new_words"])) or "a" in before or "an" in before or plural
    if thing.flag is not None:
        fresh = fresh or any(t.flag not in {None, thing.flag} for t in things[-1:])
    if thing.name is not None:
        same = next((t for t in reversed(things) if t.name == thing.name), None)
        if same is None and not fresh:
            same = next(
                (t for t in reversed(things) if t.name is None and t.kind == thing.kind and t.noun == thing.noun), None
            )
    elif not fresh and ({"the", "this", "that", "its"} & set(before)):
        same = next((t for t in reversed(things) if t.kind == thing.kind), None)
        exact = next((t for t in reversed(things) if t.kind == thing.kind and t.noun == thing.noun), None)
        same = exact or same
    else:
        same = None
    if same is None:
        things.append(thing)
        return
    same.name = same.name or thing.name
    same.flag = same.flag or thing.flag
    same.sent = head.sent
    one.thing = same
    things.remove(same)
    things.append(same)


def _name_of(parse: Parse, words: CarrierWords, one: _Spotted) -> str | None:
    """The name beside a noun: *tanker Adrian Darya 1*, *a ship, the Stena Impero*, *a vessel named DN5505*."""
    tokens = parse.tokens
    head = tokens[one.head]
    if head.tag in {"NNS", "NNPS"}:
        return None
    at = head.i + 1
    hops = 0
    while at < len(tokens) and tokens[at].sent == head.sent and hops < 6:
        token = tokens[at]
        if token.text in {"IMO", "MMSI"}:
            return None
        if (
            token.text[:1].isupper()
            and token.pos in {"PROPN", "NOUN", "X", "NUM", "ADJ"}
            and not _is_clause(token, head)
        ):
            end = _name_end(parse, at)
            if _told_as_name(tokens, head.i, at, words):
                name = " ".join(parse.text[token.start : tokens[end - 1].end].split())
                one.last = end
                return name.strip("'\"“”‘’") or None
            return None
        if token.lower in {
            ",",
            "the",
            "now",
            "called",
            "named",
            "dubbed",
            "renamed",
            "known",
            "as",
            "identified",
            '"',
            "“",
            "‘",
            "'",
            "(",
            "formerly",
        } or token.text in {"-", "—"}:
            at += 1
            hops += 1
            continue
        return None
    return None


_RENAMED = re.compile(
    r"\b(?:its|the\s+\w+[’']s)\s+(?:new\s+)?name\s+(?:is|was|being|now)?\s*(?:changed|changes|changing|switched)?\s*to\s+(?:the\s+)?"
    r"[\"“‘']?([A-Z][\w-]*(?:\s+(?:[A-Z][\w-]*|\d{1,3}\b))*)"
    r"|\b(?:is|was|been)\s+(?:now\s+)?renamed\s+(?:as\s+)?(?:the\s+)?[\"“‘']?([A-Z][\w-]*(?:\s+(?:[A-Z][\w-]*|\d{1,3}\b))*)"
)
_UNDER_FLAG = re.compile(r"\b(?:under|fl(?:ies|ying|ew|y)|with)\s+(?:the|a)\s+flag\s+of\s+((?:[\w’'.-]+\s*){1,6})")


def _told_later(
    parse: Parse, words: CarrierWords, things: Sequence[_Thing], spotted: Sequence[_Spotted], sent: int
) -> None:
    """A new name, or a flag, told of the carrier of this or the sentence before: *its name changes to X*."""
    if not things or sent - things[-1].sent > 3:
        return
    text = parse.sentences[sent].span.of(parse.text)
    renamed = _RENAMED.search(text)
    if renamed:
        things[-1].name = renamed[1] or renamed[2]
        things[-1].sent = sent
    flag = _UNDER_FLAG.search(text)
    if flag and things[-1].flag is None:
        told = flag[1].split()
        for size in range(len(told), 0, -1):
            code = _country(words, " ".join(told[:size]))
            if code:
                things[-1].flag, things[-1].sent = code, sent
                break


def _is_clause(token: Token, head: Token) -> bool:
    """Whether a capitalised word after a noun begins something else: a date, or a clause (*the tanker Iran seized*)."""
    if token.ent in {"DATE", "NORP", "TIME"}:
        return True
    subject = token.dep in {"nsubj", "nsubjpass"} and token.head.dep in {"relcl", "acl"} and token.head.head is head
    subject = subject and not head.is_root  # a noun at the root has lost its verb to a wrong parse
    return subject or token.dep == "npadvmod"


def _told_as_name(tokens: Sequence[Token], head: int, at: int, words: CarrierWords) -> bool:
    between = [t.lower for t in tokens[head + 1 : at]]
    if not between:
        return True
    called = {w for phrase in words.table["called"] for w in phrase.split()}
    if set(between) & (called - {"as", "now"}):
        return True
    return between in ([",", "the"], ["the"], ['"'], ["“"], ["‘"], ["'"], [",", '"'], [",", "“"], ["("])


def _flag_of(parse: Parse, words: CarrierWords, head: Token) -> str | None:
    """The flag that the words round a noun tell, or None: *Togo-flagged*, *registered in Panama*, *flag of Comoros*."""
    text = parse.text[max(0, head.start - 70) : head.start]
    clause = re.split(r"[.;]", text)[-1]
    match = re.search(r"([A-Z][\w.’']*(?:\s+[A-Z][\w.]*){0,2})[\s‑-]+(?:flagged|registered)\b[^,]*$", clause)
    if match:
        return _country(words, match[1])
    after = re.split(r"[.;]", parse.text[head.end : head.end + 140])[0]
    match = re.search(
        r"\b(?:flagged\s+(?:to|in|by)|registered\s+(?:in|under\s+the\s+flag\s+of)|(?:flying|under|with|sailing\s+under|flew)\s+(?:the\s+)?flags?\s+of|flag\s+of)\s+(?:the\s+)?([A-Z][\w.’']*(?:\s+[A-Z][\w.]*){0,2})",
        after,
    ) or re.search(r"\b(?:flying|under|with)\s+(?:a|the)\s+([A-Z]\w+(?:\s+[A-Z]\w+)?)\s+flag\b", after)
    return _country(words, match[1]) if match else None


def _country(words: CarrierWords, name: str) -> str | None:
    parts = name.split()
    for start in range(len(parts)):
        for entry in words.actors.named(key(" ".join(parts[start:]))):
            if entry.country and entry.kind in {"country", "demonym"}:
                return entry.country
    return None


def _numbers(parse: Parse, words: CarrierWords, spotted: Sequence[_Spotted]) -> None:
    """Give each number of a ship or aircraft to the nearest mention before it in its paragraph, else after it."""
    if not spotted:
        return
    for field, pattern in words.patterns.items():
        for match in pattern.finditer(parse.text):
            number = match[1]
            if field == "imo" and not valid_imo(number):
                continue
            kind = "vessel" if field in {"imo", "mmsi"} else "aircraft"
            span = Span(match.start(), match.end())
            inside = parse.within(span)
            if not inside:
                continue
            sent = inside[0].sent
            near = [s for s in spotted if s.thing.kind == kind and abs(parse.tokens[s.head].sent - sent) <= 1]
            if not near:
                continue
            before = [s for s in near if parse.tokens[s.head].start <= span.start]
            one = before[-1] if before else near[0]
            name = "tail" if field == "tail_bare" else field
            if getattr(one.thing, name) is None:
                setattr(one.thing, name, number)


def with_goods_left_out(mentions: Sequence[CarrierMention], goods: Sequence[Span]) -> tuple[CarrierMention, ...]:
    """Carriers without those that are themselves the goods (*three patrol boats*)."""
    return tuple(replace(m) for m in mentions if not any(m.carrier.span.overlaps(span) for span in goods))
