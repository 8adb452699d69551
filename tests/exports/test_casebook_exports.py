"""Exports of a casebook: what each standard asks for, what the reader of a page may trust, what a ceiling keeps back."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from casebook_support import TEXT, new_case, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.exports import CASE_FORMATS, annotation, claims_csv, dossier, event_codes, events_table, stix
from onrecord.exports.sheet import dictionary
from onrecord.interfaces.cli.app import run
from onrecord.interfaces.cli.case_options import opened
from onrecord.store import decisions, queries, writes
from support import ROOT

Row = dict[str, Any]
MADE = "2026-01-31T08:00:00.000Z"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    case = new_case(folder)
    with case.write() as connection:
        other = reading(TEXT + " More.", publisher="Amber Wire", published=None, tlp=Tlp.AMBER_STRICT)
        for one in (reading(), other):
            writes.save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, one)
    case.close()
    return folder / "onrecord.db"


@pytest.fixture
def rows(book: Path) -> list[Row]:
    with opened(str(book)) as case, case.read() as connection:
        return [row.to_dict() for row in queries.find_claims(connection, ClaimQuery(), limit=None).rows]


def export(book: Path, *words: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["onrecord", "export", "--case", str(book), *words])
        with pytest.raises(SystemExit) as ended:
            run()
    return int(ended.value.code or 0)


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_data_dictionary_is_that_of_the_columns() -> None:
    told = (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")
    for columns, typed in (
        (claims_csv.COLUMNS, True),
        (events_table.COLUMNS, True),
        (event_codes.PLOVER, False),
        (event_codes.CAMEO, False),
    ):
        assert dictionary(columns, typed=typed) in told, "run `make docs`"


def test_every_format_is_listed_and_documented(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(book, "--list") == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(CASE_FORMATS)
    told = (ROOT / "docs" / "reference" / "exports.md").read_text(encoding="utf-8")
    assert [name for name in CASE_FORMATS if f"`{name}`" not in told] == []


def test_a_sheet_has_a_row_a_claim_and_no_formula(rows: list[Row]) -> None:
    rows[0]["title"] = "=HYPERLINK(1)"
    told = sheet("".join(claims_csv.export(rows)))
    assert [row["key"] for row in told] == [row["key"] for row in rows]
    assert told[0]["title"] == "'=HYPERLINK(1)"
    shipped = next(row for row in told if row["trigger"] == "shipped")
    assert (shipped["actor_countries"], shipped["recipient_countries"]) == ("RUS", "SDN")
    assert (shipped["quantities"], shipped["source"]) == ("40", "Anna Petrova (RUS)")


def test_event_tables_hold_coded_claims_with_what_event_data_leaves_out(rows: list[Row]) -> None:
    plover = sheet("".join(event_codes.plover(rows)))
    cameo = sheet("".join(event_codes.cameo(rows)))
    coded = [row["key"] for row in rows if row["cameo"]]
    assert 0 < len(coded) < len(rows)
    assert [row["Event ID"] for row in plover] == [row["Claim"] for row in cameo] == coded
    assert [row["GLOBALEVENTID"] for row in cameo] == coded
    assert (plover[0]["Event Type"], plover[0]["Event Date"]) == ("AID", "2024-05-13")
    assert (cameo[0]["EventCode"], cameo[0]["EventRootCode"], cameo[0]["SQLDATE"]) == ("072", "07", "20240513")
    assert cameo[0]["Actor1Code"] == "RUSGOV"
    assert (cameo[0]["Status"], cameo[0]["Author Certainty"], cameo[0]["Said By"]) == (
        "shipped", "Uu", "Anna Petrova (RUS)",
    )  # fmt: skip


def test_markings_are_the_published_ones_of_tlp_2() -> None:
    assert stix.TLP_EXTENSION == "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
    assert stix.TLP_IDS == {
        "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }


def test_a_bundle_refers_to_what_it_holds_and_marks_it(rows: list[Row]) -> None:
    rows[0]["credibility"], rows[1]["credibility"] = 2, 6
    told = stix.bundle(rows, made=MADE)
    objects = {one["id"]: one for one in told["objects"]}
    assert len(objects) == len(told["objects"])
    for one in objects.values():
        assert re.fullmatch(r"[a-z-]+--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one["id"])
        assert one["id"].startswith(one["type"] + "--")
        for ref in (*one.get("object_refs", ()), *one.get("object_marking_refs", ())):
            assert ref in objects
        if one["type"] in ("report", "note"):
            assert one["object_refs"]
    named = [one["name"] for one in objects.values() if one["type"] == "report"]
    assert any(name.startswith("2024-05-14 Vostania ships rockets [") for name in named)
    assert any(name.startswith("undated ") for name in named)
    assert len(set(named)) == 2
    notes = [one for one in objects.values() if one["type"] == "note"]
    assert sorted(note["confidence"] for note in notes if "confidence" in note) == [70]
    marked = {note["object_marking_refs"][0] for note in notes}
    assert marked == {stix.TLP_IDS["CLEAR"], stix.TLP_IDS["AMBER+STRICT"]}
    strict = objects[stix.TLP_IDS["AMBER+STRICT"]]["extensions"][stix.TLP_EXTENSION]
    assert strict == {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}
    again = {one["id"] for one in stix.bundle(rows, made="2027-01-01T00:00:00.000Z")["objects"]}
    assert again == set(objects)


def test_selectors_find_the_words_in_the_text(rows: list[Row]) -> None:
    page = json.loads("".join(annotation.export(rows)))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(page["items"]) == len(rows)
    text = TEXT + " More."
    for item in page["items"]:
        for target in item["target"]:
            quote, position = target["selector"]
            assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote.get("prefix", ""))
            assert text[end:].startswith(quote.get("suffix", ""))
    assert json.loads("".join(annotation.export([])))["items"] == []


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_dossier_cites_marks_and_runs_nothing(rows: list[Row]) -> None:
    rows[0] |= {
        "title": "<script>alert(1)</script>",
        "url": "javascript:alert(1)",
        "publisher": '"><img src=x onerror=alert(1)>',
        "quote": "\u202e</blockquote><svg onload=alert(1)>",
    }
    page = "".join(
        dossier.export(rows, made="today", title="<b>Rockets", payloads={rows[0]["report"]: "sha256:received"})
    )
    tags = Tags()
    tags.feed(page)
    names = {tag for tag, _ in tags.found}
    assert names & {"script", "img", "svg", "b", "iframe"} == set()
    assert "\u202e" not in page
    assert not any(name.startswith("on") for _, attributes in tags.found for name in attributes)
    links = [attributes["href"] or "" for tag, attributes in tags.found if tag == "a"]
    assert all(link.startswith(("#s", "https://")) for link in links)
    anchors = {attributes["id"] for tag, attributes in tags.found if "id" in attributes}
    cited = [link[1:] for link in links if link.startswith("#")]
    assert len(cited) == len(rows)
    assert set(cited) == {"s1", "s2"} <= anchors
    assert "default-src 'none'" in page
    assert page.count("TLP:AMBER+STRICT</p>") == 2
    assert "sha256:received" in page
    assert all(row["report"] in page for row in rows)


TEXTS = [name for name, format in CASE_FORMATS.items() if not format.binary and not format.events]


@pytest.mark.parametrize("format", TEXTS)
def test_a_ceiling_keeps_back_what_lies_above_it(format: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(book, "--format", format) == 0
    everything = capsys.readouterr()
    assert "AMBER+STRICT" in everything.out
    assert "6 claims" in everything.err
    assert export(book, "--format", format, "--tlp-max", "GREEN") == 0
    told = capsys.readouterr()
    assert "Amber Wire" not in told.out
    assert "AMBER" not in told.out
    assert "CLEAR" in told.out


def test_filters_and_a_file(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "claims.csv"
    assert export(book, "--format", "csv", "--type", "TRANSFER", "--dyad", "RUS:SDN", "--out", str(out)) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert f"2 claims written to {out}" in told.err
    assert {row["type"] for row in sheet(out.read_text(encoding="utf-8"))} == {"TRANSFER"}


def test_claims_without_a_code_are_counted(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(book, "--format", "cameo") == 0
    assert "4 of them have no CAMEO code and are left out" in capsys.readouterr().err


def test_a_format_that_is_not_there_and_a_file_that_cannot_be(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(book, "--format", "xml") == 2
    assert ", ".join(CASE_FORMATS) in capsys.readouterr().err
    assert export(book) == 2
    assert "it needs a format" in capsys.readouterr().err
    assert export(book, "--format", "csv", "--out", str(tmp_path)) != 0
    assert "cannot be written" in capsys.readouterr().err


def test_pages_of_a_casebook_are_joined(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("onrecord.workflows.export.PAGE", 1)
    assert export(book, "--format", "csv") == 0
    keys = [row["key"] for row in sheet(capsys.readouterr().out)]
    assert len(keys) == len(set(keys)) == 6


def test_bytes_do_not_go_to_a_terminal(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert export(book, "--format", "parquet") == 2
    assert "Give --out" in capsys.readouterr().err
    assert export(book, "--format", "parquet", "--out", str(tmp_path / "a.parquet")) == 0
    assert (tmp_path / "a.parquet").read_bytes()[:4] == b"PAR1"


def test_a_missing_extra_is_told_and_leaves_what_was_there(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "a.docx"
    out.write_bytes(b"before")
    monkeypatch.setattr("onrecord.exports.word.find_spec", lambda name: None)
    assert export(book, "--format", "docx", "--out", str(out)) == 1
    assert "pip install 'onrecord[word]'" in capsys.readouterr().err
    assert out.read_bytes() == b"before"


def test_what_the_command_hands_on_the_command_takes_back(
    book: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[Row]
) -> None:
    with opened(str(book), write=True) as case, case.write() as connection:
        decisions.decide(connection, rows[0]["key"], Verdict.REJECT, by="ann", note="a headline")
        decisions.undo(connection, rows[0]["key"], by="ben")
        decisions.decide(connection, rows[1]["key"], Verdict.CORRECT, by="ann", changes={"status": "sought"})
    out, other = tmp_path / "all.jsonl", tmp_path / "other.db"
    assert export(book, "--format", "jsonl", "--decision", "any", "--tlp-max", "RED", "--out", str(out)) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["onrecord", "add", str(out), "--case", str(other)])
        with pytest.raises(SystemExit) as ended:
            run()
    assert not ended.value.code, capsys.readouterr().err
    told = []
    for address in (book, other):
        with opened(str(address)) as case, case.read() as connection:
            found = queries.find_claims(connection, ClaimQuery(decision="any"), limit=None, tlp_max=Tlp.RED).rows
            history = {claim.key: decisions.decisions_of(connection, claim.key) for claim in found}
            told.append(
                (
                    {claim.key: claim.to_dict() for claim in found},
                    {k: [(d.verdict, d.by, d.at, d.undone) for d in v] for k, v in history.items()},
                )
            )
    assert told[0] == told[1]
    assert sum(len(history) for history in told[0][1].values()) == 2
