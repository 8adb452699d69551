"""TIMEX3 values against the day of publication, and which happening a time dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from when_support import DAY, parsed, token_of

from onrecord.domain.times import Time
from onrecord.reading import timex_calendar as calendar
from onrecord.reading.read import Reader
from onrecord.reading.times import find_times, saying_time_for, time_for


def times(reader: Reader, text: str, published: date | None = DAY, dateline: str | None = None) -> list[Time]:
    article, parse = parsed(reader, text, published, dateline=dateline)
    return [m.time for m in find_times(parse, article, reader.knowledge)]


@pytest.mark.parametrize(
    ("text", "words", "type_", "value", "mod"),
    [
        # days
        ("The pact was signed on April 25, 2019.", "April 25, 2019", "DATE", "2019-04-25", None),
        ("The pact was signed on 3 May 2011.", "3 May 2011", "DATE", "2011-05-03", None),
        ("The envoys met on 12 August.", "12 August", "DATE", "2023-08-12", None),
        ("The talks will begin on September 4.", "September 4", "DATE", "2023-09-04", None),
        ("The envoy arrived on Wednesday.", "Wednesday", "DATE", "2023-08-30", None),
        ("The envoy arrived on Friday.", "Friday", "DATE", "2023-08-25", None),
        # a lead tells what is freshest: the page bears the day before
        ("The envoy arrived on Thursday.", "Thursday", "DATE", "2023-08-31", None),
        ("The envoy arrived last Thursday.", "last Thursday", "DATE", "2023-08-24", None),
        ("The envoy has been here since Thursday.", "Thursday", "DATE", "2023-08-24", None),
        ("The envoy will arrive on Thursday.", "Thursday", "DATE", "2023-08-31", None),
        ("The envoy could arrive as early as Monday.", "Monday", "DATE", "2023-09-04", None),
        ("Talks scheduled for Friday were postponed.", "Friday", "DATE", "2023-09-01", None),
        ("Monday's raid killed two men.", "Monday", "DATE", "2023-08-28", None),
        ("The envoy on Tuesday travels to Oslo.", "Tuesday", "DATE", "2023-09-05", None),
        ("The envoy on Tuesday travelled to Oslo.", "Tuesday", "DATE", "2023-08-29", None),
        ("They met last Tuesday.", "last Tuesday", "DATE", "2023-08-29", None),
        ("They meet next Tuesday.", "next Tuesday", "DATE", "2023-09-05", None),
        ("The drill will be held on 2-4 November.", "2-4 November", "DATE", "2023-11-02", None),
        ("The drill was put off to November 4.", "November 4", "DATE", "2023-11-04", None),
        ("He took office in mid-November.", "mid-November", "DATE", "2022-11", "MID"),
        ("He left yesterday.", "yesterday", "DATE", "2023-08-29", None),
        ("He will leave the day after tomorrow.", "the day after tomorrow", "DATE", "2023-09-01", None),
        # weeks, months, years
        ("They met last week.", "last week", "DATE", "2023-W34", None),
        ("They met last weekend.", "last weekend", "DATE", "2023-W34-WE", None),
        ("They met two weeks ago.", "two weeks ago", "DATE", "2023-W33", None),
        ("They met last month.", "last month", "DATE", "2023-07", None),
        ("They met earlier this year.", "earlier this year", "DATE", "2023", "START"),
        ("They met in late August.", "late August", "DATE", "2023-08", "END"),
        ("They met in December.", "December", "DATE", "2022-12", None),
        ("They will meet in December.", "December", "DATE", "2023-12", None),
        ("They met in May last year.", "May last year", "DATE", "2022-05", None),
        ("They met a decade ago.", "a decade ago", "DATE", "2013", None),
        # parts of the year, decades
        ("Output fell in the second quarter of 2021.", "the second quarter of 2021", "DATE", "2021-Q2", None),
        ("They met in the summer of 1999.", "the summer of 1999", "DATE", "1999-SU", None),
        ("The base was built in the late 1970s.", "the late 1970s", "DATE", "197", "END"),
        ("The rules date from fiscal 2020.", "fiscal 2020", "DATE", "2020", None),
        ("He spoke on Christmas Day.", "Christmas Day", "DATE", "2022-12-25", None),
        # vague
        ("Raids grew in recent weeks.", "recent weeks", "DATE", "PAST_REF", None),
        ("They will meet in the coming days.", "the coming days", "DATE", "FUTURE_REF", None),
        ("They are now at war.", "now", "DATE", "PRESENT_REF", None),
        # stretches, sets, times of day
        ("Two died in the past 24 hours.", "the past 24 hours", "DURATION", "PT24H", None),
        ("The siege lasted nearly two months.", "nearly two months", "DURATION", "P2M", "APPROX"),
        ("It took two and a half years.", "two and a half years", "DURATION", "P2Y6M", None),
        ("They patrol every Monday.", "every Monday", "SET", "XXXX-WXX-1", None),
        ("The shelling began at 10:30 p.m. Tuesday.", "10:30 p.m. Tuesday", "TIME", "2023-08-29T22:30", None),
        ("The shelling began on Tuesday evening.", "Tuesday evening", "TIME", "2023-08-29TEV", None),
    ],
)
def test_values(reader: Reader, text: str, words: str, type_: str, value: str, mod: str | None) -> None:
    found = {t.span.of(text): t for t in times(reader, text) if t.span}
    assert words in found, list(found)
    assert (found[words].type, found[words].value, found[words].mod) == (type_, value, mod)


def test_days_covered(reader: Reader) -> None:
    (time,) = times(reader, "They met last week.")
    assert (time.first, time.last) == (date(2023, 8, 21), date(2023, 8, 27))
    (time,) = times(reader, "Raids grew in recent weeks.")
    assert (time.first, time.last) == (None, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The envoy arrived on Wednesday.", "XXXX-WXX-3"),
        ("The envoy arrived on 30 August.", "XXXX-08-30"),
        ("The envoy arrived yesterday.", "XXXX-XX-XX"),
        ("The envoy arrived last week.", "XXXX-WXX"),
    ],
)
def test_nothing_is_guessed_without_a_day_of_publication(reader: Reader, text: str, value: str) -> None:
    (time,) = times(reader, text, published=None)
    assert (time.value, time.first, time.last) == (value, None, None)


def test_a_full_date_in_the_dateline_anchors(reader: Reader) -> None:
    (time,) = times(reader, "The envoy arrived on Monday.", published=None, dateline="SEOUL, August 30, 2023 (Agency)")
    assert time.value == "2023-08-28"
    (time,) = times(reader, "The envoy arrived on Monday.", published=None, dateline="SEOUL, August 30 (Agency)")
    assert time.value == "XXXX-WXX-1"


@pytest.mark.parametrize(
    "text",
    [
        "They may sign it.",
        "The troops march at the border.",
        "After the fall of the town, families fled.",
        "The 52-year-old general resigned.",
        "They sent 2000 troops.",
        "The interview was aired by 60 Minutes on channel five.",
        "About three-quarters of the town was destroyed.",
        "Shares rose to 17.50 a piece.",
    ],
)
def test_no_time_here(reader: Reader, text: str) -> None:
    assert times(reader, text) == []


@pytest.mark.parametrize(
    ("text", "trigger", "value"),
    [
        ("Rebels shelled the port on Monday.", "shelled", "2023-08-28"),
        ("The minister signed the treaty at a summit in May 2018.", "summit", "2018-05"),
        ("They want to save the 2015 accord.", "accord", "2015"),
        ("It launched the rocket on Friday local time.", "launched", "2023-08-25"),
        ("On Monday the navy began to load the ships.", "load", "2023-08-28"),
        ("The talks scheduled for the coming weeks may fail.", "talks", "FUTURE_REF"),
        ("He issued a statement on Friday, denying the raid.", "denying", "2023-08-25"),
        ("The pilot was freed and flown home in March.", "freed", "2023-03"),
        ("Two died in a blast in the past 24 hours.", "died", "PT24H"),
    ],
)
def test_a_time_dates_what_it_belongs_to(reader: Reader, text: str, trigger: str, value: str) -> None:
    article, parse = parsed(reader, text)
    found = find_times(parse, article, reader.knowledge)
    token = token_of(parse, trigger)
    time = time_for(found, parse, token, token)
    assert time is not None and time.value == value


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The ministry said on Monday that rebels had shelled the port.", "shelled"),
        ("The ministry said last December it would withdraw troops.", "withdraw"),
        ("They want to save the 2015 accord.", "save"),
        ("The siege has lasted for two years.", "lasted"),
        ("He recently visited the base.", "visited"),
        ("They are now supplying shells.", "supplying"),
        ("They patrol the strait every Monday.", "patrol"),
    ],
)
def test_nothing_dates_the_happening(reader: Reader, text: str, trigger: str) -> None:
    article, parse = parsed(reader, text)
    found = find_times(parse, article, reader.knowledge)
    token = token_of(parse, trigger)
    assert time_for(found, parse, token, token) is None


def test_the_day_of_saying(reader: Reader) -> None:
    article, parse = parsed(reader, "The ministry said last December it would withdraw troops.")
    found = find_times(parse, article, reader.knowledge)
    time = saying_time_for(found, parse, token_of(parse, "said"))
    assert time is not None and time.value == "2022-12"


PIECES = st.sampled_from(
    ["The envoy left", " on Monday", " in late May", " last week", "\u0301", " \u202e", " 10:30 p.m.", " 2019", ",",
     " nearly", " two", " weeks ago", " - ", " Q3 2020", " 31 February", " 29 February", "99/99/99", " the 1990s", ". "]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from([None, DAY, date(1, 1, 1), date(9999, 12, 31)]))
def test_spans_are_the_words_for_any_text(reader: Reader, text: str, published: date | None) -> None:
    found = times(reader, text, published)
    spans = [t.span for t in found]
    for time in found:
        assert time.span is not None and time.span.of(text).strip() == time.span.of(text) != ""
        assert (time.first is None) == (time.last is None)
        assert time.first is None or time.last is None or time.first <= time.last
    assert spans == sorted(spans, key=lambda span: span.start if span else 0)
    assert times(reader, text, published) == found


@pytest.mark.parametrize("gap", ["  ", "\n", " \t\n "])
def test_white_space_moves_offsets_only(reader: Reader, gap: str) -> None:
    text = "On Friday, April 6, 2018 the envoys met; they will meet again next week."
    wide = text.replace(" ", gap)
    plain, moved = times(reader, text), times(reader, wide)
    assert [(t.type, t.value, t.mod) for t in moved] == [(t.type, t.value, t.mod) for t in plain]
    told = [" ".join(t.span.of(wide).split()) for t in moved if t.span]
    assert told == [t.span.of(text) for t in plain if t.span]


@given(st.dates(), st.integers(1, 7))
def test_weekdays_before_and_after(day: date, weekday: int) -> None:
    before, after = calendar.weekday_on_or_before(day, weekday), calendar.weekday_on_or_after(day, weekday)
    assert before <= day <= after or day < date(1, 1, 8) or day > date(9999, 12, 24)
    assert (day - before).days < 7 and (after - day).days < 7


@given(st.dates())
def test_a_day_lies_in_its_week_month_and_quarter(day: date) -> None:
    for value in (day.isoformat(), calendar.month_of(day), calendar.quarter_of(day)):
        first, last = calendar.days_of(value)
        assert first is None or last is None or first <= day <= last
    assert calendar.days_of(day.isoformat()) == (day, day)


@pytest.mark.parametrize(("year", "day"), [(1999, (4, 4)), (2024, (3, 31)), (2025, (4, 20))])
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert calendar.easter(year) == date(year, *day)


def test_a_weekday_six_days_back_is_meant_below_the_lead(reader: Reader) -> None:
    text = "The council met. It was brief. Nothing was said of it. The envoy arrived on Thursday."
    assert [t.value for t in times(reader, text)][-1] == "2023-08-24"


def test_a_lead_of_the_day_after_moves_the_rest_of_the_report(reader: Reader) -> None:
    text = "A missile was fired on Thursday. It was brief. Nothing was said of it. Before Thursday's launch, all was still."
    assert {t.value for t in times(reader, text)} == {"2023-08-31"}


def test_what_a_lead_dates_to_the_day_after_is_told_as_past(reader: Reader) -> None:
    article, _ = parsed(reader, "Iran launched a missile on Thursday. Turkey will launch a satellite on Friday.", DAY)
    assert [(str(c.status), c.time.value if c.time else None) for c in reader.read(article).claims] == [
        ("done", "2023-08-31"),
        ("planned", "2023-09-01"),
    ]


def test_what_was_sought_for_the_day_after_is_still_to_come(reader: Reader) -> None:
    text = "Trump sought to meet Kim on August 31. The summit of August 31 between Iran and Turkey is the second."
    article, _ = parsed(reader, text, DAY)
    assert {str(c.status) for c in reader.read(article).claims} == {"sought", "planned"}
