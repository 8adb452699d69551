"""Run a task: read its gold, predict from the inputs alone, score.

In: a task's name and files. Out: an Outcome with the figures and what made them. A file without labels gives
predictions and no figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from onrecord.errors import QueryError
from onrecord.evaluation import TASKS

if TYPE_CHECKING:
    from onrecord.domain.reading import Recipe
    from onrecord.reading.read import Reader


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Figures of one run; `hashes` are the sha256 of the gold files, `n` the number of items."""

    task: str
    given: str | None
    n: int
    hashes: dict[str, str]
    recipe: Recipe
    predictions: list[dict[str, Any]]
    figures: dict[str, Any]
    lines: tuple[str, ...] = ()


def task_module(name: str) -> ModuleType:
    """The module of a task.

    Raises:
        QueryError: There is no such task.
    """
    if name not in TASKS:
        raise QueryError(f"there is no task {name!r}", remedy=f"Choose one of {', '.join(sorted(TASKS))}")
    try:
        return import_module(f"onrecord.evaluation.{TASKS[name]}")
    except ModuleNotFoundError as error:
        if error.name != f"onrecord.evaluation.{TASKS[name]}":
            raise
        raise QueryError(f"the task {name!r} cannot be evaluated yet", remedy="Choose another") from error


def load_items(module: ModuleType, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """The items of gold files: the module's own `load`, else one JSON object a line.

    Raises:
        QueryError: A file is not there or is not in that form.
    """
    try:
        if hasattr(module, "load"):
            return list(module.load(paths))
        items: list[dict[str, Any]] = []
        for path in paths:
            items.extend(json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
    except (OSError, ValueError, KeyError) as error:
        raise QueryError(f"the gold cannot be read ({error})", where=", ".join(map(str, paths))) from error
    return items


def evaluate(name: str, paths: Sequence[Path], reader: Reader, given: str | None = None) -> Outcome:
    """Predict and score one task.

    Raises:
        QueryError: No such task, or the gold cannot be read.
    """
    module = task_module(name)
    items = load_items(module, paths)
    predictions = module.predict(items, reader, given)
    figures = module.score(items, predictions)
    lines = module.lines(items, predictions) if hasattr(module, "lines") else ()
    return Outcome(
        task=name,
        given=given,
        n=len(items),
        hashes={path.name if len(paths) == 1 else str(path): _hash(path) for path in paths},
        recipe=reader.recipe,
        predictions=predictions,
        figures=figures,
        lines=tuple(lines),
    )


def _hash(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
