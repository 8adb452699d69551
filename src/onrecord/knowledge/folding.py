"""Folding: the one form under which names are compared.

In: words as written. Out: lower-case pieces without accents, periods and hyphens, so that *al-Assad*, *Al Assad* and
*U.S.* meet their entries; and a spelling skeleton for personal names (*Zelenskyy*, *Zelenskiy*), after the usual
variants of transliteration. It knows no names itself: variants come from `resources/actors/names.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_SPECIAL = str.maketrans(
    {
        "ı": "i",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "ð": "d",
        "þ": "th",
        "œ": "oe",
        "ħ": "h",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "`": "'",
    }
)
_POSSESSIVE = re.compile(r"'s\b")
_DROPPED = re.compile(r"['.]")
_BREAK = re.compile(r"[\W_]+")
_END_I = re.compile(r"(?:iyy|iy|yy|ii|ij|yi|ey|ei|ie|y)$")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def pieces(text: str) -> tuple[str, ...]:
    """The folded pieces of a word or name, in order; empty where nothing is left (a hyphen, a bracket)."""
    if not (text.isascii() and text.isalnum()):
        text = text.translate(_SPECIAL)
        if not text.isascii():
            text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = _DROPPED.sub("", _POSSESSIVE.sub(" s", text))
    return tuple(part for part in _BREAK.split(text.lower()) if part)


def key(text: str) -> str:
    """The folded pieces joined by blanks: the key under which a name is stored."""
    return " ".join(pieces(text))


def skeleton(piece: str, variants: Mapping[str, str]) -> str:
    """One folded piece of a personal name without what transliteration varies.

    Args:
        piece: A piece as `pieces` gives it.
        variants: Spelling to its standard, from the table of names.
    """
    piece = variants.get(piece, piece)
    piece = _DOUBLE.sub(r"\1", _END_I.sub("i", piece))
    return variants.get(piece, piece)
