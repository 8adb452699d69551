"""The walk from a trigger outwards: clause by clause, governor by governor.

In: a trigger's head and clause token, the bounds of the attribution whose content holds it. Out: a Standing. The walk
ends at a finite clause of its own (main, relative, temporal), at a saying or taking-for-granted governor, or at the
bounds. Follows De Facto (Saurí and Pustejovsky 2012) in composing from the inside out, with status ladders in place of
a single scale. What each effect does is in `certainty_state`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.domain.certainty import Status
from onrecord.reading.certainty_clause import ClauseMarks, first_conjunct, is_verb, read_clause
from onrecord.reading.certainty_lexicon import Lexicon
from onrecord.reading.certainty_state import FINAL, POSSIBLE, PROBABLE, UNCOMMITTED, Standing
from onrecord.reading.parse import Token

_NO = frozenset({"no", "neither", "zero"})
_COPULAS = frozenset({"be", "amount", "constitute", "represent", "remain"})
_CONTAINERS = frozenset({"involve", "include", "entail", "concern", "cover", "see", "comprise", "foresee", "feature"})
_OBJECT = frozenset({"dobj", "nsubjpass", "attr", "oprd", "dative", "obj"})
_INDEFINITE = frozenset({"a", "an", "any", "some", "another", "no", "further", "more"})
_ACQUIRE = frozenset(
    {
        "secure", "obtain", "acquire", "get", "buy", "purchase", "procure", "win", "gain", "persuade", "convince",
        "consolidate", "garner", "pressure", "oust", "seek", "ask", "request", "press", "push", "urge", "force", "compel",
        "consolidation", "support",
    }
)  # fmt: skip
_BEFORE_DONE = frozenset(
    {"after", "since", "following", "upon", "on", "despite", "in", "by", "through", "from", "besides", "while", "when"}
)
_TELLING = frozenset({"saying", "denies", "pledged", "agreed", "probable", "possible", "factive", "planned", "doubts"})
_TAKES_GERUND = frozenset(
    {"denies", "starts", "continues", "stops", "discussed", "sought", "planned", "refuses", "factive", "saying", "finished",
     "hypothetical", "prevents", "possible", "pledged", "banned"}
)  # fmt: skip
_SETTING = frozenset(
    {"during", "after", "since", "following", "amid", "despite", "prior", "before", "until", "without"}
)


class Walk:
    """One walk; `standing` holds the result. `ends(token)` tells that a token lies outside the content."""

    def __init__(
        self,
        lexicon: Lexicon,
        standing: Standing,
        outside: Callable[[Token], bool],
        *,
        spoken: bool,
        backshift: bool,
        core: Token,
        tokens: Sequence[Token],
    ):
        self.lexicon, self.standing, self.outside = lexicon, standing, outside
        self.spoken, self.backshift, self.core = spoken, backshift, core
        self.tokens = tokens
        self.seen: set[int] = set()

    # -- clauses ---------------------------------------------------------------------------------------------------

    def clause(self, verb: Token, inner: bool = True) -> None:
        """Read the clause of `verb`, then go on outwards. `inner` is False for a governor's clause."""
        if verb.i in self.seen:
            return
        self.seen.add(verb.i)
        marks = read_clause(verb)
        self.marks(marks, inner)
        holder = first_conjunct(verb)
        if holder is not verb:
            self.seen.add(holder.i)
        if marks.mark is not None:
            self.mark(marks, marks.mark)
        elif verb.dep == "advcl" and (when := verb.child("advmod")) is not None and when.lower in ("when", "once"):
            self.mark(marks, when)
        if marks.finite:
            self.finite(holder, marks)
        else:
            self.dependent(holder, marks, inner)

    def marks(self, marks: ClauseMarks, inner: bool) -> None:
        s = self.standing
        self.adverbs(marks)
        if marks.modal is not None:
            self.modal(marks)
        elif marks.finite:
            self.aspect(marks)
        elif marks.infinitive and s.aspect is None and (marks.perfect or marks.progressive):
            s.aspect = Status.DONE if marks.perfect else Status.UNDER_WAY
        if (marks.modal is not None or s.last == "threatened") and (condition := self.conditional(marks)) is not None:
            s.lower(Status.HYPOTHETICAL)
            s.note("status.condition", condition)
        for negation in marks.negations:
            if negation.lower == "no" and negation.dep == "advmod":
                continue
            s.negate(negation)
        subject = marks.subject
        if subject is not None and not marks.negations:
            det = subject.child("det", "neg")
            if (det is not None and det.lower in _NO) or subject.lower in ("nobody", "none", "nothing", "neither"):
                s.negate(det or subject)
            elif det is not None and det.lower == "any" and marks.modal is not None:
                s.lower(Status.HYPOTHETICAL)
                s.note("status.any", det)
        for child in marks.verb.kids("dobj", "attr"):
            det = child.child("det", "neg")
            if det is not None and det.lower in _NO and not inner:
                s.negate(det)
        for child in marks.verb.kids("preconj", "cc"):
            if child.lower == "neither":
                s.negate(child)

    def adverbs(self, marks: ClauseMarks) -> None:
        s = self.standing
        for adverb in marks.adverbs:
            effect = self.lexicon.adverbs.get(adverb.lower)
            if adverb.lower == "longer" and any(c.lower == "no" for c in adverb.children):
                s.negate(adverb)
                continue
            if effect is None:
                continue
            match effect:
                case "uncommitted":
                    s.weaken(UNCOMMITTED)
                    s.note("certainty.hearsay", adverb)
                case "probable":
                    s.weaken(PROBABLE)
                    s.note("certainty.probable", adverb)
                case "possible":
                    s.weaken(POSSIBLE)
                    s.note("certainty.possible", adverb)
                case "negative":
                    s.negate(adverb)
                case "failed":
                    s.failed, s.aim = True, None
                    s.note("status.failed", adverb)
                case "not_yet":
                    if marks.negations or (
                        marks.subject is not None and (d := marks.subject.child("det")) and d.lower in _NO
                    ):
                        s.pending = True
                        s.note("status.not-yet", adverb)
                case "almost":
                    if marks.tense == "past" and adverb.i < marks.verb.i:
                        s.lower(Status.HYPOTHETICAL)
                        s.note("status.almost", adverb)
                case _:
                    pass

    def modal(self, marks: ClauseMarks) -> None:
        s, modal = self.standing, marks.modal
        assert modal is not None
        kind = self.lexicon.modals.get(modal.lower)
        if kind in ("planned", "would") and modal.lower != "must":
            s.vowed = True
        if kind == "planned" and modal.lower == "must" and marks.perfect:
            s.weaken(PROBABLE)
            s.note("certainty.must-have", modal)
            s.aspect = s.aspect or Status.DONE
        elif kind == "planned":
            s.lower(Status.PLANNED)
            s.note("status.future", modal)
        elif kind == "would":
            if marks.perfect:
                s.lower(Status.HYPOTHETICAL)
                s.note("status.counterfactual", modal)
            elif self.conditional(marks) is not None or not self.reported(marks.verb):
                s.lower(Status.HYPOTHETICAL)
                s.note("status.would", modal)
            else:
                s.lower(Status.PLANNED)
                s.note("status.future-in-past", modal)
        elif kind == "possible":
            if marks.perfect:
                if modal.lower == "could" and marks.negations:
                    s.lower(Status.HYPOTHETICAL)
                else:
                    s.weaken(POSSIBLE)
                    s.aspect = s.aspect or Status.DONE
                s.note("certainty.possible", modal)
            elif marks.progressive or (marks.verb.lemma in _COPULAS and not marks.passive):
                s.weaken(POSSIBLE)
                if marks.progressive or marks.verb.lemma == "be":
                    s.aspect = s.aspect or Status.UNDER_WAY
                s.note("certainty.possible", modal)
            elif modal.lower == "could" and marks.negations and s.aim is None:
                s.failed, s.negated = True, not s.negated
                s.note("status.could-not", modal)
            else:
                s.lower(Status.HYPOTHETICAL)
                s.note("status.possible", modal)
        elif kind == "sought" and not marks.perfect:
            s.lower(Status.SOUGHT)
            s.note("status.should", modal)
        else:
            s.lower(Status.HYPOTHETICAL)
            s.note("status.can", modal)

    @staticmethod
    def conditional(marks: ClauseMarks) -> Token | None:
        """The *if* or *unless* (under a modal also *when*) of a clause that hangs on this one."""
        for child in marks.verb.children:
            if child.dep in ("advcl", "prep"):
                mark = child.child("mark", "advmod")
                if mark is not None and mark.lower in ("if", "unless"):
                    return mark
                if (
                    mark is not None
                    and mark.lower == "when"
                    and marks.modal is not None
                    and marks.modal.lower == "should"
                ):
                    return mark
        return None

    def reported(self, verb: Token) -> bool:
        """Whether a *would* is the past of a reported *will*."""
        if self.spoken:
            return True
        token = verb
        while not token.is_root:
            if token.dep == "ccomp" and self.lexicon.verb(token.head.lemma, "that") in _TELLING:
                return True
            token = token.head
        return False

    def aspect(self, marks: ClauseMarks) -> None:
        s, lemma = self.standing, marks.verb.lemma
        if s.aspect is not None:
            return
        sets = self.lexicon.sets
        if s.last in ("probable", "possible", "uncommitted", "accused") and is_verb(self.core):
            lemma = self.core.lemma
        stative = lemma in sets["stative_verbs"]
        if marks.progressive:
            over = (
                (marks.tense == "past" and not self.backshift) or (s.type in sets["speech_types"] and s.type != "REQUEST")
            )
            if s.type == "REJECT" and marks.tense == "present":
                over = False
            s.aspect = Status.DONE if over else Status.UNDER_WAY
            s.note("status.progressive", marks.verb)
        elif marks.perfect:
            long = (
                any(a.lower in ("long", "steadily", "increasingly", "continuously") for a in marks.adverbs)
                or any(c.dep == "prep" and c.lower in ("since", "for") and self.lasting(c) for c in marks.verb.children)
                or any(c.dep == "advcl" and (m := c.child("mark")) and m.lower == "since" for c in marks.verb.children)
            )
            going = lemma in sets["lasting_verbs"] or marks.verb.tag == "VBG"
            s.aspect = Status.UNDER_WAY if long and going and s.type not in sets["speech_types"] else Status.DONE
            s.note("status.perfect", marks.verb)
        elif marks.tense == "past":
            if lemma == "be" and not is_verb(self.core) and self.core.pos == "NOUN":
                return
            s.aspect = Status.UNDER_WAY if lemma == "be" and self.backshift and s.type != "AGREE" else Status.DONE
            s.note("status.past", marks.verb)
        else:
            if self.core.pos == "NOUN" and (lemma == "be" or self.core.lemma in sets["under_way_nouns"]):
                return
            if marks.passive and lemma in sets["state_participles"]:
                s.aspect = Status.UNDER_WAY
                s.note("status.state", marks.verb)
                return
            if s.type in sets["speech_types"]:
                going = lemma in sets["speech_present_under_way"]
            else:
                going = (
                    (s.type not in ("AGREE", "CONSULT")
                    and stative)
                    or s.type in ("AID", "SUPPORT", "COOPERATE", "SANCTION", "VIOLATE", "MOBILIZE", "DEPLOY")
                )
            s.aspect = Status.UNDER_WAY if going else Status.DONE
            s.note("status.present", marks.verb)

    @staticmethod
    def lasting(preposition: Token) -> bool:
        word = preposition.child("pobj")
        return preposition.lower == "since" or (
            word is not None and word.lemma in ("year", "month", "week", "day", "decade", "hour", "century")
        )

    def mark(self, marks: ClauseMarks, mark: Token) -> None:
        """What the subordinator of a clause says of it."""
        s = self.standing
        word = mark.lower
        if word == "whether" or (word == "if" and marks.verb.dep == "ccomp"):
            s.note("certainty.question", mark)
            if (
                s.aim is None
                and marks.tense in ("past", "present")
                and (marks.perfect or marks.tense == "past" or marks.progressive)
            ):
                s.weaken(UNCOMMITTED)
            else:
                s.lower(Status.HYPOTHETICAL)
        elif self.lexicon.subordinators.get(word) == "hypothetical" and word not in ("until", "once"):
            s.lower(Status.HYPOTHETICAL)
            s.note("status.condition", mark)
        elif word in ("until", "once", "when") and marks.tense == "present" and marks.verb.dep == "advcl":
            head = marks.verb.head
            if is_verb(head) and read_clause(head).modal is not None:
                s.lower(Status.HYPOTHETICAL)
                s.note("status.condition", mark)

    def finite(self, verb: Token, marks: ClauseMarks) -> None:
        """A finite clause: what it is a complement of, if anything, has its say; all else ends the walk."""
        head, dep = verb.head, verb.dep
        if verb.is_root:
            self.question(verb)
            return
        if dep in ("ccomp", "xcomp") or (dep in ("acl", "relcl") and self.content_clause(verb, marks)):
            if (
                dep == "ccomp"
                and marks.mark is None
                and head.i > verb.i
                and self.lexicon.verb(head.lemma, "that") == "saying"
            ):
                return
            self.govern(head, "that")
        elif dep == "csubj":
            self.govern(head, "subj")
        elif dep == "conj":
            self.coordinated(verb)
        elif (
            dep == "advcl"
            and marks.mark is None
            and head.i > verb.i
            and self.lexicon.verb(head.lemma, "that") == "saying"
        ):
            return
        elif dep == "pcomp":
            self.preposition(head, verb, "that")
        elif (
            dep == "relcl" and not self.outside(head) and (det := head.child("det")) is not None and det.lower == "any"
        ):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.any", det)

    def content_clause(self, verb: Token, marks: ClauseMarks) -> bool:
        """Whether a clause after a noun tells the noun's content (*claims that*), not which one is meant."""
        if marks.mark is not None and marks.mark.lower in ("that", "whether"):
            return True
        if self.lexicon.nouns.get(verb.head.lemma) not in (
            "uncommitted",
            "knowledge",
            "hypothetical",
            "probable",
            "possible",
        ):
            return False
        return not any(t.tag in ("WDT", "WP", "WRB") for t in verb.subtree() if t.i < verb.i)

    def coordinated(self, verb: Token) -> None:
        """A coordinated clause of its own stands under what stands over the first one."""
        head = verb.head
        while head.dep == "conj":
            head = head.head
        if head.dep == "ccomp" and not self.outside(head.head):
            self.govern(head.head, "that")
        elif head.dep == "advcl" and (mark := head.child("mark")) is not None and mark.lower in ("if", "unless"):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.condition", mark)

    def question(self, verb: Token) -> None:
        last = max(verb.subtree(), key=lambda t: t.i)
        stop = next((t for t in verb.children if t.text == "?"), last if last.text == "?" else None)
        if stop is not None and not any(t.tag in ("WP", "WRB", "WDT", "WP$") for t in verb.subtree()):
            self.standing.lower(Status.HYPOTHETICAL)
            self.standing.note("status.question", stop)

    def dependent(self, verb: Token, marks: ClauseMarks, inner: bool) -> None:
        """A clause without tense: infinitive, gerund or participle."""
        s, head, dep = self.standing, verb.head, verb.dep
        if verb.is_root:
            if s.type in self.lexicon.sets["speech_types"]:
                s.aspect = Status.DONE
            if verb.tag == "VBG" and s.aspect is None:
                s.aspect = Status.UNDER_WAY
            if marks.infinitive:
                s.lower(Status.PLANNED)
                s.note("status.headline-future", verb)
            return
        if marks.infinitive:
            self.infinitive(verb, marks)
            return
        if dep == "pcomp":
            self.preposition(head, verb, "ing")
        elif dep in ("xcomp", "ccomp", "dobj") or (dep == "oprd" and head.lemma not in ("remain", "stay", "be")):
            self.govern(head, "inf" if verb.tag == "VB" else "ing")
        elif dep == "csubj" or dep == "nsubj" or dep == "csubjpass":
            if s.aspect is None:
                s.aspect = Status.UNDER_WAY
            self.govern(head, "subj")
        elif dep in ("compound", "amod") and self.gerund(verb):
            return
        elif dep in ("acomp", "oprd") and head.lemma in ("remain", "stay", "be"):
            s.aspect = s.aspect or (Status.DONE if head.lemma == "be" else Status.UNDER_WAY)
            self.clause(head, False)
        elif dep in ("acl", "relcl", "amod"):
            self.participle(verb, marks)
        elif dep == "advcl":
            self.adverbial(verb, marks)
        elif dep == "conj" and is_verb(head):
            self.clause(head, inner)
        elif dep == "conj":
            self.noun_context(head)
        elif dep in ("pobj", "attr", "appos", "nsubjpass", "compound"):
            self.noun_context(verb)
        else:
            if s.aspect is None:
                s.aspect = Status.UNDER_WAY if verb.tag == "VBG" else Status.DONE

    def infinitive(self, verb: Token, marks: ClauseMarks) -> None:
        s, head, dep = self.standing, verb.head, verb.dep
        yet = next((c for c in (*head.children, *verb.children) if c.lower == "yet" and c.dep == "advmod"), None)
        if yet is not None and head.lemma in ("have", "be"):
            s.pending = True
            s.negated = True
            s.note("status.yet-to", yet)
            return
        if dep == "xcomp" and head.lemma == "be":
            s.lower(Status.PLANNED)
            s.note("status.is-to", head)
            self.after(head)
            return
        between = self.announcing(head, verb)
        if between is not None:
            self.noun_governor(between, "inf", verb)
        elif dep in ("xcomp", "ccomp"):
            self.govern(head, "inf", verb)
        elif dep in ("acl", "relcl"):
            if self.outside(head):
                s.lower(Status.PLANNED)
                return
            self.noun_governor(head, "inf", verb)
        elif dep == "advcl":
            effect = self.lexicon.verb(head.lemma, "inf") if is_verb(head) else None
            if (head.lemma == "go" and head.tag == "VBG" and not self.outside(head)) or (effect in ("sought", "fails", "planned", "agreed") and head.i < verb.i and self.adjacent(head, verb)):
                self.govern(head, "inf", verb)
            else:
                self.purpose(verb, head)
        elif dep in ("conj",) and is_verb(head):
            self.clause(head, True)
        elif dep in ("csubj", "nsubj"):
            self.govern(head, "subj")
        else:
            if is_verb(head):
                self.govern(head, "inf", verb)
            else:
                self.purpose(verb, head)

    def announcing(self, head: Token, verb: Token) -> Token | None:
        """The object noun that an infinitive belongs to where the parser hangs it on the verb: *issued calls to*."""
        aims = ("planned", "sought", "pledged", "agreed", "hypothetical", "refuses", "fails")
        first = min(verb.subtree(), key=lambda t: t.i)
        if first.i > 0:
            before = self.tokens[first.i - 1]
            if before is not head and before.pos == "NOUN" and before.sent == verb.sent and not self.outside(before):
                if self.lexicon.nouns.get(before.lemma) in aims:
                    return before
        if not is_verb(head) or verb.dep not in ("xcomp", "ccomp", "advcl"):
            return None
        if head.dep == "relcl" and self.lexicon.nouns.get(head.head.lemma) in aims:
            if any(c.dep == "dobj" and c.tag in ("WDT", "IN") for c in head.children):
                return head.head
        for noun in head.kids("dobj", "nsubjpass", "attr"):
            governed = self.lexicon.verb(head.lemma, "inf") in (None, "manages", "planned", "must")
            if head.i < noun.i < verb.i and self.lexicon.nouns.get(noun.lemma) in aims and governed:
                return noun
        return None

    @staticmethod
    def adjacent(head: Token, verb: Token) -> bool:
        return not any(c.i > head.i and c.i < verb.i and c.text == "," for c in head.children)

    def purpose(self, verb: Token, head: Token) -> None:
        s = self.standing
        if is_verb(head) and head.dep == "relcl" and not self.outside(head.head):
            effect = self.lexicon.nouns.get(head.head.lemma)
            if effect in ("planned", "pledged", "sought", "agreed", "refuses"):
                self.apply(effect, head.head)
                self.context(head.head)
                return
        wanted = verb.lemma in _ACQUIRE and not (verb.lemma == "support" and s.type != "SUPPORT")
        s.lower(Status.SOUGHT if wanted else Status.PLANNED)
        s.note("status.purpose-clause", verb)
        if is_verb(head) and not self.outside(head):
            matrix = read_clause(head)
            mark = matrix.mark
            if mark is not None and mark.lower in ("if", "unless"):
                s.lower(Status.HYPOTHETICAL)
                s.note("status.condition", mark)

    def participle(self, verb: Token, marks: ClauseMarks) -> None:
        """A participle after its noun: *weapons sent*, *forces fighting*, *talks aimed at*."""
        s, head = self.standing, verb.head
        if s.last and s.last not in FINAL and s.last != "manages" and not self.outside(head) and head.pos == "NOUN":
            effect = self.lexicon.nouns.get(head.lemma)
            if effect is not None and s.aim is not None:
                self.apply(effect, head)
                self.context(head)
            return
        if self.outside(head):
            s.aspect = s.aspect or (Status.DONE if verb.tag == "VBN" else Status.UNDER_WAY)
            return
        if s.type in self.lexicon.sets["speech_types"]:
            s.aspect = s.aspect or Status.DONE
            return
        if verb.tag == "VBG" and not marks.progressive:
            if head.pos == "NOUN" and self.lexicon.nouns.get(head.lemma) in ("planned", "agreed", "pledged"):
                self.noun_governor(head, "ing", verb)
                return
            s.aspect = s.aspect or Status.UNDER_WAY
        elif s.aspect is None:
            going = verb.lemma in self.lexicon.sets["state_participles"] or marks.progressive
            s.aspect = Status.UNDER_WAY if going else Status.DONE
        s.note("status.participle", verb)

    def adverbial(self, verb: Token, marks: ClauseMarks) -> None:
        """A participial adjunct shares the standing of its main clause."""
        s, head = self.standing, verb.head
        mark = marks.mark.lower if marks.mark is not None else ""
        if mark in _BEFORE_DONE:
            s.aspect = s.aspect or Status.DONE
            return
        if self.outside(head):
            s.aspect = s.aspect or Status.DONE
            return
        if is_verb(head):
            self.clause(head, False)

    # -- governors -------------------------------------------------------------------------------------------------

    def apply(self, effect: str, token: Token) -> None:
        self.standing.apply(effect, token)

    def govern(self, head: Token, relation: str, verb: Token | None = None) -> None:
        """Apply what `head` does to what stands to it in `relation`, then go on from `head`."""
        s = self.standing
        if head.lemma == "be" and relation in ("that", "inf"):
            predicate = head.child("acomp", "attr", "oprd")
            if predicate is not None and predicate is not verb:
                head = predicate
        effect = self.effect(head, relation)
        if effect in ("uncommitted", "accused") and self.outside(head) and s.attributed:
            s.aspect = s.aspect or Status.DONE
            return
        if (
            relation == "ing"
            and s.aspect is None
            and effect in (None, "saying", "factive", "denies", "accused", "doubts", "prevents", "refuses")
        ):
            s.aspect = Status.DONE
        if effect is None:
            if head.lemma in _CONTAINERS and relation in ("ing", "obj"):
                self.contained(head)
                return
            if relation == "inf":
                if self.lexicon.verb(head.lemma, "obj") == "manages" or head.pos in ("NOUN", "PROPN", "PRON"):
                    effect = "planned"
                elif verb is not None:
                    self.purpose(verb, head)
                    return
                else:
                    effect = "planned"
            elif relation in ("ing", "subj"):
                effect = "manages"
            else:
                return
        if head.lemma in ("help", "assist") and relation == "inf" and self.core.lemma in _ACQUIRE:
            if read_clause(head).progressive:
                effect = "sought"
        self.apply(effect, head)
        if effect == "saying" and relation == "inf":
            s.aspect = s.aspect or Status.DONE
        if effect in FINAL:
            if effect == "saying":
                self.unsaid(head)
            return
        if self.outside(head):
            if is_verb(head):
                for negation in read_clause(head).negations:
                    s.negate(negation)
            return
        self.after(head)

    def unsaid(self, head: Token) -> None:
        """A saying that is negated or only possible commits nobody."""
        if is_verb(head) and not self.outside(head):
            marks = read_clause(head)
            if marks.mark is not None and marks.mark.lower in ("if", "unless"):
                self.standing.lower(Status.HYPOTHETICAL)
                self.standing.note("status.condition", marks.mark)
            if marks.negations and head.lemma in ("say", "report", "confirm", "show", "indicate", "find"):
                self.standing.weaken(UNCOMMITTED)
                self.standing.note("certainty.not-said", marks.negations[0])

    def after(self, head: Token) -> None:
        """Go on outwards from a governor."""
        if is_verb(head):
            self.clause(head, False)
        elif head.pos == "ADJ":
            if head.dep in ("acomp", "xcomp", "oprd", "amod", "ccomp", "attr") and is_verb(head.head):
                for child in head.children:
                    if child.dep == "neg":
                        self.standing.negate(child)
                self.clause(head.head, False)
            elif head.dep == "conj":
                self.after(head.head)
            elif head.is_root:
                pass
        else:
            self.context(head)

    def effect(self, head: Token, relation: str) -> str | None:
        lexicon = self.lexicon
        if relation == "of" and any(c.lower == "short" for c in head.children) and head.lemma in ("stop", "fall"):
            return "stopped_short"
        for particle in head.kids("prt"):
            special = lexicon.special.get(head.lemma, {})
            if particle.lower in special:
                return special[particle.lower]
        if is_verb(head):
            if head.lower in ("prepared",) and relation in ("inf", "for") and head.child("dobj") is None:
                return "hypothetical"
            found = lexicon.verb(head.lemma, relation)
            if found is None and head.tag in ("VBN", "JJ") and relation in ("inf", "that"):
                found = lexicon.adjectives.get(head.lower)
            return found
        if head.pos in ("ADJ", "ADV", "ADP", "SCONJ"):
            return lexicon.adjectives.get(head.lower) or lexicon.verb(head.lemma, relation)
        if head.pos in ("NOUN", "PROPN"):
            return lexicon.nouns.get(head.lemma)
        return None

    def contained(self, head: Token) -> None:
        """*The planned deal involves sending*: the subject's standing is that of what it involves."""
        s = self.standing
        s.last = "manages"
        subject = read_clause(head).subject
        if subject is not None:
            self.modifiers(subject)
            effect = self.lexicon.nouns.get(subject.lemma)
            if (
                effect in ("planned", "agreed", "pledged", "hypothetical", "sought", "discussed", "banned")
                and s.aim is None
            ):
                self.apply(effect, subject)
        if not self.outside(head):
            self.clause(head, False)

    def preposition(self, prep: Token, inside: Token, relation: str) -> None:
        """What a gerund or noun after a preposition stands under."""
        s, word, head = self.standing, prep.lower, prep.head
        gerund = relation in ("ing", "that")
        if word == "without":
            if not gerund and inside.child("det", "poss") is not None:
                return
            s.negate(prep)
            s.aspect = s.aspect or Status.DONE
            return
        if (word == "than" and gerund) or (
            word == "of" and "instead" in (head.lower, *(c.lower for c in prep.children))
        ):
            if gerund:
                s.negate(prep)
                s.aspect = s.aspect or Status.DONE
                return
        if word == "of" and head.lower in ("short",):
            self.apply("stopped_short", head)
            return
        if self.outside(prep) and gerund and self.outside(head) and not is_verb(head):
            s.aspect = s.aspect or Status.DONE
        if is_verb(head):
            effect = self.effect(head, word)
            if effect is not None:
                if (
                    gerund
                    and s.aspect is None
                    and (effect in FINAL or effect in ("accused", "prevents", "refuses", "manages"))
                ):
                    s.aspect = Status.DONE
                self.apply(effect, prep)
                if effect in FINAL:
                    return
                if self.outside(head):
                    for negation in read_clause(head).negations:
                        s.negate(negation)
                    return
                self.after(head)
                return
            if not gerund:
                given = (
                    (d := inside.child("det")) is not None and d.lower not in _INDEFINITE and d.lower not in ("the",)
                )
                if word == "by" and d is not None and d.lower == "the":
                    given = True
                if word in ("by", "through", "via") and prep.dep != "agent" and not given and not self.outside(head):
                    self.clause(head, False)
                    return
                if word in _SETTING:
                    det = inside.child("det", "poss")
                    marks = read_clause(head)
                    if det is None or det.lower not in _INDEFINITE or marks.modal is None or word != "during":
                        return
                stays = head.lemma in ("be", "remain", "engage", "involve", "stay", "embroil", "lock")
                meets = head.lemma == "be" and word == "for" and s.type in ("CONSULT", "EXERCISE")
                self.neutral(inside, head, (stays and word in ("in", "at", "under", "on")) or meets)
                return
            if word in ("by", "in", "through") and not self.outside(head):
                self.clause(head, False)
                return
            if word == "for":
                if head.lemma in ("seize", "detain", "arrest", "intercept", "stop", "board"):
                    s.aspect = s.aspect or Status.UNDER_WAY
                elif (
                    self.lexicon.verb(head.lemma, "obj") == "factive"
                    or self.lexicon.verb(head.lemma, "for") == "factive"
                ) or (s.type in ("VIOLATE", "ASSAULT", "COERCE", "ACCUSE", "TRANSFER") and head.lemma not in (
                    "use",
                    "need",
                    "require",
                )):
                    s.aspect = s.aspect or Status.DONE
                else:
                    s.lower(Status.PLANNED)
                    s.note("status.purpose-clause", prep)
                return
            if word == "before":
                s.aspect = s.aspect or Status.DONE
                return
            s.aspect = s.aspect or Status.DONE
            return
        if head.pos in ("NOUN", "PROPN", "NUM", "SYM"):
            over = head.head
            if word == "into" and is_verb(over) and self.lexicon.verb(over.lemma, "into") is not None:
                self.apply(self.lexicon.verb(over.lemma, "into") or "sought", over)
                self.after(over)
                return
            self.noun_governor(head, word, inside)
            return
        if head.pos in ("ADJ", "ADV", "ADP", "SCONJ"):
            effect = self.lexicon.adjectives.get(head.lower)
            if effect is not None:
                self.apply(effect, head)
                if effect not in FINAL and not self.outside(head):
                    self.after(head)
                return
            if head.dep == "prep":
                self.preposition(head, inside, relation)
                return
        if gerund:
            s.aspect = s.aspect or Status.DONE

    def noun_governor(self, noun: Token, relation: str, inside: Token) -> None:
        """A noun with a complement: *plan to*, *prospect of*, *talks about*, *attack plans*."""
        s = self.standing
        effect = self.lexicon.noun(noun.lemma, relation)
        if relation == "compound" and (
            (effect in ("factive", "stops", "starts", "probable", "knowledge", "sought", "manages", "refuses", "planned")
            and noun.lemma not in ("plan", "request", "proposal", "bid", "attempt", "effort"))
            or (effect in ("agreed", "discussed", "pledged")
            and s.type != "TRANSFER")
        ):
            effect = None
        if effect in ("knowledge",):
            det = noun.child("det", "neg")
            if det is not None and det.lower in _NO:
                s.weaken(UNCOMMITTED)
                s.note("certainty.no-knowledge", noun)
            elif any(c.dep == "amod" for c in noun.children) or noun.lemma in ("sign", "indication"):
                s.weaken(PROBABLE)
                s.note("certainty.signs", noun)
            s.last = "knowledge"
            if not self.outside(noun):
                self.context(noun)
            return
        if effect in ("uncommitted",) and self.outside(noun) and s.attributed:
            s.aspect = s.aspect or (Status.DONE if is_verb(inside) else None)
            return
        if effect is None:
            if relation == "inf":
                self.purpose(inside, noun)
                if not self.outside(noun):
                    self.context(noun)
                return
            if is_verb(inside) and s.aspect is None and relation in ("of", "for", "about", "in", "on", "ing"):
                s.aspect = Status.DONE
            through = noun.pos in ("NUM", "SYM") or noun.lemma in (
                "million",
                "billion",
                "dollar",
                "amount",
                "number",
                "worth",
                "ton",
                "tonne",
            )
            given = inside.child("poss") is not None or (
                (d := inside.child("det")) is not None and d.lower not in _INDEFINITE
            )
            if ((relation in ("of", "compound", "poss") and not given) or through) and not self.outside(noun):
                if relation != "compound":
                    self.modifiers(noun, own=False)
                self.noun_context(noun)
            return
        self.apply(effect, noun)
        if relation in ("inf", "of", "ing") and effect in ("fails",):
            s.aspect = s.aspect or Status.DONE
        if effect in ("uncommitted", "denies") and is_verb(inside) and s.aspect is None:
            s.aspect = Status.DONE
        if effect in FINAL or self.outside(noun):
            return
        self.modifiers(noun, own=False)
        self.said_false(noun)
        self.context(noun)

    def said_false(self, noun: Token) -> None:
        """*The claim of X was false*: the predicate turns what the noun tells."""
        verb = noun.head
        if noun.dep != "nsubj" or verb.lemma != "be":
            return
        for child in verb.children:
            if child.i <= verb.i:
                continue
            for word in child.subtree():
                if self.lexicon.adjectives.get(word.lower) == "denies" or word.lemma in self.lexicon.sets["false_nouns"]:
                    self.apply("denies", word)
                    if child.lower == "little" or any(t.lower in ("little", "probably", "likely") for t in child.subtree()):
                        self.standing.weaken(PROBABLE)
                    return

    # -- nouns -----------------------------------------------------------------------------------------------------

    def modifiers(self, noun: Token, own: bool = True) -> None:
        """Adjectives, determiners and participles on a noun of happening (`own`) or on a governing noun."""
        s = self.standing
        for child in noun.kids("acl"):
            if child.tag == "VBN" and not child.kids("aux", "auxpass"):
                effect = self.effect(child, "obj")
                if child.lemma in self.lexicon.sets["ahead_participles"] and child.child("xcomp") is None:
                    self.apply("pledged" if effect == "pledged" else "planned", child)
        for child in noun.children:
            if own and child.dep in ("nummod", "compound", "nmod") and child.text.isdigit() and len(child.text) == 4:
                s.aspect, s.given = Status.DONE, True
                s.note("status.dated", child)
                continue
            if child.dep in ("amod", "det", "advmod", "compound", "nmod", "neg"):
                word = child.lower
                if child.dep in ("det", "neg") and word in _NO:
                    s.negate(child)
                    continue
                effect = self.lexicon.modifiers.get(word)
                if effect is None:
                    continue
                if effect == "hypothetical" and word in ("potential", "possible", "conceivable"):
                    s.soft = child
                elif word == "any":
                    s.lower(Status.HYPOTHETICAL)
                    s.note("status.any", child)
                elif effect in ("planned", "hypothetical", "sought", "pledged", "agreed"):
                    self.apply(effect, child)
                elif effect == "uncommitted":
                    s.weaken(UNCOMMITTED)
                    s.note("certainty.alleged", child)
                elif effect == "possible_done":
                    s.weaken(POSSIBLE)
                    s.note("certainty.suspected", child)
                elif effect == "probable":
                    s.weaken(PROBABLE)
                    s.note("certainty.probable", child)
                elif effect == "failed":
                    s.failed = True
                    s.note("status.failed", child)
                elif effect == "cancelled":
                    self.apply("cancels", child)
                elif effect == "under_way" and own:
                    s.aspect = s.aspect or Status.UNDER_WAY
                    s.note("status.under-way", child)
                elif effect == "done" and own:
                    s.aspect = s.aspect or Status.DONE
                    s.note("status.past-modifier", child)

    def nominal(self, noun: Token) -> None:
        """A noun or adjective as trigger that no light verb carries."""
        if noun.dep in ("acomp", "oprd") and is_verb(noun.head):
            self.modifiers(noun)
            self.clause(noun.head)
            return
        if noun.dep == "amod" and noun.pos == "ADJ":
            self.modifiers(noun.head)
            self.noun_context(noun.head)
            return
        if self.gerund(noun):
            return
        own = self.lexicon.nouns.get(noun.lemma)
        if own == "hypothetical" and self.standing.type not in self.lexicon.sets["speech_types"]:
            self.apply(own, noun)
        self.modifiers(noun)
        if self.standing.given:
            return
        self.noun_context(noun)

    def gerund(self, word: Token) -> bool:
        """*Denied shipping drones*, where the parser takes the gerund for part of the noun after it."""
        noun = word.head
        if word.dep not in ("compound", "amod") or not word.lower.endswith("ing") or noun.dep != "dobj":
            return False
        verb = noun.head
        if not is_verb(verb) or any(c.dep in ("det", "poss") for c in noun.children if c.i < word.i):
            return False
        if verb.i > word.i or any(t.i > verb.i for t in noun.subtree() if t.i < word.i):
            return False
        if self.lexicon.verb(verb.lemma, "ing") not in _TAKES_GERUND:
            return False
        self.govern(verb, "ing")
        return True

    def context(self, noun: Token) -> None:
        """Go on from a governing noun to what governs it."""
        if self.outside(noun):
            return
        self.noun_context(noun)

    def noun_context(self, noun: Token) -> None:
        if noun.i in self.seen:
            return
        self.seen.add(noun.i)
        s, head, dep = self.standing, noun.head, noun.dep
        if noun.is_root:
            return
        if dep in ("compound", "poss", "nmod", "amod", "npadvmod"):
            if head.pos in ("NOUN", "PROPN"):
                self.noun_governor(head, "compound", noun)
            elif is_verb(head):
                self.neutral(noun, head)
            return
        if dep in ("conj", "appos"):
            if head.pos in ("NOUN", "PROPN", "PRON"):
                if dep == "conj":
                    det = head.child("det", "neg")
                    if det is not None and det.lower in _NO:
                        s.negate(det)
                self.noun_context(head)
            elif is_verb(head):
                self.clause(head, False)
            return
        if dep == "pobj":
            self.preposition(head, noun, "obj")
            return
        if is_verb(head) and dep in _OBJECT:
            effect = self.effect(head, "obj")
            if head.lemma in _CONTAINERS and effect is None:
                self.contained(head)
                return
            if effect in (None, "manages"):
                self.neutral(noun, head, effect == "manages")
                return
            if effect == "saying":
                return
            if effect == "refuses" and s.type in self.lexicon.sets["speech_types"]:
                s.note("certainty.given", head)
                return
            if (
                effect == "agreed"
                and s.type not in ("TRANSFER", "AGREE")
                and (d := noun.child("det")) is not None
                and d.lower == "the"
            ):
                s.note("certainty.given", d)
                return
            self.apply(effect, head)
            if effect in FINAL or self.outside(head):
                return
            self.after(head)
            return
        if is_verb(head) and dep in ("nsubj", "csubj"):
            effect = self.effect(head, "subj")
            if effect is not None:
                self.apply(effect, head)
                self.clause(head, False)
                return
            if head.lemma in ("be", "remain", "seem", "appear", "look", "become") and self.predicate(head):
                return
            self.neutral(noun, head)
            return
        if is_verb(head):
            self.neutral(noun, head)
            return
        if head.pos in ("ADJ", "ADV", "ADP", "SCONJ"):
            effect = self.lexicon.adjectives.get(head.lower)
            if effect is not None:
                self.apply(effect, head)
                self.after(head)

    def predicate(self, verb: Token) -> bool:
        """*The delivery is under way*, *a strike is likely*: what the predicate says of its subject."""
        s = self.standing
        for child in verb.kids("acomp", "advmod", "prep", "attr", "oprd"):
            below = child.child("pobj")
            words = child.lower if below is None else f"{child.lower} {below.lower}"
            if words in ("underway", "ongoing", "under way"):
                s.aspect = Status.UNDER_WAY
                s.note("status.under-way", child)
                self.clause(verb, False)
                return True
            if words in ("over",):
                s.aspect = Status.DONE
                self.clause(verb, False)
                return True
            effect = self.lexicon.adjectives.get(child.lower) if child.dep in ("acomp", "oprd") else None
            if child.dep == "attr":
                effect = self.lexicon.nouns.get(child.lemma)
                if effect in ("condition", "sought", "planned", "hypothetical"):
                    self.apply("sought" if effect == "condition" else effect, child)
                    self.clause(verb, False)
                    return True
                continue
            if effect in ("planned", "hypothetical", "unlikely", "doubts", "denies", "asked"):
                self.apply(effect, child)
                self.clause(verb, False)
                return True
        return False

    def neutral(self, noun: Token, verb: Token, carrying: bool = False) -> None:
        """A verb that says nothing of its noun's standing: an indefinite noun shares the clause's, others are given."""
        s = self.standing
        if self.outside(verb) or verb.i in self.seen:
            return
        det = noun.child("det", "poss")
        indefinite = (det is None or det.lower in _INDEFINITE) and noun.pos != "PROPN"
        marks = read_clause(verb)
        condition = self.conditional(marks)
        if condition is not None and condition.head.lemma in ("confirm", "true", "verify", "prove"):
            s.lower(Status.HYPOTHETICAL)
            s.note("status.condition", condition)
            return
        if s.aim is not None and not carrying:
            return
        happens = verb.lemma in ("happen", "occur", "take", "place", "ensue", "follow", "erupt", "come", "arise")
        if noun.dep in ("nsubj", "nsubjpass") and verb.lemma == "be" and any(c.dep in ("expl",) for c in verb.children):
            happens = True
        if noun.dep == "attr":
            happens = happens or any(c.dep == "expl" or c.lower == "there" for c in verb.children)
        if carrying or happens or (indefinite and noun.dep in _OBJECT | {"nsubj", "pobj"} and noun.pos != "PROPN"):
            before = (s.aim, s.degree)
            if not carrying and not happens:
                if marks.modal is None and not marks.infinitive and marks.finite:
                    if marks.negations and noun.dep in _OBJECT:
                        self.clause(verb, False)
                    return
                kind = self.lexicon.modals.get(marks.modal.lower) if marks.modal is not None else None
                if kind == "planned" and noun.dep == "nsubj":
                    pass
            if not carrying and noun.dep not in ("nsubj",) and s.aspect is None:
                pass
            del before
            aspect = s.aspect
            if not (carrying or happens) and aspect is None:
                s.aspect = Status.DONE
            if (
                carrying
                and aspect is None
                and verb.lemma in ("be", "remain", "engage", "stay", "involve", "lock", "embroil")
            ):
                over = marks.tense == "past" and not self.backshift and verb.lemma == "be"
                s.aspect = Status.DONE if over or s.type == "AGREE" else Status.UNDER_WAY
            self.clause(verb, False)
            return
