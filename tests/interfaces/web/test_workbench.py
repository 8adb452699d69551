"""The workbench as a server: every page and its twin, what is new, decisions, dossiers, exports, who may do what."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from casebook_support import TEXT, reading
from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery
from onrecord.domain.report import Tlp
from onrecord.errors import CaseError
from onrecord.interfaces.web import guard
from onrecord.interfaces.web.app import _templates, make_app
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.pages import PAGES, charts
from onrecord.interfaces.web.pages.reports import pieces
from onrecord.interfaces.web.svg import WORLD, framed, unrolled
from onrecord.interfaces.web.viewer import Role
from onrecord.store import events as store_events
from onrecord.store.case import open_case
from onrecord.store.exported import exports_of
from onrecord.store.writes import save_payload, save_reading
from onrecord.workflows.decide import decide
from onrecord.workflows.link import link_case
from onrecord.workflows.watch import Watch
from web_support import make_case


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return make_case(tmp_path / "case.db")


@pytest.fixture
def bench(case: Path) -> Iterator[Bench]:
    made = Bench(address=str(case), edit=True, user="me")
    yield made
    made.close()


@pytest.fixture
def client(bench: Bench) -> Iterator[TestClient]:
    with TestClient(make_app(bench)) as made:
        yield made


def first(client: TestClient, path: str, part: str, key: str) -> str:
    return str(client.get(path).json()[part][0][key])


def word(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/add").text)
    assert found is not None
    return found[1]


def paths(client: TestClient) -> list[str]:
    told = {
        "/claims/{key}": [first(client, "/claims.json", "claims", "key")],
        "/reports/{id}": [r["id"] for r in client.get("/reports.json").json()["reports"]],
        "/actors/{id}": [first(client, "/actors.json", "actors", "id")],
        "/events/{id}": [e["id"] for e in client.get("/events.json").json()["events"]],
        "/rules/{id}": ["unscr-1874-9"],
        "/dossiers/{name:path}": ["Rockets"],
        "/runs/{number:int}": ["1"],
    }
    reports = told["/reports/{id}"]
    made = []
    for page in PAGES:
        if page.path == "/reports/{id}/versions/{other}":
            made.append(f"/reports/{reports[0]}/versions/{reports[1]}")
        elif "{" in page.path:
            made += [re.sub(r"\{.*\}", value, page.path) for value in told[page.path]]
        else:
            made.append(page.path)
    return made


def test_every_page_and_its_twin_answer(client: TestClient) -> None:
    for path in paths(client):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "<main" in page.text
        twin = client.get("/start.json" if path == "/" else f"{path}.json")
        assert twin.status_code == 200, path
        assert twin.headers["content-type"].startswith("application/json")
        assert twin.json()


def test_pages_ask_no_other_host_and_bear_no_inline_script_or_style(client: TestClient) -> None:
    for path in [*paths(client), "/add", "/export"]:
        page = client.get(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]* src=\"/static/)", page.text), path
        assert not re.search(r"<[^>]*\s(on\w+|style)\s*=\s*[\"']", page.text), path
        assert not re.search(r"(src|href)=\"(https?:)?//", page.text), path


def test_a_hostile_report_is_only_text(client: TestClient) -> None:
    found = client.get("/reports.json").json()["reports"]
    hostile = next(r for r in found if r["url"] == "https://evil.example/x")
    for path in [f"/reports/{hostile['id']}", *paths(client)]:
        page = client.get(path).text
        assert "<script>window" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert "<style>body" not in page
        assert "\u202e" not in page.replace("[U+202E]", "")
    assert "{{ 7 * 7 }}" in client.get(f"/reports/{hostile['id']}").text


def test_a_line_without_end_does_not_make_a_page_without_end(case: Path, client: TestClient) -> None:
    without_end = "Sudania " + "<b>x\u202e</b>" * 100_000 + " aboard"
    endless = reading(TEXT.replace("Sudania aboard", without_end), url="https://long.example/x")
    book = open_case(case, write=True)
    with book.write() as connection:
        save_payload(connection, endless.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, endless)
    link_case(book, by="tests")
    book.close()
    key = endless.claims[0].key
    event = next(e for e in client.get("/events.json").json()["events"] if key in e["claims"])["id"]
    paths = (
        "/",
        "/claims",
        f"/claims/{key}",
        f"/events/{event}",
        "/dossiers/Rockets",
        f"/reports/{endless.report.id}?claim={key}",
    )
    for path in paths:
        page = client.get(path)
        assert page.status_code == 200
        assert len(page.content) < 500_000, path
        assert "shipped" in page.text, path


def test_what_is_not_there_is_said_so(client: TestClient) -> None:
    for path in (
        "/claims/clm-0000000000000000",
        "/nowhere",
        "/events/evt-none",
        "/runs/99999999999999999999",
        "/rules/no",
    ):
        assert client.get(path).status_code == 404, path
    bad = client.get("/claims?bogus=1")
    assert bad.status_code == 400
    assert "no such filter" in bad.text
    assert client.get("/timeline?event_from=never").status_code == 400
    assert client.get("/claims?after=zzz").status_code == 400


def test_an_unforeseen_fault_is_told_without_its_insides(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret insides")

    with TestClient(make_app(bench), raise_server_exceptions=False) as client:
        monkeypatch.setattr("onrecord.store.queries.newest", broken)
        monkeypatch.setattr("onrecord.store.queries.find_claims", broken)
        page = client.get("/claims")
        told = client.get("/api/v1/claims")
    assert page.status_code == told.status_code == 500
    assert "insides" not in page.text + told.text
    assert set(told.json()["error"]) == {"status", "what", "where", "remedy"}


# --- start ------------------------------------------------------------------------------------------------------


def test_the_start_page_tells_what_is_new_since_the_last_visit(bench: Bench, client: TestClient, case: Path) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    bench.now = lambda: at
    bench.watches = (Watch(name="Sudan", query=ClaimQuery(recipient=("SDN",))),)
    assert client.get("/start.json").json()["new"] is None
    told = client.get("/start.json").json()
    assert (told["new"], told["since"]) == (None, None), "a look a moment later is the same visit"

    at += timedelta(hours=3)
    assert client.get("/start.json").json()["new"] == 0
    book = open_case(case, write=True)
    later = reading(TEXT.replace("40 rocket", "70 rocket"), url="https://later.example/z", publisher="The Late Post")
    with book.write() as connection:
        save_payload(connection, later.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, later)
    book.close()
    at += timedelta(minutes=5)
    told = client.get("/start.json").json()
    assert told["new"] == 3
    assert {c["publisher"] for c in told["claims"]} == {"The Late Post"}
    hits = {row["name"]: row["new"] for row in told["watched"]}
    assert hits == {"Sudan": 1, "Rockets": 1}
    assert client.get(f"/claims.json?since={told['since']}").json()["total"] == 3
    assert "3 claims or decisions came in" in client.get("/").text
    at += timedelta(hours=3)
    assert client.get("/start.json").json()["new"] == 0, "another visit begins where the last one ended"


def test_the_start_page_tells_which_rungs_moved(bench: Bench, client: TestClient, case: Path) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    bench.now = lambda: at
    client.get("/")
    at += timedelta(days=1)
    assert client.get("/start.json").json()["moved"] == []
    book = open_case(case, write=True)
    for claim in client.get("/claims.json?type=TRANSFER&decision=any").json()["claims"]:
        decide(book, claim["key"], Verdict.CORRECT, by="me", changes={"status": "planned"})
    link_case(book, by="me")
    book.close()
    moved = client.get("/start.json").json()["moved"]
    assert {(e["was"]["status"], e["status"]) for e in moved} == {("shipped", "planned")}


# --- search and charts ------------------------------------------------------------------------------------------


def test_every_view_takes_the_same_search(client: TestClient) -> None:
    search = "type=TRANSFER&published_from=2024-05&published_to=2024-05"
    assert client.get(f"/claims.json?{search}").json()["total"] == 4
    events = client.get(f"/events.json?{search}").json()["events"]
    assert {e["type"] for e in events} == {"TRANSFER"}
    assert client.get(f"/timeline.json?{search}").json()["total"] == len(events)
    links = client.get(f"/network.json?{search}").json()["links"]
    assert [(link["first"], link["second"], link["count"]) for link in links] == [("RUS", "SDN", 4)]
    ways = client.get(f"/map.json?{search}").json()["ways"]
    assert [way["way"] for way in ways] == [["RUS", "SDN"]]
    assert client.get(f"/matrix.json?{search}").json()["rows"][0]["total"] == 4
    for view in ("claims", "events", "timeline", "network", "map", "matrix"):
        assert client.get(f"/{view}.json?type=TRANSFER&published_to=2020").status_code == 200


def test_facets_add_and_take_out_filters(client: TestClient) -> None:
    told = client.get("/claims.json").json()
    facet = next(f for f in told["facets"] if f["name"] == "publisher")
    link = next(row["link"] for row in facet["rows"] if row["value"] == "The Inland Times")
    page = client.get(link.replace("/claims?", "/claims.json?")).json()
    assert page["total"] == facet["rows"][[r["value"] for r in facet["rows"]].index("The Inland Times")]["count"]
    again = next(f for f in page["facets"] if f["name"] == "publisher")["rows"][0]
    assert again["on"] and again["link"] == "/claims?"


def test_a_timeline_of_many_events_counts_them_and_zooms() -> None:
    from onrecord.interfaces.web.search import Search

    search = Search(pairs=(("type", "TRANSFER"),), query=ClaimQuery())
    rows = [(738000 + 31 * n, "shipped" if n % 2 else "sought", 2) for n in range(40)]
    told = charts.bins(rows, search)
    assert told["unit"] == "month"
    assert sum(column["count"] for column in told["columns"]) == 80
    assert all("type=TRANSFER" in column["link"] and "event_from=" in column["link"] for column in told["columns"])
    days = charts.bins([(738000 + n, "shipped", 1) for n in range(50)], search)
    assert days["unit"] == "day" and len(days["columns"]) == 50
    assert charts.bins([(738000, "shipped", 1), (738000 + 9000, "shipped", 1)], search)["unit"] == "year"


def test_a_window_of_days_moves_and_ends_where_the_calendar_does(client: TestClient) -> None:
    told = client.get("/timeline.json?event_from=2024-05-01&event_to=2024-05-10").json()["window"]
    assert told["earlier"].endswith("event_from=2024-04-21&event_to=2024-04-30")
    assert told["wider"].endswith("event_from=2024-04-21&event_to=2024-05-20")
    assert "earlier" not in client.get("/timeline.json?event_from=0001-01-01").json()["window"]


def test_uncertain_days_are_told_apart() -> None:
    base = {"id": "evt-1", "type": "TRANSFER", "actors": [], "recipients": [], "items": [], "origins": [],
            "status": "done", "certainty": "CT+", "n_reports": 1}  # fmt: skip
    day = {"from": "2024-01-05", "to": "2024-01-05"}
    month = {"from": "2024-01-01", "to": "2024-01-31"}
    told = charts.drawn(
        [
            {**base, "id": "evt-a", "time": day, "first_reported": "2024-02-01"},
            {**base, "id": "evt-b", "time": month, "first_reported": "2024-02-01"},
            {**base, "id": "evt-c", "time": None, "first_reported": "2024-02-01"},
            {**base, "id": "evt-d", "time": None, "first_reported": None},
        ]
    )
    kinds = {row["link"]: row["date_is"] for row in told["rows"]}
    assert kinds == {"/events/evt-a": "told", "/events/evt-b": "span", "/events/evt-c": "reported"}
    assert [row["link"] for row in told["undated"]] == ["/events/evt-d"]
    widths = {row["link"]: row["width"] for row in told["rows"]}
    assert widths["/events/evt-b"] > widths["/events/evt-a"]


# --- events and reports -----------------------------------------------------------------------------------------


def test_an_event_shows_claims_in_context_by_origin_with_a_ladder(client: TestClient) -> None:
    event = next(e for e in client.get("/events.json").json()["events"] if e["type"] == "TRANSFER")
    told = client.get(f"/events/{event['id']}.json").json()
    shown = [claim for group in told["groups"] for claim in group["claims"]]
    assert {claim["key"] for claim in shown} == set(event["claims"])
    claim = shown[0]
    a, b = claim["context"]["trigger"]
    assert claim["quote"][a:b] == claim["trigger_quote"] == "shipped"
    assert claim["context"]["before"].endswith("rockets\n\n") or "script" in claim["context"]["before"]
    assert [step["status"] for step in told["ladder"]] == ["shipped"] * len(told["ladder"])
    assert [rung["names"] for rung in told["rungs"] if rung["told"]] == [["shipped"]]
    page = client.get(f"/events/{event['id']}").text
    assert "<mark>shipped</mark>" in page
    assert 'value="accept"' in page


def test_a_long_text_is_shown_in_parts(case: Path, client: TestClient) -> None:
    filler = "\n\n" + "word " * 9000 + "\n\n" + "x" * 30_000
    long = reading(TEXT + filler, url="https://long.example/l")
    book = open_case(case, write=True)
    with book.write() as connection:
        save_payload(connection, long.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, long)
    book.close()
    parts = client.get(f"/reports/{long.report.id}.json").json()["parts"]
    assert parts >= 4
    seen = [client.get(f"/reports/{long.report.id}?part={n}").text for n in range(1, parts + 1)]
    assert all(len(page) < 500_000 for page in seen)
    assert sum(page.count("x" * 5000) > 0 for page in seen) >= 2
    assert sum(page.count('data-key="clm-') for page in seen) == 3, "each claim stands on one part"
    text = "".join(re.sub(r"<[^>]+>|\s", "", re.search(r'<div class="text">(.*?)</div>\n', p, re.S)[1]) for p in seen)  # type: ignore[index]
    assert text.count("word") == 9000


def test_two_versions_are_compared(client: TestClient) -> None:
    told = pieces("Ships left on Monday. Nobody knows.", "Ships left on Tuesday. Nobody knows.")
    assert [(p["kind"], p["text"].strip()) for p in told] == [
        ("same", "Ships left on"), ("out", "Monday."), ("in", "Tuesday."), ("same", "Nobody knows."),
    ]  # fmt: skip
    reports = {r["url"]: r["id"] for r in client.get("/reports.json").json()["reports"]}
    one, two = reports["https://harbour.example/rockets"], reports["https://inland.example/r"]
    page = client.get(f"/reports/{one}/versions/{two}").text
    assert "<del>40 </del><ins>50 </ins>" in page


# --- decisions --------------------------------------------------------------------------------------------------


def test_a_decision_is_kept_and_shown(client: TestClient) -> None:
    key = first(client, "/claims.json?type=TRANSFER", "claims", "key")
    refused = client.post(f"/claims/{key}/decide", data={"verdict": "accept", "csrf": "wrong"})
    assert refused.status_code == 403
    done = client.post(
        f"/claims/{key}/decide",
        data={"verdict": "correct", "status": "planned", "certainty": "Uu", "csrf": word(client), "note": "see page 2"},
    )
    assert done.status_code == 200
    told = client.get(f"/claims/{key}.json").json()
    assert told["claim"]["status"] == "planned"
    assert told["claim"]["original"]["status"] == "shipped"
    assert told["decisions"][0]["by"] == "me"
    assert "asserted by a person" in client.get(f"/claims/{key}").text
    client.post(f"/claims/{key}/decide", data={"verdict": "undo", "csrf": word(client)})
    assert client.get(f"/claims/{key}.json").json()["claim"]["status"] == "shipped"


def test_a_correction_changes_only_what_was_changed_in_the_form(client: TestClient) -> None:
    key = first(client, "/claims.json?type=TRANSFER", "claims", "key")
    page = client.get(f"/claims/{key}").text
    form = dict(re.findall(r'<input name="(actors|recipients|items|time|place|type)" value="([^"]*)"', page))
    assert form["actors"] == "Vostania|RUS|GOV"
    form["recipients"] = "Omar Bashir|SDN|GOV; EGY"
    form["time"] = "2024-04"
    client.post(f"/claims/{key}/decide", data={**form, "verdict": "correct", "csrf": word(client)})
    told = client.get(f"/claims/{key}.json").json()
    assert set(told["decisions"][0]["changes"]) - {"plover", "cameo"} == {"recipients", "time"}
    assert [(r["name"], r["country"]) for r in told["claim"]["recipients"]] == [("Omar Bashir", "SDN"), (None, "EGY")]
    assert told["claim"]["time"]["to"] == "2024-04-30"


def test_a_correction_that_changes_nothing_or_nonsense_is_refused(client: TestClient) -> None:
    key = first(client, "/claims.json?type=TRANSFER", "claims", "key")
    token = word(client)
    assert client.post(f"/claims/{key}/decide", data={"verdict": "correct", "csrf": token}).status_code == 400
    assert client.post(f"/claims/{key}/decide", data={"verdict": "bless", "csrf": token}).status_code == 400
    wrong = {"verdict": "correct", "status": "flown", "csrf": token}
    assert client.post(f"/claims/{key}/decide", data=wrong).status_code == 400
    assert client.get(f"/claims/{key}.json").json()["decisions"] == []


def test_two_claims_can_be_said_to_be_different_events(client: TestClient, case: Path) -> None:
    event = next(e for e in client.get("/events.json").json()["events"] if len(e["claims"]) > 1)
    data = {"first": event["claims"][0], "second": event["claims"][1], "same": "no", "csrf": word(client)}
    assert client.post("/judge", data=data, follow_redirects=False).status_code == 303
    assert client.post("/judge", data={**data, "second": data["first"]}).status_code == 400
    book = open_case(case)
    with book.read() as connection:
        said = store_events.judgements(connection)
    book.close()
    assert [(first, second, same, by) for first, second, same, by, _ in said] == [
        (data["first"], data["second"], False, "me")
    ]


def test_what_was_said_of_a_pair_is_shown_until_it_is_joined_and_after(client: TestClient, case: Path) -> None:
    report = client.get("/reports.json?publisher=The+Inland+Times").json()["reports"][0]["id"]
    keys = [claim["key"] for claim in client.get(f"/reports/{report}.json").json()["claims"]]
    assert "judged" not in client.get(f"/reports/{report}").text
    form = {"csrf": word(client), "first": keys[0], "second": keys[1], "same": "no"}
    assert client.post("/judge", data=form, follow_redirects=False).status_code == 303
    page = client.get(f"/reports/{report}")
    assert "1 pair judged, not joined yet" in page.text
    assert "different events" in page.text
    assert client.get("/start.json").json()["stale"] == 1
    book = open_case(case, write=True)
    link_case(book, by="tests")
    book.close()
    assert "not joined yet" not in client.get(f"/reports/{report}").text
    assert client.get(f"/reports/{report}.json").json()["judged"][0]["same"] is False


def test_an_export_is_noted_or_the_log_says_that_it_is_not(
    client: TestClient, bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = first(client, "/claims.json?type=TRANSFER", "claims", "key")

    def noted() -> int:
        assert client.get("/export/file?format=csv&type=TRANSFER").status_code == 200
        with bench.reading() as connection:
            return len(exports_of(connection, [key])[key])

    assert noted() == 1
    assert not caplog.records

    def locked(*_: object, **__: object) -> None:
        raise CaseError("the casebook is being written", where="case.db")

    monkeypatch.setattr("onrecord.interfaces.web.actions.note_export", locked)
    assert noted() == 1
    assert "recalls will not name it" in caplog.text


def test_a_dossier_is_taken_away_as_people_put_it_together(client: TestClient) -> None:
    keys = [claim["key"] for claim in client.get("/claims.json?type=TRANSFER").json()["claims"]]
    for kind, target in (("exclude", keys[0]), ("pin", keys[1])):
        client.post("/dossiers/Rockets", data={"csrf": word(client), "kind": kind, "target": target})
    client.post("/dossiers/Rockets", data={"csrf": word(client), "kind": "note", "note": "Ask again"})
    page = client.get("/dossiers/Rockets")
    away = re.search(r'href="(/export\?[^"]+)"', page.text)
    assert away is not None
    form = client.get(away[1].replace("&amp;", "&"))
    assert 'name="dossier" value="Rockets"' in form.text
    told = client.get("/export/file?format=dossier&dossier=Rockets&tlp_max=CLEAR")
    assert told.status_code == 200
    assert "<h1>Rockets</h1>" in told.text
    assert "Ask again" in told.text
    assert keys[1] in told.text
    assert keys[0] not in told.text
    assert client.get("/export/file?format=dossier&dossier=Nothing").status_code == 400


def test_linking_in_the_browser_reads_only_what_is_new_and_holds_it_against_the_rules(
    client: TestClient, case: Path
) -> None:
    def link() -> dict[str, object]:
        path = client.post("/link", data={"csrf": word(client)}, follow_redirects=False).headers["location"]
        for _ in range(600):
            told: dict[str, object] = client.get(f"{path}.json").json()
            if told["state"] in ("done", "failed"):
                return told
            time.sleep(0.05)
        raise AssertionError("the job does not end")

    assert str(link()["linked"]).startswith("0 reports looked at")
    late = reading(TEXT.replace("40 rocket", "60 rocket"), publisher="The Late Post", url="https://late.example/r")
    book = open_case(case, write=True)
    with book.write() as connection:
        save_payload(connection, late.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, late)
    book.close()
    told = link()
    assert told["state"] == "done", told
    assert str(told["linked"]).startswith("1 report looked at")
    assert "embargo clauses" in str(told["checked"])


def test_a_map_frames_what_it_shows() -> None:
    assert framed([(500.0, 100.0)]).width == 240
    assert framed([(0.0, 30.0), (1000.0, 400.0)]) == WORLD
    view = framed([(990.0, 30.0), (995.0, 25.0)])
    assert view.x + view.width <= WORLD.width
    assert view.y >= WORLD.y


def test_land_that_crosses_the_date_line_is_drawn_on_both_sides() -> None:
    ring = "M990.0 50.0L998.0 55.0L4.0 56.0L2.0 50.0Z"
    plain = "M10.0 50.0L20.0 55.0L30.0 50.0Z"
    told = unrolled((ring, plain))
    assert told[-1] == plain
    assert told[:-1] == ("M-10 50L-2 55L4 56L2 50Z", "M990 50L998 55L1004 56L1002 50Z")


def test_an_origin_of_no_known_outlet_is_named_shortly(client: TestClient) -> None:
    label = "the words of sha256:" + "ab" * 32
    environment = _templates(Bench(address="x"))
    assert environment.from_string("{{ label | named }}").render(label=label) == (
        "the words of a report of no known outlet (abababab)"
    )


def test_a_dossier_is_made_from_a_search_and_kept(client: TestClient) -> None:
    token = word(client)
    made = client.post(
        "/dossiers", data={"name": "Späte/Lieferung", "filter": ["type=TRANSFER", "recipient=SDN"], "csrf": token}
    )
    assert made.status_code == 200
    told = client.get(f"{made.url.path}.json").json()
    assert told["filters"] == {"type": ["TRANSFER"], "recipient": ["SDN"]}
    key = told["claims"][0]["key"]
    before = len(told["claims"])
    for kind in ("exclude", "note", "seen"):
        data = {"kind": kind, "target": key, "note": "look again", "csrf": token}
        assert client.post(made.url.path, data=data, follow_redirects=False).status_code == 303, kind
    told = client.get(f"{made.url.path}.json").json()
    assert len(told["claims"]) == before - 1
    assert [n["text"] for n in told["notes"]] == ["look again"]
    assert told["new"] == 0
    client.post(made.url.path, data={"kind": "pin", "target": key, "csrf": token})
    assert [c["key"] for c in client.get(f"{made.url.path}.json").json()["pins"]] == [key]


def test_what_is_found_can_be_taken_away(client: TestClient) -> None:
    page = client.get("/export?type=TRANSFER").text
    assert "Export 4 claims" in page
    got = client.get("/export/file?type=TRANSFER&format=dossier&title=Späte Lieferung")
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Sp%C3%A4te-Lieferung.html"
    assert "<h1>Späte Lieferung</h1>" in got.text
    assert "<script>window" not in got.text
    lower = client.get("/export/file?format=csv&tlp_max=GREEN").text
    assert "red.example" not in lower and "harbour.example" in lower
    assert client.get("/export/file?format=exe").status_code == 400


def test_reports_are_added_and_their_progress_shown(client: TestClient, bench: Bench) -> None:
    token = word(client)
    assert client.post("/add", data={"csrf": token}).status_code == 400
    wrong = client.post("/add", data={"csrf": token, "text": "Kept words.", "published": "yesterday"})
    assert wrong.status_code == 400 and "Kept words." in wrong.text
    assert "no address" in client.post("/add", data={"csrf": token, "addresses": "ftp://x"}).text
    text = "North Korea shipped 40 rocket launchers to Syria on Monday, South Korea said."
    made = client.post("/add", data={"csrf": token, "text": text, "published": "2024-05-14", "link": "yes"})
    assert made.url.path == "/add/1"
    for _ in range(600):
        told = client.get("/add/1.json").json()
        if told["state"] in ("done", "failed"):
            break
        bench.jobs._thread.join(0.1)  # type: ignore[union-attr]
    assert told["state"] == "done", told
    assert [(e["input"], e["fate"]) for e in told["entries"]] == [("pasted text.txt", "read")]
    assert told["entries"][0]["claims"] >= 1
    assert "events" in told["linked"]


def test_without_edit_nothing_can_be_changed(case: Path) -> None:
    client = TestClient(make_app(Bench(address=str(case), user="me")))
    key = first(client, "/claims.json", "claims", "key")
    assert client.post(f"/claims/{key}/decide", data={"verdict": "accept"}).status_code == 403
    assert client.get("/add").status_code == 403
    for path in (f"/claims/{key}", f"/reports/{first(client, '/reports.json', 'reports', 'id')}"):
        assert 'value="accept"' not in client.get(path).text


# --- a shared workbench -----------------------------------------------------------------------------------------


@pytest.fixture
def team(case: Path) -> Iterator[TestClient]:
    guard.accounts_of.cache_clear()
    accounts = guard.accounts_of(str(case))
    accounts.add("rita", "a long password", "reader", Tlp.GREEN)
    accounts.add("anna", "another password", "analyst")
    accounts.add("greta", "yet another password", "analyst", Tlp.GREEN)
    accounts.add("ada", "the admin's password", "admin")
    with TestClient(make_app(Bench(address=str(case), team=True)), base_url="http://testserver") as made:
        yield made


def sign_in(client: TestClient, name: str, password: str) -> int:
    return client.post("/sign-in", data={"name": name, "password": password}, follow_redirects=False).status_code


def routes(client: TestClient) -> list[BaseRoute]:
    found: list[BaseRoute] = []
    todo = list(client.app.routes)  # type: ignore[attr-defined]
    while todo:
        route = todo.pop()
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if inner:
            todo.extend(inner)
        elif hasattr(route, "path"):
            found.append(route)
    return found


def asked(client: TestClient) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers, with something in place of its parameters."""
    for route in routes(client):
        path = re.sub(r"\{number(:int)?\}", "1", route.path)  # type: ignore[attr-defined]
        path = re.sub(r"\{\w+(:\w+)?\}", "x", path)
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield method, path


def test_no_route_answers_a_stranger(team: TestClient) -> None:
    open_to_all = {"/sign-in", "/static/style.css", "/static/app.js", "/static/mark.svg"}
    seen = set()
    for method, path in asked(team):
        if path in open_to_all:
            continue
        seen.add(path)
        answer = team.request(method, path)
        assert answer.status_code in (401, 403), (method, path)
        assert "Vostania" not in answer.text and "Petrova" not in answer.text
    assert len(seen) > 50
    assert "/api/v1/openapi.json" in seen and "/export/file" in seen


def test_a_stranger_is_not_told_where_the_casebook_lies(team: TestClient, case: Path) -> None:
    for path in ("/sign-in", "/claims", "/claims.json", "/nowhere"):
        told = team.get(path).text
        assert case.name not in told, path
        assert "/dossiers" not in told, path


def test_every_form_needs_the_word_of_its_session(team: TestClient) -> None:
    assert sign_in(team, "ada", "the admin's password") == 303
    posts = [path for method, path in asked(team) if method == "POST" and path != "/sign-in"]
    assert len(posts) >= 7
    for path in posts:
        assert team.post(path, data={"csrf": "guessed"}, follow_redirects=False).status_code == 403, path
    elsewhere = {"origin": "https://evil.example"}
    assert team.post("/sign-in", data={"name": "ada"}, headers=elsewhere).status_code == 403
    assert team.post("/link", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_reader_sees_up_to_his_ceiling_and_changes_nothing(team: TestClient) -> None:
    assert sign_in(team, "rita", "a long password") == 303
    assert "https://red.example/y" not in {r["url"] for r in team.get("/reports.json").json()["reports"]}
    key = first(team, "/claims.json", "claims", "key")
    assert team.post(f"/claims/{key}/decide", data={"verdict": "accept"}).status_code == 403
    assert team.get("/audit").status_code == 403
    for path in ("/", "/claims", "/events", "/timeline", "/map", "/attributions", "/actors", "/runs/1", "/export"):
        page = team.get(path)
        assert page.status_code == 200, path
        assert "red.example" not in page.text and "secret" not in page.text
    assert "red.example" not in team.get("/export/file?format=csv&tlp_max=RED").text
    for event in team.get("/api/v1/events").json()["rows"]:
        assert len(event["reports"]) if "reports" in event else True


def test_nobody_decides_on_what_he_may_not_see(team: TestClient, case: Path) -> None:
    book = open_case(case)
    with book.read() as connection:
        import sqlalchemy as sa

        red = connection.scalar(
            sa.text("SELECT key FROM claims JOIN reports ON reports.n = report_n WHERE tlp = 'RED' LIMIT 1")
        )
    book.close()
    assert sign_in(team, "greta", "yet another password") == 303
    assert team.get(f"/claims/{red}").status_code == 404
    done = team.post(f"/claims/{red}/decide", data={"verdict": "accept", "csrf": word(team)})
    assert done.status_code == 400
    assert sign_in(team, "anna", "another password") == 303
    assert team.get(f"/claims/{red}.json").json()["decisions"] == []


def test_what_people_do_is_noted(team: TestClient) -> None:
    assert sign_in(team, "anna", "another password") == 303
    key = first(team, "/claims.json", "claims", "key")
    team.post(f"/claims/{key}/decide", data={"verdict": "accept", "csrf": word(team)})
    team.get("/export/file?format=csv&type=TRANSFER")
    team.cookies.clear()
    sign_in(team, "ada", "the admin's password")
    noted = [(row["name"], row["action"], row["target"]) for row in team.get("/audit.json").json()["audit"]]
    assert ("anna", "claim accept", key) in noted
    assert ("anna", "exported as csv", "type=TRANSFER") in noted
    assert ("anna", "signed in", None) in noted


def test_too_many_wrong_passwords_have_to_wait(team: TestClient) -> None:
    for _ in range(5):
        assert sign_in(team, "anna", "wrong") == 401
    assert sign_in(team, "anna", "another password") == 401
    assert sign_in(team, "rita", "a long password") == 303


def test_an_address_that_tries_many_names_has_to_wait(team: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.accounts.FAILED_MOST_FROM", 3)
    for n in range(3):
        assert sign_in(team, f"nobody{n}", "wrong") == 401
    assert sign_in(team, "anna", "another password") == 401


def test_a_session_ends_with_signing_out(team: TestClient) -> None:
    assert sign_in(team, "anna", "another password") == 303
    held = team.cookies[guard.SESSION]
    token = word(team)
    assert team.post("/sign-out", data={"csrf": token}, follow_redirects=False).status_code == 303
    team.cookies.set(guard.SESSION, held)
    assert team.get("/claims").status_code == 401


def test_a_token_opens_the_api_until_its_account_is_closed(team: TestClient, case: Path) -> None:
    accounts = guard.accounts_of(str(case))
    token = accounts.token("anna", "script")
    headers = {"Authorization": f"Bearer {token}"}
    assert team.get("/api/v1/claims", headers=headers).status_code == 200
    accounts.close("anna")
    assert team.get("/api/v1/claims", headers=headers).status_code == 401


def test_nobody_is_sent_to_another_site(team: TestClient) -> None:
    for onward in ("https://evil.example", "//evil.example", "/\\evil.example", "/\r\nx"):
        data = {"name": "anna", "password": "another password", "onward": onward}
        assert team.post("/sign-in", data=data, follow_redirects=False).headers["location"] == "/"


def test_roles_are_ordered() -> None:
    assert Role.NOBODY < Role.READER < Role.ANALYST < Role.ADMIN


def test_twins_hold_no_raw_objects(client: TestClient) -> None:
    for path in paths(client):
        told = json.dumps(client.get("/start.json" if path == "/" else f"{path}.json").json())
        assert "<onrecord" not in told and "object at 0x" not in told and "Reading(" not in told
