"""One record, read: gate, article step and reader, with every failure turned into a Result.

In: a Record and a worker's own reader. Out: a Result. Nothing raises from here but what kills the process.
"""

from __future__ import annotations

from onrecord.batch.record import Record, Result, failed
from onrecord.domain.contract import reading_to_dict
from onrecord.domain.report import Report
from onrecord.errors import OnrecordError
from onrecord.intake.open import media_type
from onrecord.reading.article import read_article
from onrecord.reading.gate import Gate, load_gate
from onrecord.reading.read import Reader

#: Media types whose bytes hold far more than their text: the gate looks before the text is extracted.
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
        if gate is not None and report.media_type in _PAGES:
            verdict = gate.page(arrival.payload)
            if not verdict.keep:
                return done("gated", verdict.reason)
        article = read_article(report, reader.knowledge)
        if gate is not None:
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
