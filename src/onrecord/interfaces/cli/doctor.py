"""`onrecord doctor`: what is installed, and whether it is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli.options import Pipeline


def command(
    pipeline: Pipeline = None,
    format: Annotated[str, typer.Option(help="text or json.")] = "text",
) -> None:
    """Show versions, hashes of models and knowledge, memory and extras. Exit status 1 where something is amiss."""
    import json

    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import safe
    from onrecord.workflows.doctor import examine

    if format not in ("text", "json"):
        raise QueryError(f"--format {format!r} is not known", remedy="Choose text or json")
    checks = examine(settings_of(pipeline, False))
    if format == "json":
        told = [{"name": c.name, "value": c.value, "well": c.well, "remedy": c.remedy} for c in checks]
        typer.echo(json.dumps(told, indent=1))
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            mark = {True: "ok", False: "!!", None: "--"}[check.well]
            typer.echo(f"{mark}  {check.name:<{width}}  {safe(check.value)}")
            if check.remedy:
                typer.echo(f"    {'':<{width}}  {safe(check.remedy)}")
    if any(check.well is False for check in checks):
        raise typer.Exit(1)
