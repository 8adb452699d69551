"""What a matched time means: TIMEX3 type, value and mod, anchored on the day of publication.

In: a `Match` of `timex_match` and its Setting: the anchor, the tense about it, and the time last spoken of. Out:
`(type, value, mod)`, or None where the words are no time after all. Without an anchor nothing is guessed: unknown
digits stay `X` (`XXXX-WXX-3`, `XXXX-08-30`) and relative words become PAST_REF or FUTURE_REF.

Follows the TIMEX3 guidelines of TimeML 1.2.1. Not read: calendars other than the Gregorian, and moving feasts other
than Easter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.reading import timex_calendar as calendar
from onrecord.reading.timex_match import Match

#: (TIMEX3 type, value, mod)
Read = tuple[str, str, str | None]

_LAST = {"last", "past", "previous", "preceding", "this past", "the previous"}
_NEXT = {"next", "coming", "following", "this coming", "very next", "the following", "the next"}
_STEPS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_REF_LAST = {"recent", "past", "last"}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)?$")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the value of a time may hang on.

    Attributes:
        anchor: Day of publication, or None where unknown.
        tense: past, loosely past, present, future or None, as `tense` tells it of the verb about the words.
        told: Value of the time last spoken of in the article, or None.
        near: The same, in the same paragraph.
        quarter: Value of the quarter last spoken of in the article, or None.
        eve: The page bears the day before what it tells: a weekday that falls on the day after the anchor is that day.
    """

    anchor: date | None
    tense: str | None = None
    told: str | None = None
    near: str | None = None
    quarter: str | None = None
    eve: bool = False


class Values:
    """Reads matches with the words of one vocabulary."""

    def __init__(self, vocabulary: Mapping[str, Any]):
        self.words = vocabulary

    def read(self, match: Match, setting: Setting) -> Read | None:
        """Type, value and mod of a match, or None where it is no time."""
        if match.fixed is not None:
            return (*match.fixed, None)
        kind: Callable[[dict[str, str], Setting], Read | None] = getattr(self, f"_{match.kind}")
        return kind(dict(match.parts), setting)

    # --- words and numbers -------------------------------------------------------------------------------------

    def _number(self, text: str) -> float | None:
        text = text.replace(",", "").strip()
        if found := re.fullmatch(r"(\d+(?:\.\d+)?)(?: (\d)/(\d))?", text):
            return float(found[1]) + (int(found[2]) / int(found[3]) if found[2] and found[3] != "0" else 0)
        if text in {"half a", "half an", "a half", "an half"}:
            return 0.5
        half = 0.5 if text.endswith((" half", " 1/2")) else 0.0
        text = re.sub(r" (?:and (?:a )?half|1/2|half)$", "", text)
        total = current = 0
        for word in re.split(r"[ -]", text):
            value = self.words["numbers"].get(word)
            if word == "and":
                continue
            if value is None:
                return None
            if value == 100:
                current = max(current, 1) * 100
            elif value == 1000:
                total += max(current, 1) * 1000
                current = 0
            else:
                current += value
        return total + current + half

    def _ordinal(self, text: str) -> int | None:
        found = _ORDINAL.match(text)
        return int(found[1]) if found else self.words["ordinals"].get(text)

    def _unit(self, text: str) -> str:
        units = self.words["units"]
        for form in (text, text[:-1], f"{text[:-3]}y"):
            if form in units:
                return str(units[form])
        return "D"

    def _mod(self, parts: dict[str, str]) -> str | None:
        told = parts.get("mod") or parts.get("mod2")
        if told:
            told = re.sub(r"^at ", "", told).replace("very ", "")
            for name, mod in self.words["date_mods"].items():
                if told == name or told == name.removeprefix("the ") or f"{told} of" == name or f"the {told}" == name:
                    return str(mod)
            for key, mod in (("begin", "START"), ("start", "START"), ("middle", "MID"), ("end", "END")):
                if key in told:
                    return mod
            return {"before": "BEFORE", "pre": "BEFORE", "after": "AFTER", "post": "AFTER", "about": "APPROX"}.get(told)
        if parts.get("soft"):
            return "APPROX"
        quantity = parts.get("qmod")
        return str(self.words["quantity_mods"][quantity]) if quantity else None

    @staticmethod
    def _length(number: float | None, unit: str) -> str:
        """A duration: `P3M`, `PT90M`; X where the number is not told."""
        size = re.match(r"(\d*)(T?)(.+)$", unit)
        assert size is not None
        factor, clock, letter = int(size[1] or 1), size[2], size[3]
        head = "PT" if clock else "P"
        if letter == "WE":
            return "P2D" if number in (None, 1) else f"P{number:g}WE"
        if number is None:
            return {10: "PXE", 100: "PXC"}.get(factor, f"{head}X{letter}")
        if letter == "Q":
            factor, letter = 3, "M"
        amount = number * factor
        if amount == int(amount):
            return f"{head}{int(amount)}{letter}"
        smaller = {"Y": ("M", 12), "M": ("D", 30), "H": ("M", 60), "D": ("T", 24), "W": ("D", 7)}
        if clock:
            smaller["M"] = ("S", 60)
        if letter in smaller:
            lower, times = smaller[letter]
            whole, rest = int(amount), round((amount - int(amount)) * times)
            if lower == "T":
                return f"P{whole}DT{rest}H" if whole else f"PT{rest}H"
            return f"{head}{f'{whole}{letter}' if whole else ''}{rest}{lower}"
        return f"{head}{amount:g}{letter}"

    # --- where a date without a year falls ---------------------------------------------------------------------

    @staticmethod
    def _year_of(month: int, day: int | None, setting: Setting) -> int | None:
        anchor = setting.anchor
        if anchor is None:
            return None
        if day is None and month == anchor.month:
            return anchor.year
        # Months counted as 31 days make a year of 372.
        here = anchor.year * 372 + anchor.month * 31 + anchor.day
        at = [(y, y * 372 + month * 31 + (day or 15) - here) for y in (anchor.year - 1, anchor.year, anchor.year + 1)]
        past = max((pair for pair in at if pair[1] <= 0), key=lambda pair: pair[1])
        future = min((pair for pair in at if pair[1] > 0), key=lambda pair: pair[1])
        if setting.tense == "future":
            return past[0] if past[1] > -4 else future[0]
        if setting.tense in {"past", "loosely past"}:
            soon = 2 * future[1] < -past[1] if day else future[1] <= 45 and setting.tense == "loosely past"
            return future[0] if soon else past[0]
        return past[0] if -past[1] <= future[1] else future[0]

    def _year(self, parts: dict[str, str]) -> int | None:
        text = parts.get("year") or parts.get("year2")
        if not text:
            return None
        if text.isdigit():
            number = int(text)
            return number if number > 99 else number + (1900 if number > 50 else 2000)
        return self._spelled_year(text)

    def _spelled_year(self, text: str) -> int | None:
        found = re.match(r"(nineteen|two thousand)(?: hundred)?(?: and)? ?(.*)$", text)
        if not found:
            return None
        rest = self._number(found[2]) if found[2] else 0
        return None if rest is None else int(rest) + (1900 if found[1] == "nineteen" else 2000)

    def _relative_year(self, word: str | None, setting: Setting) -> int | None:
        if word is None or setting.anchor is None:
            return None
        return setting.anchor.year + (-1 if word in _LAST else 1 if word in _NEXT else 0)

    def _month(self, parts: dict[str, str]) -> int:
        if "monthno" in parts:
            return int(parts["monthno"])
        return int(self.words["months"][parts["month"].rstrip(".")])

    # --- kinds: dates ------------------------------------------------------------------------------------------

    def _date(self, parts: dict[str, str], setting: Setting) -> Read | None:
        year, mod = self._year(parts), self._mod(parts)
        if "month" not in parts and "monthno" not in parts:
            return ("DATE", f"{year:04d}", mod) if year else None
        month = self._month(parts)
        day = self._ordinal(parts["day"]) if "day" in parts else None
        if (day is not None and not 1 <= day <= 31) or not 1 <= month <= 12:
            return None
        year = year or self._year_of(month, day, setting)
        head = f"{year:04d}" if year else "XXXX"
        value = f"{head}-{month:02d}" + (f"-{day:02d}" if day else "")
        if "iso" in parts:
            return "TIME", f"{value}T{parts['iso']}", mod
        return "DATE", value, mod

    def _weekof(self, parts: dict[str, str], setting: Setting) -> Read | None:
        read = self._date(parts, setting)
        first, _ = calendar.days_of(read[1]) if read else (None, None)
        return ("DATE", calendar.week_of(first), None) if first else read

    def _month_rel(self, parts: dict[str, str], setting: Setting) -> Read | None:
        year = self._relative_year(parts["dir"], setting)
        return "DATE", f"{year or 'XXXX'}-{self._month(parts):02d}", self._mod(parts)

    def _month_set(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "SET", f"XXXX-{self._month(parts):02d}", None

    def _month_alone(self, parts: dict[str, str], setting: Setting) -> Read | None:
        month, mod, way = self._month(parts), self._mod(parts), parts.get("dir")
        anchor = setting.anchor
        year: int | None
        if anchor is None:
            year = None
        elif way in _LAST:
            year = anchor.year if month < anchor.month else anchor.year - 1
        elif way in _NEXT:
            year = anchor.year if month > anchor.month else anchor.year + 1
        elif way == "this":
            year = anchor.year
        else:
            year = self._year_of(month, None, setting)
        return "DATE", f"{year or 'XXXX'}-{month:02d}", mod

    def _weekday(self, parts: dict[str, str], setting: Setting) -> Read | None:
        number, mod, way = int(self.words["weekdays"][parts["wd"]]), self._mod(parts), parts.get("dir")
        part = self.words["parts"].get(parts.get("part", ""))
        if setting.anchor is None:
            value = f"XXXX-WXX-{number}"
        else:
            day = self._day_of_week(number, way, parts.get("week", "").strip(), setting, setting.anchor)
            if "shift" in parts:
                day = calendar.shift_days(day, -1 if parts["shift"] == "before" else 1)
            value = day.isoformat()
        return self._with_part(value, part, mod)

    @staticmethod
    def _day_of_week(number: int, way: str | None, week: str, setting: Setting, anchor: date) -> date:
        if week:
            monday = calendar.weekday_on_or_before(anchor, 1)
            weeks = {"last": -1, "next": 1, "this": 0}[week.split(" ")[0]]
            return calendar.shift_days(monday, 7 * weeks + number - 1)
        if way in _LAST:
            return calendar.weekday_on_or_before(calendar.shift_days(anchor, -1), number)
        if way in {"next", "the following", "this coming"}:
            ahead = calendar.weekday_on_or_after(calendar.shift_days(anchor, 1), number)
            return ahead
        if setting.tense == "future":
            return calendar.weekday_on_or_after(anchor, number)
        if way == "this":
            return calendar.shift_days(calendar.weekday_on_or_before(anchor, 1), number - 1)
        if setting.eve and calendar.shift_days(anchor, 1).isoweekday() == number:
            return calendar.shift_days(anchor, 1)
        return calendar.weekday_on_or_before(anchor, number)

    @staticmethod
    def _with_part(value: str, part: str | None, mod: str | None) -> Read:
        if part is None:
            return "DATE", value, mod
        return "TIME", f"{value}{part if part.startswith('T') else 'T' + part}", mod

    def _weekday_set(self, parts: dict[str, str], setting: Setting) -> Read | None:
        word = parts.get("wd") or parts.get("wds") or parts["wd2"]
        part = self.words["parts"].get(parts.get("parts", ""))
        return "SET", f"XXXX-WXX-{self.words['weekdays'][word]}" + (f"T{part}" if part else ""), None

    def _holiday(self, parts: dict[str, str], setting: Setting) -> Read | None:
        rule = str(self.words["holidays"][parts["holiday"].replace("’", "'")])
        mod, year, anchor = self._mod(parts), self._year(parts), setting.anchor
        if year is None and anchor is None:
            fixed = re.fullmatch(r"\d\d-\d\d", rule)
            return ("DATE", f"XXXX-{rule}", mod) if fixed else None
        if year is not None:
            return "DATE", self._feast(rule, year).isoformat(), mod
        assert anchor is not None
        days = [self._feast(rule, anchor.year + step) for step in (-1, 0, 1)]
        past = max(day for day in days if day <= anchor)
        ahead = min(day for day in days if day >= anchor)
        if parts.get("dir") == "last":
            chosen = max(day for day in days if day < anchor)
        elif parts.get("dir") == "next" or setting.tense == "future":
            chosen = ahead
        elif setting.tense in {"past", "loosely past"}:
            chosen = past
        else:
            chosen = past if anchor - past <= ahead - anchor else ahead
        return "DATE", chosen.isoformat(), mod

    @staticmethod
    def _feast(rule: str, year: int) -> date:
        if rule.startswith("easter"):
            return calendar.shift_days(calendar.easter(year), int(rule.removeprefix("easter") or 0))
        month, *rest = rule.split("-", 1)
        rest[0], _, later = rest[0].partition("+")
        if re.fullmatch(r"\d\d", rest[0]):
            return date(year, int(month), int(rest[0]))
        weekday, nth = rest[0].split("-", 1)
        return calendar.shift_days(calendar.nth_weekday(year, int(month), int(weekday), int(nth)), int(later or 0))

    def _named(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", str(self.words["named_days"][parts["named"]]), None

    @staticmethod
    def _day_told(setting: Setting) -> date | None:
        """The day last spoken of; None where what was last spoken of is no single day."""
        first, last = calendar.days_of(setting.told) if setting.told else (None, None)
        return first if first == last else None

    # --- kinds: days about the anchor, times of day ------------------------------------------------------------

    def _deictic(self, parts: dict[str, str], setting: Setting) -> Read | None:
        word, mod = parts["deictic"], self._mod(parts)
        step = -2 if word.endswith("before yesterday") else 2 if word.endswith("after tomorrow") else _STEPS[word]
        value = calendar.shift_days(setting.anchor, step).isoformat() if setting.anchor else "XXXX-XX-XX"
        if "clock" in parts:
            return self._at(value, parts["clock"], mod)
        part = self.words["parts"].get(parts.get("part", ""), "NI" if word == "tonight" else None)
        return self._with_part(value, part, mod)

    def _this_part(self, parts: dict[str, str], setting: Setting) -> Read | None:
        way, part, mod = parts.get("dir"), self.words["parts"][parts["part"]], self._mod(parts)
        day = setting.anchor
        told = self._day_told(setting)
        if way in {"that", "the", "the same"} and told:
            day = told
        elif way in _NEXT | {"the previous"} and told:
            day = calendar.shift_days(told, -1 if way == "the previous" else 1)
        elif way == "last" and day:
            day = calendar.shift_days(day, -1)
        return self._with_part(day.isoformat() if day else "XXXX-XX-XX", part, mod)

    def _clock(self, parts: dict[str, str], setting: Setting) -> Read | None:
        mod = {"around": "APPROX", "about": "APPROX", "before": "BEFORE", "after": "AFTER"}.get(
            parts.get("mod", "").split(" ")[-1]
        )
        if "wd" in parts:
            day = self._weekday({k: v for k, v in parts.items() if k in {"wd", "dir"}}, setting)
        elif "month" in parts:
            day = self._date({k: v for k, v in parts.items() if k != "mod"}, setting)
        elif "deictic" in parts:
            day = self._deictic({"deictic": parts["deictic"]}, setting)
        else:
            told = self._day_told(setting)
            day = "DATE", (told or setting.anchor or "XXXX-XX-XX").__str__(), None
        return self._at(day[1], parts["clock"], mod, parts.get("part")) if day else None

    def _at(self, day: str, clock: str, mod: str | None, part: str | None = None) -> Read:
        word = self.words["parts"].get(clock.replace("-", ""))
        if word:
            return self._with_part(day, word, mod)
        found = re.match(r"(\d{1,2}|[a-z]+)(?:[:.](\d\d))?", clock)
        compact = re.match(r"(\d\d)(\d\d) ", clock)
        if compact:
            hour, minute = int(compact[1]), int(compact[2])
        else:
            assert found is not None
            hour = int(found[1]) if found[1].isdigit() else int(self._number(found[1]) or 0)
            minute = int(found[2] or 0)
        if re.search(r"\dp|\d p", clock) or part in {"afternoon", "evening"}:
            hour = hour + 12 if hour < 12 else hour
        elif re.search(r"\da|\d a", clock) and hour == 12:
            hour = 0
        zone = "Z" if re.search(r"gmt|utc", clock) else ""
        return "TIME", f"{day}T{hour:02d}:{minute:02d}{zone}", mod

    # --- kinds: weeks, months, years about the anchor ----------------------------------------------------------

    def _shifted(self, unit: str, steps: int, setting: Setting, base: date | None = None) -> str:
        """The unit `steps` away from the anchor (or `base`), as granular as the unit."""
        day = base or setting.anchor
        if day is None:
            return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX"}.get(
                unit, "XXXX"
            )
        if unit == "D":
            return calendar.shift_days(day, steps).isoformat()
        if unit in {"W", "2W", "WE"}:
            week = calendar.week_of(calendar.shift_days(day, steps * (14 if unit == "2W" else 7)))
            return f"{week}-WE" if unit == "WE" else week
        if unit == "M":
            return calendar.month_of(calendar.shift_months(day, steps))
        if unit == "Q":
            return calendar.quarter_of(calendar.shift_months(day, 3 * steps))
        if unit == "10Y":
            return f"{(day.year + 10 * steps) // 10:03d}"
        if unit == "100Y":
            return f"{(day.year + 100 * steps) // 100:02d}"
        return f"{day.year + steps:04d}"

    def _dir_unit(self, parts: dict[str, str], setting: Setting) -> Read | None:
        way, unit, mod = parts.get("dir", "this"), self._unit(parts["unit"]), self._mod(parts)
        if unit.startswith("T"):
            return ("DURATION", self._length(1, unit), mod) if way in {"last", "past", "next"} else None
        told, _ = calendar.days_of(setting.told) if setting.told else (None, None)
        if way in {"following", "previous", "preceding", "that", "same", "very same", "very next"} and told:
            steps = -1 if way in {"previous", "preceding"} else 1 if way in {"following", "very next"} else 0
            return "DATE", self._shifted(unit, steps, setting, told), mod
        if unit == "D" and way in {"last", "past", "latest", "current"}:
            return None
        if unit == "WE" and "dir" not in parts:
            steps = 0 if setting.tense == "future" else -1
            if setting.anchor and setting.anchor.isoweekday() >= 6:
                steps = 0
            return "DATE", self._shifted("WE", steps, setting), mod
        if unit == "WE" and way == "this" and setting.tense in {"past", "loosely past"} and setting.anchor:
            steps = 0 if setting.anchor.isoweekday() >= 6 else -1
            return "DATE", self._shifted("WE", steps, setting), mod
        if unit == "Q" and way == "latest":
            return "DATE", self._shifted("Q", -1, setting), mod
        if way == "past" and parts["unit"] in {"decade", "month", "week"} and "mod" not in parts:
            return "DURATION", self._length(1, unit), mod
        steps = -1 if way in _LAST else 1 if way in _NEXT else 0
        return "DATE", self._shifted(unit, steps, setting), mod

    def _the_unit(self, parts: dict[str, str], setting: Setting) -> Read | None:
        unit = self._unit(parts["unit"])
        if unit == "Q":
            return "DATE", setting.quarter or self._shifted("Q", -1, setting), None
        if unit == "Y":
            told = setting.near[:4] if setting.near and setting.near[:4].isdigit() else None
            return "DATE", told or self._shifted("Y", 0, setting), None
        return None

    def _latest_period(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", self._shifted("Q", -1, setting), None

    def _year_period(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", parts["year"] + (setting.quarter[4:] if setting.quarter else ""), None

    def _year_end(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", f"{self._shifted('Y', 0, setting)}-12-31", None

    def _day_next(self, parts: dict[str, str], setting: Setting) -> Read | None:
        way = parts.get("dir") or parts.get("dir2") or parts.get("dir3") or "same"
        told = self._day_told(setting)
        if told is None:
            return None
        steps = -1 if way in {"previous", "before", "earlier"} else 0 if way in {"that", "same"} else 1
        return "DATE", calendar.shift_days(told, steps).isoformat(), None

    def _ago(self, parts: dict[str, str], setting: Setting) -> Read | None:
        number, unit, word = self._number(parts["num"]), self._unit(parts["unit"]), parts["ago"]
        back = word in {"ago", "earlier", "before", "previously"}
        if unit.startswith("T"):
            return "DURATION", self._length(number, unit), self._mod(parts)
        if number is None:
            return "DATE", "PAST_REF" if back else "FUTURE_REF", None
        mod = {"MORE_THAN": "BEFORE", "LESS_THAN": "AFTER", "EQUAL_OR_MORE": "BEFORE"}.get(
            self._mod(parts) or "", self._mod(parts)
        )
        base = setting.anchor
        if word in {"earlier", "before", "later", "after", "afterward", "afterwards", "previously"}:
            told, _ = calendar.days_of(setting.told) if setting.told else (None, None)
            base = told or base
        if number == 1 and unit == "Y" and back and setting.quarter and word in {"ago", "earlier"}:
            return "DATE", self._quarter_back(setting.quarter), mod
        if base is None:
            return "DATE", "PAST_REF" if back else "FUTURE_REF", mod
        steps = int(number) * (-1 if back else 1)
        if unit == "10Y":
            unit, steps = "Y", steps * 10
        elif unit == "100Y":
            unit, steps = "Y", steps * 100
        elif unit == "2W":
            unit, steps = "W", steps * 2
        if unit == "Y" and base.year + steps < 1:
            return "DATE", "PAST_REF", mod
        if unit == "Y" and number != int(number):
            return "DATE", calendar.month_of(calendar.shift_months(base, steps * 12 + (-6 if back else 6))), mod
        return "DATE", self._shifted(unit, steps, setting, base), mod

    @staticmethod
    def _quarter_back(quarter: str) -> str:
        return f"{int(quarter[:4]) - 1:04d}{quarter[4:]}"

    def _ago_bare(self, parts: dict[str, str], setting: Setting) -> Read | None:
        if parts["ago"] == "ago" or parts["unit"].endswith("s"):
            return "DATE", "PAST_REF" if parts["ago"] != "later" else "FUTURE_REF", None
        return None

    def _year_ago(self, parts: dict[str, str], setting: Setting) -> Read | None:
        if "ord" in parts and parts.get("unit") == "quarter":
            year = self._relative_year("last", setting)
            return "DATE", f"{year or 'XXXX'}-Q{self._ordinal(parts['ord'])}", None
        if setting.quarter:
            return "DATE", self._quarter_back(setting.quarter), None
        if parts.get("unit") == "quarter" and setting.anchor:
            return "DATE", self._shifted("Q", -5, setting), None
        return "DATE", self._shifted("Y", -1, setting), None

    # --- kinds: stretches --------------------------------------------------------------------------------------

    def _dir_span(self, parts: dict[str, str], setting: Setting) -> Read | None:
        number = self._number(parts["num"])
        if number is None and parts["num"].startswith(("couple", "a couple")):
            number = 2
        return "DURATION", self._length(number, self._unit(parts["unit"])), self._mod(parts)

    def _refs_units(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", "PAST_REF" if parts["dir"] in _REF_LAST else "FUTURE_REF", None

    def _duration(self, parts: dict[str, str], setting: Setting) -> Read | None:
        if "old" in parts:
            return None
        number, unit = self._number(parts["num"] or "one"), self._unit(parts["unit"])
        if number is None and parts["num"].startswith("a couple"):
            number = 2
        if number is not None and "half" in parts:
            number += 0.5
        return "DURATION", self._length(number, unit), self._mod(parts)

    def _bare_units(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DURATION", self._length(None, self._unit(parts["unit"])), None

    def _unit_long(self, parts: dict[str, str], setting: Setting) -> Read | None:
        number = None if parts["unit"].endswith("s") else 1
        return "DURATION", self._length(number, self._unit(parts["unit"])), None

    # --- kinds: repeated times ---------------------------------------------------------------------------------

    def _every(self, parts: dict[str, str], setting: Setting) -> Read | None:
        word = parts["unit"]
        if word in self.words["parts"] and word not in self.words["units"]:
            return "SET", f"XXXX-XX-XXT{self.words['parts'][word]}", None
        number = self._number(parts["num"]) if "num" in parts else 1
        if number is not None and "other" in parts:
            number *= 2
        unit = self._unit(word)
        return "SET", "P1Q" if unit == "Q" and number == 1 else self._length(number, unit), None

    def _set_word(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "SET", str(self.words["sets"][parts["set"]]), None

    # --- kinds: quarters, seasons, years -----------------------------------------------------------------------

    def _quarter(self, parts: dict[str, str], setting: Setting) -> Read | None:
        year = self._year(parts) or self._relative_year(parts.get("diry"), setting)
        letter = "H" if parts.get("unit") == "half" else "Q"
        if "ord" not in parts:
            if year is None:
                return None
            return ("DATE", f"{year:04d}" + (setting.quarter[4:] if setting.quarter and letter == "Q" else ""), None)
        number = {"last": 2 if letter == "H" else 4}.get(parts["ord"]) or self._ordinal(parts["ord"])
        if year is None and setting.anchor is not None:
            size = 3 if letter == "Q" else 6
            now = (setting.anchor.month - 1) // size + 1
            year = setting.anchor.year
            if setting.tense != "future" and number is not None and number > now:
                year -= 1 if number - now > 1 or (setting.tense in {"past", "loosely past"} and size == 6) else 0
        return "DATE", f"{year or 'XXXX'}-{letter}{number}", None

    def _season(self, parts: dict[str, str], setting: Setting) -> Read | None:
        code, mod, way = self.words["seasons"][parts["season"]], self._mod(parts), parts.get("dir")
        year = self._year(parts) or self._relative_year(parts.get("dirs"), setting)
        if year is None and setting.anchor is not None:
            start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
            month, year = setting.anchor.month, setting.anchor.year
            if (code == "WI" and month <= 2) or (way in _LAST and (start + 2 >= month or setting.anchor.month < start)):
                year -= 1
            elif way in _NEXT and start <= month:
                year += 1
            elif way is None and setting.tense in {"past", "loosely past"} and start > month:
                year -= 1
        return "DATE", f"{year or 'XXXX'}-{code}", mod

    def _decade(self, parts: dict[str, str], setting: Setting) -> Read | None:
        mod = self._mod(parts)
        if "decade" in parts:
            return "DATE", parts["decade"][:3], mod
        if "decade2" in parts:
            return "DATE", f"19{parts['decade2'][0]}", mod
        return "DATE", f"19{self.words['decades'][parts['decadeword']]}", mod

    def _century(self, parts: dict[str, str], setting: Setting) -> Read | None:
        number = self._ordinal(parts["ord"])
        return ("DATE", f"{number - 1:02d}", self._mod(parts)) if number else None

    def _year_range(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", parts["year"], None

    def _year_alone(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", parts["year"], self._mod(parts)

    def _year_words(self, parts: dict[str, str], setting: Setting) -> Read | None:
        year = self._spelled_year(parts["yearwords"])
        return ("DATE", f"{year:04d}", None) if year and year != 1900 else None

    def _reference(self, parts: dict[str, str], setting: Setting) -> Read | None:
        return "DATE", str(self.words["references"][parts["ref"]]), None
