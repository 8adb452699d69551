"""Part of speech and lemma, each kind of token analysed once: what spaCy's attribute ruler and lemmatiser say, sooner.

In: a Doc with tags and dependencies. Out: the same Doc with `pos` and `lemma`. For English, both depend on a token's
form, tag and dependency alone, but for a few pairs of words (*gonna*, *let's*, *there is*). So the two components are
asked once for each combination, on a short Doc made for the purpose, and their answer is kept; a pair that a rule may
match is asked as a pair. The ruler is asked less often still: a form of which no rule speaks is to it as any other.
Where the rules of a pipeline look at more than that, it keeps its own components.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

#: Form, tag and dependency of a token, as spaCy's hashes.
Key: TypeAlias = tuple[int, int, int]
#: What the ruler sees of a token: the form in small letters where a rule speaks of it, else 0; tag and dependency.
Kind: TypeAlias = tuple[int, int, int]

NAME = "onrecord_morphology"
_REPLACED = ("attribute_ruler", "lemmatizer")
_SEEN_BY_RULES = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
#: Kinds of token that are kept; past it the memory is begun anew, so that it cannot grow without end.
_KEPT = 500_000


class Morphology:
    """The component. `ruler` and `lemmatizer` are those of the pipeline, which it asks."""

    def __init__(self, ruler: Any, lemmatizer: Any) -> None:
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._vocab = ruler.vocab
        self._known: dict[Key, tuple[int, int]] = {}
        self._pairs: dict[tuple[Key, Key], tuple[tuple[int, int], tuple[int, int]]] = {}
        #: Kinds of token with which a pattern of two may begin, and kinds that are white space.
        self._first: set[Key] = set()
        self._blank: set[Key] = set()
        #: What the ruler says of each kind (part of speech, features, lemma), and whether a pattern of two may begin.
        self._ruled: dict[Kind, tuple[tuple[int, int, int], bool]] = {}
        self._spoken_of = _spoken_of(ruler.patterns)
        self._begins = Matcher(self._vocab)
        for row in ruler.patterns:
            for pattern in row["patterns"]:
                if len(pattern) > 1:
                    self._begins.add(str(pattern[0]), [pattern[:1]])

    def __call__(self, doc: Doc) -> Doc:
        keys: list[Key] = list(map(tuple, doc.to_array([ORTH, TAG, DEP]).tolist()))
        if not keys:
            return doc
        known = self._known
        if len(known) > _KEPT:
            known.clear()
            self._ruled.clear()
            self._pairs.clear()
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            self._learn(new)
        if not self._blank.isdisjoint(keys):
            return self._ask(doc)
        found = [known[key] for key in keys]
        if not self._first.isdisjoint(keys):
            firsts = [at for at, key in enumerate(keys[:-1]) if key in self._first]
            if any(later - earlier == 1 for earlier, later in itertools.pairwise(firsts)):
                return self._ask(doc)
            for at in firsts:
                found[at], found[at + 1] = self._pair(keys[at], keys[at + 1])
        doc.from_array([POS, LEMMA], np.array(found, dtype=np.uint64))  # type: ignore[arg-type]
        return doc

    def _ask(self, doc: Doc) -> Doc:
        """What the two components themselves say."""
        answered: Doc = self._lemmatizer(self._ruler(doc))
        return answered

    def _made(self, keys: list[Key]) -> Doc:
        doc = Doc(self._vocab, words=[self._vocab.strings[key[0]] for key in keys])
        doc.from_array([TAG, DEP], np.array([key[1:] for key in keys], dtype=np.uint64))  # type: ignore[arg-type]
        return doc

    def _learn(self, keys: list[Key]) -> None:
        lexemes = [self._vocab[key[0]] for key in keys]
        self._blank.update(key for key, lexeme in zip(keys, lexemes, strict=True) if lexeme.is_space)
        kinds = [
            (lexeme.lower if lexeme.is_space or self._spoken_of(lexeme.lower_) else 0, *key[1:])
            for key, lexeme in zip(keys, lexemes, strict=True)
        ]
        new = {kind: key for kind, key in zip(kinds, keys, strict=True) if kind not in self._ruled}
        if new:
            self._rule(list(new), list(new.values()))
        told = [self._ruled[kind] for kind in kinds]
        self._first.update(key for key, (_, begins) in zip(keys, told, strict=True) if begins)
        doc = self._made(keys)
        doc.from_array([POS, MORPH, LEMMA], np.array([row for row, _ in told], dtype=np.uint64))  # type: ignore[arg-type]
        answers = self._lemmatizer(doc).to_array([POS, LEMMA]).tolist()
        self._known.update(zip(keys, map(tuple, answers), strict=True))

    def _rule(self, kinds: list[Kind], keys: list[Key]) -> None:
        """Ask the ruler of some kinds, each by a token of that kind."""
        strings = self._vocab.strings
        # a full stop between any two, so that no pattern matches across them
        stop: Key = (strings.add("."), strings.add("."), strings.add("punct"))
        doc = self._made([part for key in keys for part in (key, stop)])
        firsts = {start // 2 for _, start, _ in self._begins(doc, allow_missing=True) if not start % 2}
        rows = self._ruler(doc).to_array([POS, MORPH, LEMMA])[::2].tolist()
        self._ruled.update((kind, (tuple(rows[at]), at in firsts)) for at, kind in enumerate(kinds))

    def _pair(self, first: Key, second: Key) -> tuple[tuple[int, int], tuple[int, int]]:
        pair = (first, second)
        if pair not in self._pairs:
            left, right = self._ask(self._made([first, second])).to_array([POS, LEMMA]).tolist()
            self._pairs[pair] = (tuple(left), tuple(right))
        return self._pairs[pair]


def _listed(token: dict[str, Any]) -> bool:
    """Whether it can be told of which forms a rule speaks."""
    told = token.get("LOWER", "")
    return isinstance(told, str) or set(told) <= {"IN", "NOT_IN", "REGEX"}


def _spoken_of(rules: Iterable[dict[str, Any]]) -> Callable[[str], bool]:
    """A test of whether any of a ruler's rules speaks of a form in small letters."""
    told = [token["LOWER"] for row in rules for pattern in row["patterns"] for token in pattern if "LOWER" in token]
    words: set[str] = set()
    expressions = []
    for one in told:
        if isinstance(one, str):
            words.add(one)
            continue
        words.update(*(one[kind] for kind in ("IN", "NOT_IN") if kind in one))
        if "REGEX" in one:
            expressions.append(re.compile(one["REGEX"]))
    return lambda form: form in words or any(expression.search(form) for expression in expressions)


def remember_morphology(pipeline: Language) -> None:
    """Put the component in the place of the attribute ruler and the lemmatiser, where their rules allow it."""
    if any(name not in pipeline.pipe_names for name in _REPLACED):
        return
    ruler, lemmatizer = (pipeline.get_pipe(name) for name in _REPLACED)
    patterns = [pattern for row in getattr(ruler, "patterns", ()) for pattern in row["patterns"]]
    plain = all(
        len(pattern) <= 2 and all(set(token) <= _SEEN_BY_RULES and _listed(token) for token in pattern)
        for pattern in patterns
    )
    last = pipeline.pipe_names.index("lemmatizer") == pipeline.pipe_names.index("attribute_ruler") + 1
    if not plain or not last or getattr(lemmatizer, "mode", None) != "rule":
        return
    _look_up_quickly(lemmatizer)
    pipeline.add_pipe(NAME, after="lemmatizer")
    pipeline.select_pipes(disable=list(_REPLACED))


def _look_up_quickly(lemmatizer: Any) -> None:
    """Make sets of the lists of words of up to 57,000 entries that the lemmatiser looks through for every new form."""
    words = lemmatizer.lookups.get_table("lemma_index", {})
    for kind, listed in list(words.items()):
        if isinstance(listed, list):
            words[kind] = frozenset(listed)


@Language.factory(NAME)
def _make(nlp: Language, name: str) -> Morphology:
    return Morphology(*(nlp.get_pipe(part) for part in _REPLACED))
