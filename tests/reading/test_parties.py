"""Who does what to whom where the words mislead: exact parties, and senses of a word that are no happening."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.domain.claim import Claim
from onrecord.domain.report import Provenance, Report
from onrecord.reading.article import read_article
from onrecord.reading.read import Reader


def read(reader: Reader, text: str) -> tuple[Claim, ...]:
    report = Report(payload=text.encode(), media_type="text/plain", provenance=Provenance(published=date(2023, 8, 30)))
    return reader.read(read_article(report, reader.knowledge)).claims


#: A sentence, the trigger, and all countries of its actors and of its recipients (`-` where none is known).
PARTIES = [
    ("Serbia punished Kosovo for its attacks on Albania.", "attacks", {"XKX"}, {"ALB"}),
    ("Serbia regretted its attacks on Albania.", "attacks", {"SRB"}, {"ALB"}),
    ("The rebels of Libya received threats from Turkey.", "threats", {"TUR"}, {"LBY"}),
    ("Serbia faces EU sanctions over Kosovo.", "sanctions", {None}, {"SRB"}),
    ("Turkey fought an insurgency against Iran.", "fought", {"TUR"}, {"IRN"}),
    ("US sanctions imposed on Russia last week hurt.", "imposed", {"USA"}, {"RUS"}),
    ("The EU followed Norway in imposing a new round of sanctions on Russia.", "imposing", {None}, {"RUS"}),
    ("Britain cut off diplomatic relations with Syria in 2012.", "cut off diplomatic relations", {"GBR"}, {"SYR"}),
    ("The council hit the North Korean regime with new sanctions.", "hit", {None}, {"PRK"}),
    ("Geneva talks between Syria and Turkey collapsed.", "talks", {"SYR", "TUR"}, set()),
    ("Moscow-Kyiv talks collapsed.", "talks", {"RUS", "UKR"}, set()),
    ("The French minister will leave the Warsaw summit early.", "summit", set(), set()),
    ("Russia backed the regime of Syrian leader Bashar al Assad.", "backed", {"RUS"}, {"SYR"}),
    ("France accused Serbia of violating a pact to cut arms, and breaching a treaty.", "breaching", {"SRB"}, set()),
    ("Norway discussed the sanctions that it imposed on Russia for annexing Crimea.", "annexing", {"RUS"}, {"UKR"}),
    ("Iran's foreign minister was welcomed in Beijing.", "welcomed", {"IRN"}, {"CHN"}),
    ("Japan lodged a protest with China over the launch.", "lodged a protest", {"JPN"}, {"CHN"}),
    ("Norway extends Iran sanctions.", "extends", {"NOR"}, {"IRN"}),
    ("The EU lifted Zimbabwe sanctions.", "lifted", {None}, {"ZWE"}),
    ("US sanctions on Iran hurt.", "sanctions", {"USA"}, {"IRN"}),
    ("Vladimir Putin and Xi Jinping spoke for the first time on Saturday.", "spoke", {"RUS", "CHN"}, set()),
    ("Sirte fell to the army of Libya last week.", "fell to", {"LBY"}, set()),
    ("Russia annexed Crimea in 2014.", "annexed", {"RUS"}, {"UKR"}),
]

#: Sentences in which nothing of the type happens, each beside one in which it does.
SENSES = [
    ("CONSULT", "Four extremists from Syria arrived in Ankara.", "Four ministers from Syria arrived in Ankara."),
    ("CONSULT", "John Smith, a farmer, travelled to Syria.", "John Smith, the British minister, travelled to Syria."),
    (
        "CONSULT",
        "He dismissed the summit as a meeting of Syria with Iran.",
        "He attended a meeting of Syria with Iran.",
    ),
    ("RETREAT", "Russia drew down its stocks of parts.", "Russia drew down its troops."),
    ("SANCTION", "Britain gave sanction for strikes against Syria.", "Britain gave its sanctions against Syria teeth."),
    ("ASSAULT", "The minister of Serbia pushed back at suggestions.", "The army of Serbia pushed back the rebels."),
    ("ASSAULT", "Norway lamented the loss of key allies.", "Norway lamented the loss of key soldiers."),
    ("ASSAULT", "Norway is attacking scientific research.", "Norway is attacking Serbia's capital."),
    ("DEPLOY", "The general of Norway serves as chief of planning.", "The soldiers of Norway serve in Mali."),
    ("DISCLOSE", "Norway released the man from a prison.", "Norway released the report."),
    (
        "ASSAULT",
        "The striker put Syria ahead with a strike before the second goal.",
        "The army put Syria on alert with a strike before the second raid.",
    ),
]


@pytest.mark.parametrize(("text", "trigger", "actors", "recipients"), PARTIES, ids=[p[0] for p in PARTIES])
def test_parties_are_exactly_these(
    reader: Reader, text: str, trigger: str, actors: set[str | None], recipients: set[str | None]
) -> None:
    claims = [c for c in read(reader, text) if c.trigger.of(text) == trigger]
    assert len(claims) == 1, [c.trigger.of(text) for c in read(reader, text)]
    assert {a.country for a in claims[0].actors} == actors
    assert {a.country for a in claims[0].recipients} == recipients


#: A sentence, the trigger and the place that it is told to be at; None for what only the talk is about.
PLACES = [
    ("A series of strikes by Russian jets killed 20 fighters in Syria.", "strikes", "Syria"),
    ("Norway increased the number of troops in Mali.", "increased", "Mali"),
    ("Turkey attacked the rebels and even the Lebanese Army inside Lebanon.", "attacked", "Lebanon"),
    ("Israel destroyed tunnels at a base in Aleppo.", "destroyed", "Aleppo"),
    ("Turkey has been at war with the rebel Houthis in Yemen for years.", "war", "Yemen"),
    ("Norway sent rifles to Mali.", "sent", None),
]


@pytest.mark.parametrize(("text", "trigger", "place"), PLACES, ids=[p[0] for p in PLACES])
def test_a_place_holds_what_happens_there(reader: Reader, text: str, trigger: str, place: str | None) -> None:
    claims = [c for c in read(reader, text) if trigger in c.trigger.of(text)]
    assert claims, text
    assert (claims[0].place.name if claims[0].place is not None else None) == place


def test_the_bare_name_of_a_month_may_be_somebody(reader: Reader) -> None:
    text = "Theresa May went to Washington. In a statement, Paris praised May's visit to Washington."
    assert [c.time for c in read(reader, text) if c.type == "CONSULT"] in ([None], [None, None])
    other = "Theresa Smith went to Washington. Paris praised Britain's visit to Washington in May."
    assert any(c.time is not None and c.time.value == "2023-05" for c in read(reader, other))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Norway punished Serbia for the March 4 nerve-agent attack on Ivanov.", []),
        ("Serbia sent 4 rifles to Chad on March 4.", ["4"]),
    ],
)
def test_a_day_of_the_month_counts_nothing(reader: Reader, text: str, counted: list[str]) -> None:
    claims = read(reader, text)
    assert any(c.items for c in claims)
    assert [i.quantity.text for c in claims for i in c.items if i.quantity is not None] == counted


@pytest.mark.parametrize(("kind", "other", "meant"), SENSES, ids=[f"{s[0]} {s[1]}" for s in SENSES])
def test_another_sense_is_no_happening(reader: Reader, kind: str, other: str, meant: str) -> None:
    assert kind not in {c.type for c in read(reader, other)}
    assert kind in {c.type for c in read(reader, meant)}


def test_sanctions_that_are_imposed_are_told_once(reader: Reader) -> None:
    text = "Sanctions imposed on Russia by the EU hurt, and the EU imposed a second round of sanctions on Belarus."
    assert [c.trigger.of(text) for c in read(reader, text) if c.type == "SANCTION"] == ["imposed", "imposed"]
