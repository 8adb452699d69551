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
from onrecord.reading.attribution_linker import Layers, link_relations, load_weights
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
