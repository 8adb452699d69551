"""The guard: who a request comes from, and whether he may.

In: a request. Out: a Viewer, or 401 (who are you), 403 (not you). Alone on a laptop the viewer is the machine's user; a
shared workbench knows him by the session cookie or by `Authorization: Bearer TOKEN`. A form changes something only
with its session's word (`csrf`), and only from this host.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from onrecord.domain.report import Tlp
from onrecord.interfaces.web.bench import Bench
from onrecord.interfaces.web.viewer import Role, Viewer
from onrecord.store.accounts import Accounts

SESSION = "onrecord-session"
_ROLES = {"reader": Role.READER, "analyst": Role.ANALYST, "admin": Role.ADMIN}


@lru_cache(maxsize=8)
def accounts_of(address: str) -> Accounts:
    """The accounts of a casebook: `<case>.accounts` beside a file; `onrecord.accounts` here for a database server."""
    return Accounts("onrecord.accounts" if "://" in address else f"{address}.accounts")


def viewer_of(request: Request) -> Viewer:
    """Who a request comes from; role NOBODY where a shared workbench does not know him."""
    bench: Bench = request.app.state.bench
    if not bench.team:
        return Viewer(name=bench.user, role=Role.ANALYST if bench.edit else Role.READER, csrf=bench.word)
    accounts = accounts_of(bench.address)
    told = request.headers.get("authorization", "")
    found = accounts.find(told[7:], "token") if told[:7].lower() == "bearer " else None
    if found is None and SESSION in request.cookies:
        found = accounts.find(request.cookies[SESSION], "session")
    if found is None:
        return Viewer(name="", role=Role.NOBODY, tlp_max=Tlp.CLEAR)
    return Viewer(
        name=found.account.name, role=_ROLES[found.account.role], tlp_max=found.account.tlp_max, csrf=found.csrf
    )


def admit(request: Request, need: Role) -> Viewer:
    """The viewer of a request, if he may.

    Raises:
        HTTPException: 401 or 403.
    """
    viewer = viewer_of(request)
    if viewer.may(need):
        return viewer
    if viewer.role is Role.NOBODY:
        raise HTTPException(401, "sign in first", headers={"WWW-Authenticate": "Bearer"})
    bench: Bench = request.app.state.bench
    remedy = "" if bench.team else " Start it with `onrecord serve --edit`"
    raise HTTPException(403, f"this needs the role {need.name.lower()}.{remedy}")


def own_site(request: Request) -> None:
    """Refuse a form that comes from another site.

    Raises:
        HTTPException: 403.
    """
    origin = request.headers.get("origin")
    if origin not in (None, "null") and urlsplit(str(origin)).netloc != request.headers.get("host"):
        raise HTTPException(403, "the form comes from another site")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise HTTPException(403, "the form comes from another site")


def same_host(request: Request, word: str, viewer: Viewer) -> None:
    """Refuse a form that comes from elsewhere or without its session's word.

    Raises:
        HTTPException: 403.
    """
    own_site(request)
    token = request.headers.get("authorization", "")[:7].lower() == "bearer "
    if not token and (not viewer.csrf or not secrets.compare_digest(word.encode(), viewer.csrf.encode())):
        raise HTTPException(403, "the form is out of date. Load the page again")
