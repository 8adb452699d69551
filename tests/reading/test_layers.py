"""The quicker passes sum what thinc's sum, and leave training to thinc."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.language import Language

from onrecord.reading.layers import multiply_quickly
from onrecord.settings import Settings

TEXTS = (
    "Elena Markou, the Cypriot transport minister, told reporters that the ships the ships the ships would stay.",
    "No.",
    "Officials of Iran met officials of Syria in Damascus; the officials of Iran said that no arms were sold.",
)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    plain, quick = spacy.load(Settings().pipeline), spacy.load(Settings().pipeline)
    multiply_quickly(quick)
    return plain, quick


@pytest.mark.parametrize("part", ["tok2vec", "ner"])
def test_vectors_differ_in_their_last_bits_at_most(part: str, pipelines: tuple[Language, Language]) -> None:
    found = []
    for pipeline in pipelines:
        docs = [pipeline.make_doc(text) for text in TEXTS]
        model = pipeline.get_pipe(part).model  # type: ignore[attr-defined]
        found.append((model if part == "tok2vec" else model.get_ref("tok2vec")).predict(docs))
    plain, quick = found
    assert [rows.shape for rows in quick] == [rows.shape for rows in plain]
    for ours, theirs in zip(quick, plain, strict=True):
        assert np.allclose(ours, theirs, atol=1e-5)
        assert np.abs(theirs).max() > 0.1


def test_every_kind_of_layer_has_its_pass(pipelines: tuple[Language, Language]) -> None:
    plain, quick = (pipeline.get_pipe("tok2vec").model for pipeline in pipelines)  # type: ignore[attr-defined]
    changed = {
        ours.name.partition("(")[0].partition(">>")[0]
        for ours, theirs in zip(quick.walk(), plain.walk(), strict=True)
        if ours._func is not theirs._func
    }
    assert changed == {"maxout", "layernorm", "extract_features"}


def test_no_words_give_no_vectors(pipelines: tuple[Language, Language]) -> None:
    _, quick = pipelines
    assert [len(doc) for doc in quick.pipe(["", "Iran", ""])] == [0, 1, 0]
    model = quick.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    assert [rows.shape[0] for rows in model.predict([quick.make_doc(""), quick.make_doc("Iran")])] == [0, 1]


def test_training_is_left_to_thinc(pipelines: tuple[Language, Language]) -> None:
    _, pipeline = pipelines
    quick = pipeline.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    docs = [pipeline.make_doc(text) for text in TEXTS]
    vectors, back = quick.begin_update(docs)
    assert back(vectors) is not None
