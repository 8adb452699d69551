"""`onrecord batch`: read many reports into Parquet, on this machine or on a Ray cluster."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from onrecord.interfaces.cli.options import NoEncoder, Pipeline


def command(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="Files, folders, WARC, WACZ, JSON lines, Parquet; - for standard input."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the tables go; an interrupted batch is continued.")],
    engine: Annotated[str, typer.Option(metavar="NAME", help="local or ray.")] = "local",
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes or Ray actors; one a core if not given.")
    ] = None,
    address: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A running Ray cluster.")] = None,
    no_gate: Annotated[bool, typer.Option("--no-gate", help="Read all, also what can hold nothing.")] = False,
    time_limit: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="Longest that one record may take.")
    ] = 60.0,
    max_bytes: Annotated[int, typer.Option(min=1, metavar="N", help="Largest report, in bytes.")] = 20_000_000,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Read inputs into Parquet: readings, claims, attributions, and an account of every record."""
    from dataclasses import replace

    from onrecord.batch.local import read_local
    from onrecord.batch.ray_engine import read_ray
    from onrecord.batch.record import Result
    from onrecord.batch.run import run_batch
    from onrecord.errors import QueryError
    from onrecord.intake.gather import Gatherer
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.progress import Progress
    from onrecord.workflows.ingest import estimate
    from onrecord.workflows.read import make_reader

    if engine not in ("local", "ray"):
        raise QueryError(f"there is no engine {engine!r}", where="--engine", remedy="Pass local or ray")
    settings = replace(settings_of(pipeline, no_encoder), max_bytes=max_bytes, gate=not no_gate)
    count = workers or os.cpu_count() or 1
    read = (
        partial(read_local, workers=count, limit=time_limit)
        if engine == "local"
        else partial(read_ray, workers=count, limit=time_limit, address=address)
    )
    made = make_reader(settings).recipe
    recipe: dict[str, object] = {"onrecord": made.onrecord, "knowledge": made.knowledge, "models": dict(made.models)}
    arrivals = Gatherer(max_bytes=max_bytes, wanted=lambda name: True).gather(inputs)
    with Progress(estimate(inputs)) as progress:

        def step(result: Result) -> None:
            progress.step(result.fate)

        summary = run_batch(arrivals, out, settings, read, recipe=recipe, progress=step)
    told = ", ".join(f"{number:,} {fate}" for fate, number in sorted(summary.fates.items())) or "nothing new"
    print(f"{summary.records:,} records: {told}. {summary.shards} shards written, {summary.resumed} found done. {out}")
    if summary.fates["failed"]:
        raise typer.Exit(1)
