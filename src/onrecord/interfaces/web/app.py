"""The application: pages, their JSON twins, actions, the API, and what guards them.

In: a Bench. Out: an ASGI application. Every route names the role that it needs; without a session a shared workbench
answers 401. Pages carry no inline script or style, are never framed, and ask no other host for anything.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from onrecord import __version__
from onrecord.errors import CaseError, OnrecordError, QueryError
from onrecord.exports import words
from onrecord.exports.page import safe, steering_shown
from onrecord.interfaces.api.routes import api_routes
from onrecord.interfaces.web import actions, guard
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.pages import PAGES, reports
from onrecord.interfaces.web.viewer import Role, Viewer

#: What pages may load: their own style and script, nothing else.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_REPORT = re.compile(r"sha256:([0-9a-f]{8})[0-9a-f]{56}")
#: Characters of a sentence before and after its telling words; no sentence that people wrote is as long.
CITED = 1500
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def make_app(bench: Bench) -> FastAPI:
    """The application of one casebook."""
    app = FastAPI(
        title="onrecord",
        version=__version__,
        summary="Who says that who did what to whom, how sure, and how far it got.",
        docs_url=None,
        redoc_url=None,
        # the description of the API is a route like any other, with a role
        openapi_url=None,
    )
    app.state.bench = bench
    templates = _templates(bench)
    for page in PAGES:
        # the twin first: a name in a path would else swallow its `.json`
        for path, as_json in ((page.twin, True), (page.path, False)):
            endpoint = _endpoint(page, templates, as_json=as_json)
            app.router.routes.append(_needing(Route(path, endpoint, methods=["GET"]), page.need))
    for name, kind in (("style.css", "text/css"), ("app.js", "text/javascript"), ("mark.svg", "image/svg+xml")):
        app.router.routes.append(_needing(Route(f"/static/{name}", _static(name, kind)), Role.NOBODY))
    for route, need in actions.routes(templates):
        app.router.routes.append(_needing(route, need))
    app.router.routes.append(_needing(Route("/api/v1/openapi.json", _described, methods=["GET"]), Role.READER))
    api_routes(app)
    app.middleware("http")(_outer)
    app.add_exception_handler(HTTPException, _refused(templates))
    app.add_exception_handler(OnrecordError, _problem(templates))
    app.add_exception_handler(Exception, _broken(templates))
    return app


async def _described(request: Request) -> Response:
    guard.admit(request, Role.READER)
    return JSONResponse(request.app.openapi())


def _needing(route: Route, need: Role) -> Route:
    """The route, with the role that it needs beside it, for the guard and for the tests."""
    route.need = need  # type: ignore[attr-defined]
    return route


def _steady(value: Any) -> Any:
    """A value for a template: characters that steer the direction of text are shown by their number."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return steering_shown(value)
    return value


def _templates(bench: Bench) -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.interfaces.web"), autoescape=True, trim_blocks=True, finalize=_steady
    )
    environment.globals.update(
        version=__version__,
        team=bench.team,
        case=bench.address.rsplit("@", 1)[-1],
        report_html=reports.marked,
        fields=actions.shown_fields,
        safe=safe,
        Role=Role,
    )
    environment.filters["q"] = lambda text: quote(str(text), safe="")
    environment.filters.update(
        words=_words, surely=_surely, when=_when, told=_told, head=_head, tail=_tail, named=_named, cited=_cited
    )
    return environment


def _words(text: Any) -> str:
    return str(text).replace("_", " ")


def _surely(label: Any) -> str:
    """A certainty in words; what is no label stays as it is."""
    return next((told for known, told in words.CERTAINTY.items() if known == label), str(label))


def _when(time: Mapping[str, Any]) -> str:
    return words.timex(str(time["value"]), time.get("mod"))


def _told(value: Any, name: str) -> str:
    """A filter's value as people read it."""
    return _surely(value) if name in ("certainty", "author_certainty") else _words(value)


def _cited(claim: Mapping[str, Any]) -> tuple[str, str, str]:
    """A claim's sentence before, in and after its telling words; of one without end, what stands around them."""
    quote, begins = str(claim["quote"]), claim["sentence"][0]
    start, end = claim["trigger"][0] - begins, claim["trigger"][1] - begins
    return _tail(quote[:start], CITED), _head(quote[start:end], CITED), _head(quote[end:], CITED)


def _named(text: Any) -> str:
    """The label of an origin, in which a report of no known outlet is named by its id."""
    return _REPORT.sub(r"a report of no known outlet (\1)", str(text))


def _head(text: str, most: int) -> str:
    """The beginning of a text, whole words only."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"


def _tail(text: str, most: int) -> str:
    """The end of a text, whole words only."""
    return text if len(text) <= most else "… " + text[-most:].partition(" ")[2]


def _endpoint(page: Page, templates: Environment, *, as_json: bool) -> Callable[[Request], Awaitable[Response]]:
    def page_of(request: Request, viewer: Viewer, shown: Shown) -> Response:
        nonce = secrets.token_urlsafe(16)
        html = templates.get_template(shown.template).render(
            viewer=viewer,
            path=request.url.path,
            page_twin=_twin(request),
            nonce=nonce,
            **{**shown.data, **shown.hidden},
        )
        response = HTMLResponse(html, status_code=shown.status)
        if shown.template == "report.html":
            # the marks of a report are shown by generated rules, which this answer alone may bring along
            response.headers["Content-Security-Policy"] = POLICY.replace(
                "style-src 'self'", f"style-src 'self' 'nonce-{nonce}'"
            )
        return response

    async def endpoint(request: Request) -> Response:
        viewer: Viewer = guard.admit(request, page.need)
        bench: Bench = request.app.state.bench

        def work() -> Response:
            shown = page.handler(Asked(request=request, bench=bench, viewer=viewer))
            response: Response
            if as_json:
                response = JSONResponse(_plain(shown.data), status_code=shown.status)
            else:
                response = page_of(request, viewer, shown)
            for name, value in shown.cookies.items():
                response.set_cookie(
                    name,
                    value,
                    max_age=31_536_000,
                    httponly=True,
                    samesite="lax",
                    secure=request.url.scheme == "https",
                )
            return response

        return await run_in_threadpool(work)

    return endpoint


def _twin(request: Request) -> str:
    path = request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    return ("/start.json" if path == "/" else f"{path}.json") + query


def _plain(data: Any) -> Any:
    return json.loads(json.dumps(data, default=str, ensure_ascii=False))


def _static(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if name == "style.css":
            # the marks of reports look the same here and in exported pages
            own = resources.files("onrecord.interfaces.web").joinpath("static", name).read_text(encoding="utf-8")
            shared = resources.files("onrecord.exports").joinpath("page.css").read_text(encoding="utf-8")
            body = shared + own
        else:
            body = resources.files("onrecord.interfaces.web").joinpath("static", name).read_text(encoding="utf-8")
        return Response(body, media_type=kind, headers={"Cache-Control": "max-age=3600"})

    return endpoint


async def _outer(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Headers of safety on every answer, and ETags on what is read."""
    asked = request.method
    if asked == "HEAD":
        # the same answer as to GET, without its body
        request.scope["method"] = "GET"
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    # what is taken away as a file is streamed, and not held in memory to be weighed
    if asked in ("GET", "HEAD") and response.status_code == 200 and "content-disposition" not in response.headers:
        body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = dict(response.headers)
        headers["etag"] = tag
        if request.headers.get("if-none-match") == tag:
            headers.pop("content-length", None)
            return Response(status_code=304, headers=headers)
        made = Response(body if asked == "GET" else b"", status_code=200, media_type=response.media_type)
        raw = [(k, v) for k, v in response.raw_headers if k != b"content-length"]
        made.raw_headers = [*raw, (b"etag", tag.encode()), (b"content-length", str(len(body)).encode())]
        return made
    return response


def wants_json(request: Request) -> bool:
    """Whether an answer goes to a program rather than to a browser."""
    return request.url.path.startswith("/api/") or request.url.path.endswith(".json")


def problem_body(status: int, what: str, where: str = "", remedy: str = "") -> dict[str, Any]:
    """The one shape of errors."""
    return {"error": {"status": status, "what": what, "where": where, "remedy": remedy}}


def _refused(templates: Environment) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if wants_json(request):
            remedy = "Sign in, or send `Authorization: Bearer TOKEN`" if error.status_code == 401 else ""
            return JSONResponse(
                problem_body(error.status_code, str(error.detail), request.url.path, remedy),
                status_code=error.status_code,
                headers=error.headers,
            )
        name = {401: "sign_in.html", 404: "missing.html"}.get(error.status_code, "problem.html")
        html = templates.get_template(name).render(
            viewer=guard.viewer_of(request),
            path=request.url.path,
            page_twin=None,
            what=request.url.path if error.status_code == 404 else str(error.detail),
            remedy="",
            failed=False,
            onward=request.url.path,
        )
        return HTMLResponse(html, status_code=error.status_code)

    return handler


def _broken(templates: Environment) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A fault of the program: told in the same shape, without its insides."""

    async def handler(request: Request, error: Exception) -> Response:
        what, remedy = "the program failed", "The server's log tells more; please report it"
        if wants_json(request):
            body = problem_body(500, what, request.url.path, remedy)
            return JSONResponse(body, status_code=500, headers=HEADERS)
        html = templates.get_template("problem.html").render(
            viewer=guard.viewer_of(request), path=request.url.path, page_twin=None, what=what, remedy=remedy
        )
        return HTMLResponse(html, status_code=500, headers=HEADERS)

    return handler


def _problem(templates: Environment) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handler(request: Request, error: Exception) -> Response:
        assert isinstance(error, OnrecordError)
        status = 400 if isinstance(error, QueryError) else 503 if isinstance(error, CaseError) else 422
        if wants_json(request):
            return JSONResponse(problem_body(status, error.what, error.where, error.remedy), status_code=status)
        html = templates.get_template("problem.html").render(
            viewer=guard.viewer_of(request), path=request.url.path, page_twin=None, what=str(error), remedy=error.remedy
        )
        return HTMLResponse(html, status_code=status)

    return handler
