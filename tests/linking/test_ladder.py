"""Ladder, stance board, missing rungs, pledges, and sums that may not overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from link_support import Saying, reading
from onrecord.domain.attribution import Stance
from onrecord.domain.certainty import Certainty, Status
from onrecord.knowledge import Knowledge
from onrecord.linking.corroboration import origins
from onrecord.linking.digest import digests
from onrecord.linking.ladder import missing_rungs, pledges, rungs, stance_board, total
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
