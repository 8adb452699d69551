"""Turn the corpora of a gold folder into word-piece records for `train.py`.

Flows in: the folder that holds `attribution/`, `events/` and `factuality/` in the published layout, and optionally
files of our own. Flows out: one pickle of plain dicts with piece numbers and labels, for training only;
it holds no text, and is never part of the package.

    python prepare.py GOLD OUT.pkl [--licensed] [--own FILE.tsv ...] [--corpus FILE.jsonl]

Without `--licensed` nothing of FactBank, UW or TimeBank is read. Treebank spacing is undone, so that the
spacing the encoder sees in training is the spacing of a page.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import CLAIM_TYPES, CLASS_VALUE, CLASSES, STATUSES, TAGS, TYPES, load_tokenizer, shape_codes

Record = dict[str, Any]
_GLUE_LEFT = re.compile(r"^(?:[.,;:!?%)\]}]+|n't|'(?:s|re|ve|ll|d|m)|'')$", re.I)
_GLUE_RIGHT = re.compile(r"^(?:[(\[{$#]|``)$")
_SENTENCE_END = re.compile(r"(?<=[.?!”\"])\s+(?=[A-Z“\"])")
_EVENT_STEM = re.compile(
    r"\b(?:accus|agree|aid|alleg|apolog|appeal|arrest|ask|assault|attack|back(?:ed|s|ing)|ban|blam|block|bomb|boycott|call"
    r"|cancel|charg|clash|complain|concede|condemn|confront|congratulat|convict|cooperat|critic|cut|deal\b|demand|denounc"
    r"|den(?:y|ies)|deni|deploy|deport|detain|discuss|endors|expel|fight|fir(?:e|ing)|forc|fought|free|gave|give|help|hit"
    r"|host|indict|insist|invest|invit|join|kill|launch|lawsuit|lift|march|meet|met\b|militar|murder|offer|order|pardon|plan"
    r"|pledg|prais|press|promis|propos|prosecut|protest|provid|rall|refus|reject|releas|request|resign|sanction|seiz|send"
    r"|sent|shoot|shot|sign|slam|strike|struck|sue[ds]?\b|support|surrender|talk|terror|threat|thank|travel|urg|veto|violat"
    r"|visit|vow|war\b|warn|welcom|withdr|will|would)",
    re.I,
)
TAG_ID = {tag: number for number, tag in enumerate(TAGS)}


def read_lines(path: Path) -> Iterator[Record]:
    """Records of a JSON-lines file."""
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            if line.strip():
                yield json.loads(line)


def untokenize(text: str) -> tuple[str, list[int]]:
    """Undo treebank spacing; also the map from old to new character positions."""
    parts: list[str] = []
    where: list[int] = []
    length = 0
    glue = True
    open_quote = False
    for number, token in enumerate(text.split(" ")):
        shown = '"' if token in ("``", "''") else token
        left = bool(_GLUE_LEFT.match(token)) or (token == '"' and open_quote)
        if number:
            where.append(length)
            if not left and not glue:
                parts.append(" ")
                length += 1
        if token == '"':
            open_quote = not open_quote
        parts.append(shown)
        where += [length + min(k, len(shown)) for k in range(len(token))]
        length += len(shown)
        glue = bool(_GLUE_RIGHT.match(token)) or (token == '"' and open_quote)
    where.append(length)
    return "".join(parts), where


class Preparer:
    """Tokenizer and the few conversions that every corpus needs."""

    def __init__(self) -> None:
        self.tokenizer = load_tokenizer()

    def pieces(self, text: str) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, shape_codes(text, encoding.offsets), encoding.offsets

    def attribution(self, path: Path) -> list[Record]:
        """Whole articles: tags, and for each source or content piece the first piece of its cue."""
        records = []
        for article in read_lines(path):
            text = article["text"]
            ids, shapes, offsets = self.pieces(text)
            role = [0] * len(text)
            starts = set()
            at = {}
            for number, (start, end) in enumerate(offsets):
                for position in range(start, end):
                    at[position] = number
            links: dict[int, list[int]] = {}
            for relation in article["attributions"]:
                cue = sorted({at[p] for a, b in relation["cue"] for p in range(a, b) if p in at})
                for name in ("source", "cue", "content"):
                    for start, end in relation[name]:
                        starts.add((start, name))
                        role[start:end] = [TAG_ID["I-" + name]] * (end - start)
                        if name != "cue" and cue:
                            for piece in {at[p] for p in range(start, end) if p in at}:
                                links.setdefault(piece, []).append(cue[0])
            tags = []
            for start, end in offsets:
                tag = role[start] if start < end else 0
                if tag and any((p, TAGS[tag][2:]) in starts for p in range(start, end)):
                    tag -= 1
                tags.append(tag)
            records.append({"ids": ids, "shapes": shapes, "tags": tags, "links": links})
        return records

    def factuality(self, path: Path, corpus: str) -> list[Record]:
        """Sentences with triggers: pieces of each trigger, value, class weights."""
        sentences: dict[str, Record] = {}
        for item in read_lines(path):
            text = item["text"]
            where = None
            if not item.get("original_text", True):
                text, where = untokenize(text)
            if text not in sentences:
                ids, shapes, offsets = self.pieces(text)
                sentences[text] = {"ids": ids, "shapes": shapes, "offsets": offsets, "triggers": []}
            start, end = item["trigger"]
            if where is not None:
                start, end = where[start], where[end - 1] + 1
            pieces = covered(sentences[text]["offsets"], start, end)
            if not pieces:
                continue
            if item["label_scheme"] == "factbank7":
                label = "Uu" if item["label"] == "CTu" else item["label"]
                value, weights = CLASS_VALUE[label], [float(name == label) for name in CLASSES]
            else:
                value = float(item["label"])
                weights = soft_classes(value)
            sentences[text]["triggers"].append((pieces, corpus, value, weights))
        return [{k: v for k, v in s.items() if k != "offsets"} for s in sentences.values() if s["triggers"]]

    def event(self, text: str, label: str, item: Record | None = None, weight: float = 1.0) -> Record:
        """One sentence with its type and, where marked, the pieces of actor and recipient."""
        ids, shapes, offsets = self.pieces(text)
        pair: list[list[int]] = [[], []]
        for side, name in enumerate(("actor", "recipient")):
            for start, end in (item or {}).get(name, {}).get("spans", ()):
                pair[side] += covered(offsets, start, end)
        options = [TYPES.index(name) for name in label.split("|")]
        return {"ids": ids, "shapes": shapes, "event": (options, pair, weight)}


def covered(offsets: list[tuple[int, int]], start: int, end: int) -> list[int]:
    """Numbers of the pieces that overlap [start, end)."""
    return [number for number, (a, b) in enumerate(offsets) if a < end and b > start and a < b]


def soft_classes(value: float) -> list[float]:
    """A value on the -3..3 scale as weights of the two nearest classes."""
    weights = [max(0.0, 1.0 - abs(CLASS_VALUE[name] - value)) for name in CLASSES]
    total = sum(weights)
    return [w / total for w in weights]


def own_sentences(preparer: Preparer, path: Path) -> Iterator[Record]:
    """Our own sentences, one a line: type name or NONE, tab, sentence."""
    for line in path.read_text(encoding="utf-8").splitlines():
        label, text = line.split("\t")
        yield preparer.event(text, label)


def own_claims(preparer: Preparer, path: Path, split: str) -> Iterator[Record]:
    """Sentences of our own corpus: pieces of each trigger with type, status, certainty and polarity."""
    for item in read_lines(path):
        if item["split"] != split:
            continue
        ids, shapes, offsets = preparer.pieces(item["text"])
        claims = []
        for trigger in item["triggers"]:
            pieces = covered(offsets, *trigger["span"])
            labels = (
                CLAIM_TYPES.index(trigger["type"]),
                STATUSES.index(trigger["status"]),
                CLASSES.index(trigger["certainty"]),
                int(trigger["polarity"] == "-"),
            )
            claims.append((pieces, labels))
        yield {"ids": ids, "shapes": shapes, "claims": claims}


def quiet_sentences(preparer: Preparer, path: Path, count: int) -> Iterator[Record]:
    """News sentences in which no stem of an event word occurs: weak examples of NONE, the same ones in each run."""
    found = []
    for article in read_lines(path):
        for paragraph in article["text"].split("\n"):
            for sentence in _SENTENCE_END.split(paragraph):
                if 40 <= len(sentence) <= 260 and not _EVENT_STEM.search(sentence):
                    found.append(sentence.strip())
    random.Random(0).shuffle(found)
    for sentence in found[:count]:
        yield preparer.event(sentence, "NONE", None, 0.3)


def prepare(gold: Path, *, licensed: bool, own: list[Path], corpus: Path | None) -> dict[str, list[Record]]:
    """All training records by corpus."""
    preparer = Preparer()
    out: dict[str, list[Record]] = {"attribution": preparer.attribution(gold / "attribution" / "train.jsonl")}
    for name in ["udsih2", "meantime"] + (["factbank", "uw"] if licensed else []):
        out[name] = preparer.factuality(gold / "factuality" / f"{name}_train.jsonl", name)
    out["plv"] = [
        preparer.event(item["text"], item["event_current"], item)
        for item in read_lines(gold / "events" / "plv_train.jsonl")
        if item["event_current"]
    ]
    out["case"] = [
        preparer.event(item["text"], item["event_current"] or "NONE", None, 0.5)
        for item in read_lines(gold / "events" / "case2021_task2.jsonl")
        if item["no_event"] or (item["event_current"] and len(item["text"]) < 600)
    ]
    out["synthetic"] = [
        preparer.event(first_sentences(item["text"]), item["event_types"][0], None, 0.4)
        for item in read_lines(gold / "events" / "ngec_synthetic.jsonl")
        if len(item["event_types"]) == 1 and item["event_types"][0] in TYPES
    ]
    out["quiet"] = list(quiet_sentences(preparer, gold / "attribution" / "train.jsonl", 600))
    out["own_events"] = [record for path in own for record in own_sentences(preparer, path)]
    if corpus is not None:
        out["own_claims"] = list(own_claims(preparer, corpus, "train"))
    return out


def first_sentences(text: str, limit: int = 320) -> str:
    """The text's start up to the last full stop within `limit` characters."""
    head = text[:limit]
    stop = head.rfind(". ")
    return head[: stop + 1] if stop > 60 else head


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--licensed", action="store_true", help="also read FactBank and UW; never for shipped weights")
    parser.add_argument("--own", type=Path, nargs="*", default=[])
    parser.add_argument("--corpus", type=Path, help="our own labelled corpus, training/corpus/corpus.jsonl")
    arguments = parser.parse_args()
    data = prepare(arguments.gold, licensed=arguments.licensed, own=arguments.own, corpus=arguments.corpus)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("wb") as handle:
        pickle.dump(data, handle)
    for name, records in data.items():
        print(f"{name}: {len(records)} records, {sum(len(r['ids']) for r in records)} pieces")


if __name__ == "__main__":
    main()
