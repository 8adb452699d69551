"""The spaCy pipeline that parses: opened by name, offline."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from onrecord.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

#: The module of spaCy's command line that importing spaCy opens, and with it an HTTP client, a template engine and a
#: project tool: a fifth of the time that loading a pipeline takes.
_COMMANDS = ("spacy.cli", "spacy.cli.info")
_TOKENIZER = "onrecord.BareTokenizer.v1"
#: How a pipeline's configuration asks for spaCy's own tokenizer.
_ITS_OWN = re.compile(r'@tokenizers"?\s*[=:]\s*"spacy\.Tokenizer\.v1"')


def load_pipeline(name: str) -> Language:
    """Load an installed spaCy pipeline by package name.

    Raises:
        ModelError: It is not installed, or lacks a component that reading needs.
    """
    with _without_commands():
        import spacy

    try:
        pipeline = spacy.load(name, config=_bare_tokenizer(name))
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
    from onrecord.reading.arcs import walk_together
    from onrecord.reading.layers import multiply_quickly
    from onrecord.reading.morphology import remember_morphology
    from onrecord.reading.recogniser import score_at_once

    multiply_quickly(pipeline)
    remember_morphology(pipeline)
    score_at_once(pipeline)
    walk_together(pipeline)
    return pipeline


@contextmanager
def _without_commands() -> Iterator[None]:
    """Leave spaCy's command line out while spaCy is imported. It opens as ever when somebody asks for it."""
    if "spacy" in sys.modules:
        yield
        return
    stand_ins = {name: ModuleType(name) for name in _COMMANDS}
    stand_ins[_COMMANDS[0]].__path__ = []
    stand_ins[_COMMANDS[1]].info = _info  # type: ignore[attr-defined]
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _info(*given: Any, **named: Any) -> Any:
    """`spacy.info`."""
    return import_module(_COMMANDS[1]).info(*given, **named)


def _bare_tokenizer(name: str) -> dict[str, Any]:
    """What tells spaCy to make the tokenizer without rules, where those of the pipeline are read from its files.

    spaCy first makes the 1,300 exceptions of the language, then drops them for those in the files. Where a pipeline has
    a tokenizer of another kind, nothing is told.
    """
    try:
        home = Path(str(import_module(name).__file__)).parent
        whole = [
            file
            for file in home.glob("*/config.cfg")
            if (file.parent / "tokenizer").is_file() and _ITS_OWN.search(file.read_text(encoding="utf-8"))
        ]
    except (ImportError, OSError, TypeError, ValueError):
        return {}
    if len(whole) != 1:
        return {}

    from spacy.tokenizer import Tokenizer
    from spacy.util import registry

    def made() -> Callable[[Language], Tokenizer]:
        return lambda pipeline: Tokenizer(pipeline.vocab)

    registry.tokenizers(_TOKENIZER, func=made)
    return {"nlp": {"tokenizer": {"@tokenizers": _TOKENIZER}}}
