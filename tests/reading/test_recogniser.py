"""Entities scored at once are those that spaCy finds a word at a time."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.reading.recogniser import NAME, score_at_once
from onrecord.settings import Settings

TEXTS = (
    "Elena Markou, the Cypriot transport minister, told Reuters on Tuesday that 40 containers left Larnaka for Syria.",
    "The United States Department of Defense and the Ministry of Foreign Affairs of the Republic of Korea met in Seoul.",
    "On 3 March 2024 at 9 a.m. some 5,000 tonnes worth $3.5 million, or 12.5 percent, went to the Port of Tartus",
    "   Two  blanks.\n\nNew York\nLondon\tParis",
    "Iran",
    "",
    "Nothing was said. Nothing was done.",
)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    plain, quick = spacy.load(Settings().pipeline), spacy.load(Settings().pipeline)
    score_at_once(quick)
    return plain, quick


def entities(doc: Doc) -> list[tuple[int, int, str]]:
    return [(e.start, e.end, e.label_) for e in doc.ents]


def test_it_says_what_spacy_says(pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines
    assert NAME in quick.pipe_names and "ner" not in quick.pipe_names
    found = list(quick.pipe(TEXTS))
    for ours, theirs in zip(found, plain.pipe(TEXTS), strict=True):
        assert entities(ours) == entities(theirs)
        assert [token.ent_iob_ for token in ours] == [token.ent_iob_ for token in theirs]
    assert len(found[0].ents) >= 4 and any(len(entity) > 2 for entity in found[1].ents)
    assert entities(quick(TEXTS[0])) == entities(plain(TEXTS[0]))


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from([*" ".join(TEXTS).split(), "\n\n", "(", "of", "."]), max_size=40))
def test_any_run_of_words_is_marked_alike(words: list[str], pipelines: tuple[Language, Language]) -> None:
    text = " ".join(words)
    plain, quick = pipelines
    assert entities(quick(text)) == entities(plain(text))


def test_entities_that_a_text_comes_with_are_left_to_spacy(pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines

    def marked(pipeline: Language) -> Doc:
        doc = pipeline.make_doc("The envoy met Markou and Elena Kyriakou in Larnaka on Monday.")
        doc.set_ents([Span(doc, 3, 4, label="ORG")], default="missing")
        return pipeline(doc)

    assert entities(marked(quick)) == entities(marked(plain))
    assert (3, 4, "ORG") in entities(marked(quick))


def test_a_recogniser_of_another_build_is_kept() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(
        "ner",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": True,
                "hidden_width": 8,
                "maxout_pieces": 2,
                "use_upper": True,
                "tok2vec": {
                    "@architectures": "spacy.HashEmbedCNN.v2",
                    "pretrained_vectors": None,
                    "width": 8,
                    "depth": 1,
                    "embed_size": 20,
                    "window_size": 1,
                    "maxout_pieces": 2,
                    "subword_features": True,
                },
            }
        },
    ).add_label("ORG")
    pipeline.initialize()
    score_at_once(pipeline)
    assert pipeline.pipe_names == ["ner"]
