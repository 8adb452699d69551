"""Grammatical arguments of verbs and nouns, through passives, relatives, control, coordination and support verbs.

In: a Token. Out: Arguments, whose `subject` and `object` are logical ones: the agent of a passive is its subject.
`inferred` names the rule by which a subject was taken from elsewhere than the word's own clause. What the text leaves
open stays None: a passive without agent has no subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.knowledge.frames import FrameTable
from onrecord.reading.parse import Token

_SUBJECTS = ("nsubj", "csubj", "expl")
_RELATIVE = frozenset({"that", "which", "who", "whom"})


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """Heads of the phrases in each slot; `preps` maps a preposition to the heads of its objects."""

    subject: Token | None = None
    object: Token | None = None
    dative: Token | None = None
    preps: Mapping[str, tuple[Token, ...]] = field(default_factory=dict)
    passive: bool = False
    inferred: str | None = None
    support: Token | None = None


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: by its auxiliary or subject, or as a participle after a noun."""
    if verb.child("nsubjpass", "auxpass", "csubjpass") is not None:
        return True
    if _left_in(verb):
        return True
    if verb.dep == "conj" and verb.tag == "VBN" and verb.head.tag == "VBN" and verb.child("nsubj", "aux") is None:
        return is_passive(verb.head)
    return verb.tag == "VBN" and verb.dep in ("acl", "amod", "advcl", "relcl") and verb.child("nsubj", "aux") is None


def _left_in(verb: Token) -> bool:
    """A state that a verb of lasting keeps (*the ship remains impounded*)."""
    lasting = verb.dep in ("acomp", "oprd", "attr", "xcomp") and verb.head.lemma in ("remain", "stay", "keep")
    return lasting and verb.tag == "VBN" and verb.child("nsubj", "aux", "auxpass", "dobj") is None


def preposition_objects(token: Token) -> dict[str, tuple[Token, ...]]:
    """Objects of the prepositions below a token, by preposition; `agent` counts as `by`."""
    found: dict[str, list[Token]] = {}
    for prep in token.children:
        if prep.dep in ("advmod", "prt") and prep.i > token.i:
            # "walk away from its commitments", "push out of the town"
            for inner in prep.kids("prep"):
                for obj in inner.kids("pobj"):
                    found.setdefault(inner.lower, []).append(obj)
            continue
        if prep.dep not in ("prep", "agent", "dative") or prep.pos not in ("ADP", "SCONJ", "VERB", "ADV"):
            continue
        objects = prep.kids("pobj")
        nested = [(inner, obj) for inner in prep.kids("prep") for obj in inner.kids("pobj")]
        for obj in objects:
            found.setdefault(prep.lower, []).append(obj)
        for inner, obj in nested:
            found.setdefault(inner.lower, []).append(obj)
    return {name: tuple(tokens) for name, tokens in found.items()}


def _own_subject(verb: Token, words: FrameTable) -> Token | None:
    subject = verb.child(*_SUBJECTS)
    if subject is not None and subject.lower in _RELATIVE and subject.tag in ("WDT", "WP", "IN", "DT"):
        found = _antecedent(verb)
        if found is not None and verb.lemma in words.words["harm_words"]:
            return _happening_at(found) or found
        return found
    return subject


def asks_who(verb: Token) -> bool:
    """Whether a clause asks for its own subject: *who fired the missile*, *which agency is providing the arms*."""
    subject = verb.child("nsubj")
    if subject is None or verb.dep == "relcl":
        return False
    opening = min(verb.subtree(), key=lambda t: t.i)
    return (
        opening.tag in ("WP", "WDT")
        and (opening is subject or opening.head in (subject, verb))
        and opening.i <= subject.i
    )


def _happening_at(place: Token) -> Token | None:
    """The noun that a place stands at: *an attack in Kabul, which killed twelve*; towns kill nobody."""
    prep = place.head
    if place.ent not in ("GPE", "LOC", "FAC") or place.dep != "pobj" or prep.dep != "prep":
        return None
    return prep.head if prep.lower in ("in", "at", "near", "on", "outside") and prep.head.pos == "NOUN" else None


def _antecedent(verb: Token) -> Token | None:
    """The noun that a relative clause stands at, or None."""
    clause = verb
    while clause.dep in ("conj", "xcomp", "ccomp") and clause.head is not clause:
        clause = clause.head
    return clause.head if clause.dep == "relcl" else None


def logical_subject(verb: Token, words: FrameTable, depth: int = 0) -> tuple[Token | None, str | None]:
    """The logical subject of a verb and, where it was taken from elsewhere, by which rule."""
    if is_passive(verb):
        agents = preposition_objects(verb).get("by", ())
        return (agents[0], None) if agents else (None, None)
    subject = _own_subject(verb, words)
    if subject is not None:
        return subject, None
    if asks_who(verb):
        # "asked who shelled the town": whoever asks did not
        return None, None
    return controller(verb, words, depth)


#: Prepositions whose gerund is the object's deed under a verb of object control: *accused X of*, *charged X with*.
_CONTROLLING = frozenset(("of", "for", "from", "into", "to", "with", "over"))


def _surface_object(verb: Token) -> Token | None:
    if is_passive(verb):
        return verb.child("nsubjpass") or (verb.head if verb.dep in ("acl", "relcl") else None)
    return verb.child("dobj")


def gerund_actor(verb: Token) -> Token | None:
    """The noun of *in response to Iran shooting down*, where the parser hangs the gerund at the main verb.

    So it does with *fears of Iran attacking*, where it hangs at the fears.
    """
    if verb.tag != "VBG" or verb.dep not in ("advcl", "acl"):
        return None
    first = min(token.i for token in verb.subtree())
    before = next((t for t in verb.head.subtree() if t.i == first - 1), None)
    if before is None or before.dep != "pobj" or before.pos not in ("NOUN", "PROPN", "PRON"):
        return None
    prep = before.head
    if verb.dep == "acl":
        return before if prep.dep == "prep" and prep.head is verb.head and prep.head.pos == "NOUN" else None
    tells = prep.lower in ("to", "of", "about", "over", "despite", "from") and prep.head.pos == "NOUN"
    return before if tells else None


def controller(verb: Token, words: FrameTable, depth: int = 0) -> tuple[Token | None, str | None]:
    """Who acts in a clause that names no subject of its own."""
    if depth > 6 or verb.is_root:
        return None, None
    head, dep = verb.head, verb.dep
    actor = gerund_actor(verb)
    if actor is not None:
        return actor, "roles.participle"
    if dep == "conj":
        if head.pos in ("VERB", "AUX"):
            if verb.tag == "VBN" and is_passive(head):
                return None, None
            subject, rule = logical_subject(head, words, depth + 1)
            return subject, rule or "roles.coordination"
        if head.pos in ("NOUN", "PROPN"):
            return None, None
    if dep == "relcl":
        return head, "roles.relative"
    if dep in ("xcomp", "ccomp", "advcl"):
        if head.pos == "ADJ" and head.dep in ("acomp", "xcomp", "attr", "oprd") and head.head.pos in ("VERB", "AUX"):
            # "is likely to announce", "stands ready to shoot"
            subject, _ = logical_subject(head.head, words, depth + 1)
            return subject, "roles.control"
        if head.pos in ("NOUN", "PROPN", "ADJ") and dep != "advcl":
            return noun_agent(head, words, depth + 1), "roles.control"
        if head.lemma in words.object_control and dep != "advcl":
            held = _surface_object(head)
            if held is None:
                on = preposition_objects(head)
                held = next((on[name][0] for name in ("on", "upon", "to", "with") if name in on), None)
            if held is not None:
                return held, "roles.object-control"
        if dep == "advcl" and head.lemma == "call" and verb.tag == "VB" and head.i < verb.i:
            # "called on X to send": the parser hangs what is called for at the side
            on = preposition_objects(head)
            held = next((on[name][0] for name in ("on", "upon") if name in on), None)
            if held is not None:
                return held, "roles.object-control"
        if head.pos in ("VERB", "AUX"):
            if dep == "advcl" and is_passive(head):
                agents = preposition_objects(head).get("by", ())
                if agents:
                    return agents[0], "roles.control"
                return head.child("nsubjpass"), "roles.control"
            subject, _ = logical_subject(head, words, depth + 1)
            if subject is None and is_passive(head):
                subject = head.child("nsubjpass")
            return subject, "roles.control"
    if dep == "acl" and verb.tag == "VBD":
        # "X and the heads of the committees called on Y": the parser finds no verb for the sentence
        top = next((t for t in verb.ancestors() if t.is_root), None)
        if top is not None and top.pos in ("NOUN", "PROPN") and top is not head:
            return top, "roles.headless"
    if dep == "acl":
        if verb.tag == "VB" and head.ent in ("GPE", "LOC", "FAC") and head.dep == "pobj" and not head.head.is_root:
            # "is bound for Abu Dhabi to meet": the parser hangs the purpose at the place
            governor = head.head.head
            if governor.pos == "ADJ" and governor.head.pos in ("VERB", "AUX"):
                governor = governor.head
            if governor.pos in ("VERB", "AUX"):
                return logical_subject(governor, words, depth + 1)[0], "roles.control"
        if verb.tag == "VBG":
            return (
                (head, "roles.participle")
                if head.lemma not in words.eventive
                else (
                    noun_agent(head, words, depth + 1),
                    "roles.participle",
                )
            )
        return noun_agent(head, words, depth + 1), "roles.noun-control"
    if dep == "pcomp" and head.dep == "prep":
        governor = head.head
        if governor.pos in ("VERB", "AUX", "NOUN") and head.lower == "for":
            # "sanctions that A imposed on B for annexing C": those on whom it is laid did it
            laid = [
                held
                for prep in governor.subtree()
                if prep.dep == "prep" and prep.lower in ("on", "against", "upon") and prep.i < head.i
                for held in prep.kids("pobj")
                if max(t.i for t in held.subtree() if t.i < head.i) == head.i - 1
            ]
            if laid:
                return laid[-1], "roles.object-control"
        if governor.pos in ("VERB", "AUX"):
            if governor.lemma in words.object_control and head.lower in _CONTROLLING:
                held = _surface_object(governor)
                if held is not None:
                    return held, "roles.object-control"
            subject, _ = logical_subject(governor, words, depth + 1)
            if subject is None and is_passive(governor):
                subject = governor.child("nsubjpass") or (
                    noun_agent(governor.head, words, depth + 1) if governor.dep == "acl" else None
                )
            return subject, "roles.control"
        if governor.pos in ("NOUN", "PROPN"):
            above = governor.head
            if governor.dep == "dobj" and head.lower == "of" and above.lemma in words.object_control:
                # "convicted a businessman of exporting", where the parser hangs the deed at the man
                return governor, "roles.object-control"
            return noun_agent(governor, words, depth + 1), "roles.noun-control"
        if governor.pos == "ADJ":
            if governor.dep in ("acomp", "oprd", "attr") and governor.head.pos in ("VERB", "AUX"):
                # "were responsible for shooting", "is guilty of torturing"
                return logical_subject(governor.head, words, depth + 1)[0], "roles.control"
            return controller(governor, words, depth + 1)
    if dep == "pcomp" and head.pos in ("VERB", "AUX"):
        subject, _ = logical_subject(head, words, depth + 1)
        return subject, "roles.control"
    return None, None


def noun_agent(noun: Token, words: FrameTable, depth: int) -> Token | None:
    """Who holds a noun (*Russia's plan to*, *the decision by X to*, *X made a commitment to*), or None."""
    owner = noun.child("poss")
    if owner is not None:
        return owner
    preps = preposition_objects(noun)
    for name in ("by", "between", "from", "of"):
        if name in preps:
            return preps[name][0]
    relative = noun.child("relcl")
    if relative is not None:
        subject = _own_subject(relative, words)
        if subject is not None and subject is not noun:
            return subject
    for modifier in noun.kids("amod", "compound", "nmod"):
        if modifier.ent in ("GPE", "NORP", "ORG", "PERSON"):
            return modifier
    if depth > 6:
        return None
    if noun.dep in ("dobj", "attr", "oprd") and noun.head.pos in ("VERB", "AUX"):
        return logical_subject(noun.head, words, depth + 1)[0]
    if noun.dep == "pobj" and noun.head.dep == "prep":
        governor = noun.head.head
        if governor.pos in ("VERB", "AUX"):
            if noun.head.lower in ("on", "of") and governor.lemma in words.object_control:
                # "indicted the men on charges of smuggling", "accuses Russia of crimes including"
                held = _surface_object(governor)
                if held is not None:
                    return held
            subject = logical_subject(governor, words, depth + 1)[0]
            return subject or (governor.child("nsubjpass") if is_passive(governor) else None)
    return None


def answerable(noun: Token, words: FrameTable) -> Token | None:
    """Whom the words around a happening hold to answer for it, or None.

    *X claimed (responsibility for) the attack*, *is responsible for it*, *denied a role in it*; *Y blamed X for the
    attack*, *accused X of it*, *blamed it on X*.
    """
    found = _who_answers(noun, words)
    if found is None or found is noun or found.lower in words.words["nobody_words"]:
        return None
    det = found.child("det")
    return None if det is not None and det.lower in words.words["nobody_words"] else found


def _who_answers(noun: Token, words: FrameTable) -> Token | None:
    sets = words.words
    verb = noun.head
    if noun.dep in ("dobj", "nsubjpass") and verb.pos == "VERB":
        if noun.child("poss") is None and verb.lemma in sets["claiming_words"]:
            return logical_subject(verb, words)[0]
        return _under(verb, sets["laid_words"]) or _under(noun, sets["laid_words"], verb.lemma)
    for clause in noun.kids("acl"):
        if clause.tag == "VBN" and clause.lemma in sets["claiming_words"]:
            return logical_subject(clause, words)[0]
        if clause.tag == "VBN" and (held := _under(clause, sets["laid_words"])) is not None:
            return held
    if noun.dep != "pobj" or verb.dep != "prep":
        return None
    prep, above = verb.lower, verb.head
    if above.pos == "NOUN" and above.lemma in sets["answering_words"] and prep in ("for", "in"):
        owner = above.head
        if above.dep == "dobj" and owner.pos == "VERB" and owner.lemma in sets["answered_words"]:
            return logical_subject(owner, words)[0]
        return None
    if above.pos == "ADJ" and above.lemma in sets["answerable_words"] and prep in ("for", "of"):
        if above.dep == "acomp" and above.head.pos == "AUX":
            return logical_subject(above.head, words)[0]
        return _surface_object(above.head) if above.dep in ("oprd", "xcomp", "ccomp") else None
    if above.pos == "VERB" and f"{above.lemma} {prep}" in sets["blamed_words"]:
        return _surface_object(above)
    return None


def _under(word: Token, laid: frozenset[str], lemma: str | None = None) -> Token | None:
    """The object of the preposition by which a verb lays a happening on somebody (*blamed on*), or None.

    The parser may hang the preposition at the happening: `lemma` is then that of the verb.
    """
    for name, tokens in preposition_objects(word).items():
        if f"{lemma or word.lemma} {name}" in laid:
            return tokens[0]
    return None


def verb_arguments(verb: Token, words: FrameTable) -> Arguments:
    """Logical subject, object, dative and prepositional objects of a verb."""
    passive = is_passive(verb)
    subject, rule = logical_subject(verb, words)
    held: Token | None
    if passive:
        held = verb.child("nsubjpass")
        if held is not None and held.lower in _RELATIVE:
            held = _antecedent(verb)
        if held is None and verb.dep in ("acl", "amod", "relcl"):
            held = verb.head
        if held is None and verb.dep == "conj":
            held = verb.head.child("nsubjpass")
        if held is None and (verb.dep == "xcomp" or _left_in(verb)):
            held = verb.head.child("nsubj") if _left_in(verb) else controller(verb, words)[0]
        second = verb.child("dobj")
        dative = None
        if second is not None:
            dative, held = held, second
    else:
        held = verb.child("dobj")
        if held is not None and held.lower in _RELATIVE:
            held = _antecedent(verb)
        dative = verb.child("dative", "iobj")
        if dative is not None and dative.pos == "ADP":
            dative = None
        if held is None:
            # "weapons the US has provided": the noun is the object of the clause that stands at it
            clause = verb
            while clause.dep in ("xcomp", "ccomp", "conj", "pcomp"):
                # "shells that X is accused of sending"
                above = clause.head.head if clause.dep == "pcomp" and clause.head.pos == "ADP" else clause.head
                if above.pos not in ("VERB", "AUX"):
                    break
                clause = above
            if clause.dep == "relcl" and clause.head is not subject:
                held = clause.head
        if (
            held is None
            and verb.dep == "conj"
            and verb.head.pos == "VERB"
            and verb.child("prep", "ccomp", "xcomp") is None
        ):
            held = verb.head.child("dobj")
        if held is None:
            # "provide or sell arms": the object stands at the last of coordinated verbs
            for other in verb.kids("conj"):
                if other.pos == "VERB" and other.child("dobj") is not None and other.child("nsubj") is None:
                    held = other.child("dobj")
    preps = preposition_objects(verb)
    if held is not None:
        # "the sale of missiles to Syria": a phrase that the parser hangs at the object counts for the verb too
        for name, tokens in preposition_objects(held).items():
            if name != "of":
                preps[name] = preps.get(name, ()) + tokens
    for other in verb.kids("conj"):
        if other.pos == "VERB" and other.child("nsubj") is None:
            for name, tokens in preposition_objects(other).items():
                preps.setdefault(name, tokens)
    return Arguments(subject=subject, object=held, dative=dative, preps=preps, passive=passive, inferred=rule)


def noun_arguments(noun: Token, words: FrameTable) -> Arguments:
    """Possessor is left to the caller; subject and dative are those of the noun's support verb, if it has one."""
    preps = preposition_objects(noun)
    for held in preps.get("of", ()):
        # "the launch of a satellite by Iran": the agent hangs at the nearer noun
        for name, tokens in preposition_objects(held).items():
            if name in ("by", "to", "from"):
                preps.setdefault(name, tokens)
    for held in preps.get("from", ()):
        # "the delivery of drones from Iran to Sudan": the way goes on at the place that it starts from
        for name, tokens in preposition_objects(held).items():
            if name in ("to", "into", "via", "through"):
                preps.setdefault(name, tokens)
    if "between" not in preps and noun.lemma in words.words["two_sided_words"]:
        # "a clash around the fields of X between Y and Z": the parser hangs the parties at the nearest noun
        for prep in noun.subtree():
            if prep.dep == "prep" and prep.lower == "between" and prep.i > noun.i:
                preps["between"] = tuple(prep.kids("pobj"))
    verb: Token | None = None
    while (
        noun.dep == "pobj" and noun.head.lower in ("of", "in") and noun.head.head.lemma in words.words["measure_words"]
    ):
        # "$800 million in assistance": the measure stands where the noun means to
        noun = noun.head.head
        for name, tokens in preposition_objects(noun).items():
            preps.setdefault(name, tokens)
    if noun.dep in ("dobj", "nsubjpass", "attr", "oprd") and noun.head.pos in ("VERB", "AUX"):
        # "the letters followed a visit" tells the order; "followed through on a pledge" carries it
        verb = noun.head if noun.head.lemma not in words.words["sequence_words"] else None
    elif noun.dep == "pobj" and noun.head.dep == "prep" and noun.head.head.pos in ("VERB", "AUX"):
        # "imposed costs for its atrocities" does not carry the atrocities, "arrived for a visit" does the visit
        verb = noun.head.head
        if noun.head.lower in words.words["apart_words"] and (verb.child("dobj") or is_passive(verb)):
            verb = None
    elif (
        noun.dep == "conj"
        and noun.head.lemma in words.words["talking_words"]
        and any(p.lower in ("on", "about", "over") and p.i < noun.i for p in noun.head.kids("prep"))
    ):
        # "held talks on its programme and the lifting of sanctions": that is a topic too
        return Arguments(preps=preps)
    elif noun.dep == "conj" and noun.head.pos in ("NOUN", "PROPN"):
        return noun_arguments(noun.head, words) if noun.head.dep != "conj" else Arguments(preps=preps)
    if noun.dep == "acl" or verb is None or verb.lemma not in words.support_verbs:
        made = noun.child("relcl")
        if made is not None and made.lemma in words.support_verbs and made.child("dobj", "nsubjpass") in (None, noun):
            # "the promises that X has made": the clause at the noun is its support
            subject, rule = logical_subject(made, words)
            if subject is not None and subject is not noun:
                return Arguments(subject=subject, preps=preps, inferred=rule)
        return Arguments(preps=preps, support=None)
    subject, rule = logical_subject(verb, words)
    if subject is None and noun.dep == "pobj":
        # "are engaged in talks": no agent is meant, the subject takes part
        subject = verb.child("nsubjpass")
    dative = verb.child("dative", "iobj")
    if dative is not None and dative.pos == "ADP":
        dative = None
    for name, tokens in preposition_objects(verb).items():
        if noun not in tokens:
            preps.setdefault(name, tokens)
    return Arguments(subject=subject, dative=dative, preps=preps, inferred=rule, support=verb)
