"""Options that several commands share."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
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
MaxBytes = Annotated[
    int | None, typer.Option(metavar="NUMBER", min=1, help="Largest report that is read, in bytes; else 20,000,000.")
]


def own_list() -> Path:
    """Where a user's own list of actors is kept: `$ONRECORD_KNOWLEDGE`, else in the user's configuration folder."""
    told = os.environ.get("ONRECORD_KNOWLEDGE")
    return Path(told) if told else Path(typer.get_app_dir("onrecord")) / "actors.json"


def settings_of(pipeline: str | None, no_encoder: bool, max_bytes: int | None = None) -> Settings:
    """The default settings, as far as no option says otherwise."""
    from onrecord.settings import Settings

    own = own_list()
    settings = replace(Settings(), use_encoder=not no_encoder, knowledge=str(own) if own.exists() else None)
    if max_bytes is not None:
        settings = replace(settings, max_bytes=max_bytes)
    return settings if pipeline is None else replace(settings, pipeline=pipeline)
