"""Turn a shipped model folder back into a checkpoint that `train.py --init` goes on from.

Flows in: the folder that `export.py` wrote. Flows out: a state dict of `ReadingEncoder`. Weights come back as the numbers
that int8 holds, so that training goes on from what readers run; columns of the value head that were not exported start
anew from the mean of those that were.

    python restore.py src/onrecord/models/encoder CHECKPOINT.pt
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from common import CORPORA, HIDDEN, ReadingEncoder
from onnx import numpy_helper
from torch import Tensor


def restore(folder: Path) -> dict[str, Tensor]:
    """State dict of the model in the folder."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    held = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    model = ReadingEncoder(pretrained=False)
    state = model.state_dict()

    def put(name: str, value: np.ndarray) -> None:
        if state[name].shape != value.shape:
            raise SystemExit(f"{folder}: {name} has shape {value.shape}, where {tuple(state[name].shape)} is expected")
        state[name] = torch.tensor(np.ascontiguousarray(value), dtype=torch.float32)

    def matrix(name: str) -> np.ndarray:
        """A quantised matrix, one scale a column, as outputs x inputs."""
        whole = held[name + "_quantized"].astype(np.float32) - held[name + "_zero_point"].astype(np.float32)
        return (whole * held[name + "_scale"]).T

    embeddings = "body.embeddings."
    put(embeddings + "word_embeddings.weight", held["word_table"].astype(np.float32) * held["word_scale"])
    put(embeddings + "token_type_embeddings.weight", held["shape_table"])
    put(embeddings + "position_embeddings.weight", held["place_table"])
    for part in ("weight", "bias"):
        put(embeddings + f"LayerNorm.{part}", held[f"embeddings.LayerNorm.{part}"])
    for layer in range(model.body.config.num_hidden_layers):
        at = f"encoder.layer.{layer}."
        for number, part in enumerate(("query", "key", "value")):
            rows = slice(number * HIDDEN, (number + 1) * HIDDEN)
            put(f"body.{at}attention.self.{part}.weight", matrix(at + "qkv")[rows])
            put(f"body.{at}attention.self.{part}.bias", held[at + "qkv_bias"][rows])
        put(f"body.{at}attention.output.dense.weight", matrix(at + "dense"))
        put(f"body.{at}attention.output.dense.bias", held[at + "0.middle_add"])
        put(f"body.{at}intermediate.dense.weight", matrix(at + "widen"))
        put(f"body.{at}intermediate.dense.bias", held[at + "widen_bias"])
        put(f"body.{at}output.dense.weight", matrix(at + "narrow"))
        put(f"body.{at}output.dense.bias", held[at + "0.out_add"])
        for part in ("weight", "bias"):
            put(f"body.{at}attention.output.LayerNorm.{part}", held[f"{at}0.middle_{part}"])
            put(f"body.{at}output.LayerNorm.{part}", held[f"{at}0.out_{part}"])
    kept = [CORPORA.index(name) for name in json.loads((folder / "manifest.json").read_text())["values"]]
    with np.load(folder / "heads.npz") as heads:
        for name in (name for name in state if not name.startswith("body.")):
            value = heads[name.replace(".", "_")]
            if name.startswith("factuality_value"):
                whole = np.repeat(value.mean(0, keepdims=True), len(CORPORA), 0)
                whole[kept] = value
                value = whole
            put(name, value)
    return state


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("checkpoint", type=Path)
    arguments = parser.parse_args()
    arguments.checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save(restore(arguments.folder), arguments.checkpoint)


if __name__ == "__main__":
    main()
