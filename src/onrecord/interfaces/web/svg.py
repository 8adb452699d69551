"""Geometry of the charts: from rows to coordinates. Templates draw them; style sheets colour them.

Coordinates are in units of a view box; a chart's width in the browser follows the page. Nothing here knows of colours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
#: Width of the view box of every chart.
WIDTH = 1000


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stretch of time. `open` says that its end is not known."""

    x: float
    width: float
    open: bool = False


def place(day: date, first: date, last: date) -> float:
    """Where a day stands between two others, 0 to WIDTH."""
    whole = max(1, (last - first).days)
    return round(WIDTH * min(1.0, max(0.0, (day - first).days / whole)), 1)


def bar_of(start: date, end: date | None, first: date, last: date) -> Bar:
    """The bar of a stretch, at least two units wide so that a single day can be seen."""
    x = place(start, first, last)
    stop = place(end, first, last) if end is not None else float(WIDTH)
    return Bar(x=x, width=round(max(2.0, stop - x), 1), open=end is None)


def years(first: date, last: date) -> list[dict[str, float | str]]:
    """Ticks at the beginnings of years, months or days, whichever gives a dozen or fewer."""
    span = (last - first).days
    ticks: list[date] = []
    if span > 900:
        step = max(1, math.ceil((last.year - first.year) / 12))
        ticks = [date(y, 1, 1) for y in range(first.year, last.year + 1, step)]
    elif span > 45:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        step = max(1, math.ceil(months / 12))
        at = first.year * 12 + first.month - 1
        ticks = [date(m // 12, m % 12 + 1, 1) for m in range(at, at + months, step)]
    else:
        step = max(1, math.ceil(max(1, span) / 12))
        ticks = [first + timedelta(days=d) for d in range(0, span + 1, step)]
    form = "%Y" if span > 900 else "%b %Y" if span > 45 else "%-d %b"
    return [{"x": place(t, first, last), "label": t.strftime(form)} for t in ticks if first <= t <= last]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A point of a network; `size` is its radius."""

    name: str
    x: float
    y: float
    size: float
    count: int


@lru_cache(maxsize=256)
def ring(
    weighted: tuple[tuple[str, int], ...], links: tuple[tuple[str, str, int], ...], height: int = 640
) -> tuple[Node, ...]:
    """Places for the nodes of a network, by a few rounds of springs from a ring; equal input gives equal places."""
    weights = dict(weighted)
    names = sorted(weights, key=lambda n: (-weights[n], n))
    if not names:
        return ()
    at = {
        name: [
            WIDTH / 2 + 0.36 * WIDTH * math.cos(2 * math.pi * i / len(names)),
            height / 2 + 0.36 * height * math.sin(2 * math.pi * i / len(names)),
        ]
        for i, name in enumerate(names)
    }
    pairs = [(a, b, w) for a, b, w in links if a in at and b in at and a != b]
    ideal = 0.9 * math.sqrt(WIDTH * height / len(names))
    for step in range(120):
        heat = 40 * (1 - step / 120) + 1
        moves = {name: [0.0, 0.0] for name in names}
        for i, a in enumerate(names):
            for b in names[i + 1 :]:
                dx, dy = at[a][0] - at[b][0], at[a][1] - at[b][1]
                far = math.hypot(dx, dy) or 0.1
                push = ideal * ideal / far
                for name, sign in ((a, 1), (b, -1)):
                    moves[name][0] += sign * dx / far * push
                    moves[name][1] += sign * dy / far * push
        for a, b, weight in pairs:
            dx, dy = at[a][0] - at[b][0], at[a][1] - at[b][1]
            far = math.hypot(dx, dy) or 0.1
            pull = far * far / ideal * (0.6 + 0.2 * math.log1p(weight))
            for name, sign in ((a, -1), (b, 1)):
                moves[name][0] += sign * dx / far * pull
                moves[name][1] += sign * dy / far * pull
        for name in names:
            dx, dy = moves[name]
            # a weak pull to the middle keeps what is not connected on the sheet
            dx += (WIDTH / 2 - at[name][0]) * 0.9
            dy += (height / 2 - at[name][1]) * 0.9
            far = math.hypot(dx, dy) or 0.1
            at[name][0] += dx / far * min(far, heat)
            at[name][1] += dy / far * min(far, heat)
    most = max(weights.values())
    return tuple(
        Node(
            name=name,
            x=round(min(WIDTH - 40, max(40.0, at[name][0])), 1),
            y=round(min(height - 30, max(30.0, at[name][1])), 1),
            size=round(9 + 17 * math.sqrt(weights[name] / most), 1),
            count=weights[name],
        )
        for name in names
    )


def project(lat: float, lon: float, height: int = 500) -> tuple[float, float]:
    """Equirectangular: degrees WGS84 to the view box of the map."""
    return round((lon + 180) / 360 * WIDTH, 1), round((90 - lat) / 180 * height, 1)


@dataclass(frozen=True, kw_only=True)
class View:
    """The part of a drawing that is shown."""

    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        """As the attribute `viewBox`."""
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"


#: The map without the poles.
WORLD = View(x=0, y=20, width=WIDTH, height=420)


def framed(points: Sequence[tuple[float, float]], least: float = 240) -> View:
    """The part of the map that holds some points with room about them, in the shape of the whole."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    shape = WORLD.height / WORLD.width
    width = max(least, 1.35 * (max(xs) - min(xs)), 1.35 * (max(ys) - min(ys)) / shape)
    if width >= WORLD.width:
        return WORLD
    x = (max(xs) + min(xs) - width) / 2
    y = (max(ys) + min(ys) - width * shape) / 2
    return View(
        x=round(min(WORLD.width - width, max(0.0, x)), 1),
        y=round(min(WORLD.y + WORLD.height - width * shape, max(WORLD.y, y)), 1),
        width=round(width, 1),
        height=round(width * shape, 1),
    )


def _across(x: float, other: float) -> float:
    """What has to be added behind a step from one place to another that goes over the edge of the map."""
    return 0.0 if abs(other - x) <= WIDTH / 2 else float(WIDTH) if other < x else -float(WIDTH)


@lru_cache(maxsize=4)
def unrolled(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Outlines that cross the date line, drawn on both sides of the map instead of straight across it."""
    told: list[str] = []
    for path in paths:
        points = [(float(x), float(y)) for x, y in _POINT.findall(path)]
        shift, moved = 0.0, []
        for n, (x, y) in enumerate(points):
            if n:
                shift += _across(points[n - 1][0], x)
            moved.append((x + shift, y))
        # what goes once round a pole does not close, and stays as it is
        round_a_pole = points and shift + _across(points[-1][0], points[0][0]) != 0
        if round_a_pole or all(x == other for (x, _), (other, _) in zip(points, moved, strict=True)):
            told.append(path)
            continue
        for turn in (-WIDTH, 0, WIDTH):
            if any(0 < x + turn < WIDTH for x, _ in moved):
                told.append("M" + "L".join(f"{x + turn:g} {y:g}" for x, y in moved) + "Z")
    return tuple(told)


def lanes(bars: Sequence[Bar], gap: float = 6.0) -> list[int]:
    """A lane for each bar, so that bars of one lane do not meet; bars are taken in their order."""
    ends: list[float] = []
    told: list[int] = []
    for bar in bars:
        for lane, end in enumerate(ends):
            if bar.x >= end + gap:
                ends[lane] = bar.x + bar.width
                told.append(lane)
                break
        else:
            ends.append(bar.x + bar.width)
            told.append(len(ends) - 1)
    return told
