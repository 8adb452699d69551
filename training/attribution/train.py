"""Train the linker of attributions: four small networks over the encoder's tags and links and the parse.

    python training/attribution/train.py --gold FOLDER [--folds 4]

In: PolNeAR (`train.jsonl`, `dev.jsonl`; not part of the project), the shipped encoder, the small spaCy pipeline. Out:
`src/onrecord/models/linker/{linker.npz,manifest.json}` and the figures on the dev part. Every article is parsed and
encoded as a reading does it; nothing of a text is kept. The articles are dealt into folds; each fold trains networks of its
own, and what ships is their mean, as one network whose hidden units are all of theirs. Training takes a quarter of an
hour on one core, and the same figures for the same seed.
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


class Network:
    """One hidden layer, trained by Adam on mini-batches, with dropout on the hidden units."""

    def __init__(self, rows: np.ndarray, hidden: int, classes: int, seed: int = 1):
        random = np.random.default_rng(seed)
        self.random = random
        self.mean, self.spread = rows.mean(0), rows.std(0) + 1e-3
        size = rows.shape[1]
        self.w = [
            random.normal(0, (2 / size) ** 0.5, (size, hidden)),
            np.zeros(hidden),
            random.normal(0, 0.05, (hidden, classes)),
            np.zeros(classes),
        ]
        self.m = [np.zeros_like(w) for w in self.w]
        self.v = [np.zeros_like(w) for w in self.w]
        self.step = 0

    def scale(self, rows: np.ndarray) -> np.ndarray:
        return ((rows - self.mean) / self.spread).astype(np.float32)

    def forward(self, x: np.ndarray, *, drop: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        hidden = np.maximum(x @ self.w[0] + self.w[1], 0)
        if drop:
            hidden = hidden * (self.random.random(hidden.shape) > drop) / (1 - drop)
        return hidden, hidden @ self.w[2] + self.w[3]

    def learn(self, x: np.ndarray, hidden: np.ndarray, wrong: np.ndarray, rate: float, decay: float) -> None:
        """One step; `wrong` is the gradient of the mean loss on the scores."""
        inner = wrong @ self.w[2].T * (hidden > 0)
        gradients = [x.T @ inner, inner.sum(0), hidden.T @ wrong, wrong.sum(0)]
        self.step += 1
        for k, g in enumerate(gradients):
            self.m[k] = 0.9 * self.m[k] + 0.1 * g
            self.v[k] = 0.999 * self.v[k] + 0.001 * g * g
            pace = self.m[k] / (1 - 0.9**self.step) / (np.sqrt(self.v[k] / (1 - 0.999**self.step)) + 1e-8)
            self.w[k] = self.w[k] - rate * (pace + decay * self.w[k] * (k % 2 == 0))

    def layers(self) -> linker.Layers:
        return linker.Layers(self.mean, self.spread, *self.w)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def fit_classes(
    rows: np.ndarray, labels: np.ndarray, classes: int, *, hidden: int = 96, passes: int = 5, batch: int = 1024
) -> linker.Layers:
    """One class a row."""
    net = Network(rows, hidden, classes)
    target = np.eye(classes)
    steps = passes * max(1, len(rows) // batch)
    for step in range(steps):
        if step % max(1, len(rows) // batch) == 0:
            order = net.random.permutation(len(rows))
        at = order[(step * batch) % len(rows) :][:batch]
        x = net.scale(rows[at])
        inner, scores = net.forward(x, drop=0.2)
        net.learn(x, inner, (softmax(scores) - target[labels[at]]) / len(at), 2e-3 * (1 - step / (steps + 1)), 0.01)
    return net.layers()


def fit_choice(
    groups: Sequence[tuple[np.ndarray, int]], *, hidden: int = 24, passes: int = 30, batch: int = 128
) -> linker.Layers:
    """In each group of candidates the one at `label` is right; -1 is *none of them*, which scores 0."""
    net = Network(np.vstack([g for g, _ in groups]), hidden, 1)
    scaled = [(net.scale(g), label) for g, label in groups]
    per_pass = max(1, len(scaled) // batch)
    steps = passes * per_pass
    for step in range(steps):
        if step % per_pass == 0:
            order = net.random.permutation(len(scaled))
        chosen = [scaled[i] for i in order[(step % per_pass) * batch :][:batch]]
        x = np.vstack([g for g, _ in chosen])
        inner, scores = net.forward(x, drop=0.1)
        wrong, at = np.zeros((len(x), 1)), 0
        for group, label in chosen:
            share = softmax(np.append(scores[at : at + len(group), 0], 0.0))
            wrong[at : at + len(group), 0] = share[:-1]
            if label >= 0:
                wrong[at + label, 0] -= 1
            at += len(group)
        # *None* scores 0 on the raw scale, so the outer bias is learnt like any weight.
        net.learn(x, inner, wrong / len(chosen), 4e-3 * (1 - step / (steps + 1)), 0.01)
    return net.layers()


def fit_binary(
    rows: np.ndarray, labels: np.ndarray, *, hidden: int = 16, passes: int = 40, batch: int = 256
) -> linker.Layers:
    """The probability of a yes."""
    net = Network(rows, hidden, 1)
    per_pass = max(1, len(rows) // batch)
    steps = passes * per_pass
    for step in range(steps):
        if step % per_pass == 0:
            order = net.random.permutation(len(rows))
        at = order[(step % per_pass) * batch :][:batch]
        x = net.scale(rows[at])
        inner, scores = net.forward(x, drop=0.1)
        net.learn(
            x, inner, (1 / (1 + np.exp(-scores)) - labels[at][:, None]) / len(at), 4e-3 * (1 - step / (steps + 1)), 0.01
        )
    return net.layers()


# --- labels


def gold_roles(example: Example) -> np.ndarray:
    labels = np.zeros(len(example.scene.tokens), int)
    for _, _, content in example.gold:
        labels[list(content)] = linker.CONTENT
    for source, cue, _ in example.gold:
        labels[list(cue)] = linker.CUE
        labels[list(source)] = linker.SOURCE
    return labels


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
    content_groups: list[tuple[np.ndarray, int]] = []
    source_groups: list[tuple[np.ndarray, int]] = []
    parts = []
    for e in data:
        scores = linker.role_scores(e.scene, roles)
        smooth = linker.smoothed(e.scene, scores)
        contents = linker.segments(e.scene, smooth, scores)
        cues, sources = linker.candidates(e.scene, scores)
        parts.append((e, scores, contents, cues, sources))
        cue_owner = [owner_of(c, e, 1) for c in cues]
        source_owner = [owner_of(s, e, 0) for s in sources]
        columns = linker.Pieces.of(contents), linker.Pieces.of(cues), linker.Pieces.of(sources)
        pairs = linker.near(contents, cues)
        rows_of = linker.pair_features(
            e.scene, columns[0], columns[1], pairs.left, pairs.right, pairs.rank, linker.CONTENT
        )
        for number, content in enumerate(contents):
            mine = pairs.left == number
            owner = owner_of(content, e, 2)
            right = [k for k, c in enumerate(pairs.right[mine].tolist()) if set(cue_owner[c]) & set(owner)]
            if mine.any():
                content_groups.append((rows_of[mine], right[0] if right else -1))
        pairs = linker.near(cues, sources)
        rows_of = linker.pair_features(
            e.scene, columns[2], columns[1], pairs.right, pairs.left, pairs.rank, linker.SOURCE
        )
        for number in range(len(cues)):
            mine = pairs.left == number
            if not mine.any() or not cue_owner[number]:
                continue
            right = [
                k for k, s in enumerate(pairs.right[mine].tolist()) if set(source_owner[s]) & set(cue_owner[number])
            ]
            source_groups.append((rows_of[mine], right[0] if right else -1))
    content = fit_choice(content_groups)
    source = fit_choice(source_groups)
    accept_rows, accept_labels = [], []
    for e, _, contents, cues, sources in parts:
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
    return linker.Weights(roles=roles, content=content, source=source, accept=accept, threshold=0.25)


# --- the mean of several


def joined(several: Sequence[linker.Weights]) -> linker.Weights:
    """One set of networks that answers with the mean score of several."""
    models = {
        name: joined_layers([getattr(weights, name) for weights in several])
        for name in ("roles", "content", "source", "accept")
    }
    return linker.Weights(**models, threshold=several[0].threshold)


def joined_layers(several: Sequence[linker.Layers]) -> linker.Layers:
    """The hidden units of all, side by side, each over features standardised as the first network's are."""
    mean, spread = several[0].mean, several[0].spread
    inner = [one.inner / one.spread[:, None] for one in several]
    bias = [one.inner_bias - one.mean @ w for one, w in zip(several, inner, strict=True)]
    return linker.Layers(
        mean,
        spread,
        np.hstack([w * spread[:, None] for w in inner]),
        np.concatenate([b + mean @ w for b, w in zip(bias, inner, strict=True)]),
        np.vstack([one.outer for one in several]) / len(several),
        sum(one.outer_bias for one in several) / len(several),
    )


# --- command line


def read_items(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def save(weights: linker.Weights, folder: Path, *, version: str, encoder: str) -> None:
    """Write the arrays and their manifest; equal weights give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    for name in ("roles", "content", "source", "accept"):
        model: linker.Layers = getattr(weights, name)
        for part in linker.PARTS:
            arrays[f"{name}_{part}"] = getattr(model, part).astype(np.float32)
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
    parser.add_argument("--folds", type=int, default=4, help="every k-th article is in one fold")
    parser.add_argument("--version", default="0.4")
    parser.add_argument("--out", type=Path, default=model_folder("linker"))
    args = parser.parse_args()
    items = read_items(args.gold / "train.jsonl")
    # A fold at a time: the scenes of 210 articles take 2 GB.
    weights = joined([train(list(examples(items[fold :: args.folds]))) for fold in range(args.folds)])
    save(weights, args.out, version=args.version, encoder=Encoder().version)
    print(f"written to {args.out}; `onrecord evaluate attribution --gold {args.gold / 'dev.jsonl'}` gives the figures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
