"""Knowledge: the built tables, opened once and handed in.

In: the JSON files under `onrecord/knowledge/data/`, compiled from `resources/` by `tools/build_knowledge.py`.
Out: a Knowledge whose look-ups are made on first use. Equal data gives an equal `version`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import KnowledgeError

Made = TypeVar("Made")


class Knowledge:
    """All tables of knowledge. `table("events/frames")` gives the data of `resources/events/frames.yml`."""

    def __init__(self, folder: Traversable, user_list: Path | None = None):
        self._folder = folder
        self.user_list = user_list
        self._tables: dict[str, Any] = {}
        self._made: dict[str, Any] = {}

    def table(self, name: str) -> Any:
        """The data of one table, read once.

        Raises:
            KnowledgeError: There is no such table, or it is not JSON.
        """
        if name not in self._tables:
            file = self._folder.joinpath(*f"{name}.json".split("/"))
            try:
                self._tables[name] = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise KnowledgeError(
                    f"the table cannot be read ({error})",
                    where=name,
                    remedy="Reinstall onrecord, or run `make knowledge`",
                ) from error
        return self._tables[name]

    def made(self, key: str, build: Callable[[Knowledge], Made]) -> Made:
        """What `build` makes of the tables (compiled patterns, indexes), made on first use and kept under `key`."""
        if key not in self._made:
            self._made[key] = build(self)
        found: Made = self._made[key]
        return found

    def file(self, name: str) -> Traversable:
        """A file of the data folder that is no JSON table (`places/gazetteer.bin`)."""
        return self._folder.joinpath(*name.split("/"))

    @cached_property
    def version(self) -> str:
        """Date and hash of the tables, as written by the build, and the hash of the user's list if there is one."""
        manifest = self.table("manifest")
        told = f"{manifest['date']}+{manifest['hash'][:12]}"
        if self.user_list is not None and self.user_list.exists():
            told += f"+user.{hashlib.sha256(self.user_list.read_bytes()).hexdigest()[:12]}"
        return told


def load_knowledge(user_list: str | Path | None = None) -> Knowledge:
    """The knowledge that ships with the package, and a user's own list of actors (`onrecord knowledge add`).

    Raises:
        KnowledgeError: A list is named and is not there.
    """
    path = Path(user_list) if user_list is not None else None
    if path is not None and not path.exists():
        raise KnowledgeError("there is no such list", where=str(path), remedy="Make one with `onrecord knowledge add`")
    return Knowledge(resources.files("onrecord.knowledge").joinpath("data"), path)
