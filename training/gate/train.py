"""Train the gate's model of texts: which reports matter, told by the kinds of their words.

    python training/gate/train.py --matter FILE.jsonl… --other FILE.jsonl… --out resources/gate/weights.yml

Each line is `{"text": …}`. `--matter` are reports of the field, `--other` general and local news. Every report is read
without a gate. See `README.md` beside this for what counts, how bars are set and what came out. No text leaves the
input files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from onrecord.domain.claim import Claim
from onrecord.domain.report import Report
from onrecord.knowledge import load_knowledge
from onrecord.reading.article import read_article
from onrecord.reading.gate import FEATURES, Gate, build_gate
from onrecord.reading.read import Reader
from onrecord.settings import Settings

Floats = NDArray[np.float64]

#: Roles of parties that fight or act between states.
_ROLES = frozenset({"MIL", "REB", "SEP", "UAF", "IGO", "INS", "IMG"})
#: Claims that matter whoever is a party, if a country is.
_TYPES = frozenset({"TRANSFER", "SANCTION", "LAUNCH"})
#: Claims that matter from which a report of other news counts as one of the field, and up to which as none.
_FIELD, _NONE = 3, 1
#: Words after which a report is also taken as if it ended there, with its sentence.
_CUTS = (20, 50, 75, 110, 160, 240, 360)
#: Upper ends of bands of length in words, and the share of the field's claims that may be lost in each.
_BANDS = (
    (45, 0.02),
    (70, 0.02),
    (100, 0.015),
    (150, 0.01),
    (220, 0.008),
    (330, 0.007),
    (500, 0.005),
    (math.inf, 0.001),
)
_FOLDS = 5
_END = re.compile(r"[.!?][\"”’)\]]*\s+|\Z")


@dataclass(frozen=True)
class Version:
    """A report, or its beginning: words, claims in it, those that matter, and what the gate counts of it."""

    report: int
    source: str
    field: bool
    whole: bool
    fold: int
    words: int
    claims: int
    matter: int
    features: tuple[float, ...]


def matters(claim: Claim) -> bool:
    """Whether a claim is one between states, of armed groups, or of arms, sanctions and launches."""
    parties = (*claim.actors, *claim.recipients)
    countries = {party.country for party in parties if party.country}
    if claim.type in _TYPES:
        return bool(countries)
    return len(countries) > 1 or any(party.role in _ROLES for party in parties)


def versions(
    number: int, source: str, text: str, claims: list[tuple[int, bool]], gate: Gate, *, field: bool, fold: int
) -> Iterator[Version]:
    """The whole text and its beginnings; `claims` are the ends of their sentences and whether they matter."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    for cut in (None, *_CUTS):
        if cut and len(ends) < 1.2 * cut:
            continue
        close = _END.search(text, ends[cut - 1] - 1) if cut else None
        end = close.end() if close else len(text)
        held = [matter for at, matter in claims if at <= end]
        part = text[:end]
        yield Version(
            number,
            source,
            field,
            cut is None,
            fold,
            len(part.split()),
            len(held),
            sum(held),
            gate.features(part.lower()),
        )


def fitted(x: Floats, y: Floats, weight: Floats, strength: float) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression with a ridge on standardized features, by Newton's steps."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    ridge = np.full(z.shape[1], 1.0)
    ridge[-1] = 0.0
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ w))
        slope = strength * z.T @ (weight * (p - y)) + ridge * w
        curve = strength * (z * (weight * p * (1 - p))[:, None]).T @ z + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    weights = w[:-1] / spread
    return weights, float(w[-1] - mean @ weights)


def train_on(rows: list[Version], strength: float) -> tuple[Floats, float]:
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.report] = counts.get(row.report, 0) + 1
    used = [row for row in rows if (row.claims > 0 if row.field else not _NONE < row.matter < _FIELD)]
    y = np.array([row.field or row.matter >= _FIELD for row in used], float)
    weight = np.array(
        [
            ((0.2 + math.log1p(row.claims if row.field else 2 * row.matter)) if label else 1.0) / counts[row.report]
            for row, label in zip(used, y, strict=True)
        ]
    )
    return fitted(np.array([row.features for row in used]), y, weight, strength)


def bars_of(rows: list[Version], scores: Floats) -> list[list[float]]:
    """For each band of length its upper end in words and the highest bar that loses no more than it may."""
    bars = []
    low = 0.0
    for high, loss in _BANDS:
        held = [at for at, row in enumerate(rows) if row.field and low <= row.words < high]
        order = sorted(held, key=lambda at: scores[at])
        lost = np.cumsum([rows[at].claims for at in order]) / sum(rows[at].claims for at in held)
        bar = scores[order[int(np.searchsorted(lost, loss, side="right"))]]
        bars.append([high, math.floor(bar * 100) / 100])
        low = high
    return bars


def tell(rows: list[Version], scores: Floats, gate: Gate) -> None:
    """What the bars lose and let through of reports that the weights have not seen."""
    kept = np.array([score >= gate.bar(row.words) for row, score in zip(rows, scores, strict=True)])
    words, claims, matter = (np.array([getattr(row, name) for row in rows]) for name in ("words", "claims", "matter"))
    field, whole = (np.array([getattr(row, name) for row in rows]) for name in ("field", "whole"))

    def lost(inside: NDArray[np.bool_]) -> str:
        return f"of {claims[inside].sum():,} claims lost {claims[inside & ~kept].sum() / claims[inside].sum():.4f}"

    low = 0.0
    for high, _ in _BANDS:
        band = (words >= low) & (words < high)
        other = band & whole & ~field
        print(f"{low:.0f} to {high:.0f} words: {lost(band & field)}; other news let through {kept[other].mean():.3f}")
        low = high
    print(f"whole reports of the field: {lost(whole & field)}")
    for source in sorted({row.source for row in rows if not row.field}):
        inside = whole & np.array([row.source == source for row in rows])
        print(
            f"{source}: let through {kept[inside].mean():.3f} of {inside.sum()} reports, "
            f"{words[inside & kept].sum() / words[inside].sum():.3f} of the words, with "
            f"{matter[inside & kept].sum() / matter[inside].sum():.2f} of the claims that matter; of reports without "
            f"any {kept[inside & (matter == 0)].mean():.3f}"
        )


def read(paths: list[Path], reader: Reader, cache: dict[str, Any]) -> Iterator[tuple[Path, str, list[Any]]]:
    """Each text with the ends of its claims' sentences and whether they matter."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            payload = json.loads(line)["text"].encode()
            article = read_article(Report(payload=payload, media_type="text/plain"), reader.knowledge)
            key = hashlib.sha256(payload).hexdigest()
            if key not in cache:
                cache[key] = [(claim.sentence.end, matters(claim)) for claim in reader.read(article).claims]
            yield path, article.text, cache[key]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matter", nargs="+", type=Path, required=True)
    parser.add_argument("--other", nargs="+", type=Path, required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--strength", type=float, default=0.1, help="weight of the data against the ridge")
    parser.add_argument("--cache", type=Path, help="keep what was read here between runs")
    args = parser.parse_args()
    table = yaml.safe_load(args.out.read_text(encoding="utf-8"))
    knowledge = load_knowledge()
    gate = build_gate(knowledge, {**table, "weights": [0.0] * len(FEATURES), "bars": [[0, 0]]})
    reader = Reader(settings=Settings(use_encoder=False, gate=False), knowledge=knowledge)
    cache: dict[str, Any] = json.loads(args.cache.read_text()) if args.cache and args.cache.exists() else {}
    rows = [
        version
        for number, (path, text, claims) in enumerate(read([*args.matter, *args.other], reader, cache))
        for version in versions(
            number,
            path.name,
            text,
            claims,
            gate,
            field=path in args.matter,
            fold=int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % _FOLDS,
        )
    ]
    if args.cache:
        args.cache.write_text(json.dumps(cache))
    x = np.array([row.features for row in rows])
    scores = np.zeros(len(rows))
    for fold in range(_FOLDS):
        weights, bias = train_on([row for row in rows if row.fold != fold], args.strength)
        held = np.array([row.fold == fold for row in rows])
        scores[held] = x[held] @ weights + bias
    weights, bias = train_on(rows, args.strength)
    table["features"] = list(FEATURES)
    table["weights"] = [round(float(value), 4) for value in weights]
    table["bias"] = round(bias, 4)
    table["bars"] = bars_of(rows, scores)
    tell(rows, scores, build_gate(knowledge, table))
    args.out.write_text(yaml.safe_dump(table, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


if __name__ == "__main__":
    main()
