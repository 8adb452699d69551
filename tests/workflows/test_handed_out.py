"""What an export handed out stays on record, under the casebook's own names for its claims, in every format."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from casebook_support import TEXT, new_case, reading
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.exports import CASE_FORMATS
from onrecord.store import exported, queries, runs, writes
from onrecord.store.case import Case
from onrecord.store.register import protect_source
from onrecord.workflows.export import Tally, export, note_export
from onrecord.workflows.link import link_case

EVERYTHING = ClaimQuery()


def filled(folder: Path) -> Case:
    case = new_case(folder)
    with case.write() as connection:
        for n, receiver in enumerate(("SDN", "TCD")):
            text = TEXT.replace("40 rocket", f"{40 + n} rocket")
            told = reading(text, url=f"https://a.example/{n}", receiver=receiver)
            writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, told)
    link_case(case, by="ann")
    return case


def handed(case: Case, format: str, query: ClaimQuery) -> Tally:
    with case.read() as connection:
        made = export(connection, query, format, made=datetime(2024, 6, 1, tzinfo=UTC))
        assert b"".join(made.pieces)
    return made.tally


def keys(case: Case, query: ClaimQuery = EVERYTHING) -> set[str]:
    with case.read() as connection:
        return {claim.key for claim in queries.find_claims(connection, query, limit=None).rows}


@pytest.mark.parametrize("format", [name for name in CASE_FORMATS if name != "docx" or find_spec("docx")])
def test_every_format_tells_which_claims_went_out(tmp_path: Path, format: str) -> None:
    case = filled(tmp_path)
    some = ClaimQuery(type=("TRANSFER",), recipient=("SDN",))
    assert 0 < len(keys(case, some)) < len(keys(case))
    tally = handed(case, format, some)
    assert keys(case, some) <= tally.keys
    # events and readings hold more than the claims that answer, but nothing that is of another report
    assert keys(case, ClaimQuery(recipient=("TCD",))).isdisjoint(tally.keys)
    assert tally.keys <= keys(case)


def test_an_export_is_found_by_its_claims(tmp_path: Path) -> None:
    case = filled(tmp_path)
    some = ClaimQuery(recipient=("SDN",))
    run = note_export(case, handed(case, "csv", some), "csv", some, by="ann", to="/tmp/a.csv", dossier="guns")
    note_export(case, handed(case, "csv", EVERYTHING), "csv", EVERYTHING, by="bob")
    mine, other = sorted(keys(case, some))[0], sorted(keys(case, ClaimQuery(recipient=("TCD",))))[0]
    with case.read() as connection:
        found = exported.exports_of(connection, [mine, other, "clm-0000000000000000"])
        (told,) = runs.runs(connection, run=run)
    assert [(row["by"], row["to"], row["dossier"]) for row in found[mine]] == [
        ("ann", "/tmp/a.csv", "guns"),
        ("bob", None, None),
    ]
    assert [row["by"] for row in found[other]] == ["bob"]
    assert found["clm-0000000000000000"] == []
    assert (told.command, told.state, told.result) == ("export", "finished", {"claims": len(keys(case, some))})


def test_names_under_which_a_blotted_reading_went_out_do_not_hide_its_claims(tmp_path: Path) -> None:
    case = filled(tmp_path)
    with case.write() as connection:
        protect_source(connection, "Anna Petrova", Tlp.RED, by="ann")
    tally = handed(case, "jsonl", EVERYTHING)
    assert tally.blotted
    assert tally.keys == keys(case)
