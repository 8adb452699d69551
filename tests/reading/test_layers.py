"""The quicker passes sum what thinc's sum, and leave training to thinc."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import spacy
from spacy.language import Language

from onrecord.reading import layers
from onrecord.reading.layers import independent, multiply_quickly
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


def vectors_of_forms(pipeline: Language, texts: tuple[str, ...]) -> list[bytes]:
    """The vectors of each text's words before their neighbours are looked at, the texts met one after the other."""
    model = pipeline.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    embed = next(node for node in model.walk() if layers._embeds(node))
    return [embed.predict([pipeline.make_doc(text)])[0].tobytes() for text in texts]


@pytest.mark.parametrize("kept", [layers.KEPT, 12])
def test_the_vector_of_a_form_hangs_on_nothing_that_was_read_before(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "KEPT", kept)
    found = []
    for texts in (TEXTS, TEXTS[::-1], (*TEXTS, *TEXTS)):
        pipeline = spacy.load(Settings().pipeline)
        multiply_quickly(pipeline)
        made = vectors_of_forms(pipeline, texts)
        found.append([made[texts.index(text)] for text in TEXTS])
        assert made[-1] == made[texts.index(texts[-1])]
    assert found[0] == found[1] == found[2]


def test_threads_that_read_at_once_get_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "KEPT", 10)
    pipeline = spacy.load(Settings().pipeline)
    multiply_quickly(pipeline)
    alone = vectors_of_forms(pipeline, TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for made in pool.map(lambda _: vectors_of_forms(pipeline, TEXTS), range(60)):
            assert made == alone


def test_a_block_is_as_large_as_its_rows_are_free_of_their_places() -> None:
    rows = np.arange(40, dtype=np.float32).reshape(20, 2)
    assert independent(lambda block: block * 2, rows) == 16
    assert independent(lambda block: block * 2, rows[:3]) == 16
    assert independent(lambda block: block * 2, rows[:0]) == 16
    # the rows after the eighth are summed in another way
    assert independent(lambda block: block + (np.arange(len(block)) >= 8)[:, None], rows) == 8
    assert independent(lambda block: block + np.arange(len(block))[:, None], rows) == 1
