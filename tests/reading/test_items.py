"""Goods in noun phrases: categories, spans, quantities, and what a phrase holds."""

from __future__ import annotations

import pytest
from goods_support import parsed, token_of

from onrecord.reading.items import find_items, items_of, listed_items
from onrecord.reading.read import Reader


def found(reader: Reader, text: str) -> list[tuple[str, str]]:
    article, parse = parsed(reader, text)
    return [(m.item.span.of(article.text), m.item.item) for m in find_items(parse, reader.knowledge)]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("The freighter brought 152mm shells to the port.", "artillery_ammunition"),
        ("They ordered 7.62 mm ammunition last year.", "small_arms_ammunition"),
        ("Rebels obtained 122 mm rockets.", "artillery_rocket"),
        ("Tehran delivered Iranian drones in autumn.", "one_way_attack_drone"),
        ("The army received S-300 rockets.", "sam_system"),
        ("The army received T-72 tank engines.", "military_parts"),
        ("The army received helicopter parts.", "military_parts"),
        ("They bought surface to air missiles.", "sam_system"),
        ("They bought anti-aircraft missiles.", "sam_system"),
        ("They bought antiaircraft missiles.", "sam_system"),
        ("They shipped armoured personnel carriers.", "armoured_combat_vehicle"),
        ("They shipped advanced conventional weapons.", "arms"),
        ("They shipped brand-new missiles.", "ballistic_missile"),
        ("The seller offered Milan missiles.", "anti_tank_weapon"),
        ("The company sold dual-use components.", "dual_use"),
        ("A suicide bombing killed six. Peru sent two bombers.", "combat_aircraft"),
        ("The bombers struck at noon.", "combat_aircraft"),
        ("Two tankers brought refined petroleum products.", "refined_petroleum"),
    ],
)
def test_category(reader: Reader, text: str, item: str) -> None:
    assert [i for _, i in found(reader, text)] == [item]


@pytest.mark.parametrize(
    "text",
    [
        "The arms embargo was extended.",
        "A tank commander spoke to reporters.",
        "Weapons inspectors left the country.",
        "The minister flew to Milan on Monday.",
        "The blame is mine, he said.",
        "She arms herself with patience.",
        "The soldiers laid down their arms.",
        "Parts of the city were flooded.",
        "The think tank published a study.",
        "A bomber blew himself up at a market.",
        "A suicide bombing killed six. The bomber struck at noon.",
    ],
)
def test_no_goods(reader: Reader, text: str) -> None:
    assert found(reader, text) == []


def test_coordinated_modifiers_share_their_noun(reader: Reader) -> None:
    items = [i for _, i in found(reader, "The army showed ballistic and cruise missiles.")]
    assert items == ["ballistic_missile", "cruise_missile"]


def test_general_noun_points_back(reader: Reader) -> None:
    items = found(reader, "Moscow sold S-400 systems to Ankara. The missiles arrived in July.")
    assert items == [("S-400 systems", "sam_system"), ("missiles", "sam_system")]


def test_ammunition_beside_rifles_is_theirs(reader: Reader) -> None:
    items = dict(found(reader, "The cargo held rifles and 40,000 rounds of ammunition."))
    assert items["rounds of ammunition"] == "small_arms_ammunition"
    assert dict(found(reader, "The cargo held ammunition."))["ammunition"] == "munitions_unspecified"


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    [
        ("They sent 300 tanks.", 300, 300, 300, "tank"),
        ("They sent about 300 tanks.", 300, None, None, "tank"),
        ("They sent nearly 3 million shells.", 3_000_000, None, None, "shell"),
        ("They sent more than 20,000 containers of munitions.", None, 20_000, None, "container"),
        ("They sent at least two dozen howitzers.", None, 24, None, "howitzer"),
        ("They sent up to 200 drones.", None, None, 200, "drone"),
        ("They sent as many as six million shells.", None, None, 6_000_000, "shell"),
        ("They sent between 100 and 150 missiles.", None, 100, 150, "missile"),
        ("They sent 20 to 30 tanks.", None, 20, 30, "tank"),
        ("They sent 3-4 million barrels of crude oil.", None, 3_000_000, 4_000_000, "barrel"),
        ("They sent dozens of missiles.", None, None, None, "missile"),
        ("They sent several hundred rockets.", None, None, None, "rocket"),
        ("They sent 500 machine guns.", 500, 500, 500, "machine gun"),
        ("They sent twenty-five rifles.", 25, 25, 25, "rifle"),
        ("They approved a $1.2 billion weapons package.", 1.2e9, 1.2e9, 1.2e9, "USD"),
        ("They bought weapons worth about €40 million.", 4e7, None, None, "EUR"),
        ("They promised $300m in humanitarian aid.", 3e8, 3e8, 3e8, "USD"),
        ("They hid 1,500 tonnes of explosives.", 1500, 1500, 1500, "tonne"),
    ],
)
def test_quantity(
    reader: Reader, text: str, value: float | None, low: float | None, high: float | None, unit: str
) -> None:
    _, parse = parsed(reader, text)
    (mention,) = [m for m in find_items(parse, reader.knowledge) if m.item.quantity]
    quantity = mention.item.quantity
    assert quantity is not None
    assert (quantity.value, quantity.low, quantity.high, quantity.unit) == (value, low, high, unit)
    assert quantity.text in text


@pytest.mark.parametrize(
    "text",
    [
        "They sent S-300 missiles.",
        "They sent 152mm shells.",
        "The 2019 arms deal failed.",
        "For 30 years tanks stood there.",
    ],
)
def test_numbers_that_count_nothing(reader: Reader, text: str) -> None:
    _, parse = parsed(reader, text)
    assert [m.item.quantity for m in find_items(parse, reader.knowledge)] in ([None], [])


def test_items_of_a_phrase(reader: Reader) -> None:
    _, parse = parsed(reader, "Minsk agreed to the supply of rifles, mortars and ammunition, and the talks went on.")
    mentions = find_items(parse, reader.knowledge)
    items = [i.item for i in items_of(mentions, token_of(parse, "supply"))]
    assert items == ["small_arms", "mortar", "small_arms_ammunition"] or items[:2] == ["small_arms", "mortar"]
    assert items_of(mentions, token_of(parse, "talks")) == ()


def test_compound_before_a_measure(reader: Reader) -> None:
    _, parse = parsed(reader, "The arms shipments continued.")
    assert [i.item for i in items_of(find_items(parse, reader.knowledge), token_of(parse, "shipments"))] == ["arms"]


def test_points_under_a_heading(reader: Reader) -> None:
    points = "- 40 howitzers;\n- over 1 million rounds of small arms ammunition; and\n- 900 helmets."
    text = f"The package includes:\n\n{points}\n\nTanks were not named."
    _, parse = parsed(reader, text)
    mentions = find_items(parse, reader.knowledge)
    items = [i.item for i in listed_items(parse, mentions, parse.sentences[0])]
    assert items == ["artillery_system", "small_arms_ammunition", "protective_equipment"]
    assert listed_items(parse, mentions, parse.sentences[-1]) == ()


def test_spans_quote_the_text(reader: Reader) -> None:
    text = "«Moscow» sent  two\u00a0S-300 batteries — and 40 “Kornet” anti-tank\nmissiles."
    article, parse = parsed(reader, text)
    for mention in find_items(parse, reader.knowledge):
        assert mention.item.span.of(article.text) == article.text[mention.item.span.start : mention.item.span.end]
        assert mention.first <= mention.head < mention.last
