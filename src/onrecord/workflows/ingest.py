"""Ingest: many inputs into a casebook, each with exactly one fate.

In: what the user named, taken apart by `intake.gather`. Out: readings in the case, and the run's account. Order for
one input: its bytes are kept and synced; then one transaction holds payload, receipt, report, reading and the line of
the account. So at whatever moment the program dies, an input is either wholly in the case with its fate, or not at
all; started again with the same inputs, the run goes on with those that have none.

A report that cannot be read is a line of the account; a case that cannot be written ends the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.exc import DatabaseError

import onrecord
from onrecord.domain.casebook import Entry, Fate, Receipt
from onrecord.domain.query import tlp_rank
from onrecord.domain.reading import Reading, Recipe
from onrecord.domain.report import Article, Provenance, Report, Tlp
from onrecord.errors import CaseError, InputError, QueryError
from onrecord.intake.arrival import Arrival
from onrecord.intake.fetch import Fetcher, FetchSettings
from onrecord.intake.gather import Gatherer
from onrecord.intake.open import report_of
from onrecord.store import register, reports, runs, writes
from onrecord.store.case import Case, now
from onrecord.store.decisions import carry_over
from onrecord.store.handover import keep_words
from onrecord.workflows.imported import joined, reading_of, words_in
from onrecord.workflows.versions import note_version

#: Problems of a reading that make a page no report at all.
_NO_REPORT = frozenset({"no-body", "language"})
#: How many new readings that come ready-made are kept in one transaction.
TOGETHER = 100


class Reads(Protocol):
    """What ingest needs of a reader."""

    @property
    def recipe(self) -> Recipe: ...

    def article(self, report: Report) -> Article: ...

    def read(self, article: Article) -> Reading: ...


@dataclass(frozen=True, kw_only=True)
class IngestOptions:
    """What the user knows of all inputs, and how they are taken.

    Attributes:
        published, publisher, licence, tlp: Go before what the inputs say themselves.
        by: Who runs it, for the chain of custody.
        max_bytes: Largest report.
        fetch: How addresses are fetched; None switches fetching off.
        wait: Seconds to wait for another writer.
        take_words: Whether decisions and other words of people that come with a reading are kept. Whoever may not
            speak for others (an account of a shared casebook) must not be able to bring them in.
    """

    by: str
    published: date | None = None
    publisher: str | None = None
    licence: str | None = None
    tlp: Tlp | None = None
    max_bytes: int = 20_000_000
    fetch: FetchSettings | None = field(default_factory=FetchSettings)
    wait: float = 0.0
    take_words: bool = False

    def told(self) -> dict[str, Any]:
        """What makes two runs the same run."""
        return {
            "published": None if self.published is None else self.published.isoformat(),
            "publisher": self.publisher,
            "licence": self.licence,
            "tlp": None if self.tlp is None else str(self.tlp),
            "max_bytes": self.max_bytes,
        }


@dataclass(frozen=True, kw_only=True)
class Account:
    """A finished run: its number, whether it was taken up again, and how many inputs met which fate."""

    run: int
    resumed: bool
    fates: Mapping[str, int]
    claims: int

    @property
    def failed(self) -> int:
        return self.fates.get(Fate.FAILED, 0)


def program() -> str:
    """This program, for the chain of custody."""
    return f"onrecord {onrecord.__version__}"


def ingest(
    case: Case,
    inputs: Sequence[str],
    reader: Reads,
    options: IngestOptions,
    *,
    told: Callable[[Entry], None] = lambda entry: None,
    fetcher: Fetcher | None = None,
    command: str = "add",
    source: Callable[[Callable[[str], bool]], Iterable[Arrival]] | None = None,
) -> Account:
    """Read inputs into a case.

    Args:
        case: Opened to write.
        inputs: Files, folders, archives, feeds, addresses.
        reader: Reads reports.
        options: What holds for all of them.
        told: Called with each line of the account, once it is kept.
        fetcher: Fetches addresses; made from the options where None.
        command: What the run is called in the log.
        source: Gives the arrivals instead of the inputs, asked with what tells whether a name is still to be read.

    Raises:
        CaseError: The case is locked or cannot be written. What was done so far is kept.
    """
    with case.lock(command, wait=options.wait):
        with case.write() as connection:
            recipe = writes.save_recipe(connection, reader.recipe)
            run = runs.begin_run(
                connection,
                command,
                inputs=inputs,
                options=options.told(),
                by=options.by,
                program=program(),
                recipe=recipe,
                resume=True,
            )
        own = fetcher is None and options.fetch is not None
        if own and options.fetch is not None:
            fetcher = Fetcher(replace(options.fetch, max_bytes=options.max_bytes), conditions=Conditions(case))
        try:
            gatherer = Gatherer(max_bytes=options.max_bytes, wanted=lambda name: name not in run.done, fetcher=fetcher)
            arrivals = source(gatherer.wanted) if source is not None else gatherer.gather(inputs)
            intake = _Intake(case, reader, options, run.n)
            for entry in intake.all_of(_first_of_each(arrivals, run.done)):
                told(entry)
        finally:
            if own and fetcher is not None:
                fetcher.close()
        with case.write() as connection:
            lines = runs.account(connection, run.n)
            runs.finish_run(connection, run.n)
    fates = Counter(str(entry.fate) for entry in lines)
    return Account(run=run.n, resumed=run.resumed, fates=dict(fates), claims=sum(entry.claims for entry in lines))


@dataclass(frozen=True)
class Conditions:
    """For an address that was received before: the headers that ask only for what is newer."""

    case: Case

    def __call__(self, url: str) -> Mapping[str, str]:
        with self.case.read() as connection:
            headers = reports.last_headers(connection, url)
        told = {name.lower(): value for name, value in headers.items()}
        asked = {"If-None-Match": told.get("etag"), "If-Modified-Since": told.get("last-modified")}
        return {name: value for name, value in asked.items() if value}


def _first_of_each(arrivals: Iterable[Arrival], done: Collection[str]) -> Iterator[Arrival]:
    """Arrivals without those that were taken before, in an earlier run or under the same name."""
    seen = set(done)
    for arrival in arrivals:
        if arrival.name not in seen:
            seen.add(arrival.name)
            yield arrival


@dataclass(frozen=True)
class _Intake:
    """Arrivals into the case."""

    case: Case
    reader: Reads
    options: IngestOptions
    run_n: int

    def all_of(self, arrivals: Iterable[Arrival]) -> Iterator[Entry]:
        """The fate of each arrival, in order. Readings that come ready-made and are new are kept many at once."""
        group: dict[str, tuple[Arrival, Reading]] = {}
        for arrival in arrivals:
            reading = self._new_reading(arrival, group)
            if reading is not None:
                group[reading.report.id] = (arrival, reading)
            if reading is None or len(group) >= TOGETHER:
                yield from self._together(list(group.values()))
                group.clear()
            if reading is None:
                yield self.take(arrival)
        yield from self._together(list(group.values()))

    def _new_reading(self, arrival: Arrival, group: Collection[str]) -> Reading | None:
        """A ready-made reading of a report that is in neither the case nor the group, with no words of people."""
        if arrival.reading is None or arrival.failure is not None or arrival.skip is not None or arrival.status == 304:
            return None
        try:
            reading = reading_of(arrival.reading)
            if self.options.take_words and words_in(arrival.reading):
                return None
        except (InputError, QueryError):
            # told of where it is taken by itself
            return None
        if reading.report.id in group:
            return None
        with self.case.read() as connection:
            return reading if reports.by_id(connection, reading.report.id) is None else None

    def _together(self, group: Sequence[tuple[Arrival, Reading]]) -> list[Entry]:
        """New readings into the case in one transaction; where that fails, one by one, so that the one is named."""
        if len(group) < 2:
            return [self.take(arrival) for arrival, _ in group]
        entries = [self._read_entry(arrival, reading) for arrival, reading in group]
        try:
            with self.case.write() as connection:
                for _, reading in group:
                    self._text_payload(connection, reading.report)
                kept = writes.save_readings(connection, [reading for _, reading in group], run_n=self.run_n)
                for (arrival, reading), saved, entry in zip(group, kept, entries, strict=True):
                    carry_over(connection, saved.reading_n)
                    self._imported_receipt(connection, arrival, reading.report, saved.report_n)
                    runs.record(connection, self.run_n, entry)
        except (CaseError, DatabaseError):
            return [self.take(arrival) for arrival, _ in group]
        return entries

    def take(self, arrival: Arrival) -> Entry:
        """Give the arrival its fate, and keep it."""
        if arrival.failure is not None:
            return self._line(Entry(input=arrival.name, fate=Fate.FAILED, reason=arrival.failure))
        if arrival.status == 304:
            return self._not_modified(arrival)
        if arrival.skip is not None:
            return self._line(Entry(input=arrival.name, fate=Fate.SKIPPED, reason=arrival.skip))
        if arrival.reading is not None:
            return self._imported(arrival)
        try:
            report = self._report(arrival)
            return self._report_in(arrival, report)
        except InputError as error:
            return self._line(Entry(input=arrival.name, fate=Fate.FAILED, reason=str(error)))
        except CaseError:
            raise
        except Exception as error:
            # One report that a reading step trips over must not cost the others; the account names it.
            reason = f"reading failed inside the program ({type(error).__name__}: {error}). Please report this"
            return self._line(Entry(input=arrival.name, fate=Fate.FAILED, reason=reason))

    def _report(self, arrival: Arrival) -> Report:
        options, told = self.options, arrival.provenance
        report = report_of(
            arrival.payload or b"",
            name=arrival.name,
            published=options.published or told.published,
            publisher=options.publisher or told.publisher,
            url=told.url or arrival.url,
            title=told.title,
            max_bytes=options.max_bytes,
            kind=arrival.media_type,
        )
        provenance = replace(
            report.provenance,
            byline=told.byline,
            licence=options.licence or told.licence,
            tlp=options.tlp or told.tlp,
        )
        return replace(report, provenance=provenance)

    def _report_in(self, arrival: Arrival, report: Report) -> Entry:
        with self.case.read() as connection:
            known = reports.report_of_payload(connection, report.payload_id)
            same_name = known is not None and reports.came_as(
                connection, report.payload_id, arrival.name, report.provenance.url
            )
        if known is not None and known["report_n"] is not None and not _adds(known, report.provenance):
            # The bytes are kept already; one more arrival of them is noted.
            fate = Fate.UNCHANGED if same_name else Fate.DUPLICATE
            reason = None if same_name else f"the same bytes as {known['report']}"
            entry = Entry(input=arrival.name, fate=fate, reason=reason, report=known["report"])
            with self.case.write() as connection:
                self._receipt(connection, arrival, report, known["report_n"])
                runs.record(connection, self.run_n, entry)
            return entry
        self.case.kept.keep(report.payload)
        article = self.reader.article(report)
        blocking = next((problem for problem in article.problems if problem.code in _NO_REPORT), None)
        if blocking is not None:
            entry = Entry(input=arrival.name, fate=Fate.SKIPPED, reason=blocking.message, problems=(blocking.code,))
            with self.case.write() as connection:
                self._payload(connection, report)
                self._receipt(connection, arrival, report, None)
                runs.record(connection, self.run_n, entry)
            return entry
        with self.case.read() as connection:
            twin = reports.by_id(connection, article.id)
            before = reports.latest_of_url(connection, article.provenance.url) if article.provenance.url else None
        if twin is not None and not _adds(twin, article.provenance):
            return self._twin(arrival, report, article, twin, seen_here=before == twin["n"])
        if twin is not None:
            article = replace(article, provenance=_completed(article.provenance, twin))
        reading = self.reader.read(article)
        entry = Entry(
            input=arrival.name,
            fate=Fate.READ,
            reason="read again, since its date or publisher is known now" if twin is not None else None,
            report=article.id,
            problems=tuple(problem.code for problem in reading.problems),
            claims=len(reading.claims),
        )
        with self.case.write() as connection:
            self._payload(connection, report)
            saved = writes.save_reading(connection, reading, run_n=self.run_n)
            self._receipt(connection, arrival, report, saved.report_n, article.provenance)
            if before is not None and before != saved.report_n:
                note_version(connection, url=article.provenance.url or "", earlier_n=before, later_n=saved.report_n)
            carry_over(connection, saved.reading_n)
            runs.record(connection, self.run_n, entry)
        return entry

    def _twin(self, arrival: Arrival, report: Report, article: Article, twin: Any, *, seen_here: bool) -> Entry:
        """Other bytes, the same text: of the same page unchanged, else a duplicate."""
        entry = Entry(
            input=arrival.name,
            fate=Fate.UNCHANGED if seen_here else Fate.DUPLICATE,
            reason="other bytes, the same text" if seen_here else f"the same text as {twin['id']}",
            report=twin["id"],
        )
        with self.case.write() as connection:
            self._payload(connection, report)
            self._receipt(connection, arrival, report, twin["n"], article.provenance)
            runs.record(connection, self.run_n, entry)
        return entry

    def _imported(self, arrival: Arrival) -> Entry:
        """A reading that was exported before: taken as it is, with the recipe that made it."""
        line = arrival.reading or {}
        try:
            reading = reading_of(line)
            words = words_in(line) if self.options.take_words else {}
            return self._imported_as(arrival, reading, words)
        except (InputError, QueryError) as error:
            return self._line(Entry(input=arrival.name, fate=Fate.FAILED, reason=str(error)))

    def _imported_as(self, arrival: Arrival, reading: Reading, words: Mapping[str, Any]) -> Entry:
        article = reading.report
        reason = None
        with self.case.read() as connection:
            twin = reports.by_id(connection, article.id)
            same = twin is not None and reports.has_reading(connection, twin["n"], reading)
            # The same recipe on the same text, told of by another outlet or day: one more arrival, not another reading.
            alike = twin is not None and not same and _made_alike(connection, twin["n"], reading)
            if twin is not None and alike:
                reason = f"the same text as {article.id}"
                whole = joined(reports.reading(connection, twin["n"]), reading)
                if whole is not None:
                    reading, alike, reason = whole, False, "joined with claims of the same reading that came before"
        fate = Fate.UNCHANGED if same else Fate.DUPLICATE if alike else Fate.READ
        with self.case.write() as connection:
            self._text_payload(connection, article)
            report_n = twin["n"] if twin is not None else None
            if fate is Fate.READ:
                saved = writes.save_reading(connection, reading, run_n=self.run_n)
                report_n = saved.report_n
                carry_over(connection, saved.reading_n)
            if twin is not None and tlp_rank(article.provenance.tlp) > tlp_rank(twin["tlp"]):
                note = "so marked where it came from"
                register.mark_report(connection, article.id, article.provenance.tlp, by=self.options.by, note=note)
            said = away = 0
            if words and report_n is not None:
                said, away = keep_words(connection, report_n, words, run_n=self.run_n)
            self._imported_receipt(connection, arrival, article, report_n)
            parts = (
                reason,
                f"{said} rows of what people said of it" if said else None,
                f"decisions left out, their claims not being here: {away}" if away else None,
            )
            entry = self._read_entry(arrival, reading, fate=fate, reason="; ".join(p for p in parts if p) or None)
            runs.record(connection, self.run_n, entry)
        return entry

    def _read_entry(
        self, arrival: Arrival, reading: Reading, *, fate: Fate = Fate.READ, reason: str | None = None
    ) -> Entry:
        return Entry(
            input=arrival.name,
            fate=fate,
            reason=reason,
            report=reading.report.id,
            problems=tuple(problem.code for problem in reading.problems),
            claims=len(reading.claims) if fate is Fate.READ else 0,
        )

    def _text_payload(self, connection: Any, article: Article) -> None:
        """The text of a reading in the place of bytes that are not at hand."""
        size = len(article.text.encode("utf-8", "surrogatepass"))
        writes.save_payload(connection, article.payload_id, size=size, media_type="unknown", kept=False)

    def _imported_receipt(self, connection: Any, arrival: Arrival, article: Article, report_n: int | None) -> None:
        writes.save_receipt(
            connection,
            self._as_receipt(arrival, {"imported": True}),
            payload_id=article.payload_id,
            provenance=article.provenance,
            report_n=report_n,
            run_n=self.run_n,
        )

    def _not_modified(self, arrival: Arrival) -> Entry:
        with self.case.read() as connection:
            n = reports.latest_of_url(connection, arrival.url or arrival.name)
            report = None if n is None else reports.id_of(connection, n)
        reason = "the server says that it did not change"
        return self._line(Entry(input=arrival.name, fate=Fate.UNCHANGED, reason=reason, report=report))

    def _line(self, entry: Entry) -> Entry:
        with self.case.write() as connection:
            runs.record(connection, self.run_n, entry)
        return entry

    def _payload(self, connection: Any, report: Report) -> None:
        writes.save_payload(connection, report.payload_id, size=len(report.payload), media_type=report.media_type)

    def _receipt(
        self,
        connection: Any,
        arrival: Arrival,
        report: Report,
        report_n: int | None,
        provenance: Provenance | None = None,
    ) -> None:
        writes.save_receipt(
            connection,
            self._as_receipt(arrival, {}),
            payload_id=report.payload_id,
            provenance=provenance or report.provenance,
            report_n=report_n,
            run_n=self.run_n,
        )

    def _as_receipt(self, arrival: Arrival, extra: Mapping[str, Any]) -> Receipt:
        return Receipt(
            input=arrival.name,
            received=arrival.received or now(),
            received_by=self.options.by,
            program=program(),
            url=arrival.url,
            status=arrival.status,
            headers=arrival.headers,
            extra={**arrival.extra, **extra},
        )


def _adds(known: Any, told: Provenance) -> bool:
    """Whether a date or a publisher comes with it that the case lacks; a date changes what a reading says."""
    return bool((told.published and known["published"] is None) or (told.publisher and known["publisher"] is None))


def _made_alike(connection: Any, report_n: int, reading: Reading) -> bool:
    """Whether the current reading of a report was made by the recipe of another."""
    marks = reports.readings_of(connection, report_n)
    made = (reading.recipe.onrecord, reading.recipe.knowledge, dict(reading.recipe.models))
    return any(mark.current and (mark.onrecord, mark.knowledge, mark.models) == made for mark in marks)


def _completed(told: Provenance, known: Any) -> Provenance:
    """What is told, over what the case knows already; what it knows is never overwritten by an unknown."""
    return replace(
        told,
        url=known["url"] or told.url,
        publisher=known["publisher"] or told.publisher,
        title=known["title"] or told.title,
        byline=known["byline"] or told.byline,
        published=known["published"] or told.published,
        licence=known["licence"] or told.licence,
        tlp=Tlp(known["tlp"]),
    )


def estimate(inputs: Sequence[str]) -> int | None:
    """How many single inputs there will be, or None where only opening them would tell (archives, addresses)."""
    total = 0
    for given in inputs:
        path = Path(given)
        if given.startswith(("http://", "https://")):
            return None
        files = [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
        for file in files:
            name = file.name.lower()
            if name.endswith((".warc", ".warc.gz", ".wacz", ".jsonl.gz", ".ndjson.gz", ".xml", ".rss", ".atom")):
                return None
            if name.endswith((".jsonl", ".ndjson")) and file.is_file():
                with file.open("rb") as lines:
                    total += sum(piece.count(b"\n") for piece in iter(lambda: lines.read(1 << 20), b""))
            else:
                total += 1
    return total
