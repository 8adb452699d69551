"""The spaCy pipeline that parses: opened by name, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language


def load_pipeline(name: str) -> Language:
    """Load an installed spaCy pipeline by package name.

    Raises:
        ModelError: It is not installed, or lacks a component that reading needs.
    """
    import spacy

    try:
        pipeline = spacy.load(name)
    except OSError as error:
        raise ModelError(
            "the spaCy pipeline is not installed",
            where=name,
            remedy=f"Run `pip install {name.replace('_', '-')}`, or name an installed one with --pipeline",
        ) from error
    missing = [part for part in ("tagger", "parser", "lemmatizer", "ner") if part not in pipeline.pipe_names]
    if missing:
        raise ModelError(
            f"the spaCy pipeline lacks {', '.join(missing)}", where=name, remedy="Name a full English pipeline"
        )
    return pipeline
