"""A dossier in one HTML file: a chronology whose every entry cites its numbered source, with evidence and hashes.

In: claim rows as `onrecord claims --format jsonl` prints them; for reports, where known, the hash of what was received.
Out: one page that needs no network, no server and no script. It bears the highest TLP marking of what is in it, above
and below. All that comes from a report is escaped, and characters that steer the direction of text are shown by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from onrecord.domain.query import tlp_rank
from onrecord.exports.claims_csv import is_web
from onrecord.exports.plain import day_of, goods, how_far, parties, said_by, when
from onrecord.exports.sheet import Row
from onrecord.exports.words import CERTAINTY

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
.tlp{font:700 14px monospace;background:#000;color:#fff;padding:.2rem .6rem;display:inline-block}
.meta,code{color:#555;font-size:.85rem}code{overflow-wrap:anywhere}
article{border-top:1px solid #bbb;padding:.8rem 0;break-inside:avoid}
blockquote{margin:.4rem 0;padding-left:.8rem;border-left:3px solid #888}mark{background:#ffe58a}
@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}.meta,code{color:#aaa}
mark{background:#6a5500;color:#fff}.tlp{background:#333}a{color:#8ab4ff}}
"""
#: Colours that TLP 2.0 gives its levels, on black.
COLOURS = {"CLEAR": "#fff", "GREEN": "#33ff00", "AMBER": "#ffc000", "AMBER+STRICT": "#ffc000", "RED": "#ff2b2b"}


def export(
    rows: Iterable[Row],
    *,
    made: str,
    title: str = "Dossier",
    payloads: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Iterator[str]:
    """The page, piece by piece; `made` tells when, `payloads` are hashes of received files by report, `notes` are
    what people wrote beside it."""
    told = chronology(rows)
    sources = numbered(told)
    level = highest(told)
    banner = f'<p class="tlp" style="color:{COLOURS[level]}">TLP:{level}</p>\n'
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)} – onrecord</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{banner}"
        f'<h1>{safe(title)}</h1>\n<p class="meta">{len(told):,} claims of {len(sources):,} reports, put together '
        f"{safe(made)}. An entry is what a source is reported to have said, not what is established.</p>\n"
        "<main>\n"
    )
    if notes:
        yield "<h2>Notes</h2>\n<ul>\n" + "".join(f"<li>{safe(note)}</li>\n" for note in notes) + "</ul>\n"
    yield "<h2>Chronology</h2>\n"
    for row in told:
        yield _entry(row, sources[row["report"]])
    if not told:
        yield "<p>No claim answers.</p>\n"
    yield "</main>\n<h2>Sources</h2>\n<ol>\n"
    first = {row["report"]: row for row in reversed(told)}
    for report, number in sources.items():
        yield _source(first[report], number, (payloads or {}).get(report))
    yield f"</ol>\n{banner}</body>\n</html>\n"


def chronology(rows: Iterable[Row]) -> list[Row]:
    """Claims by day of the happening; those of unknown day last, by day of publication."""
    return sorted(rows, key=lambda row: (day_of(row) or "9999", row["published"] or "9999", row["key"]))


def numbered(rows: Iterable[Row]) -> dict[str, int]:
    """Reports in the order in which they are first cited, with their numbers from 1."""
    return {report: n for n, report in enumerate(dict.fromkeys(row["report"] for row in rows), 1)}


def highest(rows: Iterable[Row]) -> str:
    """The most closed TLP marking among claims; CLEAR where there are none."""
    return max((row["tlp"] for row in rows), key=tlp_rank, default="CLEAR")


def visible(text: str) -> str:
    """Text with characters that steer the direction of text, or that no document can hold, shown by number."""
    return _UNSAFE.sub(lambda f: f"[U+{ord(f.group()):04X}]", text)


def safe(text: str) -> str:
    """Text as markup that shows it: escaped, with steering characters shown by number."""
    return visible(escape(text, quote=True))


def heading(row: Row) -> str:
    """An entry's heading: when, what, how far it got, who, with what goods."""
    return " · ".join(filter(None, [when(row), row["type"], how_far(row), parties(row), goods(row)]))


def commitments(row: Row) -> str:
    """Who says it, how sure that source and the report are, and what people said of the claim."""
    parts = [
        f"Said by {said_by(row)}" + (f", who {row['stance']}" if row["stance"] else ""),
        f"that source: {CERTAINTY.get(row['certainty'], row['certainty'])}",
        f"the report: {CERTAINTY.get(row['author_certainty'], row['author_certainty'])}",
        f"decision: {row['decision']}",
        "" if row["credibility"] is None else f"credibility {row['credibility']}",
        "; ".join(f"{kind} {letter}" for kind, letter in row["reliability"].items()),
        f"TLP:{row['tlp']}",
    ]
    return "; ".join(filter(None, parts))


def marked(row: Row) -> tuple[str, str, str]:
    """The quoted sentence in three: before the telling words, these, and after them."""
    quote, begins = row["quote"], row["sentence"][0]
    start, end = row["trigger"][0] - begins, row["trigger"][1] - begins
    if not 0 <= start < end <= len(quote):
        return quote, "", ""
    return quote[:start], quote[start:end], quote[end:]


def source_line(row: Row) -> str:
    """A source in words: outlet, day of publication, title."""
    outlet = f"{row['publisher'] or 'Publisher unknown'}, {row['published'] or 'date unknown'}"
    return f"{outlet}: {row['title'] or 'untitled'}"


def _entry(row: Row, number: int) -> str:
    """One claim: when, what, who says it and how sure, the sentence with its telling words marked, the citation."""
    return (
        f'<article id="{safe(row["key"])}">\n<h3>{safe(heading(row))}</h3>\n'
        f'<blockquote>{_marked(row)} <a href="#s{number}">[{number}]</a></blockquote>\n'
        f'<p class="meta">{safe(commitments(row))}<br><code>{safe(row["key"])}</code></p>\n</article>\n'
    )


def _marked(row: Row) -> str:
    before, words, after = marked(row)
    return f"{safe(before)}<mark>{safe(words)}</mark>{safe(after)}" if words else safe(before)


def _source(row: Row, number: int, payload: str | None) -> str:
    """A numbered source. Only web addresses become links."""
    url = row["url"] or ""
    where = ""
    if is_web(url):
        where = f' <a href="{safe(url)}" rel="noreferrer noopener">{safe(url)}</a>'
    elif url:
        where = f" {safe(url)}"
    received = f"<br><code>received file {safe(payload)}</code>" if payload else ""
    return (
        f'<li id="s{number}">{safe(source_line(row))}{where} <span class="meta">TLP:{safe(row["tlp"])}</span>'
        f"<br><code>text {safe(row['report'])}</code>{received}</li>\n"
    )
