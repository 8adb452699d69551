"""Ships, aircraft and trucks: names, flags and numbers, and which of them stand in a clause."""

from __future__ import annotations

import pytest
from goods_support import parsed, token_of

from onrecord.domain.item import Carrier
from onrecord.reading.carriers import carriers_for, find_carriers, valid_imo, with_goods_left_out
from onrecord.reading.items import find_items
from onrecord.reading.read import Reader


def carriers(reader: Reader, text: str) -> list[Carrier]:
    article, parse = parsed(reader, text)
    return [m.carrier for m in find_carriers(parse, article, reader.knowledge)]


def test_check_digit() -> None:
    assert valid_imo("9074729")
    assert not valid_imo("9074728")
    assert not valid_imo("907472")


def test_numbers_and_flag_hold_for_each_mention(reader: Reader) -> None:
    text = "The Togo-flagged tanker Shin Star left port. The tanker (IMO 9074729, MMSI 671123456) then turned north."
    told = carriers(reader, text)
    assert [(c.kind, c.name, c.flag, c.imo, c.mmsi) for c in told] == [
        ("vessel", "Shin Star", "TGO", "9074729", "671123456")
    ] * len(told)
    assert len(told) >= 2


def test_wrong_check_digit_is_dropped(reader: Reader) -> None:
    assert [c.imo for c in carriers(reader, "The cargo ship (IMO 9074728) sailed.")] == [None]


def test_owner_is_no_flag(reader: Reader) -> None:
    assert [c.flag for c in carriers(reader, "The Russian-owned ship sailed.")] == [None]


def test_another_vessel_is_another(reader: Reader) -> None:
    told = carriers(reader, "The tanker Nova was freed. Guards held another vessel on Friday.")
    assert [c.name for c in told] == ["Nova", None]


def test_tail_number(reader: Reader) -> None:
    assert [c.tail for c in carriers(reader, "A cargo plane with tail number RA-76842 landed.")] == ["RA-76842"]


def test_later_name_names_the_earlier_mention(reader: Reader) -> None:
    told = carriers(
        reader, "Marines seized a tanker in July. The tanker, now called the Bright Dawn, was freed in August."
    )
    assert [c.name for c in told] == ["Bright Dawn", "Bright Dawn"]


@pytest.mark.parametrize(
    ("text", "verb", "type_", "names"),
    [
        ("Officials seized the tanker Nova in May.", "seized", "COERCE", ["Nova"]),
        ("The arms were shipped aboard the freighter Nova.", "shipped", "TRANSFER", ["Nova"]),
        ("The cargo was shipped from Najin to Dunai aboard the freighter Nova.", "shipped", "TRANSFER", ["Nova"]),
        ("Officials seized the tanker Nova in May.", "seized", "CONSULT", []),
        ("The minister visited the ship Nova.", "visited", "TRANSFER", []),
    ],
)
def test_carriers_of_a_clause(reader: Reader, text: str, verb: str, type_: str, names: list[str]) -> None:
    article, parse = parsed(reader, text)
    mentions = find_carriers(parse, article, reader.knowledge)
    token = token_of(parse, verb)
    assert [c.name for c in carriers_for(mentions, parse, type_, token, token, reader.knowledge)] == names


def test_goods_are_no_carriers(reader: Reader) -> None:
    article, parse = parsed(reader, "Paris gave Beirut three patrol boats.")
    mentions = find_carriers(parse, article, reader.knowledge)
    goods = [m.item.span for m in find_items(parse, reader.knowledge)]
    assert mentions and with_goods_left_out(mentions, goods) == ()
