"""Adding and taking out reports one by one gives what linking all of them from the start gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from link_support import Saying, reading
from onrecord.domain.certainty import Certainty, Status
from onrecord.domain.reading import Reading
from onrecord.knowledge import load_knowledge
from onrecord.linking.events import different, same
from onrecord.linking.link import Linker, link

FIRST = date(2023, 9, 1)
KNOWLEDGE = load_knowledge()
TEXTS = (
    ("North Korea shipped artillery shells to Russia aboard a freighter.", "shipped", "TRANSFER", "artillery_ammunition"),
    ("Shells and crates were shipped at the port, officers counted.", "shipped", "TRANSFER", "artillery_ammunition"),
    ("Pyongyang sends rockets in sealed crates by rail.", "sends", "TRANSFER", "artillery_rocket"),
    ("The two sides met for talks on shells and crates.", "met", "CONSULT", None),
    ("The leaders met again for talks about trade and crates.", "met", "CONSULT", None),
    ("Missiles struck a freighter at the port.", "struck", "ASSAULT", None),
)  # fmt: skip


@st.composite
def sayings(draw: st.DrawFn) -> Saying:
    text, word, type_, item = draw(st.sampled_from(TEXTS))
    day = draw(st.none() | st.integers(0, 12))
    return Saying(
        text=text,
        word=word,
        type=type_,
        item=item if draw(st.booleans()) else None,
        actor=draw(st.sampled_from(["PRK", "PRK", "RUS", None])),
        recipient=draw(st.sampled_from(["RUS", "RUS", "SYR", None])),
        status=draw(st.sampled_from([Status.DONE, Status.SHIPPED, Status.PLANNED])),
        certainty=Certainty.CERTAIN,
        polarity=draw(st.sampled_from("+++-")),
        day=None if day is None else FIRST + timedelta(days=day),
        place=draw(st.sampled_from([None, None, "Dunai", "Rajin"])),
        country="RUS",
        speaker=draw(st.sampled_from([None, "Anna Berg", "Lee Min-ho"])),
        number=draw(st.sampled_from([None, 300, 500])),
    )


@st.composite
def reports(draw: st.DrawFn) -> list[Reading]:
    found = []
    for n in range(draw(st.integers(2, 7))):
        published = None if draw(st.integers(0, 9)) == 0 else FIRST + timedelta(days=draw(st.integers(0, 20)))
        told = [replace(s, text=f"{s.text} Copy {n}.") for s in draw(st.lists(sayings(), min_size=1, max_size=4))]
        found.append(reading(f"Outlet {n}", published, *told))
    return found


@settings(max_examples=150, deadline=None)
@given(data=st.data(), readings=reports())
def test_in_any_order_and_after_taking_out(data: st.DataObject, readings: list[Reading]) -> None:
    keys = sorted(c.key for r in readings for c in r.claims)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys), st.booleans()), max_size=2))
    said = [same(a, b) if yes else different(a, b) for a, b, yes in pairs if a != b]
    linker = Linker(said, knowledge=KNOWLEDGE)
    for one in data.draw(st.permutations(readings)):
        linker.add([one])
    assert linker.linked() == link(readings, said, knowledge=KNOWLEDGE)
    gone = data.draw(st.sampled_from(readings))
    linker.remove(gone.report.id)
    left = [r for r in readings if r is not gone]
    assert linker.linked() == link(left, said, knowledge=KNOWLEDGE)
    linker.add([gone])
    linker.add([gone])
    assert linker.linked() == link(readings, said, knowledge=KNOWLEDGE)


def test_only_claims_that_could_be_meant_are_looked_at() -> None:
    told = Saying(text="North Korea shipped shells to Russia.", word="shipped", item="artillery_ammunition")
    strange = replace(told, text="France sold tankers to Egypt.", word="sold", actor="FRA", recipient="EGY", item=None)
    linker = Linker(knowledge=KNOWLEDGE)
    linker.add(
        reading(f"Outlet {n}", FIRST + timedelta(days=n), replace(told, text=f"{told.text} Copy {n}."))
        for n in range(40)
    )
    assert linker.add([reading("Post", FIRST, strange)]) == 1
    assert linker.add([reading("Star", FIRST + timedelta(days=60), told)]) == 1
    # published before others of its matter: these are looked at again, those of other months are not
    assert 1 < linker.add([reading("Sun", FIRST + timedelta(days=30), told)]) < 30
