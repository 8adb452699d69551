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
    from onrecord.reading.morphology import remember_morphology

    _multiply_quickly(pipeline)
    remember_morphology(pipeline)
    return pipeline


def _multiply_quickly(pipeline: Language) -> None:
    """Let numpy's BLAS multiply the pipeline's matrices, which takes a third of the time of spaCy's own (BLIS).

    Sums differ in their last bits at most: of 182,828 tokens of news not one was analysed otherwise. Operations of
    another kind (Apple's, a graphics card's) stay as they are. Measured in `docs/performance.md`.
    """
    from thinc.api import Model, NumpyOps

    operations = NumpyOps(use_blis=False)
    for _, part in pipeline.pipeline:
        model = getattr(part, "model", None)
        for node in model.walk() if isinstance(model, Model) else ():
            if type(node.ops) is NumpyOps:
                node.ops = operations
