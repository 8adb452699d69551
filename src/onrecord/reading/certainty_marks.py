"""What a clause's own grammar says of the happening: tense, aspect, modals, negation, adverbs, subordinators.

In: the ClauseMarks of one clause and the Scope. Out: nothing; the Standing is moved. Rules follow the annotation
guide: *could have* is PS+ and done, *could* hypothetical, *will* planned, *not yet* planned and negative.
"""

from __future__ import annotations

from onrecord.domain.certainty import Status
from onrecord.reading.certainty_clause import ClauseMarks, first_conjunct, is_verb, read_clause
from onrecord.reading.certainty_scope import Scope
from onrecord.reading.certainty_state import POSSIBLE, PROBABLE, UNCOMMITTED
from onrecord.reading.parse import Token

_IF = ("if", "unless")


def apply_marks(scope: Scope, marks: ClauseMarks, inner: bool) -> None:
    """Apply a clause's marks; `inner` tells that it is the trigger's own clause, not a governor's."""
    standing = scope.standing
    _adverbs(scope, marks)
    inverted = _inverted(marks)
    if inverted is not None:
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.condition", inverted)
    elif marks.modal is None and not marks.infinitive and _subjunctive(marks):
        standing.lower(Status.SOUGHT)
        standing.note("status.subjunctive", marks.verb)
    elif marks.modal is not None:
        _modal(scope, marks, marks.modal)
    elif _forbids(marks) and not scope.speaks:
        standing.lower(Status.SOUGHT)
        standing.note("status.imperative", marks.verb)
    elif marks.finite:
        _tense(scope, marks)
    elif marks.infinitive and standing.aspect is None and (marks.perfect or marks.progressive):
        standing.aspect = Status.DONE if marks.perfect else Status.UNDER_WAY
    if marks.modal is not None or standing.last == "threatened":
        condition = conditional(marks)
        if condition is not None:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", condition)
    _negation(scope, marks, inner)


def _subjunctive(marks: ClauseMarks) -> bool:
    """*Insisted that sanctions be lifted*, *that Kyiv stop*."""
    auxiliaries = marks.verb.kids("aux", "auxpass")
    if any(a.lower == "be" for a in auxiliaries):
        return True
    told = marks.mark is not None and marks.mark.lower == "that" and marks.subject is not None
    return told and marks.verb.tag == "VB" and not auxiliaries


def _forbids(marks: ClauseMarks) -> bool:
    """*Do not violate the truce*: what somebody is told to leave."""
    do = next((a for a in marks.verb.kids("aux") if a.lower in ("do", "don")), None)
    if marks.verb.dep == "conj" and do is None:
        do = next((a for a in first_conjunct(marks.verb).kids("aux") if a.lower in ("do", "don")), None)
    return do is not None and marks.subject is None and marks.mark is None and bool(marks.negations)


def _inverted(marks: ClauseMarks) -> Token | None:
    """The auxiliary of *had it been*, *should it send*, *were it to*: a condition without *if*."""
    subject = marks.subject
    if subject is None or marks.verb.is_root or marks.mark is not None:
        return None
    first = next((a for a in marks.verb.kids("aux", "auxpass") if a.lower in ("had", "should", "were")), None)
    return first if first is not None and first.i < subject.i else None


def apply_subordinator(scope: Scope, marks: ClauseMarks, mark: Token) -> None:
    """*If*, *whether*, *unless*, *when*: what they say of their own clause."""
    standing, word = scope.standing, mark.lower
    if word == "whether" and marks.infinitive:
        weighed = scope.lexicon.verb(marks.verb.head.lemma, "ing") == "discussed"
        standing.lower(Status.DISCUSSED if weighed else Status.HYPOTHETICAL)
        standing.note("certainty.question", mark)
    elif word == "whether" or (
        word == "if" and (marks.verb.dep == "ccomp" or marks.verb.head.lemma in ("ask", "wonder"))
    ):
        standing.note("certainty.question", mark)
        if marks.progressive:
            standing.aspect = Status.UNDER_WAY
        told = marks.perfect or marks.progressive or marks.tense == "past"
        if standing.aim is None and marks.finite and told:
            standing.weaken(UNCOMMITTED)
        else:
            standing.lower(Status.HYPOTHETICAL)
    elif _conditions(scope, mark):
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.condition", mark)
    elif word == "until" and marks.perfect and marks.tense == "past" and is_verb(marks.verb.head):
        # "could not be signed until the army had left"
        above = read_clause(marks.verb.head)
        if above.modal is not None and above.negations:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", mark)
    elif word in ("until", "once", "when") and marks.tense == "present" and marks.verb.dep == "advcl":
        outer = marks.verb.head
        # "the money that it gets when sanctions are lifted": no one time is meant
        timeless = marks.passive and word != "until" and outer.dep == "relcl" and read_clause(outer).tense == "present"
        if timeless or still_ahead(scope, outer):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", mark)


def still_ahead(scope: Scope, token: Token) -> bool:
    """Whether the clause around a word is still ahead: an infinitive or under a modal, itself or further out."""
    for above in (token, *token.ancestors()):
        if scope.outside(above):
            return False
        if is_verb(above):
            marks = read_clause(above)
            if marks.modal is not None or (not marks.finite and above.tag == "VB"):
                return True
            if marks.mark is not None and marks.mark.lower in _IF:
                return True
            if marks.finite and above.dep not in ("relcl", "ccomp", "conj", "acl", "pcomp"):
                return False
    return False


def _conditions(scope: Scope, mark: Token) -> bool:
    """*If*, *unless* and their like, and *as long as*."""
    if mark.lower == "as":
        return mark.i > 0 and scope.tokens[mark.i - 1].lower == "long"
    return scope.lexicon.subordinators.get(mark.lower) == "hypothetical" and mark.lower not in ("until", "once")


def conditional(marks: ClauseMarks) -> Token | None:
    """The *if* or *unless* (under *should* also *when*) of a clause that hangs on this one."""
    ought = marks.modal is not None and marks.modal.lower == "should"
    for child in marks.verb.children:
        if child.dep in ("advcl", "prep"):
            mark = child.child("mark", "advmod")
            if mark is not None and (mark.lower in _IF or (mark.lower == "when" and ought)):
                return mark
    return None


def _negation(scope: Scope, marks: ClauseMarks, inner: bool) -> None:
    standing = scope.standing
    for negation in marks.negations:
        if negation.lower != "no" or negation.dep != "advmod":
            standing.negate(negation)
    subject = marks.subject
    if subject is not None and not marks.negations:
        det = subject.child("det", "neg")
        if det is not None and scope.among("negative_determiners", det.lower):
            standing.negate(det)
        elif scope.among("negative_pronouns", subject.lower):
            standing.negate(subject)
        elif det is not None and det.lower == "any" and marks.modal is not None:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.any", det)
    if not inner:
        for child in marks.verb.kids("dobj", "attr"):
            det = child.child("det", "neg")
            if det is not None and scope.among("negative_determiners", det.lower):
                standing.negate(det)
    for child in marks.verb.kids("preconj", "cc"):
        if child.lower == "neither":
            standing.negate(child)


def _adverbs(scope: Scope, marks: ClauseMarks) -> None:
    standing = scope.standing
    loose = [
        c for child in marks.verb.children for c in child.kids("advmod") if c.lower == "yet" and c.i > marks.verb.i
    ]
    for adverb in (*marks.adverbs, *loose):
        if adverb.lower == "longer" and any(c.lower == "no" for c in adverb.children):
            standing.negate(adverb)
            continue
        more = " ".join([*(c.lower for c in adverb.kids("advmod")), adverb.lower])
        effect = scope.lexicon.adverbs.get(more) or scope.lexicon.adverbs.get(adverb.lower)
        if effect in ("probable", "possible"):
            scope.estimate(adverb)
        match effect:
            case "uncommitted":
                standing.weaken(UNCOMMITTED)
                standing.note("certainty.hearsay", adverb)
            case "probable":
                standing.weaken(PROBABLE)
                standing.note("certainty.probable", adverb)
            case "possible":
                standing.weaken(POSSIBLE)
                standing.note("certainty.possible", adverb)
            case "negative":
                standing.negate(adverb)
            case "failed":
                standing.failed, standing.aim = True, None
                standing.note("status.failed", adverb)
            case "not_yet":
                subject = marks.subject.child("det") if marks.subject is not None else None
                none = subject is not None and scope.among("negative_determiners", subject.lower)
                if marks.negations or none:
                    standing.pending = True
                    standing.note("status.not-yet", adverb)
            case "almost":
                if marks.tense == "past" and adverb.i < marks.verb.i:
                    standing.lower(Status.HYPOTHETICAL)
                    standing.note("status.almost", adverb)
            case _:
                pass
    for prep in marks.verb.kids("prep"):
        vain = prep.child("pobj", "amod", "pcomp") if prep.lower == "in" else None
        if vain is not None and vain.lower == "vain":
            standing.failed, standing.aim = True, None
            standing.note("status.failed", vain)


def _modal(scope: Scope, marks: ClauseMarks, modal: Token) -> None:
    standing = scope.standing
    kind = scope.lexicon.modals.get(modal.lower)
    if kind in ("planned", "would") and modal.lower != "must":
        standing.vowed = True
    if kind == "planned" and modal.lower == "must" and marks.perfect:
        standing.weaken(PROBABLE)
        standing.note("certainty.must-have", modal)
        standing.aspect = standing.aspect or Status.DONE
    elif kind == "planned":
        standing.lower(Status.PLANNED)
        standing.note("status.future", modal)
    elif kind == "would":
        _would(scope, marks, modal)
    elif kind == "possible":
        _may(scope, marks, modal)
    elif kind == "sought" and not marks.perfect:
        standing.lower(Status.SOUGHT)
        standing.note("status.should", modal)
    else:
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.can", modal)


def _would(scope: Scope, marks: ClauseMarks, modal: Token) -> None:
    standing = scope.standing
    if marks.perfect:
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.counterfactual", modal)
    elif standing.type == "VIOLATE" or conditional(marks) is not None or not _reported(scope, marks.verb):
        if standing.aim is not Status.DISCUSSED:
            standing.lower(Status.HYPOTHETICAL)
        standing.note("status.would", modal)
    else:
        standing.lower(Status.PLANNED)
        standing.note("status.future-in-past", modal)


def _may(scope: Scope, marks: ClauseMarks, modal: Token) -> None:
    standing = scope.standing
    could_not = modal.lower == "could" and any(n.lower != "never" for n in marks.negations)
    if marks.perfect:
        if could_not or any(a.lower == "otherwise" for a in marks.adverbs):
            standing.lower(Status.HYPOTHETICAL)
        else:
            standing.weaken(POSSIBLE)
            standing.aspect = standing.aspect or Status.DONE
        standing.note("certainty.possible", modal)
    elif marks.progressive or (scope.among("copulas", marks.verb.lemma) and not marks.passive):
        standing.weaken(POSSIBLE)
        if marks.progressive or marks.verb.lemma == "be":
            standing.aspect = standing.aspect or Status.UNDER_WAY
        standing.note("certainty.possible", modal)
    elif could_not and standing.aim is None:
        standing.failed, standing.negated = True, not standing.negated
        standing.note("status.could-not", modal)
    else:
        standing.lower(Status.HYPOTHETICAL)
        standing.note("status.possible", modal)


def _reported(scope: Scope, verb: Token) -> bool:
    """Whether a *would* is the past of a reported *will*."""
    if scope.spoken:
        return True
    token = verb
    while not token.is_root:
        effect = scope.lexicon.verb(token.head.lemma, "that") if token.dep == "ccomp" else None
        if effect is not None and scope.among("telling_effects", effect):
            return True
        token = token.head
    return False


def _tense(scope: Scope, marks: ClauseMarks) -> None:
    """Set the aspect from the first finite clause that the walk meets."""
    standing, verb = scope.standing, marks.verb
    if standing.aspect is not None:
        return
    lemma = verb.lemma
    if standing.last in ("probable", "possible", "uncommitted", "accused") and is_verb(scope.core):
        lemma = scope.core.lemma
    noun = scope.core.pos == "NOUN"
    if marks.progressive:
        over = (marks.tense == "past" and not scope.backshift) or (scope.speaks and standing.type != "REQUEST")
        if standing.type == "REJECT" and marks.tense == "present":
            over = False
        standing.aspect = Status.DONE if over else Status.UNDER_WAY
        standing.note("status.progressive", verb)
    elif marks.perfect:
        long = any(a.lower == "long" for a in marks.adverbs) and scope.among("lasting_types", standing.type)
        going = scope.among("lasting_verbs", lemma) or verb.tag == "VBG" or long
        lasts = going and not scope.speaks and _lasting(scope, marks)
        standing.aspect = Status.UNDER_WAY if lasts else Status.DONE
        standing.note("status.perfect", verb)
    elif marks.tense == "past":
        if lemma == "be" and noun:
            return
        state = lemma == "be" or (marks.passive and scope.among("state_participles", lemma))
        stands = scope.among("lasting_verbs", lemma) and standing.type in ("SUPPORT", "COOPERATE")
        back = (state or stands) and scope.backshift and standing.type != "AGREE"
        standing.aspect = Status.UNDER_WAY if back else Status.DONE
        standing.note("status.past", verb)
    else:
        if noun and (lemma == "be" or scope.among("under_way_nouns", scope.core.lemma)):
            return
        if marks.passive and scope.among("state_participles", lemma):
            standing.aspect = Status.UNDER_WAY
            standing.note("status.state", verb)
            return
        if scope.speaks:
            going = scope.among("speech_present_under_way", lemma)
        else:
            stative = scope.among("stative_verbs", lemma) and standing.type not in ("AGREE", "CONSULT")
            going = stative or scope.among("lasting_types", standing.type)
        standing.aspect = Status.UNDER_WAY if going else Status.DONE
        standing.note("status.present", verb)


def _lasting(scope: Scope, marks: ClauseMarks) -> bool:
    """Whether a perfect reaches to the present: *has long*, *since March*, *for years*."""
    if any(scope.among("lasting_adverbs", a.lower) for a in marks.adverbs):
        return True
    for child in marks.verb.children:
        if child.dep == "prep" and child.lower == "since":
            return True
        if child.dep == "prep" and child.lower == "for":
            span = child.child("pobj")
            if span is not None and scope.among("time_units", span.lemma):
                return True
        mark = child.child("mark") if child.dep == "advcl" else None
        if mark is not None and mark.lower == "since":
            return True
    return False
