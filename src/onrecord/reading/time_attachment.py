"""Which time dates a happening or a saying: syntactic attachment within the trigger's own clause.

In: the TimeMentions of a parse and the tokens of a trigger or cue. Out: a Time, or None. Follows
`gold/claims/DECISIONS.md`, "Time and place": the day of saying dates the speech act, never its content; durations and
repeated times date nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.times import Time
from onrecord.reading.mentions import TimeMention
from onrecord.reading.parse import Parse, Token

#: Dependency labels at which a clause of its own begins below a verb.
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "dep", "appos"})


def time_for(
    mentions: Sequence[TimeMention], parse: Parse, clause_token: Token, head_token: Token
) -> Time | None:
    """The time that dates the happening at a trigger, or None where its clause tells none."""
    for anchor in (head_token, clause_token):
        best = _below(mentions, parse, anchor)
        if best is not None:
            return best.time
    return None


def saying_time_for(mentions: Sequence[TimeMention], parse: Parse, cue_token: Token) -> Time | None:
    """The time at which something was said: the time that hangs on the cue itself."""
    best = _below(mentions, parse, cue_token)
    return best.time if best else None


def dates(mention: TimeMention) -> bool:
    """Whether a time can date a happening at all."""
    time = mention.time
    return time.type in {"DATE", "TIME"} and time.value != "PRESENT_REF"


def _below(mentions: Sequence[TimeMention], parse: Parse, anchor: Token) -> TimeMention | None:
    """The nearest dating mention below a token with no clause in between."""
    found: list[tuple[int, TimeMention]] = []
    for mention in mentions:
        head = parse.tokens[mention.head]
        if head.sent != anchor.sent or not dates(mention):
            continue
        token = head
        while token is not anchor and not token.is_root:
            if token.dep in _CLAUSES and token.pos in {"VERB", "AUX"}:
                break
            token = token.head
        if token is anchor:
            found.append((abs(mention.head - anchor.i), mention))
    return min(found, key=lambda pair: pair[0])[1] if found else None
