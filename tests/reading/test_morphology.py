"""The remembered morphology says what spaCy's own components say, pairs of words included."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from onrecord.reading.morphology import NAME, remember_morphology
from onrecord.settings import Settings

TEXTS = (
    "There's nobody who isn't gonna say that there is a deal; let's go, they're not goin' there.",
    "He had met them once, and Russia's envoys did have to do it, but she'd rather not ain't it so.",
    "Ain't y'all got ta see 'em? C'm on: I can't, I won't, we shan't; the ships were being sold.",
    "Nothin' was left: somethin' Mirlek's brickmakers hadn't sold'd been tarred, but 'd gone; more's the pity.",
    "   Two  blanks and a\u00a0hard one.\n\n- That is what the minister, whose troops left, denied.",
)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    plain, quick = spacy.load(Settings().pipeline), spacy.load(Settings().pipeline)
    remember_morphology(quick)
    return plain, quick


@pytest.mark.parametrize("text", TEXTS)
def test_it_says_what_spacy_says(text: str, pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines
    assert NAME in quick.pipe_names and "lemmatizer" not in quick.pipe_names
    for _ in range(2):  # once new, once remembered
        assert [(t.text, t.pos_, t.lemma_, t.dep_) for t in quick(text)] == [
            (t.text, t.pos_, t.lemma_, t.dep_) for t in plain(text)
        ]
