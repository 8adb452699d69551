"""Pages: one handler a page, shown as HTML and, at the same address with `.json`, as the data that it shows.

In: a request. Out: `Shown`, the name of a template and JSON-ready data. The table of routes is the list PAGES of each
module under `pages/`; a route that names no role cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from onrecord.interfaces.web.viewer import Role, Viewer

if TYPE_CHECKING:
    from onrecord.interfaces.web.bench import Bench


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A template and what it shows. `status` is the HTTP status; `cookies` are set for a year.

    What is `hidden` goes to the template only, not into the JSON twin.
    """

    template: str
    data: Mapping[str, Any]
    status: int = 200
    hidden: Mapping[str, Any] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as handlers see it: parameters of the path and of the query, the viewer, and the bench."""

    request: Request
    bench: Bench
    viewer: Viewer

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """A whole number of the path, 0 where no database could hold it."""
        told = self.path(name)
        return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0

    def count(self, name: str) -> int:
        """A whole number of the query, 0 where it is none."""
        told = self.one(name) or ""
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0

    def one(self, name: str) -> str | None:
        """A parameter of the query, or None where it is absent or blank."""
        value = self.request.query_params.get(name)
        return value.strip() if value and value.strip() else None

    def options(self, *leave: str) -> dict[str, list[str]]:
        """All parameters of the query but some, each with its values."""
        told: dict[str, list[str]] = {}
        for name, value in self.request.query_params.multi_items():
            if name not in leave and value.strip():
                told.setdefault(name, []).append(value)
        return told


Handler = Callable[[Asked], Shown]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: its path, its handler, and the role that it needs."""

    path: str
    handler: Handler
    need: Role = Role.READER

    @property
    def twin(self) -> str:
        """Path of its JSON twin."""
        return "/start.json" if self.path == "/" else f"{self.path}.json"
