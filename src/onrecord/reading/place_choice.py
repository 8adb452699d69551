"""Which place a name means: a linear ranker over what the gazetteer and the article tell of each candidate.

In: toponyms of one article with their candidates, and what is known of the publisher. Out: the chosen candidate by
name (one sense for a name in an article). Two rounds with one small model each (weights and card in
`resources/places/choice_weights.yml`): the first looks at the candidate alone (class, population, a state or country
named right behind it), the second also at the article's other places as the round before saw them (same country, same
division, nearness). Follows the cues of Lieberman and others, "Geotagging with local lexicons" (2010).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.knowledge.places import Candidate, PlaceNames
from onrecord.reading.parse import Parse

#: Candidates of a name that are looked at, the most populous first.
_MOST = 40
#: A town stands for the division about it within so many kilometres and with at least this share of its people.
_SEAT_KM, _SEAT_SHARE = 60, 1 / 3
#: A place with so many times fewer people than the greatest of its name is a small namesake.
_NAMESAKE = 5
_DOT = re.compile(r"[^a-z0-9]+")
_SMALL = frozenset({"town", "capital", "county", "district", "site"})


@dataclass(frozen=True, kw_only=True)
class Named:
    """A name with all that its occurrences tell.

    `behind` holds the places that stand behind it after a comma (*Paris, Texas*); `times` is how often it occurs.
    """

    name: str
    candidates: tuple[Candidate, ...]
    behind: tuple[Candidate, ...] = ()
    times: int = 1
    first: int = 0
    people: bool = False


@dataclass(frozen=True, kw_only=True)
class Home:
    """What a publisher's address tells: its country by ending, and its letters, in which a town may stand."""

    country: str | None = None
    letters: str = ""


def home_of(publisher: str | None, endings: Mapping[str, str]) -> Home:
    """The home of a publisher, by its domain."""
    host = (publisher or "").lower().removeprefix("www.")
    if "." not in host:
        return Home(letters=_DOT.sub("", host))
    country = next((code for ending, code in endings.items() if host.endswith(ending)), None)
    return Home(country=country, letters=_DOT.sub("", host.rsplit(".", 1)[0]))


class Chooser:
    """The two rounds."""

    def __init__(self, model: Mapping[str, Any], publishers: Mapping[str, Any]):
        self.alone: Mapping[str, float] = model["alone"]
        self.together: Mapping[str, float] = model["together"]
        self.endings: Mapping[str, str] = publishers["endings"]

    def choose(self, names: Sequence[Named], home: Home) -> list[tuple[Candidate, float] | None]:
        """For each name its best candidate and the probability that it gets, or None where it has none."""
        alone = [
            [self.features_alone(n, c, home) for c in n.candidates[:_MOST]] if len(n.candidates) > 1 else []
            for n in names
        ]
        shares = [
            softmax([dot(self.alone, f) for f in options]) if options else [1.0] * len(n.candidates)
            for n, options in zip(names, alone, strict=True)
        ]
        basis = [[dot(self.together, f) for f in options] for options in alone]
        for _ in range(2):
            context = Context(names, shares)
            shares = [
                softmax([known + dot(self.together, context.features(number, at)) for at, known in enumerate(options)])
                if options
                else shares[number]
                for number, options in enumerate(basis)
            ]
        chosen: list[tuple[Candidate, float] | None] = []
        for named, options in zip(names, shares, strict=True):
            if not options:
                chosen.append(None)
                continue
            best = max(range(len(options)), key=options.__getitem__)
            chosen.append((_seat(named.candidates[best], named.candidates), options[best]))
        return chosen

    @staticmethod
    def features_alone(named: Named, candidate: Candidate, home: Home) -> dict[str, float]:
        """What the candidate itself tells."""
        top = named.candidates[0].population
        told = {
            f"kind={candidate.kind}": 1.0,
            "size": math.log10(candidate.population + 1) / 7,
            "behind_top": (math.log10(top + 1) - math.log10(candidate.population + 1)) / 7,
        }
        if candidate.main:
            told["main"] = 1.0
        if candidate is named.candidates[0]:
            told["top"] = 1.0
        if candidate.population == 0:
            told["empty"] = 1.0
        if named.behind:
            inside = any(lies_in(candidate, area) for area in named.behind)
            told["inside" if inside else "outside"] = 1.0
        if home.country and candidate.country == home.country:
            told["home_country"] = 1.0
        folded = named.name.lower().replace(" ", "")
        if len(folded) > 3 and folded in home.letters:
            told["home_town"] = 1.0
            told[f"home_town/{candidate.kind}"] = 1.0
        if named.times > 2:
            told["often_size"] = told["size"]
        if named.people:
            told[f"people/{candidate.kind}"] = 1.0
        return told


def _seat(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The town where a division of the same name about it was chosen: *Tehran* is the city, not its province."""
    if chosen.kind not in {"state", "county", "district"} or chosen.country == "USA":
        return chosen
    for other in candidates:
        inside = other.kind in {"capital", "town"} and other.main and other.admin1 == chosen.admin1
        if inside and other.population > _SEAT_SHARE * chosen.population and distance(other, chosen) < _SEAT_KM:
            return other
    return chosen


class Context:
    """The article's places as the round before saw them."""

    def __init__(self, names: Sequence[Named], shares: Sequence[Sequence[float]]):
        self._names = names
        self._shares = shares
        self._countries: list[dict[str, float]] = []
        self._admins: list[dict[str, float]] = []
        self._tops: list[tuple[Candidate, float] | None] = []
        for named, options in zip(names, shares, strict=True):
            countries: dict[str, float] = {}
            admins: dict[str, float] = {}
            best: tuple[Candidate, float] | None = None
            for candidate, share in zip(named.candidates, options, strict=False):
                if share < 0.02:
                    continue
                if candidate.country:
                    countries[candidate.country] = countries.get(candidate.country, 0.0) + share
                if candidate.admin1:
                    admins[candidate.admin1] = admins.get(candidate.admin1, 0.0) + share
                if best is None or share > best[1]:
                    best = (candidate, share)
            self._countries.append(countries)
            self._admins.append(admins)
            self._tops.append(best)
        self._only_named = self._abroad()
        self._country_sum: dict[str, float] = {}
        self._admin_sum: dict[str, float] = {}
        self._weight = 0.0
        for named, countries, admins in zip(names, self._countries, self._admins, strict=True):
            weight = 1 + math.log(named.times)
            self._weight += weight if countries else 0.0
            for key, share in countries.items():
                self._country_sum[key] = self._country_sum.get(key, 0.0) + share * weight
            for key, share in admins.items():
                self._admin_sum[key] = self._admin_sum.get(key, 0.0) + share * weight

    def _abroad(self) -> frozenset[str]:
        """Countries that a report of several countries only names: they need not be where its towns lie.

        *Iran and the United States held talks in Geneva* speaks of no town in Illinois.
        """
        tops = [place for top in self._tops if top is not None and top[1] > 0.5 for place in (top[0],)]
        named = {place.country for place in tops if place.kind == "country" and place.country}
        if len(named) < 2:
            return frozenset()
        return frozenset(named - {place.country for place in tops if place.kind != "country"})

    def features(self, number: int, at: int) -> dict[str, float]:
        """What the other places tell of candidate `at` of name `number`."""
        named = self._names[number]
        candidate = named.candidates[at]
        weight = 1 + math.log(named.times)
        others = self._weight - (weight if self._countries[number] else 0.0)
        told: dict[str, float] = {}
        if others <= 0:
            return {"only": 1.0}
        country, admin = candidate.country or "", candidate.admin1
        # a small namesake
        small = candidate.population * _NAMESAKE < named.candidates[0].population and candidate.kind != "country"
        stray = small and country in self._only_named
        same = self._country_sum.get(country, 0.0) - self._countries[number].get(country, 0.0) * weight
        if stray:
            same = 0.0
        told["country_share"] = same / others
        if same > 0.5:
            told["country_some"] = 1.0
        if admin:
            near = self._admin_sum.get(admin, 0.0) - self._admins[number].get(admin, 0.0) * weight
            told["admin_share"] = near / others
            if near > 0.5:
                told["admin_some"] = 1.0
            if near > 1.5:
                told["admin_more"] = 1.0
        if candidate.kind in _SMALL:
            least = 1e9
            close = 0.0
            state_named = country_named = 0.0
            for other, top in enumerate(self._tops):
                if other == number or top is None:
                    continue
                place, share = top
                if place.kind in _SMALL:
                    away = distance(candidate, place)
                    if away < 1 and place.number == candidate.number:
                        continue
                    if share > 0.3:
                        least = min(least, away)
                    close += share * math.exp(-away / 80)
                elif place.kind == "state" and place.admin1 == admin:
                    state_named = max(state_named, share)
                elif place.kind == "country" and place.country == country and not stray:
                    country_named = max(country_named, share)
            told["close"] = min(close, 4.0) / 4
            told["close_some"] = min(close, 1.0)
            if least < 1e8:
                told["away"] = math.log10(least + 1) / 4.3
                for limit in (30, 100, 300):
                    if least < limit:
                        told[f"within={limit}"] = 1.0
            told["state_named"] = state_named
            told["country_named"] = country_named
        else:
            key = f"holds/{candidate.kind}"
            told[key] = told["country_share"] if candidate.kind == "country" else told.get("admin_share", 0.0)
        return told


def lies_in(candidate: Candidate, area: Candidate) -> bool:
    """Whether a place lies in a country, or in or beside a division."""
    if candidate.number == area.number:
        return False
    if area.kind == "country":
        return candidate.country == area.country
    if area.kind in {"state", "capital"}:
        return candidate.admin1 == area.admin1
    if area.kind in {"county", "district"}:
        return candidate.admin1 == area.admin1 and distance(candidate, area) < 60
    return distance(candidate, area) < 300


def distance(a: Candidate, b: Candidate) -> float:
    """Kilometres between two places, near enough for ranking."""
    y = a.lat - b.lat
    x = (a.lon - b.lon + 180) % 360 - 180
    x *= math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(x, y)


def group(
    parse: Parse, places: Sequence[tuple[int, int, str, tuple[Candidate, ...], bool]], names: PlaceNames
) -> list[Named]:
    """Occurrences by name. A place is `(first, last, name, candidates, people)`, tokens as in a Toponym."""
    tokens = parse.tokens
    starts = {first: (last, candidates) for first, last, _, candidates, _ in places}
    by_name: dict[str, Named] = {}
    for first, last, name, candidates, people in places:
        behind: tuple[Candidate, ...] = ()
        if last + 1 < len(tokens) and tokens[last].text in {",", "("} and tokens[last].sent == tokens[first].sent:
            following = starts.get(last + 1)
            if following is not None:
                behind = tuple(c for c in following[1] if c.kind in {"country", "state", "county", "capital", "region"})
            else:
                behind = tuple(c for c in names.after_town(tokens[last + 1].text) if c.kind in {"country", "state"})
            if not any(c.kind in {"country", "state"} for c in behind):
                behind = tuple(c for c in behind if c.kind == "county")
        there = by_name.get(name)
        if there is None:
            by_name[name] = Named(name=name, candidates=candidates[:_MOST], behind=behind, first=first, people=people)
        else:
            by_name[name] = Named(
                name=name,
                candidates=there.candidates,
                behind=there.behind or behind,
                times=there.times + 1,
                first=there.first,
                people=people,
            )
    return list(by_name.values())


def dot(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The score of features under weights."""
    return sum(weights.get(key, 0.0) * value for key, value in features.items())


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities."""
    if not scores:
        return []
    top = max(scores)
    parts = [math.exp(s - top) for s in scores]
    total = sum(parts)
    return [p / total for p in parts]
