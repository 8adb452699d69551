"""Fetch: the one module that uses the network, and only when asked.

In: an http or https address. Out: the bytes with status, headers and time. Guards, in order: scheme and host; the
robots.txt of every host (RFC 9309, Protego); a pause between two requests to one host; every address that a name
resolves to must be public unless the host is allowed by name, and the connection goes to the very address that was
looked at, so that a name cannot change its mind in between; redirects one by one through the same guards; ceilings on
time and on size, counted while unpacking. Neither proxies nor cookies of the environment are used.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx
from protego import Protego

from onrecord import __version__
from onrecord.errors import FetchError, PayloadError
from onrecord.intake.unpack import inflate, too_large

AGENT = f"onrecord/{__version__}"
#: Redirects that are followed.
HOPS = 5
#: Longest pause that a robots.txt can ask for, in seconds.
LONGEST_PAUSE = 30.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 512_000


@dataclass(frozen=True, kw_only=True)
class FetchSettings:
    """How to fetch.

    Attributes:
        allow_hosts: Hosts that may lie at private, loopback or link-local addresses.
        max_bytes: Most bytes of one page, unpacked.
        connect_s: Seconds to connect.
        read_s: Seconds between two pieces of an answer.
        total_s: Seconds for one address with all its redirects.
        pause_s: Seconds between two requests to one host.
        robots: Whether robots.txt is obeyed.
    """

    allow_hosts: frozenset[str] = frozenset()
    max_bytes: int = 20_000_000
    connect_s: float = 10.0
    read_s: float = 20.0
    total_s: float = 60.0
    pause_s: float = 1.0
    robots: bool = True


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What came back. `url` is the last hop's, `hops` those before it; `not_modified` where the server said so."""

    url: str
    status: int
    headers: Mapping[str, str]
    payload: bytes
    media_type: str | None
    received: str
    hops: tuple[str, ...] = ()
    not_modified: bool = False


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet: none that is private, loopback, link-local or set aside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        # 64:ff9b::/96 carries an IPv4 address in its last 32 bits.
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Guarded(httpcore.NetworkBackend):
    """Connects only to addresses that were looked at: name to addresses, all judged, one taken, that one dialled."""

    def __init__(self, settings: FetchSettings, resolve: Callable[[str, int], list[str]]):
        self._settings, self._resolve = settings, resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._resolve(host, port)
        if host.lower() not in self._settings.allow_hosts:
            refused = [address for address in addresses if not is_public(address)]
            if refused:
                raise FetchError(
                    f"the host lies at {refused[0]}, which is not a public address",
                    where=host,
                    remedy="If that is meant, allow it by name with --allow-host",
                )
        failure: Exception | None = None
        for address in addresses:
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise FetchError("sockets of the machine are not addresses", where=path)


class _Transport(httpx.BaseTransport):
    """httpx over a connection pool with the guarded backend; httpx itself offers no way to hand one in."""

    def __init__(self, settings: FetchSettings, resolve: Callable[[str, int], list[str]]):
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=_Guarded(settings, resolve),
            max_connections=8,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        inner = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = self._pool.handle_request(inner)
        except httpcore.TimeoutException as error:
            raise httpx.TimeoutException(str(error) or "no answer in time", request=request) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise httpx.TransportError(str(error) or type(error).__name__, request=request) from error
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer),
            extensions=dict(answer.extensions),
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except httpcore.TimeoutException as error:
            raise httpx.TimeoutException(str(error) or "no answer in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise httpx.TransportError(str(error) or type(error).__name__) from error

    def close(self) -> None:
        self._answer.close()


def resolve(host: str, port: int) -> list[str]:
    """All IP addresses of a name, in the system's order.

    Raises:
        FetchError: It has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host cannot be found ({error})", where=host, remedy="Check the address") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass
class _Host:
    """What is known of one host: its robots.txt, and when it was last asked."""

    robots: Protego | None = None
    asked_robots: bool = False
    refused: str | None = None
    last: float = field(default=-1e9)


class Fetcher:
    """Fetches addresses, politely. Close it, or use it in a `with` statement.

    Args:
        settings: Limits and manners.
        resolver: Name and port to IP addresses; the system's where not given.
        sleep: How to pause; `time.sleep` where not given.
        conditions: For each address the headers of a conditional request (`If-None-Match`), or nothing.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        resolver: Callable[[str, int], list[str]] = resolve,
        sleep: Callable[[float], None] = time.sleep,
        conditions: Callable[[str], Mapping[str, str]] = lambda url: {},
    ):
        self.settings = settings or FetchSettings()
        self._sleep, self._conditions = sleep, conditions
        self._hosts: dict[str, _Host] = {}
        # Only gzip and deflate are asked for: both are unpacked here, under the ceiling.
        self._client = httpx.Client(
            transport=_Transport(self.settings, resolver),
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx.Timeout(self.settings.read_s, connect=self.settings.connect_s),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def fetch(self, url: str) -> Fetched:
        """Fetch one address.

        Raises:
            FetchError: It was refused, did not answer in time, or answered with an error.
            PayloadError: More bytes came than may.
        """
        started = time.monotonic()
        hops: list[str] = []
        while True:
            self._admit(url)
            answer = self._ask(url, started, extra=self._conditions(url))
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                break
            hops.append(url)
            if len(hops) > HOPS:
                raise FetchError(f"more than {HOPS} redirects", where=hops[0], remedy="Open it in a browser to see why")
            url = urljoin(url, target)
        if answer.status == 304:
            return _as_fetched(answer, url, tuple(hops), not_modified=True)
        if answer.status != 200:
            raise FetchError(
                f"the server answered {answer.status}", where=url, remedy="Check the address, or try again later"
            )
        return _as_fetched(answer, url, tuple(hops))

    # --- guards -------------------------------------------------------------------------------------------------

    def _admit(self, url: str) -> None:
        parts = _parts(url)
        host = self._hosts.setdefault(f"{parts.scheme}://{parts.netloc}", _Host())
        if self.settings.robots:
            self._robots(parts, host, url)
        pause = self.settings.pause_s
        if host.robots is not None and self.settings.robots:
            asked = host.robots.crawl_delay(AGENT)
            pause = max(pause, min(float(asked or 0), LONGEST_PAUSE))
        left = host.last + pause - time.monotonic()
        if left > 0:
            self._sleep(left)
        host.last = time.monotonic()

    def _robots(self, parts: Any, host: _Host, url: str) -> None:
        if not host.asked_robots:
            host.asked_robots = True
            address = f"{parts.scheme}://{parts.netloc}/robots.txt"
            try:
                answer = self._follow(address)
                # RFC 9309: no file means all is allowed, a server in trouble means nothing is.
                if answer.status >= 500:
                    host.refused = f"its robots.txt answered {answer.status}"
                elif answer.status == 200:
                    text = answer.payload[:_ROBOTS_BYTES].decode("utf-8", "replace")
                    host.robots = Protego.parse(text)
            except PayloadError:
                host.robots = None
        if host.refused:
            raise FetchError(f"{host.refused}, so nothing may be fetched", where=url, remedy="Try again later")
        if host.robots is not None and not host.robots.can_fetch(url, AGENT):
            raise FetchError("the site's robots.txt asks not to fetch this page", where=url, remedy="Ask the publisher")

    def _follow(self, url: str) -> _Answer:
        """Fetch a robots.txt; it may be redirected like a page, through the same guards but itself."""
        started = time.monotonic()
        for _ in range(HOPS + 1):
            _parts(url)
            answer = self._ask(url, started)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
        return answer

    def _ask(self, url: str, started: float, *, extra: Mapping[str, str] | None = None) -> _Answer:
        settings = self.settings
        try:
            with self._client.stream("GET", url, headers=dict(extra or {})) as response:
                headers = dict(response.headers.items())
                body = b""
                if response.status_code == 200:
                    told = headers.get("content-length", "")
                    if told.isdigit() and int(told) > settings.max_bytes:
                        raise too_large(url, settings.max_bytes)
                    chunks = self._timed(response.iter_raw(1 << 16), started, url)
                    encoding = headers.get("content-encoding", "").strip().lower()
                    if encoding in ("gzip", "x-gzip", "deflate"):
                        chunks = inflate(chunks, limit=settings.max_bytes, where=url)
                    elif encoding not in ("", "identity"):
                        raise FetchError(f"the page is packed as {encoding}, which was not asked for", where=url)
                    parts, size = [], 0
                    for chunk in chunks:
                        size += len(chunk)
                        if size > settings.max_bytes:
                            raise too_large(url, settings.max_bytes)
                        parts.append(chunk)
                    body = b"".join(parts)
                return _Answer(status=response.status_code, headers=headers, payload=body)
        except httpx.TimeoutException as error:
            raise FetchError("the server did not answer in time", where=url, remedy="Try again later") from error
        except httpx.InvalidURL as error:
            raise FetchError(f"this is no address ({error})", where=url, remedy="Check it") from error
        except httpx.HTTPError as error:
            raise FetchError(
                f"the server could not be reached ({error})", where=url, remedy="Check the address"
            ) from error

    def _timed(self, chunks: Iterator[bytes], started: float, url: str) -> Iterator[bytes]:
        """The same pieces, until the time for the whole is up: a server that drips never runs into a pause."""
        for chunk in chunks:
            if time.monotonic() - started > self.settings.total_s:
                raise FetchError(
                    f"the page took more than {self.settings.total_s:.0f} seconds", where=url, remedy="Try again later"
                )
            yield chunk


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    payload: bytes


def _parts(url: str) -> Any:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"this is no address ({error})", where=url, remedy="Check it") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError(
            f"{parts.scheme or 'an address without scheme'} is not fetched", where=url, remedy="Give http or https"
        )
    if not parts.hostname:
        raise FetchError("the address names no host", where=url, remedy="Check it")
    if parts.username or parts.password:
        raise FetchError("addresses with a user name or password are not fetched", where=url, remedy="Leave them out")
    if port == 0:
        raise FetchError("port 0 is none", where=url, remedy="Check the address")
    return parts


def _as_fetched(answer: _Answer, url: str, hops: tuple[str, ...], *, not_modified: bool = False) -> Fetched:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Fetched(
        url=url,
        status=answer.status,
        headers=answer.headers,
        payload=answer.payload,
        media_type=kind or None,
        received=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        hops=hops,
        not_modified=not_modified,
    )


def post_json(url: str, body: bytes, settings: FetchSettings) -> None:
    """Post JSON to an address that the user named; guarded like a fetch, robots.txt aside, redirects not followed.

    Raises:
        FetchError: It was refused, did not answer in time, or answered with an error.
    """
    _parts(url)
    transport = _Transport(settings, resolve)
    timeout = httpx.Timeout(settings.read_s, connect=settings.connect_s)
    try:
        with httpx.Client(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False) as client:
            answer = client.post(url, content=body, headers={"Content-Type": "application/json", "User-Agent": AGENT})
    except httpx.HTTPError as error:
        raise FetchError(
            f"the webhook could not be reached ({error})", where=url, remedy="Check the address"
        ) from error
    if answer.status_code >= 300:
        raise FetchError(f"the webhook answered {answer.status_code}", where=url, remedy="See its own log")
