"""The encoder: offsets, windows, heads, and weights that were altered."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import ModelError, SpanError
from onrecord.reading.encoder import OVERLAP, Encoder, regions, shape_codes, window_starts
from onrecord.reading.models import load_manifest, model_folder

TEXT = (
    "Envoy says port stays shut\n\n"
    "The harbour in Larnaka will stay closed, the Cypriot transport minister said on Tuesday. "
    "“We have not sold a single vessel,” Elena Markou told reporters.\n\n"
    "Turkish jets bombed a depot near the border, according to two officials. "
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="module")
def long_text() -> str:
    return "\n\n".join(f"{TEXT} It was report number {number}." for number in range(12))


def test_empty_text_gives_no_pieces(encoder: Encoder) -> None:
    for text in ("", " \n\n "):
        encoded = encoder.encode(text)
        assert encoded.offsets == ()
        assert encoded.attribution_tags() == []
        assert encoded.event_types(0, len(text)) == {}
        assert encoded.factuality(0, 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "He said so.",
        "Ze\u0301le\u0301 said it: cafe\u0301 closed 🚢🚀 today.",
        "قال الوزير: لن نبيع السفن. He said no.",
        "שר ההגנה said nothing\u200f\u202e at all",
        "The envoy — “no” … İstanbul ﬁrst ½ said \x00 done",
        "a\u0300\u0301\u0302" * 40,
        "👩‍👩‍👧‍👦 👍🏽 said",
    ],
)
def test_offsets_are_code_points_of_the_text(encoder: Encoder, text: str) -> None:
    encoded = encoder.encode(text)
    previous = 0
    for start, end in encoded.offsets:
        assert 0 <= start <= end <= len(text)
        assert start >= previous
        previous = start
    for word in ("said", "done", "today"):
        if word in text:
            at = text.index(word)
            covered = [encoded.offsets[piece] for piece in encoded.pieces(at, at + len(word))]
            assert covered[0][0] == at
            assert covered[-1][1] == at + len(word)


@given(st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_offsets_hold_for_any_text(encoder: Encoder, text: str) -> None:
    encoded = encoder.encode(text, spans=[])
    assert all(0 <= start <= end <= len(text) for start, end in encoded.offsets)
    assert len(shape_codes(text, encoded.offsets)) == len(encoded.offsets)
    assert not encoded.read.any()


def test_span_outside_the_text_is_an_error(encoder: Encoder) -> None:
    encoded = encoder.encode("He said so.")
    with pytest.raises(SpanError):
        encoded.event_types(0, 99)


@pytest.mark.parametrize("total", [0, 1, 253, 254, 255, 300, 444, 445, 1000, 5001])
def test_windows_cover_everything_and_overlap(total: int) -> None:
    size = 254
    starts = window_starts(total, size, OVERLAP)
    seen = set()
    for first in starts:
        assert first + min(size, total) <= total
        seen.update(range(first, min(first + size, total)))
    assert seen == set(range(total))
    assert all(second - first <= size - OVERLAP for first, second in itertools.pairwise(starts))


def test_only_windows_that_overlap_a_span_are_run(encoder: Encoder, long_text: str) -> None:
    whole = encoder.encode(long_text)
    part = encoder.encode(long_text, spans=[(0, 40)])
    assert whole.read.all()
    assert part.read.any()
    assert not part.read.all()
    assert len(part.windows) == 1
    assert not part.attribution[~part.read].any()
    far = len(long_text) - 30
    assert part.event_types(far, len(long_text)) == {}
    assert part.factuality(far, far + 6) is None
    assert set(part.attribution_tags()[-20:]) == {"O"}


def test_a_window_depends_on_nothing_but_itself(encoder: Encoder, long_text: str) -> None:
    whole = encoder.encode(long_text)
    last = whole.windows[-1]
    start = whole.offsets[last[0]][0] + 200
    part = encoder.encode(long_text, spans=[(len(long_text) - 5, len(long_text))])
    assert part.windows == (last,)
    assert np.array_equal(part.window_states[0], whole.window_states[-1])
    assert np.array_equal(encoder.encode(long_text).states, whole.states)
    assert start < len(long_text)


def test_threads_change_nothing_that_matters(encoder: Encoder) -> None:
    two = Encoder(threads=2).encode(TEXT)
    one = encoder.encode(TEXT)
    assert np.allclose(one.attribution, two.attribution, atol=1e-4)


def test_tags_find_a_plain_attribution(encoder: Encoder) -> None:
    text = "The port will stay closed, the Cypriot transport minister said on Tuesday."
    encoded = encoder.encode(text)
    tags = dict(zip((text[a:b] for a, b in encoded.offsets), encoded.attribution_tags(), strict=True))
    assert tags["said"].endswith("cue")
    assert tags["minister"].endswith("source")
    assert tags["closed"].endswith("content")
    assert np.allclose(encoded.attribution.sum(-1), 1, atol=1e-4)


def test_links_tell_whose_words_they_are(encoder: Encoder) -> None:
    text = "Anna Berg said the ship was lost. Karl Lind denied that the crew was drunk."
    encoded = encoder.encode(text)

    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    own, other = encoded.link(at("Karl Lind"), at("denied")), encoded.link(at("Karl Lind"), at("said"))
    assert own is not None and other is not None
    assert own > other
    assert encoded.link(at("Karl Lind"), (0, 0)) is None


def test_factuality_follows_negation_and_modals(encoder: Encoder) -> None:
    values = []
    for text in ("The army attacked the town.", "The army might attack the town.", "The army did not attack the town."):
        at = text.index("attack")
        found = encoder.encode(text).factuality(at, at + 6)
        assert found is not None
        assert sum(found[1].values()) == pytest.approx(1, abs=1e-4)
        assert -3 <= found[0] <= 3
        values.append(found[0])
    assert values[0] > values[1] > values[2]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Fighter jets bombed two villages near the frontier on Sunday, killing nine people.", "ASSAULT"),
        ("Police arrested dozens of activists in the capital.", "COERCE"),
        ("Thousands of students marched through the city to protest against the law.", "PROTEST"),
        ("The foreign minister of Chad arrived in Tunis for talks with his counterpart.", "CONSULT"),
    ],
)
def test_event_types_of_plain_sentences(encoder: Encoder, text: str, type_: str) -> None:
    types = encoder.encode(text).event_types(0, len(text))
    assert max(types, key=types.__getitem__) == type_
    assert sum(types.values()) == pytest.approx(1, abs=1e-4)


def test_shape_codes_tell_case_paragraph_and_space() -> None:
    text = 'NATO "he said\n\nThe 3'
    offsets = [(0, 4), (5, 6), (6, 8), (9, 13), (15, 18), (19, 20)]
    assert shape_codes(text, offsets) == [2 + 4 + 8, 8, 0, 8, 1 + 4 + 8, 3 + 8]
    assert shape_codes(text, offsets, starts=[0, 6])[2] == 4
    assert shape_codes(text, offsets, starts=[0])[4] == 1 + 8


@pytest.mark.parametrize("starts", [None, [0, 27, 160]])
def test_shape_codes_of_a_stretch_are_those_of_the_whole(encoder: Encoder, starts: list[int] | None) -> None:
    text = TEXT + "caf\u00e9s_THE-3rd \u0939\u093f\u0928\u094d Xn\u0308 unbelievably 12,5"
    offsets = encoder.encode(text, []).offsets
    whole = shape_codes(text, offsets, starts)
    for first, last in itertools.combinations(range(0, len(offsets) + 1, 3), 2):
        assert shape_codes(text, offsets, starts, first=first, last=last) == whole[first:last]


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(model_folder("encoder"), folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["heads.npz"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=r"heads\.npz.*altered.*Reinstall"):
        Encoder(folder)


def test_opening_ahead_gives_the_same_and_hides_no_fault(encoder: Encoder, tmp_path: Path) -> None:
    ahead = Encoder()
    ahead.open_ahead()
    assert np.array_equal(ahead.encode(TEXT).states, encoder.encode(TEXT).states)
    folder = tmp_path / "encoder"
    shutil.copytree(model_folder("encoder"), folder)
    (folder / "model.onnx").write_bytes(b"altered")
    altered = Encoder(folder)
    altered.open_ahead()
    with pytest.raises(ModelError, match=r"model\.onnx.*altered|altered.*model\.onnx"):
        altered.encode(TEXT)


def test_missing_or_broken_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json.*cannot be read"):
        load_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ModelError, match="ill-formed"):
        load_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "x", "version": "1", "files": {"gone": "0"}}')
    with pytest.raises(ModelError, match="cannot be read"):
        load_manifest(tmp_path).path("gone")
    with pytest.raises(ModelError, match="names no file"):
        load_manifest(tmp_path).path("other")


def test_a_stretch_is_taken_to_pieces_as_it_is_within_the_whole(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The port’s chief, aged 61, left.\n\n“Guns?”he asked: co-workers knew\tnothing.  A crate—two, even—was seen. Well."
    spans = [
        (at, text.index(end, at) + len(end)) for at, end in ((text.index("“"), "?”"), (text.index("co-"), "seen."))
    ]
    found = encoder.encode(text, spans, starts=[0, 34], tight=True)
    monkeypatch.setattr("onrecord.reading.encoder.regions", lambda text, spans: [(0, len(text))])
    whole = encoder.encode(text, spans, starts=[0, 34], tight=True)
    assert len(found.offsets) < len(whole.offsets)
    assert [o for o, seen in zip(found.offsets, found.read, strict=True) if seen] == [
        o for o, seen in zip(whole.offsets, whole.read, strict=True) if seen
    ]
    assert np.array_equal(found.states[found.read], whole.states[whole.read])


def test_stretches_are_whole_words_with_some_before_them_and_apart() -> None:
    text = "one two three four five six seven eight nine ten"
    assert [text[a:b] for a, b in regions(text, [(text.index("nin"), text.index("nin") + 2), (0, 2)])] == [
        "one",
        "six seven eight nine",
    ]
    assert regions(text, [(0, 20), (18, 30)]) == [(0, 33)]


def test_tight_reading_reads_the_spans_alone(encoder: Encoder) -> None:
    text = "The minister spoke. Nothing else was said. The envoy said that talks would go on."
    start = text.index("The envoy")
    encoded = encoder.encode(text, [(start, len(text))], tight=True)
    read = [offsets for offsets, seen in zip(encoded.offsets, encoded.read, strict=True) if seen]
    assert read[0][0] == start
    assert len(read) < len(encoded.offsets)
    assert encoder.encode(text, [], tight=True).read.sum() == 0
