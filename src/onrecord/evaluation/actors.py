"""Actor phrases against NGEC's cases: country and sector of a phrase read by itself.

In: items with `text` and, if given, `query_date`, `context` and `known_country`. Out: `country` (alpha-3, or the gold's
IGO, UNO, EUR, or empty) and `code_1`. The phrase is read as the subject of a report of one line, by the same step that
reads reports; only the last mapping to the gold's codes is made here. Undated cases mean the years 2022 to 2024, as the
gold says. With an `actor_phrase` the actors coordinated with it are told instead, as phrases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from onrecord.domain.actor import Actor
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.knowledge.actors import ActorTable, actor_table
from onrecord.knowledge.roles import role_nouns
from onrecord.reading.actors import find_actors
from onrecord.reading.mentions import ActorMention, ActorMentions
from onrecord.reading.parse import Parse, Token, parse_article

if TYPE_CHECKING:
    from onrecord.reading.read import Reader

Json = dict[str, Any]

#: A phrase alone is parsed badly; as the subject of a plain sentence it is not.
_CARRIER = " said so."
#: What the gold calls "today" where a case has no date.
UNDATED = date(2023, 1, 1)


def predict(items: Sequence[Json], reader: Reader, given: str | None) -> list[Json]:
    """Country and sector of each phrase, or the co-actors of items that mark one."""
    return [_coactors(item, reader) if "actor_phrase" in item else _coded(item, reader) for item in items]


def score(items: Sequence[Json], predictions: Sequence[Json]) -> dict[str, float]:
    """Shares right over the cases that have the label and are not expected to fail."""
    read = {p["id"]: p for p in predictions}
    figures: dict[str, float] = {}
    for field in ("country", "code_1"):
        cases = [i for i in items if field in i and not i.get("xfail")]
        if cases:
            right = sum(read.get(i["id"], {}).get(field) in str(i[field]).split("|") for i in cases)
            figures[field] = round(right / len(cases), 4)
    groups = [i for i in items if "expected" in i and not i.get("xfail")]
    if groups:
        right = sum(set(read.get(i["id"], {}).get("coactors", ())) == set(i["expected"]) for i in groups)
        figures["coactors"] = round(right / len(groups), 4)
    return figures


def _day(told: str | None) -> date:
    for form in ("%Y-%m-%d", "%d %B %Y", "%Y/%m/%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(told or "", form).date()
        except ValueError:
            continue
    return UNDATED


def _read(text: str, day: date, reader: Reader) -> tuple[Parse, ActorMentions]:
    article = Article(
        text=text,
        blocks=(Block(kind=BlockKind.BODY, span=Span(0, len(text))),),
        provenance=Provenance(published=day),
        payload_id="",
    )
    parse = parse_article(article, reader.pipeline)
    return parse, find_actors(parse, article, reader.knowledge)


def _coded(item: Mapping[str, Any], reader: Reader) -> Json:
    text = " ".join(str(item["text"]).split())
    parse, mentions = _read(text + _CARRIER, _day(item.get("query_date")), reader)
    mentions = ActorMentions(mentions=tuple(m for m in mentions.mentions if parse.tokens[m.last - 1].end <= len(text)))
    country, code = _codes(parse, mentions, reader, actor_table(reader.knowledge), text)
    hint = item.get("known_country") or _named_country(item.get("context"), actor_table(reader.knowledge))
    return {"id": item["id"], "country": country or hint or "", "code_1": code}


def _named_country(context: str | None, table: ActorTable) -> str | None:
    from onrecord.knowledge.folding import key

    entries = table.named(key(context)) if context else ()
    return next((e.country for e in entries if e.kind == "country"), None)


def _codes(parse: Parse, mentions: ActorMentions, reader: Reader, table: ActorTable, text: str) -> tuple[str, str]:
    tokens = [t for t in parse.tokens if t.end <= len(text)]
    mention = _main(tokens, mentions)
    if mention is None or not mention.actors:
        if any(t.pos == "PRON" or t.tag == "PRP" for t in tokens):
            return "", "UNK"
        return _from_place(text, reader)
    actor = mention.actors[0]
    if mention.kind == "pronoun":
        return "", "UNK"
    country, code = _country(actor, table), _code(parse, mention, actor, table, reader)
    if not country and not code and actor.id is None:
        country, code = _from_place(text, reader)
    if country in ("", "IGO"):
        # The body inside the phrase: *president of the European Council*, *NATO troops*.
        inner = [a for m in mentions.mentions for a in m.actors]
        country = next(
            (table.bodies[a.id or ""] for a in inner if a.id in table.bodies),
            "IGO" if any(a.role == "IGO" for a in inner) else country,
        )
    return country, code


def _main(tokens: Sequence[Token], mentions: ActorMentions) -> ActorMention | None:
    """The mention that the whole phrase is: the longest one at its head, else the longest."""
    inside = {t.i for t in tokens}
    heads = {t.i for t in tokens if t.is_root or t.head.i not in inside}
    at_head = [m for m in mentions.mentions if m.head in heads and m.kind != "place"]
    real = at_head or [m for m in mentions.mentions if m.kind != "place" or m.last - m.first >= len(tokens) - 1]
    return max(real, key=lambda m: (m.last - m.first, -m.first), default=None)


def _country(actor: Actor, table: ActorTable) -> str:
    if actor.country:
        return actor.country
    if actor.id is not None and actor.id in table.bodies:
        return table.bodies[actor.id]
    if actor.role == "IGO":
        return "IGO"
    return ""


def _code(parse: Parse, mention: ActorMention, actor: Actor, table: ActorTable, reader: Reader) -> str:
    if mention.kind in ("country", "demonym"):
        entry = next((e for e in table.named(_key(parse, mention)) if e.id == actor.id), None)
        if entry is not None and entry.subkind in ("de_facto_state", "proxy_or_annexed", "annexed_territory"):
            return "PRE"
        if mention.kind == "demonym" and entry is not None and entry.kind == "people":
            return "CVL"
        return ""
    if mention.kind == "place":
        return "GOV"
    words = role_nouns(reader.knowledge).words
    told = {token.lower for token in parse.tokens[mention.first : mention.last]}
    if told & words["states"] and told & words["part_recognised"]:
        return "PRE"
    return actor.role or ""


def _key(parse: Parse, mention: ActorMention) -> str:
    from onrecord.knowledge.folding import key

    first, last = parse.tokens[mention.first], parse.tokens[mention.last - 1]
    return key(re.sub(r"^the ", "", parse.text[first.start : last.end], flags=re.IGNORECASE))


def _from_place(text: str, reader: Reader) -> tuple[str, str]:
    """A place name alone stands for the people there."""
    from onrecord.knowledge.places import gazetteer

    places = gazetteer(reader.knowledge).find(re.sub(r"^the ", "", text, flags=re.IGNORECASE))
    if places and places[0].country:
        return places[0].country, "CVL"
    return "", ""


def _coactors(item: Mapping[str, Any], reader: Reader) -> Json:
    """The phrases coordinated with a marked one, each made whole (*Russian soldiers*)."""
    text, phrase = str(item["text"]), str(item["actor_phrase"])
    parse, mentions = _read(text, UNDATED, reader)
    start = text.find(phrase)
    told = {t.i for t in parse.within(Span(start, start + len(phrase)))} if start >= 0 else set()
    heads = [t for t in parse.tokens if t.i in told and (t.is_root or t.head.i not in told)]
    found: list[str] = []
    for head in heads:
        top = head
        while top.dep == "conj":
            top = top.head
        if top.dep in ("amod", "compound", "nmod"):
            continue
        for part in top.conjuncts():
            found.extend(_phrases(parse, mentions, part))
    return {"id": item["id"], "coactors": list(dict.fromkeys(found)) or [phrase]}


def _phrases(parse: Parse, mentions: ActorMentions, part: Token) -> list[str]:
    mention = mentions.at(part)
    if mention is None:
        return []
    if len(mention.actors) > 1:
        return [a.name for a in mention.actors if a.name]
    first, last = parse.tokens[mention.first], parse.tokens[mention.last - 1]
    return [" ".join(parse.text[first.start : last.end].split())]
