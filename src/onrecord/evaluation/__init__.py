"""Scores against gold: one module a task, opened when it is asked for.

A task module has `predict(items, reader, given) -> list[dict]` and `score(items, predictions) -> dict[str, float]`;
figures bear the names that the task's gold is scored by. `load(paths)` may replace the reading of JSON lines. Labels
never reach `predict`.
"""

from __future__ import annotations

#: Task → module below `onrecord.evaluation`.
TASKS: dict[str, str] = {
    "actors": "actors",
    "attribution": "attribution",
    "claims": "claims",
    "coref": "coref",
    "events": "events",
    "factuality": "factuality",
    "places": "places",
    "stories": "stories",
    "time": "time",
}
