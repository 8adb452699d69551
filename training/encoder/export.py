"""Write a checkpoint in the form the package reads: ONNX int8 body, heads as matrices, tokenizer, manifest.

Flows in: a checkpoint of `train.py`. Flows out: a folder with `model.onnx` (the body, hidden states only),
`heads.npz`, `tokenizer.json` and `manifest.json` (labels, version, SHA-256 of every file).

The graph is built by hand, for one window at a time and so without a mask; ONNX Runtime fuses what pays. Weights
are int8 per channel with seven bits of range: on processors without VNNI the eight-bit product saturates. The
word-piece table is int8 with one scale for each piece. Heads stay outside, so that one more head is one more matrix
and the body need not be exported again.

    python export.py CHECKPOINT.pt OUT --version 1 [--fp32] [--values udsih2=0 meantime=1]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from common import (
    CLAIM_TYPES,
    CLASSES,
    CORPORA,
    HIDDEN,
    STATUSES,
    TAGS,
    TYPES,
    WINDOW,
    ReadingEncoder,
    load_tokenizer,
)
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

MS = "com.microsoft"
HEADS = 12
Array = np.ndarray[Any, np.dtype[Any]]


def body_graph(model: ReadingEncoder) -> onnx.ModelProto:
    """The body as an ONNX graph of fused operators, weights in fp32, the word-piece table already in int8."""
    state = {name: value.detach().numpy() for name, value in model.body.state_dict().items()}
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []

    def constant(name: str, value: Array) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    table = state["embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    packed = constant("word_table", np.round(table / scale).astype(np.int8))
    scales = constant("word_scale", scale.astype(np.float32))
    rows = node("Cast", [node("Gather", [packed, "ids"], "word_rows")], "word_float", to=TensorProto.FLOAT)
    words = node("Mul", [rows, node("Gather", [scales, "ids"], "word_scales")], "words")
    shapes = node("Gather", [constant("shape_table", state["embeddings.token_type_embeddings.weight"]), "shapes"], "sh")
    place = node("Gather", [constant("place_table", state["embeddings.position_embeddings.weight"]), "places"], "pl")
    summed = node("Add", [node("Add", [words, shapes], "word_shape"), place], "embedded")
    first_norm = ["embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"]
    hidden = node(
        "LayerNormalization", [summed, *(constant(n, state[n]) for n in first_norm)], "h0", axis=-1, epsilon=1e-12
    )
    layers = model.body.config.num_hidden_layers
    split = constant("split_shape", np.array([0, 0, 3, HEADS, HIDDEN // HEADS], np.int64))
    joined_shape = constant("joined_shape", np.array([0, 0, HIDDEN], np.int64))
    sizes = constant("third", np.array([1, 1, 1], np.int64))
    axis = constant("axis0", np.array([0], np.int64))
    shrink = constant("shrink", np.array((HIDDEN // HEADS) ** -0.5, np.float32))

    def attend(at: str, joined: str) -> str:
        """Scaled dot-product attention of all heads from the joined query, key and value."""
        parts = node("Transpose", [node("Reshape", [joined, split], at + "split")], at + "turned", perm=[2, 0, 3, 1, 4])
        names = [at + "q", at + "k", at + "v"]
        nodes.append(helper.make_node("Split", [parts, sizes], [n + "3" for n in names], axis=0))
        query, key, value = (node("Squeeze", [n + "3", axis], n) for n in names)
        turned = node("Transpose", [key], at + "kt", perm=[0, 1, 3, 2])
        scores = node("MatMul", [node("Mul", [query, shrink], at + "qs"), turned], at + "scores")
        mixed = node("MatMul", [node("Softmax", [scores], at + "weights", axis=-1), value], at + "mixed")
        return node("Reshape", [node("Transpose", [mixed], at + "back", perm=[0, 2, 1, 3]), joined_shape], at + "seen")

    def norm(at: str, name: str, own: dict[str, Array], output: str, new: str, old: str) -> str:
        """Layer norm of new + bias + old."""
        shifted = node("Add", [new, constant(output + "_add", own[name + ".dense.bias"])], output + "_b")
        pair = [constant(f"{output}_{part}", own[f"{name}.LayerNorm.{part}"]) for part in ("weight", "bias")]
        total = node("Add", [shifted, old], output + "_s")
        return node("LayerNormalization", [total, *pair], output, axis=-1, epsilon=1e-12)

    def rows(x: str) -> list[str]:
        """The first row, and the others."""
        return [
            node("Slice", [x, begin, end, along], f"{x}_{s}") for s, begin, end in (("f", zero, one), ("o", one, most))
        ]

    zero, one, most, along = (
        constant(name, np.array([value], np.int64))
        for name, value in (("zero", 0), ("one", 1), ("most", 2**31), ("along", 1))
    )
    streams = rows(hidden)
    for layer in range(layers):
        at = f"encoder.layer.{layer}."
        own = {name[len(at) :]: value for name, value in state.items() if name.startswith(at)}
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        joined = constant(at + "qkv", np.concatenate([own[p + ".weight"].T for p in parts], 1))
        bias = constant(at + "qkv_bias", np.concatenate([own[p + ".bias"] for p in parts]))
        after = constant(at + "dense", own["attention.output.dense.weight"].T)
        widen = constant(at + "widen", own["intermediate.dense.weight"].T)
        widen_bias = constant(at + "widen_bias", own["intermediate.dense.bias"])
        narrow = constant(at + "narrow", own["output.dense.weight"].T)
        raw = [node("MatMul", [x, joined], x + "_qkv") for x in streams]
        both = node("Concat", raw, at + "qkv_both", axis=1)
        seen = rows(attend(at, node("Add", [both, bias], at + "qkv_sum")))
        for number, (old, new) in enumerate(zip(streams, seen, strict=True)):
            key = f"{at}{number}."
            middle = norm(at, "attention.output", own, key + "middle", node("MatMul", [new, after], key + "dense"), old)
            wide = node("Add", [node("MatMul", [middle, widen], key + "wide"), widen_bias], key + "wide_sum")
            bent = node("Gelu", [wide], key + "bent", MS)
            streams[number] = norm(
                at, "output", own, key + "out", node("MatMul", [bent, narrow], key + "narrow"), middle
            )
    node("Concat", streams, "hidden", axis=1)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "n"]) for name in ("ids", "shapes", "places")]
    output = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "n", HIDDEN])]
    graph = helper.make_graph(nodes, "onrecord-encoder", inputs, output, weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="onrecord")


def head_matrices(state: dict[str, Tensor], values: list[str]) -> dict[str, Array]:
    """The heads that a checkpoint holds as numpy arrays; of the value head only the named corpora."""
    keep = [CORPORA.index(name) for name in values]
    out = {}
    for name, value in state.items():
        if not name.startswith("body."):
            array = value.detach().numpy().astype(np.float32)
            out[name.replace(".", "_")] = array[keep] if name.startswith("factuality_value") else array
    return out


def export(checkpoint: Path, out: Path, *, version: str, fp32: bool, values: dict[str, float]) -> None:
    """Write the folder."""
    model = ReadingEncoder(pretrained=False)
    state = torch.load(checkpoint, weights_only=True)
    model.load_state_dict(state, strict=False)
    model.eval()
    out.mkdir(parents=True, exist_ok=True)
    graph = body_graph(model)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        onnx.save(graph, str(plain))
        if fp32:
            shutil.copy(plain, out / "model.onnx")
        else:
            quantize_dynamic(
                plain, out / "model.onnx", op_types_to_quantize=["MatMul"],
                per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )  # fmt: skip
    np.savez(out / "heads.npz", allow_pickle=False, **head_matrices(state, list(values)))
    load_tokenizer().save(str(out / "tokenizer.json"), pretty=False)
    files = ["model.onnx", "heads.npz", "tokenizer.json"]
    manifest = {
        "name": "encoder",
        "version": version,
        "window": WINDOW,
        "tags": list(TAGS),
        "classes": list(CLASSES),
        "values": list(values),
        "value_weights": values,
        "types": list(TYPES),
        "claim_types": list(CLAIM_TYPES),
        "statuses": list(STATUSES),
        "files": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print({name: (out / name).stat().st_size for name in files})


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default="1")
    parser.add_argument("--fp32", action="store_true", help="leave the body in fp32, to measure what int8 costs")
    parser.add_argument("--values", nargs="*", default=["udsih2=0", "meantime=1"], help="corpus=weight in the value")
    arguments = parser.parse_args()
    values = {name: float(weight) for name, weight in (part.split("=") for part in arguments.values)}
    export(arguments.checkpoint, arguments.out, version=arguments.version, fp32=arguments.fp32, values=values)


if __name__ == "__main__":
    main()
