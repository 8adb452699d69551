"""Claims to events: what joins, what never does, judgements of people, order, and origins counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from link_support import Saying, reading
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.event import Event, Origin
from onrecord.domain.span import Span
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.linking.corroboration import origins
from onrecord.linking.digest import digests
from onrecord.linking.events import different, same
from onrecord.linking.link import link, word_weights
from onrecord.linking.match import matcher

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


LAUNCH = Saying(
    text="North Korea launched a ballistic missile over the eastern sea.",
    word="launched",
    type="LAUNCH",
    recipient=None,
    item="ballistic_missile",
    status=Status.DONE,
)


def test_what_is_done_again_and_again_is_not_the_deed_of_the_day(knowledge: Knowledge) -> None:
    assert joined(
        knowledge, LAUNCH, replace(LAUNCH, text="A missile was launched by North Korea over the eastern sea.")
    )
    habit = replace(LAUNCH, text="North Korea regularly launched a missile in past summers, to no avail.")
    assert not joined(knowledge, LAUNCH, habit)


def score(knowledge: Knowledge, one: Saying, two: Saying) -> float:
    """How well two claims match, whether they join or not."""
    first, second = digests([reading("Morning Post", DAY, one), reading("Evening Star", DAY, two)])
    return matcher(knowledge, word_weights(knowledge)).match(first, second).score


def test_the_perfect_and_words_of_the_past_speak_against_the_news(knowledge: Knowledge) -> None:
    news = replace(LAUNCH, text="On the eve of talks North Korea launched a missile, officials in Oslo recalled.")
    perfect = replace(
        LAUNCH, text="On the eve of talks North Korea has launched a missile, officials in Oslo recalled."
    )
    before = replace(LAUNCH, text="On the eve of talks North Korea launched a missile last year, officials recalled.")
    assert score(knowledge, LAUNCH, news) > score(knowledge, LAUNCH, perfect) + 0.5
    assert score(knowledge, LAUNCH, news) > score(knowledge, LAUNCH, before) + 0.3


def test_a_war_is_none_of_its_attacks(knowledge: Knowledge) -> None:
    war = Saying(
        text="Sudan's war against Chad over the border wells goes on.",
        word="war",
        type="ASSAULT",
        actor="SDN",
        recipient="TCD",
        status=Status.UNDER_WAY,
    )
    assert joined(knowledge, war, replace(war, text="Sudan's war against Chad over the border wells has cost much."))
    attack = replace(war, text="Sudan's attack against Chad over the border wells goes on.", word="attack")
    assert joined(
        knowledge, attack, replace(attack, text="Sudan's attack against Chad over the border wells cost much.")
    )
    assert not joined(knowledge, war, attack)


def test_meetings_with_two_people_are_two(knowledge: Knowledge) -> None:
    told = Saying(
        text="Ivanov met Berg for talks on grain and gas in the palace.",
        word="met",
        type="CONSULT",
        actor="RUS",
        recipient="NOR",
        person="Ivan Ivanov",
        status=Status.DONE,
    )
    assert joined(knowledge, told, replace(told, text="Ivanov met Berg for talks on grain, an aide said."))
    other = replace(told, person="Petr Petrov", text="Petrov met Berg for talks on grain, an aide said.")
    assert not joined(knowledge, told, other)


def test_what_is_done_by_another_of_a_country_is_another_deed(knowledge: Knowledge) -> None:
    told = Saying(
        text="Ivanov endorsed Berg at a rally in the harbour hall.",
        word="endorsed",
        type="SUPPORT",
        actor="RUS",
        recipient="NOR",
        person="Ivan Ivanov",
        status=Status.DONE,
    )
    assert joined(knowledge, told, replace(told, text="At the harbour hall Ivanov endorsed Berg."))
    assert not joined(
        knowledge, told, replace(told, text="At the harbour hall Petrov endorsed Berg.", person="Petr Petrov")
    )


def test_another_number_of_tests_is_another_reckoning(knowledge: Knowledge) -> None:
    two = replace(LAUNCH, text="North Korea launched two missiles over the sea in the spring.", word="two missiles")
    again = replace(two, text="Over the sea North Korea launched two missiles in the spring.")
    assert score(knowledge, two, again) > 0
    five = replace(two, text="Over the sea North Korea launched five missiles in the spring.", word="five missiles")
    assert score(knowledge, two, five) < -50


def test_what_is_done_to_another_thing_speaks_against_joining(knowledge: Knowledge) -> None:
    told = Saying(
        text="After long talks in the old town Norway lifted limits on herring.",
        word="lifted",
        type="CONCEDE",
        actor="NOR",
        recipient=None,
        status=Status.DONE,
    )
    same_thing = replace(told, text="On Monday, a minister said, Norway lifted limits on herring.")
    other = replace(told, text="On Monday, a minister said, Norway lifted duties on timber.")
    assert score(knowledge, told, same_thing) > score(knowledge, told, other) + 1


def test_two_launches_told_as_news_of_other_days_need_words_in_common(knowledge: Knowledge) -> None:
    first = reading(
        "Post",
        DAY,
        replace(
            LAUNCH,
            text="A ballistic missile rose at dawn from a field of barley and frightened geese, launched by North Korea.",
        ),
    )
    later = replace(
        LAUNCH, text="Ministers in Oslo met in haste over a late dinner once North Korea launched its weapon on Friday."
    )
    week = reading("Star", DAY + timedelta(days=6), later)
    told = list(digests([first, week], knowledge.table("linking/weights")["launch_words"]))
    joiner = matcher(knowledge, word_weights(knowledge))
    assert joiner.match(*told).against == "unlike"
    next_day = digests([reading("Gazette", DAY + timedelta(days=1), later)])
    assert joiner.match(told[0], next(next_day)).against is None


def test_two_deeds_of_one_sentence_are_not_made_one_by_its_words(knowledge: Knowledge) -> None:
    text = "Norway urged Russia to halt the shipments and asked Russia to open the archives on the lost trawler."
    urged = Saying(text=text, word="urged", type="REQUEST", actor="NOR", recipient="RUS", status=Status.DONE)
    again = replace(urged, text=f"{text} So it was told.")
    assert score(knowledge, urged, replace(again, word="asked")) + 4 < score(knowledge, urged, again)


def days_of(day: date, value: str, words: str, last: date | None = None) -> tuple[date, date] | None:
    """The days of a claim whose time is told by the first words of its sentence."""
    made = reading("Post", date(2023, 9, 16), replace(LAUNCH, text=f"{words} {LAUNCH.text}"))
    span = Span(0, len(words))
    (claim,) = made.claims
    told = replace(claim, time=Time(span=span, type="DATE", value=value, first=day, last=last or day))
    (digest,) = digests([replace(made, claims=(told,))])
    return digest.days


def test_days_that_clocks_elsewhere_may_tell_otherwise() -> None:
    sunday = date(2023, 9, 10)
    # On a page of Saturday, "Sunday" may be tomorrow's: no day is sure.
    assert days_of(sunday, "2023-09-10", "On Sunday") is None
    assert days_of(sunday, "2023-09-10", "On September 10") == (sunday, sunday)
    assert days_of(sunday, "2023-09-10", "Last Sunday") == (sunday, sunday)
    first = date(2023, 9, 1)
    # *earlier this month* is not in the days of the news
    earlier = days_of(first, "2023-09", "Earlier this month", date(2023, 9, 30))
    assert earlier == (first, date(2023, 9, 14))
    assert days_of(first, "2023-09", "This September", date(2023, 9, 30)) == (first, date(2023, 9, 30))
    friday = date(2023, 9, 15)
    assert days_of(friday, "2023-09-15", "On Friday") == (friday, friday)
    assert days_of(friday, "2023-09-15TEV", "On Friday evening") == (friday, friday + timedelta(days=1))
    assert days_of(friday, "2023-09-15TMO", "On Friday morning") == (friday - timedelta(days=1), friday)


def origins_of(knowledge: Knowledge, *sayings: Saying) -> tuple[Origin, ...]:
    told = digests([reading(f"Outlet {n}", DAY, s) for n, s in enumerate(sayings)])
    return origins(list(told), knowledge.table("linking/voices"))


def test_who_wants_a_deed_is_no_origin_of_its_being_done(knowledge: Knowledge) -> None:
    wish = replace(
        SENT, text="Shells should be shipped to Russia, Lee urged.", status=Status.SOUGHT,
        certainty=Certainty.UNCOMMITTED, speaker="Lee Min-ho", speaker_country="KOR",
    )  # fmt: skip
    found = origins_of(knowledge, SENT, wish)
    assert [(o.counted, o.label[:9]) for o in found] == [(True, "Anna Berg"), (False, "Lee Min-h")]
    assert "origin.aim" in {r.rule for r in found[1].reasons}
    # where nobody tells it done, who wants it is what there is
    assert [o.counted for o in origins_of(knowledge, wish)] == [True]
    tried = replace(wish, text="Pyongyang tried to have shells shipped to Russia, Lee said.")
    assert all(o.counted for o in origins_of(knowledge, SENT, tried))


def test_bodies_of_one_army_with_the_same_figures_are_one_voice(knowledge: Knowledge) -> None:
    army = replace(
        SENT, text="Oslo's army said 366 shells were shipped.", speaker="Norway's army", role="MIL", item=None
    )
    navy = replace(army, text="Of 366 shells shipped some 298 were duds, the navy told us.", speaker="Norway's navy")
    third = replace(army, text="The staff put the duds that were shipped at 298.", speaker="General staff")
    # the army and the staff share no figure, but the navy has one with each
    assert len(origins_of(knowledge, army, third)) == 2
    assert len(origins_of(knowledge, army, navy, third)) == 1
    assert len(origins_of(knowledge, army, replace(navy, speaker_country="SWE"))) == 2
    years = replace(army, text="The staff said what was shipped in 2019 was paid for.", speaker="General staff")
    assert len(origins_of(knowledge, replace(army, text="Grain and shells were shipped by 2019, it says."), years)) == 2


def test_a_body_and_who_is_called_its_spokesperson_are_one_voice(knowledge: Knowledge) -> None:
    army = replace(
        SENT, text="Oslo's air force said shells were shipped.", speaker="Norway's air force", role="MIL", item=None
    )
    person = replace(
        army,
        text="What was shipped rusts, said Anna Berg, a spokeswoman for the Norwegian air force.",
        speaker="Anna Berg",
    )
    found = [
        replace(m, chain=_known(m.chain)) for m in digests([reading("Post", DAY, army), reading("Star", DAY, person)])
    ]
    assert len(origins(found, knowledge.table("linking/voices"))) == 1
    other = replace(person, text="What was shipped rusts, said Anna Berg, a captain in the Norwegian navy.")
    found = [
        replace(m, chain=_known(m.chain)) for m in digests([reading("Post", DAY, army), reading("Star", DAY, other)])
    ]
    assert len(origins(found, knowledge.table("linking/voices"))) == 2


def _known(chain: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """A chain whose person is known by her office."""
    return tuple(
        replace(a, speaker=replace(a.speaker, office="x")) if a.speaker and a.speaker.name == "Anna Berg" else a
        for a in chain
    )


def test_bare_officials_are_those_named_before_them(knowledge: Knowledge) -> None:
    first = replace(SENT, text="Shells were shipped, Norwegian officials said.", speaker="Norwegian officials")
    again = replace(SENT, text="More was shipped later, officials said.", speaker="officials")
    other = replace(again, speaker_country="SWE")
    table = knowledge.table("linking/voices")
    assert len(origins(list(digests([reading("Post", DAY, first, again)])), table)) == 1
    assert len(origins(list(digests([reading("Post", DAY, first, other)])), table)) == 2


def test_bare_officials_of_one_outlet_are_not_counted_twice_in_those_days(knowledge: Knowledge) -> None:
    first = replace(SENT, text="Shells were shipped, officials said.", speaker="officials")
    again = replace(
        SENT, text="A ship took what was shipped east, Norwegian officials said.", speaker="Norwegian officials"
    )
    table = knowledge.table("linking/voices")

    def count(outlet: str, later: int, told: Saying) -> int:
        there = reading(outlet, DAY + timedelta(days=later), told)
        return len(origins(list(digests([reading("Post", DAY, first), there])), table))

    assert count("Post", 1, again) == 1
    assert count("Star", 1, again) == 2
    assert count("Post", 40, again) == 2
    other = replace(again, text="A ship took what was shipped east, three diplomats said.", speaker="three diplomats")
    assert count("Post", 1, other) == 2


def test_who_says_that_it_will_not_be_is_an_origin_of_its_not_being(knowledge: Knowledge) -> None:
    done_not = replace(SENT, polarity="-", certainty=Certainty.CERTAINLY_NOT)
    never = replace(
        SENT, text="No shells will be shipped to Russia, Lee vowed.", status=Status.PLEDGED, polarity="-",
        certainty=Certainty.UNCOMMITTED, speaker="Lee Min-ho", speaker_country="KOR",
    )  # fmt: skip
    assert all(o.counted for o in origins_of(knowledge, done_not, never))
