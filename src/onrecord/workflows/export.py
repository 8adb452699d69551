"""Export: what a casebook holds, handed on in a format that other programs, or people without this one, read.

In: a connection, a query, a format of `exports.CASE_FORMATS`, for whom. Out: an Export, whose pieces are bytes and
whose tally tells how many rows went out and how many stayed behind. Nothing above the ceiling leaves; without one every
level leaves, and protected names are blotted out. Rejected claims are left out unless asked for, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from onrecord.domain.claim import claim_key
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Article, Provenance, Tlp
from onrecord.domain.span import Span
from onrecord.errors import QueryError
from onrecord.exports import CASE_FORMATS
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.knowledge.actors import actor_table
from onrecord.store import detail, events, exported, queries, reports
from onrecord.store.case import Case
from onrecord.store.dossiers import Dossier
from onrecord.store.handover import markings_behind, words_of
from onrecord.store.protect import blot, blotter, protected_names
from onrecord.workflows.ingest import program
from onrecord.workflows.link import need_events

Row = dict[str, Any]
#: Claims taken from the casebook at a time.
PAGE = 1000


@dataclass
class Tally:
    """What went out and what stayed behind, counted while the pieces are taken.

    Attributes:
        claims, events: Rows that went out.
        uncoded: Claims left out of event data, since its ontology has no code for them.
        rejected: Claims left out because a person rejected them.
        excluded: Claims that a person left out of the dossier.
        blotted: Readings in which a protected name was blotted out.
        keys: Of the claims that went out, under the names that the casebook has for them.
    """

    claims: int = 0
    events: int = 0
    uncoded: int = 0
    rejected: int = 0
    excluded: int = 0
    blotted: int = 0
    keys: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Export:
    """The pieces of an export, to be written one after the other, and its tally, which is whole after the last."""

    pieces: Iterator[bytes]
    tally: Tally = field(default_factory=Tally)


def export(
    connection: sa.Connection,
    query: ClaimQuery,
    format: str,
    *,
    made: datetime,
    title: str = "Dossier",
    tlp_max: Tlp | None = None,
    knowledge: Knowledge | None = None,
    dossier: Dossier | None = None,
) -> Export:
    """Claims, or events that they tell of, in a format.

    Args:
        connection: From `Case.read()`; it is used while the pieces are taken.
        query: Which claims.
        format: One of `CASE_FORMATS`.
        made: Now, UTC; for formats that bear their day.
        title: Of a dossier.
        tlp_max: Ceiling.
        knowledge: For names of countries; what ships with the package where None.
        dossier: Whose pins are taken in and whose exclusions are left out; its notes stand in formats for people.

    Raises:
        QueryError: There is no such format.
        CaseError: A library that the format needs is not installed, or no events are linked yet.
    """
    if format not in CASE_FORMATS:
        raise QueryError(
            f"there is no format {format!r}", where="export", remedy=f"Give one of {', '.join(CASE_FORMATS)}"
        )
    if CASE_FORMATS[format].events:
        need_events(events.stale(connection), "export")
    source = _Source(connection=connection, query=query, tlp_max=tlp_max, dossier=dossier)
    if query.decision is None:
        source.tally.rejected = queries.count_claims(connection, query.also(decision="rejected"), tlp_max=tlp_max)
    made_by = _MAKERS[format]
    notes = tuple(f"{note['text']} ({note['by']}, {note['at'][:10]})" for note in (dossier.notes if dossier else ()))
    pieces = made_by(source, _Told(made=made, title=title, knowledge=knowledge, notes=notes))
    return Export(pieces=_bytes(pieces), tally=source.tally)


def note_export(
    case: Case,
    tally: Tally,
    format: str,
    query: ClaimQuery,
    *,
    by: str,
    to: str | None = None,
    dossier: str | None = None,
) -> int:
    """Keep in the casebook which claims an export handed out, so that a recall can name it; returns its run.

    Args:
        case: Opened to write.
        tally: Of the export, all its pieces taken.
        format: Its format.
        query: What it was of.
        by: Who made it.
        to: The file that it went to, where one is known.
        dossier: The dossier that it was of.

    Raises:
        CaseError: The casebook cannot be written.
    """
    options = {"format": format, "to": to, "dossier": dossier, "query": query.to_options()}
    with case.write() as connection:
        return exported.save_export(connection, tally.keys, options=options, by=by, program=program())


@dataclass(frozen=True, kw_only=True)
class _Told:
    made: datetime
    title: str
    knowledge: Knowledge | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Source:
    """The rows of an export, blotted and counted."""

    connection: sa.Connection
    query: ClaimQuery
    tlp_max: Tlp | None
    tally: Tally = field(default_factory=Tally)
    dossier: Dossier | None = None

    def _named(self, targets: Iterable[str]) -> frozenset[str]:
        """Keys of the claims that a dossier names, and of those behind the events that it names."""
        keys: set[str] = set()
        for target in targets:
            if not target.startswith("evt-"):
                keys.add(target)
                continue
            # an event that was joined otherwise since, or may not be shown, holds nothing
            with suppress(QueryError):
                keys.update(events.event_by_id(self.connection, target, tlp_max=self.tlp_max)["claims"])
        return frozenset(keys)

    def found(self) -> Iterator[queries.FoundClaim]:
        """The claims that answer, page by page; of a dossier less what was left out, then what was pinned beside."""
        pinned = self._named(self.dossier.pinned if self.dossier else ())
        excluded = self._named(self.dossier.excluded if self.dossier else ()) - pinned
        told: set[str] = set()
        after: str | None = None
        while True:
            page = queries.find_claims(self.connection, self.query, limit=PAGE, after=after, tlp_max=self.tlp_max)
            for claim in page.rows:
                if claim.key in excluded:
                    self.tally.excluded += 1
                    continue
                told.update({claim.key} & pinned)
                self.tally.keys.add(claim.key)
                yield claim
            if page.next is None:
                break
            after = page.next
        if pinned - told:
            beside = ClaimQuery(key=tuple(sorted(pinned - told)))
            for claim in queries.find_claims(self.connection, beside, limit=None, tlp_max=self.tlp_max).rows:
                self.tally.keys.add(claim.key)
                yield claim

    def rows(self, *, coded: str | None = None) -> Iterator[Row]:
        """The same as rows, counted; `coded` is the code without which event data leaves a claim out."""
        pattern = blotter(protected_names(self.connection, self.tlp_max))
        for claim in self.found():
            row = claim.to_dict()
            self.tally.claims += 1
            if coded and not row[coded]:
                self.tally.uncoded += 1
                self.tally.keys.discard(claim.key)
            # An address or outlet may hold a name too.
            yield {**row, "url": blot(row["url"], pattern), "publisher": blot(row["publisher"], pattern)}

    def payloads(self, rows: Iterable[Row]) -> dict[str, str]:
        """Hashes of received files by report."""
        known = ((id, reports.by_id(self.connection, id)) for id in dict.fromkeys(row["report"] for row in rows))
        return {id: str(row["payload_id"]) for id, row in known if row is not None}

    def events(self) -> Iterator[Row]:
        """Events that the claims tell of, each with its findings and the most closed marking behind it."""
        whole = self.query == ClaimQuery() and self.dossier is None
        keys = None if whole else (claim.key for claim in self.found())
        told = events.each_event(self.connection, claims=keys, tlp_max=self.tlp_max)
        excluded = frozenset(self.dossier.excluded if self.dossier else ())
        by_event: dict[str, list[Row]] = {}
        for finding in events.find_findings(self.connection, tlp_max=self.tlp_max):
            by_event.setdefault(str(finding.get("event")), []).append(finding)
        levels = markings_behind(self.connection)
        for event in told:
            if event["id"] in excluded:
                continue
            self.tally.events += 1
            self.tally.claims += len(event["claims"])
            self.tally.keys.update(event["claims"])
            yield {**event, "findings": by_event.get(event["id"], []), "tlp": levels.get(event["id"], str(Tlp.CLEAR))}

    def records(self) -> Iterator[Row]:
        """Claims with all that tells where they come from."""
        marks: dict[str, Mapping[int, reports.ReadingMark]] = {}
        for row in self.rows():
            told = detail.claim_detail(self.connection, row["key"], tlp_max=self.tlp_max)
            if row["report"] not in marks:
                report_n = queries.report_number(self.connection, row["report"])
                marks[row["report"]] = {mark.n: mark for mark in reports.readings_of(self.connection, report_n)}
            mark = marks[row["report"]][told["readings"][-1]["reading"]]
            reading = {
                "n": mark.n,
                "made": mark.made,
                "recipe": mark.recipe,
                "onrecord": mark.onrecord,
                "knowledge": mark.knowledge,
                "models": mark.models,
            }
            yield {**told, "claim": row, "reading": reading}

    def lines(self) -> Iterator[Row]:
        """Readings with the claims that answer, and with what people said of them: the newest reports first.

        Without filters, reports of which nothing was read are among them. With earlier readings asked for, each comes
        as a line before the one that took its place.
        """
        whole = self.query.also(decision=None, superseded=False) == ClaimQuery() and self.dossier is None
        # Filters are asked once; what they found is kept by number until its report is written.
        chosen: dict[str, list[int]] = {}
        if whole:
            order = [r.id for r in queries.find_reports(self.connection, limit=None, tlp_max=self.tlp_max).rows]
        else:
            for claim in self.found():
                chosen.setdefault(claim.report, []).append(claim.n)
            order = list(chosen)
        for report in order:
            found: Iterable[queries.FoundClaim]
            if whole:
                query = self.query.also(report=report)
                found = queries.find_claims(self.connection, query, limit=None, tlp_max=self.tlp_max).rows
            else:
                found = queries.claims_by_number(self.connection, chosen[report], tlp_max=self.tlp_max)
            # Of a claim that several readings have, the one that stands comes last and wins.
            rows = {c.key: c.to_dict() for c in sorted(found, key=lambda claim: not claim.superseded)}
            report_n = queries.report_number(self.connection, report)
            marks = list(reversed(reports.readings_of(self.connection, report_n)))
            if not self.query.superseded:
                marks = [mark for mark in marks if mark.current]
            for mark in marks:
                line = self._line(report_n, mark, rows, last=mark is marks[-1])
                if line["claims"] or mark.current:
                    self.tally.claims += len(line["claims"])
                    yield line

    def _line(self, report_n: int, mark: reports.ReadingMark, rows: Mapping[str, Row], *, last: bool) -> Row:
        reading = reports.reading(self.connection, report_n, reading_n=mark.n)
        line = reading.to_dict()
        told = [c for c in line["claims"] if c["key"] in rows]
        shown = {claim["id"] for claim in told}
        self.tally.keys.update(claim["key"] for claim in told)
        line["left_out"] = len(line["claims"]) - len(told)
        # As a program wants them: corrected, with what was read beside it; `as_read` is the way back.
        line["claims"] = [rows[claim["key"]] if mark.current else claim for claim in told]
        line["relations"] = [r for r in line["relations"] if r["from"] in shown and r["to"] in shown]
        line["report"]["tlp"] = str(reports.tlp_of(self.connection, report_n))
        line["made"] = mark.made
        if last:
            speakers = {(a["speaker"] or {}).get("name") for a in line["attributions"]} - {None}
            line["casebook"] = words_of(
                self.connection,
                report_n,
                [claim["key"] for claim in told],
                speakers=sorted(str(name) for name in speakers),
                text=json.dumps([line["report"], line["attributions"]], ensure_ascii=False),
                tlp_max=self.tlp_max,
            )
        return self._blotted(line, {claim.key: (claim.type, claim.trigger) for claim in reading.claims})

    def _blotted(self, line: Row, keys: Mapping[str, tuple[str, Span]]) -> Row:
        """The line without protected names.

        Where the text itself held one, it is another text: it gets the id of its own hash, and its claims get the keys
        that follow. The hash of the full text stays behind, since whoever guesses the name could prove it by that.
        """
        pattern = blotter(protected_names(self.connection, self.tlp_max))
        hidden: Row = blot({**line, "report": None}, pattern)
        hidden["report"] = blot(line["report"], pattern)
        if hidden == line:
            return line
        self.tally.blotted += 1
        hidden["blotted"] = True
        if hidden["report"]["text"] == line["report"]["text"]:
            return hidden
        id = text_id(hidden["report"]["text"])
        hidden["report"] |= {"id": id, "payload": id}
        fresh = {line["report"]["id"]: id, line["report"]["payload"]: id}
        fresh |= {receipt["payload"]: id for receipt in line.get("casebook", {}).get("receipts", ())}
        fresh |= {key: claim_key(id, type, trigger) for key, (type, trigger) in keys.items()}
        renamed: Row = _renamed(hidden, fresh)
        return renamed


def _renamed(value: Any, fresh: Mapping[str, str]) -> Any:
    """A JSON-ready value in which ids are replaced wherever they stand alone."""
    if isinstance(value, str):
        return fresh.get(value, value)
    if isinstance(value, Mapping):
        return {key: _renamed(part, fresh) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, fresh) for part in value]
    return value


def text_id(text: str) -> str:
    """The id of a report of this text."""
    return Article(text=text, blocks=(), provenance=Provenance(), payload_id="").id


def _bytes(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    r"""Pieces as bytes; half a character is written as `\udc80`, since UTF-8 has no form for it."""
    for piece in pieces:
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


# --- one function a format --------------------------------------------------------------------------------------------

Maker = Callable[[_Source, _Told], Iterable[str | bytes]]


def _csv(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import claims_csv

    return claims_csv.export(source.rows())


def _parquet(source: _Source, told: _Told) -> Iterable[bytes]:
    from onrecord.exports import claims_csv

    return claims_csv.export_parquet(source.rows())


def _events_csv(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import events_table

    return events_table.export(source.events())


def _events_parquet(source: _Source, told: _Told) -> Iterable[bytes]:
    from onrecord.exports import events_table

    return events_table.export_parquet(source.events())


def _jsonl(source: _Source, told: _Told) -> Iterable[str]:
    return (json.dumps(line, ensure_ascii=False) + "\n" for line in source.lines())


def _plover(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import event_codes

    return event_codes.plover(source.rows(coded="plover"))


def _cameo(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import event_codes

    return event_codes.cameo(source.rows(coded="cameo"))


def _ftm(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import ftm

    actors = actor_table(told.knowledge or load_knowledge())
    return ftm.export(source.rows(), countries=ftm.Countries(alpha_2=actors.alpha_2, names=actors.countries))


def _stix(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import stix

    rows = list(source.rows())
    made = told.made.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return stix.export(rows, made=made, payloads=source.payloads(rows))


def _annotation(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import annotation

    return annotation.export(source.rows())


def _prov(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import prov

    return prov.export(source.records())


def _dossier(source: _Source, told: _Told) -> Iterable[str]:
    from onrecord.exports import dossier

    rows = list(source.rows())
    made = told.made.strftime("on %Y-%m-%d at %H:%M UTC")
    return dossier.export(rows, made=made, title=told.title, payloads=source.payloads(rows), notes=told.notes)


def _docx(source: _Source, told: _Told) -> Iterable[bytes]:
    from onrecord.exports import word

    word.need()
    rows = list(source.rows())
    return word.export(rows, made=told.made, title=told.title, payloads=source.payloads(rows), notes=told.notes)


_MAKERS: Mapping[str, Maker] = {
    "csv": _csv,
    "parquet": _parquet,
    "events-csv": _events_csv,
    "events-parquet": _events_parquet,
    "jsonl": _jsonl,
    "plover": _plover,
    "cameo": _cameo,
    "ftm": _ftm,
    "stix": _stix,
    "annotation": _annotation,
    "prov": _prov,
    "dossier": _dossier,
    "docx": _docx,
}
