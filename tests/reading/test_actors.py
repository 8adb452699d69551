"""What names, phrases and references of a report stand for."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.actor import Actor
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.reading.actors import actors_of, find_actors
from onrecord.reading.mentions import ActorMentions
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.read import Reader


def read(reader: Reader, text: str, published: date | None = None) -> tuple[Parse, ActorMentions]:
    """Parse paragraphs, one a line, and find their actors."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(kind=BlockKind.BODY, span=Span(at, at + len(line))))
        at += len(line) + 1
    article = Article(
        text=text, blocks=tuple(blocks), provenance=Provenance(published=published), payload_id="sha256:0"
    )
    parse = parse_article(article, reader.pipeline)
    return parse, find_actors(parse, article, reader.knowledge)


def stands_for(reader: Reader, text: str, word: str, published: date | None = None, nth: int = 0) -> tuple[Actor, ...]:
    """The actors of the phrase headed by the nth occurrence of a word."""
    parse, mentions = read(reader, text, published)
    tokens = [t for t in parse.tokens if t.text == word]
    return actors_of(mentions, tokens[nth])


@pytest.mark.parametrize(
    ("text", "word", "country", "role"),
    [
        ("Norwegian officials arrived on Monday.", "officials", "NOR", "GOV"),
        ("Two US warplanes struck the depot.", "warplanes", "USA", "MIL"),
        ("Three Omani men were held.", "men", "OMN", "CVL"),
        ("Peru's military denied it.", "military", "PER", "MIL"),
        ("A retired general criticised the plan.", "general", None, "ELI"),
        ("The Chilean Embassy in Oslo declined to comment.", "Embassy", "CHL", "GOV"),
        ("The foreign ministry of Ghana called for calm.", "ministry", "GHA", "GOV"),
        ("Hezbollah fighters crossed the border.", "fighters", "LBN", "REB"),
        ("Islamic State militants held the town.", "militants", None, "REB"),
        ("Investigators said Harbour Trading Co. Ltd. bought the engines.", "Ltd.", None, "BUS"),
        ("Madrid summoned the ambassador.", "Madrid", "ESP", "GOV"),
    ],
)
def test_a_phrase_gives_country_and_role(reader: Reader, text: str, word: str, country: str | None, role: str) -> None:
    found = stands_for(reader, text, word)
    assert [(a.country, a.role) for a in found] == [(country, role)]


def test_a_title_gives_an_unknown_person_country_and_role(reader: Reader) -> None:
    [actor] = stands_for(reader, "Norwegian Deputy Defence Minister Kari Lund spoke first.", "Lund")
    assert (actor.name, actor.country, actor.role) == ("Kari Lund", "NOR", "GOV")


def test_a_later_short_name_is_the_full_one(reader: Reader) -> None:
    [actor] = stands_for(reader, "Norwegian Foreign Minister Kari Lund spoke first. Lund then left.", "Lund", nth=1)
    assert (actor.name, actor.country, actor.role) == ("Kari Lund", "NOR", "GOV")


def test_coordinated_demonyms_are_several_actors(reader: Reader) -> None:
    found = stands_for(reader, "They met Polish and Estonian soldiers.", "soldiers")
    assert [(a.country, a.role) for a in found] == [("POL", "MIL"), ("EST", "MIL")]


def test_offices_are_those_of_the_date(reader: Reader) -> None:
    text = "Sergei Shoigu spoke."
    assert stands_for(reader, text, "Shoigu", date(2023, 8, 30))[0].office == "defence minister"
    assert stands_for(reader, text, "Shoigu", date(2025, 3, 1))[0].office == "Secretary of the Security Council"
    assert stands_for(reader, text, "Shoigu", None)[0].office is None
