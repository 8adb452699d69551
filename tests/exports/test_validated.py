"""Bundles of STIX and documents of PROV, held against the OASIS validator and the `prov` library."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import prov.model
import pytest
from case_exports import made, make_book, protect, validator

from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.exports import stix
from onrecord.interfaces.cli.case_options import opened
from onrecord.store import decisions, queries, register

Row = dict[str, Any]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Decisions of every kind: a correction, a rejection that was taken back, a figure."""
    book = make_book(tmp_path)
    with opened(str(book), write=True) as case, case.write() as connection:
        found = {row.data["type"]: row.key for row in queries.find_claims(connection, ClaimQuery()).rows}
        decisions.decide(
            connection, found["TRANSFER"], Verdict.CORRECT, by="ann", changes={"status": "delivered"}, note="seen"
        )
        decisions.decide(connection, found["REJECT"], Verdict.REJECT, by="ben")
        decisions.undo(connection, found["REJECT"], by="cid")
        decisions.decide(connection, found["CONSULT"], Verdict.ACCEPT, by="ann")
        register.set_credibility(connection, found["TRANSFER"], 2, by="ann")
    return book


# --- STIX -----------------------------------------------------------------------------------------------------------


def stix_problems(bundle: Row) -> tuple[list[str], list[str]]:
    """Errors and warnings of the OASIS validator, which needs no network (tests have none)."""
    library = validator("stix2validator")
    told = library.validate_instance(bundle, library.ValidationOptions(version="2.1"))
    errors = [str(error) for error in told.errors]
    assert told.is_valid is not bool(errors)
    return errors, [str(warning) for warning in told.warnings]


def test_the_validator_finds_nothing_wrong(book: Path) -> None:
    errors, warnings = stix_problems(json.loads(made(book, "stix")))
    assert errors == []
    # The one recommendation that we do not follow: ids of objects follow from what they name (UUID version 5, which the
    # standard allows), so that a later export replaces an earlier one.
    assert [line for line in warnings if "{103}" not in line] == []


def test_the_validator_would_find_a_fault(book: Path) -> None:
    bundle = json.loads(made(book, "stix"))
    report = next(one for one in bundle["objects"] if one["type"] == "report")
    report["published"] = "yesterday"
    errors, _ = stix_problems(bundle)
    assert errors


@pytest.mark.parametrize("level", list(Tlp))
def test_every_marking_is_valid(level: Tlp, book: Path) -> None:
    bundle = json.loads(made(book, "stix"))
    note = next(one for one in bundle["objects"] if one["type"] == "note")
    note["object_marking_refs"] = [stix.TLP_IDS[level]]
    bundle["objects"] = [one for one in bundle["objects"] if one["type"] != "marking-definition"]
    bundle["objects"] += [stix.marking(name) for name in stix.TLP_IDS]
    assert stix_problems(bundle)[0] == []


# --- PROV -----------------------------------------------------------------------------------------------------------


def document(data: bytes) -> prov.model.ProvDocument:
    return prov.model.ProvDocument.deserialize(content=data.decode(), format="json")


def test_the_library_reads_it_and_writes_it_alike(book: Path) -> None:
    told = document(made(book, "prov"))
    again = document(told.serialize(format="json").encode())
    assert told == again
    assert len(list(told.get_records())) > 50


def test_every_end_of_a_relation_is_there(book: Path) -> None:
    told = json.loads(made(book, "prov"))
    kinds = {name: set(told[name]) for name in ("entity", "activity", "agent")}
    ends = {
        "entity": kinds["entity"], "generatedEntity": kinds["entity"], "usedEntity": kinds["entity"],
        "activity": kinds["activity"], "agent": kinds["agent"],
    }  # fmt: skip
    checked = 0
    for name, relations in told.items():
        if name in ("prefix", *kinds):
            continue
        for relation in relations.values():
            for end, value in relation.items():
                if end not in ("prov:time", "prov:type"):
                    assert value in ends[end.removeprefix("prov:")], (name, relation)
                    checked += 1
    assert checked > 80
    for activity in told["activity"].values():
        assert datetime.fromisoformat(activity["prov:startTime"]) <= datetime.fromisoformat(activity["prov:endTime"])


def related(told: Row, relation: str, **ends: str) -> list[Row]:
    wanted = {f"prov:{end}": value for end, value in ends.items()}
    return [one for one in told[relation].values() if wanted.items() <= one.items()]


def test_a_claim_leads_back_to_text_reading_speaker_and_decision(book: Path) -> None:
    told = json.loads(made(book, "prov"))
    with opened(str(book)) as case, case.read() as connection:
        (row,) = [r for r in queries.find_claims(connection, ClaimQuery(decision="corrected")).rows]
    claim = f"onr:{row.key}"
    # As it was read, with what was corrected as a revision of it.
    assert told["entity"][claim]["onr:status"] == "shipped"
    (revision,) = [one for one in related(told, "wasDerivedFrom", usedEntity=claim)]
    assert revision["prov:type"]["$"] == "prov:Revision"
    corrected = told["entity"][revision["prov:generatedEntity"]]
    assert corrected["onr:status"] == "delivered"
    (by,) = related(told, "wasAssociatedWith", activity=revision["prov:activity"])
    assert told["agent"][by["prov:agent"]]["prov:label"] == "ann"
    # The reading, with what it used.
    (made_by,) = related(told, "wasGeneratedBy", entity=claim)
    used = {
        one["prov:usedEntity" if "prov:usedEntity" in one else "prov:entity"]
        for one in related(told, "used", activity=made_by["prov:activity"])
    }
    versions = {told["entity"][id].get("onr:version") for id in used}
    assert {"2026-01-01+aaaa", "sm 3.8.0"} <= versions
    # The text by its hash, and the statement that it stands in.
    origins = {
        one.get("prov:type", {}).get("$"): one["prov:usedEntity"]
        for one in related(told, "wasDerivedFrom", generatedEntity=claim)
    }
    assert told["entity"][origins["prov:Quotation"]]["onr:hash"] == row.report
    (speaker,) = related(told, "wasAttributedTo", entity=origins["prov:PrimarySource"])
    assert told["agent"][speaker["prov:agent"]]["prov:label"] == "Anna Petrova (PRK)"


def test_what_was_taken_back_is_invalidated(book: Path) -> None:
    told = json.loads(made(book, "prov"))
    (undone,) = told["wasInvalidatedBy"].values()
    assert told["entity"][undone["prov:entity"]]["prov:label"] == "reject"
    (by,) = related(told, "wasAssociatedWith", activity=undone["prov:activity"])
    assert told["agent"][by["prov:agent"]]["prov:label"] == "cid"


def test_protected_names_stay_behind(book: Path) -> None:
    protect(book, "Anna Petrova")
    for format in ("prov", "stix"):
        told = made(book, format).decode()
        assert "Petrova" not in told
        below = made(book, format, tlp_max=Tlp.GREEN).decode()
        assert "AMBER" not in below and "Amber" not in below
        assert "Petrova" in made(book, format, tlp_max=Tlp.RED).decode()
    assert document(made(book, "prov"))
