"""Actions: what a viewer does rather than sees: decide on a claim, add reports, sign in and out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from onrecord.domain.casebook import Verdict
from onrecord.domain.query import parse_day
from onrecord.errors import QueryError
from onrecord.interfaces.web import guard
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.viewer import Role, Viewer
from onrecord.workflows.decide import decide, undo

Endpoint = Callable[[Request], Awaitable[Response]]

#: Fields that can be corrected by a form, all with one value.
CORRECTED = ("type", "status", "certainty", "polarity")
#: Largest upload, in bytes, of all files of one form.
UPLOAD_MOST = 50_000_000


def routes(templates: Environment) -> list[tuple[Route, Role]]:
    """The routes of actions with the roles that they need."""

    def shown(name: str, request: Request, viewer: Viewer, status: int = 200, **data: Any) -> Response:
        html = templates.get_template(name).render(viewer=viewer, path=request.url.path, page_twin=None, **data)
        return HTMLResponse(html, status_code=status)

    async def decision(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        form = await request.form()
        guard.same_host(request, str(form.get("csrf", "")), viewer)
        bench: Bench = request.app.state.bench
        key = str(request.path_params["key"])
        verdict = str(form.get("verdict", ""))
        note = str(form.get("note", "")).strip() or None

        def work() -> None:
            with bench.writing() as case:
                if verdict == "undo":
                    undo(case, key, by=viewer.name)
                    return
                try:
                    said = Verdict(verdict)
                except ValueError as error:
                    raise QueryError(f"{verdict!r} is no decision", where="verdict") from error
                changes = {f: str(form[f]) for f in CORRECTED if form.get(f)} if said is Verdict.CORRECT else None
                decide(case, key, said, by=viewer.name, note=note, changes=changes)

        await run_in_threadpool(work)
        _note(bench, viewer, f"claim {verdict}", key)
        return RedirectResponse(_onward(str(form.get("onward") or f"/claims/{key}")), status_code=303)

    async def add_form(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        return shown("add.html", request, viewer)

    async def add(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        form = await request.form(max_files=200)
        guard.same_host(request, str(form.get("csrf", "")), viewer)
        bench: Bench = request.app.state.bench
        files: list[tuple[str, bytes]] = []
        size = 0
        for part in form.getlist("files"):
            if isinstance(part, UploadFile) and part.filename:
                payload = await part.read()
                size += len(payload)
                if size > UPLOAD_MOST:
                    raise HTTPException(413, f"more than {UPLOAD_MOST:,} bytes in one form. Use `onrecord add`")
                files.append((part.filename, payload))
        text = str(form.get("text", "")).strip()
        if text:
            files.append(("pasted.txt", text.encode("utf-8", "replace")))
        addresses = [a for a in str(form.get("addresses", "")).split() if a.startswith(("http://", "https://"))]
        if not files and not addresses:
            return shown("add.html", request, viewer, 400, problem="Paste a text, give an address, or choose a file.")
        told = str(form.get("published", "")).strip()
        job = bench.jobs.add(
            by=viewer.name,
            files=files,
            addresses=addresses,
            published=parse_day(told, where="published") if told else None,
            publisher=str(form.get("publisher", "")).strip() or None,
        )
        _note(bench, viewer, "reports added", f"{len(files)} files, {len(addresses)} addresses")
        return RedirectResponse(f"/add/{job.id}", status_code=303)

    async def progress(request: Request) -> Response:
        viewer = guard.admit(request, Role.ANALYST)
        bench: Bench = request.app.state.bench
        job = bench.jobs.get(int(request.path_params["number"]))
        if job is None:
            raise HTTPException(404, "no such job")
        if request.url.path.endswith(".json"):
            return JSONResponse(job.to_dict())
        return shown("job.html", request, viewer, job=job.to_dict())

    async def sign_in_form(request: Request) -> Response:
        return shown("sign_in.html", request, guard.viewer_of(request), failed=False, onward="/", what="")

    async def sign_in(request: Request) -> Response:
        form = await request.form()
        bench: Bench = request.app.state.bench
        if not bench.team:
            return RedirectResponse("/", status_code=303)
        accounts = guard.accounts_of(bench.address)
        secret = await run_in_threadpool(accounts.sign_in, str(form.get("name", "")), str(form.get("password", "")))
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
        viewer = guard.admit(request, Role.READER)
        form = await request.form()
        guard.same_host(request, str(form.get("csrf", "")), viewer)
        bench: Bench = request.app.state.bench
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

    return [
        (Route("/claims/{key}/decide", decision, methods=["POST"]), Role.ANALYST),
        (Route("/add", add_form, methods=["GET"]), Role.ANALYST),
        (Route("/add", add, methods=["POST"]), Role.ANALYST),
        (Route("/add/{number:int}", progress, methods=["GET"]), Role.ANALYST),
        (Route("/add/{number:int}.json", progress, methods=["GET"]), Role.ANALYST),
        (Route("/sign-in", sign_in_form, methods=["GET"]), Role.NOBODY),
        (Route("/sign-in", sign_in, methods=["POST"]), Role.NOBODY),
        (Route("/sign-out", sign_out, methods=["POST"]), Role.READER),
        (Route("/audit", audit, methods=["GET"]), Role.ADMIN),
        (Route("/audit.json", audit, methods=["GET"]), Role.ADMIN),
    ]


def _onward(path: str) -> str:
    """A path on this host, whatever was asked for."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _note(bench: Bench, viewer: Viewer, action: str, target: str) -> None:
    if bench.team:
        guard.accounts_of(bench.address).note(viewer.name, action, target)
