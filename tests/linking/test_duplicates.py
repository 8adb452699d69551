"""Copies: what counts as shared text, what does not, and what changed between versions."""

from __future__ import annotations

import json
import random
from datetime import date

from onrecord.knowledge import Knowledge
from onrecord.linking.duplicates import CopyKind, Text, changes, families, find_copies
from support import gold_folder

WORDS = [
    "harbour",
    "inspectors",
    "found",
    "crates",
    "below",
    "deck",
    "while",
    "the",
    "crew",
    "waited",
    "on",
    "the",
    "quay",
    "and",
    "officers",
    "counted",
    "rifles",
    "mortar",
    "tubes",
    "radios",
    "fuel",
    "drums",
    "maps",
    "rope",
    "engines",
    "lamps",
    "boots",
    "blankets",
    "tools",
    "cables",
    "pumps",
    "valves",
    "ladders",
    "paint",
    "oil",
    "grain",
]


def prose(seed: int, number: int = 220) -> str:
    chance = random.Random(seed)
    words = [chance.choice(WORDS) + (str(chance.randrange(40)) if chance.random() < 0.4 else "") for _ in range(number)]
    return " ".join(w + ("." if i % 14 == 13 else "") for i, w in enumerate(words))


def test_copy_contained_and_unrelated() -> None:
    agency = prose(1)
    texts = [
        Text(id="agency", text=agency, publisher="agency.example", published=date(2024, 5, 1)),
        Text(id="copy", text="PORT CITY (Agency) — " + agency, publisher="post.example", published=date(2024, 5, 2)),
        Text(id="long", text=prose(2, 700) + " " + agency, publisher="star.example", published=date(2024, 5, 3)),
        Text(id="other", text=prose(3), publisher="star.example", published=date(2024, 5, 3)),
    ]
    found = {(c.earlier, c.later): c for c in find_copies(texts)}
    assert found["agency", "copy"].kind is CopyKind.COPY and found["agency", "copy"].known
    assert found["agency", "long"].kind is CopyKind.CONTAINED
    assert not any("other" in pair for pair in found)
    assert families(found.values()) == (frozenset({"agency", "copy", "long"}),)
    longest = found["agency", "long"].shared[0]
    assert agency[longest.start : longest.end] == longest.text


def test_white_space_case_and_order_do_not_matter() -> None:
    text = prose(4)
    one = [Text(id="a", text=text), Text(id="b", text=text.upper().replace(" ", "  \n"))]
    (pair,) = find_copies(one)
    assert pair.jaccard == 1.0 and not pair.known
    assert find_copies(list(reversed(one))) == (pair,)


def test_publishers_boilerplate_does_not_count() -> None:
    box = " Get the stories you care about delivered to your inbox every single morning by signing up for our newsletter now."
    box += " By signing up you agree to our terms of use and to the privacy policy of this publisher and its many partners."
    birds = "Storks herons and cranes returned to the marsh where children watched them nest among reeds in warm spring light."
    birds += " Wardens counted eggs chicks and feathers along muddy channels as dragonflies skimmed over lilies and frogs sang."
    courts = (
        "A judge adjourned the tax hearing after lawyers quarrelled about invoices ledgers and receipts nine years old."
    )
    courts += (
        " Prosecutors accused two accountants of hiding profits through invented loans while jurors yawned in the heat."
    )
    texts = [
        Text(id="a", text=birds + box, publisher="post.example"),
        Text(id="b", text=courts + box, publisher="post.example"),
    ]
    assert find_copies(texts) == ()


def test_changes_between_versions() -> None:
    told = changes(
        "The army said it destroyed three depots near the river.",
        "The army said it may have hit two depots near the river.",
    )
    assert [p.text for p in told.cut] == ["destroyed three"]
    assert [p.text for p in told.added] == ["may have hit two"]
    assert changes("Same words here.", "same  words, here!") == changes("", "")


def test_gold_pairs(knowledge: Knowledge) -> None:
    stories = gold_folder("crossdoc", "stories_dev.jsonl")
    rows = [json.loads(line) for line in stories.read_text(encoding="utf-8").splitlines()]
    gold_rows = (stories.parent / "neardup_dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {frozenset((r["a"], r["b"])): r["label"] for r in map(json.loads, gold_rows)}
    texts = [
        Text(
            id=r["id"],
            text=r["text"],
            publisher=r["publisher"],
            published=date.fromisoformat(r["date"]) if r["date"] else None,
        )
        for r in rows
    ]
    formulas = knowledge.table("linking/formulas")["formulas"]
    found = {frozenset((c.earlier, c.later)): str(c.kind) for c in find_copies(texts, aligned=False, formulas=formulas)}
    right = found.keys() & gold.keys()
    assert len(right) / len(gold) >= 0.97
    # one pair more shares text across two stories of one paper, which the gold leaves out by its making
    assert len(found) - len(right) <= 1
    assert all(found[pair] == gold[pair] for pair in right)


def test_what_three_unrelated_reports_of_a_publisher_hold_is_standing_text() -> None:
    box = " ".join(prose(99, 60).split())
    texts = [
        Text(id=f"s{n}", text=f"{prose(n, 120)} {box} {prose(50 + n, 60)}", publisher="star.example") for n in range(3)
    ]
    assert find_copies(texts) == ()
    # two alone may share a passage, here in the middle of both
    assert [(c.earlier, c.later) for c in find_copies(texts[:2])] == [("s0", "s1")]
    # another outlet that prints the passage shares it
    other = Text(id="t", text=f"{prose(70, 120)} {box} {prose(71, 60)}", publisher="post.example")
    assert find_copies([texts[0], other])
    # and versions of one report remain versions
    copies = [Text(id=f"v{n}", text=f"{prose(5, 300)} {prose(80 + n, 12)}", publisher="star.example") for n in range(3)]
    assert len(find_copies(copies)) == 3


def test_a_report_that_an_outlet_prints_three_times_is_no_standing_text() -> None:
    """Each print has words of its own around it, so that all that they share is the report."""
    report = prose(6, 300)
    prints = [
        Text(id=f"p{n}", text=f"{prose(20 + n, 60)} {report} {prose(30 + n, 60)}", publisher="star.example")
        for n in range(3)
    ]
    elsewhere = Text(id="q", text=report, publisher="post.example")
    found = {(c.earlier, c.later) for c in find_copies([*prints, elsewhere])}
    assert found >= {("p0", "q"), ("p1", "q"), ("p2", "q")}


def test_a_short_report_under_a_long_box_is_told_by_its_own_words() -> None:
    box = prose(98, 260)
    short = prose(7, 60)
    boxed = [Text(id=f"b{n}", text=f"{prose(40 + n, 300)} {box}", publisher="star.example") for n in range(3)]
    found = find_copies(
        [*boxed, Text(id="s", text=f"{short} {box}", publisher="star.example"),
         Text(id="t", text=f"{prose(8, 400)} {short}", publisher="post.example")]
    )  # fmt: skip
    assert [(c.earlier, c.later) for c in found] == [("s", "t")]


def test_a_box_printed_in_two_stories_makes_them_no_copies() -> None:
    """Two stories of one outlet with the same box of facts share a passage: partial, and no family of copies."""
    box = " ".join(f"fact{n} height {n} metres" for n in range(16))

    def story(seed: int) -> str:
        words = random.Random(seed).sample([f"word{n}" for n in range(900)], 150)
        return " ".join([*words[:70], box, *words[70:]])

    told = [Text(id=f"s{n}", text=story(n), publisher="The Post", published=date(2024, 1, n)) for n in (1, 2)]
    (pair,) = find_copies(told)
    assert pair.kind is CopyKind.PARTIAL
    assert pair.shared and pair.shared[0].text.startswith("fact0")
    assert families([pair]) == ()
    # the same report again, cut, is one
    cut = Text(id="s3", text=" ".join(told[0].text.split()[:160]), publisher="The Star", published=date(2024, 1, 9))
    assert families(find_copies([*told, cut])) == (frozenset({"s1", "s3"}),)
