"""Options that several commands share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from onrecord.settings import Settings

Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Publication date, YYYY-MM-DD; goes before the page's own.")
]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="Publisher; goes before the page's own.")]
Pipeline = Annotated[str | None, typer.Option(metavar="NAME", help="An installed spaCy pipeline to parse with.")]
NoEncoder = Annotated[bool, typer.Option("--no-encoder", help="Read by rules alone, without the trained encoder.")]


def settings_of(pipeline: str | None, no_encoder: bool) -> Settings:
    """The default settings, as far as no option says otherwise."""
    from onrecord.settings import Settings

    settings = replace(Settings(), use_encoder=not no_encoder)
    return settings if pipeline is None else replace(settings, pipeline=pipeline)
