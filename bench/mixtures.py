"""Mixtures of news to measure the speed of a batch on: which reports they are made of, and which of them are relevant.

What comes out of a speed test hangs on how much of the text belongs to reports that hold claims. So there are several
mixtures, and each says how it is made. `field` are reports on arms, sanctions and war (on average 836 words), `local`
those of local newspapers (316 words). Every choice is made by a fixed seed.
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mixture:
    """Texts, and for each whether it counts as relevant; `how` says how it was made."""

    name: str
    how: str
    texts: list[str]
    relevant: list[bool]


def words(text: str) -> int:
    return len(text.split())


def _mixed(name: str, how: str, relevant: Sequence[str], rest: Sequence[str]) -> Mixture:
    pairs = [(text, True) for text in relevant] + [(text, False) for text in rest]
    random.Random(9).shuffle(pairs)
    return Mixture(name, how, [text for text, _ in pairs], [flag for _, flag in pairs])


def as_long(wanted: Sequence[str], pool: Sequence[str]) -> list[str]:
    """For each text of `wanted` the one of the pool that is nearest to it in words, each of them once.

    The longest is served first, since there the pool is thin.
    """
    left = sorted((words(text), number) for number, text in enumerate(pool))
    found: dict[int, str] = {}
    for at in sorted(range(len(wanted)), key=lambda number: -words(wanted[number])):
        length = words(wanted[at])
        place = bisect.bisect_left(left, (length, -1))
        best = min((n for n in (place - 1, place) if 0 <= n < len(left)), key=lambda n: (abs(left[n][0] - length), n))
        found[at] = pool[left.pop(best)[1]]
    return [found[at] for at in range(len(wanted))]


def mixtures(field: Sequence[str], local: Sequence[str], count: int, claims: Callable[[str], int]) -> list[Mixture]:
    """The mixtures.

    Args:
        field: Reports of the field.
        local: Reports of local newspapers, at least nine for each of `count`.
        count: Relevant reports of a mixture, as far as there are enough of the others.
        claims: How many claims a text is found to hold without a gate.
    """
    count = min(count, len(local) // 9, len(field))
    rest = local[: 9 * count]
    # every ninth by length: the lengths of the one part are those of the other
    lengths = sorted(rest, key=words)[4::9]
    holding = [text for text in local if claims(text)]
    empty = [text for text in local if not claims(text)]
    some = min(count, len(empty) // 9, len(holding))
    return [
        _mixed("long", "one report of the field to nine local ones, as long as they are", field[:count], rest),
        Mixture("local", "local newspapers as they come", list(rest), [bool(claims(text)) for text in rest]),
        _mixed(
            "alike",
            "one report of the field to nine local ones, both parts of the same lengths: to every ninth of the local "
            "reports, in the order of their words, the report of the field that is nearest to it in words",
            as_long(lengths, field),
            rest,
        ),
        _mixed(
            "claims",
            "local newspapers alone: one report in which reading without a gate finds a claim to nine in which it "
            "finds none, both as they come",
            holding[:some],
            empty[: 9 * some],
        ),
    ]
