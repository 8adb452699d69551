"""Actions: what a viewer does rather than sees: decide, join or part claims, keep dossiers, add, export, sign in.

Every form carries its session's word and comes from this host; every action that changes something is noted in the
audit of a shared workbench.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from onrecord.domain.casebook import Verdict
from onrecord.domain.query import ClaimQuery, parse_day, parse_tlp
from onrecord.domain.report import Tlp
from onrecord.errors import CaseError, QueryError
from onrecord.exports import CASE_FORMATS
from onrecord.interfaces.cli.correct import actor_of, place_of, time_of
from onrecord.interfaces.web import files, guard
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.page import Asked
from onrecord.interfaces.web.search import search_of
from onrecord.interfaces.web.viewer import Role, Viewer
from onrecord.store import dossiers, queries
from onrecord.store import events as store_events
from onrecord.workflows.decide import decide, undo
from onrecord.workflows.export import export as write
from onrecord.workflows.export import note_export
from onrecord.workflows.widen import widen

Endpoint = Callable[[Request], Awaitable[Response]]
Row = dict[str, Any]

LOG = logging.getLogger("onrecord.web")

#: Fields that a form corrects as they are.
PLAIN = ("type", "status", "certainty", "polarity")
#: Largest upload, in bytes, of all files of one form.
UPLOAD_MOST = 50_000_000
#: Most fields and files of one form.
FIELDS, FILES = 400, 200


def shown_actor(actor: Mapping[str, Any]) -> str:
    """An actor as forms show and take it: `PRK`, or `NAME|COUNTRY|ROLE`."""
    if not actor["name"]:
        return str(actor["country"] or "")
    return "|".join(str(actor[part] or "") for part in ("name", "country", "role")).rstrip("|")


def shown_fields(claim: Mapping[str, Any]) -> dict[str, str]:
    """A claim's fields as the form of a correction shows them."""
    place, time = claim["place"], claim["time"]
    return {
        **{name: str(claim[name]) for name in PLAIN},
        "actors": "; ".join(shown_actor(a) for a in claim["actors"]),
        "recipients": "; ".join(shown_actor(a) for a in claim["recipients"]),
        "items": "; ".join(item["item"] for item in claim["items"]),
        "place": "" if place is None else "|".join(x for x in (place["name"], place["country"]) if x),
        "time": "" if time is None else str(time["value"]),
    }


def changes_of(claim: Mapping[str, Any], form: Mapping[str, str]) -> Row:
    """What a form of a correction changes in a claim; fields left as they were shown change nothing."""
    shown = shown_fields(claim)
    told: Row = {}
    for name, before in shown.items():
        if name not in form or form[name].strip() == before:
            continue
        given = form[name].strip()
        parts = [part.strip() for part in given.split(";") if part.strip()]
        if name in PLAIN:
            if given:
                told[name] = given.upper() if name == "type" else given
        elif name in ("actors", "recipients"):
            known = {shown_actor(a): a for a in claim[name]}
            told[name] = [known.get(part) or actor_of(part) for part in parts]
        elif name == "items":
            old = claim["items"]
            told[name] = [
                {**old[n], "item": part} if n < len(old) else {"span": claim["trigger"], "item": part, "quantity": None}
                for n, part in enumerate(parts)
            ]
        elif name == "place":
            told[name] = place_of(given) if given else None
        else:
            told[name] = time_of(given) if given else None
    return told


def routes(templates: Environment) -> list[tuple[Route, Role]]:
    """The routes of actions with the roles that they need."""

    def shown(name: str, request: Request, viewer: Viewer, status: int = 200, **data: Any) -> Response:
        html = templates.get_template(name).render(viewer=viewer, path=request.url.path, page_twin=None, **data)
        return HTMLResponse(html, status_code=status)

    async def told(request: Request, need: Role) -> tuple[Viewer, Bench, FormData]:
        """Viewer, bench and form of an action that changes something."""
        viewer = guard.admit(request, need)
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > UPLOAD_MOST:
            raise HTTPException(413, f"more than {UPLOAD_MOST:,} bytes in one form. Use `onrecord add`")
        form = await request.form(max_files=FILES, max_fields=FIELDS)
        guard.same_host(request, str(form.get("csrf", "")), viewer)
        return viewer, request.app.state.bench, form

    def back(form: FormData, otherwise: str) -> Response:
        return RedirectResponse(_onward(str(form.get("onward") or otherwise)), status_code=303)

    async def decision(request: Request) -> Response:
        viewer, bench, form = await told(request, Role.ANALYST)
        key = str(request.path_params["key"])
        verdict = str(form.get("verdict", ""))
        note = str(form.get("note", "")).strip()[:500] or None
        fields = {name: str(value) for name, value in form.items() if isinstance(value, str)}

        def work() -> None:
            with bench.writing() as case:
                with case.read() as connection:
                    # what a viewer may not see he cannot decide on
                    claim = queries.claim_by_key(connection, key, tlp_max=viewer.tlp_max)
                if verdict == "undo":
                    undo(case, claim.key, by=viewer.name)
                    return
                try:
                    said = Verdict(verdict)
                except ValueError as error:
                    raise QueryError(f"{verdict!r} is no decision", where="verdict") from error
                changes = changes_of(claim.data, fields) if said is Verdict.CORRECT else None
                decide(case, claim.key, said, by=viewer.name, note=note, changes=changes)

        await run_in_threadpool(work)
        _note(bench, viewer, f"claim {verdict}", key)
        return back(form, f"/claims/{quote(key, safe='')}")

    async def judgement(request: Request) -> Response:
        """That two claims tell of one happening, or not; it holds at the next linking."""
        viewer, bench, form = await told(request, Role.ANALYST)
        first, second = str(form.get("first", "")), str(form.get("second", ""))
        same = str(form.get("same", ""))
        if same not in ("yes", "no"):
            raise QueryError("say whether the two are the same", where="same", remedy="Give yes or no")

        def work() -> None:
            with bench.writing() as case, case.write() as connection:
                keys = [queries.claim_row(connection, key, tlp_max=viewer.tlp_max)["key"] for key in (first, second)]
                if keys[0] == keys[1]:
                    raise QueryError("these are one claim", where=keys[0], remedy="Choose two")
                store_events.judge(connection, keys[0], keys[1], same == "yes", by=viewer.name)

        await run_in_threadpool(work)
        _note(bench, viewer, "same event" if same == "yes" else "different events", f"{first} {second}")
        return back(form, f"/claims/{quote(first, safe='')}")

    async def make_dossier(request: Request) -> Response:
        viewer, bench, form = await told(request, Role.ANALYST)
        name = str(form.get("name", "")).strip()[:120]
        filters: dict[str, list[str]] = {}
        for pair in form.getlist("filter"):
            field, _, value = str(pair).partition("=")
            filters.setdefault(field, []).append(value)

        def work() -> None:
            query = ClaimQuery.parse(filters)
            level = parse_tlp(str(form.get("tlp") or "CLEAR"), where="tlp")
            with bench.writing() as case, case.write() as connection:
                dossiers.create_dossier(connection, name, query, tlp=level, by=viewer.name)

        await run_in_threadpool(work)
        _note(bench, viewer, "dossier made", name)
        return RedirectResponse(f"/dossiers/{quote(name, safe='')}", status_code=303)

    async def put(request: Request) -> Response:
        """Pin, leave out or note something in a dossier, or mark it as seen."""
        viewer, bench, form = await told(request, Role.ANALYST)
        name, kind = str(request.path_params["name"]), str(form.get("kind", ""))
        target, text = str(form.get("target", "")).strip(), str(form.get("note", "")).strip()[:2000]

        def work() -> None:
            with bench.writing() as case, case.write() as connection:
                one = dossiers.dossier(connection, name, tlp_max=viewer.tlp_max)
                if kind == "seen":
                    dossiers.mark_seen(connection, one.n, viewer.name)
                elif kind == "note":
                    if not text:
                        raise QueryError("a note needs a text", where=name)
                    dossiers.put(connection, name, "note", by=viewer.name, note=text, tlp=one.tlp)
                else:
                    if target.startswith("evt-"):
                        known = str(store_events.event_by_id(connection, target, tlp_max=viewer.tlp_max)["id"])
                    else:
                        known = str(queries.claim_row(connection, target, tlp_max=viewer.tlp_max)["key"])
                    dossiers.put(connection, name, kind, by=viewer.name, target=known, note=text or None)

        await run_in_threadpool(work)
        _note(bench, viewer, f"dossier {kind}", f"{name} {target}".strip())
        return back(form, f"/dossiers/{quote(name, safe='')}")

    async def add_form(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        return shown("add.html", request, viewer, told={}, problem=None)

    async def add(request: Request) -> Response:
        viewer, bench, form = await told(request, Role.ANALYST)
        held: list[tuple[str, bytes]] = []
        size = 0
        for part in form.getlist("files"):
            if isinstance(part, UploadFile) and part.filename:
                payload = await part.read()
                size += len(payload)
                if size > UPLOAD_MOST:
                    raise HTTPException(413, f"more than {UPLOAD_MOST:,} bytes in one form. Use `onrecord add`")
                held.append((part.filename, payload))
        kept = {name: str(form.get(name, "")).strip() for name in ("text", "addresses", "published", "publisher")}
        if kept["text"]:
            held.append(("pasted text.txt", kept["text"].encode("utf-8", "replace")))
        words = kept["addresses"].split()
        addresses = [a for a in words if a.startswith(("http://", "https://"))]
        problem = None
        published = None
        if len(addresses) < len(words):
            wrong = next(word for word in words if word not in addresses)
            problem = f"{wrong[:80]} is no address: it begins with neither http:// nor https://."
        elif not held and not addresses:
            problem = "Paste a text, give an address, or choose a file."
        try:
            published = parse_day(kept["published"], where="published") if kept["published"] else None
        except QueryError as error:
            problem = f"{error.what}. {error.remedy}."
        if problem:
            return shown("add.html", request, viewer, 400, problem=problem, told=kept)
        job = bench.jobs.add(
            by=viewer.name,
            files=held,
            addresses=addresses,
            published=published,
            publisher=kept["publisher"] or None,
            link=bool(form.get("link")),
        )
        _note(bench, viewer, "reports added", f"{len(held)} files, {len(addresses)} addresses")
        return RedirectResponse(f"/add/{job.id}", status_code=303)

    async def link(request: Request) -> Response:
        viewer, bench, _ = await told(request, Role.ANALYST)
        job = bench.jobs.link(by=viewer.name)
        _note(bench, viewer, "events linked")
        return RedirectResponse(f"/add/{job.id}", status_code=303)

    async def progress(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        bench: Bench = request.app.state.bench
        number = str(request.path_params["number"])
        job = bench.jobs.get(int(number)) if len(number) < 10 else None
        if job is None:
            raise HTTPException(404, "no such job")
        if request.url.path.endswith(".json"):
            return JSONResponse(job.to_dict())
        return shown("job.html", request, viewer, job=job.to_dict())

    async def export_form(request: Request) -> Response:
        viewer = guard.admit(request, Role.READER)
        bench: Bench = request.app.state.bench
        asked = Asked(request=request, bench=bench, viewer=viewer)
        search = search_of(asked)

        def count() -> tuple[int, dossiers.Dossier | None]:
            with bench.reading() as connection:
                kept, query = _kept(connection, asked, search.query, viewer.tlp_max)
                return queries.count_claims(connection, query, tlp_max=viewer.tlp_max, most=10_000), kept

        total, kept = await run_in_threadpool(count)
        levels = files.levels(viewer.tlp_max)
        return shown(
            "export.html",
            request,
            viewer,
            search=search.to_dict(),
            total=total,
            formats=files.formats(),
            levels=levels,
            level=str(kept.tlp) if kept and str(kept.tlp) in levels else levels[0],
            title=kept.name if kept else asked.one("title"),
            dossier=kept.to_dict() if kept else None,
        )

    async def export(request: Request) -> Response:
        viewer = guard.admit(request, Role.READER)
        bench: Bench = request.app.state.bench
        asked = Asked(request=request, bench=bench, viewer=viewer)
        search = search_of(asked)
        format = files.format_of(asked.one("format"))
        level = files.ceiling(asked.one("tlp_max"), viewer.tlp_max)
        title = asked.one("title")

        def pieces() -> Iterator[bytes]:
            with bench.reading() as connection:
                kept, query = _kept(connection, asked, search.query, viewer.tlp_max)
                if format in ("dossier", "docx"):
                    most = files.DOSSIER_MOST
                    if queries.count_claims(connection, query, tlp_max=level, most=most + 1) > most:
                        raise QueryError(
                            f"a dossier of more than {most:,} claims helps nobody",
                            where="export",
                            remedy="Narrow the search, or take a table",
                        )
                made = write(
                    connection,
                    query,
                    format,
                    made=datetime.now(UTC),
                    title=title or (kept.name if kept else "Dossier"),
                    tlp_max=level,
                    knowledge=bench.knowledge,
                    dossier=kept,
                )
                yield from made.pieces
            if bench.edit or bench.team:
                of = kept.name if kept else None
                try:
                    with bench.writing() as case:
                        note_export(case, made.tally, format, query, by=viewer.name, dossier=of)
                except CaseError as error:
                    # the answer is on its way already, so that only the server's log can tell
                    LOG.warning("no note was kept of an export by %s; recalls will not name it: %s", viewer.name, error)

        made = pieces()
        # the first piece is made before the answer begins, so that what fails is told as a problem and not cut short
        first = await run_in_threadpool(lambda: next(made, b""))

        def whole() -> Iterator[bytes]:
            yield first
            yield from made

        _note(bench, viewer, f"exported as {format}", search.address[:200] or "everything")
        name = files.file_name(title or "onrecord", format)
        return StreamingResponse(
            whole(),
            media_type=CASE_FORMATS[format].media_type,
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
                "Cache-Control": "no-store",
            },
        )

    async def sign_in_form(request: Request) -> Response:
        bench: Bench = request.app.state.bench
        if not bench.team:
            return RedirectResponse("/", status_code=303)
        return shown("sign_in.html", request, guard.viewer_of(request), failed=False, onward="/", what="")

    async def sign_in(request: Request) -> Response:
        bench: Bench = request.app.state.bench
        if not bench.team:
            return RedirectResponse("/", status_code=303)
        guard.own_site(request)
        form = await request.form(max_files=0, max_fields=10)
        accounts = guard.accounts_of(bench.address)
        address = request.client.host if request.client else ""
        secret = await run_in_threadpool(
            accounts.sign_in, str(form.get("name", "")), str(form.get("password", "")), address
        )
        onward = _onward(str(form.get("onward") or "/"))
        if secret is None:
            return shown("sign_in.html", request, guard.viewer_of(request), 401, failed=True, onward=onward, what="")
        response = RedirectResponse(onward, status_code=303)
        response.set_cookie(
            guard.SESSION,
            secret,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            max_age=12 * 3600,
        )
        return response

    async def sign_out(request: Request) -> Response:
        _, bench, _ = await told(request, Role.READER)
        if bench.team:
            guard.accounts_of(bench.address).sign_out(request.cookies.get(guard.SESSION, ""))
        response = RedirectResponse("/", status_code=303)
        response.delete_cookie(guard.SESSION)
        return response

    async def audit(request: Request) -> Response:
        viewer = guard.admit(request, Role.ADMIN)
        bench: Bench = request.app.state.bench
        rows = await run_in_threadpool(guard.accounts_of(bench.address).noted) if bench.team else []
        if request.url.path.endswith(".json"):
            return JSONResponse({"audit": rows})
        return shown("audit.html", request, viewer, rows=rows)

    def route(path: str, endpoint: Endpoint, method: str, need: Role) -> tuple[Route, Role]:
        return Route(path, endpoint, methods=[method]), need

    return [
        route("/claims/{key}/decide", decision, "POST", Role.ANALYST),
        route("/judge", judgement, "POST", Role.ANALYST),
        route("/link", link, "POST", Role.ANALYST),
        route("/dossiers", make_dossier, "POST", Role.ANALYST),
        route("/dossiers/{name:path}", put, "POST", Role.ANALYST),
        route("/add", add_form, "GET", Role.ANALYST),
        route("/add", add, "POST", Role.ANALYST),
        route("/add/{number:int}", progress, "GET", Role.ANALYST),
        route("/add/{number:int}.json", progress, "GET", Role.ANALYST),
        route("/export", export_form, "GET", Role.READER),
        route("/export/file", export, "GET", Role.READER),
        route("/sign-in", sign_in_form, "GET", Role.NOBODY),
        route("/sign-in", sign_in, "POST", Role.NOBODY),
        route("/sign-out", sign_out, "POST", Role.READER),
        route("/audit", audit, "GET", Role.ADMIN),
        route("/audit.json", audit, "GET", Role.ADMIN),
    ]


def _kept(
    connection: Any, asked: Asked, query: ClaimQuery, tlp_max: Tlp | None
) -> tuple[dossiers.Dossier | None, ClaimQuery]:
    """The dossier that an export is of, if it is of one, and what is asked for."""
    name = asked.one("dossier")
    if name is None:
        return None, query
    kept = dossiers.dossier(connection, name, tlp_max=tlp_max)
    return kept, widen(kept.query, asked.bench.knowledge)


def _onward(path: str) -> str:
    """A path on this host, whatever was asked for."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain else "/"


def _note(bench: Bench, viewer: Viewer, action: str, target: str | None = None) -> None:
    if bench.team:
        guard.accounts_of(bench.address).note(viewer.name, action, target)
