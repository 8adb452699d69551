"""Same event? Claims joined to clusters: blocking, scored matches, and clusters that never hold a contradiction.

In: Digests, a Matcher, judgements of people. Out: Clusters and the judgements that made them. Claims are taken in the
order of their reports; each joins the best cluster that it matches, or begins one. Candidates come from an index by
type, party and days, so adding a report touches only these. A person's judgement overrides the score, and persists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from onrecord.domain.certainty import Reason
from onrecord.domain.event import Judgement
from onrecord.linking.digest import Digest
from onrecord.linking.match import Match, Matcher

_BUCKET = 8
#: How many members a claim is compared with; the rest could add nothing but time.
_LOOK = 6
_MEMBERS = 40


@dataclass(slots=True)
class Cluster:
    """Claims of one event, in the order in which they joined."""

    members: list[Digest] = field(default_factory=list)
    number: int = 0


class Clusters:
    """All clusters and the index over them; `add` may be called with one more report at any time."""

    def __init__(self, matcher: Matcher, judgements: Iterable[Judgement] = ()):
        self.matcher = matcher
        self.clusters: list[Cluster] = []
        self.judgements: list[Judgement] = []
        self._index: dict[tuple[str, str, int], list[int]] = defaultdict(list)
        self._of: dict[str, int] = {}
        self._must: dict[str, set[str]] = defaultdict(set)
        self._never: dict[str, set[str]] = defaultdict(set)
        for judgement in judgements:
            if judgement.by == "rule":
                continue
            table = self._must if judgement.same else self._never
            table[judgement.left].add(judgement.right)
            table[judgement.right].add(judgement.left)
            self.judgements.append(judgement)

    def add(self, digest: Digest) -> Cluster:
        """Join a claim to the best cluster, or begin one."""
        forced = (
            [self._of[key] for key in self._must[digest.key] if key in self._of] if digest.key in self._must else []
        )
        if forced:
            return self._join(digest, min(forced), None, None)
        best: tuple[float, int, Digest, Match] | None = None
        for number in self._candidates(digest):
            found = self._against(digest, self.clusters[number])
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], number, found[1], found[2])
        if best is not None and best[0] > self.matcher.threshold:
            return self._join(digest, best[1], best[2], best[3])
        self.clusters.append(Cluster(number=len(self.clusters)))
        return self._join(digest, len(self.clusters) - 1, None, None)

    def _join(self, digest: Digest, number: int, other: Digest | None, match: Match | None) -> Cluster:
        cluster = self.clusters[number]
        cluster.members.append(digest)
        self._of[digest.key] = number
        for key in set(self._keys(digest)):
            holders = self._index[key]
            if not holders or holders[-1] != number:
                holders.append(number)
        if other is not None and match is not None:
            self.judgements.append(
                Judgement(left=other.key, right=digest.key, same=True, score=match.score, reasons=match.reasons())
            )
        return cluster

    def _against(self, digest: Digest, cluster: Cluster) -> tuple[float, Digest, Match] | None:
        """The score of a claim against a cluster: its best match, if it contradicts no member."""
        if digest.key in self._never and any(m.key in self._never[digest.key] for m in cluster.members):
            return None
        members = cluster.members
        if len(members) > _MEMBERS:
            members = members[: _MEMBERS // 2] + members[-_MEMBERS // 2 :]
        for member in members:
            if self.matcher.contradiction(digest, member):
                return None
        looked = members if len(members) <= _LOOK else [*members[: _LOOK // 2], *members[-_LOOK // 2 :]]
        scored = [(self.matcher.match(digest, member), member) for member in looked]
        best, member = max(scored, key=lambda pair: pair[0].score)
        mean = sum(m.score for m, _ in scored) / len(scored)
        return 0.75 * best.score + 0.25 * mean, member, best

    def _candidates(self, digest: Digest) -> Iterator[int]:
        """Clusters that share a type, a party and a stretch of days, those with most in common first."""
        hits: dict[int, int] = defaultdict(int)
        for kind, name, bucket in self._keys(digest):
            for near in (bucket - 1, bucket, bucket + 1):
                for number in self._index.get((kind, name, near), ())[-4 * self.matcher.candidates :]:
                    hits[number] += 1
        ranked = sorted(hits, key=lambda n: (-hits[n], -n))[: self.matcher.candidates]
        yield from ranked

    def _keys(self, digest: Digest) -> Iterator[tuple[str, str, int]]:
        kinds = [k for k in self._kinds(digest.claim.type)]
        parties = digest.actors | digest.recipients or ({f"word:{digest.word}"} if digest.word else {"?"})
        for bucket in self._buckets(digest):
            for kind in kinds:
                for name in parties:
                    yield kind, name, bucket

    def _kinds(self, type_: str) -> Iterator[str]:
        yield type_
        for pair in self.matcher._kin:
            if type_ in pair:
                yield "+".join(sorted(pair))

    def _buckets(self, digest: Digest) -> list[int]:
        days: set[date] = set()
        if digest.days and (digest.days[1] - digest.days[0]).days <= 3 * _BUCKET:
            days.update(digest.days)
        elif digest.published:
            days.add(digest.published)
        return sorted({d.toordinal() // _BUCKET for d in days}) or [0]


def cluster(digests: Sequence[Digest], matcher: Matcher, judgements: Iterable[Judgement] = ()) -> Clusters:
    """All claims clustered, in the order of their reports' dates, then ids, then place in the text."""
    made = Clusters(matcher, judgements)
    for digest in sorted(digests, key=lambda d: (d.published or date.max, d.report, d.claim.trigger.start, d.key)):
        made.add(digest)
    return made


def different(left: str, right: str, note: str | None = None) -> Judgement:
    """A person's judgement that two claims do not tell of the same event."""
    return Judgement(left=left, right=right, same=False, by="person", reasons=(Reason(rule="link.person", note=note),))


def same(left: str, right: str, note: str | None = None) -> Judgement:
    """A person's judgement that two claims tell of the same event."""
    return Judgement(left=left, right=right, same=True, by="person", reasons=(Reason(rule="link.person", note=note),))
