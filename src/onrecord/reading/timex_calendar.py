"""Calendar arithmetic on TIMEX3 values, and the days that a value covers.

In: dates and TIMEX3 values. Out: TIMEX3 values and `(first, last)` days. Weeks are ISO weeks; a season begins on the
first of its first whole month (winter: December) since TIMEX3 leaves it open. Nothing here reads text or a clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?$")
_MONTH = re.compile(r"(\d{4})-(\d\d)$")
_QUARTER = re.compile(r"(\d{4})-([QH])(\d)$")
_SEASON = re.compile(r"(\d{4})-(SP|SU|FA|WI)$")
_PREFIX = re.compile(r"\d{2,4}$")
_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def week_of(day: date) -> str:
    """ISO week as TIMEX3 writes it: `2023-W35`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def quarter_of(day: date) -> str:
    return f"{day.year:04d}-Q{(day.month - 1) // 3 + 1}"


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def shift_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where the month is too short. Kept within years 1 to 9999."""
    index = max(12, min(day.year * 12 + day.month - 1 + months, 9999 * 12 + 11))
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_days(day: date, days: int) -> date:
    """Another day, kept within the years that `date` knows."""
    return date.fromordinal(max(date.min.toordinal(), min(day.toordinal() + days, date.max.toordinal())))


def weekday_on_or_before(day: date, weekday: int) -> date:
    """The nearest day with ISO weekday 1 to 7 that is not after `day`."""
    return shift_days(day, -((day.isoweekday() - weekday) % 7))


def weekday_on_or_after(day: date, weekday: int) -> date:
    return shift_days(day, (weekday - day.isoweekday()) % 7)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (or, negative, the nth from the end) ISO weekday of a month."""
    if nth > 0:
        return shift_days(weekday_on_or_after(date(year, month, 1), weekday), 7 * (nth - 1))
    last = date(year, month, monthrange(year, month)[1])
    return shift_days(weekday_on_or_before(last, weekday), 7 * (nth + 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def days_of(value: str) -> tuple[date | None, date | None]:
    """First and last day that a TIMEX3 value covers; both None where the value fixes none (`PAST_REF`, `P3D`)."""
    if found := _DAY.match(value):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None, None
        return day, day
    if found := _WEEK.match(value):
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            return None, None
        return (monday + timedelta(5) if found[3] else monday), monday + timedelta(6)
    if found := _MONTH.match(value):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _QUARTER.match(value):
        size = 3 if found[2] == "Q" else 6
        return _months(int(found[1]), size * (int(found[3]) - 1) + 1, size)
    if found := _SEASON.match(value):
        return _months(int(found[1]), _SEASON_START[found[2]], 3)
    if _PREFIX.match(value):
        open_digits = 4 - len(value)
        first, last = int(value + "0" * open_digits), int(value + "9" * open_digits)
        return (date(first, 1, 1), date(last, 12, 31)) if first > 0 else (None, None)
    return None, None


def _months(year: int, month: int, count: int) -> tuple[date | None, date | None]:
    if not (1 <= month <= 12 and 1 <= year < 9999):
        return None, None
    first = date(year, month, 1)
    return first, shift_days(shift_months(first, count), -1)
