"""One fact a line, for diffs and golden files.

In: readings. Out: lines in the order of the text, each with the offsets and the quoted words that it rests on. Claims
and attributions are named by their offsets and not by their running numbers, so that a new claim changes its own lines
and no others. The words are on one line with white space folded; control characters are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.claim import Claim
from onrecord.domain.item import Item
from onrecord.domain.place import Place
from onrecord.domain.reading import Reading
from onrecord.domain.report import BlockKind
from onrecord.domain.span import Span
from onrecord.domain.times import Time

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def export(readings: Iterable[Reading]) -> Iterator[str]:
    """The lines of each reading; an empty line between two."""
    first = True
    for reading in readings:
        yield ("" if first else "\n") + "".join(f"{line}\n" for line in lines(reading))
        first = False


def lines(reading: Reading) -> list[str]:
    """The facts of one reading: first what is known of the report, then what stands in it, in the order of the text."""
    report = reading.report
    told = report.provenance
    head = [f"report id {report.id}"]
    fields = {
        "publisher": told.publisher,
        "published": told.published,
        "title": told.title,
        "byline": told.byline,
        "url": told.url,
        "dateline": report.dateline,
        "language": report.language,
    }
    head += [f"report {name} {_plain(str(value))}" for name, value in fields.items() if value is not None]
    head += [f"problem {problem.code} {_plain(problem.message)}" for problem in reading.problems]
    text = report.text
    rows = [
        _row(block.span, f"block {block.kind}", text, limit=40)
        for block in report.blocks
        if block.kind is not BlockKind.BODY
    ]
    cues = {attribution.id: _name(attribution) for attribution in reading.attributions}
    for attribution in reading.attributions:
        rows.extend(_attribution(attribution, cues, text))
    triggers = {claim.id: f"{claim.trigger.start}-{claim.trigger.end}" for claim in reading.claims}
    for claim in reading.claims:
        rows.extend(_claim(claim, cues, text))
    for relation in reading.relations:
        at = relation.cue or next((c.trigger for c in reading.claims if c.id == relation.origin), Span(0, 0))
        ends = f"{triggers.get(relation.origin, '?')} {triggers.get(relation.target, '?')}"
        rows.append(_row(at, f"relation {relation.type} {ends}", text))
    return head + [line for _, line in sorted(rows)]


def _plain(words: str, limit: int = 0) -> str:
    folded = " ".join(words.split())
    if limit and len(folded) > limit:
        folded = folded[: limit - 1] + "…"
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", folded)


_Row = tuple[tuple[int, int, bool, str], str]


def _row(span: Span, fact: str, text: str, limit: int = 100, main: bool = False) -> _Row:
    """A line and its place in the order: by span, and what a claim or attribution is before what belongs to it."""
    quoted = f' "{_plain(span.of(text), limit)}"' if span.end > span.start else ""
    return (span.start, span.end, not main, fact), f"{span.start}-{span.end} {fact}{quoted}"


def _name(attribution: Attribution) -> str:
    span = next(iter(attribution.cue or attribution.content or attribution.source), Span(0, 0))
    return f"{span.start}-{span.end}"


def _actor(told: Actor | None) -> str:
    if told is None:
        return "?"
    parts = [told.country or "-", told.role or "-"]
    parts += [f"name={_plain(told.name)}"] if told.name else []
    parts += [f"office={_plain(told.office)}"] if told.office else []
    parts += [f"id={told.id}"] if told.id else []
    return " ".join(parts) + (" inferred" if told.inferred else "")


def _place(told: Place) -> str:
    return f"{told.country or '-'} name={_plain(told.name)}" + (
        f" geonames={told.geonames_id}" if told.geonames_id else ""
    )


def _time(told: Time) -> str:
    days = f" {told.first or ''}..{told.last or ''}" if told.first or told.last else ""
    return f"{told.type} {told.value}{f' {told.mod}' if told.mod else ''}{days}"


def _item(told: Item) -> str:
    count = told.quantity
    if count is None:
        return told.item
    bounds = f"{_number(count.value)}/{_number(count.low)}/{_number(count.high)}"
    return f"{told.item} quantity={bounds} unit={count.unit or '-'}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _attribution(told: Attribution, cues: Mapping[str, str], text: str) -> Iterator[_Row]:
    head = f"attribution {cues[told.id]}"
    at = next(iter(told.cue or told.content or told.source), Span(0, 0))
    flags = f"{told.kind} {told.stance}" + (" carried-over" if told.carried_over else "")
    flags += f" basis={','.join(told.basis)}" if told.basis else ""
    flags += f" via={cues.get(told.via, '?')}" if told.via else ""
    yield _row(at, f"{head} {flags}", text, main=True)
    for span in told.source:
        yield _row(span, f"{head} source", text)
    for span in told.content:
        yield _row(span, f"{head} content", text)
    if told.speaker is not None:
        yield _row(told.speaker.span or at, f"{head} speaker {_actor(told.speaker)}", text)
    if told.occasion is not None:
        yield _row(told.occasion.span, f"{head} occasion {told.occasion.kind}", text)
    if told.time is not None:
        yield _row(told.time.span or at, f"{head} time {_time(told.time)}", text)
    if told.withholds is not None:
        yield _row(told.withholds.span, f"{head} withholds {told.withholds.what}", text)


def _claim(told: Claim, cues: Mapping[str, str], text: str) -> Iterator[_Row]:
    head = f"claim {told.trigger.start}-{told.trigger.end} {told.type}"
    at = told.trigger
    fact = f"{head} {told.status} {told.polarity} {told.certainty} author={told.author_certainty}"
    fact += f" outcome={told.outcome}" if told.outcome else ""
    fact += f" mode={told.mode}" if told.mode else ""
    fact += f" plover={told.plover}" if told.plover else ""
    fact += f" probability={told.probability[0]:g}-{told.probability[1]:g}" if told.probability else ""
    fact += f" chain={'>'.join(cues.get(id_, '?') for id_ in told.chain)}" if told.chain else ""
    yield _row(at, fact, text, main=True)
    for name, group in (("actor", told.actors), ("recipient", told.recipients), ("between", told.intermediaries)):
        for one in group:
            yield _row(one.span or at, f"{head} {name} {_actor(one)}", text)
    for name, goods in (("item", told.items), ("in-return", told.in_return)):
        for thing in goods:
            yield _row(thing.span, f"{head} {name} {_item(thing)}", text)
    for carrier in told.carriers:
        yield _row(
            carrier.span,
            f"{head} carrier {carrier.kind}" + (f" name={_plain(carrier.name)}" if carrier.name else ""),
            text,
        )
    if told.route is not None:
        for name, stop in (
            ("from", told.route.origin),
            *(("via", p) for p in told.route.via),
            ("to", told.route.destination),
        ):
            if stop is not None:
                yield _row(stop.span or at, f"{head} route-{name} {_place(stop)}", text)
    if told.end_use is not None:
        yield _row(told.end_use.span, f"{head} end-use", text)
    if told.norm is not None:
        yield _row(told.norm.span, f"{head} norm {','.join(told.norm.ids) or '-'}", text)
    if told.place is not None:
        yield _row(told.place.span or at, f"{head} place {_place(told.place)}", text)
    if told.time is not None:
        yield _row(told.time.span or at, f"{head} time {_time(told.time)}", text)
    for reason in told.reasons:
        yield _row(reason.span or at, f"{head} reason {reason.rule}", text)
