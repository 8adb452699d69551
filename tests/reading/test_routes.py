"""Routes, end use and what is given in return."""

from __future__ import annotations

from goods_support import parsed, token_of

from onrecord.domain.place import Place
from onrecord.reading.items import find_items
from onrecord.reading.mentions import PlaceMention
from onrecord.reading.parse import Parse
from onrecord.reading.read import Reader
from onrecord.reading.routes import end_use_for, in_return_of, route_for


def places(parse: Parse, *names: str) -> list[PlaceMention]:
    found = []
    for token in parse.tokens:
        if token.text in names:
            place = Place(span=token.span, name=token.text)
            found.append(PlaceMention(first=token.i, last=token.i + 1, head=token.i, place=place))
    return found


def route(reader: Reader, text: str, verb: str, *names: str) -> tuple[str | None, tuple[str, ...], str | None]:
    _, parse = parsed(reader, text)
    token = token_of(parse, verb)
    told = route_for(parse, places(parse, *names), token, token, reader.knowledge)
    if told is None:
        return None, (), None
    origin, destination = told.origin, told.destination
    return origin.name if origin else None, tuple(p.name for p in told.via), destination.name if destination else None


def test_from_via_to(reader: Reader) -> None:
    text = "The shells were shipped from Rajin to Tikhoretsk via Dunai."
    assert route(reader, text, "shipped", "Rajin", "Tikhoretsk", "Dunai") == ("Rajin", ("Dunai",), "Tikhoretsk")


def test_arriving_at(reader: Reader) -> None:
    assert route(reader, "The cars arrived in Dalian.", "arrived", "Dalian") == (None, (), "Dalian")


def test_place_of_a_deed_is_no_route(reader: Reader) -> None:
    assert route(reader, "The army displayed tanks in Minsk.", "displayed", "Minsk") == (None, (), None)


def test_end_use(reader: Reader) -> None:
    text = "Pyongyang sent shells for use in Ukraine."
    _, parse = parsed(reader, text)
    token = token_of(parse, "sent")
    told = end_use_for(parse, places(parse, "Ukraine"), token, token, reader.knowledge)
    assert told is not None and told.place is not None
    assert (told.span.of(text), told.place.name) == ("for use in Ukraine", "Ukraine")
    _, parse = parsed(reader, "Pyongyang sent shells for money.")
    token = token_of(parse, "sent")
    assert end_use_for(parse, (), token, token, reader.knowledge) is None


def test_in_return(reader: Reader) -> None:
    _, parse = parsed(reader, "Pyongyang sent shells to Moscow in exchange for food and aviation fuel.")
    token = token_of(parse, "sent")
    mentions = find_items(parse, reader.knowledge)
    told = in_return_of(mentions, parse, token, token, reader.knowledge)
    assert [i.item for i in told] == ["humanitarian_goods", "aviation_fuel"]
    _, parse = parsed(reader, "Pyongyang sent shells and food to Moscow.")
    token = token_of(parse, "sent")
    assert in_return_of(find_items(parse, reader.knowledge), parse, token, token, reader.knowledge) == ()
