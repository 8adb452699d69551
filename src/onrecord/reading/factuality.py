"""How factual any word of a text is put, on FactBank's scale: the rules alone.

In: a Parse and a token (verb, noun, adjective; happening or state). Out: a Factuality with value (-3 to 3), label and
reasons. It uses the same walk as `reading.certainty`, but asks another question: not how far a deed got, but how
firmly somebody vouches for it. So what is announced with *will* is vouched for (CT+), what is expected is probable
(PR+), and what is merely wished, planned or asked is not (Uu). Labels follow Saurí and Pustejovsky (2009) as unified
by Stanovsky et al. (2017). Reading does not use it; evaluation and the learned head's features do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.domain.certainty import Certainty, Reason, Status
from onrecord.knowledge import Knowledge
from onrecord.reading.certainty_clause import is_verb
from onrecord.reading.certainty_lexicon import lexicon_of
from onrecord.reading.certainty_scope import Scope
from onrecord.reading.certainty_state import CERTAIN, POSSIBLE, PROBABLE, UNCOMMITTED, Standing
from onrecord.reading.certainty_walk import Walk
from onrecord.reading.parse import Parse, Token

VALUES = {
    Certainty.CERTAIN: 3.0,
    Certainty.PROBABLE: 2.0,
    Certainty.POSSIBLE: 1.0,
    Certainty.UNCOMMITTED: 0.0,
    Certainty.POSSIBLY_NOT: -1.0,
    Certainty.PROBABLY_NOT: -2.0,
    Certainty.CERTAINLY_NOT: -3.0,
}
_POSITIVE = {
    CERTAIN: Certainty.CERTAIN,
    PROBABLE: Certainty.PROBABLE,
    POSSIBLE: Certainty.POSSIBLE,
    UNCOMMITTED: Certainty.UNCOMMITTED,
}
_NEGATIVE = {
    CERTAIN: Certainty.CERTAINLY_NOT,
    PROBABLE: Certainty.PROBABLY_NOT,
    POSSIBLE: Certainty.POSSIBLY_NOT,
    UNCOMMITTED: Certainty.UNCOMMITTED,
}

_AIMING = frozenset(
    {
        *(f"status.{name}" for name in ("planned", "sought", "discussed", "pledged", "agreed", "hypothetical", "must")),
        *(f"status.{name}" for name in ("threatened", "announced", "planned_not", "sought_not", "banned", "postpones")),
        *(
            f"status.{name}"
            for name in ("future", "future-in-past", "would", "possible", "can", "should", "any", "is-to")
        ),
        *(f"status.{name}" for name in ("condition", "purpose-clause", "question", "headline-future", "almost")),
        *("certainty.question", "status.potential", "status.condition", "status.unlikely"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Factuality:
    """Value on -3 to 3, its FactBank label, and what it rests on."""

    value: float
    label: Certainty
    reasons: tuple[Reason, ...]


def factuality_rules(parse: Parse, token: Token, knowledge: Knowledge) -> Factuality:
    """The rules' judgement of how firmly a word's content is vouched for; CT+ where nothing lowers it."""
    lexicon = lexicon_of(knowledge)
    standing = Standing(type="EVENT", attributed=True)
    scope = Scope(
        lexicon=lexicon,
        standing=standing,
        core=token,
        tokens=parse.tokens,
        outside=lambda _: False,
        spoken=False,
        backshift=True,
    )
    walk = Walk(scope)
    if is_verb(token):
        walk.clause(token)
    elif token.dep in ("attr", "acomp") and is_verb(token.head):
        walk.clause(token.head)
    else:
        walk.nominal(token)
    if standing.stopped and not is_verb(token):
        standing.stopped = False
        standing.reasons = [r for r in standing.reasons if r.rule != "status.stops"]
    label = _label(standing, parse.text, knowledge.table("certainty/factuality"))
    return Factuality(value=VALUES[label], label=label, reasons=tuple(standing.reasons))


def _label(standing: Standing, text: str, table: dict[str, Any]) -> Certainty:
    """The label of a standing; an aim is read by the words that made it one."""
    words = [(r.rule, r.span.of(text).lower() if r.span is not None else "") for r in standing.reasons]
    rules = {rule for rule, _ in words}
    degree, negative = standing.degree, standing.negated != standing.contrary
    if standing.failed or standing.pending:
        sure = standing.aim in (None, Status.PLANNED)
        return Certainty.CERTAINLY_NOT if sure else Certainty.UNCOMMITTED
    if rules & set(table["negative_rules"]) and standing.aim in (
        None,
        Status.PLANNED,
        Status.PLEDGED,
        Status.HYPOTHETICAL,
    ):
        return Certainty.CERTAINLY_NOT
    if standing.aim is None:
        degree = max(degree, POSSIBLE) if standing.soft is not None else degree
        if degree == UNCOMMITTED and all(w in table["given_words"] for r, w in words if r == "certainty.uncommitted"):
            degree = (
                UNCOMMITTED
                if rules & {"certainty.hearsay", "certainty.question", "certainty.no-knowledge"}
                else CERTAIN
            )
        return (_NEGATIVE if negative else _POSITIVE)[degree]
    lowering = [(rule, word) for rule, word in words if rule in _AIMING]
    certain = all(word in table["certain_words"] and rule != "status.would" for rule, word in lowering)
    if certain or all(word in table["given_words"] for _, word in lowering):
        pass
    elif all(word in table["probable_words"] or word in table["certain_words"] for _, word in lowering):
        degree = max(degree, PROBABLE)
    elif "status.possible" in rules and not rules & {"status.condition", "status.purpose-clause"}:
        degree = max(degree, POSSIBLE)
    else:
        degree = UNCOMMITTED
    return (_NEGATIVE if negative else _POSITIVE)[degree]
