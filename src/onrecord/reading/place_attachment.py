"""Where a happening is: the place that a trigger's own clause names.

In: the PlaceMentions of a parse and the tokens of a trigger. Out: a Place, or None. Follows
`gold/claims/DECISIONS.md`, "Time and place": only what the sentence names or points to, never what the talk is about.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.place import Place
from onrecord.reading.mentions import PlaceMention
from onrecord.reading.parse import Parse, Token

#: Prepositions that place a happening, and those that do so only behind words of motion or striking.
_WHERE = frozenset({"in", "at", "near", "inside", "outside", "around", "across", "throughout", "on", "over", "off",
                    "along", "within", "between", "above", "beside"})  # fmt: skip
_WHITHER = frozenset({"to", "into", "toward", "towards", "from", "onto", "for", "of", "out"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "xcomp", "dep"})


def place_for(
    mentions: Sequence[PlaceMention], parse: Parse, clause_token: Token, head_token: Token
) -> Place | None:
    """The place of the happening at a trigger, or None where its clause names none."""
    for anchor in (head_token, clause_token):
        found: list[tuple[int, int, PlaceMention]] = []
        for mention in mentions:
            head = parse.tokens[mention.head]
            if head.sent != anchor.sent:
                continue
            rank = _rank(head, anchor)
            if rank is not None:
                found.append((rank, abs(head.i - anchor.i), mention))
        if found:
            return min(found, key=lambda item: item[:2])[2].place
        if head_token is clause_token:
            break
    return None


def _rank(head: Token, anchor: Token) -> int | None:
    """How well a place hangs on a trigger: 0 behind a preposition of place, 1 of direction, 2 as object; else None."""
    path: list[Token] = []
    token = head
    while token is not anchor:
        if token.is_root:
            return None
        if token.dep in _CLAUSES and token.pos in {"VERB", "AUX"} and token is not head:
            return None
        path.append(token)
        token = token.head
    if not path:
        return None
    prepositions = [t.lower for t in path if t.dep == "prep"]
    if prepositions:
        outer = prepositions[-1]
        if outer in _WHERE:
            return 0
        if any(p in _WHERE for p in prepositions):
            return 1
        return 2 if prepositions[-1] in _WHITHER else None
    if path[-1].dep in {"dobj", "npadvmod", "advmod"}:
        return 3
    return None
