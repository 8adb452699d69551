"""`onrecord evaluate`: predict and score a task against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import QueryError


def command(
    task: Annotated[
        str, typer.Argument(help="claims, attribution, events, actors, time, places, factuality, coref, stories.")
    ],
    gold: Annotated[list[Path], typer.Option("--gold", help="Gold file; may be followed by further files.")],
    more: Annotated[list[Path] | None, typer.Argument(help="Further gold files.")] = None,
    given: Annotated[str | None, typer.Option(help="What is given beside the text: spans or pair.")] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Write the predictions here, one JSON object a line.")
    ] = None,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
    pipeline: Annotated[str | None, typer.Option(help="Name of an installed spaCy pipeline.")] = None,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="Read by rules alone.")] = False,
) -> None:
    """Predict from gold inputs alone, and score where there are labels."""
    from dataclasses import replace

    from onrecord.evaluation.run import evaluate
    from onrecord.settings import Settings
    from onrecord.workflows.read import make_reader

    if format not in ("text", "json"):
        raise QueryError(f"--format {format!r} is not known", remedy="Choose text or json")
    settings = replace(Settings(), use_encoder=not no_encoder)
    if pipeline is not None:
        settings = replace(settings, pipeline=pipeline)
    outcome = evaluate(task, [*gold, *(more or ())], make_reader(settings), given)
    if predictions is not None:
        rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in outcome.predictions)
        predictions.write_text(rows, encoding="utf-8", errors="surrogatepass")
    if format == "json":
        told = {
            "task": outcome.task,
            "given": outcome.given,
            "items": outcome.n,
            "gold": outcome.hashes,
            "recipe": {
                "onrecord": outcome.recipe.onrecord,
                "knowledge": outcome.recipe.knowledge,
                "models": dict(outcome.recipe.models),
            },
            "figures": {name: _rounded(value) for name, value in outcome.figures.items()},
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        rows_of = outcome.lines or tuple(f"{name}: {_rounded(value)}" for name, value in outcome.figures.items())
        for line in rows_of:
            typer.echo(line)


def _rounded(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value
