"""Sheets and typed tables of claims and events: the same values in both forms, of the types that the dictionary tells."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from case_exports import counted, made, make_book

from casebook_support import new_case
from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import CaseError
from onrecord.exports import claims_csv, event_codes, events_table, sheet
from onrecord.interfaces.cli.case_options import opened
from onrecord.store import decisions
from onrecord.store.events import event_by_id

#: GDELT's own names of columns (Event Database 2.0).
GDELT = [
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", "Actor1Code", "Actor1Name",
    "Actor1CountryCode", "Actor1KnownGroupCode", "Actor1EthnicCode", "Actor1Religion1Code", "Actor1Religion2Code",
    "Actor1Type1Code", "Actor1Type2Code", "Actor1Type3Code", "Actor2Code", "Actor2Name", "Actor2CountryCode",
    "Actor2KnownGroupCode", "Actor2EthnicCode", "Actor2Religion1Code", "Actor2Religion2Code", "Actor2Type1Code",
    "Actor2Type2Code", "Actor2Type3Code", "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass",
    "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone", "Actor1Geo_Type", "Actor1Geo_FullName",
    "Actor1Geo_CountryCode", "Actor1Geo_ADM1Code", "Actor1Geo_ADM2Code", "Actor1Geo_Lat", "Actor1Geo_Long",
    "Actor1Geo_FeatureID", "Actor2Geo_Type", "Actor2Geo_FullName", "Actor2Geo_CountryCode", "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code", "Actor2Geo_Lat", "Actor2Geo_Long", "Actor2Geo_FeatureID", "ActionGeo_Type",
    "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_ADM1Code", "ActionGeo_ADM2Code", "ActionGeo_Lat",
    "ActionGeo_Long", "ActionGeo_FeatureID", "DATEADDED", "SOURCEURL",
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("tables"))


def table(data: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(data))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def as_cell(value: Any) -> str:
    """A value of the typed table as the sheet has it."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("of", ["claims", "events"])
def test_both_forms_tell_the_same(of: str, book: Path) -> None:
    prefix = "events-" if of == "events" else ""
    typed, plain = table(made(book, prefix + "parquet")), rows(made(book, prefix + "csv"))
    assert typed.num_rows == len(plain) > 1
    for one, other in zip(typed.to_pylist(), plain, strict=True):
        told = {name: as_cell(value) for name, value in one.items()}
        assert told == {name: cell.removeprefix("'") for name, cell in other.items()}


@pytest.mark.parametrize(
    ("format", "columns"), [("parquet", claims_csv.COLUMNS), ("events-parquet", events_table.COLUMNS)]
)
def test_fields_have_their_types_and_meanings(format: str, columns: sheet.Columns, book: Path) -> None:
    schema = table(made(book, format)).schema
    wanted = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "day": pa.date32(), "number": pa.float64(),
        "integer": pa.int32(), "flag": pa.bool_(),
    }  # fmt: skip
    assert schema.names == list(columns)
    for name, column in columns.items():
        assert schema.field(name).type == wanted[column.kind]
        assert schema.field(name).metadata == {b"description": column.means.encode()}


def test_values_are_days_numbers_and_lists(book: Path) -> None:
    told = {(row["trigger"], row["tlp"]): row for row in table(made(book, "parquet")).to_pylist()}
    shipped, talks = told["shipped", "CLEAR"], told["Talks", "CLEAR"]
    assert (shipped["from"], shipped["published"]) == (date(2024, 5, 13), date(2024, 5, 14))
    assert (shipped["quantities"], shipped["actor_countries"]) == (["40"], ["PRK"])
    assert shipped["credibility"] is None and shipped["superseded"] is False
    assert (talks["lat"], talks["lon"], talks["items"]) == (34.9, 33.6, [])
    assert talks["from"] is None and talks["depth"] == 0 and shipped["depth"] == 1


def test_an_event_tells_reports_outlets_origins_and_findings(book: Path) -> None:
    events = table(made(book, "events-parquet")).to_pylist()
    shipped = next(event for event in events if event["type"] == "TRANSFER")
    with opened(str(book)) as case, case.read() as connection:
        known = event_by_id(connection, shipped["event"])
    assert (shipped["n_claims"], shipped["n_reports"], shipped["n_outlets"]) == (2, 2, 2)
    assert shipped["n_origins"] == known["n_origins"] == len(shipped["origins"]) > 0
    assert shipped["claims"] == known["claims"]
    assert (shipped["status"], shipped["rung"], shipped["tlp"]) == ("shipped", 7, "AMBER+STRICT")
    assert (shipped["from"], shipped["first_reported"]) == (date(2024, 5, 13), date(2024, 5, 14))
    assert shipped["last_reported"] == date(2024, 5, 16)
    assert shipped["items"] == ["artillery_ammunition"]
    assert shipped["clauses"] and len(shipped["findings"]) >= len(shipped["clauses"])
    assert all("would" in wording for wording in shipped["wordings"])


def test_a_ceiling_and_filters_hold_for_events(book: Path) -> None:
    everything, tally = counted(book, "events-csv")
    assert tally.events == len(rows(everything)) > 0
    below = made(book, "events-csv", tlp_max=Tlp.GREEN)
    # All events are told of in the marked report too, and an event is shown only where all of it may be.
    assert rows(below) == [] and b"AMBER" not in below
    some = rows(made(book, "events-csv", query=ClaimQuery(type=("TRANSFER",))))
    assert {row["type"] for row in some} == {"TRANSFER"}


def test_events_need_links(tmp_path: Path) -> None:
    new_case(tmp_path).close()
    with pytest.raises(CaseError, match="onrecord link"):
        made(tmp_path / "onrecord.db", "events-csv")


def test_row_groups_are_joined(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "GROUP", 4)
    data = made(book, "parquet")
    assert pq.ParquetFile(io.BytesIO(data)).num_row_groups == 2
    assert table(data).num_rows == 6


def test_no_claims_make_an_empty_table_of_the_same_types(book: Path) -> None:
    query = ClaimQuery(type=("RETREAT",))
    empty = table(made(book, "parquet", query=query))
    assert empty.num_rows == 0
    assert empty.schema.equals(table(made(book, "parquet")).schema)


def test_half_a_character_is_written_by_its_number() -> None:
    columns = {
        "title": sheet.Column("text", "", lambda r: r["title"]),
        "all": sheet.Column("texts", "", lambda r: [r["title"]]),
    }
    told = table(b"".join(sheet.parquet([{"title": "a\udc80"}], columns))).to_pylist()
    assert told == [{"title": "a\\udc80", "all": ["a\\udc80"]}]


def test_rejected_claims_are_left_out_and_counted(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    with opened(str(book), write=True) as case, case.write() as connection:
        key = rows(made(book, "csv", query=ClaimQuery(type=("REJECT",))))[0]["key"]
        decisions.decide(connection, key, Verdict.REJECT, by="ann")
    data, tally = counted(book, "csv")
    assert (tally.claims, tally.rejected) == (5, 1)
    assert key not in data.decode()
    _, all_of_them = counted(book, "csv", query=ClaimQuery(decision="any"))
    assert (all_of_them.claims, all_of_them.rejected) == (6, 0)


def test_cameo_has_gdelts_columns_in_gdelts_order() -> None:
    own = [*event_codes.OWN, "Claim"]
    names = list(event_codes.CAMEO)
    assert names[-len(own) :] == own
    theirs = names[: -len(own)]
    assert theirs == [name for name in GDELT if name in theirs]
    assert {"GLOBALEVENTID", "SQLDATE", "Actor1Code", "Actor2Code", "EventCode", "QuadClass", "SOURCEURL"} <= set(
        theirs
    )


def claim(**fields: Any) -> dict[str, Any]:
    """A claim row for event tables."""
    actor = {"name": "Norland", "country": "NOR", "role": "GOV", "office": None}
    told = dict.fromkeys(
        ("mode", "outcome", "place", "time", "source", "stance", "title", "url", "publisher", "published")
    )
    return {
        **told, "key": "clm-1", "type": "CONSULT", "plover": "CONSULT", "cameo": "040", "polarity": "+", "status": "done",
        "certainty": "CT+", "author_certainty": "CT+", "quote": "…", "decision": "open", "tlp": "CLEAR", "report": "r",
        "actors": [actor], "recipients": [], **fields,
    }  # fmt: skip


def actor(country: str, role: str | None = "GOV") -> dict[str, Any]:
    return {"name": None, "country": country, "role": role, "office": None}


def cameo(*claims: dict[str, Any]) -> list[dict[str, str]]:
    return rows("".join(event_codes.cameo(claims)).encode())


def test_a_meeting_of_equals_is_told_in_both_directions() -> None:
    told = cameo(claim(actors=[actor("NOR"), actor("SDN")]))
    assert [(row["Actor1Code"], row["Actor2Code"]) for row in told] == [("NORGOV", "SDNGOV"), ("SDNGOV", "NORGOV")]
    assert [row["GLOBALEVENTID"] for row in told] == ["clm-1", "clm-1-2"]
    assert {row["Claim"] for row in told} == {"clm-1"}


def test_several_who_do_one_thing_alone_do_not_do_it_to_each_other() -> None:
    told = cameo(claim(type="RETREAT", cameo="084", actors=[actor("NOR"), actor("SDN")]))
    assert [(row["Actor1Code"], row["Actor2Code"]) for row in told] == [("NORGOV", ""), ("SDNGOV", "")]


def test_each_actor_meets_each_recipient() -> None:
    told = cameo(claim(actors=[actor("NOR"), actor("FIN")], recipients=[actor("SDN"), actor("TCD")]))
    assert len({(row["Actor1CountryCode"], row["Actor2CountryCode"]) for row in told}) == len(told) == 4


def test_roles_are_cameos_own() -> None:
    told = cameo(*(claim(actors=[actor("NOR", role)]) for role in ("JRN", "MED", "PRM", None, "MIL")))
    assert [row["Actor1Code"] for row in told] == ["NORMED", "NORHLH", "NOR", "NOR", "NORMIL"]


@pytest.mark.parametrize(
    ("code", "quad"),
    [("036", "1"), ("046", "1"), ("062", "2"), ("084", "2"), ("1032", "3"), ("130", "3"), ("150", "4"), ("190", "4")],
)
def test_quad_classes_are_gdelts(code: str, quad: str) -> None:
    assert cameo(claim(cameo=code))[0]["QuadClass"] == quad


def test_days_are_told_as_gdelt_does() -> None:
    time = {"from": "2024-05-13", "to": "2024-05-13", "value": "2024-05-13", "mod": None}
    row = cameo(claim(time=time, published="2024-05-14"))[0]
    assert (row["SQLDATE"], row["MonthYear"], row["Year"], row["DATEADDED"]) == (
        "20240513",
        "202405",
        "2024",
        "20240514",
    )
    assert row["FractionDate"] == f"{2024 + (5 * 30 + 13) / 365:.4f}"
    undated = cameo(claim())[0]
    assert (undated["SQLDATE"], undated["FractionDate"]) == ("", "")
    december = {**time, "from": "2024-12-31"}
    assert cameo(claim(time=december))[0]["FractionDate"] == "2024.9999"
