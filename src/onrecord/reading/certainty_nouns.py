"""What stands right on a noun of happening, and what is said of it as a subject.

In: a noun and the Scope. Out: the Standing is moved, or an effect with its word is given back. How nouns hang in
clauses is `certainty_walk`'s part.
"""

from __future__ import annotations

from onrecord.domain.certainty import Status
from onrecord.reading.certainty_clause import is_verb, read_clause
from onrecord.reading.certainty_scope import Scope
from onrecord.reading.certainty_state import POSSIBLE, PROBABLE, UNCOMMITTED
from onrecord.reading.parse import Token

_RIGHT_ON = ("amod", "det", "advmod", "compound", "nmod", "neg")


def is_given(scope: Scope, noun: Token) -> bool:
    """Whether a noun is taken for granted: *the war*, *its offensive*; *a war*, *war* are not."""
    if noun.child("poss") is not None:
        return True
    det = noun.child("det")
    return det is not None and not scope.among("indefinite", det.lower)


def apply_modifiers(scope: Scope, noun: Token, own: bool = True) -> None:
    """Adjectives, determiners and participles on a noun of happening (`own`) or on a governing noun."""
    standing = scope.standing
    for child in noun.kids("acl"):
        ahead = scope.among("ahead_participles", child.lemma) and child.child("xcomp") is None
        if child.tag == "VBN" and ahead and not child.kids("aux", "auxpass"):
            pledged = scope.lexicon.verb(child.lemma, "obj") == "pledged"
            standing.apply("pledged" if pledged else "planned", child)
    after = scope.tokens[noun.i + 1 : noun.i + 4] if own else ()
    if [t.lower for t in after[:2]] == ["due", "to"] and scope.among("beginning_verbs", after[-1].lemma):
        # "talks due to resume", whatever the parser takes the words for
        standing.apply("planned", after[0])
    for clause in noun.kids("relcl") if own else []:
        still = _to_begin(scope, clause)
        if still is not None:
            standing.apply("planned", still)
    for child in noun.children:
        if own and child.dep in ("nummod", "compound", "nmod") and child.text.isdigit() and len(child.text) == 4:
            standing.aspect, standing.given = Status.DONE, True
            standing.note("status.dated", child)
        elif child.dep in ("det", "neg") and scope.among("negative_determiners", child.lower):
            standing.negate(child)
        elif child.dep in _RIGHT_ON:
            _modifier(scope, child, own)


def _to_begin(scope: Scope, clause: Token) -> Token | None:
    """The word by which a relative clause puts its noun ahead: *talks that are due to restart*, *that will open*."""
    marks = read_clause(clause)
    if marks.subject is None or marks.subject.tag not in ("WDT", "WP", "IN"):
        return None
    if marks.modal is not None and scope.lexicon.modals.get(marks.modal.lower) == "planned":
        return marks.modal if scope.among("beginning_verbs", clause.lemma) else None
    said = clause.child("acomp", "oprd") or clause
    raised = said.child("xcomp") or clause.child("xcomp")
    planned = scope.lexicon.adjectives.get(said.lower) or (said.tag == "VBN" and scope.lexicon.verb(said.lemma, "inf"))
    if planned == "planned" and (raised is None or scope.among("beginning_verbs", raised.lemma)):
        return said
    return None


def _modifier(scope: Scope, word: Token, own: bool) -> None:
    standing = scope.standing
    effect = scope.lexicon.modifiers.get(word.lower)
    if effect in ("probable", "possible_done"):
        scope.estimate(word)
    match effect:
        case "soft":
            standing.soft = word
        case "planned" | "hypothetical" | "sought" | "pledged" | "agreed":
            standing.apply(effect, word)
        case "uncommitted":
            standing.weaken(UNCOMMITTED)
            standing.note("certainty.alleged", word)
        case "possible_done":
            standing.weaken(POSSIBLE)
            standing.note("certainty.suspected", word)
        case "probable":
            standing.weaken(PROBABLE)
            standing.note("certainty.probable", word)
        case "failed":
            standing.failed = True
            standing.note("status.failed", word)
        case "cancelled":
            standing.apply("cancels", word)
        case "under_way" if own:
            standing.aspect = standing.aspect or Status.UNDER_WAY
            standing.note("status.under-way", word)
        case "done" if own:
            standing.aspect = standing.aspect or Status.DONE
            standing.note("status.past-modifier", word)
        case _:
            pass


def said_false(scope: Scope, noun: Token) -> None:
    """*The claim of X was false*, *the account is a bluff*: the predicate turns what the noun tells."""
    verb = noun.head
    if noun.dep != "nsubj" or verb.lemma != "be":
        return
    for child in verb.children:
        words = child.subtree() if child.i > verb.i else []
        for word in words:
            if scope.lexicon.adjectives.get(word.lower) == "denies" or scope.among("false_nouns", word.lemma):
                scope.standing.apply("denies", word)
                if any(t.lower in ("little", "probably", "likely") for t in words):
                    scope.standing.weaken(PROBABLE)
                return


#: Effects of what stands after *is*, and the lists of the words that have them.
_PHRASES = {
    "continues": "going_on_words",
    "finished": "over_words",
    "discussed": "discussed_phrases",
    "planned": "planned_phrases",
    "hypothetical": "hypothetical_phrases",
    "refuses": "refused_phrases",
}


def _phrase(child: Token) -> str:
    """A predicate's words without articles: *on table*, *up for debate*."""
    words, at = [child.lower], child
    for _ in range(3):
        below = at.child("pobj", "prep", "pcomp")
        if below is None:
            break
        words.append(below.lower)
        at = below
    return " ".join(words)


def _of(noun: Token) -> list[Token]:
    return [obj for prep in noun.kids("prep") if prep.lower == "of" for obj in prep.kids("pobj")]


def predicate_effect(scope: Scope, verb: Token) -> tuple[str, Token] | None:
    """*The delivery is under way*, *a strike is likely*, *withdrawal is a condition*: the effect on the subject."""
    for child in verb.kids("acomp", "advmod", "prep", "attr", "oprd"):
        words = _phrase(child)
        for effect, name in _PHRASES.items():
            if scope.among(name, words):
                return effect, child
        if child.dep == "attr":
            if child.lemma == "one" and (kind := next(iter(_of(child)), None)) is not None:
                # "is one of the options"
                child = kind
            if scope.among("option_words", child.lemma):
                return "discussed", child
            noun_effect = scope.lexicon.nouns.get(child.lemma)
            if noun_effect in ("condition", "sought", "planned", "hypothetical"):
                return ("sought" if noun_effect == "condition" else noun_effect), child
        elif child.dep in ("acomp", "oprd"):
            told = scope.lexicon.adjectives.get(child.lower)
            if told in ("planned", "hypothetical", "unlikely", "doubts", "denies", "asked", "probable"):
                if told == "probable" and read_clause(verb).tense == "present":
                    # "a strike is probable": it is still to come
                    told = "planned"
                return told, child
    return None


def gerund_governor(scope: Scope, word: Token) -> Token | None:
    """The verb of *denied shipping drones*, where the parser takes the gerund for part of the noun after it."""
    noun = word.head
    if word.dep not in ("compound", "amod") or not word.lower.endswith("ing") or noun.dep != "dobj":
        return None
    verb = noun.head
    if not is_verb(verb) or verb.i > word.i or any(t.i > verb.i for t in noun.subtree() if t.i < word.i):
        return None
    special = scope.lexicon.special.get(verb.lemma, {})
    particle = next((c.lower for c in verb.kids("prt") if c.lower in special), None)
    effect = special[particle] if particle is not None else scope.lexicon.verb(verb.lemma, "ing")
    return verb if effect is not None and scope.among("gerund_effects", effect) else None


def gerund_preposition(word: Token) -> Token | None:
    """The preposition of *suspected of smuggling attack drones*, where the gerund is taken for part of the noun."""
    noun = word
    while noun.dep in ("compound", "amod") and noun.head.pos in ("NOUN", "PROPN"):
        noun = noun.head
    plain = noun is word or noun.dep != "pobj" or not word.lower.endswith("ing")
    return None if plain or noun.head.i != word.i - 1 else noun.head


def announcing_noun(scope: Scope, verb: Token) -> Token | None:
    """The noun that an infinitive belongs to where the parser hangs it elsewhere: *issued calls to*, *vows made to*."""
    nouns = scope.lexicon.nouns
    head = verb.head
    first = min(verb.subtree(), key=lambda t: t.i)
    before = scope.tokens[first.i - 1] if first.i > 0 else None
    if before is not None and before is not head and before.pos == "NOUN" and before.sent == verb.sent:
        aims = scope.among("aim_noun_effects", nouns.get(before.lemma, ""))
        if aims and not scope.outside(before):
            return before
    if not is_verb(head) or verb.dep not in ("xcomp", "ccomp", "advcl"):
        return None
    related = head.dep == "relcl" and any(c.dep == "dobj" and c.tag in ("WDT", "IN") for c in head.children)
    if related and scope.among("aim_noun_effects", nouns.get(head.head.lemma, "")):
        return head.head
    if scope.lexicon.verb(head.lemma, "inf") not in (None, "manages", "planned", "must"):
        return None
    for noun in head.kids("dobj", "nsubjpass", "attr"):
        if head.i < noun.i < verb.i and scope.among("aim_noun_effects", nouns.get(noun.lemma, "")):
            return noun
    return None
