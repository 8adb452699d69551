from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest

from onrecord.errors import FetchError, PayloadError
from onrecord.intake.fetch import Fetcher, FetchSettings, is_public

SEEN: list[tuple[str, dict[str, str]]] = []


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        SEEN.append((self.path, dict(self.headers.items())))
        path = self.path
        if path == "/robots.txt":
            self.answer(200, b"User-agent: *\nDisallow: /closed\n", "text/plain")
        elif path == "/page":
            if self.headers.get("If-None-Match") == '"one"':
                self.answer(304, b"")
            else:
                self.answer(200, b"<html><body>hello</body></html>", "text/html; charset=utf-8", {"ETag": '"one"'})
        elif path == "/loop":
            self.answer(302, b"", extra={"Location": "/loop"})
        elif path == "/inward":
            self.answer(302, b"", extra={"Location": "http://127.0.0.2:1/secret"})
        elif path == "/file":
            self.answer(302, b"", extra={"Location": "file:///etc/passwd"})
        elif path == "/closed-hop":
            self.answer(302, b"", extra={"Location": "/closed/x"})
        elif path == "/moved":
            self.answer(301, b"", extra={"Location": "/page"})
        elif path == "/bomb":
            self.answer(200, gzip.compress(b"a" * 5_000_000), "text/html", {"Content-Encoding": "gzip"})
        elif path == "/large":
            self.answer(200, b"a" * 200_000, "text/html")
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(50):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass
        elif path == "/silent":
            time.sleep(1.0)
        else:
            self.answer(404, b"no")

    def answer(self, status: int, body: bytes, kind: str = "text/html", extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for key, value in (extra or {}).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def fetcher(**settings: object) -> Fetcher:
    given = {"allow_hosts": frozenset({"127.0.0.1"}), "pause_s": 0.0, "max_bytes": 100_000, **settings}
    return Fetcher(FetchSettings(**given))  # type: ignore[arg-type]


def test_a_page_comes_with_its_headers(site: str) -> None:
    with fetcher() as asks:
        got = asks.fetch(f"{site}/moved")
    assert (got.url, got.status, got.media_type) == (f"{site}/page", 200, "text/html")
    assert got.hops == (f"{site}/moved",)
    assert got.headers["etag"] == '"one"'
    assert b"hello" in got.payload


def test_a_conditional_request_is_answered_with_nothing(site: str) -> None:
    with Fetcher(
        FetchSettings(allow_hosts=frozenset({"127.0.0.1"}), pause_s=0.0),
        conditions=lambda url: {"If-None-Match": '"one"'},
    ) as asks:
        got = asks.fetch(f"{site}/page")
    assert got.not_modified and got.payload == b""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://user:pass@example.org/",
        "http:///nothing",
        "gopher://example.org/",
    ],
)
def test_what_does_not_lie_in_the_open_is_refused(url: str) -> None:
    with Fetcher(FetchSettings(pause_s=0.0)) as asks, pytest.raises(FetchError):
        asks.fetch(url)


def test_a_redirect_inward_is_refused(site: str) -> None:
    with fetcher() as asks:
        with pytest.raises(FetchError, match="not a public address"):
            asks.fetch(f"{site}/inward")
        with pytest.raises(FetchError, match="not fetched"):
            asks.fetch(f"{site}/file")
        with pytest.raises(FetchError, match="redirects"):
            asks.fetch(f"{site}/loop")


def test_a_name_cannot_change_its_mind_between_look_and_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was judged is the one that is dialled; the name is not looked up again."""
    looked: list[str] = []
    dialled: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        looked.append(host)
        return ["93.184.216.34"] if len(looked) == 1 else ["127.0.0.1"]

    def dial(self: object, host: str, *_: object, **__: object) -> None:
        dialled.append(host)
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", dial)
    with Fetcher(FetchSettings(pause_s=0.0, robots=False), resolver=rebinding) as asks:
        with pytest.raises(FetchError, match="could not be reached"):
            asks.fetch("http://rebind.example/page")
        with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
            asks.fetch("http://rebind.example/page")
    assert looked == ["rebind.example", "rebind.example"]
    assert dialled == ["93.184.216.34"]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = FetchSettings(pause_s=0.0, robots=False)
    asks = Fetcher(mixed, resolver=lambda host, port: ["93.184.216.34", "10.1.2.3"])
    with asks, pytest.raises(FetchError, match=r"10\.1\.2\.3"):
        asks.fetch("http://mixed.example/")


def test_robots_are_obeyed_on_every_hop(site: str) -> None:
    with fetcher() as asks:
        for path in ("/closed/x", "/closed-hop"):
            with pytest.raises(FetchError, match="robots"):
                asks.fetch(site + path)
    with fetcher(robots=False) as asks, pytest.raises(FetchError, match="404"):
        asks.fetch(f"{site}/closed/x")


@pytest.mark.parametrize("path", ["/bomb", "/large"])
def test_too_much_is_refused_while_it_comes(site: str, path: str) -> None:
    with fetcher() as asks, pytest.raises(PayloadError, match="100,000"):
        asks.fetch(site + path)


def test_time_is_limited(site: str) -> None:
    with fetcher(read_s=0.2) as asks, pytest.raises(FetchError, match="in time"):
        asks.fetch(f"{site}/silent")
    with fetcher(total_s=0.3, robots=False) as asks, pytest.raises(FetchError, match="seconds"):
        asks.fetch(f"{site}/drip")


def test_a_host_is_not_asked_faster_than_its_pace(site: str) -> None:
    pauses: list[float] = []
    settings = FetchSettings(allow_hosts=frozenset({"127.0.0.1"}), pause_s=5.0)
    with Fetcher(settings, sleep=pauses.append) as asks:
        asks.fetch(f"{site}/page")
        asks.fetch(f"{site}/page")
    assert len(pauses) == 1 and 4.0 < pauses[0] <= 5.0


def test_the_program_says_who_it_is(site: str) -> None:
    SEEN.clear()
    with fetcher() as asks:
        asks.fetch(f"{site}/page")
    assert all(headers["User-Agent"].startswith("onrecord/") for _, headers in SEEN)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:0a00:0001::", False),
        ("::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
