"""Same event? Claims joined to clusters: blocking, scored matches, and clusters that never hold a contradiction.

In: Digests, a Matcher, judgements of people. Out: Clusters and the judgements that made them. Claims are taken in the
order of their reports; each joins the best cluster that it matches, or begins one. Candidates come from an index by
type, party and days. A person's judgement overrides the score, and persists.

Claims may be added and removed at any time, and the outcome is that of all taken in order from the start: a claim looks
only at earlier claims under its own keys and at their clusters, so where something changed, only later claims that
could have seen it are looked at again.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush, nlargest

from onrecord.domain.certainty import Reason
from onrecord.domain.event import Judgement
from onrecord.linking.digest import Digest
from onrecord.linking.match import Match, Matcher

_BUCKET = 8
#: How many members a claim is compared with; the rest could add nothing but time.
_LOOK = 6
_MEMBERS = 40
#: How many of the latest claims under a key are looked at for each candidate that is weighed.
_RECENT = 4

#: Where a claim stands in the order of all: day of its report, report, place in the text, key.
Place = tuple[date, str, int, str]
Key = tuple[str, str, int]


def place_of(digest: Digest) -> Place:
    """Where a claim stands in the order in which claims are taken; reports without a date come last."""
    return digest.published or date.max, digest.report, digest.claim.trigger.start, digest.key


@dataclass(frozen=True, slots=True)
class Cluster:
    """Claims of one event, in the order of their reports."""

    members: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a claim between runs: where it stands, its blocking keys, the first claim of its cluster."""

    place: Place
    keys: tuple[Key, ...]
    head: str


class _Digests(dict[str, Digest]):
    """Digests by key; those that were not handed in are read when they are first asked for, all of a report at once."""

    def __init__(self) -> None:
        super().__init__()
        self.report_of: dict[str, str] = {}
        self.load: Callable[[str], Iterable[Digest]] = lambda _: ()

    def __missing__(self, key: str) -> Digest:
        for digest in self.load(self.report_of[key]):
            self.setdefault(digest.key, digest)
        return dict.__getitem__(self, key)


class Clusters:
    """All clusters and the index over them."""

    def __init__(self, matcher: Matcher, judgements: Iterable[Judgement] = ()):
        self.matcher = matcher
        #: First claims of clusters that became others since the last call of `settled`.
        self.changed: set[str] = set()
        #: How many claims were compared with candidates since the last call of `settled`.
        self.looked_at = 0
        #: Claims whose reason to join is another than it was since the last call of `settled`.
        self.explained: set[str] = set()
        self._digests = _Digests()
        self._places: dict[str, Place] = {}
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._index: dict[Key, list[Place]] = defaultdict(list)
        self._head: dict[str, str] = {}
        self._members: dict[str, list[Place]] = {}
        self._because: dict[str, Judgement] = {}
        self._must: dict[str, set[str]] = defaultdict(set)
        self._never: dict[str, set[str]] = defaultdict(set)
        self._said: list[Judgement] = []
        #: The latest place that was settled; nothing behind it needs to be looked at again.
        self._last: Place = (date.min, "", 0, "")
        for judgement in judgements:
            if judgement.by != "rule":
                self._said.append(judgement)
                table = self._must if judgement.same else self._never
                table[judgement.left].add(judgement.right)
                table[judgement.right].add(judgement.left)

    def restore(self, kept: Mapping[str, Kept], load: Callable[[str], Iterable[Digest]]) -> None:
        """Take up what an earlier run left, before anything is added.

        Args:
            kept: As `kept` gave it, by claim.
            load: The claims of a report by its id, as they were in that run; asked for where they are needed.
        """
        self._digests.load = load
        for key, one in kept.items():
            self._digests.report_of[key] = one.place[1]
            self._places[key], self._keys[key], self._head[key] = one.place, one.keys, one.head
            self._members.setdefault(one.head, []).append(one.place)
            for name in one.keys:
                self._index[name].append(one.place)
        for places in (*self._members.values(), *self._index.values()):
            places.sort()
        self._last = max(self._places.values(), default=self._last)

    def kept(self, keys: Iterable[str]) -> dict[str, Kept]:
        """What to keep of some claims for a later run; those that are no more are left out."""
        return {
            key: Kept(place=self._places[key], keys=self._keys[key], head=self._head[key])
            for key in keys
            if key in self._places
        }

    def why(self, key: str) -> Judgement | None:
        """Why a claim joined its cluster; None for the first of one, and where a person put it there."""
        return self._because.get(key)

    @property
    def clusters(self) -> list[Cluster]:
        """All clusters, by their first claims."""
        return [self.cluster(head) for head in sorted(self._members, key=self._places.__getitem__)]

    @property
    def judgements(self) -> list[Judgement]:
        """What people said, then why each claim joined its cluster, in the order of claims."""
        return self._said + [self._because[key] for key in sorted(self._because, key=self._places.__getitem__)]

    def cluster(self, head: str) -> Cluster:
        """The cluster that begins with a claim."""
        return Cluster(tuple(self._digests[place[3]] for place in self._members[head]))

    def places(self, head: str) -> Sequence[Place]:
        """Where the claims of the cluster that begins with a claim stand."""
        return self._members[head]

    def heads(self) -> Iterator[str]:
        """First claims of all clusters."""
        yield from self._members

    def settled(self) -> set[str]:
        """First claims of clusters that are others than at the last call; those that are no more among them."""
        changed, self.changed, self.looked_at, self.explained = self.changed, set(), 0, set()
        return changed

    def update(self, added: Iterable[Digest] = (), removed: Iterable[str] = ()) -> None:
        """Add claims and remove others by key, then look again at those that it bears on. Known keys are replaced."""
        added = list(added)
        queue: list[Place] = []
        queued: set[Place] = set()

        def again(places: Iterable[Place]) -> None:
            for place in places:
                if place not in queued:
                    queued.add(place)
                    heappush(queue, place)

        for key in {*removed, *(d.key for d in added)} & self._places.keys():
            place = self._places[key]
            head = self._head[key]
            later = self._later([head], place)
            self._leave(key)
            for name in self._keys.pop(key):
                held = self._index[name]
                held.pop(bisect_left(held, place))
                if not held:
                    del self._index[name]
            self._digests.pop(key, None)
            del self._places[key]
            self.matcher.forget(key)
            again(later)
        for digest in added:
            place = place_of(digest)
            self._digests[digest.key], self._places[digest.key] = digest, place
            self._keys[digest.key] = tuple(self.keys(digest))
            for name in self._keys[digest.key]:
                insort(self._index[name], place)
            again([place])
        queue[:] = sorted(place for place in queue if self._places.get(place[3]) == place)
        while queue:
            place = heappop(queue)
            key = place[3]
            queued.discard(place)
            before = self._head.get(key)
            head, because = self._best(self._digests[key])
            if head == before:
                self._explain(key, because)
                continue
            if before is not None:
                again(self._later([before], place))
                self._leave(key)
            self._join(key, head)
            self._explain(key, because)
            if place < self._last:
                again(self._later([head], place))
        self._last = max([self._last, *(self._places[d.key] for d in added)])

    def _later(self, heads: Sequence[str], place: Place) -> list[Place]:
        """Claims behind a place that may have seen clusters: those under any member's keys, and forced partners."""
        names: set[Key] = set()
        found: set[Place] = set()
        for head in heads:
            for member in self._members.get(head, ()):
                for kind, name, bucket in self._keys[member[3]]:
                    names.update((kind, name, near) for near in (bucket - 1, bucket, bucket + 1))
                found.update(self._places[k] for k in self._must.get(member[3], ()) if k in self._places)
        for key in names:
            held = self._index.get(key)
            if held and held[-1] > place:
                found.update(held[bisect_left(held, place) :])
        return [p for p in found if p > place]

    def _explain(self, key: str, because: Judgement | None) -> None:
        self.explained.add(key)
        if because is None:
            self._because.pop(key, None)
        else:
            self._because[key] = because

    def _leave(self, key: str) -> None:
        head = self._head.pop(key)
        members = self._members[head]
        members.pop(bisect_left(members, self._places[key]))
        self._because.pop(key, None)
        self.explained.add(key)
        self.changed.add(head)
        if not members:
            del self._members[head]

    def _join(self, key: str, head: str) -> None:
        self._head[key] = head
        insort(self._members.setdefault(head, []), self._places[key])
        self.changed.add(head)

    def _best(self, digest: Digest) -> tuple[str, Judgement | None]:
        """The first claim of the cluster that a claim belongs to, among earlier ones, or the claim itself; and why."""
        place = self._places[digest.key]
        forced = [k for k in self._must.get(digest.key, ()) if k in self._places and self._places[k] < place]
        if forced:
            return min((self._head[k] for k in forced), key=self._places.__getitem__), None
        self.looked_at += 1
        best: tuple[float, str, Digest, Match] | None = None
        for head in self._candidates(digest, place):
            found = self._against(digest, head, place)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], head, found[1], found[2])
        if best is None or best[0] <= self.matcher.threshold:
            return digest.key, None
        _, head, other, match = best
        why = Judgement(left=other.key, right=digest.key, same=True, score=match.score, reasons=match.reasons())
        return head, why

    def _against(self, digest: Digest, head: str, place: Place) -> tuple[float, Digest, Match] | None:
        """The score of a claim against the earlier part of a cluster: its best match, if it contradicts no member."""
        contradiction, by_key = self.matcher.contradiction, self._digests
        # most clusters fall at their first claim
        if contradiction(digest, by_key[head]):
            return None
        held = self._members[head]
        places = held if held[-1] < place else held[: bisect_left(held, place)]
        never = self._never.get(digest.key)
        if never and any(p[3] in never for p in places):
            return None
        if len(places) > _MEMBERS:
            places = places[: _MEMBERS // 2] + places[-_MEMBERS // 2 :]
        members = []
        for _, _, _, key in places:
            member = by_key[key]
            if key != head and contradiction(digest, member):
                return None
            members.append(member)
        looked = members if len(members) <= _LOOK else [*members[: _LOOK // 2], *members[-_LOOK // 2 :]]
        scored = [(self.matcher.likeness(digest, member), member) for member in looked]
        best, closest = max(scored, key=lambda pair: pair[0].score)
        mean = sum(m.score for m, _ in scored) / len(scored)
        return 0.75 * best.score + 0.25 * mean, closest, best

    def _candidates(self, digest: Digest, place: Place) -> list[str]:
        """Clusters that share a type, a party and a stretch of days, those with most in common first."""
        hits: dict[str, int] = defaultdict(int)
        recent, head_of = _RECENT * self.matcher.candidates, self._head
        for kind, name, bucket in self._keys[digest.key]:
            for near in (bucket - 1, bucket, bucket + 1):
                held = self._index.get((kind, name, near))
                if not held:
                    continue
                end = len(held) if held[-1] < place else bisect_left(held, place)
                for head in {head_of[p[3]] for p in held[max(0, end - recent) : end]}:
                    hits[head] += 1
        most = self.matcher.candidates
        if len(hits) > most:
            # only the best are put in order: those with as much in common as the last of them are enough
            least = nlargest(most, hits.values())[-1]
            kept = [head for head in hits if hits[head] >= least]
        else:
            kept = list(hits)
        kept.sort(key=self._places.__getitem__, reverse=True)
        kept.sort(key=hits.__getitem__, reverse=True)
        return kept[:most]

    def keys(self, digest: Digest) -> list[Key]:
        """The blocking keys of a claim: type, party, and stretch of days; it looks into the stretches beside it too."""
        parties = sorted(digest.actors | digest.recipients) or [f"word:{digest.word}" if digest.word else "?"]
        kinds = self.matcher.kinds(digest.claim.type)
        return [(kind, name, bucket) for bucket in _buckets(digest) for kind in kinds for name in parties]


def _buckets(digest: Digest) -> list[int]:
    days: set[date] = set()
    if digest.days and (digest.days[1] - digest.days[0]).days <= 3 * _BUCKET:
        days.update(digest.days)
    elif digest.published:
        days.add(digest.published)
    return sorted({d.toordinal() // _BUCKET for d in days}) or [0]


def cluster(digests: Sequence[Digest], matcher: Matcher, judgements: Iterable[Judgement] = ()) -> Clusters:
    """All claims clustered, in the order of their reports' dates, then ids, then place in the text."""
    made = Clusters(matcher, judgements)
    made.update(digests)
    return made


def different(left: str, right: str, note: str | None = None) -> Judgement:
    """A person's judgement that two claims do not tell of the same event."""
    return Judgement(left=left, right=right, same=False, by="person", reasons=(Reason(rule="link.person", note=note),))


def same(left: str, right: str, note: str | None = None) -> Judgement:
    """A person's judgement that two claims tell of the same event."""
    return Judgement(left=left, right=right, same=True, by="person", reasons=(Reason(rule="link.person", note=note),))
