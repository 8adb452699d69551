"""The workbench in a real browser: the analyst's way, two at once, without scripts, hostile reports, accessibility.

Needs chromium (`apt-get install chromium`); without it these tests are skipped and say so.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from casebook_support import TEXT, reading
from onrecord.interfaces.web.app import make_app
from onrecord.interfaces.web.bench import Bench
from onrecord.store.case import open_case
from onrecord.store.writes import save_payload, save_reading
from onrecord.workflows.link import link_case
from web_support import HOSTILE, make_case

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt-get install chromium")

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT = (
    "North Korea shipped 40 rocket launchers to Syria on Monday, South Korea's defence ministry said. "
    "Syria denied that it had received any weapons."
)


class Served:
    """A workbench on a port of this machine, in a thread."""

    def __init__(self, case: Path):
        self.bench = Bench(address=str(case), edit=True, user="me")
        config = uvicorn.Config(make_app(self.bench), host="127.0.0.1", port=0, log_level="error")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until = time.monotonic() + 30
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.bench.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(make_case(tmp_path / "case.db"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as made:
        opened = made.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def page_of(browser: playwright.Browser, served: Served, **options: object) -> playwright.Page:
    context = browser.new_context(base_url=served.url, **options)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    return context.new_page()


def ids(page: playwright.Page, kind: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = page.request.get(f"/api/v1/{kind}?limit=100").json()["rows"]
    return rows


def test_an_analysts_way_from_adding_to_a_dossier(browser: playwright.Browser, served: Served, tmp_path: Path) -> None:
    page = page_of(browser, served)
    page.goto("/")
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Text").fill(REPORT)
    page.get_by_label("Published").fill("2024-05-14")
    page.get_by_label("Outlet").fill("The Test Post")
    page.get_by_role("button", name="Read and add").click()
    page.get_by_role("link", name="Show the events").wait_for(timeout=120_000)
    assert page.locator(".fate.read").count() == 1

    page.goto("/events?publisher=The+Test+Post&type=TRANSFER")
    page.locator("article.row", has_text="shipped").locator("header a").first.click()
    assert "/events/evt-" in page.url
    assert page.locator(".evidence mark").first.inner_text() == "shipped"

    page.locator("article.row p.meta a[href^='/reports/']").first.click()
    page.wait_for_selector(".panel article.current")
    card = page.locator(".panel article.current")
    assert card.locator(".state").inner_text().endswith("machine-read")
    page.keyboard.press("c")
    card.get_by_label("How far it got").select_option("planned")
    card.get_by_role("button", name="Save the correction").click()
    page.wait_for_selector(".panel article.d-corrected")
    assert "asserted by a person" in page.locator(".panel article.d-corrected").inner_text()
    assert page.locator(".text a.t.d-corrected").count() == 1

    page.goto("/claims?publisher=The+Test+Post&status=planned")
    page.get_by_text("Keep as dossier").click()
    page.get_by_label("Name").fill("Launchers")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="Export this dossier").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Download").click()
    assert got.value.suggested_filename == "Launchers.html"
    file = tmp_path / "dossier.html"
    got.value.save_as(file)
    page.goto(file.as_uri())
    assert page.locator("h1").inner_text() == "Launchers"
    assert "planned" in page.locator("article").first.inner_text()


def test_two_people_decide_at_once(browser: playwright.Browser, served: Served) -> None:
    one, two = page_of(browser, served), page_of(browser, served)
    report = next(r["id"] for r in ids(one, "reports") if r["publisher"] == "The Inland Times")
    for page in (one, two):
        page.goto(f"/reports/{report}")
    one.keyboard.press("j")
    two.keyboard.press("j")
    two.keyboard.press("j")
    one.keyboard.press("a")
    two.keyboard.press("r")
    one.wait_for_selector(".panel article.d-accepted")
    two.wait_for_selector(".panel article.d-rejected")
    one.reload()
    states = one.locator(".panel article").evaluate_all("all => all.map(one => one.className.match(/d-\\w+/)[0])")
    assert states.count("d-accepted") == 1 and states.count("d-rejected") == 1


def test_the_report_page_follows_keys_and_switches_layers(browser: playwright.Browser, served: Served) -> None:
    page = page_of(browser, served)
    report = next(r["id"] for r in ids(page, "reports") if r["publisher"] == "The Inland Times")
    page.goto(f"/reports/{report}")
    page.keyboard.press("j")
    first = page.locator(".panel article.current").get_attribute("id")
    page.keyboard.press("j")
    assert page.locator(".panel article.current").get_attribute("id") != first
    page.keyboard.press("k")
    assert page.locator(".panel article.current").get_attribute("id") == first
    assert page.evaluate("document.activeElement.classList.contains('t')")
    page.get_by_label("who says").uncheck()
    assert page.locator(".report.no-said").count() == 1
    page.keyboard.press("x")
    page.locator(".panel article").nth(1).locator("summary").first.focus()
    page.keyboard.press("x")
    assert "Two claims picked" in page.locator("[data-picked]").inner_text()
    with page.expect_navigation():
        page.keyboard.press("d")
    assert page.locator("main h1").count() >= 1 and "/reports/" in page.url


def test_pages_read_without_scripts(browser: playwright.Browser, served: Served) -> None:
    page = page_of(browser, served, java_script_enabled=False)
    report = next(r["id"] for r in ids(page, "reports") if r["publisher"] == "The Inland Times")
    event = next(e["id"] for e in ids(page, "events") if e["type"] == "TRANSFER")
    for path in ("/", "/claims", "/events", f"/events/{event}", "/timeline", "/network", "/map", "/matrix", "/add"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200
        assert page.locator("main h1").is_visible(), path
    page.goto(f"/reports/{report}")
    mark = page.locator(".text a.t").first
    mark.hover()
    assert mark.locator(".tip").is_visible(), "reasons show without a script"
    page.locator(".panel").get_by_role("button", name="Accept").first.click()
    assert page.locator(".panel article.d-accepted").count() == 1


def test_a_hostile_report_has_no_effect_beyond_its_text(browser: playwright.Browser, tmp_path: Path) -> None:
    case = make_case(tmp_path / "case.db")
    line = reading(TEXT + "\n\n" + "<b onclick=x()>\u202eA" * 600_000, url="https://long.example/line")
    assert len(line.report.text) > 10_000_000
    book = open_case(case, write=True)
    with book.write() as connection:
        save_payload(connection, line.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, line)
    book.close()
    served = Served(case)
    try:
        page = page_of(browser, served)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        reports = ids(page, "reports")
        hostile = next(r["id"] for r in reports if r["url"] == "https://evil.example/x")
        event = next(e["id"] for e in ids(page, "events") if e["type"] == "TRANSFER")
        for path in ("/", "/claims", f"/reports/{hostile}", f"/events/{event}", "/attributions", "/timeline"):
            page.goto(path)
            assert page.evaluate("window.broken") is None, path
            assert page.locator("main h1").first.is_visible(), path
            assert page.locator("main img, main svg[onload], main script").count() == 0, path
        page.goto(f"/reports/{hostile}")
        shown = page.locator(".text").inner_text()
        assert "<script>window.broken = 1</script>" in shown and "{{ 7 * 7 }}" in shown and "[U+202E]" in shown
        assert HOSTILE.count("<") == shown.count("<")

        begun = time.monotonic()
        answer = page.goto(f"/reports/{line.report.id}")
        assert answer is not None and len(answer.body()) < 500_000
        assert time.monotonic() - begun < 30
        assert page.locator(".panel article").count() == 3
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, "a line of ten million characters does not widen the page"
        page.get_by_role("link", name="Next part").click()
        assert "part 2 of" in page.inner_text("main")
        assert all(url.startswith((served.url, "data:")) for url in asked), "no other host is asked"
        assert faults == []
    finally:
        served.close()


def kinds(page: playwright.Page) -> list[str]:
    """One address of every kind of page."""
    reports = ids(page, "reports")
    event = next(e for e in ids(page, "events") if e["type"] == "TRANSFER")
    one, two = reports[0]["id"], reports[1]["id"]
    return [
        "/", "/claims", "/claims?type=TRANSFER&text=rocket", f"/claims/{event['claims'][0]}", "/events",  # type: ignore[index]
        f"/events/{event['id']}", "/timeline", "/timeline?event_from=2024&event_to=2024", "/network", "/map", "/matrix",
        "/reports", f"/reports/{one}", f"/reports/{one}/versions/{two}", "/attributions", "/actors",
        f"/actors/{ids(page, 'actors')[0]['id']}", "/rules", "/rules/unscr-1874-9", "/dossiers", "/dossiers/Rockets",
        "/runs", "/runs/1", "/add", "/export", "/nowhere",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_wcag_2_2_aa(browser: playwright.Browser, served: Served, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = page_of(browser, served, color_scheme=scheme, bypass_csp=True)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = []
    for path in kinds(page):
        page.goto(path)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        told = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}})
        for fault in told.response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in fault["nodes"][:3])
            found.append(f"{path}: {fault['id']} ({len(fault['nodes'])}) {nodes}")
    assert found == []


@pytest.mark.parametrize("width", [390, 1600])
def test_no_page_scrolls_sideways(browser: playwright.Browser, served: Served, width: int) -> None:
    # an outlet that is not known is named by the report's id, which has no place to break
    nameless = reading(TEXT.replace("40 rocket", "70 rocket"), publisher=None, receiver="LBY")
    book = open_case(served.bench.address, write=True)
    with book.write() as connection:
        save_payload(connection, nameless.report.payload_id, size=1, media_type="text/plain")
        save_reading(connection, nameless)
    link_case(book, by="tests")
    book.close()
    page = page_of(browser, served, viewport={"width": width, "height": 844})
    wide = []
    for path in kinds(page):
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((path, over))
    assert wide == []


def test_forms_open_over_the_page_and_pages_fold_their_links_where_it_is_narrow(
    browser: playwright.Browser, served: Served
) -> None:
    page = page_of(browser, served, viewport={"width": 390, "height": 844})
    page.goto("/claims?type=TRANSFER")
    nav = page.get_by_role("navigation", name="Main")
    assert not nav.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert nav.get_by_role("link", name="Dossiers").is_visible()
    page.get_by_role("button", name="Menu").click()
    tools = [
        page.get_by_text("Filter", exact=True),
        page.get_by_role("link", name="Export"),
        page.get_by_text("Keep as dossier"),
    ]
    before = [tool.bounding_box() for tool in tools]
    tools[0].click()
    assert page.get_by_placeholder("PRK or a name").is_visible()
    assert [tool.bounding_box() for tool in tools] == before
    # one form at a time
    tools[2].click()
    assert not page.get_by_placeholder("PRK or a name").is_visible()


def test_a_word_on_two_claims_is_given_by_key_and_shown(browser: playwright.Browser, served: Served) -> None:
    page = page_of(browser, served)
    report = next(r for r in ids(page, "reports") if r["claims"] == 3)
    page.goto(f"/reports/{report['id']}")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert "Two claims picked" in page.locator("[data-picked]").inner_text()
    # the box of reasons does not cover the claim that was stepped to
    assert not page.locator(".tip:visible").count()
    page.keyboard.press("d")
    page.get_by_text("1 pair judged, not joined yet").wait_for()
    page.get_by_role("button", name="Join them now").click()
    page.get_by_role("link", name="Show the events").wait_for(timeout=60_000)
    page.goto(f"/reports/{report['id']}")
    assert page.get_by_text("1 pair judged", exact=False).inner_text().strip() == "✓ 1 pair judged"


def test_the_printed_page_leaves_the_tools_out(browser: playwright.Browser, served: Served) -> None:
    page = page_of(browser, served)
    event = next(e["id"] for e in ids(page, "events") if e["type"] == "TRANSFER")
    page.goto(f"/events/{event}")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert not page.locator(".decide").first.is_visible()
    assert page.locator(".evidence").first.is_visible()
