"""The learned check of event types: how likely a sentence tells of an event of a type.

In: what the encoder read. Out: a function that the event step asks about a sentence and a type. It knows PLOVER's
types; for types beyond them it answers for the PLOVER types that they export as, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onrecord.domain.span import Span
from onrecord.reading.encoder import Encoded

#: Types beyond PLOVER, and the PLOVER types under which a model of PLOVER sees them.
_SEEN_AS: Mapping[str, tuple[str, ...]] = {
    "TRANSFER": ("AID", "COOPERATE", "AGREE"),
    "PLEDGE": ("AGREE", "THREATEN", "CONCEDE"),
    "LAUNCH": ("MOBILIZE",),
    "EXERCISE": ("MOBILIZE", "COOPERATE"),
    "DEPLOY": ("MOBILIZE",),
}


def type_check(encoded: Encoded) -> Callable[[Span, str], float | None]:
    """A function from a sentence's span and an event type to a probability; None where the model cannot tell."""
    seen: dict[Span, Mapping[str, float]] = {}

    def likely(sentence: Span, kind: str) -> float | None:
        if sentence not in seen:
            seen[sentence] = encoded.event_types(sentence.start, sentence.end)
        types = seen[sentence]
        if not types:
            return None
        if kind in types:
            return types[kind]
        parts = _SEEN_AS.get(kind)
        return None if parts is None else sum(types.get(part, 0.0) for part in parts)

    return likely
