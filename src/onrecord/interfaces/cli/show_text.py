"""One thing in full, as lines for a terminal.

In: the data of `store.detail`. Out: lines; everything from a report goes through `safe`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from onrecord.interfaces.cli.rows import many, who
from onrecord.interfaces.cli.say import safe

Row = Mapping[str, Any]


def text_of(kind: str, found: Row) -> Iterator[str]:
    """The lines for a claim, report, actor or event."""
    return {"claim": _claim, "report": _report, "actor": _actor, "event": _event}[kind](found)


def _claim(found: Row) -> Iterator[str]:
    claim = found["claim"]
    yield f"{claim['key']}  {claim['type']}  {claim['status']}, {claim['certainty']}, polarity {claim['polarity']}"
    yield f"“{safe(claim['quote'])}”"
    yield from _fields(
        who=_parties(claim),
        what=", ".join(item["item"] for item in claim["items"]),
        where=claim["place"] and claim["place"]["name"],
        when=claim["time"] and claim["time"]["value"],
        source=who(claim["source"]) or ("not made out" if claim["chain"] else "the report itself"),
        outlet=f"{claim['publisher'] or 'publisher unknown'}, {claim['published'] or 'date unknown'}",
        report=f"{claim['report']}  TLP:{claim['tlp']}",
        reliability=", ".join(f"{kind} {letter}" for kind, letter in claim["reliability"].items()),
        credibility=claim["credibility"],
        decision=claim["decision"] + (" (of a superseded reading)" if claim["superseded"] else ""),
    )
    for name, value in (claim["original"] or {}).items():
        yield f"    {name} was read as {safe(_json(value))}"
    yield from _section("Reasons", found["reasons"], _reason)
    yield from _section("Said by", found["attributions"], _attribution)
    yield from _section("Relations", found["relations"], lambda r: f"{r['type']}: {r['from']} → {r['to']}")
    yield from _section("Events", found["events"], str)
    yield from _section("Decisions", found["decisions"], _decision)
    yield from _section("The page was edited", found["edits"], _edit)
    yield from _section("Credibility", found["credibility"], lambda r: f"{_by(r)}: {r['figure']}, {r['meaning']}")
    yield from _section("Notes", found["notes"], _note)
    yield from _section("Chain of custody", found["receipts"], _receipt)


def _report(found: Row) -> Iterator[str]:
    report = found["reading"]["report"]
    yield safe(report["title"] or "Untitled")
    yield from _fields(
        outlet=f"{report['publisher'] or 'publisher unknown'}, {report['published'] or 'date unknown'}",
        marking=f"TLP:{found['tlp']}",
        id=report["id"],
        payload=report["payload"],
        url=report["url"],
    )
    yield from _section("Claims", found["claims"], _claim_line)
    yield from _section("Readings", found["readings"], _reading)
    yield from _section("Versions of the page", found["versions"], _version)
    yield from _section("Markings", found["markings"], lambda r: f"{_by(r)}: TLP:{r['tlp']}{_in_brackets(r['note'])}")
    yield from _section("Notes", found["notes"], _note)
    yield from _section("Chain of custody", found["receipts"], _receipt)


def _actor(found: Row) -> Iterator[str]:
    yield f"{found['id']}  {safe(who(found) or '?')}  {found['role'] or ''}".rstrip()
    yield from _fields(claims=", ".join(f"{part} {number}" for part, number in found["parts"].items()))
    yield from _section("Offices", found["offices"], _office)
    yield from _section(
        "Said", found["said"], lambda r: f"{r['published'] or '—'} {r['stance']}: “{r['content'] or ''}”"
    )
    yield from _section(
        "Reliability", found["reliability"], lambda r: f"{r['since']} {r['letter']}, {r['meaning']}, {r['by']}"
    )
    yield from _section("Notes", found["notes"], _note)


def _event(found: Row) -> Iterator[str]:
    yield f"{found['id']}  {found['type']}  {found['status']}, {found['certainty']}"
    origins = found["origins"]
    yield from _fields(
        who=_parties(found),
        counted=found["summary"],
    )
    yield from _section("Origins", origins, _origin)
    yield from _section("Claims", found["claims"], str)
    yield from _section("Disputes", found["disputes"], _json)


def _fields(**fields: Any) -> Iterator[str]:
    for name, value in fields.items():
        if value:
            yield f"  {name:<12} {safe(str(value))}"


def _section(title: str, rows: Iterable[Any], shown: Callable[[Any], str]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number == 0:
            yield ""
            yield title
        yield f"  {safe(shown(row))}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_brackets(text: str | None) -> str:
    return f" ({text})" if text else ""


def _by(row: Row) -> str:
    return f"{row['at']} {row['by']}"


def _parties(row: Row) -> str:
    parts = [", ".join(many(row["actors"])), ", ".join(many(row["recipients"]))]
    return " → ".join(filter(None, parts)) or "not stated"


def _reason(row: Row) -> str:
    return f"{row['rule']}  “{row['quote']}”" if row["quote"] else str(row["rule"])


def _attribution(row: Row) -> str:
    quotes = row["quotes"]
    return f"{who(row['speaker']) or '?'} {row['stance']}: {quotes['cue'] or ''} “{quotes['content'] or ''}”"


def _decision(row: Row) -> str:
    told = f"{_by(row)}: {row['verdict']}"
    if row["changes"]:
        told += f" {_json(row['changes'])}"
    told += _in_brackets(row["note"])
    if row["undone"]:
        told += f"; undone {row['undone']}"
    return told + (f"; carried over from {row['carried_from']}" if row["carried_from"] else "")


def _edit(row: Row) -> str:
    after = f"“{row['after']}”" if row["after"] else "gone"
    return f"{row['noticed']} {row['kind']}: “{row['before']}” → {after}"


def _note(row: Row) -> str:
    return f"{_by(row)} TLP:{row['tlp']}: {row['text']}"


def _claim_line(row: Row) -> str:
    return f"{row['key'][:12]} {row['type']} {row['status']} {row['certainty']}: {row['quote']}"


def _reading(row: Row) -> str:
    recipe = row["recipe"]
    told = f"r{row['reading']} {row['made']} onrecord {recipe['onrecord']}, knowledge {recipe['knowledge']}"
    return f"{told}: {row['claims']} claims{'' if row['current'] else ' (superseded)'}"


def _version(row: Row) -> str:
    touched = ", ".join(f"{edit['claim'][:12]} {edit['kind']}" for edit in row["edits"]) or "no claim touched"
    return f"{row['noticed']} {row['earlier'][:19]}… → {row['later'][:19]}…: {touched}"


def _receipt(row: Row) -> str:
    told = f"{row['received']} {row['by']} with {row['program']}: {row['input']}"
    told += f" from {row['url']}" if row["url"] else ""
    told += f", HTTP {row['status']}" if row["status"] else ""
    told += f", {row['size']:,} bytes, {row['payload']}"
    return told + ("" if row["kept"] else ", bytes not kept")


def _office(row: Row) -> str:
    return f"{row['office']}: {row['first']} to {row['last']}, {row['claims']} claims"


def _origin(row: Row) -> str:
    counted = "" if row["counted"] else " (not counted)"
    return f"{row['label']}: {len(row['reports'])} reports{counted}"
