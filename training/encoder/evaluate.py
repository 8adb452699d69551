"""Score an exported encoder on the dev parts of a gold folder, by the scorers that lie there.

Flows in: a folder written by `export.py` and the gold folder. Flows out: one line a figure; `--json` keeps them.

It runs the package's own `Encoder`, int8 and windows included, so that what is measured is what ships.

    python evaluate.py GOLD MODEL [--tasks attribution factuality events] [--limit N] [--json FILE]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from prepare import covered, read_lines, untokenize

from onrecord.reading.encoder import Encoder
from onrecord.reading.tagged import tagged_attributions

Figures = dict[str, float]


def scorer(path: Path) -> ModuleType:
    """The gold folder's own scorer as a module."""
    spec = importlib.util.spec_from_file_location(f"score_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def attribution(encoder: Encoder, gold: Path, limit: int | None) -> Figures:
    """Token F1 straight from the tags, and the whole relation from tags and links."""
    judge = scorer(gold / "attribution" / "score.py")
    articles = list(read_lines(gold / "attribution" / "dev.jsonl"))[:limit]
    predictions = []
    counts: Counter[tuple[str, str]] = Counter()
    began = time.process_time()
    encoded_articles = [encoder.encode(article["text"]) for article in articles]
    spent = time.process_time() - began
    for article, encoded in zip(articles, encoded_articles, strict=True):
        index = judge.token_index(article["text"])
        tags = encoded.attribution_tags()
        for role in ("source", "cue", "content"):
            spans = [list(o) for o, tag in zip(encoded.offsets, tags, strict=True) if tag.endswith(role)]
            have = judge.tokens(spans, index)
            want = set().union(*(judge.tokens(item[role], index) for item in article["attributions"]), set())
            counts[role, "tp"] += len(have & want)
            counts[role, "all"] += len(have) + len(want)
        predictions.append(
            {
                "id": article["id"],
                "attributions": [
                    {"source": t.source, "cue": [t.cue], "content": t.content} for t in tagged_attributions(encoded)
                ],
            }
        )
    out = {f"tags {role} f1": 2 * counts[role, "tp"] / counts[role, "all"] for role in ("content", "source", "cue")}
    for name, value in judge.score(articles, predictions).items():
        out[f"{name} f1"] = value["f1"]
        if name == "relation":
            out |= {"relation p": value["p"], "relation r": value["r"]}
    words = sum(len(article["text"].split()) for article in articles)
    return out | {"articles of 800 words a second": words / 800 / spent}


def triggers(items: Iterable[dict[str, Any]], encoder: Encoder) -> Iterator[tuple[dict[str, Any], Any, int, int]]:
    """Each item with its encoded sentence and where its trigger stands in that, spaced as a page is."""
    cache: dict[str, Any] = {}
    for item in items:
        text, (start, end) = item["text"], item["trigger"]
        if not item["original_text"]:
            text, where = untokenize(text)
            start, end = where[start], where[end - 1] + 1
        if text not in cache:
            cache[text] = encoder.encode(text)
        yield item, cache[text], start, end


def factuality(encoder: Encoder, gold: Path, limit: int | None) -> Figures:
    """MAE, r and coarse F1 of the value head's columns, their mean, and the class head."""
    judge = scorer(gold / "factuality" / "score.py")
    out: Figures = {}
    for corpus in ("factbank", "uw", "meantime", "udsih2"):
        items = list(read_lines(gold / "factuality" / f"{corpus}_dev.jsonl"))[:limit]
        predictions: dict[str, dict[str, Any]] = {}
        for item, encoded, start, end in triggers(items, encoder):
            state = encoded.states[covered(list(encoded.offsets), start, end)].mean(0)
            values = np.clip(encoded.head("factuality_value", state), -3, 3)
            classes = encoded.head("factuality_class", state)
            weights = np.exp(classes - classes.max())
            expected = float(weights @ np.array([3, 2, 1, 0, -1, -2, -3]) / weights.sum())
            ways = dict(zip(encoder.manifest.labels["values"], map(float, values), strict=True))
            ways |= {"mean": float(values.mean()), "expected": expected, "class": int(classes.argmax())}
            ways["served"] = encoded.factuality(start, end)[0]
            for way, value in ways.items():
                name = encoder.manifest.labels["classes"][value] if way == "class" else value
                predictions.setdefault(way, {})[item["id"]] = name
        for way, predicted in predictions.items():
            result = judge.score(items, predicted)
            flat = flatten(result)
            for key, value in flat.items():
                if key in ("regression MAE", "regression pearson", "classes accuracy", "coarse macro_F1"):
                    out[f"{corpus} {way} {key}"] = float(value)
    return out


def flatten(result: dict[str, Any], head: str = "") -> Figures:
    """Nested figures as one level."""
    out: Figures = {}
    for key, value in result.items():
        if isinstance(value, dict):
            out |= flatten(value, f"{head}{key} ")
        elif isinstance(value, int | float):
            out[f"{head}{key}"] = value
    return out


def events(encoder: Encoder, gold: Path, limit: int | None) -> Figures:
    """Type accuracy from the sentence alone and with the pair marked; share of neutral sentences left uncoded."""
    out: Figures = {}
    for corpus in ("plover_gsr", "plv", "neutral"):
        items = list(read_lines(gold / "events" / f"{corpus}_dev.jsonl"))[:limit]
        right: Counter[str] = Counter()
        seen = 0
        for item in items:
            encoded = encoder.encode(item["text"])
            ways = {"sentence": encoded.event_types(0, len(item["text"]))}
            if corpus == "plv":
                sides = [item[side]["spans"][0] if item[side]["spans"] else None for side in ("actor", "recipient")]
                ways["pair"] = encoded.event_types(0, len(item["text"]), actor=sides[0], recipient=sides[1])
            if corpus == "neutral":
                best = max(ways["sentence"], key=ways["sentence"].__getitem__)
                right["none"] += best == "NONE"
                right["none or request"] += best in ("NONE", "REQUEST")
                seen += 1
                continue
            if not item["event_current"]:
                continue
            seen += 1
            for way, types in ways.items():
                best = max((name for name in types if name != "NONE"), key=types.__getitem__)
                right[way] += best in item["event_current"].split("|")
                right[way + ", NONE kept"] += max(types, key=types.__getitem__) in item["event_current"].split("|")
        out |= {f"{corpus} {way}": count / seen for way, count in right.items()}
    return out


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--tasks", nargs="*", default=["attribution", "factuality", "events"])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    encoder = Encoder(arguments.model)
    figures: Figures = {}
    for task in arguments.tasks:
        figures |= {"attribution": attribution, "factuality": factuality, "events": events}[task](
            encoder, arguments.gold, arguments.limit
        )
    for name, value in figures.items():
        print(f"{name}: {value:.4f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
