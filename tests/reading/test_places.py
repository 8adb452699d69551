"""Places: which words name them, which place is meant, and where a happening is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from when_support import parsed, token_of

from onrecord.domain.place import Place
from onrecord.reading.actors import find_actors
from onrecord.reading.places import find_places, grounded_toponyms, place_for
from onrecord.reading.read import Reader


def places(reader: Reader, text: str, publisher: str | None = None) -> list[Place]:
    article, parse = parsed(reader, text, publisher=publisher)
    actors = find_actors(parse, article, reader.knowledge)
    return [m.place for m in find_places(parse, article, actors, reader.knowledge)]


def near(place: Place, lat: float, lon: float) -> bool:
    return place.lat is not None and place.lon is not None and abs(place.lat - lat) < 1 and abs(place.lon - lon) < 1


@pytest.mark.parametrize(
    ("text", "name", "country", "lat", "lon"),
    [
        ("The envoys met in Oslo.", "Oslo", "NOR", 59.9, 10.7),
        ("The envoys met in Paris, Texas.", "Paris", "USA", 33.7, -95.6),
        ("The envoys met in Paris.", "Paris", "FRA", 48.9, 2.35),
        ("He was born in Cairo, Ill., and raised there.", "Cairo", "USA", 37.0, -89.2),
        ("The convoy crossed into Georgia from Armenia and stopped in Tbilisi.", "Georgia", "GEO", 42.0, 43.5),
        ("The plant near Atlanta, Georgia, was shut.", "Georgia", "USA", 32.75, -83.5),
        ("The tanker was stopped in the Strait of Hormuz.", "Strait of Hormuz", None, 26.6, 56.3),
        ("The reactor at Yongbyon was restarted.", "Yongbyon", "PRK", 39.8, 125.75),
    ],
)
def test_a_place_is_found_and_grounded(
    reader: Reader, text: str, name: str, country: str | None, lat: float, lon: float
) -> None:
    found = {p.name: p for p in places(reader, text)}
    assert name in found, list(found)
    assert found[name].country == country and near(found[name], lat, lon)
    span = found[name].span
    assert span is not None and span.of(text) == name


def test_the_other_places_of_an_article_decide(reader: Reader) -> None:
    ohio = "Police in Columbus searched two homes. Officers from Cleveland and Toledo helped, the Ohio sheriff said."
    found = {p.name: p for p in places(reader, f"A fire broke out in Athens. {ohio}")}
    assert found["Athens"].country == "USA"
    greek = "Ministers from Thessaloniki and Patras came. The Greek port of Piraeus was closed. Ships waited in Greece."
    found = {p.name: p for p in places(reader, f"A fire broke out in Athens. {greek}")}
    assert found["Athens"].country == "GRC"


def test_what_is_described_is_no_name(reader: Reader) -> None:
    text = (
        "Hours before, North Korea fired two missiles towards the sea off its east coast, South Korea’s military said."
    )
    assert all(place.country in (None, "PRK") for place in places(reader, text))


def test_a_country_that_is_only_named_draws_no_small_namesake(reader: Reader) -> None:
    found = {p.name: p for p in places(reader, "Iran and the United States held talks in Geneva.")}
    assert found["Geneva"].country == "CHE"
    home = (
        "A fire broke out in Geneva, Ohio. Police from Cleveland and Akron helped. Iran and China were not the topic."
    )
    found = {p.name: p for p in places(reader, home)}
    assert found["Geneva"].country == "USA"


def test_the_publisher_decides(reader: Reader) -> None:
    text = "The council of London met on Tuesday to discuss a new bridge."
    assert {p.country for p in places(reader, text)} == {"GBR"}
    assert {p.country for p in places(reader, text, publisher="www.example-press.ca")} == {"CAN"}


@pytest.mark.parametrize(
    "text",
    [
        "Moscow said the deal was dead.",
        "Tehran and Ankara agreed to talk.",
        "The minister held talks with Japan.",
        "Russian diplomats left the hall.",
        "Paris Hilton bought a car.",
        "Jordan Smith scored twice.",
    ],
)
def test_governments_peoples_and_persons_are_no_places(reader: Reader, text: str) -> None:
    assert places(reader, text) == []


def test_metonyms_and_peoples_are_toponyms_all_the_same(reader: Reader) -> None:
    _, parse = parsed(reader, "Moscow said that Turkish jets had left.")
    found = [(t.name, t.people, c.country if c else None) for t, c in grounded_toponyms(parse, None, reader.knowledge)]
    assert found == [("Moscow", False, "RUS"), ("Turkish", True, "TUR")]


@pytest.mark.parametrize(
    ("text", "trigger", "name", "country"),
    [
        ("Rebels attacked a convoy near Mosul.", "attacked", "Mosul", "IRQ"),
        ("The minister made a trip to Hanoi.", "trip", "Hanoi", "VNM"),
        ("The president will visit Seoul.", "visit", "Seoul", "KOR"),
        ("The sides held talks in Geneva.", "talks", "Geneva", "CHE"),
        ("The army withdrew from Kherson.", "withdrew", "Kherson", "UKR"),
        ("The navy sent warships to Djibouti.", "sent", "Djibouti", "DJI"),
        ("Soldiers fought militants in northern Mali.", "fought", "Mali", "MLI"),
        ("A series of air raids on Aleppo killed ten people.", "raids", "Aleppo", "SYR"),
        ("They fired on Ukrainian territory.", "fired", "Ukrainian", "UKR"),
        ("He flew to Ghana. The visit to the country lasted a day.", "visit", "Ghana", "GHA"),
    ],
)
def test_where_a_happening_is(reader: Reader, text: str, trigger: str, name: str, country: str) -> None:
    article, parse = parsed(reader, text)
    found = find_places(parse, article, None, reader.knowledge)
    token = token_of(parse, trigger)
    place = place_for(found, parse, token, token)
    assert place is not None and (place.name, place.country) == (name, country)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("They shipped rifles to Sudan.", "shipped"),
        ("The sides discussed the war with Libya.", "discussed"),
        ("Companies in Cyprus were sanctioned.", "sanctioned"),
        ("Kenya condemned the raid.", "condemned"),
    ],
)
def test_nowhere_told(reader: Reader, text: str, trigger: str) -> None:
    article, parse = parsed(reader, text)
    found = find_places(parse, article, None, reader.knowledge)
    token = token_of(parse, trigger)
    assert place_for(found, parse, token, token) is None


PIECES = st.sampled_from(
    ["The envoys met in ", "Oslo", "Paris, ", "Texas", "U.S.", " \u202e", "e\u0301", "Müns\u0308ter", "São Paulo", ". ", ", ",
     " Korean", "-", "'s", " of ", "River", " Gaza", " and ", "DPRK", " in the country"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_spans_are_the_words_for_any_text(reader: Reader, text: str) -> None:
    found = places(reader, text)
    for place in found:
        assert place.span is not None and place.span.of(text).strip() == place.span.of(text) != ""
        assert (place.lat is None) == (place.lon is None)
    assert places(reader, text) == found


@pytest.mark.parametrize("gap", ["  ", "\n", " \t\n "])
def test_white_space_moves_offsets_only(reader: Reader, gap: str) -> None:
    text = "The envoys left South Korea and met in New York on Monday."
    wide = text.replace(" ", gap)
    plain, moved = places(reader, text), places(reader, wide)
    assert [(p.name, p.country, p.geonames_id) for p in moved] == [(p.name, p.country, p.geonames_id) for p in plain]
    assert [" ".join(p.span.of(wide).split()) for p in moved if p.span] == [p.span.of(text) for p in plain if p.span]
