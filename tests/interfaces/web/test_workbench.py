"""The workbench: every page and its twin, decisions, hostile reports, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from casebook_support import TEXT, reading
from onrecord.domain.report import Tlp
from onrecord.interfaces.web import guard
from onrecord.interfaces.web.app import make_app
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.pages import PAGES
from onrecord.interfaces.web.viewer import Role
from onrecord.store.case import open_case
from onrecord.store.writes import save_payload, save_reading

HOSTILE = (
    "Vostania ships rockets\n\n<script>alert(1)</script> <img src=x onerror=alert(2)> \u202egnp.exe "
    "Anna Petrova said on Monday that Vostania had shipped 40 rocket launchers to Sudania aboard the Blue Heron."
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.db"
    book = open_case(path, write=True)
    told = [
        reading(),
        reading(HOSTILE, url="https://evil.example/x"),
        reading(TEXT + " It is secret.", tlp=Tlp.RED, url="https://red.example/y"),
    ]
    with book.write() as connection:
        for one in told:
            save_payload(connection, one.report.payload_id, size=1, media_type="text/plain")
            save_reading(connection, one)
    book.close()
    return path


@pytest.fixture
def client(case: Path) -> Iterator[TestClient]:
    bench = Bench(address=str(case), edit=True, user="me")
    with TestClient(make_app(bench)) as made:
        yield made
    bench.close()


def first(client: TestClient, path: str, part: str, key: str) -> str:
    return str(client.get(path).json()[part][0][key])


def paths(client: TestClient) -> list[str]:
    told = {
        "key": first(client, "/claims.json", "claims", "key"),
        "number": "1",
    }
    ids = {
        "/reports/{id}": first(client, "/reports.json", "reports", "id"),
        "/actors/{id}": first(client, "/actors.json", "actors", "id"),
        "/rules/{id}": "unscr-1874-9",
    }
    made = []
    for page in PAGES:
        if page.path in ("/events/{id}", "/dossiers/{name}", "/runs/{number:int}"):
            continue
        path = page.path.replace("{id}", ids.get(page.path, ""))
        made.append(re.sub(r"\{(\w+)(:\w+)?\}", lambda f: told[f[1]], path))
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


def test_pages_ask_no_other_host_and_bear_no_inline_script(client: TestClient) -> None:
    for path in paths(client):
        page = client.get(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]* src=\"/static/)", page.text), path
        assert not re.search(r"\son\w+\s*=\s*[\"']", page.text), path
        assert not re.search(r"(src|href)=\"(https?:)?//", page.text), path


def test_a_hostile_report_is_only_text(client: TestClient) -> None:
    found = client.get("/reports.json").json()["reports"]
    hostile = next(r for r in found if r["url"] == "https://evil.example/x")
    page = client.get(f"/reports/{hostile['id']}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page.replace("[U+202E]", "")


def test_what_is_not_there_is_said_so(client: TestClient) -> None:
    assert client.get("/claims/clm-0000000000000000").status_code == 404
    assert client.get("/nowhere").status_code == 404
    bad = client.get("/claims?bogus=1")
    assert bad.status_code == 400
    assert "no such filter" in bad.text


def test_head_and_etag(client: TestClient) -> None:
    told = client.get("/api/v1/claims")
    assert client.head("/api/v1/claims").status_code == 200
    assert client.head("/api/v1/claims").content == b""
    assert client.get("/api/v1/claims", headers={"if-none-match": told.headers["etag"]}).status_code == 304


def test_errors_of_the_api_have_one_shape(client: TestClient) -> None:
    for path, status in (
        ("/api/v1/claims?bogus=1", 400),
        ("/api/v1/claims?limit=x", 422),
        ("/api/v1/claims/clm-0", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert set(answer.json()["error"]) == {"status", "what", "where", "remedy"}


def test_a_decision_is_kept_and_shown(client: TestClient) -> None:
    key = first(client, "/claims.json?type=TRANSFER", "claims", "key")
    word = re.search(r'name="csrf" value="([^"]+)"', client.get(f"/claims/{key}").text)
    assert word is not None
    refused = client.post(f"/claims/{key}/decide", data={"verdict": "accept", "csrf": "wrong"})
    assert refused.status_code == 403
    done = client.post(
        f"/claims/{key}/decide",
        data={"verdict": "correct", "status": "planned", "certainty": "Uu", "csrf": word[1], "note": "see page 2"},
    )
    assert done.status_code == 200
    told = client.get(f"/claims/{key}.json").json()
    assert told["claim"]["status"] == "planned"
    assert told["claim"]["original"]["status"] == "shipped"
    assert told["decisions"][0]["by"] == "me"


def test_without_edit_nothing_can_be_changed(case: Path) -> None:
    client = TestClient(make_app(Bench(address=str(case), user="me")))
    key = first(client, "/claims.json", "claims", "key")
    assert client.post(f"/claims/{key}/decide", data={"verdict": "accept"}).status_code == 403
    assert client.get("/add").status_code == 403
    assert "Decide</h2>" not in client.get(f"/claims/{key}").text


@pytest.fixture
def team(case: Path) -> Iterator[TestClient]:
    guard.accounts_of.cache_clear()
    accounts = guard.accounts_of(str(case))
    accounts.add("rita", "a long password", "reader", Tlp.GREEN)
    accounts.add("anna", "another password", "analyst")
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


def test_no_route_answers_a_stranger(team: TestClient) -> None:
    open_to_all = {"/sign-in", "/static/style.css", "/static/app.js", "/static/mark.svg"}
    asked = 0
    for route in routes(team):
        path = re.sub(r"\{number(:int)?\}", "1", route.path)  # type: ignore[attr-defined]
        path = re.sub(r"\{\w+(:\w+)?\}", "x", path)
        for method in getattr(route, "methods", None) or {"GET"}:
            if path in open_to_all or method == "HEAD" or path.endswith("openapi.json"):
                continue
            asked += 1
            assert team.request(method, path).status_code in (401, 403), (method, path)
    assert asked > 40


def test_a_reader_sees_up_to_his_ceiling_and_changes_nothing(team: TestClient) -> None:
    assert sign_in(team, "rita", "a long password") == 303
    urls = {r["url"] for r in team.get("/reports.json").json()["reports"]}
    assert "https://red.example/y" not in urls
    key = first(team, "/claims.json", "claims", "key")
    assert team.post(f"/claims/{key}/decide", data={"verdict": "accept"}).status_code == 403
    assert team.get("/audit").status_code == 403


def test_too_many_wrong_passwords_have_to_wait(team: TestClient) -> None:
    for _ in range(5):
        assert sign_in(team, "anna", "wrong") == 401
    assert sign_in(team, "anna", "another password") == 401


def test_a_token_opens_the_api_until_its_account_is_closed(team: TestClient, case: Path) -> None:
    accounts = guard.accounts_of(str(case))
    token = accounts.token("anna", "script")
    headers = {"Authorization": f"Bearer {token}"}
    assert team.get("/api/v1/claims", headers=headers).status_code == 200
    accounts.close("anna")
    assert team.get("/api/v1/claims", headers=headers).status_code == 401


def test_roles_are_ordered() -> None:
    assert Role.NOBODY < Role.READER < Role.ANALYST < Role.ADMIN
