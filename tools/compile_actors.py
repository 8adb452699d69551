"""Compile `resources/actors/` into the one table that look-ups of actors read.

In: countries.yml, organisations.yml, outlets.yml, offices.yml, officials_phoenix.yml, names.yml. Out: `actors/index`:
forms by folded key, what they refer to, persons with offices, spelling skeletons, and family names of leading office
holders. Everything is sorted, so that equal resources give equal bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onrecord.knowledge.folding import key, pieces, skeleton

#: Offices whose holders are often named by family name alone.
LEADING = re.compile(
    r"^(acting )?(president|prime minister|premier|chancellor|king|supreme leader|leader|crown prince"
    r"|secretary of state|secretary of defen[sc]e|defen[cs]e minister|foreign minister|foreign secretary"
    r"|national security advis[eo]r"
    r"|nato secretary general|un secretary-general|eu high representative|president of the european commission"
    r"|vice president|emir|sultan|queen|defen[cs]e secretary|minister of people's armed forces"
    r"|caretaker prime minister|interim president"
    r"|commander of the libyan national army|chairman of the sovereignty council)$",
    re.IGNORECASE,
)
#: Particles that belong to the family name that follows.
PARTICLES = frozenset(
    ("al", "bin", "ben", "de", "van", "von", "le", "la", "el", "der", "den", "di", "da", "ul", "ud", "abu", "ibn")
)
#: Countries where the family name comes first.
FAMILY_FIRST = frozenset(("CHN", "PRK", "KOR", "TWN", "VNM", "KHM", "HKG"))
#: Family names that are common words or first names.
NOT_ALONE = frozenset(
    [
        "may",
        "brown",
        "bush",
        "rice",
        "wood",
        "page",
        "price",
        "long",
        "king",
        "law",
        "gray",
        "day",
        "west",
        "moore",
        "hunt",
        "fox",
        "short",
        "cook",
        "straw",
        "baker",
        "power",
        "burns",
        "kim",
        "lee",
        "li",
        "wang",
        "park",
        "ban",
        "moon",
        "choi",
        "son",
        "yang",
        "sung",
        "jordan",
        "chad",
        "ali",
        "khan",
        "paul",
        "james",
        "thomas",
        "john",
        "david",
        "hassan",
        "ahmed",
        "mohammed",
        "salman",
        "nasser",
        "bin",
        "el",
        "al",
        "abdullah",
        "prince",
        "sheikh",
        "singh",
        "kumar",
        "silva",
        "santos",
        "costa",
        "le",
        "du",
        "to",
        "no",
        "an",
        "so",
        "do",
        "ha",
        "un",
        "van",
        "hon",
        "kay",
        "mar",
        "chan",
    ]
)


def forms_of(row: dict[str, Any], *fields: str) -> list[str]:
    return [form for field in fields for form in row.get(field) or ()]


def compile_actors(load: Callable[[Path], Any], resources: Path) -> dict[str, Any]:
    folder = resources / "actors"
    names = load(folder / "names.yml")
    unnamed = {key(name) for name in load(folder / "roles.yml")["unnamed"]}
    variants = {spelling: group[0] for group in names["variants"] for spelling in group}
    refs: list[list[Any]] = []
    forms: dict[str, list[list[Any]]] = defaultdict(list)

    def add(
        form: str, kind: str, ref: int, first: str | None = None, last: str | None = None, role: str | None = None
    ) -> None:
        bare = re.sub(r"^the (?=[A-Z0-9])", "", form)
        row = [bare, kind, ref, first, last, role]
        name = key(bare)
        if name in unnamed:
            return
        if name and not any(r[:3] == row[:3] and r[3:] == row[3:] for r in forms[name]):
            forms[name].append(row)

    bodies: dict[str, str] = {}
    spread: dict[str, dict[str, list[str]]] = {}
    for e in load(folder / "countries.yml")["entities"]:
        ref = len(refs)
        role = {"union": "IGO", "alliance": "IGO", "organisation": "IGO"}.get(e["kind"])
        refs.append([e["id"], e["name"], e["code"], role, e["kind"]])
        if e["id"] in ("EU", "x-un"):
            bodies[e["id"]] = {"EU": "EUR", "x-un": "UNO"}[e["id"]]
        if e.get("spread"):
            spread[e["id"]] = {"countries": e["spread"], "irregular": e["irregular"]}
        first, last = e.get("valid_from"), e.get("valid_to")
        for form in e["names"]:
            add(form, "people" if e["kind"] == "people" else "country", ref, first, last)
        for form in e["demonyms"]:
            add(form, "demonym", ref, first, last)
        for form in e["people"]:
            add(form, "people", ref)
            if not form.endswith(("s", "ese", "ish", "sh", "ch")):
                add(form[:-3] + "men" if form.endswith("man") else form + "s", "people", ref)
        metonyms = list(e.get("metonyms") or ())
        if e.get("capital") and not any(m["form"] == e["capital"] for m in metonyms) and e["kind"] != "organisation":
            metonyms.append({"form": e["capital"], "role": "GOV" if e["code"] else "IGO"})
        for m in metonyms:
            add(
                m["form"],
                "capital" if m["form"] == e.get("capital") else "metonym",
                ref,
                m.get("valid_from"),
                m.get("valid_to"),
                m["role"],
            )
    for kind, table, rows in (
        ("organisation", "organisations", "organisations"),
        ("organisation", "organisations_world", "organisations"),
        ("outlet", "outlets", "outlets"),
    ):
        for o in load(folder / f"{table}.yml")[rows]:
            ref = len(refs)
            refs.append([o["id"], o["name"], o["country"], o["role"], o.get("kind") or f"outlet: {o['control']}"])
            if o.get("body_of"):
                bodies[o["id"]] = o["body_of"]
            for form in (o["name"], *forms_of(o, "aliases")):
                add(form, kind, ref, o.get("valid_from"), o.get("valid_to"))

    people: dict[str, dict[str, Any]] = {}
    by_name: dict[tuple[Any, str], str] = {}
    anywhere: dict[str, set[str]] = defaultdict(set)

    def skeletons(name: str) -> str:
        return " ".join(skeleton(piece, variants) for piece in pieces(name))

    for source in ("offices", "leaders", "officials_phoenix"):
        for row in load(folder / f"{source}.yml")["rows"]:
            spellings = [row["person"], *forms_of(row, "aliases")]
            told = [skeletons(s) for s in spellings]
            same = next((by_name[row["country"], t] for t in told if (row["country"], t) in by_name), None)
            if same is None and " " in told[0]:
                # Somebody who went from a state to a body of several states, or back.
                others = {at for at in anywhere[told[0]] if row["country"] is None or people[at]["country"] is None}
                same = others.pop() if len(others) == 1 else None
            at = same or row.get("wikidata") or row["id"]
            person = people.setdefault(
                at,
                {
                    "id": at,
                    "name": row["person"],
                    "country": row["country"],
                    "spellings": [],
                    "offices": [],
                    "titled": False,
                },
            )
            person["titled"] |= "office" in row
            person["country"] = person["country"] or row["country"]
            for spelling, bare in zip(spellings, told, strict=True):
                if spelling not in person["spellings"]:
                    person["spellings"].append(spelling)
                if " " in bare:
                    by_name.setdefault((row["country"], bare), at)
                    anywhere[bare].add(at)
            # What a vague row adds to a person known with titles is only noise.
            if "office" in row or not person["titled"]:
                person["offices"].append(
                    [
                        row.get("office"),
                        row["role"],
                        row["country"],
                        row.get("organisation"),
                        row["from"],
                        row["to"],
                        row.get("open_as_of"),
                    ]
                )
    persons: list[list[Any]] = []
    by_skeleton: dict[str, set[int]] = defaultdict(set)
    surnames: dict[str, set[int]] = defaultdict(set)
    for person in sorted(people.values(), key=lambda p: p["id"]):
        number = len(persons)
        offices = sorted(person["offices"], key=lambda o: (o[4], o[5] or "9", o[0] or ""))
        persons.append([person["id"], person["name"], person["country"], offices])
        leading = any(o[0] and LEADING.match(o[0]) for o in offices)
        for spelling in person["spellings"]:
            parts = pieces(spelling)
            add(spelling, "person", number)
            by_skeleton[skeletons(spelling)].add(number)
            if leading and len(parts) > 1:
                last = parts[0] if person["country"] in FAMILY_FIRST else parts[-1]
                if last not in NOT_ALONE and len(last) > 2:
                    surnames[skeleton(last, variants)].add(number)
    holders: dict[str, set[int]] = defaultdict(set)
    for number, (_, _, _, offices) in enumerate(persons):
        for title, _, country, *_ in offices:
            if title and country and LEADING.match(title):
                holders[f"{country} {key(title)}"].add(number)
    starts: dict[str, int] = {}
    for name in forms:
        size = name.count(" ") + 1
        start = name.split(" ", 1)[0]
        starts[start] = max(size, starts.get(start, 0))
    return {
        "refs": refs,
        "forms": {name: sorted(rows, key=lambda r: [str(x) for x in r]) for name, rows in sorted(forms.items())},
        "starts": starts,
        "persons": persons,
        "skeletons": {name: sorted(found) for name, found in sorted(by_skeleton.items())},
        "surnames": {name: sorted(found) for name, found in sorted(surnames.items())},
        "holders": {name: sorted(found) for name, found in sorted(holders.items())},
        "variants": variants,
        "bodies": bodies,
        "spread": spread,
    }
