"""The linker and its union with the rules, on the shipped weights; and the attribution task."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation import attribution as task
from onrecord.evaluation.plain import paragraphs
from onrecord.reading.actors import find_actors
from onrecord.reading.attribution import find_attributions, relations_of, sayings_by_rule
from onrecord.reading.attribution_linker import (
    CONTENT,
    CUE,
    PLAIN,
    REACH,
    SOURCE,
    Layers,
    Near,
    Piece,
    Pieces,
    Scene,
    candidates,
    link_relations,
    load_weights,
    near,
    pair_features,
    role_features,
    role_scores,
    segments,
    smoothed,
)
from onrecord.reading.parse import parse_article
from onrecord.reading.read import Reader
from onrecord.reading.times import find_times

TEXT = (
    "The mayor of Oldport said on Friday that the harbour would close.\n\n"
    "“We have no choice,” Mayor Dana Reiss told reporters. “The ships are not safe.”\n\n"
    "Voters think that the plan is too dear, according to a poll by the Evening Mail."
)


def relations(text: str, reader: Reader, *, encode: bool = True) -> list[tuple[str, str, str]]:
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    encoded = reader.encoder.encode(text, starts=[b.span.start for b in article.blocks]) if encode else None
    found = relations_of(parse, article, reader.knowledge, encoded)
    return [tuple(" / ".join(s.of(text) for s in part) for part in one) for one in found]  # type: ignore[misc]


def test_relations_are_whole(reader: Reader) -> None:
    found = {source: (cue, content) for source, cue, content in relations(TEXT, reader)}
    cue, content = found["The mayor of Oldport"]
    assert cue.startswith("said") and content == "that the harbour would close"
    cue, content = found["Mayor Dana Reiss"]
    assert cue.startswith("told") and content == "“We have no choice,” / “The ships are not safe.”"


def test_without_an_encoder_the_rules_give_relations(reader: Reader) -> None:
    assert ("The mayor of Oldport", "said", "that the harbour would close") in relations(TEXT, reader, encode=False)


def test_an_empty_text_has_no_relations(reader: Reader) -> None:
    assert relations("", reader) == []
    assert relations("…", reader) == []


def test_thoughts_are_no_sayings_of_a_reading(reader: Reader) -> None:
    text = "Mayor Dana Reiss thinks that the harbour is unsafe. She hopes to close it."
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    encoded = reader.encoder.encode(text, starts=[0])
    actors, times = find_actors(parse, article, reader.knowledge), find_times(parse, article, reader.knowledge)
    assert (
        find_attributions(
            parse, sayings_by_rule(parse, article, reader.knowledge), actors, times, reader.knowledge, encoded
        )
        == ()
    )


def test_what_both_find_is_surer(reader: Reader) -> None:
    article = Article(text=TEXT, blocks=paragraphs(TEXT), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    encoded = reader.encoder.encode(TEXT, starts=[b.span.start for b in article.blocks])
    actors, times = find_actors(parse, article, reader.knowledge), find_times(parse, article, reader.knowledge)
    alone = find_attributions(
        parse, sayings_by_rule(parse, article, reader.knowledge), actors, times, reader.knowledge, None
    )
    both = find_attributions(
        parse, sayings_by_rule(parse, article, reader.knowledge), actors, times, reader.knowledge, encoded
    )
    assert both[0].cue == alone[0].cue
    assert (both[0].confidence or 0) > (alone[0].confidence or 1)


def test_a_network_is_two_layers_on_standardised_features() -> None:
    net = Layers(*(np.array(v, np.float32) for v in ([1.0], [2.0], [[1.0, -1.0]], [0.0, 0.0], [[3.0], [5.0]], [0.5])))
    assert net(np.array([[5.0], [-3.0]])).tolist() == [[6.5], [10.5]]


def test_weights_open_and_agree_with_the_features(reader: Reader) -> None:
    weights = load_weights()
    assert 0 < weights.threshold < 1
    assert weights.roles.outer.shape[1] == 4


def test_no_label_reaches_a_prediction(reader: Reader) -> None:
    gold = [
        {"id": "a", "text": TEXT, "attributions": [{"source": [[0, 20]], "cue": [[21, 25]], "content": [[36, 64]]}]},
        {"id": "b", "text": "The guard said no.", "attributions": []},
    ]
    blank = [{"id": g["id"], "text": g["text"]} for g in reversed(gold)]
    first = {p["id"]: p for p in task.predict(gold, reader)}
    second = {p["id"]: p for p in task.predict(blank, reader)}
    assert first == second


def test_scores_of_gold_against_itself_and_nothing() -> None:
    gold = [{"id": "a", "text": "He said no. “Yes,” she says.", "attributions": [
        {"source": [[0, 2]], "cue": [[3, 7]], "content": [[8, 10]]},
        {"source": [[19, 22]], "cue": [[23, 27]], "content": [[12, 18]]},
    ]}]  # fmt: skip
    assert all(value == 1 for value in task.score(gold, gold).values())
    assert not any(task.score(gold, []).values())
    half = [{"id": "a", "attributions": [gold[0]["attributions"][0]]}]  # type: ignore[index]
    assert task.score(gold, half)["relation_F1"] == pytest.approx(2 / 3)


def test_sure_content_is_told_though_its_relation_is_doubted(reader: Reader) -> None:
    article = Article(text=TEXT, blocks=paragraphs(TEXT), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    encoded = reader.encoder.encode(TEXT, starts=[b.span.start for b in article.blocks])
    ruled = sayings_by_rule(parse, article, reader.knowledge)
    weights = load_weights()
    doubting = replace(weights.accept, outer_bias=weights.accept.outer_bias - 20)
    found = link_relations(parse, encoded, ruled.quotes, ruled.whole, replace(weights, accept=doubting))
    assert found
    assert all(one.probability < weights.threshold for one in found)


# --- columns against one pair at a time


@pytest.fixture(scope="module")
def scene(reader: Reader) -> Scene:
    text = TEXT + "\n\nTwo crews: “The crane,” said Omar Lind, whose brother had warned the port, “was told to stop.”"
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    # windows of some sentences only, so that not every token was read
    spans = [(s.span.start, s.span.end) for s in parse.sentences if s.index != 1]
    encoded = reader.encoder.encode(text, spans, starts=[b.span.start for b in article.blocks], tight=True)
    ruled = sayings_by_rule(parse, article, reader.knowledge)
    return Scene(parse, encoded, ruled.quotes, ruled.whole)


def pieces_of(scene: Scene) -> tuple[list[Piece], list[Piece], list[Piece]]:
    scores = role_scores(scene, load_weights().roles)
    return segments(scene, smoothed(scene, scores), scores), *candidates(scene, scores)


def link_of(scene: Scene, part: Piece, cue: Piece) -> float:
    """The encoder's probability that the part belongs to the cue, from the window that holds most of the part."""
    parts, cues = (scene.encoded.pieces(scene.tokens[p.first].start, scene.tokens[p.last - 1].end) for p in (part, cue))
    best, most = 0.0, 0
    for (first, last), matrix in zip(scene.encoded.windows, scene.encoded.links, strict=True):
        rows = [p for p in parts if first <= p < last]
        if not rows or not len(cues) or not first <= cues.start < last or len(rows) < most:
            continue
        columns = [p for p in cues if p < last]
        value = float(matrix[np.ix_([p - first for p in rows], [p - first + 1 for p in columns])].sum()) / len(rows)
        best, most = (max(best, value) if len(rows) == most else value), len(rows)
    return best


def steps_up(scene: Scene, token: int, first: int, last: int) -> int:
    at = scene.tokens[token]
    for step in range(9):
        if first <= at.i < last:
            return step
        at = at.head
    return 9


def test_pairs_in_columns_are_as_one_by_one(scene: Scene) -> None:
    contents, cues, sources = pieces_of(scene)
    assert len(cues) > 3 and len(sources) > 3 and contents
    for parts, role in ((contents, CONTENT), (sources, SOURCE)):
        left, right = (grid.ravel() for grid in np.meshgrid(range(len(parts)), range(len(cues)), indexing="ij"))
        rows = pair_features(scene, Pieces.of(parts), Pieces.of(cues), left, right, np.full(len(left), 2), role)
        linked = 0
        for row, part, cue in zip(rows, (parts[k] for k in left), (cues[k] for k in right), strict=True):
            link = link_of(scene, part, cue)
            linked += link > 0
            assert row[1] == pytest.approx(link, abs=2e-5) and row[2] == (link > 0.5)
            up, down = (
                steps_up(scene, part.head, cue.first, cue.last), steps_up(scene, cue.head, part.first, part.last)
            )  # fmt: skip
            assert list(row[17:22]) == [up == 1, 1 < up < 4, 4 <= up < 9, down < 9, down == 1]
            between = scene.tokens[min(part.last, cue.last) : max(part.first, cue.first)]
            assert list(row[26:29]) == [
                all(t.pos == "PUNCT" for t in between),
                any(t.text == ":" for t in between),
                any(t.pos in ("VERB", "AUX") for t in between),
            ]
            saying = next((scene.by_cue[i] for i in range(cue.first, cue.last) if i in scene.by_cue), None)
            words = set() if saying is None else set(saying.source if role == SOURCE else saying.content)
            held = sum(i in words for i in range(part.first, part.last)) / (part.last - part.first)
            assert (
                row[22] == np.float32(held) and row[24] == bool(words and not held) and row[25] == (saying is not None)
            )
        assert linked and rows[:, 22].max() > 0.5 and rows[:, 24].any() and rows[:, 26].any()


def test_candidates_are_the_nearest_ahead_then_behind() -> None:
    cues = [Piece(at, at + 1, 0.0, at) for at in (2, 5, 9, 14)]
    found: Near = near([Piece(6, 8, 0.0, 6), Piece(0, 1, 0.0, 0)], cues, 2)
    told = [(a, b, c) for a, b, c in zip(found.left.tolist(), found.right.tolist(), found.rank.tolist(), strict=True)]
    assert told == [(0, 2, 0), (0, 3, 1), (0, 1, 0), (0, 0, 1), (1, 0, 0), (1, 1, 1)]
    assert not len(near([], cues).left) and not len(near(cues, [], REACH).left)


def test_roles_need_no_states_where_nothing_was_read(scene: Scene) -> None:
    model = load_weights().roles
    rows = role_features(scene)
    read = np.zeros(len(rows), np.bool_)
    read[scene.read] = True
    assert 0 < read.sum() < len(read) and rows[~(read | read[scene.heads]), PLAIN:].max() == 0
    whole = np.exp(model(rows) - model(rows).max(1, keepdims=True))
    mixed = (whole / whole.sum(1, keepdims=True) + scene.roles) / 2
    assert np.allclose(role_scores(scene, model), mixed, atol=1e-5)
    assert role_scores(scene, model)[:, CUE].max() > 0.5


def test_far_from_what_was_read_nothing_is_linked(reader: Reader) -> None:
    far = "The town said on Monday that the bridge was closed. Repairs go on. Nobody knows how long. Cars wait."
    text = f"{far}\n\n{TEXT}"
    article = Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")
    parse = parse_article(article, reader.pipeline)
    ruled = sayings_by_rule(parse, article, reader.knowledge)
    read = parse.sentences[-1]
    encoded = reader.encoder.encode(text, [(read.span.start, read.span.end)], tight=True)
    scene = Scene(parse, encoded, ruled.quotes, ruled.whole)
    assert {parse.tokens[i].sent for i in scene.scope.tolist()} == {read.index - 1, read.index}
    scores = role_scores(scene, load_weights().roles)
    beyond = np.setdiff1d(np.arange(len(parse.tokens)), scene.scope)
    assert np.array_equal(scores[beyond], scene.roles[beyond])
    cues, sources = candidates(scene, scores)
    assert cues and all(parse.tokens[cue.head].sent >= read.index - 1 for cue in (*cues, *sources))
    assert any(saying.anchor < scene.scope[0] for saying in ruled.whole)
