"""The JSON API: the same questions as the pages and the command line, for programs. OpenAPI 3.1, versioned by path.

Lists are pages: `next` is the mark to pass as `after`. Errors have one shape, `{"error": {"status", "what", "where",
"remedy"}}`. Filters of claims are those of `onrecord claims`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from onrecord.domain.query import ClaimQuery
from onrecord.interfaces.web import guard
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.viewer import Role
from onrecord.store import detail, dossiers, queries
from onrecord.store import events as store_events
from onrecord.store.queries import cursor
from onrecord.workflows.widen import widen


class Listed(BaseModel):
    """A page of rows; `next` is the mark of the next page, or null at the end."""

    rows: list[dict[str, Any]]
    next: str | None = None


class Problem(BaseModel):
    """What went wrong, where, and what to do about it."""

    status: int
    what: str
    where: str = ""
    remedy: str = ""


class Error(BaseModel):
    """The one shape of errors."""

    error: Problem


_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Error, "description": told}
    for code, told in (
        (400, "A filter cannot be understood"),
        (401, "Not signed in"),
        (403, "Not allowed"),
        (404, "Not there"),
        (422, "A parameter has the wrong kind"),
    )
}
_FILTERS = tuple(ClaimQuery.__dataclass_fields__)
Limit = Annotated[int, Query(ge=1, le=500, description="Rows of one page.")]
After = Annotated[str | None, Query(description="`next` of the page before.")]
Many = Annotated[list[str], Query()]

router = APIRouter(prefix="/api/v1", responses=_ERRORS)


def _asked(request: Request) -> tuple[Bench, Any]:
    viewer = guard.admit(request, Role.READER)
    bench: Bench = request.app.state.bench
    return bench, viewer.tlp_max


#: Every filter of `onrecord claims` as a parameter; most may be given several times.
_FILTERED: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": {"type": "array", "items": {"type": "string"}}}
        for name in _FILTERS
    ]
}


def _query(request: Request, bench: Bench) -> ClaimQuery:
    options: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in ("limit", "after"):
            options.setdefault(name, []).append(value)
    return widen(ClaimQuery.parse(options), bench.knowledge)


@router.get("/claims", response_model=Listed, openapi_extra=_FILTERED)
def claims(request: Request, limit: Limit = 50, after: After = None) -> Listed:
    """Claims, newest publication first; every filter of `onrecord claims` is a parameter."""
    bench, tlp = _asked(request)
    query = _query(request, bench)
    with bench.reading() as connection:
        page = queries.find_claims(connection, query, limit=limit, after=after, tlp_max=tlp)
    return Listed(rows=[row.to_dict() for row in page.rows], next=page.next)


@router.get("/claims/{key}")
def claim(request: Request, key: str) -> dict[str, Any]:
    """One claim with attributions, relations, decisions, edits and custody."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        return _found(detail.claim_detail, connection, key, tlp)


@router.get("/reports", response_model=Listed)
def reports(
    request: Request,
    text: str | None = None,
    publisher: Many = [],  # noqa: B006
    limit: Limit = 50,
    after: After = None,
) -> Listed:
    """Reports, newest first; `text` searches titles and texts."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        page = queries.find_reports(connection, text=text, publisher=publisher, limit=limit, after=after, tlp_max=tlp)
    return Listed(rows=[row.to_dict() for row in page.rows], next=page.next)


@router.get("/reports/{id}")
def report(request: Request, id: str) -> dict[str, Any]:
    """One report: its reading, readings before, versions, markings and custody."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        return _found(detail.report_detail, connection, id, tlp)


@router.get("/attributions", response_model=Listed)
def attributions(
    request: Request,
    speaker: Many = [],  # noqa: B006
    stance: Many = [],  # noqa: B006
    publisher: Many = [],  # noqa: B006
    limit: Limit = 50,
    after: After = None,
) -> Listed:
    """Who said what, newest report first."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        page = queries.find_attributions(
            connection, speaker=speaker, stance=stance, publisher=publisher, limit=limit, after=after, tlp_max=tlp
        )
    return Listed(rows=list(page.rows), next=page.next)


@router.get("/actors", response_model=Listed)
def actors(
    request: Request,
    name: str | None = None,
    country: Many = [],  # noqa: B006
    role: Many = [],  # noqa: B006
    limit: Limit = 50,
    after: After = None,
) -> Listed:
    """Actors, most frequent first."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        page = queries.find_actors(
            connection, name=name, country=country, role=role, limit=limit, after=after, tlp_max=tlp
        )
    return Listed(rows=list(page.rows), next=page.next)


@router.get("/actors/{id}")
def actor(request: Request, id: str) -> dict[str, Any]:
    """One actor: parts, offices as told, what it said last."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        return _found(detail.actor_detail, connection, id, tlp)


class ListedEvents(Listed):
    """A page of events; `all` is false where only the newest claims that answer were looked at."""

    all: bool = True


@router.get("/events", response_model=ListedEvents, openapi_extra=_FILTERED)
def events(request: Request, limit: Limit = 50, after: After = None) -> ListedEvents:
    """Events that hold a claim which answers, last day first; every filter of `onrecord claims` is a parameter."""
    bench, tlp = _asked(request)
    query = _query(request, bench)
    with bench.reading() as connection:
        found = store_events.page_of_events(connection, query, limit=limit, after=after, tlp_max=tlp)
    return ListedEvents(rows=list(found.rows), next=found.next, all=found.all)


@router.get("/events/{id}")
def event(request: Request, id: str) -> dict[str, Any]:
    """One event with its origins and disputes."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        return _found(store_events.event_by_id, connection, id, tlp)


@router.get("/dossiers", response_model=Listed)
def all_dossiers(request: Request) -> Listed:
    """Saved searches."""
    bench, tlp = _asked(request)
    with bench.reading() as connection:
        return Listed(rows=[one.to_dict() for one in dossiers.dossiers(connection, tlp_max=tlp)])


@router.get("/findings", response_model=Listed)
def findings(
    request: Request,
    event: str | None = None,
    clause: str | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listed:
    """Events held against embargo clauses; never a verdict."""
    bench, tlp = _asked(request)
    start = 0 if after is None else cursor(after)[1]
    with bench.reading() as connection:
        found = store_events.find_findings(
            connection, event=event, clause=clause, tlp_max=tlp, limit=limit + 1, offset=start
        )
    more = len(found) > limit
    return Listed(rows=found[:limit], next=f"0.{start + limit}" if more else None)


def _found(look: Any, connection: Any, name: str, tlp: Any) -> dict[str, Any]:
    from onrecord.errors import QueryError

    try:
        told: dict[str, Any] = look(connection, name, tlp_max=tlp)
    except QueryError as error:
        raise HTTPException(404, error.what) from error
    return told


def api_routes(app: FastAPI) -> None:
    """Put the API into an application."""
    app.include_router(router)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        body = {"error": {"status": 422, "what": first["msg"], "where": where, "remedy": "See /api/v1/openapi.json"}}
        return JSONResponse(body, status_code=422)

    app.add_exception_handler(RequestValidationError, invalid)
