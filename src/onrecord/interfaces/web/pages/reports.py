"""Reports: the list, one report with its text marked and its claims beside it, and two versions compared.

A very long text is shown in parts, each with the claims that stand in it, so that a page stays small.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from onrecord.domain.contract import reading_from_dict
from onrecord.domain.query import parse_day
from onrecord.domain.reading import Reading
from onrecord.domain.report import Block
from onrecord.domain.span import Span
from onrecord.errors import QueryError
from onrecord.exports import page as report_page
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.store import events as store_events
from onrecord.store import queries
from onrecord.store.detail import report_detail
from onrecord.workflows.diff import diff

#: Characters of text on one page, and claims beside them.
PART, CLAIMS = 20_000, 60
#: Characters of two versions that are compared.
COMPARED = 60_000
_ATTRIBUTES = re.compile(r'<a class="t (\w+) ((?:k-r1-\w+ ?)+)"')


def reports(asked: Asked) -> Shown:
    """Reports, newest first; `text` searches in them."""
    options = asked.options("after")
    first, last = asked.one("published_from"), asked.one("published_to")
    with asked.bench.reading() as connection:
        page = queries.find_reports(
            connection,
            text=asked.one("text"),
            publisher=options.get("publisher", ()),
            published_from=None if first is None else parse_day(first, where="published_from"),
            published_to=None if last is None else parse_day(last, last=True, where="published_to"),
            limit=50,
            after=asked.one("after"),
            tlp_max=asked.viewer.tlp_max,
        )
    pairs = [(name, value) for name, values in options.items() for value in values]
    following = None if page.next is None else "/reports?" + urlencode([*pairs, ("after", page.next)])
    return Shown(
        template="reports.html",
        data={
            "reports": [r.to_dict() for r in page.rows],
            "text": asked.one("text"),
            "publisher": asked.one("publisher"),
            "published_from": first,
            "published_to": last,
            "next": following,
        },
    )


def report(asked: Asked) -> Shown:
    """One report: text with claims and attributions, versions, custody."""
    try:
        with asked.bench.reading() as connection:
            data = report_detail(connection, asked.path("id"), tlp_max=asked.viewer.tlp_max)
            names = {claim["key"]: claim["id"] for claim in data["claims"]}
            judged = store_events.judged(connection, list(names))
            stale = store_events.stale(connection) if judged else 0
    except QueryError:
        return Shown(template="missing.html", data={"what": f"report {asked.path('id')}"}, status=404)
    whole = reading_from_dict(data["reading"])
    cuts = _cuts(whole)
    number = min(max(1, asked.count("part") or _part_of(whole, cuts, asked.one("claim"))), len(cuts))
    part = cut(whole, cuts[number - 1])
    held = {claim["id"]: claim for claim in data["claims"]}
    shown = [{**held[c.id], "why": _reasons(c.reasons, whole)} for c in part.claims if c.id in held]
    return Shown(
        template="report.html",
        data={
            **data,
            "title": report_page.words_of_title(whole),
            "claims": shown,
            "part": number,
            "parts": len(cuts),
            "counts": _counts(data["claims"]),
            "judged": judged,
            "stale": stale,
            "names": names,
        },
        hidden={"shown": part, "states": {claim["id"]: claim["decision"] for claim in shown}},
    )


def _reasons(reasons: Any, reading: Reading) -> list[dict[str, Any]]:
    text = reading.report.text
    return [
        {"rule": r.rule, "note": r.note, "quote": None if r.span is None else r.span.of(text)[:120]} for r in reasons
    ]


def _counts(claims: list[dict[str, Any]]) -> dict[str, int]:
    """How many claims are in which state of review."""
    told = {"open": 0, "accepted": 0, "corrected": 0, "rejected": 0}
    for claim in claims:
        told[claim["decision"]] = told.get(claim["decision"], 0) + 1
    return told


def _cuts(reading: Reading) -> list[Span]:
    """The text in parts: of at most `PART` characters and `CLAIMS` claims, between sentences of claims."""
    text, length = reading.report.text, len(reading.report.text)
    starts = sorted(claim.trigger.start for claim in reading.claims)
    cuts: list[Span] = []
    at = 0
    while at < length or not cuts:
        end = min(length, at + PART)
        inside = [start for start in starts if at <= start < end]
        if len(inside) > CLAIMS:
            end = max(at + 1, inside[CLAIMS])
        if end < length:
            # back to a line or a blank, and out of any sentence that a claim stands in
            back = max(text.rfind("\n", at, end), text.rfind(". ", at, end) + 1, text.rfind(" ", end - 200, end))
            end = back if back > at else end
            for claim in reading.claims:
                told = claim.sentence
                if told.start < end < told.end and told.start > at and told.end - told.start < PART:
                    end = claim.sentence.start
        cuts.append(Span(at, max(end, min(length, at + 1))))
        at = cuts[-1].end
        if length == 0:
            break
    return cuts


def _part_of(reading: Reading, cuts: list[Span], claim: str | None) -> int:
    """The part in which a claim stands; the first where it is not told."""
    start = next((c.trigger.start for c in reading.claims if claim in (c.key, c.id)), 0)
    return next((n for n, span in enumerate(cuts, 1) if span.start <= start < span.end), 1)


def cut(reading: Reading, span: Span) -> Reading:
    """A reading of the same text that shows a stretch of it only; all offsets stay."""
    if span.start == 0 and span.end >= len(reading.report.text):
        return reading
    blocks = tuple(
        Block(kind=b.kind, span=Span(max(b.span.start, span.start), min(b.span.end, span.end)))
        for b in reading.report.blocks
        if b.span.start < span.end and span.start < b.span.end
    )
    claims = tuple(c for c in reading.claims if span.start <= c.trigger.start < span.end)
    said = tuple(
        a
        for a in reading.attributions
        if any(s.start < span.end and span.start < s.end for s in (*a.source, *a.cue, *a.content))
    )
    return replace(reading, report=replace(reading.report, blocks=blocks), claims=claims, attributions=said)


def marked(reading: Reading, states: dict[str, str], nonce: str) -> Markup:
    """The marked text of a report as safe HTML, for the template; everything that comes from the report is escaped.

    Its own generated rules, which show the parts of a claim that is pointed at, bear the nonce of the page. The lists
    below the text are left out: the page has its own beside it. Marks tell what people decided.
    """
    html = "".join(report_page.report(reading, "r1"))
    # the sections hold escaped text only, so the first closing tag is their own
    html = re.sub(r'<section class="(?:claims|said)">.*?</section>\n?', "", html, flags=re.S)
    head, style, rest = html.partition("</style>")
    head = head.replace("<style>", f'<style nonce="{nonce}">', 1).replace(".report:has(", ".review:has(")

    def mark(found: re.Match[str]) -> str:
        names = found[2].split()
        state = states.get(names[0].removeprefix("k-r1-"), "open")
        return f'<a class="t {found[1]} d-{state} {found[2]}"'

    return Markup(head + style + _ATTRIBUTES.sub(mark, rest))


def compare(asked: Asked) -> Shown:
    """Two versions of a page: what was taken out and put in, and what became of the claims."""
    tlp = asked.viewer.tlp_max
    try:
        with asked.bench.reading() as connection:
            earlier = report_detail(connection, asked.path("id"), tlp_max=tlp)
            later = report_detail(connection, asked.path("other"), tlp_max=tlp)
            changes = diff(connection, asked.path("id"), asked.path("other"), tlp_max=tlp)
    except QueryError:
        return Shown(template="missing.html", data={"what": "one of these versions"}, status=404)
    texts = [told["reading"]["report"]["text"] for told in (earlier, later)]
    return Shown(
        template="compare.html",
        data={
            "earlier": _version(earlier),
            "later": _version(later),
            "pieces": pieces(texts[0][:COMPARED], texts[1][:COMPARED]),
            "cut": max(len(text) for text in texts) > COMPARED,
            "changes": [change.to_dict() for change in changes],
        },
    )


def _version(told: dict[str, Any]) -> dict[str, Any]:
    report = told["reading"]["report"]
    received = [r["received"] for r in told["receipts"]]
    return {
        "id": report["id"],
        "link": f"/reports/{quote(report['id'], safe='')}",
        "title": report["title"],
        "published": report["published"],
        "received": min(received) if received else None,
    }


def pieces(earlier: str, later: str) -> list[dict[str, str]]:
    """The later text with what was put in, and what was taken out where it stood: pieces of kind same, out, in.

    By words where the texts are short, else by sentences, since comparing costs the square of their number.
    """
    unit = r"\S+\s*" if len(earlier) + len(later) < 20_000 else r"[^.\n]*[.\n]+\s*|[^.\n]+"
    old, new = re.findall(unit, earlier), re.findall(unit, later)
    told: list[dict[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append({"kind": "same", "text": "".join(new[c:d])})
            continue
        if b > a:
            told.append({"kind": "out", "text": "".join(old[a:b])})
        if d > c:
            told.append({"kind": "in", "text": "".join(new[c:d])})
    return told


PAGES = (
    Page(path="/reports", handler=reports),
    Page(path="/reports/{id}", handler=report),
    Page(path="/reports/{id}/versions/{other}", handler=compare),
)
