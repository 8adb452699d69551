"""A self-contained HTML page: the text of each report with its claims marked, and why each was read so.

In: readings. Out: one page that needs no network and runs no script: marks are links to the claims listed below the
text, and pointing at one, or reaching it by keyboard, shows who says it, how far it got, how sure, and the reasons.
Colour never says anything alone: each standing has a sign and a line of its own. All that comes from a report is
escaped; characters that steer the direction of text are shown by their number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from urllib.parse import quote

from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Reason
from onrecord.domain.claim import Claim
from onrecord.domain.reading import Reading
from onrecord.domain.report import Block, BlockKind
from onrecord.domain.span import Span
from onrecord.domain.standing import Standing, standing
from onrecord.exports import words
from onrecord.exports.marks import Mark, groups, pieces

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
#: Standing → class and sign.
SIGNS = {
    Standing.FACT: ("fact", "●"),
    Standing.POSSIBLE: ("possible", "◐"),
    Standing.AIM: ("aim", "○"),
    Standing.FAILED: ("failed", "✕"),
    Standing.DENIED: ("denied", "⊘"),
}
_MEANS = {
    Standing.FACT: "a source, or the report itself, commits to its having happened or being under way",
    Standing.POSSIBLE: "told as having happened, with nobody committed to it",
    Standing.AIM: "sought, discussed, planned, pledged, agreed or merely supposed: not told as done",
    Standing.FAILED: "tried or expected, and did not come about",
    Standing.DENIED: "denied by the source, or told not to happen",
}


def export(readings: Iterable[Reading]) -> Iterator[str]:
    """The page, piece by piece."""
    told = list(readings)
    title = words_of_title(told[0]) if len(told) == 1 else f"{len(told)} reports on record"
    yield _opening(title)
    if len(told) > 1:
        yield '<nav aria-label="Reports"><ol>'
        for number, reading in enumerate(told, 1):
            yield f'<li><a href="#r{number}">{safe(words_of_title(reading))}</a> {safe(_outlet(reading))}</li>'
        yield "</ol></nav>\n"
    for number, reading in enumerate(told, 1):
        yield from report(reading, f"r{number}")
    yield "</body>\n</html>\n"


def index(pages: Iterable[tuple[str, Reading]]) -> Iterator[str]:
    """A page that lists other pages: each its path, relative to the list, and its reading."""
    told = list(pages)
    yield _opening(f"{len(told)} reports on record")
    yield f'<main class="index"><h1>{len(told)} reports on record</h1><ol>'
    for path, reading in told:
        counts = Counter(standing(claim, reading.attributions) for claim in reading.claims)
        signs = " ".join(
            f'<span class="chip {name}" title="{kind}"><span class="sign">{sign}</span> {counts[kind]}</span>'
            for kind, (name, sign) in SIGNS.items()
            if counts[kind]
        )
        doubts = "; ".join(f"{problem.code}: {problem.message}" for problem in reading.problems)
        yield (
            f'<li><p class="meta">{safe(_outlet(reading))}</p><a href="{safe(quote(path))}">'
            f"{safe(words_of_title(reading))}</a><p>{signs or 'no claims'}"
            + (f' <span class="doubts">{safe(doubts)}</span>' if doubts else "")
            + "</p></li>\n"
        )
    means = "".join(
        f'<li class="{name}"><span class="sign">{sign}</span> <b>{kind}</b>: {safe(_MEANS[kind])}</li>'
        for kind, (name, sign) in SIGNS.items()
    )
    yield f'</ol><ul class="means">{means}</ul></main>\n</body>\n</html>\n'


def _opening(title: str) -> str:
    style = resources.files("onrecord.exports").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)} – onrecord</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )


def steering_shown(text: str) -> str:
    """Text with characters that steer terminals or the direction of text shown by their number."""
    return _UNSAFE.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def safe(text: str) -> str:
    """Text as markup that shows it: escaped, with steering characters shown by number."""
    return steering_shown(escape(text, quote=True))


def words_of_title(reading: Reading) -> str:
    """The report's title, else its first words."""
    told = reading.report.provenance.title
    if told:
        return told
    first = next((b for b in reading.report.blocks if b.kind is BlockKind.BODY), None)
    opening = words.quote(reading.report.text, first.span) if first else ""
    return (opening[:70] + "…" if len(opening) > 70 else opening) or "A report without text"


def _outlet(reading: Reading) -> str:
    told = reading.report.provenance
    day = told.published.strftime("%-d %B %Y") if told.published else "date unknown"
    return f"{told.publisher or 'publisher unknown'}, {day}"


def report(reading: Reading, prefix: str) -> Iterator[str]:
    """One report as an `article` element; ids inside begin with `prefix`."""
    standings = {claim.id: standing(claim, reading.attributions) for claim in reading.claims}
    yield f"<style>{''.join(_pointing(claim, prefix) for claim in reading.claims)}</style>\n"
    yield f'<article id="{prefix}" class="report">\n'
    yield _head(reading)
    yield _legend(Counter(standings.values()))
    yield f'<div class="text">{"".join(_text(reading, standings, prefix))}</div>\n'
    if reading.claims:
        claims = "".join(_listed(reading, standings, prefix))
        yield f'<section class="claims"><h2>Claims on record</h2>\n<ol>{claims}</ol></section>\n'
    if reading.attributions:
        yield f'<section class="said"><h2>Who says what</h2>\n<ol>{"".join(_said(reading))}</ol></section>\n'
    recipe = reading.recipe
    models = "".join(f"; {safe(name)} {safe(version)}" for name, version in recipe.models.items())
    yield (
        f"<footer>Read by onrecord {safe(recipe.onrecord)} with knowledge {safe(recipe.knowledge)}{models}. "
        f"Report {safe(reading.report.id)}. That a claim is on record says that it was made, not that it is true."
        "</footer>\n</article>\n"
    )


def _head(reading: Reading) -> str:
    told = reading.report.provenance
    meta = [safe(_outlet(reading))]
    meta += [safe(told.byline)] if told.byline else []
    meta += [f'<span class="url">{safe(told.url)}</span>'] if told.url else []
    problems = "".join(f"<li><b>{safe(p.code)}</b> {safe(p.message)}</li>" for p in reading.problems)
    title = "" if _opens_with_title(reading) else f"<h1>{safe(words_of_title(reading))}</h1>"
    return (
        f'<header><p class="meta">{" · ".join(meta)}</p>{title}'
        + (f'<ul class="problems" aria-label="Problems">{problems}</ul>' if problems else "")
        + "</header>\n"
    )


def _opens_with_title(reading: Reading) -> bool:
    """Whether the text begins with the report's title, which is then shown there, marked, and not told twice."""
    first = next(iter(reading.report.blocks), None)
    if first is None or first.kind is not BlockKind.TITLE:
        return False
    return (
        words.quote(reading.report.text, first.span).casefold() == " ".join(words_of_title(reading).split()).casefold()
    )


def _legend(counts: Counter[Standing]) -> str:
    rows = "".join(
        f'<li class="{name}" title="{safe(_MEANS[kind])}"><span class="sign">{sign}</span> '
        f"<b>{counts.get(kind, 0)}</b> {kind}</li>"
        for kind, (name, sign) in SIGNS.items()
    )
    return (
        f'<aside class="legend" aria-label="Legend"><ul>{rows}</ul>'
        '<p><span class="src">who says it</span>, <span class="cue">says</span>, '
        '<span class="att">what is said</span>. '
        "Point at a marked word, or reach it with the Tab key, to see the claim and its reasons.</p></aside>\n"
    )


def _class(id_: str, prefix: str) -> str:
    """A claim's id as part of a class name; ids are the reader's own and plain, and anything else is left out."""
    return f"{prefix}-{re.sub(r'[^A-Za-z0-9]', '', id_)}"


def _pointing(claim: Claim, prefix: str) -> str:
    """The rule by which pointing at a claim shows its parts in the text."""
    name = _class(claim.id, prefix)
    return f".report:has(.k-{name}:is(:hover,:focus-within,:target)) .p-{name}{{background:var(--part)}}"


def _marks(reading: Reading, prefix: str) -> list[Mark]:
    marks = []
    by_id = {told.id: told for told in reading.attributions}
    for told in reading.attributions:
        marks += [Mark(span=span, name="att") for span in told.content]
        marks += [Mark(span=span, name="src") for span in told.source]
        marks += [Mark(span=span, name="cue") for span in told.cue]
    for claim in reading.claims:
        spans = [a.span for a in (*claim.actors, *claim.recipients, *claim.intermediaries)]
        spans += [i.span for i in (*claim.items, *claim.in_return)]
        spans += [carrier.span for carrier in claim.carriers]
        spans += [part.span for part in (claim.place, claim.time) if part is not None]
        spans += [claim.norm.span] if claim.norm else []
        spans += [claim.end_use.span] if claim.end_use else []
        for id_ in claim.chain:
            if id_ in by_id:
                spans += [*by_id[id_].source, *by_id[id_].cue]
        name = f"p-{_class(claim.id, prefix)}"
        marks += [Mark(span=span, name=name) for span in dict.fromkeys(spans) if span is not None]
    return marks


def _text(reading: Reading, standings: dict[str, Standing], prefix: str) -> Iterator[str]:
    """The text of the report in its blocks, marked."""
    marks = _marks(reading, prefix)
    triggers = groups(claim.trigger for claim in reading.claims)
    headed = _opens_with_title(reading)
    text = reading.report.text
    blocks = reading.report.blocks
    for index, block in enumerate(blocks):
        joined = index > 0 and _runs_on(text, blocks[index - 1], block)
        after = index + 1 < len(blocks) and _runs_on(text, block, blocks[index + 1])
        tag = "h1" if index == 0 and headed else "h3" if block.kind is BlockKind.TITLE else "p"
        inner = "".join(_inline(reading, block.span, marks, triggers, standings, prefix))
        shown = f'<span class="{block.kind}">{inner}</span>'
        yield (" " if joined else f'<{tag} class="b {block.kind}">') + shown + ("" if after else f"</{tag}>\n")


def _runs_on(text: str, one: Block, other: Block) -> bool:
    """Whether two blocks stand in one paragraph: a dateline and its sentence, a body and what is glued to its end."""
    between = text[one.span.end : other.span.start]
    kinds = {one.kind, other.kind}
    return "\n" not in between and BlockKind.BODY in kinds and len(kinds) == 2 and BlockKind.TITLE not in kinds


def _inline(
    reading: Reading, span: Span, marks: list[Mark], triggers: list[Span], standings: dict[str, Standing], prefix: str
) -> Iterator[str]:
    text = reading.report.text
    at = span.start
    for trigger in [t for t in triggers if t.start < span.end and span.start < t.end]:
        start, end = max(trigger.start, span.start), min(trigger.end, span.end)
        yield from _pieces(text, Span(at, start), marks)
        claims = [claim for claim in reading.claims if claim.trigger.overlaps(trigger)]
        classes = " ".join(f"k-{_class(claim.id, prefix)}" for claim in claims)
        cards = "".join(_card(claim, reading, standings[claim.id]) for claim in claims)
        kind, sign = SIGNS[standings[claims[0].id]]
        inner = "".join(_pieces(text, Span(start, end), marks))
        yield (
            f'<a class="t {kind} {classes}" href="#{_class(claims[0].id, prefix)}">'
            f'<span class="sign">{sign}</span>{inner}<span class="tip" role="tooltip">{cards}</span></a>'
        )
        at = end
    yield from _pieces(text, Span(at, span.end), marks)


def _pieces(text: str, span: Span, marks: list[Mark]) -> Iterator[str]:
    if span.start >= span.end:
        return
    for piece, names in pieces(span, marks):
        told = safe(piece.of(text))
        classes = sorted(set(names)) + (["att2"] if names.count("att") > 1 else [])
        yield f'<span class="{" ".join(classes)}">{told}</span>' if classes else told


def _facts(claim: Claim, reading: Reading) -> list[tuple[str, str]]:
    """The claim's parts in words, as label and text."""
    text = reading.report.text
    route = claim.route
    way = (
        " → ".join(words.place(p) for p in (route.origin, *route.via, route.destination) if p is not None)
        if route
        else ""
    )
    told = [
        ("who", words.parties(claim, text)),
        ("what", words.items(claim.items)),
        ("in return", words.items(claim.in_return)),
        ("carried by", ", ".join(c.name or words.quote(text, c.span) for c in claim.carriers)),
        ("way", way),
        ("for use", words.quote(text, claim.end_use.span) if claim.end_use else ""),
        ("norm", claim.norm.text if claim.norm else ""),
        ("where", words.place(claim.place)),
        ("when", words.time(claim.time)),
        ("source", words.chain(claim, reading)),
        *words.commitment(claim),
    ]
    if claim.probability:
        told.append(
            ("probability", f"{claim.probability[0]:.0%} to {claim.probability[1]:.0%}, by the text's own words")
        )
    return [(label, value) for label, value in told if value]


def _heading(claim: Claim, kind: Standing) -> str:
    name, sign = SIGNS[kind]
    return (
        f'<span class="head"><span class="chip {name}"><span class="sign">{sign}</span> '
        f"{safe(words.how_far(claim))}</span>"
        f'<b class="type">{safe(claim.type)}</b><span class="sure">{safe(str(claim.certainty))}</span></span>'
    )


def _card(claim: Claim, reading: Reading, kind: Standing) -> str:
    """What is shown when a mark is pointed at: spans alone, since it stands inside a paragraph."""
    rows = "".join(
        f'<span class="row"><span class="label">{label}</span><span class="value">{safe(value)}</span></span>'
        for label, value in _facts(claim, reading)
    )
    reasons = "".join(f'<span class="why">{_reason(r, reading.report.text)}</span>' for r in claim.reasons)
    return f'<span class="card">{_heading(claim, kind)}{rows}<span class="whys">{reasons}</span></span>'


def _reason(reason: Reason, text: str) -> str:
    quoted = words.quote(text, reason.span)
    shown = f"<code>{safe(reason.rule)}</code>"
    shown += f" <q>{safe(quoted[:120] + ('…' if len(quoted) > 120 else ''))}</q>" if quoted else ""
    return shown + (f" {safe(reason.note)}" if reason.note else "")


def _listed(reading: Reading, standings: dict[str, Standing], prefix: str) -> Iterator[str]:
    text = reading.report.text
    for claim in reading.claims:
        kind = standings[claim.id]
        name = _class(claim.id, prefix)
        sentence = claim.sentence.of(text)
        cut = claim.trigger.start - claim.sentence.start
        end = claim.trigger.end - claim.sentence.start
        shown = f"{safe(sentence[:cut])}<mark>{safe(sentence[cut:end])}</mark>{safe(sentence[end:])}"
        rows = "".join(f"<dt>{label}</dt><dd>{safe(value)}</dd>" for label, value in _facts(claim, reading))
        reasons = "".join(f"<li>{_reason(r, text)}</li>" for r in claim.reasons)
        why = f"<details><summary>Why it is read so</summary><ul>{reasons}</ul></details>" if reasons else ""
        yield (
            f'<li id="{name}" class="claim k-{name} {SIGNS[kind][0]}"><span class="no">{safe(claim.id)}</span>'
            f"{_heading(claim, kind)}<blockquote>{shown}</blockquote><dl>{rows}</dl>{why}</li>\n"
        )


def _said(reading: Reading) -> Iterator[str]:
    text = reading.report.text
    for told in reading.attributions:
        content = " … ".join(words.quote(text, span) for span in told.content) or "(nothing)"
        cue = " … ".join(words.quote(text, span) for span in told.cue)
        yield (
            f'<li><span class="no">{safe(told.id)}</span><b>{safe(words.step(told, text))}</b> '
            f'<span class="cue">{safe(cue)}</span> <q>{safe(content)}</q> '
            f'<span class="kind">{_kind(told)}</span></li>\n'
        )


def _kind(told: Attribution) -> str:
    parts = [str(told.kind), str(told.stance)]
    parts += [f"within {safe(told.via)}"] if told.via else []
    parts += ["carried over"] if told.carried_over else []
    parts += [f"in a {safe(told.occasion.kind)}"] if told.occasion else []
    return ", ".join(parts)
