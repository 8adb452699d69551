"""Look-ups of actors by name and date."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.knowledge import Knowledge
from onrecord.knowledge.actors import ActorTable, actor_table
from onrecord.knowledge.folding import key, pieces, skeleton


@pytest.fixture(scope="module")
def table(knowledge: Knowledge) -> ActorTable:
    return actor_table(knowledge)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("al-Assad", "al assad"),
        ("U.S.", "us"),
        ("Erdoğan", "erdogan"),
        ("Kim Jong-un", "kim jong un"),
        ("Hay’at Tahrir al-Sham", "hayat tahrir al sham"),
        ("Ukraine’s General Staff", "ukraine s general staff"),
        ("—", ""),
    ],
)
def test_names_fold(name: str, folded: str) -> None:
    assert key(name) == folded


def test_transliterations_have_one_skeleton(table: ActorTable) -> None:
    def bones(name: str) -> list[str]:
        return [skeleton(piece, table.variants) for piece in pieces(name)]

    assert bones("Volodymyr Zelenskyy") == bones("Vladimir Zelensky") == bones("Volodymyr Zelenskiy")
    assert bones("Kim Jong-Un") == bones("Kim Jong Eun") != bones("Kim Jong Il")
    assert bones("Muhammad") != bones("Mahmoud")


@pytest.mark.parametrize(
    ("name", "kind", "country", "role"),
    [
        ("Portugal", "country", "PRT", None),
        ("Kosovo", "country", "XKX", None),
        ("Nagorno-Karabakh", "country", "AZE", None),
        ("Norwegian", "demonym", "NOR", None),
        ("Kremlin", "metonym", "RUS", "GOV"),
        ("Lisbon", "capital", "PRT", "GOV"),
        ("Mossad", "organisation", "ISR", "SPY"),
        ("Islamic State", "organisation", None, "REB"),
        ("OPCW", "organisation", None, "IGO"),
        ("Kyodo", "outlet", "JPN", "JRN"),
    ],
)
def test_names_are_found(table: ActorTable, name: str, kind: str, country: str | None, role: str | None) -> None:
    found = [(e.kind, e.country, e.role) for e in table.named(key(name))]
    assert (kind, country, role) in found


@pytest.mark.parametrize("name", ["the bloc", "Ruritania", "ministry of defence", "brown", "the North"])
def test_words_that_name_nobody_by_themselves_are_not(table: ActorTable, name: str) -> None:
    assert table.named(key(name)) == ()


def test_offices_follow_the_date(table: ActorTable) -> None:
    [person] = table.persons("Jens Stoltenberg")
    assert table.standing(person, date(2010, 5, 1)) == table.standing(person, date(2012, 5, 1))
    assert table.standing(person, date(2010, 5, 1)).country == "NOR"
    assert table.standing(person, date(2020, 5, 1)).role == "IGO"
    [putin] = table.persons("Vladimir Putin")
    assert table.standing(putin, date(1999, 1, 1)).role == "SPY"
    assert table.standing(putin, date(2010, 1, 1)).office == "Prime Minister"


def test_who_left_office_is_of_the_elite_and_has_none(table: ActorTable) -> None:
    [person] = table.persons("Angela Merkel")
    assert table.standing(person, date(2023, 1, 1)).role == "ELI"
    assert table.standing(person, date(2023, 1, 1)).office is None


def test_after_the_last_day_vouched_for_no_office_is_told(table: ActorTable) -> None:
    [person] = table.persons("Emmanuel Macron")
    assert table.standing(person, date(2031, 1, 1)).office is None


def test_before_the_first_known_office_nothing_is_said(table: ActorTable) -> None:
    [person] = table.persons("Emmanuel Macron")
    assert table.standing(person, date(1995, 1, 1)).role is None


def test_without_a_date_no_office_is_told(table: ActorTable) -> None:
    [person] = table.persons("Emmanuel Macron")
    assert table.standing(person, None).office is None


def test_a_family_name_means_who_led_on_that_day(table: ActorTable) -> None:
    found = table.surnamed("Sarkozy", date(2009, 1, 1))
    assert found is not None and found.name == "Nicolas Sarkozy"
    assert table.surnamed("Johnson-Unknown", date(2009, 1, 1)) is None
    assert (merkel := table.surnamed("Merkel", date(2023, 1, 1))) and merkel.name == "Angela Merkel"
    assert (johnson := table.surnamed("Johnson", date(2021, 1, 1))) and johnson.name == "Boris Johnson"
    assert table.surnamed("Johnson", date(2024, 5, 1)) is None, "another of the name serves then, a Speaker"
    assert table.surnamed("Brown", date(2009, 1, 1)) is None, "a common word is nobody's name by itself"


def test_the_holder_of_an_office_is_one_or_none(table: ActorTable) -> None:
    found = table.holder("FRA", ("president",), date(2019, 1, 1))
    assert found is not None and found.name == "Emmanuel Macron"
    assert table.holder("FRA", ("president",), None) is None
    assert table.holder("AND", ("president",), date(2019, 1, 1)) is None


def test_a_body_is_what_it_was_on_that_day(table: ActorTable) -> None:
    roles = {(e.role, e.valid_from, e.valid_to) for e in table.named("taliban")}
    assert roles == {("GOV", "2021-08-15", None), ("REB", None, "2021-08-15")}
