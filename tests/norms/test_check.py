"""Acts against clauses, by date: each line is `day supplier recipient item [action= via= end=] => clause:strength …`.

The first list holds the cases of the facts on embargoes, the second cases made from the clause texts: the day before
and the day of entry into force, the last day and the day after, the wrong direction, exempt receivers, scope.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.embargo import Act
from onrecord.domain.finding import Finding
from onrecord.knowledge import Knowledge
from onrecord.knowledge.embargoes import embargo_table
from onrecord.norms.check import check_act

FACTS = [
    "2023-10-13 PRK RUS artillery_ammunition => unscr-1874-9:match unscr-2270-8:possible",
    "2024-11-20 RUS PRK sam_system => unscr-1874-10:match unscr-2270-6:match unscr-2270-8:possible",
    "2022-09-13 IRN RUS one_way_attack_drone => unscr-2231-b-4:possible",
    "2024-09-10 IRN RUS srbm =>",
    "2025-09-20 IRN RUS one_way_attack_drone =>",
    "2025-10-10 IRN RUS one_way_attack_drone => unscr-1737-7-snapback:possible unscr-1747-5-snapback:match",
    "2024-01-11 IRN group:houthis ballistic_missile_parts => unscr-2216-14:match unscr-2624-1:match",
    "2024-06-15 ARE group:darfur_belligerents arms via=TCD end=Darfur => unscr-1591-7:match",
    "2024-06-15 ARE group:darfur_belligerents arms via=TCD end=Sudan => unscr-1591-7:possible",
    "2023-10-01 RUS CAF small_arms => unscr-2127-54:exempt",
    "2024-08-15 RUS CAF small_arms =>",
    "2018-10-14 RUS ERI arms => unscr-1907-5:match",
    "2019-01-10 RUS ERI arms =>",
    "2015-05-01 CHN PRK small_arms action=sale => unscr-1874-10-notice:possible",
    "2016-04-01 CHN PRK small_arms action=sale => unscr-2270-6:match unscr-2270-8:possible",
    "1977-10-01 FRA ZAF combat_aircraft =>",
    "2023-02-01 DEU RUS munitions_unspecified action=sale => eu-2014-512-2-export:match eu-833-2014-4:possible",
    "2023-02-01 SRB RUS munitions_unspecified action=sale =>",
    "2010-07-01 RUS IRN sam_system action=sale => unscr-1929-8:possible",
    "2019-05-18 TUR LBY ucav => unscr-1970-9:possible",
    "2022-06-01 CHN COD ucav => unscr-1807-5:possible",
    "2023-03-01 CHN COD ucav =>",
    "2024-02-10 TUR SOM ucav => unscr-2713-33:exempt",
    "2024-02-10 TUR SOM ucav end=Puntland => unscr-2713-33:possible",
]

OWN = [
    "2006-10-13 RUS PRK battle_tank =>",
    "2006-10-14 RUS PRK battle_tank => unscr-1718-8a-i:match",
    "2008-01-01 CHN PRK artillery_ammunition =>",
    "2009-06-11 PRK SYR artillery_ammunition =>",
    "2009-06-12 PRK SYR artillery_ammunition => unscr-1874-9:match",
    "2013-07-15 CUB PRK combat_aircraft via=PAN => unscr-1718-8a-i:match unscr-1874-10:match",
    "2016-03-01 CHN PRK small_arms => unscr-1874-10-notice:possible",
    "2016-03-02 CHN PRK small_arms => unscr-2270-6:match unscr-2270-8:possible",
    "2017-08-04 PRK CHN coal_minerals => unscr-2270-8:possible",
    "2017-08-05 PRK CHN coal_minerals => unscr-2270-8:possible unscr-2371-8:match",
    "2018-03-01 RUS PRK refined_petroleum => unscr-2270-31:possible unscr-2270-8:possible unscr-2397-5:possible",
    "2024-03-01 RUS PRK refined_petroleum => unscr-2270-31:possible unscr-2270-8:possible unscr-2397-5:possible",
    "2017-09-10 PRK CHN sector_goods => unscr-2270-8:possible",
    "2017-09-11 PRK CHN sector_goods => unscr-2270-8:possible unscr-2375-16:match",
    "2019-10-01 NLD PRK luxury_goods => unscr-1718-8a-iii:possible unscr-2270-8:possible",
    "2018-05-01 CHN PRK civil_vessel => unscr-2270-8:possible unscr-2321-30:match unscr-2397-14:match",
    "2017-06-01 PRK RUS labour action=labour =>",
    "2020-01-10 PRK RUS labour action=labour => unscr-2375-17:match unscr-2397-8:match",
    "2024-10-20 PRK RUS military_personnel action=deployment => unscr-1718-8c:possible unscr-1874-9:possible "
    "unscr-2270-9:possible unscr-2375-17:possible unscr-2397-8:possible",
    "2023-08-30 PRK RUS artillery_rocket => unscr-1718-8b:match unscr-1874-9:match unscr-2270-8:possible",
    "2024-01-04 PRK RUS srbm => unscr-1718-8b:match unscr-1874-9:match unscr-2094-20:match unscr-2270-8:possible",
    "2022-11-01 PRK RUS artillery_ammunition via=SYR => unscr-1874-9:match unscr-2270-8:possible",
    "2023-11-01 PRK UKR raw_materials => unscr-2270-8:possible",
    "2024-06-19 RUS PRK military_training action=training => unscr-1718-8c:match unscr-1874-10:match "
    "unscr-2270-6:match unscr-2270-9:match",
    "2024-05-01 RUS PRK scientific_cooperation => unscr-2321-11:match",
    "2006-12-22 RUS IRN nuclear_item =>",
    "2006-12-23 RUS IRN nuclear_item => unscr-1737-3:possible unscr-1737-4:possible",
    "2009-01-01 IRN SYR small_arms => unscr-1747-5:match",
    "2010-06-08 CHN IRN combat_aircraft => unscr-1747-6:possible",
    "2010-06-09 CHN IRN combat_aircraft => unscr-1747-6:possible unscr-1929-8:match",
    "2016-01-15 IRN SYR small_arms => unscr-1747-5:match",
    "2017-01-01 IRN SYR small_arms => unscr-2231-b-6b:match",
    "2020-10-17 IRN VEN small_arms => unscr-2231-b-6b:match",
    "2020-10-18 IRN VEN small_arms =>",
    "2023-10-17 IRN RUS srbm => unscr-2231-b-4:possible",
    "2023-10-18 IRN RUS srbm =>",
    "2025-09-27 CHN IRN combat_aircraft =>",
    "2025-09-28 CHN IRN combat_aircraft => unscr-1747-6-snapback:possible unscr-1929-8-snapback:match",
    "2024-01-11 IRN YEM ballistic_missile_parts =>",
    "2015-04-13 IRN group:houthis small_arms => unscr-1747-5:match",
    "2015-04-14 IRN group:houthis small_arms => unscr-1747-5:match unscr-2216-14:match",
    "2024-08-01 IRN group:lebanon_non_state artillery_rocket => unscr-1701-15a:match",
    "2024-08-01 USA LBN small_arms =>",
    "2014-07-31 FRA RUS warship =>",
    "2014-08-01 FRA RUS warship => eu-2014-512-2-export:match",
    "2020-06-01 GBR RUS small_arms => eu-2014-512-2-export:match",
    "2021-01-01 GBR RUS small_arms =>",
    "2023-03-01 CHN RUS electronics =>",
    "2023-03-01 DEU RUS electronics => eu-833-2014-2:possible eu-833-2014-2a:match",
    "2024-03-01 RUS DEU small_arms => eu-2014-512-2-import:match",
    "2023-01-01 DEU BLR small_arms => eu-2012-642-1-1:match",
    "2011-02-25 RUS LBY small_arms =>",
    "2011-02-26 RUS LBY small_arms => unscr-1970-9:match",
    "2012-06-01 QAT LBY small_arms => unscr-1970-9:possible",
    "2020-01-15 LBY SYR small_arms => unscr-1970-10:match",
    "2024-06-15 ARE SDN arms end=Port_Sudan => unscr-1945-10:possible",
    "2024-06-15 ARE SDN arms end=Nyala => unscr-1556-7:possible unscr-1591-7:match unscr-1945-10:possible",
    "2004-07-29 TCD group:darfur_ngf small_arms end=Darfur =>",
    "2004-07-30 TCD group:darfur_ngf small_arms end=Darfur => unscr-1556-7:match",
    "2024-06-15 DEU SDN small_arms => eu-2014-450-2:match unscr-1591-7:possible unscr-1945-10:possible",
    "2018-07-12 UGA SSD small_arms =>",
    "2018-07-13 UGA SSD small_arms => unscr-2428-4:match",
    "2026-07-01 UGA SSD small_arms => unscr-2428-4:match",
    "2022-11-01 RWA group:M23 mortar => unscr-1807-1:match",
    "2026-08-01 RWA group:M23 mortar => unscr-1807-1:match",
    "2024-08-15 RUS group:car_armed_groups small_arms => unscr-2745-2:match",
    "2014-01-10 TCD CAF small_arms => unscr-2127-54:possible",
    "2012-01-01 ETH SOM small_arms => unscr-733-5:match",
    "2013-04-01 ETH SOM small_arms => unscr-733-5:possible",
    "2024-02-10 IRN group:al_shabaab small_arms => unscr-1844-7:match unscr-2713-33:match",
    "2000-05-16 UKR ETH combat_aircraft =>",
    "2000-05-17 UKR ETH combat_aircraft => unscr-1298-6-eth:match",
    "2001-05-16 UKR ETH combat_aircraft =>",
    "2010-01-01 SDN ERI small_arms => unscr-1907-5:match",
    "2023-10-01 USA HTI small_arms =>",
    "2023-10-02 USA HTI small_arms => unscr-2699-14:exempt",
    "2024-10-17 USA HTI protected_vehicle =>",
    "2024-10-18 USA group:haiti_designated small_arms => unscr-2752-arms:match",
    "2026-11-01 USA group:haiti_designated small_arms => unscr-2752-arms:match",
    "2001-01-18 PAK group:taliban small_arms =>",
    "2003-01-01 PAK group:taliban small_arms => unscr-1390-2c-taliban:match",
    "2022-01-01 PAK AFG small_arms => unscr-1988-1c:possible",
    "2014-06-01 QAT group:isil_al_qaida small_arms => unscr-1989-1c:match",
    "1991-09-24 ARG HRV small_arms =>",
    "1991-09-25 ARG HRV small_arms => unscr-713-6:match",
    "1996-07-01 ARG HRV small_arms =>",
    "1994-06-01 ZAF RWA small_arms => unscr-918-13:match",
    "1995-09-01 ZAF RWA small_arms =>",
    "1999-01-01 RUS SRB small_arms => unscr-1160-8:match",
    "1990-08-05 FRA IRQ sector_goods =>",
    "1990-08-06 FRA IRQ sector_goods => unscr-661-3c:match",
    "2005-01-01 USA IRQ small_arms =>",
    "2005-01-01 IRN group:iraq_ngf small_arms => unscr-1546-21:match",
    "1994-05-24 ISR ZAF small_arms => unscr-418-2:match",
    "1994-05-25 ISR ZAF small_arms =>",
    "2013-05-31 FRA SYR small_arms => eu-2011-273-1:match",
    "2013-06-01 FRA SYR small_arms =>",
    "2018-06-01 CHN MMR combat_aircraft =>",
    "2018-06-01 ITA MMR combat_aircraft => eu-2013-184-1:match",
    "2018-06-01 FRA CHN combat_aircraft => eu-1989-chn:possible",
    "2016-01-01 CZE AZE artillery_system end=Nagorno-Karabakh => osce-1992-nk:possible",
    "2023-08-30 USA UKR cluster_munition =>",
    "2023-08-30 USA ISR aerial_bomb =>",
    "2024-08-15 CHN MLI small_arms =>",
    "2023-08-30 KOR POL artillery_system =>",
    "2023-08-24 PRK - space_launch_vehicle action=launch => unscr-1874-2:match",
    "2017-01-29 IRN - ballistic_missile action=launch => unscr-2231-b-3:possible",
    "2012-01-29 IRN - ballistic_missile action=launch => unscr-1929-9:match",
    "2024-01-11 USA PRK humanitarian_goods =>",
]


def act(line: str) -> Act:
    day, supplier, recipient, item, *rest = line.split()
    more = dict(part.split("=") for part in rest)
    return Act(
        id="case",
        first=date.fromisoformat(day),
        last=date.fromisoformat(day),
        action=more.get("action", "supply"),
        supplier=supplier,
        recipient=None if recipient == "-" else recipient,
        items=(item,),
        intermediaries=(more["via"],) if "via" in more else (),
        end_place=more["end"].replace("_", " ") if "end" in more else None,
    )


def one(findings: tuple[Finding, ...], clause: str) -> Finding:
    return next(f for f in findings if f.clause == clause)


@pytest.mark.parametrize("case", [*FACTS, *OWN])
def test_case(knowledge: Knowledge, case: str) -> None:
    told, _, expected = case.partition(" =>")
    findings = check_act(act(told), knowledge)
    assert sorted(f"{f.clause}:{f.strength}" for f in findings) == expected.split()


def test_enough_cases() -> None:
    assert len(FACTS) >= 24
    assert len(OWN) >= 60
    assert len(set(FACTS) | set(OWN)) == len(FACTS) + len(OWN)


def test_supplier_receiver_and_middleman_are_bound(knowledge: Knowledge) -> None:
    findings = check_act(act("2022-11-01 PRK RUS artillery_ammunition via=SYR"), knowledge)
    assert one(findings, "unscr-1874-9").bound == ("RUS", "SYR", "PRK")


def test_steps_are_told_in_order(knowledge: Knowledge) -> None:
    (finding,) = check_act(act("2009-06-12 PRK SYR artillery_ammunition"), knowledge)
    assert [r.rule for r in finding.reasons] == [
        "norm.in_force",
        "norm.target",
        "norm.direction",
        "norm.action",
        "norm.goods",
        "norm.bound",
        "norm.exemptions",
        "norm.paragraph",
    ]
    assert all(r.note for r in finding.reasons)


def test_no_wording_is_a_verdict(knowledge: Knowledge) -> None:
    for case in [*FACTS, *OWN]:
        for finding in check_act(act(case.partition(" =>")[0]), knowledge):
            words = finding.wording.lower()
            assert "violat" not in words and "has breached" not in words and "is a breach" not in words
            assert any(w in words for w in ("if confirmed", "if carried out", "no breach"))
            if not finding.paragraph_checked:
                assert "paragraph not checked" in words


@pytest.mark.parametrize(
    ("status", "certainty", "origins", "words"),
    [
        (Status.PLANNED, Certainty.UNCOMMITTED, 1, ["would breach", "if carried out"]),
        (Status.SOUGHT, Certainty.UNCOMMITTED, 2, ["if carried out"]),
        (Status.SHIPPED, Certainty.CERTAIN, 2, ["stated as done by 2 origins", "would breach", "if confirmed"]),
        (Status.DONE, Certainty.CERTAIN, 1, ["stated as done by 1 origin:", "if confirmed"]),
        (Status.DONE, Certainty.UNCOMMITTED, 1, ["if confirmed"]),
        (Status.DELIVERED, Certainty.CERTAINLY_NOT, 1, ["denied", "if confirmed"]),
        (Status.FAILED, Certainty.CERTAIN, 1, ["if it had been carried out"]),
    ],
)
def test_wording_is_graded(
    knowledge: Knowledge, status: Status, certainty: Certainty, origins: int, words: list[str]
) -> None:
    told = replace(act("2023-10-13 PRK RUS artillery_ammunition"), status=status, certainty=certainty, origins=origins)
    wording = one(check_act(told, knowledge), "unscr-1874-9").wording
    for word in words:
        assert word in wording
    if certainty is Certainty.UNCOMMITTED:
        assert "stated as done" not in wording


def test_snapback_always_tells_the_dispute(knowledge: Knowledge) -> None:
    findings = check_act(act("2025-10-10 IRN RUS one_way_attack_drone"), knowledge)
    assert findings and all(f.disputed and "Disputed" in f.wording for f in findings)
    assert {
        c.id for c in embargo_table(knowledge).clauses.values() if c.id.endswith("-snapback") and not c.dispute
    } == set()


def test_renewal_not_checked(knowledge: Knowledge) -> None:
    before = check_act(act("2026-05-31 UGA SSD small_arms"), knowledge)
    after = check_act(act("2026-06-01 UGA SSD small_arms"), knowledge)
    assert "renewal not checked" not in before[0].wording and before[0].renewal_checked
    assert "renewal not checked" in after[0].wording and not after[0].renewal_checked


def test_law_as_known_on_a_day(knowledge: Knowledge) -> None:
    late = act("2025-10-10 IRN RUS small_arms")
    assert check_act(late, knowledge, as_of=date(2025, 9, 1)) == ()
    assert [f.clause for f in check_act(late, knowledge, as_of=date(2025, 10, 1))] == ["unscr-1747-5-snapback"]
    early = act("2018-12-01 SDN ERI small_arms")
    assert check_act(early, knowledge) == ()
    (finding,) = [f for f in check_act(early, knowledge, as_of=date(2018, 11, 1)) if f.clause == "unscr-1907-5"]
    assert finding.strength == "possible"


def test_a_month_that_straddles_the_start_is_only_possible(knowledge: Knowledge) -> None:
    told = replace(act("2009-06-01 PRK SYR artillery_ammunition"), last=date(2009, 6, 30))
    (finding,) = check_act(told, knowledge)
    assert finding.strength == "possible" and any("day" in m for m in finding.missing)


def test_unknown_supplier_is_missing(knowledge: Knowledge) -> None:
    told = replace(act("2016-04-01 CHN PRK small_arms"), supplier=None)
    finding = one(check_act(told, knowledge), "unscr-2270-6")
    assert finding.strength == "possible" and "who gives the goods" in finding.missing


def test_recalled_clauses_say_so(knowledge: Knowledge) -> None:
    for finding in check_act(act("2018-06-01 ITA MMR combat_aircraft"), knowledge):
        assert "secondary" in finding.wording
    finding = one(check_act(act("2024-01-04 PRK RUS srbm"), knowledge), "unscr-2094-20")
    assert "recalled" in finding.wording and finding.confidence == "recalled"
