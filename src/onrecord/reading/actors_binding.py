"""What the clause that a pronoun stands in says of it: whom it cannot mean, and in whose words it stands.

In: a pronoun's Token and word lists of `actors/grammar`. Out: tokens that head the phrases in question. An object is
not the one who does what is done to it (*X called Y, urging him*: not X), nor is a subject its own object; and the
subject of what somebody says is most often the speaker (*X said he*). Reflexives, possessives and pronouns in adjuncts
(*took it with him*) are left open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from onrecord.reading.parse import Token

#: Word lists by name.
Words = Mapping[str, Collection[str]]

_SUBJECT = ("nsubj", "nsubjpass")
_OBJECT = frozenset(("dobj", "dative", "iobj", "oprd"))
_VERB = ("VERB", "AUX")
#: Forms that are never subjects: as subjects of a small clause they are objects of the verb above it.
_OBLIQUE = frozenset(("him", "them"))
#: Prepositions whose object takes part in what the verb tells.
_TAKING_PART = frozenset(("to", "against", "at", "on", "upon", "with", "by", "for", "from", "of"))
_REFLEXIVE = frozenset(("himself", "herself", "itself", "themselves"))


def not_meant(token: Token, words: Words) -> Iterator[Token]:
    """Heads of the phrases that a pronoun cannot stand for: those that share its verb with it."""
    if token.lower in _REFLEXIVE or token.dep in ("poss", "conj"):
        return
    verb = _governor(token, words)
    if verb is not None:
        doer = _doer(verb, words)
        if doer is not None:
            yield from doer.conjuncts()
    elif token.dep in _SUBJECT and token.head.pos in _VERB:
        for part in token.head.kids("dobj", "dative", "iobj"):
            yield from part.conjuncts()
        for prep in token.head.kids("prep", "agent"):
            if prep.lower in ("to", "with", "against", "by") and token.head.lemma not in words["keeping"]:
                for part in prep.kids("pobj"):
                    yield from part.conjuncts()


def _governor(token: Token, words: Words) -> Token | None:
    """The verb that a pronoun is an object of, also through a preposition; None for subjects and adjuncts."""
    head = token.head
    if token.dep in _OBJECT:
        return head if head.pos in _VERB else None
    if token.dep in _SUBJECT and head.dep in ("ccomp", "xcomp", "advcl"):
        # *urged him to come*, *asked for him to be freed*
        infinitive = any(kid.dep == "aux" and kid.lower == "to" for kid in head.children)
        asked = infinitive and (head.dep != "advcl" or any(k.dep == "mark" and k.lower == "for" for k in head.children))
        return head.head if asked or (token.lower in _OBLIQUE and head.dep != "advcl") else None
    if token.dep == "pobj" and head.dep in ("prep", "agent", "dative") and head.lower in _TAKING_PART:
        verb = head.head
        return verb if verb.pos in _VERB and verb.lemma not in words["keeping"] else None
    return None


def _doer(verb: Token, words: Words) -> Token | None:
    """Who does what a verb tells, stated or understood; of a passive, who is its subject."""
    seen = 0
    while seen < 8:
        seen += 1
        subject = verb.child(*_SUBJECT)
        if subject is not None:
            if subject.tag in ("WDT", "WP") or (subject.lower == "that" and verb.dep == "relcl"):
                return verb.head if verb.dep == "relcl" else None
            return subject
        above = verb.head
        if verb.is_root:
            return None
        if verb.dep == "xcomp" and above.lemma not in words["subject_control"]:
            patient = above.child("dobj", "dative")
            if patient is not None:
                return patient
        elif verb.dep == "pcomp":
            governor = above.head
            held = governor.child("dobj")
            if held is not None and above.lower in ("of", "for", "from", "into"):
                return held
            above = governor
        elif verb.dep in ("acl", "relcl") and above.pos in ("NOUN", "PROPN", "PRON"):
            if verb.tag == "VBG" and above.ent not in ("DATE", "TIME", "GPE", "LOC", "FAC"):
                return above
            above = next((t for t in above.ancestors() if t.pos in _VERB), above)
        if above.pos not in _VERB:
            return None
        verb = above
    return None


def speaker_of(token: Token, words: Words) -> Token | None:
    """Who says, thinks or denies what a pronoun is the subject of: *X said he*, *X told Y that he*."""
    clause = token.head
    if token.dep not in _SUBJECT:
        return None
    while clause.dep == "conj" and clause.head.pos in _VERB:
        clause = clause.head
    verb = clause.head
    if clause.dep != "ccomp" or verb.lemma not in words["holding"]:
        return None
    return _doer(verb, words)
