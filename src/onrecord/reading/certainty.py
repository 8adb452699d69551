"""How far a happening got, whether it is denied, and how firmly it is put: the judge.

In: an EventMention, the Parse, the attributions. Out: a Judged with a Reason for every step. The standing is composed
from all that governs the trigger up to the content of the nearest attribution (`certainty_walk`), then read off on the
type's ladder. Values follow the annotation guide: what is sought, discussed, planned, pledged, agreed or hypothetical
is uncommitted (Uu); a plain negation is `-` and CT-; a source's denial is `+` and CT-; what failed is certain to have
been tried. What a clause tells in the past or present is told; so is a happening told by name (*the attack*) that
nothing puts off, and the reason `status.named` says so.

Does not look at who the source is (see `credibility`) nor at what other sentences say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from onrecord.domain.attribution import Attribution, AttributionKind, Stance
from onrecord.domain.certainty import AIMS, HAPPENED, Certainty, Judged, Reason, Status
from onrecord.domain.report import BlockKind
from onrecord.domain.times import Time
from onrecord.knowledge import Knowledge
from onrecord.reading.certainty_clause import is_verb, read_clause
from onrecord.reading.certainty_lexicon import Lexicon, lexicon_of
from onrecord.reading.certainty_nouns import apply_modifiers, is_given
from onrecord.reading.certainty_scope import Scope
from onrecord.reading.certainty_state import CERTAIN, POSSIBLE, PROBABLE, UNCOMMITTED, Standing
from onrecord.reading.certainty_walk import Walk
from onrecord.reading.mentions import EventMention, innermost
from onrecord.reading.parse import Parse, Token

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


def judge(
    event: EventMention,
    parse: Parse,
    attributions: Sequence[Attribution],
    knowledge: Knowledge,
    encoded: object | None = None,
) -> Judged:
    """Judge one event mention.

    Args:
        event: Trigger, type and the clause that carries it; hints of its frame lower, never raise.
        parse: The article's parse.
        attributions: All attributions of the article.
        knowledge: Tables; `certainty/*` are read.
        encoded: Reserved for what a trained encoder says of the trigger; the rules keep the last word.
    """
    lexicon = lexicon_of(knowledge)
    head, clause = _top(parse, event), parse.tokens[event.clause]
    span = parse.span(event.first, event.last)
    source = innermost(attributions, span.start, span.end)
    standing = Standing(type=event.type, attributed=source is not None)
    if event.type in lexicon.sets["negative_trigger_types"]:
        standing.negators = set(range(event.first, event.last))
    scope = Scope(
        lexicon=lexicon,
        standing=standing,
        core=head,
        tokens=parse.tokens,
        outside=_bounds(source),
        spoken=source is not None,
        backshift=_backshift(source, parse),
    )
    walk = Walk(scope)
    own = lexicon.transfer.get(head.lemma) if event.type == "TRANSFER" else None
    if own is not None and Status(own) in AIMS:
        standing.lower(Status(own))
        standing.note("status.trigger", head)
    if not is_verb(head) and scope.speaks and is_given(scope, head):
        apply_modifiers(scope, head)
        standing.note("certainty.given", head)
    elif clause is not head and is_verb(clause) and _carries(clause, head, walk):
        apply_modifiers(scope, head)
        walk.clause(clause)
    elif (governor := _headline_governor(head)) is not None:
        told = (lexicon.verb(form, "obj") for form in (governor.lemma, governor.lower.removesuffix("s")))
        standing.apply(next((effect for effect in told if effect is not None), "manages"), governor)
    elif is_verb(head) and not _noun_misread(head):
        walk.clause(head)
    else:
        walk.nominal(head)
    _asked(parse, head, walk, standing)
    _hint(event, standing)
    _stance(source, attributions, standing, parse, clause)
    if standing.soft is not None and standing.aim is None and not _any_of_none(standing):
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.any" if standing.soft.lower == "any" else "status.potential", standing.soft)
    if _performs(event, head, lexicon):
        standing.aim, standing.negated, standing.aspect = None, False, Status.DONE
        standing.note("status.uttered", head)
    _withdrawn(source, standing, parse, lexicon)
    caption = parse.sentence_of(head).kind is BlockKind.CAPTION
    return _compose(event, head, source, attributions, lexicon, standing, caption)


#: Ends of the TIMEX3 values of seasons.
_SEASONS = ("-WI", "-SP", "-SU", "-FA")


def day_told(judgements: Sequence[Judged], times: Sequence[Time | None], published: date | None) -> date | None:
    """The last day that a page can tell of: the day after the one it bears, where it dates what happened to that day.

    What was planned for that day, though in the past tense, has not happened.
    """
    if published is None or published == date.max:
        return published
    following = published + timedelta(days=1)
    for judged, time in zip(judgements, times, strict=True):
        happened = judged.status in HAPPENED and judged.polarity == "+"
        past = happened and any(reason.rule == "status.past" for reason in judged.reasons)
        if past and time is not None and time.first == following:
            return following
    return published


def against_day(judged: Judged, time: Time | None, told: date | None) -> Judged:
    """What is dated after the last day that the page can tell of is to come: *the summit starting on Wednesday*."""
    if told is None or time is None or time.first is None or time.first <= told:
        return judged
    if judged.status not in HAPPENED or judged.polarity != "+":
        return judged
    if (time.value or "").endswith(_SEASONS) and any(reason.rule == "status.past" for reason in judged.reasons):
        # "this winter ousted the president", said in July: the season is the one before
        return judged
    return replace(
        judged,
        status=Status.PLANNED,
        certainty=Certainty.UNCOMMITTED,
        author_certainty=Certainty.UNCOMMITTED,
        reasons=(*judged.reasons, Reason(rule="status.dated-ahead", span=time.span)),
    )


def _withdrawn(source: Attribution | None, standing: Standing, parse: Parse, lexicon: Lexicon) -> None:
    """What *an earlier version of this report* said is withdrawn by saying so: nobody vouches for it any more."""
    for span in source.source if source is not None else ():
        words = [token for token in parse.within(span) if token.pos != "PUNCT"]
        for one, other in pairwise(words):
            if f"{one.lower} {other.lower}" in lexicon.sets["withdrawn_sources"]:
                standing.weaken(UNCOMMITTED)
                standing.note("certainty.withdrawn", one)


def _bounds(source: Attribution | None) -> Callable[[Token], bool]:
    if source is None:
        return lambda token: False
    spans = source.content

    def outside(token: Token) -> bool:
        return not any(s.start <= token.start < s.end for s in spans)

    return outside


def _carries(clause: Token, head: Token, walk: Walk) -> bool:
    """Whether the verb only carries its noun (*paid a visit*); one that says more (*planned a visit*) governs it."""
    if head.dep == "pobj" and (head.head.lower == "without" or walk.scope.among("staying_verbs", clause.lemma)):
        return False
    relation = "subj" if head.dep == "nsubj" and head.head is clause else "obj"
    return walk.effect(clause, relation) in (None, "manages", "saying")


def _noun_misread(head: Token) -> bool:
    """A plural noun that the tagger takes for a verb: *began drills*."""
    return (
        head.tag == "VBZ"
        and head.dep in ("dobj", "pobj", "nsubjpass", "conj")
        and head.child("nsubj", "aux") is None
        and (head.dep != "conj" or head.head.pos == "NOUN")
    )


def _top(parse: Parse, event: EventMention) -> Token:
    """The trigger's word that is nearest to the root: *use* of *use of force*."""
    head = parse.tokens[event.head]
    while not head.is_root and event.first <= head.head.i < event.last and not is_verb(head):
        head = head.head
        if head.pos == "ADP" and not event.first <= head.head.i < event.last:
            return parse.tokens[event.head]
    return head


def _headline_governor(head: Token) -> Token | None:
    """The verb of a headline that the parser takes for an auxiliary of the noun after it: *cancels visit*."""
    if head.tag not in ("VB", "VBP") or not head.is_root:
        return None
    for child in head.kids("aux", "compound"):
        plain = child.lemma not in ("be", "have", "do", "get", "to") and child.tag in ("NNS", "VBZ")
        if plain and child.i == head.i - 1 and len(child.text) > 3:
            return child
    return None


def _any_of_none(standing: Standing) -> bool:
    """*No evidence of any attack*, *did not sell any arms*: the *any* belongs to the negation."""
    unknown = any(r.rule == "certainty.no-knowledge" for r in standing.reasons)
    return standing.soft is not None and standing.soft.lower == "any" and (standing.negated or unknown)


def _asked(parse: Parse, head: Token, walk: Walk, standing: Standing) -> None:
    """A yes-or-no question: nothing in it is told."""
    words = parse.words(parse.sentence_of(head))
    content = [t for t in words if t.pos != "PUNCT"]
    if not content or words[-1].text not in ("?", "”", '"', "'") or not any(t.text == "?" for t in words[-2:]):
        return
    opening = content[0]
    if opening.tag in ("VBZ", "VBD", "VBP", "MD") and not walk.outside(opening) and standing.aim is None:
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.question", words[-1])


def _backshift(source: Attribution | None, parse: Parse) -> bool:
    """Whether tenses stand one step back: an indirect saying in the past."""
    if source is None or source.kind is AttributionKind.DIRECT:
        return False
    return any(t.tag in ("VBD", "VBN") for s in source.cue for t in parse.within(s))


def _performs(event: EventMention, head: Token, lexicon: Lexicon) -> bool:
    """Whether the words of the trigger are the commitment, threat or appeal itself (*we will never allow*)."""
    if not is_verb(head) or event.type not in ("PLEDGE", "THREATEN", "REQUEST", "REJECT"):
        return False
    if lexicon.verbs.get(head.lemma) in ("pledged", "sought", "refuses") or head.lemma in ("threaten", "warn", "deny"):
        return False
    marks = read_clause(head)
    modal = marks.modal.lower if marks.modal is not None else ""
    if event.type in ("PLEDGE", "THREATEN"):
        return modal in ("will", "'ll", "’ll", "wo", "shall", "ca", "can", "must", "would", "cannot")
    return event.type == "REQUEST" and head.tag in ("VB", "VBP") and marks.subject is None and head.dep != "xcomp"


def _hint(event: EventMention, standing: Standing) -> None:
    """What the frame itself says; it lowers, never raises."""
    if event.status is not None:
        status = Status(event.status)
        if status in AIMS:
            standing.lower(status)
        elif status is Status.FAILED:
            standing.failed = True
        elif standing.aspect is None or status not in (Status.DONE,):
            standing.hinted = status
        standing.note("status.frame", None, event.frame)
    if event.polarity == "-":
        standing.negated = not standing.negated
        standing.note("polarity.frame", None, event.frame)
    if event.certainty is not None:
        certainty = Certainty(event.certainty)
        for degree, label in _POSITIVE.items():
            if label is certainty:
                standing.weaken(degree)
        for degree, label in _NEGATIVE.items():
            if label is certainty and degree != UNCOMMITTED:
                standing.contrary = True
                standing.weaken(degree)
        standing.note("certainty.frame", None, event.frame)


def _stance(
    source: Attribution | None, attributions: Sequence[Attribution], standing: Standing, parse: Parse, clause: Token
) -> None:
    """The cue of the nearest attribution, and a denial further out."""
    if source is None:
        return
    cue = source.cue[0] if source.cue else None
    words = {t.lemma for s in source.cue for t in parse.within(s)}
    by_id = {a.id: a for a in attributions}
    outer = by_id.get(source.via) if source.via else None
    noun_cue = all(t.pos in ("NOUN", "ADJ", "ADP", "DET", "PROPN", "PART") for s in source.cue for t in parse.within(s))
    if source.stance is Stance.DENIES or (outer is not None and outer.stance is Stance.DENIES and noun_cue):
        standing.contrary, standing.degree = True, CERTAIN
        standing.reasons.append(Reason(rule="certainty.denial", span=cue))
    elif source.stance is Stance.DOUBTS:
        standing.contrary = True
        standing.weaken(PROBABLE)
        standing.reasons.append(Reason(rule="certainty.doubt", span=cue))
    elif source.stance in (Stance.DECLINES, Stance.PENDING):
        if _presupposed(clause, source):
            standing.reasons.append(Reason(rule="certainty.presupposed", span=cue))
        else:
            standing.weaken(UNCOMMITTED)
            standing.reasons.append(Reason(rule="certainty.no-answer", span=cue))
    elif words & {"believe", "estimate", "assess", "think", "judge", "reckon"}:
        standing.weaken(PROBABLE)
        standing.reasons.append(Reason(rule="certainty.belief", span=cue))
    elif words & {"suspect", "speculate"}:
        standing.weaken(POSSIBLE)
        standing.reasons.append(Reason(rule="certainty.suspicion", span=cue))


def _presupposed(clause: Token, source: Attribution) -> bool:
    """*Would not say which agency is sending*: what, which, how and when take the sending for granted."""
    first = min((s.start for s in source.content), default=0)
    return any(
        t.tag in ("WDT", "WP", "WRB") and t.lower not in ("whether", "that") and t.start >= first
        for t in clause.subtree()
        if t.i < clause.i
    )


def _stems(token: Token) -> tuple[str, ...]:
    """The lemma, and for a gerund read as a noun the verbs that it may come from."""
    word = token.lemma
    if not word.endswith("ing"):
        return (word,)
    stem = word[:-3]
    return (word, stem, f"{stem}e", stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem)


def _over(noun: Token, lexicon: Lexicon, caption: bool) -> bool:
    """Whether a noun of a course of things tells of one that is over: dated back, or bounded in a past clause."""
    for child in noun.subtree():
        if child.lower in ("ago", "yesterday") or (
            child.lower == "last" and child.head.dep in ("npadvmod", "pobj", "tmod")
        ):
            return True
    if noun.lemma not in lexicon.sets["bounded_nouns"]:
        return False
    if caption:
        return True
    verb = next((t for t in noun.ancestors() if is_verb(t)), None)
    return verb is not None and read_clause(verb).tense == "past" and not read_clause(verb).progressive


def _rung(event: EventMention, head: Token, lexicon: Lexicon, standing: Standing, caption: bool) -> Status:
    """The rung of what is stated as having happened."""
    aspect = standing.aspect
    if event.status is not None and head.lemma == "be":
        # "said it was Russia": the deed asked for is told, not a state
        aspect = Status(event.status)
    noun = not is_verb(head)
    sets = lexicon.sets
    if aspect is None:
        going = noun and event.type not in sets["speech_types"] and event.type != "AGREE"
        if going and event.type == "TRANSFER" and head.tag == "NNS":
            pass
        elif going and head.lemma in sets["under_way_nouns"]:
            going = not _over(head, lexicon, caption)
        else:
            going = False
        aspect = Status.UNDER_WAY if going else Status.DONE
    if noun and event.type in sets["speech_types"]:
        aspect = Status.DONE
    if event.type == "TRANSFER" and aspect is Status.UNDER_WAY and head.lemma in sets["moving_verbs"]:
        return Status.SHIPPED
    if event.type == "TRANSFER" and aspect is Status.DONE:
        rung = next((lexicon.transfer[w] for w in _stems(head) if w in lexicon.transfer), None)
        if rung is not None and Status(rung) not in AIMS:
            return Status(rung)
    return aspect


def _compose(
    event: EventMention,
    head: Token,
    source: Attribution | None,
    attributions: Sequence[Attribution],
    lexicon: Lexicon,
    standing: Standing,
    caption: bool,
) -> Judged:
    polarity = "-" if standing.negated else "+"
    if standing.stopped and standing.aim in (Status.SOUGHT, Status.PLEDGED):
        polarity = "-" if polarity == "+" else "+"
        standing.outcome = None
    if standing.pending:
        status, polarity, certainty = Status.PLANNED, "-", Certainty.CERTAINLY_NOT
        if standing.aim is not None and standing.aim is not Status.PLANNED:
            certainty = Certainty.UNCOMMITTED
    elif standing.cancelled:
        status, certainty = Status.PLANNED, Certainty.CERTAINLY_NOT
    elif standing.stopped and standing.aim in (Status.PLANNED, Status.HYPOTHETICAL):
        speaks = event.type in lexicon.sets["speech_types"]
        status, certainty, standing.outcome = Status.DONE if speaks else Status.UNDER_WAY, Certainty.CERTAIN, None
    elif standing.aim is not None:
        status = standing.aim
        if status is Status.PLANNED and polarity == "-" and event.type == "TRANSFER" and standing.vowed:
            status = Status.PLEDGED
        certainty = Certainty.CERTAINLY_NOT if standing.contrary else Certainty.UNCOMMITTED
    elif standing.failed:
        status, certainty = Status.FAILED, (_NEGATIVE if standing.contrary else _POSITIVE)[standing.degree]
    else:
        status = standing.hinted or _rung(event, head, lexicon, standing, caption)
        if standing.negated:
            certainty = _NEGATIVE[standing.degree]
            if standing.contrary:
                certainty, polarity = _POSITIVE[standing.degree], "+"
        else:
            certainty = (_NEGATIVE if standing.contrary else _POSITIVE)[standing.degree]
    if not any(r.rule.startswith("status.") for r in standing.reasons):
        standing.note("status.named", head, f"told by name, and nothing puts it off: {status}")
    return Judged(
        status=status,
        polarity=polarity,
        certainty=certainty,
        author_certainty=_author(certainty, source, attributions),
        outcome=standing.outcome,
        probability=standing.probability,
        reasons=tuple(standing.reasons),
    )


def _author(certainty: Certainty, source: Attribution | None, attributions: Sequence[Attribution]) -> Certainty:
    """The outlet's own commitment: what it says itself, or passes on as confirmed or conceded; else none."""
    by_id = {a.id: a for a in attributions}
    seen: set[str] = set()
    while source is not None and source.id not in seen:
        if source.stance not in (Stance.CONFIRMS, Stance.CONCEDES):
            return Certainty.UNCOMMITTED
        seen.add(source.id)
        source = by_id.get(source.via) if source.via else None
    return certainty
