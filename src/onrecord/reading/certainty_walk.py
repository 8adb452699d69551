"""The walk from a trigger outwards: clause by clause, governor by governor.

In: a Scope and the token to start from. Out: the Scope's Standing. The walk ends at a finite clause of its own (main,
relative, temporal), at a governor that says or takes for granted, or at the bounds of the nearest attribution's
content, whose cue still has its say. Follows De Facto (Saurí and Pustejovsky 2012) in composing from the inside out,
with status ladders in place of a single scale. What each effect does is in `certainty_state`.
"""

from __future__ import annotations

from onrecord.domain.certainty import Status
from onrecord.reading.arguments import asks_who, gerund_actor
from onrecord.reading.certainty_clause import ClauseMarks, first_conjunct, is_verb, read_clause
from onrecord.reading.certainty_marks import apply_marks, apply_subordinator, conditional, still_ahead
from onrecord.reading.certainty_nouns import (
    announcing_noun,
    apply_modifiers,
    gerund_governor,
    gerund_preposition,
    is_given,
    predicate_effect,
    said_false,
)
from onrecord.reading.certainty_scope import Scope
from onrecord.reading.certainty_state import FINAL, PROBABLE, UNCOMMITTED
from onrecord.reading.parse import Token

_OBJECT = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative", "obj"})
_STAY = ("remain", "stay", "be")
#: What an adjective does to a clause that tells of the past or present: *it is likely that it sent*.
_TOLD = {"planned": "probable", "hypothetical": "possible", "unlikely": "doubts"}


def _is_past(verb: Token) -> bool:
    """Whether a clause tells of the past: in the past tense or a perfect, under no modal."""
    marks = read_clause(verb)
    return marks.modal is None and (marks.tense == "past" or marks.perfect)


#: Forms of verbs that a bare infinitive is never coordinated with.
_TENSED = frozenset(("VBD", "VBN", "VBZ", "VBG"))


class Walk:
    """One walk. `start` at the trigger's clause, or at a nominal trigger that nothing carries."""

    def __init__(self, scope: Scope):
        self.scope, self.standing, self.lexicon = scope, scope.standing, scope.lexicon
        self.outside = scope.outside
        self.seen: set[int] = set()

    # -- clauses ---------------------------------------------------------------------------------------------------

    def clause(self, verb: Token, inner: bool = True) -> None:
        """Read the clause of `verb`, then go on outwards. `inner` is False for a governor's clause."""
        if verb.i in self.seen:
            return
        self.seen.add(verb.i)
        marks = read_clause(verb)
        apply_marks(self.scope, marks, inner)
        holder = first_conjunct(verb)
        self.seen.add(holder.i)
        when = verb.child("advmod") if verb.dep == "advcl" else None
        if marks.mark is not None:
            apply_subordinator(self.scope, marks, marks.mark)
        elif when is not None and when.lower in ("when", "once"):
            apply_subordinator(self.scope, marks, when)
        alone = marks.subject is None and marks.modal is None
        if holder.dep == "dep" and holder.tag in ("VB", "VBP") and alone:
            self._bare(holder)
        elif holder.dep == "conj" and alone and not marks.finite and (first := _goes_on_with(holder)) is not None:
            self.clause(first)
        elif marks.finite:
            self._finite(holder, marks)
        else:
            self._dependent(holder, marks, inner)

    def _finite(self, verb: Token, marks: ClauseMarks) -> None:
        """A finite clause: what it is a complement of, if anything, has its say; all else ends the walk."""
        head, dep, standing = verb.head, verb.dep, self.standing
        if (opener := self._opener(verb)) is not None:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", opener)
        if [t.lower for t in self.scope.tokens[max(verb.i - 2, 0) : verb.i]] == ["all", "but"]:
            # "all but declared war"
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.almost", self.scope.tokens[verb.i - 1])
        if verb.is_root:
            self._question(verb)
            return
        inserted = marks.mark is None and head.i > verb.i and self.lexicon.verb(head.lemma, "that") == "saying"
        if dep == "ccomp" and inserted:
            return
        if dep == "ccomp" and asks_who(verb) and self.lexicon.verb(head.lemma, "that") == "sought":
            # "asked who fired": that somebody did is taken for granted
            standing.apply("asked", head)
        elif dep in ("ccomp", "xcomp") or (dep in ("acl", "relcl") and self._tells_content(verb, marks)):
            self._govern(head, "that")
        elif dep == "csubj":
            self._govern(head, "subj")
        elif dep == "conj":
            self._coordinated(verb)
        elif dep == "advcl" and self._at_that_time(marks) and still_ahead(self.scope, head):
            # "will be finished before he leaves"; of what may be, or a "possible invasion", nobody has a plan
            above = read_clause(head).modal
            sure = above is not None and self.lexicon.modals.get(above.lower) == "planned"
            standing.lower(Status.PLANNED if sure and standing.soft is None else Status.HYPOTHETICAL)
            standing.note("status.future", head)
        elif dep == "pcomp":
            self._preposition(head, verb, "that")
        elif dep == "relcl" and not self.outside(head):
            det = head.child("det")
            if det is not None and det.lower == "any":
                standing.lower(Status.HYPOTHETICAL)
                standing.note("status.any", det)
            elif self.scope.among("generic_heads", head.lower) and marks.tense == "present" and self._ahead(head):
                standing.lower(Status.HYPOTHETICAL)
                standing.note("status.any", head)

    def _opener(self, verb: Token) -> Token | None:
        """The *provided* right before a clause, which the parser takes for a verb or preposition of its own."""
        first = min(t.i for t in verb.subtree())
        before = self.scope.tokens[first - 1] if first else None
        words = [t.lower for t in self.scope.tokens[first : first + 3]]
        if words[:2] in (["so", "long"], ["as", "long"]) and words[-1] == "as":
            return self.scope.tokens[first + 1]
        if before is None or before.sent != verb.sent:
            return None
        case = before.lower == "case" and before.i > 0 and self.scope.tokens[before.i - 1].lower == "in"
        return before if case or before.lower in ("provided", "providing") else None

    def _ahead(self, noun: Token) -> bool:
        """Whether the clause around a noun is itself still ahead: an infinitive, or under a modal."""
        verb = next((t for t in noun.ancestors() if is_verb(t)), None)
        if verb is None or self.outside(verb):
            return False
        marks = read_clause(verb)
        return marks.modal is not None or (not marks.finite and verb.tag == "VB")

    def _tells_content(self, verb: Token, marks: ClauseMarks) -> bool:
        """Whether a clause after a noun tells the noun's content (*claims that*), not which one is meant."""
        if marks.mark is not None and marks.mark.lower in ("that", "whether"):
            return True
        if not self.scope.among("content_noun_effects", self.lexicon.nouns.get(verb.head.lemma, "")):
            return False
        return not any(t.tag in ("WDT", "WP", "WRB") for t in verb.subtree() if t.i < verb.i)

    def _coordinated(self, verb: Token) -> None:
        """A coordinated clause of its own stands under what stands over the first one."""
        head = verb.head
        while head.dep == "conj":
            head = head.head
        mark = head.child("mark")
        if head.dep == "ccomp" and not self.outside(head.head):
            self._govern(head.head, "that")
        elif head.dep == "advcl" and mark is not None and mark.lower in ("if", "unless"):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.condition", mark)

    def _question(self, verb: Token) -> None:
        words = verb.subtree()
        stop = next((t for t in verb.children if t.text == "?"), words[-1] if words[-1].text == "?" else None)
        if stop is not None and not any(t.tag in ("WP", "WRB", "WDT", "WP$") for t in words):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.question", stop)

    def _at_that_time(self, marks: ClauseMarks) -> bool:
        """Whether a clause in the present tense tells when something else is: *before he leaves*."""
        mark = marks.mark or next(iter(marks.verb.kids("advmod")), None)
        told = mark is not None and mark.i < marks.verb.i and self.scope.among("temporal_marks", mark.lower)
        return told and marks.tense == "present" and not marks.perfect and not marks.progressive

    def _dependent(self, verb: Token, marks: ClauseMarks, inner: bool) -> None:
        """A clause without tense: infinitive, gerund or participle."""
        standing, head, dep = self.standing, verb.head, verb.dep
        if verb.is_root:
            if self.scope.speaks:
                standing.aspect = Status.DONE
            elif verb.tag == "VBG":
                standing.aspect = standing.aspect or Status.UNDER_WAY
            elif verb.tag == "VB" and marks.subject is None and not verb.kids("aux", "auxpass"):
                standing.lower(Status.SOUGHT)
                standing.note("status.imperative", verb)
            if marks.infinitive:
                standing.lower(Status.PLANNED)
                standing.note("status.headline-future", verb)
        elif marks.infinitive:
            self._infinitive(verb)
        elif (raised := self._raised(marks)) is not None:
            standing.aspect = standing.aspect or Status.DONE
            self._noun_governor(raised, "of", verb)
        elif dep == "pcomp":
            self._preposition(head, verb, "ing")
        elif verb.tag == "VBG" and dep == "ccomp" and marks.subject is not None and head.lemma == "stop":
            # "blockaded it to stop X smuggling rifles"
            standing.aspect = standing.aspect or Status.DONE
            standing.apply("prevents", head)
            self._beyond(head)
        elif dep in ("xcomp", "ccomp", "dobj") or (dep == "oprd" and head.lemma not in _STAY):
            self._govern(head, "inf" if verb.tag == "VB" else "ing")
        elif dep in ("nsubjpass", "csubjpass") and verb.tag == "VBG" and head.child("oprd") is not None:
            self._judged(head)
        elif dep in ("csubj", "nsubj", "csubjpass") or self._topic(verb):
            standing.aspect = standing.aspect or Status.UNDER_WAY
            self._govern(head, "subj")
            self._generic(verb, marks)
        elif dep in ("acomp", "oprd") and head.lemma in _STAY:
            standing.aspect = standing.aspect or (Status.DONE if head.lemma == "be" else Status.UNDER_WAY)
            self.clause(head, False)
        elif (governor := gerund_governor(self.scope, verb)) is not None:
            self._govern(governor, "ing")
        elif (preposition := gerund_preposition(verb)) is not None:
            self._preposition(preposition, verb, "ing")
        elif (before := self._gerund_before(verb)) is not None:
            self._govern(before, "ing")
        elif dep in ("acl", "advcl") and self._object_gerund(verb, head):
            self._govern(head, "ing")
        elif dep in ("acl", "relcl", "amod"):
            self._participle(verb, marks)
        elif dep == "advcl":
            self._adverbial(verb, marks)
        elif dep == "conj" and is_verb(head):
            self.clause(head, inner)
        elif dep == "conj":
            self._context(head)
        elif dep in ("pobj", "attr", "appos", "nsubjpass", "compound"):
            self._context(verb)
        elif verb.tag == "VB":
            self._bare(verb)
        else:
            standing.aspect = standing.aspect or (Status.UNDER_WAY if verb.tag == "VBG" else Status.DONE)

    def _topic(self, verb: Token) -> bool:
        """Whether a gerund is put before its sentence and taken up by a pronoun: *Arming them: that is an option*."""
        subject = verb.head.child("nsubj") if verb.dep == "advcl" else None
        if subject is None or verb.tag != "VBG" or subject.lower not in ("that", "this", "it") or verb.i > subject.i:
            return False
        return any(t.text in ("–", "—", "-", "--", ":", ";") for t in self.scope.tokens[verb.i + 1 : subject.i])

    def _generic(self, verb: Token, marks: ClauseMarks) -> None:
        """What is said of a deed by nobody in particular: *striking Iran is an option*, *arming them carries risks*."""
        above = read_clause(verb.head) if is_verb(verb.head) else None
        if verb.tag != "VBG" or above is None or above.tense != "present" or above.perfect or marks.subject is not None:
            return
        predicate = verb.head.child("attr")
        real = predicate is not None and self.scope.among("real_predicates", predicate.lemma)
        if self.standing.aim is None and not real:
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.gerund-topic", verb.head)

    def _judged(self, verb: Token) -> None:
        """*Lifting the ban was considered a mistake*: what somebody thinks of it does not tell that it was done."""
        self.standing.aspect = self.standing.aspect or Status.DONE
        label = verb.child("oprd")
        if label is None or not self.scope.among("real_predicates", label.lemma):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.gerund-topic", verb)

    def _raised(self, marks: ClauseMarks) -> Token | None:
        """The noun of *the spectre of X being killed*, which the parser takes for the subject of the killing."""
        subject, verb = marks.subject, marks.verb
        being = next((t for t in verb.kids("aux", "auxpass") if t.tag == "VBG"), None)
        if subject is None or being is None or not any(p.lower == "of" for p in subject.kids("prep")):
            return None
        effect = self.lexicon.noun(subject.lemma, "of")
        return subject if effect is not None and self.scope.among("aim_noun_effects", effect) else None

    def _bare(self, verb: Token) -> None:
        """A bare verb that the parser could not place: one of several that are asked for, else still ahead."""
        before = (t for t in verb.head.children if t.i < verb.i and t.tag == "VB")
        first = next((t for t in before if read_clause(t).infinitive), None)
        if first is not None:
            self.clause(first)
        else:
            self.standing.lower(Status.PLANNED)
            self.standing.note("status.infinitive", verb)

    def _object_gerund(self, verb: Token, head: Token) -> bool:
        """Whether a gerund right after a verb is its object, whatever the parser makes of it: *ruled out sending*."""
        own = {t.i for t in verb.subtree()}
        if verb.tag != "VBG" or head.i > verb.i:
            return False
        subject = head.child("dobj")
        if subject is not None and subject.i == verb.i - 1:
            own |= {t.i for t in subject.subtree()}
        if any(t.i not in own and t.dep not in ("prt", "neg") for t in self.scope.tokens[head.i + 1 : verb.i]):
            return False
        effect = self.effect(head, "ing") if is_verb(head) or head.is_root else None
        return effect is not None and self.scope.among("gerund_effects", effect)

    def _gerund_before(self, verb: Token) -> Token | None:
        """The gerund of *favouring sending*, *considering buying*, which the parser may hang elsewhere."""
        before = self.scope.tokens[verb.i - 1] if verb.i else None
        if verb.tag != "VBG" or before is None or before.tag != "VBG" or before is verb.head:
            return None
        effect = self.lexicon.verb(before.lemma, "ing") if before.sent == verb.sent else None
        aims = effect in ("planned", "sought", "discussed", "hypothetical", "refuses", "prevents")
        return before if aims and not self.outside(before) else None

    def _infinitive(self, verb: Token) -> None:
        standing, head, dep = self.standing, verb.head, verb.dep
        yet = next((c for c in (*head.children, *verb.children) if c.lower == "yet" and c.dep == "advmod"), None)
        noun = announcing_noun(self.scope, verb)
        if yet is not None and head.lemma in ("have", "be"):
            standing.pending = standing.negated = True
            standing.note("status.yet-to", yet)
        elif dep == "xcomp" and head.lemma == "be":
            standing.lower(Status.PLANNED)
            standing.note("status.is-to", head)
            self._after(head)
        elif noun is not None:
            self._noun_governor(noun, "inf", verb)
        elif dep in ("acl", "relcl"):
            if self.outside(head):
                standing.lower(Status.PLANNED)
                standing.note("status.purpose-clause", verb)
            else:
                self._noun_governor(head, "inf", verb)
        elif dep == "advcl":
            if self._complement(head, verb):
                self._govern(head, "inf", verb)
            else:
                self._purpose(verb, head)
        elif dep == "conj" and is_verb(head) and not (read_clause(head).finite and head.kids("xcomp")):
            self.clause(head, True)
        elif dep in ("csubj", "nsubj"):
            self._govern(head, "subj")
        elif dep in ("xcomp", "ccomp") or is_verb(head):
            self._govern(head, "inf", verb)
        else:
            self._purpose(verb, head)

    def _complement(self, head: Token, verb: Token) -> bool:
        """Whether an infinitive that the parser takes for an adjunct is what its verb asks for."""
        if not is_verb(head) or head.i > verb.i:
            return False
        if head.lemma == "go" and head.tag == "VBG":
            return True
        effect = self.lexicon.verb(head.lemma, "inf")
        cut = any(head.i < c.i < verb.i and c.text == "," for c in head.children)
        return effect in ("sought", "fails", "planned", "agreed") and not cut

    def _purpose(self, verb: Token, head: Token) -> None:
        """An infinitive of purpose: sought where others must give it, else planned."""
        standing = self.standing
        utters = standing.type in ("REQUEST", "ACCUSE", "REJECT") and verb.dep == "advcl" and is_verb(head)
        if utters and not self.outside(head):
            self.clause(head, False)
            return
        acquires = self.scope.among("acquiring_verbs", verb.lemma)
        wanted = acquires and not (verb.lemma == "support" and standing.type != "SUPPORT")
        standing.lower(Status.SOUGHT if wanted else Status.PLANNED)
        standing.note("status.purpose-clause", verb)
        mark = read_clause(head).mark if is_verb(head) and not self.outside(head) else None
        if mark is not None and mark.lower in ("if", "unless"):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", mark)

    def _participle(self, verb: Token, marks: ClauseMarks) -> None:
        """A participle after its noun: *weapons sent*, *forces fighting*, *talks aimed at*."""
        standing, head = self.standing, verb.head
        effect = self.lexicon.nouns.get(head.lemma)
        governed = standing.last not in ("", "manages") and standing.last not in FINAL
        being = next((t for t in verb.kids("aux", "auxpass") if t.lower == "being"), None)
        if effect == "hypothetical" and being is not None and being.i == head.i + 1:
            # "risks being shot"
            standing.apply(effect, head)
        elif governed and not self.outside(head) and head.pos == "NOUN":
            if effect is not None and standing.aim is not None:
                standing.apply(effect, head)
                self._context(head)
        elif self.outside(head):
            standing.aspect = standing.aspect or (Status.DONE if verb.tag == "VBN" else Status.UNDER_WAY)
        elif (told := self._told_of(verb)) is not None:
            self._noun_governor(*told, verb)
        elif (any_ := head.child("det")) is not None and any_.lower == "any":
            # "any sanctions imposed by X would fail"
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.any", any_)
        elif verb.tag == "VBG" and head.dep == "dobj" and self.lexicon.verb(head.head.lemma, "obj") == "prevents":
            # "prevented fighters reaching the town"
            standing.aspect = standing.aspect or Status.DONE
            standing.apply("prevents", head.head)
            self._beyond(head.head)
        elif verb.tag == "VBG" and head.dep == "dobj" and self.lexicon.verb(head.head.lemma, "ing") == "continues":
            # "vowed to keep rifles flowing"
            self._govern(head.head, "ing")
        elif self.scope.among("generic_heads", head.lower) and still_ahead(self.scope, head):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.any", head)
        elif self.scope.speaks:
            standing.aspect = standing.aspect or Status.DONE
            if verb.tag == "VBG" and not is_given(self.scope, head):
                # "may issue a statement rejecting it": the words are spoken once the text is out
                self._context(head)
        elif verb.tag == "VBG" and not marks.progressive and effect in ("planned", "agreed", "pledged"):
            self._noun_governor(head, "ing", verb)
        else:
            state = self.scope.among("state_participles", verb.lemma) or marks.progressive
            going = state or verb.tag == "VBG"
            standing.aspect = standing.aspect or (Status.UNDER_WAY if going else Status.DONE)
            standing.note("status.participle", verb)

    def _told_of(self, verb: Token) -> tuple[Token, str] | None:
        """The noun and preposition of *fears of Iran attacking*, wherever the parser hangs the gerund."""
        head, mark, actor = verb.head, verb.child("mark"), gerund_actor(verb)
        if verb.tag != "VBG":
            return None
        if actor is not None:
            noun, word = head, actor.head.lower
        elif mark is not None and verb.child("nsubj") is not None:
            noun, word = head, mark.lower
        elif head.pos in ("PROPN", "PRON") and head.dep == "pobj" and min(t.i for t in verb.subtree()) == head.i + 1:
            # a name before a gerund is who acts, not one of several of that name
            noun, word = head.head.head, head.head.lower
        else:
            return None
        effect = self.lexicon.noun(noun.lemma, word) if noun.pos == "NOUN" else None
        return (noun, word) if effect is not None and self.scope.among("gerund_noun_effects", effect) else None

    def _adverbial(self, verb: Token, marks: ClauseMarks) -> None:
        """A participial adjunct shares the standing of its main clause."""
        head = verb.head
        mark = marks.mark.lower if marks.mark is not None else ""
        actor = gerund_actor(verb)
        if actor is not None:
            self._preposition(actor.head, verb, "ing")
        elif (aim := self._equated(verb)) is not None:
            self.standing.apply("planned", aim)
        elif (asks := self._asked_for(verb)) is not None:
            self.standing.apply("sought", asks)
            self._after(head)
        elif self.scope.among("done_prepositions", mark) or self.outside(head):
            self.standing.aspect = self.standing.aspect or Status.DONE
        elif is_verb(head):
            self.clause(head, False)
        elif mark in ("as", "than") and still_ahead(self.scope, head):
            self._compared(verb)

    def _equated(self, verb: Token) -> Token | None:
        """The noun of *for the sake of its mission, fighting X*, wherever the parser hangs the gerund."""
        tokens = self.scope.tokens
        if verb.tag != "VBG" or verb.i < 2 or tokens[verb.i - 1].text not in (",", ":", "–", "—"):
            return None
        noun = tokens[verb.i - 2]
        told = noun.pos == "NOUN" and noun.sent == verb.sent and self.scope.among("equated_aim_nouns", noun.lemma)
        return noun if told else None

    def _compared(self, verb: Token) -> None:
        """*It would not be as simple as the army leaving*: nobody says that it left."""
        self.standing.lower(Status.HYPOTHETICAL)
        self.standing.note("status.compared", verb)

    def _asked_for(self, verb: Token) -> Token | None:
        """The *for* of *calls for more arms, bombing the port, and sinking ships*: all of it is asked for."""
        head = verb.head
        listed = any(t.tag == "VBG" and t.kids("cc") == [] for t in verb.kids("conj")) and bool(verb.kids("cc"))
        if verb.tag != "VBG" or not listed or not is_verb(head):
            return None
        preps = [p for p in head.kids("prep") if head.i < p.i < verb.i and self.effect(head, p.lower) == "sought"]
        return preps[-1] if preps else None

    # -- governors -------------------------------------------------------------------------------------------------

    def effect(self, head: Token, relation: str) -> str | None:
        """What `head` does to what stands to it in `relation`, or None."""
        lexicon = self.lexicon
        if relation == "of" and head.lemma in ("stop", "fall") and any(c.lower == "short" for c in head.children):
            return "stopped_short"
        if head.lemma == "go" and relation == "inf" and any(c.lower == "on" for c in head.kids("prt")):
            return "manages"
        special = lexicon.special.get(head.lemma, {})
        for particle in head.kids("prt", "advmod"):
            if particle.lower in special and particle.i > head.i:
                return special[particle.lower]
        if is_verb(head):
            if head.lower == "prepared" and relation in ("inf", "for") and head.child("dobj") is None:
                return "hypothetical"
            found = lexicon.verb(head.lemma, relation)
            arranged = self.scope.among("arranged_types", self.standing.type)
            if relation == "inf" and not arranged and self.scope.among("working_verbs", head.lemma):
                # "working to train them" goes on, "working to seal a deal" does not
                return "manages"
            if found is None and head.tag in ("VBN", "JJ") and relation in ("inf", "that"):
                found = lexicon.adjectives.get(head.lower)
            return found
        if head.pos in ("ADJ", "ADV", "ADP", "SCONJ"):
            formed = head.lower.endswith(("ed", "en", "ing"))
            return lexicon.adjectives.get(head.lower) or (lexicon.verb(head.lemma, relation) if formed else None)
        if head.is_root and head.tag == "NNS" and relation == "ing":
            return lexicon.verb(head.lemma, relation)
        if head.pos in ("NOUN", "PROPN"):
            return lexicon.nouns.get(head.lemma)
        return None

    def _govern(self, head: Token, relation: str, verb: Token | None = None) -> None:
        """Apply what `head` does to a clause that stands to it in `relation`, then go on from `head`."""
        standing, scope = self.standing, self.scope
        if head.lemma == "be" and relation in ("that", "inf"):
            predicate = head.child("acomp", "attr", "oprd")
            head = predicate if predicate is not None and predicate is not verb else head
        said = predicate_effect(scope, head) if relation == "subj" and head.lemma == "be" else None
        effect = said[0] if said is not None else self.effect(head, relation)
        if effect in ("uncommitted", "accused") and self.outside(head) and standing.attributed:
            standing.aspect = standing.aspect or Status.DONE
            return
        marks = read_clause(verb) if verb is not None and relation == "inf" else None
        if effect == "factive" and marks is not None and not marks.perfect and is_verb(head):
            told = "inf" in self.lexicon.special.get(head.lemma, {}) or read_clause(head).passive
            # "it follows a vow to stop": what a telling verb is followed by is its purpose
            effect = effect if told else None
        if effect == "factive" and relation == "inf" and self._offered(head):
            effect = "hypothetical"
        if relation in ("ing", "obj") and scope.among("containers", head.lemma) and self._contains(head, effect):
            self._contained(head)
            return
        if relation == "ing" and effect in (None, "saying", "factive", "denies", "doubts", "prevents", "refuses"):
            standing.aspect = standing.aspect or Status.DONE
        if effect is None:
            if relation == "that":
                return
            if relation == "inf":
                carried = self.lexicon.verb(head.lemma, "obj") == "manages" or not is_verb(head)
                if verb is not None and not carried:
                    self._purpose(verb, head)
                    return
            effect = "planned" if relation == "inf" else "manages"
        if relation == "inf" and head.lemma in ("help", "assist") and scope.among("acquiring_verbs", scope.core.lemma):
            effect = "sought" if read_clause(head).progressive else effect
        told = standing.aspect is not None and standing.last not in ("continues", "starts")
        if head.pos == "ADJ" and standing.aim is None and told:
            effect = _TOLD.get(effect, effect)
        scope.estimate(head)
        standing.apply(effect, head)
        if effect == "saying":
            if relation == "inf":
                standing.aspect = standing.aspect or Status.DONE
            self._unsaid(head)
        if effect not in FINAL:
            self._beyond(head)

    def _offered(self, adjective: Token) -> bool:
        """Whether a feeling about a deed offers it: *would be proud to host*, *is happy to meet*, not *was happy*."""
        if adjective.pos != "ADJ" or not is_verb(adjective.head):
            return False
        marks = read_clause(adjective.head)
        willing = self.scope.among("willing_words", adjective.lower) and marks.tense == "present" and not marks.perfect
        return marks.modal is not None or willing

    def _beyond(self, head: Token) -> None:
        """Go on from a governor; from a cue outside the content only its negation counts."""
        if not self.outside(head):
            self._after(head)
        elif is_verb(head):
            for negation in read_clause(head).negations:
                self.standing.negate(negation)

    def _after(self, head: Token) -> None:
        """Go on outwards from a governor inside the bounds."""
        if is_verb(head):
            self.clause(head, False)
        elif head.pos != "ADJ":
            self._context(head)
        elif head.dep == "conj":
            self._after(head.head)
        elif is_verb(head.head) and not head.is_root:
            for child in head.kids("neg"):
                self.standing.negate(child)
            self.clause(head.head, False)

    def _unsaid(self, head: Token) -> None:
        """A saying that is negated or under *if* commits nobody."""
        if not is_verb(head) or self.outside(head):
            return
        marks = read_clause(head)
        if marks.mark is not None and marks.mark.lower in ("if", "unless"):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.condition", marks.mark)
        if (modal := self._to_be_said(head)) is not None:
            self.standing.weaken(UNCOMMITTED)
            self.standing.note("certainty.yet-to-say", modal)
        if marks.negations and self.scope.among("asserting_verbs", head.lemma):
            self.standing.weaken(UNCOMMITTED)
            self.standing.note("certainty.not-said", marks.negations[0])

    def _to_be_said(self, head: Token) -> Token | None:
        """The *will* of *will use the meeting to claim that*: nobody has said it yet."""
        verb = head
        while verb.dep in ("xcomp", "advcl") and is_verb(verb.head) and not read_clause(verb).finite:
            verb = verb.head
        modal = read_clause(verb).modal if not self.outside(verb) else None
        ahead = modal is not None and self.lexicon.modals.get(modal.lower) == "planned" and modal.lower != "must"
        return modal if ahead else None

    def _contains(self, head: Token, effect: str | None) -> bool:
        """Whether a verb tells what is in its subject: a deal that *involves*, a plan that would *see*."""
        subject = read_clause(head).subject
        known = self.lexicon.nouns.get(subject.lemma, "") if subject is not None else ""
        return effect is None or self.scope.among("aim_noun_effects", known) or known == "banned"

    def _contained(self, head: Token) -> None:
        """*The planned deal involves sending*: what it involves stands as the subject does."""
        standing = self.standing
        standing.last = "manages"
        subject = read_clause(head).subject
        if subject is not None:
            apply_modifiers(self.scope, subject)
            effect = self.lexicon.nouns.get(subject.lemma, "")
            aims = self.scope.among("aim_noun_effects", effect) or effect in ("discussed", "banned")
            if aims and standing.aim is None:
                standing.apply(effect, subject)
        planned = standing.aim is Status.PLANNED
        if not self.outside(head):
            self.clause(head, False)
        if planned and standing.aim is Status.HYPOTHETICAL and standing.reasons[-1].rule == "status.would":
            standing.aim = Status.PLANNED

    def _preposition(self, prep: Token, inside: Token, relation: str) -> None:
        """What a noun (`obj`), a gerund (`ing`) or a clause (`that`) after a preposition stands under."""
        standing, word, head = self.standing, prep.lower, self._held_by(prep)
        gerund = relation != "obj"
        instead = word == "than" or "instead" in (head.lower, *(c.lower for c in prep.children))
        if (
            word == "as"
            and not gerund
            and any(t.lower == "such" for t in self.scope.tokens[max(prep.i - 1, 0) : prep.i])
        ):
            # "provocations such as a test": it stands as those do
            if head.pos in ("NOUN", "PROPN"):
                self._context(head)
        elif word == "from" and head.lower == "away" and head.kids("npadvmod"):
            # "may be weeks away from a war"
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.away-from", head)
        elif word in ("against", "from") and self._came(head, word, inside):
            # "defended the town against the attack", "protected them from a barrage": that one came
            standing.note("certainty.given", prep)
        elif word == "from" and not is_verb(head) and self._sheltered(prep, inside):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.hypothetical", prep)
        elif word == "against" and not is_verb(head) and self._shielded(prep):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.hypothetical", prep)
        elif word == "by" and head.lemma in ("follow", "accompany", "precede") and head.dep == "acl":
            # "will begin a bombardment followed by an attack"
            self._context(head.head)
        elif word == "with" and gerund and inside.child("nsubj") is not None:
            standing.aspect = standing.aspect or (Status.DONE if self.scope.speaks else Status.UNDER_WAY)
        elif word == "without" and [t.lower for t in self.scope.tokens[max(prep.i - 2, 0) : prep.i]] == ["with", "or"]:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", prep)
        elif word == "without":
            if is_verb(head) and read_clause(head).modal is not None and not gerund:
                standing.lower(Status.HYPOTHETICAL)
                standing.note("status.condition", prep)
            elif gerund or not is_given(self.scope, inside):
                standing.negate(prep)
                standing.aspect = standing.aspect or Status.DONE
        elif word == "of" and head.lower == "short":
            standing.apply("stopped_short", head)
            self._beyond(head)
        elif gerund and instead and word in ("than", "of"):
            standing.negate(prep)
            standing.aspect = standing.aspect or Status.DONE
        elif is_verb(head):
            effect = self.effect(head, word)
            if effect == "accused" and self.outside(head):
                standing.aspect = standing.aspect or (Status.DONE if gerund else None)
            elif effect is not None:
                if (
                    word == "on"
                    and self.scope.among("working_verbs", head.lemma)
                    and self.scope.among("arranged_types", standing.type)
                ):
                    effect = "planned"
                if gerund and (effect in FINAL or effect in ("accused", "prevents", "refuses", "manages")):
                    standing.aspect = standing.aspect or Status.DONE
                self.scope.estimate(head)
                standing.apply(effect, prep)
                if effect not in FINAL:
                    self._beyond(head)
            elif gerund:
                self._adjunct_gerund(word, head, prep)
            else:
                self._adjunct_noun(word, head, prep, inside)
        elif head.pos in ("NOUN", "PROPN", "NUM", "SYM"):
            moved = self.lexicon.verb(head.head.lemma, "into") if word == "into" and is_verb(head.head) else None
            if moved is not None:
                standing.apply(moved, head.head)
                self._after(head.head)
            else:
                self._noun_governor(head, word, inside)
        elif head.dep == "prep" and self.lexicon.adjectives.get(head.lower) is None:
            self._preposition(head, inside, relation)
        elif (effect := self.lexicon.adjectives.get(head.lower)) is not None:
            if effect == "hypothetical" and word == "about" and is_given(self.scope, inside):
                # "is worried about the attack": that one is known
                standing.note("certainty.given", head)
                return
            standing.apply(effect, head)
            if effect not in FINAL:
                self._beyond(head)
        elif gerund and head.pos in ("ADJ", "ADV") and word in ("by", "in", "through"):
            self._after(head)
        elif gerund and word == "for" and head.pos == "ADJ" and still_ahead(self.scope, head):
            # "must be accountable for enforcing"
            self._after(head)
        elif gerund and word in ("as", "than") and still_ahead(self.scope, head):
            self._compared(inside)
        elif gerund:
            standing.aspect = standing.aspect or Status.DONE

    def _came(self, verb: Token, word: str, inside: Token) -> bool:
        """Whether what somebody was shielded from came: it is given, or the clause tells of the past."""
        if not is_verb(verb) or self.lexicon.special.get(verb.lemma, {}).get(word) != "hypothetical":
            return False
        return is_given(self.scope, inside) or _is_past(verb)

    def _sheltered(self, prep: Token, inside: Token) -> bool:
        """*The protection of persons from attacks*: any that may come, not the one that came."""
        above = prep.head
        while above.pos in ("NOUN", "PROPN") and not above.is_root:
            if self.scope.among("shielding_nouns", above.lemma):
                return not is_given(self.scope, inside)
            above = above.head.head if above.dep == "pobj" else above.head
        return False

    def _shielded(self, prep: Token) -> bool:
        """Whether what stands against a happening is stood by or kept from it: *stand by allies against attack*."""
        verb = next((t for t in prep.ancestors() if is_verb(t)), None)
        inside = prep.child("pobj")
        if verb is None or inside is None or is_given(self.scope, inside) or self.outside(verb):
            return False
        if _is_past(verb):
            return False
        return self.lexicon.verb(verb.lemma, "against") == "hypothetical"

    def _held_by(self, prep: Token) -> Token:
        """The head of a preposition: the verb where an adverb of it stands between, the object whose complement it is.

        *Shied away from striking*; *laid the groundwork for a raid*, where the parser hangs the complement on the verb.
        """
        head = prep.head
        if head.pos in ("ADV", "ADP") and head.dep in ("advmod", "prt") and is_verb(head.head):
            return head.head if self.effect(head.head, prep.lower) is not None else head
        if is_verb(head) and self.effect(head, prep.lower) is None:
            thing = head.child("dobj")
            beside = thing is not None and max(t.i for t in thing.subtree()) == prep.i - 1
            effect = self.lexicon.noun(thing.lemma, prep.lower) if thing is not None else None
            if thing is not None and beside and effect in ("groundwork", "banned"):
                # "lifted its ban on exporting"
                return thing
            if thing is not None and head.lemma == "have" and effect in ("condition", "planned", "sought"):
                # "which preconditions it has for talks"
                return thing
        return head

    def _adjunct_gerund(self, word: str, head: Token, prep: Token) -> None:
        """*By sending*, *for sending*, *after sending* beside a verb that does not ask for it."""
        standing, scope = self.standing, self.scope
        if word in ("by", "in", "through") and not self.outside(head):
            self.clause(head, False)
            return
        factive = "factive" in (self.lexicon.verb(head.lemma, "obj"), self.lexicon.verb(head.lemma, "for"))
        blamed = scope.among("blamed_types", standing.type) and not scope.among("purposeful_for", head.lemma)
        if word == "for" and scope.among("catching_verbs", head.lemma):
            standing.aspect = standing.aspect or Status.UNDER_WAY
        elif word == "before" and not (read_clause(head).tense == "past" and read_clause(head).modal is None):
            standing.lower(Status.PLANNED)
            standing.note("status.before", prep)
        elif word == "for" and not factive and not blamed:
            standing.lower(Status.PLANNED)
            standing.note("status.purpose-clause", prep)
        else:
            standing.aspect = standing.aspect or Status.DONE

    def _adjunct_noun(self, word: str, head: Token, prep: Token, noun: Token) -> None:
        """*Through exports*, *in talks*, *during a visit* beside a verb that does not ask for it."""
        scope = self.scope
        det = noun.child("det")
        given = det is not None and not scope.among("indefinite", det.lower) and (word == "by" or det.lower != "the")
        carries = scope.among("carrying_prepositions", word) and prep.dep != "agent"
        if carries and not given and not self.outside(head):
            self.clause(head, False)
            return
        if scope.among("setting_prepositions", word):
            open_ = not is_given(scope, noun) and noun.child("det") is not None
            if word != "during" or not open_ or read_clause(head).modal is None:
                return
        stays = scope.among("staying_verbs", head.lemma) and word in ("in", "at", "under", "on")
        meets = head.lemma == "be" and word == "for" and self.standing.type in ("CONSULT", "EXERCISE")
        self._neutral(noun, head, stays or meets)

    # -- nouns -----------------------------------------------------------------------------------------------------

    def nominal(self, noun: Token) -> None:
        """Start at a noun or adjective as trigger that no light verb carries."""
        scope = self.scope
        governor = gerund_governor(scope, noun)
        if noun.dep in ("acomp", "oprd") and is_verb(noun.head):
            apply_modifiers(scope, noun)
            self.clause(noun.head)
        elif noun.dep == "amod" and noun.pos == "ADJ":
            apply_modifiers(scope, noun.head)
            self._context(noun.head)
        elif governor is not None:
            self._govern(governor, "ing")
        elif noun.tag == "VBG" and (preposition := gerund_preposition(noun)) is not None:
            self._preposition(preposition, noun, "ing")
        else:
            if (
                self.lexicon.nouns.get(noun.lemma) == "hypothetical"
                and not scope.speaks
                and self.standing.type != "EVENT"
            ):
                self.standing.apply("hypothetical", noun)
            apply_modifiers(scope, noun)
            first = min(t.i for t in noun.subtree() if t.i <= noun.i)
            before = scope.tokens[first - 1] if first else None
            for word in (before, scope.tokens[first]):
                # "a truce, not a peace treaty"
                beside = word is not None and word.i > 0 and scope.tokens[word.i - 1].text in (",", "–", "—", "but")
                if word is not None and word.lower == "not" and beside and not is_verb(word.head):
                    self.standing.negate(word)
            if not self.standing.given:
                self._context(noun)

    def _noun_governor(self, noun: Token, relation: str, inside: Token) -> None:
        """A noun with a complement: *plan to*, *prospect of*, *talks about*, *attack plans*."""
        standing, scope = self.standing, self.scope
        effect = self.lexicon.noun(noun.lemma, relation)
        if relation == "from" and effect is None:
            # "sanctions ban countries from buying", where the parser takes the verb for part of the noun
            kinds = (self.lexicon.verb(t.lemma, "from") for t in noun.kids("compound"))
            effect = next((kind for kind in kinds if kind in ("banned", "prevents")), None)
        if relation == "inf" and noun.dep == "dobj" and noun.head.lemma in ("take", "seize", "use"):
            if scope.among("taken_nouns", noun.lemma):
                effect = "manages"
        if relation == "compound" and effect is not None:
            bargain = effect in ("agreed", "discussed", "pledged") and standing.type == "TRANSFER"
            told = effect in ("hypothetical", "uncommitted", "possible", "banned", "fails", "denies")
            effect = effect if bargain or told or scope.among("compound_nouns", noun.lemma) else None
            if effect == "banned" and standing.type == "SANCTION":
                # "asset freezes and travel bans": the ban is the sanction
                effect = None
        if effect == "knowledge":
            self._knowledge(noun)
        elif effect == "mentioned":
            self._mentioned(inside, noun)
        elif effect == "uncommitted" and self.outside(noun) and standing.attributed:
            standing.aspect = standing.aspect or (Status.DONE if is_verb(inside) else None)
        elif effect is None:
            self._plain_noun(noun, relation, inside)
        elif effect == "partitive":
            apply_modifiers(scope, noun, own=False)
            if not self.outside(noun):
                self._context(noun)
        elif effect == "factive" and not is_given(scope, inside) and noun.dep == "pobj" and self._ahead(noun):
            # "may act in response to violations": of those that may come
            standing.apply("hypothetical", noun)
        else:
            scope.estimate(noun)
            standing.apply(effect, noun)
            if effect in ("fails", "uncommitted", "denies") and is_verb(inside):
                standing.aspect = standing.aspect or Status.DONE
            if effect not in FINAL and not self.outside(noun):
                apply_modifiers(scope, noun, own=False)
                said_false(scope, noun)
                self._context(noun)

    def _mentioned(self, noun: Token, word: Token) -> None:
        """*Did not mention arms supplies*: nobody says that there were any; *the strike on Kyiv* is known."""
        if is_given(self.scope, noun):
            self.standing.note("certainty.given", word)
        else:
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.mentioned", word)

    def _knowledge(self, noun: Token) -> None:
        """*No confirmation that*, *strong evidence of*, *signs of*."""
        standing = self.standing
        det = noun.child("det", "neg")
        if det is not None and self.scope.among("negative_determiners", det.lower):
            standing.weaken(UNCOMMITTED)
            standing.note("certainty.no-knowledge", noun)
        elif noun.kids("amod") or noun.lemma in ("sign", "indication"):
            standing.weaken(PROBABLE)
            standing.note("certainty.signs", noun)
        standing.last = "knowledge"
        self._context(noun)

    def _plain_noun(self, noun: Token, relation: str, inside: Token) -> None:
        """A noun that does nothing to what hangs on it; an indefinite happening goes on to what governs the whole."""
        standing = self.standing
        if relation == "inf":
            self._purpose(inside, noun)
            self._context(noun)
            return
        if relation == "including" and (self.scope.among("deed_nouns", noun.lemma) or still_ahead(self.scope, noun)):
            self._counted(noun, inside)
            return
        if is_verb(inside) and relation == "in" and still_ahead(self.scope, noun):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", noun)
        elif is_verb(inside) and relation in ("of", "for", "about", "in", "on", "ing"):
            standing.aspect = standing.aspect or Status.DONE
            if relation == "for" and noun.dep in _OBJECT and not is_given(self.scope, noun) and not self.outside(noun):
                # "is said to have become a hub for smuggling"
                self._context(noun)
        amount = noun.pos in ("NUM", "SYM") or self.scope.among("amount_nouns", noun.lemma)
        part = relation in ("of", "compound", "poss") and not is_given(self.scope, inside)
        if (part or amount) and not self.outside(noun):
            if relation != "compound":
                apply_modifiers(self.scope, noun, own=False)
            self._context(noun)

    def _counted(self, noun: Token, inside: Token) -> None:
        """*Accused of crimes including killing*, *may take steps including sending*: each stands as the whole does.

        Where nothing says that the whole was done (*presented options including*, *bans acts including*), it is open.
        """
        standing = self.standing
        ahead, told = still_ahead(self.scope, noun), len(standing.reasons)
        if is_verb(inside) and not ahead:
            standing.aspect = standing.aspect or Status.DONE
        if noun.dep in (*_OBJECT, "nsubjpass") and self.scope.among("committing_verbs", noun.head.lemma):
            # "committed crimes including killing" pledges nothing
            self.clause(noun.head, False)
            return
        held = noun.head.head
        if noun.dep == "pobj" and held.dep in _OBJECT and self.lexicon.verb(held.head.lemma, noun.head.lower):
            # "convicted the men of crimes including", where the parser hangs the crimes at the men
            self._govern(held.head, noun.head.lower)
            return
        self._context(noun)
        if is_verb(inside) and not ahead and standing.aim is None and len(standing.reasons) == told:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.counted", noun)

    def _context(self, noun: Token) -> None:
        """Go on from a noun to what governs it."""
        if noun.i in self.seen or noun.is_root or self.outside(noun):
            return
        self.seen.add(noun.i)
        head, dep = noun.head, noun.dep
        nominal = head.pos in ("NOUN", "PROPN", "PRON")
        if dep in ("compound", "poss", "nmod", "amod", "npadvmod") and nominal:
            self._noun_governor(head, "compound", noun)
        elif dep == "conj" and self._talked_of(noun):
            # "talks on its programme and the lifting of sanctions"
            self.standing.apply("discussed", head)
            self._after(head)
        elif dep in ("conj", "appos") and (nominal or (dep == "appos" and head.pos == "ADJ")):
            det = head.child("det", "neg") if dep == "conj" else None
            if det is not None and self.scope.among("negative_determiners", det.lower):
                self.standing.negate(det)
            self._context(head)
        elif dep in ("conj", "appos") and is_verb(head):
            self.clause(head, False)
        elif dep == "pobj":
            self._preposition(head, noun, "obj")
        elif is_verb(head) and dep in _OBJECT:
            self._object(noun, head)
        elif is_verb(head) and dep in ("nsubj", "csubj"):
            self._subject(noun, head)
        elif is_verb(head):
            self._neutral(noun, head)
        elif (effect := self.lexicon.adjectives.get(head.lower)) is not None:
            self.standing.apply(effect, head)
            self._after(head)

    def _talked_of(self, noun: Token) -> bool:
        """Whether a noun that the parser puts beside talks is what they are about: a topic stands between."""
        talks = noun.head
        if self.lexicon.nouns.get(talks.lemma) != "discussed" or talks.lemma == noun.lemma:
            return False
        return any(p.lower in ("on", "about", "over") and talks.i < p.i < noun.i for p in talks.kids("prep"))

    def _object(self, noun: Token, verb: Token) -> None:
        standing, scope = self.standing, self.scope
        mark = verb.child("mark")
        if mark is not None and mark.lower == "for" and is_verb(verb.head):
            # "the UN's calls for a truce are ignored", where the parser takes the calls for the verb
            asked = self.lexicon.verb(verb.head.lemma, "for")
            if asked in ("sought", "planned", "hypothetical"):
                standing.apply(asked, mark)
                return
        effect = self.effect(verb, "obj")
        det = noun.child("det")
        if effect == "refuses" and self.lexicon.nouns.get(noun.lemma) in ("uncommitted", "told"):
            effect = "denies"
        if effect == "factive":
            marks = read_clause(verb)
            checked = scope.among("confirming_words", verb.lemma)
            if marks.modal is not None and (checked or not is_given(scope, noun)):
                effect = "hypothetical"
            elif marks.mark is not None and checked and marks.mark.lower in ("if", "unless", "until", "once"):
                effect = "hypothetical"
        if self._checked(verb):
            return
        if effect == "mentioned":
            self._mentioned(noun, verb)
            return
        if noun.dep == "nsubjpass" and verb.child("xcomp") and scope.among("purposive_passives", verb.lemma):
            standing.note("certainty.given", verb)
            return
        if effect is None and scope.among("containers", verb.lemma):
            self._contained(verb)
        elif effect in (None, "manages"):
            self._neutral(noun, verb, effect == "manages")
        elif effect == "saying":
            return
        elif (effect == "refuses" and scope.speaks) or (
            effect == "agreed" and standing.type == "ASSAULT" and det is not None and det.lower == "the"
        ):
            standing.note("certainty.given", verb)
        else:
            scope.estimate(verb)
            standing.apply(effect, verb)
            if effect not in FINAL and not self.outside(verb):
                self._after(verb)

    def _checked(self, verb: Token) -> bool:
        """*Claims of it could not be verified*: what is checked is the claim, not the deed."""
        if self.standing.last not in ("uncommitted", "told") or not self.scope.among("confirming_words", verb.lemma):
            return False
        self.standing.weaken(UNCOMMITTED)
        self.standing.note("certainty.unverified", verb)
        return True

    def _subject(self, noun: Token, verb: Token) -> None:
        if self._checked(verb):
            return
        asked = verb.child("xcomp") if verb.lemma in ("have", "need") else None
        if asked is not None and asked.tag == "VB" and not is_given(self.scope, noun):
            # "a settlement has to include"
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.must", verb)
            return
        effect = self.effect(verb, "subj")
        raised = next((c for c in verb.kids("xcomp") if c.child("aux") is not None), None)
        if effect is None and raised is not None and not self.outside(verb):
            carries = self.scope.among("happening_verbs", raised.lemma) or self.effect(raised, "obj") == "manages"
            if carries:
                self.clause(raised)
                return
        said = predicate_effect(self.scope, verb) if self.scope.among("predicate_verbs", verb.lemma) else None
        if self.standing.type in ("TRANSFER", "AID") and effect is None and said is None:
            modal = read_clause(verb).modal
            if modal is not None and self.lexicon.modals.get(modal.lower) in ("would", "possible"):
                # "the delivery could limit": of a supply that may come
                self.standing.lower(Status.HYPOTHETICAL)
                self.standing.note("status.possible", modal)
                return
        if effect is not None:
            self.standing.apply(effect, verb)
            self.clause(verb, False)
        elif said is not None:
            self.scope.estimate(said[1])
            self.standing.apply(*said)
            self.clause(verb, False)
        else:
            self._neutral(noun, verb)

    def _neutral(self, noun: Token, verb: Token, carrying: bool = False) -> None:
        """A verb that says nothing of its noun's standing: an indefinite noun shares the clause's, others are given."""
        standing, scope = self.standing, self.scope
        if self.outside(verb) or verb.i in self.seen:
            return
        marks = read_clause(verb)
        condition = conditional(marks)
        if condition is not None and scope.among("confirming_words", condition.head.lemma):
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", condition)
            return
        if (opener := self._opener(verb)) is not None:
            standing.lower(Status.HYPOTHETICAL)
            standing.note("status.condition", opener)
            return
        if standing.aim is not None and not carrying:
            return
        there = verb.child("expl") is not None and noun.dep in ("nsubj", "nsubjpass", "attr")
        happens = scope.among("happening_verbs", verb.lemma) or there
        if not carrying and not happens:
            open_ = not is_given(scope, noun) and noun.pos != "PROPN"
            if not open_ or noun.dep not in _OBJECT | {"nsubj", "pobj"}:
                return
            if marks.modal is None and marks.finite:
                if marks.mark is not None:
                    apply_subordinator(scope, marks, marks.mark)
                if marks.negations and noun.dep in _OBJECT:
                    self.clause(verb, False)
                return
            standing.aspect = standing.aspect or Status.DONE
        elif carrying and scope.among("staying_verbs", verb.lemma):
            over = marks.tense == "past" and not scope.backshift and verb.lemma == "be"
            state = Status.DONE if over or standing.type == "AGREE" else Status.UNDER_WAY
            standing.aspect = standing.aspect or state
        self.clause(verb, False)


def _goes_on_with(verb: Token) -> Token | None:
    """The infinitive before a bare verb that the parser joins to the verb above it, or None.

    *Planned to kill a guard and then attack a station*: he planned to attack.
    """
    if verb.tag != "VB" or verb.head.tag not in _TENSED:
        return None
    before = [t for t in verb.head.subtree() if t.i < verb.i and t.tag == "VB" and read_clause(t).infinitive]
    return before[-1] if before else None
