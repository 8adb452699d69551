"""Claims as a STIX 2.1 bundle: a `report` for each news report, a `note` for each claim, an `identity` for each actor.

In: claim rows as `onrecord claims --format jsonl` prints them, and when the bundle is made. Out: plain JSON. Rules:

- Ids follow from what they name (UUID version 5), so that a later export replaces an earlier one.
- Names of reports carry date and short id, since importers merge what has the same name.
- Each object bears the TLP 2.0 marking of its report by the OASIS extension and its published ids; an actor bears the
  most open marking under which it is told.
- `confidence` is the exporter's own, so that only an analyst's credibility fills it, by the Admiralty scale of the
  standard; how sure the source was stands in words. No relationship objects are made: a claim is not a fact.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.domain.query import tlp_rank
from onrecord.exports.claims_csv import is_web, name, names
from onrecord.exports.plain import short, told
from onrecord.exports.sheet import Row

Object = dict[str, Any]

#: The OASIS extension that tells TLP 2.0.
TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
#: Level → id of its marking as OASIS published it.
TLP_IDS = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
#: Admiralty credibility → confidence, by the scale in the standard's appendix; 6 (cannot be judged) has none.
ADMIRALTY = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
_SPACE = uuid.UUID("5f0f9a1c-5d0e-5b55-8a44-6a2f0f9f2d5e")
#: Sectors whose actors are bodies, unless they hold an office.
_ORGANISATIONS = frozenset({"BUS", "GOV", "MIL", "SPY", "COP", "JUD", "LEG", "IGO", "NGO", "PTY"})


def export(rows: Iterable[Row], *, made: str, payloads: Mapping[str, str] | None = None) -> Iterator[str]:
    """The bundle.

    Args:
        rows: The claims.
        made: A UTC timestamp as STIX writes it (2026-01-31T08:00:00.000Z).
        payloads: Hashes of received files by report; what was received from an address is told by its hash.
    """
    yield json.dumps(bundle(rows, made=made, payloads=payloads), ensure_ascii=False, indent=1) + "\n"


def bundle(rows: Iterable[Row], *, made: str, payloads: Mapping[str, str] | None = None) -> Object:
    """The bundle as plain data."""
    received = payloads or {}
    held = list(rows)
    creator = _common("identity", "creator", made) | {"name": "onrecord", "identity_class": "system"}
    reports: dict[str, list[Row]] = {}
    for row in held:
        reports.setdefault(row["report"], []).append(row)
    identities: dict[str, Object] = {}
    levels: dict[str, str] = {}
    others: list[Object] = []
    for id, claims in reports.items():
        report = _report(id, claims[0], made, received)
        refs: list[str] = []
        for row in claims:
            parties = _parties(row, made)
            for party in parties:
                key = party["id"]
                identities.setdefault(key, party)
                levels[key] = min(levels.get(key, row["tlp"]), row["tlp"], key=tlp_rank)
            note = _note(row, report["id"], [party["id"] for party in parties], made, received)
            others.append(note)
            refs += [note["id"], *note["object_refs"][1:]]
        report["object_refs"] = list(dict.fromkeys(refs))
        others.append(report)
    for key, identity in identities.items():
        identity["object_marking_refs"] = [TLP_IDS[levels[key]]]
    creator["object_marking_refs"] = [TLP_IDS["CLEAR"]]
    for thing in (*identities.values(), *others):
        thing["created_by_ref"] = creator["id"]
    used = {level for level, id in TLP_IDS.items() for o in (creator, *others, *identities.values())
            if id in o["object_marking_refs"]}  # fmt: skip
    objects = [*(marking(level) for level in TLP_IDS if level in used), creator, *identities.values(), *others]
    content = json.dumps(objects, sort_keys=True)
    return {"type": "bundle", "id": f"bundle--{uuid.uuid5(_SPACE, content)}", "objects": objects}


def marking(level: str) -> Object:
    """The marking of a TLP 2.0 level as OASIS published it."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_IDS[level],
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{level}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level.lower()}},
    }


def _common(type: str, what: str, made: str) -> Object:
    return {
        "type": type,
        "spec_version": "2.1",
        "id": f"{type}--{uuid.uuid5(_SPACE, f'{type} {what}')}",
        "created": made,
        "modified": made,
    }


def _report(id: str, row: Row, made: str, received: Mapping[str, str]) -> Object:
    day = row["published"]
    report = _common("report", id, made) | {
        "name": f"{day or 'undated'} {row['title'] or row['publisher'] or 'Report'} [{short(id)}]",
        # The standard asks for a day; where none is known it is the day of export, and the label says so.
        "published": f"{day}T00:00:00.000Z" if day else made,
        "object_marking_refs": [TLP_IDS[row["tlp"]]],
        "external_references": [_reference(row, received)],
    }
    return report if day else report | {"labels": ["publication-date-unknown"]}


def _reference(row: Row, received: Mapping[str, str]) -> Object:
    reference: Object = {
        "source_name": row["publisher"] or "publisher unknown",
        "description": row["title"] or "untitled",
        "external_id": row["report"],
    }
    if is_web(row["url"]):
        reference["url"] = row["url"]
        if row["report"] in received:
            reference["hashes"] = {"SHA-256": received[row["report"]].removeprefix("sha256:")}
    return reference


def _parties(row: Row, made: str) -> list[Object]:
    found = []
    for actor in (*row["actors"], *row["recipients"], *row["intermediaries"], row["source"]):
        called = name(actor)
        if called:
            found.append(_common("identity", called, made) | {"name": called, "identity_class": _class(actor)})
    return list({party["id"]: party for party in found}.values())


def _class(actor: Row) -> str:
    """A value of the standard's vocabulary for what an actor is; `unknown` rather than a guess."""
    if actor.get("office"):
        return "individual"
    return "organization" if actor.get("role") in _ORGANISATIONS else "unknown"


def _note(row: Row, report: str, parties: list[str], made: str, received: Mapping[str, str]) -> Object:
    day = (row["time"] or {}).get("from") or row["published"] or "undated"
    note = _common("note", row["key"], made) | {
        "abstract": f"{day} {row['type']} {row['status']} {'not ' if row['polarity'] == '-' else ''}"
        f"{', '.join(names(row['actors'])) or 'somebody'} [{short(row['key'])}]",
        "content": told(row),
        "object_refs": [report, *parties],
        "object_marking_refs": [TLP_IDS[row["tlp"]]],
        "labels": [f"{field}:{row[field]}" for field in ("type", "status", "certainty", "decision") if row[field]],
        "external_references": [
            {"source_name": "onrecord", "external_id": row["key"], "description": "the claim's key"},
            _reference(row, received),
        ],
    }
    confidence = ADMIRALTY.get(row["credibility"] or 0)
    return note if confidence is None else note | {"confidence": confidence}
