"""Train the linker of attributions: four linear models over the encoder's tags and links and the parse.

    python training/attribution/train.py --gold FOLDER [--articles 200] [--seed 1]

In: PolNeAR (`train.jsonl`, `dev.jsonl`; not part of the project), the shipped encoder, the small spaCy pipeline. Out:
`src/onrecord/models/linker/{linker.npz,manifest.json}` and the figures on the dev part. Every article is parsed and
encoded as a reading does it; nothing of a text is kept. Training is full-batch Adam on at most a few hundred
parameters: minutes, and the same figures for the same seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.domain.report import Article, Provenance
from onrecord.evaluation.plain import paragraphs
from onrecord.knowledge import load_knowledge
from onrecord.reading import attribution_linker as linker
from onrecord.reading.attribution import whole_sayings
from onrecord.reading.attribution_cues import cue_table
from onrecord.reading.attribution_quotes import find_quotes
from onrecord.reading.encoder import Encoder
from onrecord.reading.models import model_folder
from onrecord.reading.parse import Parse, parse_article
from onrecord.reading.pipeline import load_pipeline
from onrecord.settings import Settings

Json = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """One article's scene and gold relations as token sets (source, cue, content)."""

    id: str
    scene: linker.Scene
    gold: list[tuple[set[int], set[int], set[int]]]
    text: str


def examples(items: Sequence[Json]) -> Iterator[Example]:
    """Parse, encode and align."""
    knowledge = load_knowledge()
    table = cue_table(knowledge)
    pipeline = load_pipeline(Settings().pipeline)
    encoder = Encoder()
    for item in items:
        article = article_of(item["text"])
        parse = parse_article(article, pipeline)
        encoded = encoder.encode(item["text"], starts=[block.span.start for block in article.blocks])
        yield example(item, article, parse, encoded, table)


def article_of(text: str) -> Article:
    return Article(text=text, blocks=paragraphs(text), provenance=Provenance(), payload_id="")


def example(item: Json, article: Article, parse: Parse, encoded: Any, table: Any) -> Example:
    quotes = find_quotes(parse, article)
    scene = linker.Scene(parse, encoded, quotes, whole_sayings(parse, table, quotes))
    gold = [
        (token_set(parse, a["source"]), token_set(parse, a["cue"]), token_set(parse, a["content"]))
        for a in item["attributions"]
    ]
    return Example(item["id"], scene, gold, item["text"])


def token_set(parse: Parse, spans: Iterable[Sequence[int]]) -> set[int]:
    starts = [t.start for t in parse.tokens]
    found: set[int] = set()
    for start, end in spans:
        i = int(np.searchsorted(starts, start, side="right")) - 1
        i = max(i, 0)
        while i < len(starts) and starts[i] < end:
            if parse.tokens[i].end > start:
                found.add(i)
            i += 1
    return found


# --- fitting


def adam(
    rows: np.ndarray, gradient: Any, shape: tuple[int, ...], *, steps: int, rate: float = 0.05, decay: float = 1e-4
) -> np.ndarray:
    """Full-batch Adam from zero; `gradient(w)` gives the gradient of the mean loss."""
    w, m, v = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for step in range(1, steps + 1):
        g = gradient(w) + decay * w
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        pace = rate * (1 - step / (steps + 1))
        w = w - pace * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return w


def standardised(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean, spread = rows.mean(0), rows.std(0) + 1e-3
    return (rows - mean) / spread, mean, spread


def unscaled(w: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> linker.Linear:
    """Weights on standardised features (bias last) as weights on raw ones."""
    weight = w[:, :-1] / spread
    return linker.Linear(weight, w[:, -1] - weight @ mean)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def fit_classes(rows: np.ndarray, labels: np.ndarray, classes: int, steps: int = 250) -> linker.Linear:
    """Multinomial logistic regression."""
    x, mean, spread = standardised(rows)
    x = np.hstack([x, np.ones((len(x), 1))])
    target = np.eye(classes)[labels]

    def gradient(w: np.ndarray) -> np.ndarray:
        return (softmax(x @ w.T) - target).T @ x / len(x)

    return unscaled(adam(x, gradient, (classes, x.shape[1]), steps=steps), mean, spread)


def fit_choice(groups: Sequence[tuple[np.ndarray, int]], *, none: bool, steps: int = 300) -> linker.Linear:
    """Conditional logit: in each group of candidates the one at `label` is right; with `none`, -1 is *none of them*."""
    rows = np.vstack([g for g, _ in groups])
    x, mean, spread = standardised(rows)
    x = np.hstack([x, np.ones((len(x), 1))])
    bounds = np.cumsum([0] + [len(g) for g, _ in groups])
    owner = np.repeat(np.arange(len(groups)), np.diff(bounds))
    right = np.zeros(len(x))
    for number, (_, label) in enumerate(groups):
        if label >= 0:
            right[bounds[number] + label] = 1

    # The bias must be kept on raw scores, since *none* scores 0.
    def gradient(w: np.ndarray) -> np.ndarray:
        z = x @ w[0]
        top = np.maximum.reduceat(z, bounds[:-1])
        if none:
            top = np.maximum(top, 0)
        e = np.exp(z - top[owner])
        total = np.add.reduceat(e, bounds[:-1]) + (np.exp(-top) if none else 0)
        share = e / total[owner]
        return ((share - right) @ x / len(groups))[None]

    return unscaled(adam(x, gradient, (1, x.shape[1]), steps=steps), mean, spread)


def fit_binary(rows: np.ndarray, labels: np.ndarray, steps: int = 400) -> linker.Linear:
    x, mean, spread = standardised(rows)
    x = np.hstack([x, np.ones((len(x), 1))])

    def gradient(w: np.ndarray) -> np.ndarray:
        return ((1 / (1 + np.exp(-x @ w[0])) - labels) @ x / len(x))[None]

    return unscaled(adam(x, gradient, (1, x.shape[1]), steps=steps), mean, spread)


# --- labels


def gold_roles(example: Example) -> np.ndarray:
    labels = np.zeros(len(example.scene.tokens), int)
    for source, cue, content in example.gold:
        labels[list(content)] = linker.CONTENT
    for source, cue, _ in example.gold:
        labels[list(cue)] = linker.CUE
        labels[list(source)] = linker.SOURCE
    return labels


def transitions(data: Sequence[Example]) -> np.ndarray:
    """Log of how often one role follows another within a sentence, against chance."""
    counts, single = np.ones((4, 4)), np.ones(4)
    for e in data:
        labels = gold_roles(e)
        same = e.scene.sent[1:] == e.scene.sent[:-1]
        np.add.at(counts, (labels[:-1][same], labels[1:][same]), 1)
        np.add.at(single, labels, 1)
    given = counts / counts.sum(1, keepdims=True)
    return np.log(given) - np.log(single / single.sum())[None]


def owner_of(piece: linker.Piece, example: Example, role: int) -> list[int]:
    """The gold relations whose part of that role shares most tokens with the piece (several for a shared source)."""
    words = set(range(piece.first, piece.last))
    shared = [len(words & relation[role]) for relation in example.gold]
    most = max(shared, default=0)
    if most == 0 or (role == 2 and most < 0.4 * len(words)):
        return []
    return [k for k, s in enumerate(shared) if s and (s == most or role == 0)]


def dice(a: set[int], b: set[int]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def train(data: Sequence[Example], *, quiet: bool = False) -> linker.Weights:
    rows = np.vstack([linker.role_features(e.scene) for e in data])
    labels = np.concatenate([gold_roles(e) for e in data])
    roles = fit_classes(rows, labels, 4)
    changes = 0.1 * transitions(data)
    content_groups: list[tuple[np.ndarray, int]] = []
    source_groups: list[tuple[np.ndarray, int]] = []
    parts = []
    for e in data:
        scores = softmax(roles(linker.role_features(e.scene)))
        smooth = linker.smoothed(e.scene, scores, changes)
        contents = linker.segments(e.scene, smooth, scores)
        cues, sources = linker.candidates(e.scene, scores)
        parts.append((e, scores, contents, cues, sources))
        cue_owner = [owner_of(c, e, 1) for c in cues]
        source_owner = [owner_of(s, e, 0) for s in sources]
        for content, pairs in zip(contents, linker.near(contents, cues), strict=True):
            owner = owner_of(content, e, 2)
            right = [k for k, (c, _) in enumerate(pairs) if set(cue_owner[c]) & set(owner)]
            if not pairs:
                continue
            group = np.array([linker.pair_features(e.scene, content, cues[c], r, linker.CONTENT) for c, r in pairs])
            content_groups.append((group, right[0] if right else -1))
        for number, (cue, pairs) in enumerate(zip(cues, linker.near(cues, sources), strict=True)):
            if not pairs or not cue_owner[number]:
                continue
            right = [k for k, (s, _) in enumerate(pairs) if set(source_owner[s]) & set(cue_owner[number])]
            group = np.array([linker.pair_features(e.scene, sources[s], cue, r, linker.SOURCE) for s, r in pairs])
            source_groups.append((group, right[0] if right else -1))
    content = fit_choice(content_groups, none=True)
    source = fit_choice(source_groups, none=True)
    accept_rows, accept_labels = [], []
    for e, scores, contents, cues, sources in parts:
        owner = linker.assign(e.scene, contents, cues, content, linker.CONTENT)
        chosen = linker.assign_sources(e.scene, sources, cues, source)
        for number, cue in enumerate(cues):
            own = [(contents[k], p) for k, (c, p) in enumerate(owner) if c == number]
            if not own:
                continue
            words = {i for c, _ in own for i in range(c.first, c.last)}
            said = chosen[number]
            who = set() if said is None else set(range(said[0].first, said[0].last))
            right = any(dice(words, g[2]) >= 0.5 and (bool(who & g[0]) or not (who or g[0])) for g in e.gold)
            accept_rows.append(linker.accept_features(e.scene, cue, own, said))
            accept_labels.append(float(right))
    accept = fit_binary(np.array(accept_rows), np.array(accept_labels))
    if not quiet:
        print(
            len(rows),
            "tokens,",
            len(content_groups),
            "contents,",
            len(source_groups),
            "cues,",
            len(accept_rows),
            "relations",
        )
    return linker.Weights(roles=roles, content=content, source=source, accept=accept, changes=changes, threshold=0.3)


# --- command line


def select(items: Sequence[Json], count: int) -> list[Json]:
    """Every k-th article, so that all publishers and months are among them."""
    step = max(1, len(items) // count)
    return list(items[::step][:count])


def read_items(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def save(weights: linker.Weights, folder: Path, *, version: str, encoder: str) -> None:
    """Write the arrays and their manifest; equal weights give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {"changes": weights.changes.astype(np.float32)}
    for name in ("roles", "content", "source", "accept"):
        model: linker.Linear = getattr(weights, name)
        arrays[f"{name}_weight"] = model.weight.astype(np.float32)
        arrays[f"{name}_bias"] = model.bias.astype(np.float32)
    np.savez(folder / "linker.npz", **arrays)
    digest = hashlib.sha256((folder / "linker.npz").read_bytes()).hexdigest()
    manifest = {
        "name": "linker",
        "version": version,
        "threshold": weights.threshold,
        "trained_with_encoder": encoder,
        "licence": "Apache-2.0",
        "files": {"linker.npz": digest},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--version", default="0.1")
    parser.add_argument("--out", type=Path, default=model_folder("linker"))
    args = parser.parse_args()
    data = list(examples(select(read_items(args.gold / "train.jsonl"), args.articles)))
    weights = train(data)
    save(weights, args.out, version=args.version, encoder=Encoder().version)
    print(f"written to {args.out}; `onrecord evaluate attribution --gold {args.gold / 'dev.jsonl'}` gives the figures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
