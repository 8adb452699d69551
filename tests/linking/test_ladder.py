"""Ladder, stance board, missing rungs, pledges, and sums that may not overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from link_support import Saying, reading
from onrecord.domain.attribution import Stance
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.item import Quantity
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.linking.corroboration import origins
from onrecord.linking.digest import digests
from onrecord.linking.ladder import disputes, missing_rungs, pledges, rungs, stale_since, stance_board, total
from onrecord.linking.link import link

DAY = date(2023, 9, 14)
SENT = Saying(
    text="Shells were shipped to Russia, Berg said.",
    word="shipped",
    item="artillery_ammunition",
    speaker="Anna Berg",
    speaker_country="NOR",
)
PLAN = replace(
    SENT, text="Shells will be shipped to Russia, Berg said.", status=Status.PLANNED, certainty=Certainty.UNCOMMITTED
)


def test_rungs_by_origin_and_day(knowledge: Knowledge) -> None:
    members = list(digests([reading("Post", DAY, PLAN), reading("Star", DAY + timedelta(days=20), SENT)]))
    found = rungs(members, origins(members, knowledge.table("linking/voices")))
    assert [(r.day, r.status) for r in found] == [(DAY, Status.PLANNED), (DAY + timedelta(days=20), Status.SHIPPED)]


def test_stance_board_tells_who_declines(knowledge: Knowledge) -> None:
    silent = replace(
        SENT, text="Orlov declined to say whether shells were shipped.", speaker="Oleg Orlov", stance=Stance.DECLINES
    )
    rows = stance_board(digests([reading("Post", DAY, SENT), reading("Star", DAY, silent)]))
    assert [(r.speaker, r.stance) for r in rows] == [("Anna Berg", "asserts"), ("Oleg Orlov", "declines")]


def test_used_without_delivery() -> None:
    used = replace(SENT, text="The shells shipped were used.", status=Status.USED)
    assert missing_rungs(list(digests([reading("Post", DAY, used)]))) == ("used, but no delivery on record",)
    assert missing_rungs(list(digests([reading("Post", DAY, used, replace(SENT, status=Status.DELIVERED))]))) == ()


def test_due_date_that_passed() -> None:
    members = list(digests([reading("Post", DAY, replace(PLAN, day=date(2023, 10, 1)))]))
    assert missing_rungs(members, today=date(2023, 12, 1)) == ("due by 2023-10-01, and nothing done is on record",)
    assert missing_rungs(members, today=date(2023, 9, 20)) == ()
    assert missing_rungs(members) == ()


def test_pledge_held_against_conduct(knowledge: Knowledge) -> None:
    pledge = Saying(
        text="Pyongyang vowed to send no shells to Russia.", word="vowed", type="PLEDGE", status=Status.DONE
    )
    deed = replace(
        PLAN, text="It would send no shells to Russia.", word="send", polarity="-", status=Status.PLEDGED, speaker=None
    )
    first = reading("Post", DAY, pledge, deed)
    later = reading("Star", DAY + timedelta(days=30), replace(SENT, day=DAY + timedelta(days=25)))
    linked = link([first, later], knowledge=knowledge)
    members = {d.key: d for d in digests([first, later])}
    (row,) = pledges(members, [(first.claims[0].key, first.claims[1].key)], linked.events)
    assert row.negative and row.by == "PRK"
    done = next(e for e in linked.events if later.claims[0].key in e.claims)
    assert row.events == (done.id,)


def test_sums_only_where_nothing_overlaps() -> None:
    assert total([(3, 3, frozenset({"a"})), (5, None, frozenset({"b"}))]) == (8, None)
    assert total([(3, 3, frozenset({"a"})), (5, 5, frozenset({"a"}))]) == (None, None)


def test_stance_board_keeps_each_voice_on_the_day_of_its_word() -> None:
    said = date(2023, 9, 12)
    told = Time(span=None, type="DATE", value=said.isoformat(), first=said, last=said)
    sayings = [
        replace(SENT, said=told),
        replace(SENT, text="Seoul confirmed that shells were shipped.", speaker="Lee Min-ho", stance=Stance.CONFIRMS),
        replace(SENT, text="Orlov denied that shells were shipped.", speaker="Oleg Orlov", stance=Stance.DENIES),
        replace(SENT, text="Oslo's envoy had yet to answer whether shells were shipped.", speaker="the envoy",
                stance=Stance.PENDING),
        replace(SENT, text="Shells were shipped, as all know.", speaker=None),
    ]  # fmt: skip
    rows = stance_board(digests([reading(f"Post {n}", DAY, one) for n, one in enumerate(sayings)]))
    assert [(r.day, r.speaker, r.stance) for r in rows] == [
        (said, "Anna Berg", "asserts"),
        (DAY, "Lee Min-ho", "confirms"),
        (DAY, "Oleg Orlov", "denies"),
        (DAY, "the envoy", "pending"),
    ]
    # silence is told only where a report says that an answer was sought: the unsourced saying has no row


def test_the_board_tells_a_voice_of_one_claim_once() -> None:
    one = reading("Post", DAY, SENT)
    assert len(stance_board(digests([one, one]))) == 1
    assert len(stance_board(digests([one, reading("Star", DAY, replace(SENT, text=SENT.text + " So it is."))]))) == 2


def missing(*sayings: Saying, today: date | None = None) -> tuple[str, ...]:
    return missing_rungs(list(digests([reading("Post", DAY, *sayings)])), today=today)


def test_a_rung_that_is_only_feared_leaves_the_rung_below_missing() -> None:
    used = replace(SENT, text="The shells shipped were used.", status=Status.USED)
    maybe = replace(SENT, text="Shells may have been shipped on, he added.", status=Status.DELIVERED)
    unsure = replace(maybe, certainty=Certainty.POSSIBLE)
    denied = replace(maybe, certainty=Certainty.CERTAINLY_NOT)
    assert missing(used, unsure) == ("used, but no delivery on record",)
    assert missing(used, denied) == ("used, but no delivery on record",)
    assert missing(used, maybe) == ()
    assert missing(replace(used, certainty=Certainty.POSSIBLE)) == ()


def test_goods_that_came_from_nobody() -> None:
    came = replace(SENT, text="Shells shipped from somewhere came in.", status=Status.DELIVERED, actor=None)
    assert missing(came) == ("delivered, but no supplier on record",)
    assert missing(came, SENT) == ()
    assert missing(replace(came, type="CONSULT")) == ()


def test_a_due_date_passes_only_where_nothing_is_done() -> None:
    due = replace(PLAN, day=date(2023, 10, 1))
    later = replace(PLAN, text="Shells will be shipped to Russia in December, Berg said.", day=date(2023, 12, 20))
    assert missing(due, today=date(2023, 10, 1)) == ()
    assert missing(due, today=date(2023, 10, 2)) == ("due by 2023-10-01, and nothing done is on record",)
    # put off is not overdue, and what is sought or feared has no due date
    assert missing(due, later, today=date(2023, 11, 1)) == ()
    assert missing(replace(due, status=Status.SOUGHT), today=date(2023, 11, 1)) == ()
    assert missing(due, SENT, today=date(2023, 11, 1)) == ()


def test_a_matter_goes_stale_by_the_day_that_is_handed_in() -> None:
    days = [DAY, DAY - timedelta(days=9)]
    assert stale_since(days, DAY + timedelta(days=60), 60) is None
    assert stale_since(days, DAY + timedelta(days=61), 60) == DAY
    assert stale_since(days, None, 60) is None
    assert stale_since([], DAY, 60) is None


def figures(knowledge: Knowledge, *bounds: tuple[float | None, float | None]) -> int:
    """How many disputes on figures two reports or more with such bounds make."""
    told = []
    for n, (low, high) in enumerate(bounds):
        one = reading(f"Post {n}", DAY, replace(SENT, number=1.0, text=f"{SENT.text} Count {n}."))
        (claim,) = one.claims
        quantity = Quantity(text=f"{low}-{high}", value=None, low=low, high=high)
        told.append(replace(one, claims=(replace(claim, items=(replace(claim.items[0], quantity=quantity),)),)))
    members = list(digests(told))
    found = disputes(members, origins(members, knowledge.table("linking/voices")))
    return sum(d.kind == "figures" for d in found)


def test_bounds_of_quantities_clash_only_where_nothing_is_in_both(knowledge: Knowledge) -> None:
    assert figures(knowledge, (6.0, 6.0), (9.0, 9.0)) == 1
    # *at least six* and *nine*, *up to nine* and *six* may both be right; *at least ten* and *up to nine* may not
    assert figures(knowledge, (6.0, None), (9.0, 9.0)) == 0
    assert figures(knowledge, (None, 9.0), (6.0, 6.0)) == 0
    assert figures(knowledge, (10.0, None), (None, 9.0)) == 1
    assert figures(knowledge, (5.0, 8.0), (8.0, 12.0)) == 0


def test_sums_keep_their_bounds() -> None:
    a, b, c = (frozenset({name}) for name in "abc")
    assert total([(3, 4, a), (5, 9, b)]) == (8, 13)
    assert total([(3, 4, a), (5, None, b)]) == (8, None)
    assert total([(None, 4, a), (5, 9, b)]) == (None, 13)
    assert total([]) == (0, 0)
    # goods of one event may be the same goods: nothing is summed
    assert total([(3, 4, a), (5, 9, b | c), (1, 1, c)]) == (None, None)
