"""What the walk from a trigger carries along.

In: built by `certainty.judge`. Out: read by the modules `certainty_marks`, `certainty_nouns` and `certainty_walk`,
which change nothing of it but the Standing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.reading.certainty_lexicon import Lexicon
from onrecord.reading.certainty_state import Standing
from onrecord.reading.parse import Token


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The bounds and the result of one walk.

    Attributes:
        lexicon: Words and what they do.
        standing: The result so far.
        core: The trigger's head.
        tokens: All tokens of the article.
        outside: Whether a token lies outside the content of the nearest attribution.
        spoken: Whether the trigger stands in an attribution's content.
        backshift: Whether tenses stand one step back there (*said it was sending*).
    """

    lexicon: Lexicon
    standing: Standing
    core: Token
    tokens: Sequence[Token]
    outside: Callable[[Token], bool]
    spoken: bool
    backshift: bool

    def among(self, name: str, word: str) -> bool:
        """Whether a word stands in a named list of `resources/certainty/`."""
        return word in self.lexicon.sets[name]

    @property
    def speaks(self) -> bool:
        """Whether the type is one that is done once uttered."""
        return self.among("speech_types", self.standing.type)

    def estimate(self, token: Token) -> None:
        """Set the ICD 203 band where an estimative word stands, or the nearest one for an ordinary word."""
        words = [c.lower for c in token.children if c.i < token.i and self.among("degree_words", c.lower)]
        for phrase in (" ".join([*words, token.lower]), token.lower):
            term = self.lexicon.bands.get(phrase)
            band = term or self.lexicon.ordinary.get(phrase)
            if band is not None:
                self.standing.probability = band
                self.standing.note("probability.icd203" if term else "probability.ordinary", token, phrase)
                return
