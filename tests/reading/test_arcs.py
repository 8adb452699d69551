"""Heads found for all texts together are those that spaCy's parser finds for each."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from onrecord.reading.arcs import NAME, walk_together
from onrecord.settings import Settings

TEXTS = (
    "Elena Markou, the Cypriot transport minister, told Reuters on Tuesday that 40 containers left Larnaka for Syria.",
    "“We sold them nothing,” he said. “Nothing at all!” she added, and left. Who knows what the port had been paid for?",
    "The ministers whom the press had called reckless the day before met in Seoul, talked, shook hands and went home.",
    "   Two  blanks.\n\nNew York\nLondon\tParis",
    "Iran",
    "",
    "Nothing was said. Nothing was done. Nothing will be. Stop.",
    "Not the guns that the crew, tired of waiting for orders from a ship which never came, threw overboard were found.",
)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    plain, quick = spacy.load(Settings().pipeline), spacy.load(Settings().pipeline)
    walk_together(quick)
    return plain, quick


def arcs(doc: Doc) -> list[tuple[int, str, bool | None]]:
    return [(token.head.i, token.dep_, token.is_sent_start) for token in doc]


def test_it_says_what_spacy_says(pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines
    assert NAME in quick.pipe_names and "parser" not in quick.pipe_names
    found = list(quick.pipe(TEXTS))
    for ours, theirs in zip(found, plain.pipe(TEXTS), strict=True):
        assert arcs(ours) == arcs(theirs)
        assert [[child.i for child in token.children] for token in ours] == [
            [child.i for child in token.children] for token in theirs
        ]
    assert len(list(found[6].sents)) == 4
    assert {token.dep_ for token in found[0]} >= {"nsubj", "ccomp", "pobj", "ROOT"}
    assert arcs(quick(TEXTS[2])) == arcs(plain(TEXTS[2]))


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from([*" ".join(TEXTS).split(), "\n\n", "(", "of", "."]), max_size=60))
def test_any_run_of_words_is_parsed_alike(words: list[str], pipelines: tuple[Language, Language]) -> None:
    text = " ".join(words)
    plain, quick = pipelines
    assert arcs(quick(text)) == arcs(plain(text))


def test_a_walk_that_goes_on_over_a_full_stop_is_followed(pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines
    # it tells a sentence after the one at whose beginning it stands with words left on its stack
    told = "minister, for? ship “We before before and them whom"
    # and abbreviations, at which no sentence ends
    abbreviated = "The ship of Kent Shipping Co . Ltd . was held . The crew (six men of Oslo !) left ."
    for text in (told, abbreviated):
        assert arcs(quick(text)) == arcs(plain(text))
    parser = quick.get_pipe(NAME)
    assert len(parser._places(quick.make_doc(abbreviated))) == 5  # type: ignore[attr-defined]
    assert len(list(quick(abbreviated).sents)) < 5


def test_a_text_is_parsed_alike_whatever_stands_beside_it(pipelines: tuple[Language, Language]) -> None:
    quick = pipelines[1]
    together = list(quick.pipe([*TEXTS, *reversed(TEXTS)]))
    assert [arcs(doc) for doc in together[: len(TEXTS)]] == [arcs(quick(text)) for text in TEXTS]


def test_sentences_that_a_text_comes_with_are_left_to_spacy(pipelines: tuple[Language, Language]) -> None:
    plain, quick = pipelines

    def cut(pipeline: Language) -> Doc:
        doc = pipeline.make_doc("The envoy met Markou and Elena Kyriakou in Larnaka on Monday.")
        doc[4].is_sent_start = True
        return pipeline(doc)

    assert arcs(cut(quick)) == arcs(cut(plain))
    assert 4 in [sentence.start for sentence in cut(quick).sents]


def test_a_parser_of_another_build_is_kept() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe(
        "parser",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "parser",
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
    ).add_label("nsubj")
    pipeline.initialize()
    walk_together(pipeline)
    assert pipeline.pipe_names == ["parser"]
