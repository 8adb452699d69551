"""One record, read: gate, article step and reader, with every failure turned into a Result.

In: a Record and a worker's own reader. Out: a Result. Nothing raises from here but what kills the process.
"""

from __future__ import annotations

from onrecord.batch.record import Record, Result, failed
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.report import Report
from onrecord.errors import OnrecordError
from onrecord.intake.open import media_type
from onrecord.knowledge import Knowledge
from onrecord.reading.article import read_article
from onrecord.reading.gate import Gate, load_gate
from onrecord.reading.language import language_of
from onrecord.reading.read import Reader

#: Media types whose bytes hold far more than their text.
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def read_record(record: Record, reader: Reader) -> Result:
    """Read one record.

    Args:
        record: The record; one that arrived broken or left out passes through with its reason.
        reader: The worker's reader; its settings say whether the gate is used.
    """
    arrival = record.arrival

    def done(fate: str, reason: str | None = None) -> Result:
        return Result(index=record.index, shard=record.shard, name=arrival.name, fate=fate, reason=reason)

    if arrival.failure is not None:
        return done("failed", arrival.failure)
    if arrival.skip is not None:
        return done("skipped", arrival.skip)
    if arrival.reading is not None:
        return Result(index=record.index, shard=record.shard, name=arrival.name, fate="read", reading=arrival.reading)
    if arrival.payload is None:
        return done("failed", "nothing arrived")
    gate: Gate | None = reader.knowledge.made("gate", load_gate) if reader.settings.gate else None
    try:
        if len(arrival.payload) > reader.settings.max_bytes:
            return done(
                "failed",
                f"{len(arrival.payload):,} bytes are more than {reader.settings.max_bytes:,}. Raise --max-bytes",
            )
        report = Report(
            payload=arrival.payload,
            media_type=arrival.media_type or media_type(arrival.payload, arrival.name),
            provenance=arrival.provenance,
            name=arrival.name,
        )
        if gate is not None and (reason := _unread(gate, report, reader.knowledge)):
            return done("gated", reason)
        article = read_article(report, reader.knowledge)
        if gate is not None:
            if article.text and article.language != "en":
                return done("gated", f"gate: the text is not English (it looks like {article.language})")
            verdict = gate.text(article.text)
            if not verdict.keep:
                return done("gated", verdict.reason)
        reading = reader.read(article, None if gate is None else gate.parts(article))
    except OnrecordError as error:
        return done("failed", str(error))
    except Exception as error:
        # A bug met by one report in a million must not stop the other ones: it is named in the account.
        return failed(record, f"{type(error).__name__}: {error}")
    left_out = next((problem.message for problem in reading.problems if problem.code == "left-out"), None)
    return Result(
        index=record.index,
        shard=record.shard,
        name=arrival.name,
        fate="read",
        reason=left_out,
        reading=reading_to_dict(reading),
    )


def _unread(gate: Gate, report: Report, knowledge: Knowledge) -> str | None:
    """Why a report is left out before its text is extracted; null where that is not yet told."""
    if report.media_type in _PAGES:
        return gate.page(report.payload).reason
    if report.media_type != "text/plain" or b"\0" in report.payload[:1000]:
        # two bytes a letter: the article step finds out which
        return None
    try:
        text = report.payload.decode()
    except UnicodeDecodeError:
        return None
    reason = gate.raw(text).reason
    # whether a text is none, or another language's, the article step tells better
    return reason if reason and language_of(text, knowledge) == "en" else None
