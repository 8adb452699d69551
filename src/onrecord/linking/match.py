"""Do two claims tell of the same event? A score with reasons, or a contradiction that nothing outweighs.

In: two Digests and the table `linking/weights`. Out: a Match. Claims contradict in a defining part where their days do
not meet, their places lie apart, their parties or goods have nothing in common, or one denies what the other merely
plans. Silence never contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason, Status
from onrecord.knowledge import Knowledge
from onrecord.knowledge.items import ItemTable, item_table
from onrecord.linking.digest import Digest
from onrecord.linking.texts import Weights, stem

#: Rungs on which a deed is merely thought of; such a claim seldom tells of a deed done.
_AIMED = frozenset({Status.HYPOTHETICAL, Status.SOUGHT, Status.DISCUSSED})


#: Sectors that act apart from the state whose country they share.
_PARTS = frozenset({"REB", "OPP", "UAF", "PTY", "BUS", "CVL", "NGO"})

#: Weight of the words in common from which more tell nothing, and that of a rare word.
_MUCH, _RARE = 30.0, 10.0
#: Likenesses that single out one happening; without any, words must do it.
_TOLD = frozenset({"same_day", "same_window", "same_place", "same_number", "told_same", "same_person"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """`score` above the threshold joins; `against` names a contradiction, and then nothing joins."""

    score: float
    features: tuple[tuple[str, float], ...] = ()
    against: str | None = None

    def reasons(self) -> tuple[Reason, ...]:
        """Each likeness with its weight, the heaviest first."""
        if self.against:
            return (Reason(rule=f"link.against.{self.against}", note=self.against.replace("_", " ")),)
        told = sorted(self.features, key=lambda f: -abs(f[1]))
        return tuple(
            Reason(rule=f"link.{name}", note=f"{name.replace('_', ' ')} {weight:+.2f}") for name, weight in told
        )


class _Traits(NamedTuple):
    """What is asked of one claim again and again."""

    ordinal: int | None
    counts: frozenset[str]
    loose: bool
    habit: bool
    several: bool
    came_about: bool
    perfect: bool
    past: bool
    punctual: bool
    fresh: bool
    war: bool
    side: tuple[bool, ...]
    day: int
    parties: frozenset[str]
    parts: tuple[Mapping[str, str], Mapping[str, str]]
    mass: float
    near: float
    ahead: float
    behind: float


class Matcher:
    """The weights, ready to compare. `words` weighs the words of sentences by how rare they are."""

    def __init__(self, table: Mapping[str, Any], items: ItemTable, words: Weights):
        self.weights: Mapping[str, float] = table["weights"]
        self.bias: float = table["bias"]
        self.threshold: float = table["threshold"]
        self.candidates: int = table["candidates"]
        self.reach: int = table["days"]["reach"]
        self._kin = {frozenset(pair) for pair in table["kin"]}
        self._mutual = frozenset(table["mutual"])
        self._personal = frozenset((*table["spoken"], *table["personal"]))
        self._spoken = frozenset(table["spoken"])
        self._spoken_least: float = table["spoken_least"]
        self._goods = frozenset(table["of_goods"])
        self._punctual = frozenset(table["punctual"])
        self._recurring = frozenset(table["recurring"])
        self._lasting = frozenset(stem(w) for w in table["lasting_words"])
        self._wars = frozenset(stem(w) for w in table["war_words"])
        self._opposed = [frozenset(stem(w) for w in those) for those in table["opposed_words"]]
        self._ordinals: Mapping[str, int] = table["ordinals"]
        self._loose = frozenset(table["loose_words"])
        self._loose_least: float = table["loose_least"]
        self._unlike: float = table["unlike"]
        self._doubts = frozenset(table["doubts"])
        self._one_sentence: float = table["one_sentence"]
        self._habit = frozenset(table["habit_words"])
        self._plural = frozenset(table["plural_words"])
        self._numbers = frozenset(table["number_words"])
        self._counts = frozenset(table["count_words"])
        self._tried = frozenset(table["tried_words"])
        self._perfect = frozenset(table["perfect_words"])
        self._behind: re.Pattern[str] = re.compile(rf"\b(?:{'|'.join(table['past_phrases'])})\b")
        self._bare_least: float = table["bare_least"]
        self._families = [frozenset(f) for f in table["item_families"]]
        self._days = table["days"]
        self._far = float(table["kilometres"])
        self._items = items
        self._idf, self._mass = words.idf, words.mass
        self._akin: dict[tuple[str, str], bool] = {}
        self._traits: dict[str, _Traits] = {}

    def traits(self, a: Digest) -> _Traits:
        found = self._traits.get(a.key)
        if found is None:
            found = self._traits[a.key] = _Traits(
                ordinal=self.ordinal(a),
                counts=self._counts.intersection(a.before),
                loose=self.loose(a),
                habit=not self._habit.isdisjoint((*a.before, *a.after)),
                several=self.several(a),
                came_about=self.came_about(a),
                perfect=self.perfect(a),
                past=self.past(a),
                punctual=self.punctual(a),
                fresh=self.fresh(a),
                war=a.word in self._wars,
                side=tuple([a.word in those for those in self._opposed]),
                day=a.published.toordinal() if a.published else 0,
                parties=a.actors | a.recipients,
                parts=(_parts(a.claim.actors), _parts(a.claim.recipients)),
                mass=self._mass(a.vector),
                near=self._mass(a.near),
                ahead=self._mass(a.ahead),
                behind=self._mass(a.behind),
            )
        return found

    def forget(self, key: str) -> None:
        """Look at a claim anew when it comes again: a person may have corrected it."""
        self._traits.pop(key, None)

    def ordinal(self, a: Digest) -> int | None:
        """Which of a row of happenings is told of (*its sixth nuclear test*), or None."""
        return next((self._ordinals[w] for w in reversed(a.before) if w in self._ordinals), None)

    def loose(self, a: Digest) -> bool:
        """Whether several happenings are meant, or another one than the news is of (*regularly*, *several*, *past*)."""
        return not a.days and any(w in self._loose for w in a.before)

    def several(self, a: Digest) -> bool:
        """Whether a claim tells of several happenings at once (*five nuclear tests*, *fired missiles regularly*)."""
        return (
            not self._plural.isdisjoint(a.before[-1:])
            or any(w in self._numbers or w in self._loose for w in a.before)
            or any(w in self._loose for w in a.after)
        )

    def came_about(self, a: Digest) -> bool:
        """Whether a deed was done, failed or tried: of that day all three are one happening."""
        return a.happened or a.claim.status == Status.FAILED or not self._tried.isdisjoint(a.before)

    def perfect(self, a: Digest) -> bool:
        """Whether a deed is told in the perfect, which seldom tells the news of the day (*has tested missiles*)."""
        return a.claim.status != Status.UNDER_WAY and not self._perfect.isdisjoint(a.before[:-1])

    def past(self, a: Digest) -> bool:
        """Whether a claim tells of what is not the news of its report (*earlier this month*, *in 2016*)."""
        if a.days and a.published and (a.exact or (a.published - a.days[1]).days > self._days["week"]):
            return bool((a.published - a.days[1]).days > self._days["week"])
        return bool(self._behind.search(a.plain))

    def fresh(self, a: Digest) -> bool:
        """Whether a claim tells a happening of a day as news: done or tried, and not of what lies behind."""
        return (
            a.claim.type in self._recurring
            and self.punctual(a)
            and self.came_about(a)
            and not self.perfect(a)
            and not self.past(a)
        )

    def kinds(self, type_: str) -> list[str]:
        """A type and the pairs of types that it may tell of one happening with, as names of blocks."""
        return [type_, *sorted("+".join(sorted(pair)) for pair in self._kin if type_ in pair)]

    def punctual(self, a: Digest) -> bool:
        """Whether a claim tells of a happening of one day: an attack does, a war does not."""
        return a.claim.type in self._punctual and a.word not in self._lasting

    def kin(self, a: str, b: str) -> bool:
        """Whether two types may tell of one happening."""
        return a == b or frozenset((a, b)) in self._kin

    def contradiction(self, a: Digest, b: Digest) -> str | None:
        """The defining part in which two claims contradict, or None."""
        left, right = a.claim, b.claim
        if left.type != right.type and not self.kin(left.type, right.type):
            return "type"
        mine = self._traits.get(a.key) or self.traits(a)
        others = self._traits.get(b.key) or self.traits(b)
        if a.days and b.days:
            if a.days[1] < b.days[0] or b.days[1] < a.days[0]:
                return "different_day"
        elif mine.day and others.day:
            gap = abs(mine.day - others.day)
            if gap > self.reach or (left.type in self._spoken and gap > self._days["near"] + 1):
                return "too_far_apart"
            if _outside(a, b) or _outside(b, a):
                return "different_day"
        if a.place_country and b.place_country and a.place_country != b.place_country:
            return "different_place"
        if a.spot and b.spot and a.place != b.place and _kilometres(a.spot, b.spot) > self._far and not _wide(a, b):
            return "different_place"
        if self._other_dyad(a, b, mine, others):
            return "different_dyad"
        if left.type in self._goods and a.items and b.items and not self._items_meet(a.items, b.items):
            return "different_goods"
        if mine.side != others.side:
            return "other_deed"
        if (mine.war and others.punctual) or (others.war and mine.punctual):
            return "war_and_deed"
        if mine.habit != others.habit and (others if mine.habit else mine).punctual:
            return "habit_and_deed"
        one, two = mine.ordinal, others.ordinal
        if one is not None and two is not None and one != two:
            return "other_of_a_row"
        if mine.counts and others.counts and not mine.counts & others.counts:
            return "other_count"
        if left.polarity != right.polarity and not (a.happened and b.happened):
            return "planned_and_denied"
        return None

    def _other_dyad(self, a: Digest, b: Digest, mine: _Traits, others: _Traits) -> bool:
        if a.claim.type in self._mutual:
            one, two = mine.parties, others.parties
            if one and two and len(one & two) < min(2, len(one), len(two)):
                return True
        elif (a.actors and b.actors and a.actors.isdisjoint(b.actors)) or (
            a.recipients and b.recipients and a.recipients.isdisjoint(b.recipients)
        ):
            return True
        if a.claim.type in self._personal and a.people and b.people and not a.people & b.people:
            return True
        if a.claim.type in self._mutual and len(a.met) > 1 and len(b.met) > 1:
            return len(a.met & b.met) < 2
        return False

    def _items_meet(self, a: frozenset[str], b: frozenset[str]) -> bool:
        return any(self._item_kin(x, y) for x in a for y in b)

    def _item_kin(self, x: str, y: str) -> bool:
        pair = (x, y)
        if pair not in self._akin:
            self._akin[pair] = (
                x in self._items.ancestors(y)
                or y in self._items.ancestors(x)
                or any(x in family and y in family for family in self._families)
            )
        return self._akin[pair]

    def match(self, a: Digest, b: Digest) -> Match:
        """Score two claims."""
        against = self.contradiction(a, b)
        return Match(score=-99.0, against=against) if against else self.likeness(a, b)

    def likeness(self, a: Digest, b: Digest) -> Match:
        """Score two claims that do not contradict, unless words that are too few show that they tell of two things."""
        found = self.features(a, b)
        held = dict(found)
        sentence = held.get("sentence", 0.0)
        if "told_same" not in held:
            if a.claim.type in self._spoken and sentence < self._spoken_least:
                if "same_words" not in held and "other_deed_told" not in held:
                    return Match(score=-99.0, against="other_words")
            if sentence < self._unlike and not self._doubts.isdisjoint(held):
                return Match(score=-99.0, against="unlike")
        weight = self.weights
        told = [(name, weight[name] * times) for name, times in found]
        score = self.bias + sum([w for _, w in told])
        return Match(score=round(score, 4), features=tuple(told))

    def features(self, a: Digest, b: Digest) -> list[tuple[str, float]]:
        """What speaks for and against two claims that do not contradict."""
        found: list[tuple[str, float]] = []

        def add(name: str, times: float = 1.0) -> None:
            found.append((name, times))

        mine, others = self.traits(a), self.traits(b)
        if a.claim.type != b.claim.type:
            add("kin_type")
        self._parties(a, b, mine, others, add)
        self._time(a, b, mine, others, add)
        self._told_of(a, b, add)
        shared = self._mass(a.vector & b.vector)
        likeness = 2 * shared / (mine.mass + others.mass) if shared else 0.0
        if likeness > self._one_sentence and a.word != b.word:
            # two deeds of one sentence: what they share is no sign that they are one
            add("other_deed_told")
        else:
            if likeness > 0.05:
                add("sentence", likeness)
            if shared:
                add("shared_words", min(1.0, shared / _MUCH))
            around = self._mass(a.near & b.near)
            near = 2 * around / (mine.near + others.near) if around else 0.0
            if near > 0.05:
                add("near", near)
        if a.plain == b.plain and a.word == b.word:
            add("same_words")
        self._beside(a, b, mine, others, add)
        self._rungs(a, b, mine, others, add)
        if a.report == b.report:
            add("same_report")
        if b.key in a.same_as:
            add("told_same")
        if a.speaker and a.speaker == b.speaker:
            add("same_speaker")
        if likeness < self._bare_least and _TOLD.isdisjoint([name for name, _ in found]):
            add("bare")
        if likeness < self._loose_least and mine.loose != others.loose:
            add("loose")
        return found

    def _beside(self, a: Digest, b: Digest, mine: _Traits, others: _Traits, add: Any) -> None:
        """Words by the side of both triggers: who is told to have done what."""
        if a.behind and b.behind:
            both = a.behind & b.behind
            if both:
                add("object", 2 * self._mass(both) / (mine.behind + others.behind))
            else:
                add("other_object")
        if a.ahead and b.ahead and (both := a.ahead & b.ahead):
            add("ahead", 2 * self._mass(both) / (mine.ahead + others.ahead))

    def _told_of(self, a: Digest, b: Digest, add: Any) -> None:
        """Goods, places, words and figures."""
        if a.items and b.items:
            add("same_item" if a.items & b.items else "kin_item")
        elif a.items or b.items:
            add("one_sided_item")
        if a.place and b.place and a.place == b.place:
            add("same_place" if not _is_country(a) else "same_country")
        elif a.place_country and a.place_country == b.place_country:
            add("same_country")
        if a.word and a.word == b.word:
            add("same_word")
            add("rare_word", self._idf(a.word) / _RARE)
        if a.numbers & b.numbers:
            add("same_number")
        elif a.numbers and b.numbers and a.items & b.items:
            add("other_number")

    def _rungs(self, a: Digest, b: Digest, mine: _Traits, others: _Traits, add: Any) -> None:
        """How far it got by each, whether one or several are meant, and whether it is the news or what lies behind."""
        left, right = a.claim, b.claim
        one, two = mine.came_about, others.came_about
        if left.status != right.status:
            aimed = one != two and _AIMED & {left.status, right.status}
            if aimed:
                add("aim_and_day" if mine.punctual and others.punctual else "aim_and_deed")
            else:
                add("other_status" if one == two else "plan_and_deed")
        if mine.several != others.several:
            add("several_and_one")
        elif mine.several:
            add("several")
        if a.claim.type in self._punctual and mine.punctual != others.punctual:
            add("lasting_and_day")
        if mine.perfect != others.perfect:
            add("perfect_and_past")
        if left.polarity != right.polarity:
            add("denied_and_told")
        if (others.fresh and self._background(a, b, mine)) or (mine.fresh and self._background(b, a, others)):
            add("background_and_news")
        if mine.fresh and others.fresh and mine.day and others.day and not (a.days and b.days):
            if abs(mine.day - others.day) > self._days["near"]:
                add("news_of_other_days")
        if mine.past != others.past:
            add("past_and_news")
        elif mine.past:
            add("both_past")

    def _background(self, a: Digest, b: Digest, mine: _Traits) -> bool:
        """Whether `a` tells of days well before the report of `b`, which tells what is new and no day of it."""
        if b.days or not b.published:
            return False
        near: int = self._days["near"]
        return (b.published - a.days[1]).days > near + 1 if a.days else mine.past

    def _parties(self, a: Digest, b: Digest, mine: _Traits, others: _Traits, add: Any) -> None:
        actors, recipients = a.actors & b.actors, a.recipients & b.recipients
        if actors:
            add("same_actors" if a.actors == b.actors else "shared_actors")
        if recipients:
            add("same_recipients" if a.recipients == b.recipients else "shared_recipients")
        if bool(a.actors) != bool(b.actors):
            add("one_sided_actor")
        if bool(a.recipients) != bool(b.recipients):
            add("one_sided_recipient")
        if a.claim.type in self._mutual and len(mine.parties & others.parties) < 2:
            add("one_party")
        if a.claim.type in self._mutual and a.persons - b.persons and b.persons - a.persons:
            add("other_counterpart")
        if a.doers and b.doers and not a.doers & b.doers:
            add("other_doer")
        if a.people and b.people and not a.people & b.people:
            add("other_person")
        if _other_part(mine.parts[0], others.parts[0]) or _other_part(mine.parts[1], others.parts[1]):
            add("other_part")
        one, two = mine.parties, others.parties
        if not one or not two:
            add("no_party_told")
        elif not one & two:
            add("no_party_shared")
        elif not actors and not recipients:
            add("other_part_in_it")
        if a.people & b.people:
            add("same_person")

    def _time(self, a: Digest, b: Digest, mine: _Traits, others: _Traits, add: Any) -> None:
        if a.days and b.days:
            add("same_day" if a.exact and b.exact else "same_window")
        if mine.day and others.day:
            gap = abs(mine.day - others.day)
            for name in ("near", "week", "month"):
                if gap <= self._days[name]:
                    late = name != "near" and mine.punctual and others.punctual and not (a.days and b.days)
                    add("later_report" if late else f"{name}_report")
                    return
            add("far_report")


def _outside(a: Digest, b: Digest) -> bool:
    """Whether `b`, which tells no day of a deed done, was published before `a`'s days began."""
    return bool(a.days and b.published and not b.days and b.happened and b.published < a.days[0])


def _parts(actors: Sequence[Actor]) -> Mapping[str, str]:
    """The sector of each country's body."""
    return {x.country: x.role for x in actors if x.country and x.role}


def _other_part(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    """Whether two claims name different bodies of one country: Kurdish forces are not the government in Baghdad."""
    if one == two or not one or not two:
        return False
    both = one.keys() & two.keys()
    return bool(both) and all(one[c] != two[c] and (one[c] in _PARTS or two[c] in _PARTS) for c in both)


def _is_country(a: Digest) -> bool:
    place = a.claim.place
    return place is not None and place.geonames_id is None


def _wide(a: Digest, b: Digest) -> bool:
    return _is_country(a) or _is_country(b)


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance."""
    (lat1, lon1), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, h)))


def matcher(knowledge: Knowledge, words: Weights) -> Matcher:
    """A matcher with the weights that ship with the package."""
    table = knowledge.table("linking/weights")
    tried = knowledge.table("linking/voices")["tried_words"]
    return Matcher({**table, "tried_words": tried}, item_table(knowledge), words)
