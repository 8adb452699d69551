"""The `coref` task: event mentions across documents, spans given, document clusters predicted.

In: items with doc, publisher, text, sentences and mention spans. Out: `{"doc", "mentions": [{"start", "end",
"cluster"}]}`. Mentions of kind `entity`, and those in sentences that are not scored, are left out. A cluster is
named by its first mention in the order of document names, so that the order of the items does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from onrecord.domain.report import Article, Block, BlockKind, Provenance
from onrecord.domain.span import Span
from onrecord.evaluation.clusterings import coreference
from onrecord.linking.mentions import MentionModel, MentionView, cluster_mentions
from onrecord.linking.stories import Told, stories
from onrecord.reading.parse import Parse, Token, parse_article
from onrecord.reading.read import Reader

Json = dict[str, Any]
_BELOW = frozenset({"nsubj", "nsubjpass", "poss", "compound", "agent", "dobj", "attr", "prep", "dative", "appos"})
_EMPTY = frozenset({"DET", "PART", "ADP", "AUX"})


def predict(items: list[Json], reader: Reader, given: str | None = None) -> list[Json]:
    """Clusters of the event mentions of each item, in the order of the items."""
    ordered = sorted(items, key=lambda item: str(item["doc"]))
    tuned = reader.knowledge.table("linking/weights")["stories"]
    table = {**tuned, "threshold": tuned["short_threshold"]}
    texts = [item["text"] for item in ordered]
    story = stories([Told(text=t) for t in texts], table)
    views: list[MentionView] = []
    places: list[tuple[str, int, int]] = []
    for number, item in enumerate(ordered):
        parse = parse_lines(item["text"], reader)
        for start, end in sorted(_spans(item)):
            view = view_of(parse, number, start, end)
            if view is not None:
                views.append(view)
                places.append((item["doc"], start, end))
    model = reader.knowledge.made("mentions", lambda k: MentionModel(k.table("linking/mentions")))
    labels = cluster_mentions(views, texts, story, model)
    names: dict[int, str] = {}
    found: dict[str, list[Json]] = defaultdict(list)
    for (doc, start, end), label in zip(places, labels, strict=True):
        name = names.setdefault(label, f"{doc}:{start}-{end}")
        found[doc].append({"start": start, "end": end, "cluster": name})
    return [{"doc": item["doc"], "mentions": found[item["doc"]]} for item in items]


def score(items: list[Json], predictions: list[Json]) -> dict[str, float]:
    """MUC, B3, CEAFe, LEA and CoNLL_F1 over the scored event mentions. Empty without labels."""
    told = {p["doc"]: p["mentions"] for p in predictions}
    gold: dict[str, set[Hashable]] = defaultdict(set)
    read: dict[str, set[Hashable]] = defaultdict(set)
    for item in items:
        for mention in item["mentions"]:
            if mention.get("scored", True) and mention.get("kind", "event") == "event":
                if not mention.get("cluster"):
                    return {}
                gold[mention["cluster"]].add((item["doc"], mention["start"], mention["end"]))
        inside = [(s["start"], s["end"]) for s in item.get("sentences", ()) if s.get("scored", True)]
        for mention in told.get(item["doc"], ()):
            if any(a <= mention["start"] and mention["end"] <= b for a, b in inside):
                read[str(mention["cluster"])].add((item["doc"], mention["start"], mention["end"]))
    return coreference(_disjoint(gold), _disjoint(read))


def _disjoint(clusters: dict[str, set[Hashable]]) -> list[set[Hashable]]:
    """Clusters without items that an earlier one holds."""
    seen: set[Hashable] = set()
    found = []
    for cluster in clusters.values():
        left = cluster - seen
        seen |= left
        if left:
            found.append(left)
    return found


def _spans(item: Json) -> set[tuple[int, int]]:
    inside = [(s["start"], s["end"]) for s in item.get("sentences", ()) if s.get("scored", True)]
    return {
        (m["start"], m["end"])
        for m in item["mentions"]
        if m.get("kind", "event") == "event"
        and (not inside or any(a <= m["start"] and m["end"] <= b for a, b in inside))
    }


def parse_lines(text: str, reader: Reader) -> Parse:
    """A text parsed with each line as a block: these texts have one sentence a line."""
    blocks = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(kind=BlockKind.BODY, span=Span(at, at + len(line))))
        at += len(line) + 1
    article = Article(text=text, blocks=tuple(blocks), provenance=Provenance(), payload_id="sha256:0")
    return parse_article(article, reader.pipeline)


def view_of(parse: Parse, number: int, start: int, end: int) -> MentionView | None:
    """A mention as the model sees it; None where no word stands there."""
    tokens = parse.within(Span(start, end))
    if not tokens:
        return None
    heads = [t for t in tokens if t.is_root or t.head not in tokens]
    head = next((t for t in heads if t.pos in {"VERB", "NOUN", "PROPN"}), (heads or tokens)[0])
    sentence = parse.words(parse.sentence_of(head))
    arguments = {w.lower for child in head.children if child.dep in _BELOW for w in _nouns(child)}
    if head.dep in {"relcl", "acl"}:
        arguments.add(head.head.lower)
    return MentionView(
        text=number,
        sentence=head.sent,
        lemma=head.lemma.lower(),
        is_verb=head.pos == "VERB",
        own_words=frozenset(t.lemma.lower() for t in tokens if t.pos not in _EMPTY),
        arguments=frozenset(arguments),
        names=frozenset(t.lower for t in sentence if t.pos in {"PROPN", "NUM"}),
        sentence_words=tuple(t.lower for t in sentence),
    )


def _nouns(token: Token) -> list[Token]:
    return [t for t in token.subtree() if t.pos in {"NOUN", "PROPN", "NUM"}]
