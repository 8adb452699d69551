"""`onrecord pledges`: what was pledged, and what was done later."""

from __future__ import annotations

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.matter_options import Filter, Name, opened_matter
from onrecord.interfaces.cli.rows import Columns, write

TABLE: Columns = {
    "day": lambda r: r["date"] or "—",
    "by": lambda r: r["by"],
    "pledge": lambda r: ("not to: " if r["negative"] else "to: ") + (r["deed"] or "?"),
    "words": lambda r: r["sentence"],
    "later": lambda r: (
        [f"{c['date'] or '—'} {c['status']} {c['certainty']}: {c['summary']}" for c in r["conduct"]]
        or "nothing on record"
    ),
}
SHEET: Columns = {
    "date": lambda r: r["date"],
    "by": lambda r: r["by"],
    "negative": lambda r: r["negative"],
    "deed": lambda r: r["deed"],
    "sentence": lambda r: r["sentence"],
    "pledge": lambda r: r["pledge"],
    "report": lambda r: r["report"],
    "events": lambda r: r["events"],
}


def command(
    dossier: Name = None,
    filter: Filter = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Hold pledges to do or not to do something against later events by the same party, with dates and sources."""
    from onrecord.interfaces.cli.events import say_stale
    from onrecord.workflows.matter import pledged

    told = o.form(format)
    with opened_matter(case, dossier, filter, tlp_max) as found:
        rows = pledged(found.connection, found.matter, tlp_max=found.level)
    write(rows, told, table=TABLE, sheet=SHEET)
    say_stale(found.stale)
