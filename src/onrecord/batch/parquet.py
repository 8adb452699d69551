"""Parquet out: one shard's results as tables, partitioned by day of publication.

In: the results of a shard. Out: files `<table>/day=YYYY-MM-DD/shard-<n>.parquet` and their hashes. Every record of the
shard is in `account`, broken ones included; `readings` holds the whole reading as JSON beside the columns, so that
nothing is lost by the flat tables. Files are written beside their place and renamed, so that a file is whole or absent.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord.batch.record import Result

UNKNOWN_DAY = "unknown"
TABLES = ("readings", "claims", "attributions", "account")

Row = dict[str, Any]


def _schemas() -> dict[str, Any]:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    return {
        "readings": pa.schema(
            [
                ("report", text),
                ("input", text),
                ("line", pa.int64()),
                ("published", text),
                ("publisher", text),
                ("url", text),
                ("title", text),
                ("language", text),
                ("claims", pa.int32()),
                ("attributions", pa.int32()),
                ("reading", text),
            ]
        ),
        "claims": pa.schema(
            [
                ("key", text),
                ("report", text),
                ("published", text),
                ("publisher", text),
                ("type", text),
                ("plover", text),
                ("cameo", text),
                ("trigger", text),
                ("sentence", text),
                ("actors", texts),
                ("actor_names", texts),
                ("recipients", texts),
                ("recipient_names", texts),
                ("items", texts),
                ("status", text),
                ("polarity", text),
                ("certainty", text),
                ("author_certainty", text),
                ("time", text),
                ("time_from", text),
                ("time_to", text),
                ("place", text),
                ("place_country", text),
                ("sources", texts),
                ("claim", text),
            ]
        ),
        "attributions": pa.schema(
            [
                ("id", text),
                ("report", text),
                ("published", text),
                ("publisher", text),
                ("source", text),
                ("cue", text),
                ("content", text),
                ("kind", text),
                ("stance", text),
                ("speaker", text),
                ("speaker_country", text),
                ("speaker_role", text),
                ("occasion", text),
                ("via", text),
                ("attribution", text),
            ]
        ),
        "account": pa.schema(
            [
                ("index", pa.int64()),
                ("input", text),
                ("line", pa.int64()),
                ("fate", text),
                ("reason", text),
                ("report", text),
            ]
        ),
    }


def rows_of(result: Result) -> tuple[str, dict[str, list[Row]]]:
    """The day and the rows of one result, by table."""
    name, line = result.input
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    reading = result.reading
    report = None if reading is None else reading["report"]
    rows["account"].append(
        {
            "index": result.index,
            "input": name,
            "line": line,
            "fate": result.fate,
            "reason": result.reason,
            "report": None if report is None else report["id"],
        }
    )
    if reading is None or report is None:
        return UNKNOWN_DAY, rows
    text: str = report["text"]
    shared = {"report": report["id"], "published": report["published"], "publisher": report["publisher"]}
    rows["readings"].append(
        {
            **shared,
            "input": name,
            "line": line,
            "url": report["url"],
            "title": report["title"],
            "language": report["language"],
            "claims": len(reading["claims"]),
            "attributions": len(reading["attributions"]),
            "reading": _json(reading),
        }
    )
    said = {a["id"]: a for a in reading["attributions"]}
    for claim in reading["claims"]:
        time, place = claim["time"] or {}, claim["place"] or {}
        chain = [said[a]["speaker"] for a in claim["chain"] if a in said]
        rows["claims"].append(
            {
                **shared,
                "key": claim["key"],
                "type": claim["type"],
                "plover": claim["plover"],
                "cameo": claim["cameo"],
                "trigger": text[slice(*claim["trigger"])],
                "sentence": text[slice(*claim["sentence"])],
                "actors": [a["country"] or "" for a in claim["actors"]],
                "actor_names": [a["name"] or "" for a in claim["actors"]],
                "recipients": [a["country"] or "" for a in claim["recipients"]],
                "recipient_names": [a["name"] or "" for a in claim["recipients"]],
                "items": [i["item"] for i in claim["items"]],
                "status": claim["status"],
                "polarity": claim["polarity"],
                "certainty": claim["certainty"],
                "author_certainty": claim["author_certainty"],
                "time": time.get("value"),
                "time_from": time.get("from"),
                "time_to": time.get("to"),
                "place": place.get("name"),
                "place_country": place.get("country"),
                "sources": [(s or {}).get("name") or "" for s in chain],
                "claim": _json(claim),
            }
        )
    for attribution in reading["attributions"]:
        speaker = attribution["speaker"] or {}
        rows["attributions"].append(
            {
                **shared,
                "id": attribution["id"],
                "source": _words(text, attribution["source"]),
                "cue": _words(text, attribution["cue"]),
                "content": _words(text, attribution["content"]),
                "kind": attribution["kind"],
                "stance": attribution["stance"],
                "speaker": speaker.get("name"),
                "speaker_country": speaker.get("country"),
                "speaker_role": speaker.get("role"),
                "occasion": (attribution["occasion"] or {}).get("kind"),
                "via": attribution["via"],
                "attribution": _json(attribution),
            }
        )
    return report["published"] or UNKNOWN_DAY, rows


def write_shard(out: Path, shard: int, results: Iterable[Result]) -> dict[str, str]:
    """Write the tables of a shard.

    Returns:
        Path below `out` of every file written, and its SHA-256.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schemas = _schemas()
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for result in sorted(results, key=lambda r: r.index):
        day, rows = rows_of(result)
        for table, found in rows.items():
            if found:
                parts[table, day].extend(found)
    files: dict[str, str] = {}
    for (table, day), rows_ in sorted(parts.items()):
        path = out / table / f"day={day}" / f"shard-{shard:06d}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        made = pa.Table.from_pylist(rows_, schema=schemas[table])
        beside = path.with_suffix(".writing")
        pq.write_table(made, beside, compression="zstd")
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        files[path.relative_to(out).as_posix()] = hashlib.sha256(beside.read_bytes()).hexdigest()
        beside.replace(path)
    return files


def write_links(out: Path, events: Sequence[Mapping[str, Any]], judgements: Sequence[Mapping[str, Any]]) -> None:
    """Write the events of a batch and the judgements that joined its claims, in place of those of an earlier run."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, texts = pa.string(), pa.list_(pa.string())
    told = ("id", "type", "status", "certainty", "first_reported", "last_reported", "claims", "n_reports", "n_outlets")
    counted = {"claims": texts, "n_reports": pa.int32(), "n_outlets": pa.int32()}
    tables = {
        "events": ([*((name, counted.get(name, text)) for name in told), ("event", text)], events, told),
        "links": (
            [("left", text), ("right", text), ("same", pa.bool_()), ("score", pa.float64()), ("judgement", text)],
            judgements,
            ("left", "right", "same", "score"),
        ),
    }
    for name, (fields, rows, columns) in tables.items():
        path = out / name / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        last = fields[-1][0]
        flat = [{**{column: row[column] for column in columns}, last: _json(row)} for row in rows]
        beside = path.with_suffix(".writing")
        pq.write_table(pa.Table.from_pylist(flat, schema=pa.schema(fields)), beside, compression="zstd")
        beside.replace(path)


def remove_shard(out: Path, shard: int) -> None:
    """Remove what an interrupted run left of a shard."""
    for path in out.glob(f"*/day=*/shard-{shard:06d}.*"):
        path.unlink()


def read_table(out: Path, table: str, columns: Sequence[str] | None = None) -> Iterable[Mapping[str, Any]]:
    """The rows of a table over all shards, in the order of the shards' files."""
    import pyarrow.parquet as pq

    for path in sorted((out / table).glob("day=*/shard-*.parquet"), key=lambda p: (p.name, p.parent.name)):
        for batch in pq.ParquetFile(path).iter_batches(batch_size=512, columns=columns):
            yield from batch.to_pylist()


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _words(text: str, spans: Sequence[Sequence[int]]) -> str:
    return " … ".join(text[start:end] for start, end in spans)
