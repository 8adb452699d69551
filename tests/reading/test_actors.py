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
        ("The captains of Chilean industry met.", "captains", "CHL", "BUS"),
        ("Captains of the Chilean navy met.", "Captains", "CHL", "MIL"),
        ("The Chilean opposition's chief negotiator left.", "negotiator", "CHL", "OPP"),
        ("The chief negotiator of the Syrian opposition left.", "negotiator", "SYR", "OPP"),
        ("Ana, chief negotiator of the High Negotiations Committee, left.", "negotiator", "SYR", "OPP"),
        ("An opposition lawmaker left.", "lawmaker", None, "LEG"),
        ("The Peruvian chief negotiator left.", "negotiator", "PER", "GOV"),
        ("A bomber blew himself up.", "bomber", None, "UAF"),
        ("A suicide attack killed six. The bomber struck at noon.", "bomber", None, "UAF"),
        ("A suicide attack killed six. Peru has sent two bombers.", "bombers", "PER", "MIL"),
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


@pytest.mark.parametrize(
    ("text", "word", "nth", "name"),
    [
        ("President Obama left. Michelle Obama met Melania Trump. Obama came back.", "Obama", 0, "Barack Obama"),
        ("President Obama left. Michelle Obama met Melania Trump. Obama came back.", "Obama", 1, "Michelle Obama"),
        ("President Obama left. Michelle Obama met Melania Trump. Obama came back.", "Obama", 2, "Barack Obama"),
        ("President Obama left. Michelle Obama came. Mrs. Obama spoke.", "Obama", 2, "Michelle Obama"),
        ("Michelle Obama came. Obama spoke.", "Obama", 1, "Michelle Obama"),
        ("Chancellor Merkel left. Peter Merkel came. Mrs Merkel spoke.", "Merkel", 2, "Angela Merkel"),
        ("Chancellor Merkel left. Peter Merkel came. Merkel spoke.", "Merkel", 2, "Angela Merkel"),
        ("Chancellor Merkel left. Peter Merkel came. Mr Merkel spoke.", "Merkel", 2, "Peter Merkel"),
        ("Donald Trump and Melania Trump went to Japan. Trump spoke.", "Trump", 2, "Donald Trump"),
        ("Donald Trump and Melania Trump went to Japan. Mr. Trump spoke.", "Trump", 2, "Donald Trump"),
        ("Donald Trump and Melania Trump went to Japan. Mrs. Trump spoke.", "Trump", 2, "Melania Trump"),
    ],
)
def test_one_of_a_family_is_told_from_the_others(reader: Reader, text: str, word: str, nth: int, name: str) -> None:
    assert [actor.name for actor in stands_for(reader, text, word, date(2016, 11, 11), nth)] == [name]


def test_coordinated_demonyms_are_several_actors(reader: Reader) -> None:
    found = stands_for(reader, "They met Polish and Estonian soldiers.", "soldiers")
    assert [(a.country, a.role) for a in found] == [("POL", "MIL"), ("EST", "MIL")]


def test_offices_are_those_of_the_date(reader: Reader) -> None:
    text = "Sergei Shoigu spoke."
    assert stands_for(reader, text, "Shoigu", date(2023, 8, 30))[0].office == "defence minister"
    assert stands_for(reader, text, "Shoigu", date(2025, 3, 1))[0].office == "Secretary of the Security Council"
    assert stands_for(reader, text, "Shoigu", None)[0].office is None


def names(reader: Reader, text: str, word: str, published: date | None = None, nth: int = 0) -> list[str | None]:
    return [a.name for a in stands_for(reader, text, word, published, nth)]


LUND = "Norwegian Foreign Minister Kari Lund spoke first."


@pytest.mark.parametrize(
    ("text", "word", "nth", "name", "country"),
    [
        (f"{LUND} She then left.", "She", 0, "Kari Lund", "NOR"),
        (f"{LUND} The minister then left.", "minister", 0, "Kari Lund", "NOR"),
        (f"{LUND} Ms Lund then left.", "Lund", 1, "Kari Lund", "NOR"),
        ("The Peruvian Navy seized a ship. It gave no details.", "It", 0, "Peruvian Navy", "PER"),
        ("Human Rights Watch blamed the army. The group gave no names.", "group", 0, "Human Rights Watch", "USA"),
        ("Chile rejected the plan. The country has no fleet there.", "country", 0, "Chile", "CHL"),
        ("The assembly urged Norway to withdraw its troops.", "troops", 0, "its troops", "NOR"),
        ("A report by Amnesty International said that the camp was shelled.", "report", 0, "Amnesty International", "GBR"),
        ("Kari Lund, a spokeswoman for the Norwegian army, denied it.", "Lund", 0, "Kari Lund", "NOR"),
        ("Norway's prime minister, Kari Lund, denied it.", "minister", 0, "Kari Lund", "NOR"),
        ("Norwegian Minister of Defence Kari Lund denied it.", "Lund", 0, "Kari Lund", "NOR"),
        ("Peruvian officials came. The officials stayed for a week.", "officials", 1, "officials", "PER"),
        ("Chile has kept 400 troops there. It will withdraw the soldiers.", "troops", 0, "400 troops", "CHL"),
    ],
)  # fmt: skip
def test_references_go_back_to_what_was_named(
    reader: Reader, text: str, word: str, nth: int, name: str, country: str
) -> None:
    [actor] = stands_for(reader, text, word, nth=nth)
    assert (actor.name, actor.country) == (name, country)


@pytest.mark.parametrize(
    ("text", "word", "countries"),
    [
        ("Chile and Peru signed. Both countries will pay.", "countries", {"CHL", "PER"}),
        ("Talks between Chile and Peru failed.", "Chile", {"CHL", "PER"}),
        ("A delegation of Polish and Estonian officials came.", "delegation", {"POL", "EST"}),
        ("One of the Polish officials came.", "One", {"POL"}),
        ("Members of Hezbollah came.", "Members", {"LBN"}),
        ("Chilean President Ana Roja met Peruvian President Luis Vega. The two leaders agreed.", "leaders", {"CHL", "PER"}),
    ],
)  # fmt: skip
def test_several_actors_are_told_apart(reader: Reader, text: str, word: str, countries: set[str]) -> None:
    assert {a.country for a in stands_for(reader, text, word)} == countries


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He left at noon.", "He"),
        ("Hostile forces crossed the river after Chile protested.", "forces"),
        ("A foreign government paid. Chile protested.", "government"),
        ("Chile protested. Three men fled.", "men"),
        ("Residents of Qaxtlan fled.", "Residents"),
    ],
)
def test_what_the_text_does_not_say_stays_unsaid(reader: Reader, text: str, word: str) -> None:
    assert all(a.country is None for a in stands_for(reader, text, word))


def test_unresolved_pronouns_keep_their_words(reader: Reader) -> None:
    assert names(reader, "He left at noon.", "He") == ["He"]


def test_whom_somebody_is_for_or_against_is_not_he(reader: Reader) -> None:
    [rebels] = stands_for(reader, "Pro-Chilean rebels took the port.", "rebels")
    assert (rebels.country, rebels.role) == (None, "REB")
    [militia] = stands_for(reader, "An Iran-backed militia took the port.", "militia")
    assert (militia.country, militia.role) == (None, "PRM")
    [ally] = stands_for(reader, "An ally of Chile paid.", "ally")
    assert ally.country is None


def test_a_capital_acts_or_is_a_place(reader: Reader) -> None:
    _, mentions = read(reader, "Lisbon protested. The talks were held in Lisbon.")
    assert [m.kind for m in mentions.mentions if m.actors and m.actors[0].country == "PRT"] == ["metonym", "place"]


def test_a_body_of_another_state_is_not_the_well_known_one(reader: Reader) -> None:
    [actor] = stands_for(reader, "Chile's Defense Department denied it.", "Department")
    assert (actor.country, actor.role) == ("CHL", "GOV")


def test_an_acronym_of_several_bodies_goes_to_the_country_spoken_of(reader: Reader) -> None:
    [sudan] = stands_for(reader, "The RSF entered Khartoum, Sudan. Sudanese troops fled.", "RSF")
    assert (sudan.country, sudan.role) == ("SDN", "REB")
    [press] = stands_for(reader, "Reporters Without Borders spoke out. The RSF report was long.", "RSF")
    assert press.role == "NGO"


def test_kurdish_forces_are_of_the_state_spoken_of(reader: Reader) -> None:
    text = "Iraq asked for help. In northern Iraq the Kurdish forces held the dam."
    [actor] = stands_for(reader, text, "forces")
    assert (actor.country, actor.role) == ("IRQ", "MIL")


def test_bodies_of_several_states_have_no_country(reader: Reader) -> None:
    for text, word in (("The European Union agreed.", "Union"), ("NATO agreed.", "NATO"), ("The UN agreed.", "UN")):
        assert [(a.country, a.role) for a in stands_for(reader, text, word)] == [(None, "IGO")]


def test_first_persons_are_the_speaker_and_his_side(reader: Reader) -> None:
    text = 'Chilean President Ana Roja said: "I know that we will pay."'
    assert names(reader, text, "I") == ["Ana Roja"]
    assert [(a.name, a.country) for a in stands_for(reader, text, "we")] == [("Chile", "CHL")]


def test_every_reference_has_its_reason(reader: Reader) -> None:
    _, mentions = read(reader, f"{LUND} She then left. The ministry was silent.")
    for mention in mentions.mentions:
        if mention.kind in ("pronoun", "definite"):
            assert mention.reasons, mention


def test_a_name_of_two_koreas_needs_the_other_one(reader: Reader) -> None:
    assert [a.country for a in stands_for(reader, "Seoul warned Pyongyang. The North was silent.", "North")] == ["PRK"]
    assert stands_for(reader, "It rained a lot. The North was dry.", "North") == ()


def test_white_space_and_order_do_not_matter(reader: Reader) -> None:
    one = read(reader, LUND)[1]
    two = read(reader, LUND.replace(" ", "  "))[1]
    strip = [[(a.name, a.country, a.role, a.office) for a in m.actors] for m in one.mentions]
    assert strip == [[(a.name, a.country, a.role, a.office) for a in m.actors] for m in two.mentions]
    assert read(reader, LUND)[1].mentions == one.mentions


@pytest.mark.parametrize(
    ("text", "word", "nth", "name"),
    [
        ("Norwegian Foreign Minister Kari Lund phoned Juan Mora on Monday, urging him to pay.", "him", 0, "Juan Mora"),
        ("Luis Vega phoned Juan Mora on Monday, urging him to pay.", "him", 0, "Juan Mora"),
        ("Luis Vega spoke with Juan Mora and warned him.", "him", 0, "Juan Mora"),
        ("Luis Vega met Juan Mora. Vega told him that he would pay.", "him", 0, "Juan Mora"),
        ("Luis Vega met Juan Mora. He told Mora that he would pay.", "He", 0, "Luis Vega"),
        ("Juan Mora left. Luis Vega asked for him to come.", "him", 0, "Juan Mora"),
        ("Luis Vega took the letter with him.", "him", 0, "Luis Vega"),
        ("Luis Vega blamed himself.", "himself", 0, "Luis Vega"),
        ("Chile protested. Peru told it to wait.", "it", 0, "Chile"),
    ],
)  # fmt: skip
def test_an_object_is_not_who_acts_upon_it(reader: Reader, text: str, word: str, nth: int, name: str) -> None:
    assert names(reader, text, word, nth=nth) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{LUND} Bui Van Mai, 81, watched. Mai said he had been a cook.", "Bui Van Mai"),
        ("Luis Vega came. People waited. Quiroz said that he would stay.", "Quiroz"),
        ("Luis Vega came. After Vega had left, Juan Mora said he was glad.", "Juan Mora"),
        ("Luis Vega came. The ministry said he was welcome.", "Luis Vega"),
    ],
)
def test_the_subject_of_what_somebody_says_is_the_speaker(reader: Reader, text: str, name: str) -> None:
    assert names(reader, text, "he") == [name]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("President Ana Roja of Chile flew to Lima. Peru has jailed critics there.\nHer government protested.", "CHL"),
        (f"{LUND}\nChile is far.\nPeople died in Lima.\nPeru is poor.\nHer government has protested.", None),
        ("Juan Mora met Chilean officials. His government protested.", None),
    ],
)
def test_his_government_is_not_that_of_the_state_named_last(reader: Reader, text: str, country: str | None) -> None:
    assert [a.country for a in stands_for(reader, text, "government")] == [country]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Chile tested a missile. Peruvian officials said the country had tested two.", "CHL"),
        ("Peruvian officials said the country had tested a missile.", None),
        ("Chile is poor. The minister said the country had tested a missile.", "CHL"),
    ],
)
def test_the_country_is_not_that_of_who_speaks_of_it(reader: Reader, text: str, country: str | None) -> None:
    assert [a.country for a in stands_for(reader, text, "country")] == [country]


def test_an_outlet_is_not_they(reader: Reader) -> None:
    told = stands_for(reader, "The New York Times reported that they had bombed the village.", "they")
    assert [a.role for a in told] != ["JRN"]
    told = stands_for(reader, "Chilean troops left. The New York Times reported that they had bombed it.", "they")
    assert [a.country for a in told] == ["CHL"]


@pytest.mark.parametrize(
    ("text", "word", "role"),
    [
        ("An envoy of the Syrian opposition left.", "envoy", "OPP"),
        ("An envoy of the Syrian government left.", "envoy", "GOV"),
        ("The Chilean foreign minister left.", "minister", "GOV"),
        ("A negotiator of the rebels left.", "negotiator", "REB"),
    ],
)
def test_an_envoy_is_of_whom_he_speaks_for(reader: Reader, text: str, word: str, role: str) -> None:
    assert [a.role for a in stands_for(reader, text, word)] == [role]


def test_they_are_a_coordinated_subject_above(reader: Reader) -> None:
    text = "Kirby told reporters that Chile's president and Peru's president had exchanged letters in which they pledged help."
    assert [a.country for a in stands_for(reader, text, "they")] == ["CHL", "PER"]
