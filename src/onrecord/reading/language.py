"""The language of a text: English or not, and if not, which it looks like.

In: a text. Out: an ISO 639 code. English is told by its script and the share of its function words (the table
`article/english`), which costs nothing; only what fails that is handed to py3langid, so that its model is not opened
for ordinary reports. A text too short to tell that is written in Latin letters passes as English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from onrecord.knowledge import Knowledge

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")


def language_of(text: str, knowledge: Knowledge) -> str:
    """ISO 639-1 code of the language that most of a text is in; `und` where there are no letters."""
    table = knowledge.table("article/english")
    sample = text[: table["limits"]["sample"]]
    known = knowledge.made("article/english", _function_words)
    if _plainly_english(sample, known, table["limits"]):
        return "en"
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return "und"
    strange = () if sample.isascii() else [c for c in sample if c.isalpha() and not c.isascii()]
    latin = 1 - sum(not unicodedata.name(c, "").startswith("LATIN") for c in strange) / letters
    if latin < table["limits"]["latin"]:
        return _guess(sample)
    words = [word.lower() for word in _WORD.findall(sample)]
    share = sum(word in known for word in words) / max(1, len(words))
    if len(words) < table["limits"]["few"] or share >= table["limits"]["share"]:
        return "en"
    guess = _guess(sample)
    return "en" if guess in table["taken_for_english"] else guess


def _plainly_english(sample: str, known: frozenset[str], limits: Mapping[str, float]) -> bool:
    """Whether nearly all is ASCII and very many words are English function words: told in a fifth of the time."""
    words = sample.lower().split()
    if not words or len(sample) - len(sample.encode("ascii", "ignore")) > limits["foreign"] * len(sample):
        return False
    return sum(map(known.__contains__, words)) >= limits["sure"] * len(words)


def _function_words(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(knowledge.table("article/english")["words"])


def _guess(text: str) -> str:
    import py3langid

    code, _ = py3langid.classify(text)
    return str(code)
