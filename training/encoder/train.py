"""Train the encoder on all tasks together.

Flows in: the pickle of `prepare.py`, and optionally a checkpoint to go on from. Flows out: checkpoints
(`OUT/step-N.pt`, `OUT/last.pt`: averaged weights) and a log with one line every 20 steps.

Each step takes a batch of windows of about 2,000 pieces, of whatever tasks the windows are from: article windows for
attribution, cut anew with a random offset in each pass; sentences for factuality and event type, alone or several
to a window as they will be read. The learning rate rises, stays, and falls in a straight line to zero over the last
`--decay` share of the steps; layers nearer the input learn slower; what is saved is a running average of the weights.
`OUT/control.json` {"threads": 1, "decay_at": 900, "decay_steps": 300} is looked at every 10 steps, so that a run can be
brought to its end early; the card records the steps that were really taken.

    python train.py DATA.pkl OUT --passes 2.5 [--init checkpoint.pt] [--lr 1.6e-4] [--seed 0] [--repeat plv=3 ...]
"""

from __future__ import annotations

import argparse
import itertools
import json
import pickle
import random
import time
from pathlib import Path
from typing import Any

import torch
from common import CLS, CORPORA, SEP, TYPES, WINDOW, ReadingEncoder
from torch import Tensor
from torch.nn import functional as F

Record = dict[str, Any]
BUDGET = 2048
REPEAT = {"attribution": 1.0, "udsih2": 1.0, "meantime": 3.0, "factbank": 1.0, "uw": 1.0, "plv": 3.0, "case": 1.0,
          "synthetic": 0.4, "own_events": 2.0, "own_claims": 1.0}  # fmt: skip


class Window:
    """Pieces of one window with the labels that lie in it; positions count the [CLS] in front."""

    def __init__(self) -> None:
        self.ids: list[int] = [CLS]
        self.shapes: list[int] = [12]
        self.tags: list[int] | None = None
        self.links: list[tuple[int, int, float]] = []
        self.facts: list[tuple[list[int], int, float, list[float]]] = []
        self.events: list[tuple[int, int, list[int], list[list[int]], float]] = []
        self.claims: list[tuple[list[int], tuple[int, int, int, int]]] = []

    def close(self) -> Window:
        self.ids.append(SEP)
        self.shapes.append(8)
        if self.tags is not None:
            self.tags.append(-100)
        return self


def article_windows(record: Record, rng: random.Random) -> list[Window]:
    """Cut an article into windows with a random offset."""
    total = len(record["ids"])
    edges = [0, *range(rng.randrange(40, WINDOW + 1), total, WINDOW), total]
    windows = []
    for start, end in itertools.pairwise(edges):
        window = Window()
        window.ids += record["ids"][start:end]
        window.shapes += record["shapes"][start:end]
        window.tags = [-100, *record["tags"][start:end]]
        for piece in range(start, end):
            if piece in record["links"]:
                cues = set(record["links"][piece])
                inside = [c - start + 1 for c in cues if start <= c < end]
                for position in inside or [0]:
                    window.links.append((piece - start + 1, position, 1.0 / max(1, len(inside))))
        windows.append(window.close())
    return windows


def sentence_windows(records: list[Record], rng: random.Random) -> list[Window]:
    """Put sentences alone or several to a window."""
    records = records[:]
    rng.shuffle(records)
    windows: list[Window] = []
    window = Window()
    room = 0
    for record in records:
        ids = record["ids"][:WINDOW]
        if len(window.ids) + len(ids) > room:
            if len(window.ids) > 1:
                windows.append(window.close())
            window = Window()
            room = WINDOW + 1 if rng.random() < 0.6 else 1
        base = len(window.ids)
        window.ids += ids
        shapes = list(record["shapes"][:WINDOW])
        if base > 1 and rng.random() < 0.7:
            shapes[0] &= ~4
        window.shapes += shapes
        for pieces, corpus, value, weights in record.get("triggers", ()):
            if pieces[-1] < len(ids):
                window.facts.append(([base + p for p in pieces], CORPORA.index(corpus), value, weights))
        for pieces, labels in record.get("claims", ()):
            if pieces and pieces[-1] < len(ids):
                window.claims.append(([base + p for p in pieces], labels))
        if "event" in record:
            options, pair, weight = record["event"]
            sides = [[base + p for p in side if p < len(ids)] for side in pair]
            window.events.append((base, base + len(ids), options, sides, weight))
    if len(window.ids) > 1:
        windows.append(window.close())
    return windows


def pass_batches(data: dict[str, list[Record]], repeat: dict[str, float], rng: random.Random) -> list[list[Window]]:
    """All batches of one pass, windows of like length together, in random order."""
    windows: list[Window] = []
    sentences: list[Record] = []
    for name, records in data.items():
        times = repeat.get(name, 1.0)
        chosen = records * int(times) + rng.sample(records, int(len(records) * (times % 1)))
        if name == "attribution":
            for record in chosen:
                windows += article_windows(record, rng)
        else:
            sentences += chosen
    windows += sentence_windows(sentences, rng)
    rng.shuffle(windows)
    windows.sort(key=lambda w: len(w.ids) // 24)
    batches: list[list[Window]] = []
    batch: list[Window] = []
    for window in windows:
        longest = max([len(window.ids), *(len(w.ids) for w in batch)])
        if batch and longest * (len(batch) + 1) > BUDGET + 64:
            batches.append(batch)
            batch = []
        batch.append(window)
    if batch:
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def batch_loss(model: ReadingEncoder, batch: list[Window], rng: random.Random) -> tuple[Tensor, dict[str, float]]:
    """Loss of one batch over all its tasks, and its parts for the log."""
    length = max(len(w.ids) for w in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    shapes = torch.zeros_like(ids)
    mask = torch.zeros(len(batch), length)
    tags = torch.full_like(ids, -100)
    for row, window in enumerate(batch):
        n = len(window.ids)
        ids[row, :n] = torch.tensor(window.ids)
        shapes[row, :n] = torch.tensor(window.shapes)
        mask[row, :n] = 1.0
        if window.tags is not None:
            tags[row, :n] = torch.tensor(window.tags)
    hidden = model.dropout(model(ids, shapes, mask))
    loss = torch.zeros(())
    parts: dict[str, float] = {}

    def add(name: str, value: Tensor, weight: float) -> None:
        nonlocal loss
        loss = loss + weight * value
        parts[name] = float(value.detach())

    rows = [row for row, window in enumerate(batch) if window.tags is not None]
    if rows:
        share = len(rows) / len(batch)
        logits = model.attribution(hidden[rows])
        add("tag", F.cross_entropy(logits.flatten(0, 1), tags[rows].flatten(), label_smoothing=0.02), share)
        triples = [(k, i, j, w) for k, row in enumerate(rows) for i, j, w in batch[row].links]
        if triples:
            log_links = model.links(hidden[rows], mask[rows])
            k, i, j = (torch.tensor([t[c] for t in triples]) for c in range(3))
            weight = torch.tensor([t[3] for t in triples])
            add("link", -(log_links[k, i, j] * weight).sum() / weight.sum(), 0.3 * share)
    facts = [(row, *fact) for row, window in enumerate(batch) for fact in window.facts]
    if facts:
        states = torch.stack([hidden[row, pieces].mean(0) for row, pieces, *_ in facts])
        values = model.factuality_value(states)[torch.arange(len(facts)), torch.tensor([f[2] for f in facts])]
        gold = torch.tensor([f[3] for f in facts])
        scale = 0.6 * min(1.0, len(facts) / 24)
        add("value", F.smooth_l1_loss(values, gold), scale)
        log_class = model.factuality_class(states).log_softmax(-1)
        add("class", -(log_class * torch.tensor([f[4] for f in facts])).sum(-1).mean(), 0.5 * scale)
    claims = [(row, *claim) for row, window in enumerate(batch) for claim in window.claims]
    if claims:
        states = torch.stack([hidden[row, pieces].mean(0) for row, pieces, _ in claims])
        scale = min(1.0, len(claims) / 16)
        heads = (model.claim_type, model.claim_status, model.claim_certainty, model.claim_polarity)
        for number, (head, weight) in enumerate(zip(heads, (0.3, 0.5, 0.5, 0.2), strict=True)):
            gold = torch.tensor([labels[number] for *_, labels in claims])
            add(f"claim{number}", F.cross_entropy(head(states), gold, label_smoothing=0.05), weight * scale)
    losses = []
    weights = []
    for row, window in enumerate(batch):
        for start, end, options, pair, weight in window.events:
            sides = [hidden[row, side].mean(0) if side else torch.zeros(hidden.shape[-1]) for side in pair]
            if rng.random() < 0.4:
                sides = [torch.zeros_like(side) for side in sides]
            log_types = model.types(hidden[row, start:end], torch.cat(sides)).log_softmax(-1)
            losses.append(-log_types[options].logsumexp(0) * 0.95 - log_types.mean() * 0.05)
            weights.append(weight)
    if losses:
        weight = torch.tensor(weights)
        add("type", (torch.stack(losses) * weight).sum() / weight.sum(), 0.5 * min(1.0, float(weight.sum()) / 8))
    return loss, parts


def optimizer_for(model: ReadingEncoder, rate: float, head_rate: float, layer_factor: float) -> torch.optim.AdamW:
    """AdamW with a rate that falls from the top layer down to the word-piece table."""
    groups = []
    layers = model.body.config.num_hidden_layers
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        decay = 0.0 if parameter.ndim < 2 else 0.01
        if name.startswith("body.embeddings.token_type"):
            own = rate * 3
        elif name.startswith("body.embeddings"):
            own = rate * layer_factor ** (layers + 1)
        elif name.startswith("body.encoder.layer."):
            own = rate * layer_factor ** (layers - 1 - int(name.split(".")[3]))
        else:
            own = head_rate
        groups.append({"params": [parameter], "lr": own, "base": own, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def rate_factor(step: int, total: int, warmup: int, decay_steps: int) -> float:
    """Warm-up, plateau, straight fall to zero."""
    return max(0.0, min(1.0, (step + 1) / warmup, (total - step) / max(1, decay_steps)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--passes", type=float, default=2.5)
    parser.add_argument("--lr", type=float, default=1.6e-4)
    parser.add_argument("--head-lr", type=float, default=6e-4)
    parser.add_argument("--layer-factor", type=float, default=0.92)
    parser.add_argument("--decay", type=float, default=0.5, help="share of the steps over which the rate falls")
    parser.add_argument("--warmup", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--init", type=Path)
    parser.add_argument("--freeze", type=int, default=0, help="leave the table and this many lowest layers as they are")
    parser.add_argument("--repeat", nargs="*", default=[], help="corpus=times a pass")
    parser.add_argument("--save-every", type=int, default=150)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    rng = random.Random(arguments.seed)
    repeat = REPEAT | {name: float(times) for name, times in (part.split("=") for part in arguments.repeat)}
    with arguments.data.open("rb") as handle:
        data = pickle.load(handle)
    data = {name: records for name, records in data.items() if records and repeat.get(name, 1.0) > 0}
    model = ReadingEncoder(pretrained=arguments.init is None)
    if arguments.init:
        print(model.load_state_dict(torch.load(arguments.init, weights_only=True), strict=False))
    if arguments.freeze:
        for part in (model.body.embeddings, *model.body.encoder.layer[: arguments.freeze]):
            part.requires_grad_(False)
    arguments.out.mkdir(parents=True, exist_ok=True)
    optimizer = optimizer_for(model, arguments.lr, arguments.head_lr, arguments.layer_factor)
    batches = pass_batches(data, repeat, rng)
    total = int(len(batches) * arguments.passes)
    decay_steps = int(total * arguments.decay)
    print(f"{len(batches)} batches a pass, {total} steps, types {len(TYPES)}", flush=True)
    average = {name: value.detach().clone() for name, value in model.state_dict().items()}
    control = arguments.out / "control.json"
    began = time.time()
    running: dict[str, float] = {}
    model.train()
    step = 0
    position = 0
    while step < total:
        if position == len(batches):
            batches = pass_batches(data, repeat, rng)
            position = 0
        factor = rate_factor(step, total, arguments.warmup, decay_steps)
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * factor
        loss, parts = batch_loss(model, batches[position], rng)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        position += 1
        for name, value in parts.items():
            running[name] = 0.95 * running.get(name, value) + 0.05 * value
        if step % 5 == 0:
            share = min(0.9, step / 200)
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    if value.dtype.is_floating_point:
                        average[name].lerp_(value, 1 - share)
        if step % 10 == 0 and control.exists():
            wish = json.loads(control.read_text())
            torch.set_num_threads(int(wish.get("threads", arguments.threads)))
            if "decay_at" in wish:
                decay_steps = int(wish["decay_steps"])
                total = int(wish["decay_at"]) + decay_steps
            if wish.get("save") == step // 10:
                torch.save(average, arguments.out / "last.pt")
        if step % 20 == 0:
            shown = " ".join(f"{name} {value:.3f}" for name, value in sorted(running.items()))
            print(f"{step}/{total} {time.time() - began:.0f}s rate {factor:.2f} {shown}", flush=True)
        if step % arguments.save_every == 0 or step == total:
            torch.save(average, arguments.out / f"step-{step}.pt")
            torch.save(average, arguments.out / "last.pt")


if __name__ == "__main__":
    main()
