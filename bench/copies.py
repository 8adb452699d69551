"""How well copies are found: 5,000 edits of real reports, and what publishers print under everything left out.

    python bench/copies.py REPORTS.jsonl... [--edits 5000] [--seed 7] [--rensa]

Each file holds reports as JSON lines with `id` and `text` (`publisher`, `published` and `title` if known). Reports that
share text with an earlier one are set aside, so that what is a copy is known by construction. Edits are what desks do:
cuts from the end and from the middle, paragraphs moved, a new byline and dateline, another agency's lead, words changed
for others, a passage taken into another report. Every edit gets an invented outlet and that outlet's standing texts
(newsletter box, terms, lists of headlines, notes on authors), which never count.

A pair belongs together where the reports' own words, standing texts left out, share a fifth of the shorter one's
five-word runs; everything else that is found is false. Prints recall, precision, seconds, and the growth of time from a
quarter of the reports, with their edits, to all.

    python bench/copies.py REPORTS.jsonl --reference PAIRS.jsonl

holds what is found in real reports against a list of pairs (`a`, `b`). Where reports have a `story`, the list is taken
to cover pairs of one story, and found pairs of two stories are counted apart.

With --rensa (not needed by onrecord: `pip install rensa`) it also prints which pairs MinHash signatures of fixed size
and locality-sensitive hashing bring together as candidates on the same texts, before any verification.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.knowledge import load_knowledge
from onrecord.linking.duplicates import Text, find_copies
from onrecord.linking.texts import shingles, words

_LEAST = 0.2
_DESKS = ("Morning Ledger", "Harbour Post", "Evening Star", "Northern Courier", "The Tablet", "Daily Signal",
          "Channel Nine", "Coast Tribune", "Capital Times", "Valley Herald", "The Record", "City Press")  # fmt: skip
_AGENCIES = ("AP", "Reuters", "AFP", "Interfax", "Xinhua", "dpa")
_TOWNS = ("LONDON", "WASHINGTON", "GENEVA", "SEOUL", "MOSCOW", "NAIROBI", "ANKARA", "BEIRUT")
_NAMES = ("Maria Lund", "James Okoro", "Ana Petrov", "Lee Sung-min", "Tom Harker", "Nadia Rahman", "Paul Weber")
_BOXES = (
    (
        "Get the stories you care about from {desk} delivered to your inbox every single morning by signing "
        "up for our free newsletter now."
    ),
    (
        "Subscribe to {desk} for full access to all our reporting, crosswords, recipes and the archive. "
        "Cancel at any time from your account page."
    ),
    (
        "{desk} may earn a commission when you buy through links on our site. Read more about how our "
        "shopping team chooses what to review."
    ),
    (
        "Have you got a story for the newsdesk of {desk}? Write to our tips line, in confidence, or use the "
        "secure form at the foot of this page."
    ),
    (
        "We use cookies to make {desk} work, to measure audiences and to show you advertising that pays for "
        "our journalism. Manage your choices in settings."
    ),
    (
        "Comments on this article are moderated by {desk} before they appear and close after three days. "
        "Please keep to our community rules and stay on topic."
    ),
    (
        "Download the {desk} app for breaking news alerts on your phone and listen to our daily podcast "
        "wherever you get yours."
    ),
    (
        "Support independent journalism. Readers like you make it possible for {desk} to keep reporting on "
        "what matters. Give from as little as two pounds a month."
    ),
    (
        "Sport, weather, lifestyle and travel: see what else {desk} has for you today, with galleries, "
        "quizzes and the best of our columnists at the weekend."
    ),
    (
        "Follow {desk} on all platforms for updates through the day, watch our live channel, and see our "
        "correction policy for how we put mistakes right."
    ),
)
_NOTES = (
    (
        "{name} is a correspondent of {desk}. Before joining the paper in 2009 {name} covered courts and "
        "local councils for ten years and won two awards."
    ),
    "Additional reporting by {name}; editing by the foreign desk of {desk}.",
    (
        "{name} writes on defence and diplomacy for {desk} and can be reached through the switchboard during "
        "office hours."
    ),
)
_OTHER_WORDS = {
    "said": "stated",
    "says": "states",
    "told": "informed",
    "also": "too",
    "about": "around",
    "after": "following",
    "against": "versus",
    "because": "since",
    "before": "ahead of",
    "big": "large",
    "called": "termed",
    "country": "nation",
    "government": "administration",
    "group": "organisation",
    "however": "but",
    "including": "among them",
    "killed": "slain",
    "many": "numerous",
    "more than": "over",
    "officials": "authorities",
    "people": "persons",
    "president": "leader",
    "report": "account",
    "several": "a number of",
    "under": "beneath",
    "while": "whereas",
    "would": "will",
    "year": "twelve months",
}


@dataclass(frozen=True)
class Made:
    """A text as published, what of it is the report's own, and the report that it was made from."""

    text: Text
    own: str
    source: str
    edit: str


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])|\n+", text) if s.strip()]


def sources(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Reports of at least 60 words that share no more than a twentieth of their runs with an earlier one."""
    held: dict[int, list[int]] = defaultdict(list)
    kept: list[dict[str, Any]] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            runs = np.unique(shingles(words(row["text"]))).tolist()
            if len(runs) < 56:
                continue
            shared = Counter(n for run in runs for n in held.get(run, ()))
            if any(count >= 0.05 * min(len(runs), kept[n]["runs"]) for n, count in shared.items()):
                continue
            for run in runs:
                held[run].append(len(kept))
            kept.append({**row, "runs": len(runs)})
    return kept


def edited(row: dict[str, Any], others: Sequence[dict[str, Any]], chance: random.Random) -> tuple[str, str]:
    """The name of an edit and the report's words after it."""
    told = sentences(row["text"])
    kind = chance.choice(("cut_end", "cut_middle", "swap", "byline", "lead", "words", "taken_in", "all"))
    if kind in ("cut_end", "all"):
        told = told[: max(2, round(len(told) * chance.uniform(0.3, 0.9)))]
    if kind == "cut_middle":
        gone = set(chance.sample(range(len(told)), round(len(told) * chance.uniform(0.1, 0.6))))
        told = [s for n, s in enumerate(told) if n not in gone] or told[:1]
    if kind in ("swap", "all"):
        for _ in range(max(1, len(told) // 4)):
            one, two = chance.randrange(len(told)), chance.randrange(len(told))
            told[one], told[two] = told[two], told[one]
    if kind in ("byline", "all"):
        told[0] = f"By {chance.choice(_NAMES)}\n{chance.choice(_TOWNS)}, {chance.choice(('May', 'June'))} 3 - {told[0]}"
    if kind == "lead":
        told[:1] = [f"{chance.choice(_TOWNS)} ({chance.choice(_AGENCIES)}) — {' '.join(told[0].split()[::-1][:18])}."]
    text = " ".join(told)
    if kind in ("words", "all"):
        share = chance.uniform(0.2, 0.9)
        for word, other in _OTHER_WORDS.items():
            text = re.sub(rf"\b{word}\b", lambda m, o=other: o if chance.random() < share else m.group(), text)
    if kind == "taken_in":
        host = sentences(chance.choice(others)["text"])
        part = told[: max(3, len(told) // chance.choice((1, 2)))]
        at = chance.randrange(len(host) + 1)
        text = " ".join([*host[:at], *part, *host[at:]])
    return kind, text


def standing(desk: str, boxes: Sequence[str], headlines: Sequence[str], chance: random.Random) -> tuple[str, str]:
    """What an outlet prints above and below a report."""
    below = [b.format(desk=desk) for b in chance.sample(list(boxes), chance.choice((1, 2, 2, 3)))]
    if chance.random() < 0.5:
        below.append(chance.choice(_NOTES).format(desk=desk, name=chance.choice(_NAMES)))
    if headlines and chance.random() < 0.4:
        below.append(f"More from {desk}: " + " ".join(chance.sample(list(headlines), min(5, len(headlines)))))
    if chance.random() < 0.3:
        below.append("The Associated Press contributed to this report.")
    above = boxes[0].format(desk=desk) if chance.random() < 0.2 else ""
    return above, "\n".join(below)


def texts(rows: Sequence[dict[str, Any]], number: int, seed: int) -> list[Made]:
    """The reports and `number` edits of them, each with its outlet's standing texts."""
    chance = random.Random(seed)
    boxes = {desk: chance.sample(_BOXES, 6) for desk in _DESKS}
    titles = [r["title"] for r in rows if r.get("title")]
    headlines = {desk: chance.sample(titles, min(12, len(titles))) for desk in _DESKS}
    made = [
        Made(
            text=Text(id=r["id"], text=r["text"], publisher=r.get("publisher"), published=_day(r.get("published"))),
            own=r["text"],
            source=r["id"],
            edit="source",
        )
        for r in rows
    ]
    for n in range(number):
        row = chance.choice(rows)
        kind, own = edited(row, [r for r in rows if r is not row], chance)
        desk = chance.choice(_DESKS)
        above, below = standing(desk, boxes[desk], headlines[desk], chance)
        day = (_day(row.get("published")) or date(2024, 1, 1)) + timedelta(days=chance.randrange(4))
        text = Text(id=f"edit-{n:05}", text=f"{above}\n{own}\n{below}".strip(), publisher=desk, published=day)
        made.append(Made(text=text, own=own, source=row["id"], edit=kind))
    return made


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def gold(made: Sequence[Made]) -> dict[frozenset[str], float]:
    """Pairs whose own words share enough, exactly, with the share."""
    runs = [np.unique(shingles(words(m.own))) for m in made]
    held: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(runs):
        for run in one.tolist():
            held[run].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for those in held.values():
        for a, first in enumerate(those):
            for other in those[a + 1 :]:
                shared[first, other] += 1
    found = {}
    for (a, b), count in shared.items():
        share = count / min(len(runs[a]), len(runs[b]))
        if share >= _LEAST:
            found[frozenset((made[a].text.id, made[b].text.id))] = share
    return found


def rensa_candidates(made: Sequence[Text], permutations: int = 128, threshold: float = 0.2) -> tuple[set[Any], float]:
    """Pairs that MinHash signatures of fixed size and locality-sensitive hashing bring together."""
    from rensa import RMinHash, RMinHashLSH

    begun = time.perf_counter()
    bands = 64 if threshold <= 0.2 else 32
    index = RMinHashLSH(threshold=threshold, num_perm=permutations, num_bands=bands)
    signatures = []
    for n, one in enumerate(made):
        tokens = words(one.text)
        signature = RMinHash(num_perm=permutations, seed=7)
        signature.update([" ".join(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))])
        signatures.append(signature)
        index.insert(n, signature)
    pairs = {
        frozenset((made[n].id, made[m].id))
        for n, signature in enumerate(signatures)
        for m in index.query(signature)
        if m != n
    }
    return pairs, time.perf_counter() - begun


def rensa_figures(made: Sequence[Text], right: set[Any]) -> dict[str, object]:
    candidates, seconds = rensa_candidates(made)
    return {
        "candidates": len(candidates),
        "recall": round(len(candidates & right) / len(right), 4),
        "seconds": round(seconds, 1),
    }


def referenced(file: Path, pairs: Path, with_rensa: bool) -> dict[str, object]:
    """Figures of real reports against a list of pairs."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    right = {frozenset((r["a"], r["b"])) for r in map(json.loads, pairs.read_text(encoding="utf-8").splitlines())}
    told = [
        Text(
            id=r["id"],
            text=r["text"],
            publisher=r.get("publisher"),
            published=_day(r.get("date") or r.get("published")),
        )
        for r in rows
    ]
    story = {r["id"]: r.get("story") for r in rows}
    formulas = load_knowledge().table("linking/formulas")["formulas"]
    found = {frozenset((p.earlier, p.later)) for p in find_copies(told, aligned=False, formulas=formulas)}
    covered = {p for p in found if len({story[i] for i in p}) == 1}
    figures: dict[str, object] = {
        "texts": len(told),
        "pairs": len(right),
        "recall": round(len(found & right) / len(right), 4),
        "precision": round(len(covered & right) / len(covered), 4),
        "found_across_stories": len(found - covered),
    }
    if with_rensa:
        figures["rensa"] = rensa_figures(told, right)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rensa", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="faults to print")
    parser.add_argument("--reference", type=Path, help="a list of pairs to hold the reports against, without edits")
    told = parser.parse_args()
    if told.reference is not None:
        print(json.dumps(referenced(told.files[0], told.reference, told.rensa), indent=1))
        return
    rows = sources(told.files)
    made = texts(rows, told.edits, told.seed)
    formulas = load_knowledge().table("linking/formulas")["formulas"]
    few = {row["id"] for row in rows[::4]}
    quarter = [m.text for m in made if m.source in few]
    begun = time.perf_counter()
    find_copies(quarter, aligned=False, formulas=formulas)
    small = time.perf_counter() - begun
    begun = time.perf_counter()
    pairs = find_copies([m.text for m in made], aligned=False, formulas=formulas)
    large = time.perf_counter() - begun
    found = {frozenset((p.earlier, p.later)): p for p in pairs}
    right = gold(made)
    hits = found.keys() & right.keys()
    figures: dict[str, object] = {
        "texts": len(made),
        "pairs": len(right),
        "recall": round(len(hits) / len(right), 4),
        "precision": round(len(hits) / max(1, len(found)), 4),
        "seconds": round(large, 1),
        "growth": {"texts": round(len(made) / len(quarter), 2), "time": round(large / small, 2)},
    }
    kinds = {m.text.id: m.edit for m in made}
    origin = {m.text.id: m.source for m in made}
    with_source = [p for p in right if any(kinds[i] == "source" for i in p)]
    figures["recall_with_source"] = round(len([p for p in with_source if p in found]) / len(with_source), 4)
    missed = Counter("+".join(sorted(kinds[i] for i in p)) for p in right.keys() - found.keys())
    false = Counter(
        ("one report, too little" if len({origin[i] for i in p}) == 1 else "two reports")
        for p in found.keys() - right.keys()
    )
    figures["missed"] = dict(missed.most_common(6))
    figures["false"] = dict(false)
    if told.rensa:
        figures["rensa"] = rensa_figures([m.text for m in made], set(right))
    print(json.dumps(figures, indent=1))
    by_id = {m.text.id: m for m in made}
    for pair in sorted(map(sorted, found.keys() - right.keys()))[: told.show]:
        print("FALSE", pair, found[frozenset(pair)], [by_id[i].edit for i in pair], file=sys.stderr)
    for pair in sorted(map(sorted, right.keys() - found.keys()))[: told.show]:
        print("MISSED", pair, right[frozenset(pair)], [by_id[i].edit for i in pair], file=sys.stderr)


if __name__ == "__main__":
    main()
