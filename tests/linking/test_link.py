"""Claims to events: what joins, what never does, judgements of people, order, and origins counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from link_support import Saying, reading
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.event import Event
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.linking.events import different, same
from onrecord.linking.link import link

DAY = date(2023, 9, 14)
SENT = Saying(
    text="North Korea shipped artillery shells to Russia aboard a freighter, the minister said.",
    word="shipped",
    item="artillery_ammunition",
    day=date(2023, 9, 10),
    speaker="Anna Berg",
    speaker_country="NOR",
)
RETOLD = replace(
    SENT, text="Artillery shells were shipped from North Korea to Russia, according to Berg.", word="shipped"
)


def joined(knowledge: Knowledge, one: Saying, two: Saying, later: int = 1) -> bool:
    first, second = reading("Morning Post", DAY, one), reading("Evening Star", DAY + timedelta(days=later), two)
    return len(link([first, second], knowledge=knowledge).events) == 1


def test_one_deed_in_two_reports(knowledge: Knowledge) -> None:
    assert joined(knowledge, SENT, RETOLD)


@pytest.mark.parametrize(
    "change",
    [
        {"day": date(2023, 9, 12)},
        {"actor": "IRN"},
        {"recipient": "SYR"},
        {"item": "crude_oil"},
        {"type": "ASSAULT"},
        {"place": "Rajin", "country": "PRK"},
        {"polarity": "-", "status": Status.PLANNED, "certainty": Certainty.UNCOMMITTED},
    ],
)
def test_contradictions_never_join(knowledge: Knowledge, change: dict[str, object]) -> None:
    told = replace(SENT, place="Dunai", country="RUS")
    assert joined(knowledge, told, replace(told, text=RETOLD.text))
    assert not joined(knowledge, told, replace(told, text=RETOLD.text, **change))  # type: ignore[arg-type]


def test_speech_acts_of_two_days_are_two(knowledge: Knowledge) -> None:
    told = Saying(
        text="Oslo urged Moscow to stop the shipments.",
        word="urged",
        type="REQUEST",
        actor="NOR",
        recipient="RUS",
        status=Status.DONE,
        party_words=("Oslo", "Moscow"),
    )
    assert joined(knowledge, told, replace(told, text="Moscow was urged by Oslo to stop the shipments."))
    assert not joined(knowledge, told, replace(told, text="Moscow was urged by Oslo to stop the shipments."), later=9)
    assert not joined(
        knowledge,
        told,
        replace(
            told,
            text="In a letter about herring quotas and trawler licences Oslo urged Moscow's envoy to free the crew of a boat.",
        ),
    )


def test_visits_of_two_people_are_two(knowledge: Knowledge) -> None:
    told = Saying(
        text="The foreign minister Ivanov visited Minsk for talks.",
        word="visited",
        type="CONSULT",
        actor="RUS",
        recipient="BLR",
        person="Ivan Ivanov",
        status=Status.DONE,
    )
    other = replace(told, text="The defence minister Petrov visited Minsk for talks.", person="Petr Petrov")
    assert not joined(knowledge, told, other)
    assert joined(knowledge, told, replace(told, text="Ivanov visited Minsk for talks on Thursday."))


def test_people_override_and_persist(knowledge: Knowledge) -> None:
    first, second = reading("Morning Post", DAY, SENT), reading("Evening Star", DAY, RETOLD)
    left, right = first.claims[0].key, second.claims[0].key
    apart = link([first, second], [different(left, right)], knowledge=knowledge)
    assert len(apart.events) == 2
    assert any(j.by == "person" and not j.same for j in apart.judgements)
    third = reading(
        "Star",
        DAY,
        replace(
            SENT, text="Iran sold tankers of oil to Syria.", word="sold", actor="IRN", recipient="SYR", item="crude_oil"
        ),
    )
    forced = link([first, third], [same(left, third.claims[0].key)], knowledge=knowledge)
    assert len(forced.events) == 1


def test_order_does_not_matter_and_ids_are_stable(knowledge: Knowledge) -> None:
    first, second = reading("Morning Post", DAY, SENT), reading("Evening Star", DAY + timedelta(days=1), RETOLD)
    one = link([first, second], knowledge=knowledge)
    assert link([second, first, second], knowledge=knowledge) == one
    assert one.events[0].id == link([first], knowledge=knowledge).events[0].id


def test_matches_tell_their_reasons(knowledge: Knowledge) -> None:
    linked = link([reading("Morning Post", DAY, SENT), reading("Evening Star", DAY, RETOLD)], knowledge=knowledge)
    (judgement,) = linked.judgements
    assert judgement.score is not None and judgement.score > 0
    assert {r.rule for r in judgement.reasons} >= {"link.same_day", "link.same_item", "link.same_actors"}


def event(knowledge: Knowledge, *sayings: tuple[str, Saying]) -> Event:
    linked = link([reading(publisher, DAY, s) for publisher, s in sayings], knowledge=knowledge)
    assert len(linked.events) == 1
    return linked.events[0]


def test_one_speaker_is_one_origin_however_many_outlets(knowledge: Knowledge) -> None:
    told = replace(SENT, occasion="briefing", basis=("intelligence",))
    found = event(
        knowledge,
        ("Morning Post", told),
        ("Evening Star", replace(RETOLD, basis=("intelligence",))),
        ("Star", replace(RETOLD, text="Berg told a briefing that shells were shipped to Russia by North Korea.")),
    )
    assert (found.n_reports, found.n_outlets, found.n_origins) == (3, 3, 1)
    assert (
        found.summary
        == "3 reports, 3 outlets, 1 origin: Anna Berg, briefing of 14 September 2023, resting on intelligence"
    )
    assert found.origins[0].reasons


def test_no_day_is_made_up_for_what_is_said_over_a_year(knowledge: Knowledge) -> None:
    since = Time(span=None, type="DATE", value="2022", first=date(2022, 1, 1), last=date(2022, 12, 31))
    found = event(knowledge, ("Morning Post", replace(SENT, said=since)))
    assert found.summary == "1 report, 1 outlet, 1 origin: Anna Berg"
    on = Time(span=None, type="DATE", value="2023-09-12", first=date(2023, 9, 12), last=date(2023, 9, 12))
    found = event(knowledge, ("Morning Post", replace(SENT, said=on)))
    assert found.summary == "1 report, 1 outlet, 1 origin: Anna Berg, 12 September 2023"


def test_two_speakers_are_two_origins(knowledge: Knowledge) -> None:
    other = replace(
        RETOLD,
        text="Artillery shells were shipped from North Korea to Russia, Seoul's Lee Min-ho said.",
        speaker="Lee Min-ho",
        speaker_country="KOR",
    )
    found = event(knowledge, ("Morning Post", SENT), ("Evening Star", other))
    assert found.n_origins == 2


def test_the_same_unsourced_words_are_one_origin(knowledge: Knowledge) -> None:
    own = replace(
        SENT, speaker=None, text="North Korea shipped artillery shells to Russia aboard a freighter in early September."
    )
    found = event(knowledge, ("Morning Post", own), ("Evening Star", replace(own, text=own.text + " ")))
    assert found.n_origins == 1 and found.origins[0].kind == "text"


def test_own_words_do_not_count_beside_a_source(knowledge: Knowledge) -> None:
    own = replace(SENT, speaker=None, text="North Korea has shipped artillery shells to Russia this month by sea.")
    found = event(knowledge, ("Morning Post", SENT), ("Evening Star", own))
    assert found.n_origins == 1
    assert [o.kind for o in found.origins if not o.counted] == ["text"]


def test_denial_is_a_dispute_and_no_origin(knowledge: Knowledge) -> None:
    from onrecord.domain.attribution import Stance

    denial = replace(
        RETOLD, text="Moscow denied that artillery shells were shipped from North Korea.", certainty=Certainty.CERTAINLY_NOT,
        speaker="Oleg Orlov", speaker_country="RUS", stance=Stance.DENIES,
    )  # fmt: skip
    found = event(knowledge, ("Morning Post", SENT), ("Evening Star", denial))
    assert found.n_origins == 1
    (dispute,) = found.disputes
    assert dispute.kind == "denial" and len(dispute.sides) == 2
    assert found.status is Status.SHIPPED and found.certainty is Certainty.CERTAIN


def test_conflicting_figures_stand_side_by_side(knowledge: Knowledge) -> None:
    more = replace(RETOLD, number=9_000_000, speaker="Lee Min-ho", speaker_country="KOR")
    found = event(knowledge, ("Morning Post", replace(SENT, number=6_000_000)), ("Evening Star", more))
    (dispute,) = [d for d in found.disputes if d.kind == "figures"]
    assert len(dispute.sides) == 2


def test_event_as_data(knowledge: Knowledge) -> None:
    data = event(knowledge, ("Morning Post", SENT), ("Evening Star", RETOLD)).to_dict()
    keys = {
        "id",
        "type",
        "actors",
        "recipients",
        "items",
        "place",
        "time",
        "status",
        "certainty",
        "claims",
        "n_reports",
        "n_outlets",
        "origins",
        "disputes",
    }
    assert keys <= set(data)
    assert {"speaker", "occasion", "document", "basis", "reports", "reasons"} <= set(data["origins"][0])
    json.dumps(data)


def test_nothing_to_link(knowledge: Knowledge) -> None:
    assert link([], knowledge=knowledge).events == ()
