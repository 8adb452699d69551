"""Do two claims tell of the same event? A score with reasons, or a contradiction that nothing outweighs.

In: two Digests and the table `linking/weights`. Out: a Match. Claims contradict in a defining part where their days do
not meet, their places lie apart, their parties or goods have nothing in common, or one denies what the other merely
plans. Silence never contradicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason, Status
from onrecord.knowledge import Knowledge
from onrecord.knowledge.items import ItemTable, item_table
from onrecord.linking.digest import Digest
from onrecord.linking.texts import Vector, Weights, cosine, stem

#: Rungs on which a deed is merely thought of; such a claim seldom tells of a deed done.
_AIMED = frozenset({Status.HYPOTHETICAL, Status.SOUGHT, Status.DISCUSSED})


#: Sectors that act apart from the state whose country they share.
_PARTS = frozenset({"REB", "OPP", "UAF", "PTY", "BUS", "CVL", "NGO"})

#: Likenesses of which at least one should hold; without any, parties and words must carry all.
_STRONG = frozenset({"same_day", "same_window", "same_item", "kin_item", "same_place", "same_number", "told_same"})

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


class Matcher:
    """The weights, ready to compare. `words` weighs the words of sentences by how rare they are."""

    def __init__(
        self, table: Mapping[str, Any], items: ItemTable, words: Weights, reports: Mapping[str, Vector] | None = None
    ):
        self.weights: Mapping[str, float] = table["weights"]
        self.bias: float = table["bias"]
        self.threshold: float = table["threshold"]
        self.candidates: int = table["candidates"]
        self.reach: int = table["days"]["reach"]
        self._kin = {frozenset(pair) for pair in table["kin"]}
        self._mutual = frozenset(table["mutual"])
        self._spoken = frozenset(table["spoken"])
        self._spoken_least: float = table["spoken_least"]
        self._goods = frozenset(table["of_goods"])
        self._punctual = frozenset(table["punctual"])
        self._lasting = frozenset(stem(w) for w in table["lasting_words"])
        self._opposed = [frozenset(stem(w) for w in those) for those in table["opposed_words"]]
        self._ordinals: Mapping[str, int] = table["ordinals"]
        self._loose = frozenset(table["loose_words"])
        self._loose_least: float = table["loose_least"]
        self._bare_least: float = table["bare_least"]
        self._families = [frozenset(f) for f in table["item_families"]]
        self._days = table["days"]
        self._far = float(table["kilometres"])
        self._items = items
        self._idf = words.idf
        self._akin: dict[tuple[str, str], bool] = {}
        self._masses: dict[str, float] = {}
        # filled while reports come in: the very mapping is kept
        self._reports = {} if reports is None else reports
        self._alike: dict[tuple[str, str], float] = {}

    def ordinal(self, a: Digest) -> int | None:
        """Which of a row of happenings is told of (*its sixth nuclear test*), or None."""
        return next((self._ordinals[w] for w in reversed(a.before) if w in self._ordinals), None)

    def loose(self, a: Digest) -> bool:
        """Whether several happenings are meant, or another one than the news is of (*regularly*, *several*, *past*)."""
        return not a.days and any(w in self._loose for w in a.before)

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
        if not self.kin(left.type, right.type):
            return "type"
        if a.days and b.days and (a.days[1] < b.days[0] or b.days[1] < a.days[0]):
            return "different_day"
        if a.published and b.published and not (a.days and b.days):
            gap = abs((a.published - b.published).days)
            if gap > self.reach or (left.type in self._spoken and gap > self._days["near"] + 1):
                return "too_far_apart"
            if _outside(a, b) or _outside(b, a):
                return "different_day"
        if a.place_country and b.place_country and a.place_country != b.place_country:
            return "different_place"
        if a.spot and b.spot and a.place != b.place and _kilometres(a.spot, b.spot) > self._far and not _wide(a, b):
            return "different_place"
        if self._other_dyad(a, b):
            return "different_dyad"
        if left.type in self._goods and a.items and b.items and not self._items_meet(a.items, b.items):
            return "different_goods"
        if any((a.word in those) != (b.word in those) for those in self._opposed):
            return "other_deed"
        one, two = self.ordinal(a), self.ordinal(b)
        if one is not None and two is not None and one != two:
            return "other_of_a_row"
        if left.polarity != right.polarity and not (a.happened and b.happened):
            return "planned_and_denied"
        return None

    def _other_dyad(self, a: Digest, b: Digest) -> bool:
        if a.claim.type in self._mutual:
            one, two = a.actors | a.recipients, b.actors | b.recipients
            if one and two and len(one & two) < min(2, len(one), len(two)):
                return True
        elif (a.actors and b.actors and not a.actors & b.actors) or (
            a.recipients and b.recipients and not a.recipients & b.recipients
        ):
            return True
        personal = a.claim.type in self._spoken or a.claim.type == "CONSULT"
        return bool(personal and a.people and b.people and not a.people & b.people)

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
        if against:
            return Match(score=-99.0, against=against)
        found: list[tuple[str, float]] = []
        weight = self.weights

        def add(name: str, times: float = 1.0) -> None:
            found.append((name, weight[name] * times))

        if a.claim.type != b.claim.type:
            add("kin_type")
        self._parties(a, b, add)
        self._time(a, b, add)
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
        likeness = self.sentence(a, b)
        if likeness > 0.05:
            add("sentence", likeness)
        if a.numbers & b.numbers:
            add("same_number")
        elif a.numbers and b.numbers and a.items & b.items:
            add("other_number")
        left, right = a.claim, b.claim
        if left.status != right.status:
            aimed = a.happened != b.happened and _AIMED & {left.status, right.status}
            add(
                ("aim_and_day" if self.punctual(a) and self.punctual(b) else "aim_and_deed")
                if aimed
                else "other_status"
            )
        if a.report == b.report:
            add("same_report")
        if b.key in a.same_as:
            add("told_same")
        if a.speaker and a.speaker == b.speaker:
            add("same_speaker")
        names = {name for name, _ in found}
        if not names & _STRONG and not {"same_actors", "same_recipients"} <= names:
            add("thin")
        if likeness < self._bare_least and not names & _TOLD:
            add("bare")
        if likeness < self._loose_least and self.loose(a) != self.loose(b):
            add("loose")
        if left.type in self._spoken and likeness < self._spoken_least and "told_same" not in names:
            return Match(score=-99.0, against="other_words")
        score = self.bias + sum(w for _, w in found)
        if a.report != b.report and self.threshold - weight["report"] < score <= self.threshold + 1:
            # what the two reports are about decides only where their claims do not
            alike = self.report(a.report, b.report)
            add("report", alike)
            score += weight["report"] * alike
        return Match(score=round(score, 4), features=tuple(found))

    def _parties(self, a: Digest, b: Digest, add: Any) -> None:
        actors, recipients = a.actors & b.actors, a.recipients & b.recipients
        if actors:
            add("same_actors" if a.actors == b.actors else "shared_actors")
        if recipients:
            add("same_recipients" if a.recipients == b.recipients else "shared_recipients")
        if bool(a.actors) != bool(b.actors):
            add("one_sided_actor")
        if _other_part(a.claim.actors, b.claim.actors) or _other_part(a.claim.recipients, b.claim.recipients):
            add("other_part")
        if not actors and not recipients and not (a.actors | a.recipients) & (b.actors | b.recipients):
            add("no_party_shared")
        if a.people & b.people:
            add("same_person")

    def _time(self, a: Digest, b: Digest, add: Any) -> None:
        if a.days and b.days:
            add("same_day" if a.exact and b.exact else "same_window")
        if a.published and b.published:
            gap = abs((a.published - b.published).days)
            for name in ("near", "week", "month"):
                if gap <= self._days[name]:
                    late = name != "near" and self.punctual(a) and self.punctual(b) and not (a.days and b.days)
                    add("later_report" if late else f"{name}_report")
                    return
            add("far_report")

    def sentence(self, a: Digest, b: Digest) -> float:
        """Likeness of two sentences: weighted words in common over those of the shorter and longer (Dice)."""
        both = a.vector & b.vector
        if not both:
            return 0.0
        idf = self._idf
        return 2 * sum(idf(w) for w in both) / (self._mass(a) + self._mass(b))

    def report(self, one: str, two: str) -> float:
        """Likeness of two reports' words, from 0 to 1; a cosine of a half is as good as one."""
        pair = (one, two) if one < two else (two, one)
        if pair not in self._alike:
            left, right = self._reports.get(one), self._reports.get(two)
            self._alike[pair] = min(1.0, 2 * cosine(left, right)) if left and right else 0.0
        return self._alike[pair]

    def _mass(self, a: Digest) -> float:
        if a.key not in self._masses:
            self._masses[a.key] = sum(self._idf(w) for w in a.vector)
        return self._masses[a.key]


def _outside(a: Digest, b: Digest) -> bool:
    """Whether `b`, which tells no day of a deed done, was published before `a`'s days began."""
    return bool(a.days and b.published and not b.days and b.happened and b.published < a.days[0])


def _other_part(a: Sequence[Actor], b: Sequence[Actor]) -> bool:
    """Whether two claims name different bodies of one country: Kurdish forces are not the government in Baghdad."""
    one = {x.country: x.role for x in a if x.country and x.role}
    two = {x.country: x.role for x in b if x.country and x.role}
    both = one.keys() & two.keys()
    return bool(both) and all({one[c], two[c]} & _PARTS and one[c] != two[c] for c in both)


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


def matcher(knowledge: Knowledge, words: Weights, reports: Mapping[str, Vector] | None = None) -> Matcher:
    """A matcher with the weights that ship with the package; `reports` are word vectors of whole reports."""
    return Matcher(knowledge.table("linking/weights"), item_table(knowledge), words, reports)
