"""Sayings by rule: cue, source and content of each attribution from the lexicon of cues and the parse.

In: a Parse, the CueTable and the quotations. Out: `Saying`s: token sets with the rule that found them. Verbs with a
clause, quotation, infinitive, gerund or object; parentheticals and inverted order; *according to*; nouns of saying;
refusals, silences and answers still to come. A saying that is still to come, wished or conditional is none; what is
merely thought or planned, and hearsay without a source, is found and marked by `kind`, so that each user may choose.

It resolves nobody, joins no sentences and says nothing of occasions: see the other attribution modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.domain.attribution import Stance
from onrecord.reading.attribution_cues import Cue, CueTable
from onrecord.reading.attribution_quotes import Quote
from onrecord.reading.parse import Parse, Token

_FIRST_PERSON = frozenset({"i", "we"})
_NO_SPEAKER = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
_NOBODY = frozenset({"nobody", "none", "few", "no-one", "neither", "nothing"})
_VERBAL = frozenset({"VERB", "AUX"})
_TRIM = frozenset(",;:-–—.?!()[]…")
_UNSAID_MARKS = frozenset({"if", "unless", "whether", "until", "once", "lest"})
_MODALS = frozenset(
    {"will", "would", "could", "can", "may", "might", "should", "must", "shall", "'ll", "’ll", "wo", "ca", "'d", "’d"}
)
_SILENT_MODALS = frozenset({"will", "would", "could", "can", "wo", "ca"})


@dataclass(frozen=True, kw_only=True)
class Saying:
    """An attribution as tokens: sorted token indices of its parts.

    `anchor` is the main word of the cue, `head` the head of the source (None where nobody is named), `kind` saying,
    thought, plan, attitude, decree, hearsay or own (the writer's or quoted speaker's *I*, *we*).
    """

    anchor: int
    cue: tuple[int, ...]
    source: tuple[int, ...]
    head: int | None
    content: tuple[int, ...]
    stance: Stance
    kind: str
    rule: str
    quote: Quote | None = None
    silent: bool = False


@dataclass(frozen=True, kw_only=True)
class WholeSaying(Saying):
    """A saying with its content over all sentences that it runs.

    `carried`: the source is that of the saying at token `before`, with `why` as the reason.
    """

    carried: bool = False
    why: str = ""
    before: int = -1
    confidence: float = 0.9


def find_sayings(parse: Parse, table: CueTable, quotes: Sequence[Quote]) -> list[Saying]:
    """Every saying that a rule finds, by the order of their cues."""
    return _Finder(parse, table, quotes).find()


def noun_phrase(head: Token, cue: Token | None = None) -> tuple[int, ...]:
    """The words of a source: the noun with what stands before it, phrases that identify it and close apposition.

    A participle or relative clause that follows without a comma identifies; the one that holds the cue is left out.
    """
    keep = {head.i}
    for child in head.children:
        if child.dep in ("relcl", "acl") and child.i > head.i:
            inner = child.subtree()
            if inner[0].i <= head.i or len(inner) > 14 or (cue is not None and cue in inner):
                continue
            between = {t.i for c in head.children if head.i < c.i < inner[0].i for t in c.subtree()}
            if all(i in between for i in range(head.i + 1, inner[0].i)) and not any(
                c.dep == "punct" for c in head.children if head.i < c.i < inner[0].i
            ):
                keep.update(t.i for t in inner)
            continue
        if child.dep in ("advcl", "punct", "cc", "parataxis", "dep", "ccomp"):
            continue
        if child.dep == "conj":
            if child.pos in ("NOUN", "PROPN", "PRON", "NUM"):
                keep.update(noun_phrase(child, cue))
                keep.update(t.i for t in head.children if t.dep in ("cc", "preconj") and t.i < child.i)
                keep.update(t.i for t in head.children if t.dep == "punct" and t.i < child.i and t.text == ",")
            continue
        if child.dep == "prep" and child.lower not in ("of", "in", "for", "at", "from", "on", "with", "to"):
            continue
        if child.dep == "appos":
            gap = [t for t in head.children if t.dep == "punct" and head.i < t.i < child.i]
            short = len(child.subtree()) <= 12
            if gap and not short:
                continue
            keep.update(t.i for t in child.subtree())
            keep.update(t.i for t in gap)
            continue
        keep.update(t.i for t in child.subtree())
    return tuple(sorted(keep))


class _Finder:
    """One article's look-ups for the rules; made anew for each call."""

    def __init__(self, parse: Parse, table: CueTable, quotes: Sequence[Quote]):
        self.parse = parse
        self.table = table
        self.quotes = quotes
        self.tokens = parse.tokens
        self.found: list[Saying] = []
        self.named = {
            i: e for e in parse.entities if e.label in ("PERSON", "ORG", "NORP", "GPE") for i in range(e.first, e.last)
        }

    def find(self) -> list[Saying]:
        table = self.table
        for token in self.tokens:
            if token.lower == "according":
                self._according(token)
            elif token.pos == "VERB" or (token.pos == "AUX" and token.lemma in table.give):
                self._verb(token)
            elif token.pos in ("NOUN", "PROPN", "ADJ"):
                if token.lemma in table.nouns:
                    self._noun(token)
                elif token.lower == "available" or token.lower == "reached":
                    self._unreached(token)
            if token.lower == "words" and token.dep == "pobj" and token.head.lower == "in":
                self._in_the_words(token)
        self._bare_quotes()
        return self.found

    # --- verbs

    def _verb(self, verb: Token) -> None:
        table, lemma = self.table, verb.lemma
        if lemma in table.give and self._no_details(verb):
            return
        if (lemma in table.refuse or lemma in table.refrain or lemma in table.short) and self._refusal(verb):
            return
        if lemma == "reach" and self._unreached(verb):
            return
        uses = table.verbs.get(lemma, ())
        phrasal = table.phrasal.get(lemma, ())
        light = table.light.get(lemma, ())
        if not (uses or phrasal or light or lemma in table.acts or lemma in table.pending):
            return
        if verb.dep in ("amod", "compound") or self._noun_taken_for_verb(verb):
            return
        state = self._state(verb)
        if state == "governed":  # the governor speaks for it (declined to say)
            return
        if state in ("silent", "pending"):
            self._silence(verb, state)
            return
        for cue in light:
            if self._light(verb, cue, state):
                return
        for cue in phrasal:
            particle = self._particle(verb, cue.particle or "")
            if particle is not None and self._frame(verb, cue, state, particle):
                return
        for cue in uses:
            if self._frame(verb, cue, state, None):
                return

    def _noun_taken_for_verb(self, verb: Token) -> bool:
        """*Called the American reports a rumour*: under a verb that labels, an adjective is no subject of a plural."""
        subject, above = verb.child("nsubj"), self.table.verbs.get(verb.head.lemma, ())
        labelled = verb.dep == "ccomp" and any("label" in cue.takes for cue in above)
        return (
            labelled and verb.tag == "VBZ" and subject is not None and subject.tag == "JJ" and subject.i == verb.i - 1
        )

    def _state(self, verb: Token) -> str:
        """Whether the verb is said, unsaid, silent, pending, governed (by a refusal), or hearsay (passive)."""
        table = self.table
        aux = [c for c in verb.children if c.dep in ("aux", "auxpass")]
        negated = any(c.dep == "neg" or c.lower in ("never", "neither", "n't", "n’t") for c in verb.children)
        negated = negated or any(c.dep == "nsubj" and self._neither(c) for c in verb.children)
        if verb.dep == "conj" and verb.child("nsubj") is None and self._state(verb.head) in ("silent", "pending"):
            if any(c.lower in ("or", "nor") for c in verb.head.children):
                return "governed"
        modal = next((c.lower for c in aux if c.lower in _MODALS and c.tag == "MD"), None)
        only = any(c.lower == "only" for c in verb.children)
        if verb.tag == "VB" and any(c.tag == "TO" for c in aux):
            governor = verb.head
            if verb.is_root:
                return "unsaid"
            if governor.lemma in table.refuse:
                return "governed"
            if governor.lemma in ("have", "be") or governor.lower == "yet":
                if any(c.lower == "yet" for c in (*governor.children, *verb.children)) or governor.lower == "yet":
                    return "pending" if verb.lemma in table.acts | table.pending | table.verbs.keys() else "unsaid"
                return "said" if governor.lower == "had" and verb.dep == "xcomp" else "unsaid"
            if governor.lemma in table.said_governors:
                return "said" if governor.dep != "xcomp" else "unsaid"
            if verb.dep == "advcl" and governor.lemma in (
                "call",
                "write",
                "phone",
                "telephone",
                "speak",
                "take",
                "return",
            ):
                return "said"
            return "unsaid"
        if any(c.dep == "mark" and c.lower in _UNSAID_MARKS for c in verb.children):
            return "unsaid"
        if verb.dep == "pcomp" and verb.tag == "VBG":
            if verb.head.lower == "without":
                return "silent" if verb.lemma in table.acts else "unsaid"
            if verb.head.lower == "from" and verb.head.head.lemma in table.refrain:
                return "governed"
            if verb.head.lower == "of" and verb.lemma in table.acts and verb.head.head.lower in ("short", *table.short):
                return "governed"
        if modal is not None:
            if negated and modal in _SILENT_MODALS:
                return "silent" if verb.lemma in table.acts and not self._have(aux) else "unsaid"
            if only and verb.lemma in ("say", "confirm", "describe"):
                return "said"
            if modal == "would" and any(c.lower in ("later", "then", "subsequently") for c in verb.children):
                return "said"
            return "unsaid"
        if verb.tag == "VB" and not any(c.lemma == "do" for c in aux):
            if any(c.dep == "nsubj" and c.i > verb.i for c in verb.children):
                return "said"  # “…,” write two authors
            return "unsaid"  # imperative or bare infinitive under let, help, make
        if negated:
            if verb.lemma in table.pending and any(c.lemma == "have" or c.lower == "did" for c in aux):
                if verb.lemma in ("respond", "reply", "answer", "react"):
                    return "pending"
                if verb.lemma == "comment":
                    return (
                        "pending"
                        if any(c.lemma == "have" for c in aux) or self._adverb(verb, "immediately")
                        else "silent"
                    )
            if verb.lemma in table.negated:
                yet = any(c.lower == "yet" for c in verb.children)
                return "pending" if yet else "silent"
            return "negated"
        if self._question(verb):
            return "unsaid"
        return "said"

    @staticmethod
    def _neither(noun: Token) -> bool:
        return noun.lower in ("neither", "none") or any(c.lower == "neither" for c in noun.children)

    @staticmethod
    def _have(aux: Iterable[Token]) -> bool:
        return any(c.lemma == "have" for c in aux)

    @staticmethod
    def _adverb(verb: Token, *words: str) -> bool:
        return any(c.lower in words for c in verb.children)

    def _question(self, verb: Token) -> bool:
        sentence = self.parse.sentence_of(verb)
        return self.tokens[sentence.last - 1].text == "?" and any(
            c.lemma in ("do", "have", "be") and c.dep in ("aux", "auxpass") and c.i == sentence.first
            for c in verb.children
        )

    @staticmethod
    def _particle(verb: Token, word: str) -> Token | None:
        for child in verb.children:
            if (
                child.lower == word
                and child.dep in ("prt", "prep", "advmod", "dative", "aux", "mark")
                and child.i > verb.i
            ):
                if child.i - verb.i <= 3:
                    return child
        return None

    def _frame(self, verb: Token, cue: Cue, state: str, particle: Token | None) -> bool:
        """Try one use of a verb; True if it fits."""
        passive = any(c.dep in ("auxpass", "nsubjpass") for c in verb.children) or (
            verb.tag == "VBN"
            and verb.dep in ("acl", "relcl")
            and not any(c.dep in ("aux", "nsubj") for c in verb.children)
            and not any(0 < verb.i - q.last <= 3 and q.speech for q in self.quotes)
        )
        head = self._inverted(verb, cue) or self._plausible(verb, self._source(verb, passive=passive), passive=passive)
        kind = cue.kind
        if cue.evidence and (head is None or not self._is_evidence(head)):
            return False
        if head is not None and verb.lemma in self.table.weak and not self.table.speaks(head):
            return False
        if (
            kind == "thought"
            and head is not None
            and "clause" in cue.takes
            and verb.lemma in ("believe", "suspect", "think")
        ):
            if any(h.lemma in self.table.experts for h in (head, *head.conjuncts())):
                kind = "saying"
        if head is not None and not self._can_speak(head, verb):
            return False
        content, quote = self._content(verb, cue, head, passive=passive, particle=particle)
        if not content or (head is None and quote is not None):
            return False
        if state == "unsaid":
            kind = "unsaid"
        elif head is not None and head.lower in _FIRST_PERSON:
            kind = "own" if kind == "saying" else kind
        elif head is None and kind == "saying":
            kind = "hearsay"
        words = [verb.i] + ([particle.i] if particle is not None and not cue.keep else [])
        if state == "negated":
            words += [c.i for c in verb.children if c.dep == "neg" or (c.dep == "aux" and c.lemma == "do")]
        stance = cue.stance
        if state == "negated" and kind == "saying":
            if stance is Stance.DOUBTS:
                stance = Stance.ASSERTS
            elif verb.lemma == "rule":
                stance = Stance.DECLINES
            else:
                kind = "negated"
        self._add(verb, words, head, content, stance, kind, f"attribution.verb.{cue.id}", quote)
        return True

    def _inverted(self, verb: Token, cue: Cue) -> Token | None:
        """*“…,” criticised Filippenko*: after a quotation the parse takes the speaker for the object."""
        named = verb.child("dobj")
        if named is None or named.ent != "PERSON" or "quote" not in cue.takes or verb.child("nsubj") is not None:
            return None
        if any(q.speech and 0 <= verb.i - q.last <= 1 for q in self.quotes):
            return named
        return None

    def _plausible(self, verb: Token, head: Token | None, *, passive: bool) -> Token | None:
        """The source, or where the parse gives none or one that cannot speak, the one before the cue that can."""
        if passive or verb.dep in ("relcl", "amod"):
            return head
        if head is not None:
            own = any(c is head for c in verb.children)
            if own or self.table.speaks(head):
                if verb.dep == "conj" and verb.tag == "VBD" and not own and head.head.tag != "VBD":
                    return self._outer_source(verb) or head
                return head
            if verb.dep == "conj":
                outer = self._outer_source(verb)
                if outer is not None:
                    return outer
        elif verb.tag not in ("VBD", "VBZ", "VBP"):
            return None
        sentence = self.parse.sentence_of(verb)
        before = [t for t in self.tokens[sentence.first : verb.i] if t.pos in ("NOUN", "PROPN", "PRON")]
        if head is not None:  # a participle: the nearest subject
            subjects = [t for t in before if t.dep == "nsubj" and self.table.speaks(t)]
            return subjects[-1] if subjects else head
        near = [t for t in before if t.ent == "PERSON" and t.dep != "compound" and t.dep != "poss"]
        return near[-1] if near and self.tokens[verb.i - 1].pos in ("PUNCT", "PROPN", "NOUN", "ADV") else None

    def _outer_source(self, verb: Token) -> Token | None:
        """For *X said A would … and suggested B*: the subject of the cue in whose content the verb stands."""
        inner = verb.head
        while inner.dep == "conj" and inner.head is not inner:
            inner = inner.head
        outer = inner.head
        if inner.dep == "ccomp" and outer is not inner and outer.lemma in self.table.verbs:
            return self._source(outer, passive=False)
        return None

    def _can_speak(self, head: Token, verb: Token) -> bool:
        """Whether the source agrees with its verb: no date, sum or owner of a noun, no plural with a singular verb."""
        if head.dep == "poss" and head.head.i > head.i and verb.i > head.i and head.head.i != verb.i:
            return False
        if head.ent in _NO_SPEAKER and head.pos != "NOUN":
            return False
        if head.lower in _NOBODY or any(c.lower in ("no", "few", "neither") and c.i < head.i for c in head.children):
            return False
        plural = head.tag in ("NNS", "NNPS") and head.ent not in ("ORG", "GPE", "PERSON")
        return not (verb.tag == "VBZ" and plural and head.lower not in self.table.mass)

    def _light(self, verb: Token, cue: Cue, state: str) -> bool:
        noun = next((c for c in verb.children if c.dep in ("dobj", "nsubjpass") and c.lemma == cue.noun), None)
        if noun is None:
            noun = next(
                (t for t in verb.subtree() if t.pos == "ADJ" and t.lemma == cue.noun and 0 < t.i - verb.i <= 3), None
            )
        if noun is None:
            return False
        passive = noun.dep == "nsubjpass"
        head = self._source(verb, passive=passive)
        content: set[int] = set()
        for child in (*noun.children, *verb.children):
            if child.dep == "prep" and child.lower in cue.preps and child.i > verb.i:
                for c in child.children:
                    content.update(t.i for t in c.subtree())
            elif child.dep in ("acl", "ccomp") and "that" in cue.preps and self._that(child):
                content.update(t.i for t in child.subtree())
        content = {i for i in content if i > noun.i}
        if not content:
            return False
        kind = "unsaid" if state == "unsaid" else "hearsay" if head is None else "saying"
        if head is not None and head.lower in _FIRST_PERSON:
            kind = "own"
        self._add(verb, [verb.i, noun.i], head, content, cue.stance, kind, f"attribution.light.{cue.id}", None)
        return True

    @staticmethod
    def _that(clause: Token) -> bool:
        return any(c.dep == "mark" and c.lower == "that" for c in clause.children)

    def _is_evidence(self, head: Token) -> bool:
        heads = {h.lemma for h in head.conjuncts()} | {h.lower for h in head.conjuncts()}
        if head.lower in ("which", "that") and head.head.dep == "relcl":
            return head.head.head.lemma in self.table.evidence
        return bool(heads & self.table.evidence) or any(
            c.lemma in self.table.evidence for c in head.children if c.dep in ("compound", "amod")
        )

    # --- source

    def _source(self, verb: Token, *, passive: bool) -> Token | None:
        """The head of the source of a verb, or None."""
        if passive:
            agent = verb.child("agent")
            if agent is not None:
                return agent.child("pobj")
            if verb.lemma in ("quote", "cite", "report") and verb.lemma == "quote":
                return verb.child("nsubjpass")
            return None
        subjects = verb.kids("nsubj")
        if subjects:
            # in *which she suggested are made* the parse gives both as subjects
            own = [s for s in subjects if s.lower not in ("which", "that", "who", "what")] or subjects
            return None if own[-1].lower == "what" else own[-1] if len(subjects) > 1 else subjects[0]
        return self._governing_subject(verb, 0)

    def _governing_subject(self, verb: Token, depth: int) -> Token | None:
        head = verb.head
        if depth > 4 or head is verb:
            return None
        if verb.dep == "conj" and head.pos in _VERBAL:
            if any(c.dep in ("auxpass", "nsubjpass") for c in head.children):
                return head.child("nsubjpass") or self._governing_subject(head, depth + 1)
            return head.child("nsubj") or self._governing_subject(head, depth + 1)
        if verb.dep in ("advcl", "xcomp", "pcomp", "prep", "ccomp", "dep") or (
            verb.dep == "acl" and head.pos in _VERBAL
        ):
            if head.pos in _VERBAL:
                if head.lemma in ("quote", "cite") and verb.dep in ("advcl", "xcomp", "ccomp"):
                    return head.child("dobj", "nsubjpass") or self._governing_subject(head, depth + 1)
                if verb.dep == "ccomp" and verb.tag not in ("VBG", "VB"):
                    return None
                if verb.dep == "xcomp" and head.child("dobj") is not None:
                    return head.child("dobj")
                return head.child("nsubj", "nsubjpass") or self._governing_subject(head, depth + 1)
            if head.pos == "ADP" or head.dep == "prep":
                if head.lower == "as" and head.head.lemma in ("quote", "cite"):
                    return head.head.child("dobj", "nsubjpass")
                outer = head.head
                if outer.pos in _VERBAL:
                    return outer.child("nsubj", "nsubjpass") or self._governing_subject(outer, depth + 1)
                if outer.pos in ("NOUN", "PROPN"):
                    return self._noun_source(outer)
            if head.pos in ("NOUN", "PROPN", "ADJ") and head.dep in ("attr", "acomp", "dobj"):
                return head.head.child("nsubj")
            return None
        if verb.dep in ("acl", "relcl") and head.pos in ("NOUN", "PROPN", "PRON"):
            if verb.dep == "relcl" and verb.tag not in ("VBG", "VBN"):
                return None
            return self._noun_source(head)
        return None

    def _noun_source(self, noun: Token) -> Token:
        """Who speaks through a noun that a participle hangs on: its issuer where one is named, else the noun itself."""
        if noun.lemma not in self.table.evidence and noun.lemma not in self.table.nouns:
            return noun
        owner = noun.child("poss")
        if owner is not None:
            return owner
        for prep in noun.kids("prep"):
            if prep.lower in ("by", "from"):
                return prep.child("pobj") or noun
        up, hops = noun, 0
        while up.dep in ("pobj", "dobj", "conj", "appos") and hops < 3:
            governor = up.head
            if governor.pos in _VERBAL:
                if governor.lemma in self.table.carriers:
                    subject = self._source(governor, passive=any(c.dep == "auxpass" for c in governor.children))
                    if subject is not None and subject.i != noun.i:
                        return subject
                break
            if governor.pos == "ADP" and governor.lower == "in" and governor.head.pos in _VERBAL:
                subject = governor.head.child("nsubj")
                if subject is not None and governor.head.lemma in self.table.verbs:
                    return subject
                break
            up, hops = governor, hops + 1
        return noun

    # --- content

    def _content(
        self, verb: Token, cue: Cue, head: Token | None, *, passive: bool, particle: Token | None
    ) -> tuple[set[int], Quote | None]:
        takes = cue.takes
        content: set[int] = set()
        objects = [] if passive else verb.kids("dobj", "dative")
        clauses = [c for c in verb.kids("ccomp") if not self._adverbial(c)]
        clauses = [c for c in clauses if head is None or not self._holds(c, head)]
        if head is not None and any(o is head for o in objects):
            objects = []
        if objects and "obj_of" in takes:
            clauses = [c for c in clauses if c.i > verb.i]
        if particle is not None and "object" in takes:
            for c in (*particle.children, *(objects if particle.dep == "prt" else ())):
                if c.dep in ("pobj", "pcomp", "dobj", "ccomp"):
                    content.update(t.i for t in c.subtree())
            if cue.keep and content:
                content.add(particle.i)
        if particle is not None and "obj_to" in takes:
            infinitive = [c for c in verb.kids("xcomp", "advcl", "ccomp") if any(a.tag == "TO" for a in c.children)]
            inner = [
                c for o in particle.children for c in o.kids("acl", "relcl") if any(a.tag == "TO" for a in c.children)
            ]
            if infinitive or inner:
                for c in (*particle.children, *infinitive):
                    content.update(t.i for t in c.subtree())
        if verb.lemma in self.table.finite:
            clauses = [c for c in clauses if self._finite(c)]
        if "clause" in takes:
            for c in clauses:
                content.update(t.i for t in c.subtree())
            gap = verb.dep == "relcl" and len(verb.kids("nsubj")) > 1
            for c in verb.kids("xcomp"):
                if c.tag == "VBG" or any(x.tag == "TO" for x in c.children):
                    continue
                if gap or (c.tag != "VB" and any(x.dep == "nsubj" for x in c.children)):
                    content.update(t.i for t in c.subtree())
        if "quoting" in takes and objects:
            if any(c.lower == "as" for c in verb.kids("prep")) or verb.kids("advcl", "xcomp"):
                rest = [*objects, *[c for c in verb.kids("prep") if c.lower == "as"], *verb.kids("advcl", "xcomp")]
                for c in rest:
                    if c.i > verb.i:
                        content.update(t.i for t in c.subtree())
        if "obj_to" in takes and particle is None:
            infinitive = [
                c
                for c in verb.kids("xcomp", "ccomp", "advcl")
                if c.i > verb.i and any(a.tag == "TO" for a in c.children)
            ]
            if infinitive and (objects or passive or any(c.child("nsubj") for c in infinitive)):
                parts = infinitive if cue.addressee else [*objects, *infinitive]
                for c in parts:
                    content.update(t.i for t in c.subtree())
        if "to" in takes and not objects:
            for c in verb.kids("xcomp"):
                if any(a.tag == "TO" for a in c.children) and c.tag == "VB":
                    content.update(t.i for t in c.subtree())
        if "ing" in takes:
            for c in verb.kids("xcomp", "ccomp", "pcomp", "dobj"):
                if c.tag == "VBG":
                    content.update(t.i for t in c.subtree())
        if "obj_of" in takes and len(objects) == 1 and objects[0].pos == "PRON":
            if not any(c.lower in cue.preps for c in verb.kids("prep")):
                objects = []  # criticised them
        if "obj_of" in takes and (objects or passive):
            preps = [c for c in verb.kids("prep") if c.lower in cue.preps and c.i > verb.i]
            for c in (*objects, *preps):
                content.update(t.i for t in c.subtree())
        if "label" in takes and objects and not any(o.lower in ("what", "who", "which") for o in objects):
            labels = [c for c in verb.kids("oprd", "prep", "xcomp", "ccomp") if c.dep != "prep" or c.lower in cue.preps]
            if labels:
                for c in (*objects, *labels):
                    content.update(t.i for t in c.subtree())
        if not content and "preps" in takes:
            for c in verb.kids("prep"):
                if c.lower in cue.preps and c.i > verb.i:
                    content.update(t.i for t in c.subtree())
        if not content and "object" in takes and particle is None and not cue.addressee:
            for c in verb.kids("dobj") if not passive else verb.kids("nsubjpass"):
                if not self._reflexive(c) and not (c.ent in ("GPE", "NORP", "PERSON") and verb.lemma == "threaten"):
                    content.update(t.i for t in c.subtree())
        if not content and "claim" in takes:
            labelled = any(c.lower in cue.preps for c in verb.kids("prep"))
            for c in verb.kids("dobj") if not passive else verb.kids("nsubjpass"):
                if c.pos in ("PRON", "DET") and not labelled:
                    continue  # *rejected it* may be a plan
                if c.lemma in self.table.claim_nouns or c.lower in self.table.claim_nouns:
                    content.update(t.i for t in c.subtree())
                    for p in verb.kids("prep"):
                        if p.lower in cue.preps:
                            content.update(t.i for t in p.subtree())
        if not content and "clause" in takes:
            content = self._hung_clause(verb)
        content = self._without_asides(content)
        quote = self._beside(verb, head, content) if "quote" in takes else None
        if quote is not None and content and quote.last <= verb.i < min(content) and "obj_of" not in takes:
            quote = None  # the quotation before belongs to what was said before
        if quote is not None:
            inside = set(range(quote.first, quote.last))
            if not content & inside and not any(c.dep == "ccomp" for c in verb.children if c.i in content):
                content = inside
            else:
                content |= inside
            content |= self._other_half(verb, head, quote)
        if not content and "so" in takes and any(c.lower == "so" for c in verb.children):
            content = {c.i for c in verb.children if c.lower == "so"}
        if not content and "clause" in takes:
            content = self._parenthetical(verb, head)
        own = {verb.i} | ({particle.i} if particle is not None and not cue.keep else set())
        own |= {c.i for c in verb.children if c.dep in ("aux", "auxpass", "neg")}
        if head is not None and head.i not in own and not (head.i in content and "obj_to" in takes and passive):
            if self._between(head, verb) or any(c is head for c in verb.children):
                own |= set(noun_phrase(head))
        if verb.dep == "relcl":
            own |= {i for i in content if i < verb.i and self.tokens[i].tag in ("WDT", "WP")}
        return content - own, quote

    @staticmethod
    def _finite(clause: Token) -> bool:
        return clause.tag in ("VBD", "VBZ", "VBP") or any(
            c.tag in ("MD", "VBD", "VBZ", "VBP") and c.dep in ("aux", "auxpass", "cop") for c in clause.children
        )

    def _without_asides(self, content: set[int]) -> set[int]:
        """Content without what the writer adds at its end: comments (*, marking …*) and the occasion of saying."""
        if not content:
            return content
        last = max(content)
        if any(q.first <= last < q.last for q in self.quotes):
            return content
        cut: set[int] = set()
        for i in content:
            token = self.tokens[i]
            if token.head.i not in content or token.i <= token.head.i:
                continue
            if token.dep in ("advcl", "acl", "conj") and token.tag == "VBG" and token.lemma in self.table.asides:
                inner = token.subtree()
                if inner[-1].i >= last - 1 and self.tokens[inner[0].i - 1].text == ",":
                    cut.update(range(inner[0].i - 1, inner[-1].i + 1))
            elif token.dep == "advcl" and any(
                c.dep == "mark" and c.lower in ("while", "whereas") for c in token.children
            ):
                if token.lemma in self.table.verbs and token.child("nsubj") is not None:
                    cut.update(t.i for t in token.subtree())
            elif token.dep == "prep" and token.lower in ("in", "at", "during"):
                noun = token.child("pobj")
                if noun is not None and noun.lemma in self.table.occasions:
                    inner = token.subtree()
                    if inner[-1].i >= last - 1 and inner[0].i > min(content) + 3:
                        cut.update(t.i for t in inner)
        return content - cut

    @staticmethod
    def _hung_clause(verb: Token) -> set[int]:
        """*said at a briefing that …*: a that-clause that the parse hangs on the noun of an adjunct."""
        for prep in verb.children:
            if prep.i < verb.i or prep.dep not in ("prep", "npadvmod", "dobj", "dative", "advmod"):
                continue
            for token in prep.subtree():
                if token.dep in ("relcl", "acl") and token.i > verb.i:
                    words = token.subtree()
                    if words[0].lower == "that" and any(
                        c.dep in ("nsubj", "nsubjpass", "expl") and c.lower != "that" for c in token.children
                    ):
                        return {t.i for t in words}
        return set()

    @staticmethod
    def _reflexive(token: Token) -> bool:
        return token.lower in ("himself", "herself", "itself", "themselves", "what", "who", "which")

    @staticmethod
    def _adverbial(clause: Token) -> bool:
        return any(
            c.dep == "mark" and c.lower in ("because", "although", "while", "since", "as") for c in clause.children
        )

    @staticmethod
    def _holds(clause: Token, token: Token) -> bool:
        return token is clause or any(a is clause for a in token.ancestors())

    @staticmethod
    def _between(head: Token, verb: Token) -> bool:
        return abs(head.i - verb.i) < 40

    def _parenthetical(self, verb: Token, head: Token | None) -> set[int]:
        """The clause that a verb like *X, Kirby said, Y* stands in, or that follows or precedes it."""
        sentence = self.parse.sentence_of(verb)
        if (
            verb.dep in ("parataxis", "ccomp", "conj", "advcl", "dep")
            and head is not None
            and any(c is head for c in verb.children)
        ):
            outer = verb.head
            if outer.pos in _VERBAL and outer is not verb:
                inner = {t.i for t in verb.subtree()}
                while inner and self.tokens[min(inner)].pos == "PUNCT":
                    inner.discard(min(inner))
                while inner and self.tokens[max(inner)].pos == "PUNCT":
                    inner.discard(max(inner))
                before = self.tokens[min(inner) - 1].text if min(inner) > sentence.first else ""
                after = self.tokens[max(inner) + 1].text if max(inner) + 1 < sentence.last else "."
                if before in (",", "—", "–", "-", "”", '"') and after in (",", "—", "–", "-", ".", "”", '"', ";"):
                    if len(inner) <= 25:
                        return {t.i for t in outer.subtree()} - inner
        if verb.is_root and head is not None and any(c is head for c in verb.children) and not verb.kids("dobj"):
            # "While X flew, a missile exploded, officials said.": all before, whatever the parser hung where
            first = noun_phrase(head)[0]
            opening = self.tokens[sentence.first : first]
            ends = all(t.pos in ("PUNCT", "SPACE") for t in self.tokens[verb.i + 1 : sentence.last])
            if (
                ends
                and len(opening) > 1
                and opening[-1].text == ","
                and any(t.tag in ("VBD", "VBZ", "VBP") for t in opening)
            ):
                return {t.i for t in opening[:-1]}
        if verb.dep == "advcl" and any(c.dep == "mark" and c.lower == "as" for c in verb.children):
            outer = verb.head
            inner = {t.i for t in verb.subtree()}
            edge = self.tokens[min(max(inner) + 1, sentence.last - 1)].text
            if outer.pos in _VERBAL and head is not None and len(inner) <= 14 and (edge == "," or max(inner) > outer.i):
                return {t.i for t in outer.subtree()} - inner
        return set()

    def _beside(self, verb: Token, head: Token | None, content: set[int]) -> Quote | None:
        """The quotation that stands beside the cue in its sentence, or runs up to it from the sentence before."""
        tokens, sentence = self.tokens, self.parse.sentence_of(verb)
        low = high = verb.i
        if head is not None and head.sent == verb.sent and abs(head.i - verb.i) <= 25:
            phrase = noun_phrase(head)
            low, high = min(low, phrase[0]), max(high, phrase[-1])
        best: Quote | None = None
        for quote in self.quotes:
            if quote.first <= verb.i < quote.last:
                continue
            if (
                quote.last <= low
                and low - quote.last <= 6
                and quote.last >= sentence.first
                and (quote.last > sentence.first or tokens[quote.last - 1].sent == verb.sent - 1)
            ):
                gap = tokens[quote.last : low]
                if all(t.pos in ("PUNCT", "ADV", "CCONJ", "PRON", "DET", "ADJ", "NOUN", "PROPN") for t in gap):
                    if quote.speech or (content & set(range(quote.first, quote.last))):
                        if best is None or quote.last > best.last:
                            best = quote
            elif quote.first > high and quote.first < sentence.last:
                gap = tokens[high + 1 : quote.first]
                if len(gap) > 16 or best is not None:
                    continue
                colon = any(t.text == ":" for t in gap)
                verbs = any(t.pos == "VERB" for t in gap)
                comma = bool(gap) and gap[-1].text in (",", ":", "—", "–", "that")
                if quote.speech and not verbs and (not gap or comma or colon):
                    best = quote
        return best

    def _other_half(self, verb: Token, head: Token | None, quote: Quote) -> set[int]:
        """*“…,” said X, “and …”*: the quotation that goes on behind the cue of the same sentence."""
        high = max([verb.i, *(noun_phrase(head, verb) if head is not None else ())])
        if quote.first > verb.i:
            return set()
        sentence = self.parse.sentence_of(verb)
        for other in self.quotes:
            if not high < other.first < sentence.last:
                continue
            gap = self.tokens[high + 1 : other.first]
            punctuated = len(gap) <= 3 and any(t.text in (",", "—", "–", ":", ";") for t in gap)
            if punctuated and all(t.pos in ("PUNCT", "CCONJ", "ADV") for t in gap):
                return set(range(other.first, other.last))
            return set()
        return set()

    # --- silence

    def _refusal(self, verb: Token) -> bool:
        """declined to say, refrained from detailing, stopped short of confirming."""
        table = self.table
        acts: list[Token] = []
        link: list[Token] = []
        for child in verb.children:
            passive = any(c.dep == "auxpass" for c in child.children)  # refused to be named
            if verb.lemma in table.refuse and child.dep == "xcomp" and child.lemma in table.acts and not passive:
                acts.append(child)
                link = [c for c in child.children if c.tag == "TO"]
            elif verb.lemma in table.refrain and child.dep == "prep" and child.lower == "from":
                acts += [c for c in child.kids("pcomp") if c.lemma in table.acts]
                link = [child]
            elif verb.lemma in table.short and child.lower == "short":
                for prep in (*child.kids("prep"), *verb.kids("prep")):
                    if prep.lower == "of":
                        acts += [c for c in prep.kids("pcomp") if c.lemma in table.acts]
                        link = [child, prep]
        if not acts:
            return False
        if verb.lemma in table.refuse and self._modal(verb):
            return False
        head = self._source(verb, passive=False)
        act = acts[0]
        words = [verb.i, *(t.i for t in link), act.i]
        for other in act.kids("conj"):
            if other.lemma in table.acts:
                acts.append(other)
        content = self._silent_content(acts, words)
        kind = "hearsay" if head is None else "own" if head.lower in _FIRST_PERSON else "saying"
        self._add(verb, words, head, content, Stance.DECLINES, kind, "attribution.declines", None, silent=True)
        return True

    @staticmethod
    def _modal(verb: Token) -> bool:
        return any(c.tag == "MD" and c.lower in ("may", "might", "could", "should") for c in verb.children)

    def _silent_content(self, acts: Sequence[Token], words: list[int]) -> set[int]:
        """What is kept back. A bare noun of detail (*offered no details*) and requests for comment join the cue."""
        content: set[int] = set()
        for act in acts:
            for c in act.children:
                if c.i < act.i or c.dep in ("punct", "cc", "conj", "npadvmod"):
                    continue
                if c.dep in ("ccomp", "xcomp"):
                    content.update(t.i for t in c.subtree())
                elif c.dep == "dobj":
                    if c.lemma in self.table.details:
                        words.extend(t.i for t in c.subtree() if t.i <= c.i)
                        for p in c.kids("prep", "acl"):
                            content.update(t.i for t in p.subtree() if t is not p or p.dep == "acl")
                    elif c.lower not in ("reporters", "journalists"):
                        content.update(t.i for t in c.subtree())
                elif c.dep == "prep":
                    inner = c.child("pobj", "pcomp")
                    if inner is None:
                        continue
                    if inner.lemma in (
                        "request",
                        "question",
                        "inquiry",
                        "enquiry",
                        "query",
                        "call",
                        "email",
                        "message",
                    ):
                        words.append(c.i)
                        comment = [p for p in inner.kids("prep") if p.lower == "for"]
                        last = max((t.i for p in comment for t in p.subtree() if t.i <= p.i + 1), default=inner.i)
                        words.extend(t.i for t in inner.subtree() if t.i <= last)
                    elif c.lower in ("on", "about", "whether", "upon", "regarding", "for") and inner.ent not in (
                        "DATE",
                        "TIME",
                    ):
                        content.update(t.i for t in inner.subtree())
        return content - set(words)

    def _silence(self, verb: Token, state: str) -> None:
        """did not say, has not commented, would not confirm, has yet to respond."""
        if verb.lemma in self.table.give or any(c.dep == "auxpass" for c in verb.children):
            return
        words = [c.i for c in verb.children if c.dep in ("aux", "neg", "advmod", "preconj") and c.i < verb.i] + [verb.i]
        source_verb = verb
        if verb.dep == "pcomp":
            words.append(verb.head.i)
            source_verb = self._saying_above(verb)
        if any(c.tag == "TO" for c in verb.children) and not verb.is_root:
            governor = verb.head
            words += [governor.i, *(c.i for c in governor.children if c.lower == "yet" or c.dep == "aux")]
            source_verb = governor
        head = self._source(source_verb, passive=False)
        if head is None and source_verb.head.lemma in ("have", "be"):
            head = source_verb.head.child("nsubj")
        content = self._silent_content([verb], words)
        if not content:
            for other in verb.kids("conj"):
                if other.lemma in self.table.acts and other.child("nsubj") is None:
                    content = self._silent_content([other], words)
                    words += [other.i, *(c.i for c in verb.children if c.dep in ("cc", "preconj"))]
        if head is None:
            return
        if head.lower in ("nobody", "none") or (False):
            return
        kind = "own" if head.lower in _FIRST_PERSON else "saying"
        stance = Stance.PENDING if state == "pending" else Stance.DECLINES
        rule = "attribution.pending" if state == "pending" else "attribution.silent"
        self._add(verb, sorted(set(words)), head, content, stance, kind, rule, None, silent=True)

    def _saying_above(self, verb: Token) -> Token:
        """For *said … without specifying*: the verb of saying before it, wherever the parse hangs the phrase."""
        sentence = self.parse.sentence_of(verb)
        for i in range(verb.i - 1, sentence.first - 1, -1):
            token = self.tokens[i]
            if token.pos in _VERBAL and token.child("nsubj") is not None and token.i < verb.head.i:
                cues = self.table.verbs.get(token.lemma, ())
                if any(c.kind == "saying" and not c.evidence for c in cues):
                    return token
        return verb

    def _no_details(self, verb: Token) -> bool:
        """gave no details, offered no further comment, had no immediate comment."""
        for noun in verb.kids("dobj"):
            if noun.lemma not in self.table.details:
                continue
            negative = any(c.lower in ("no", "few", "little", "any") for c in noun.children)
            without = verb.dep == "pcomp" and verb.head.lower == "without"
            denied = without or any(c.dep == "neg" for c in verb.children)
            if not negative or (any(c.lower == "any" for c in noun.children) and not denied):
                if not denied:
                    continue
            if verb.lemma in ("have", "make") and noun.lemma not in ("comment", "reaction", "answer"):
                continue
            head = self._source(verb, passive=False)
            if head is None:
                return False
            words = [verb.i, *(t.i for t in noun.subtree() if t.i <= noun.i)]
            words += [c.i for c in verb.children if c.dep in ("neg", "aux") and denied]
            words += [verb.head.i] if without else []
            content: set[int] = set()
            for p in noun.kids("prep", "acl", "relcl"):
                if p.dep == "prep" and p.lower not in ("of", "on", "about", "for", "regarding"):
                    continue
                content.update(t.i for t in p.subtree() if t is not p or p.dep != "prep")
            immediate = any(c.lower == "immediate" for c in noun.children)
            stance = Stance.PENDING if immediate else Stance.DECLINES
            kind = "own" if head.lower in _FIRST_PERSON else "saying"
            self._add(
                verb, sorted(set(words)), head, content, stance, kind, "attribution.no-details", None, silent=True
            )
            return True
        return False

    def _unreached(self, token: Token) -> bool:
        """could not be reached for comment, was not immediately available for comment."""
        verb = token if token.pos == "VERB" else token.head
        if verb.pos not in _VERBAL or not any(c.dep == "neg" for c in verb.children):
            return False
        prep = next((c for c in (*token.children, *verb.children) if c.dep == "prep" and c.lower == "for"), None)
        if token.lower == "available" and (
            prep is None or (prep.child("pobj") or token).lemma not in ("comment", "interview")
        ):
            return False
        head = verb.child("nsubjpass", "nsubj")
        if head is None:
            return False
        words = {verb.i, token.i}
        words |= {
            c.i
            for c in (*verb.children, *token.children)
            if c.dep in ("aux", "auxpass", "neg", "advmod", "acomp") and len(c.subtree()) < 3
        }
        if prep is not None:
            words |= {t.i for t in prep.subtree() if t.i <= prep.i + 2}
        self._add(
            token, sorted(words), head, set(), Stance.PENDING, "saying", "attribution.unreached", None, silent=True
        )
        return True

    # --- nouns and phrases

    def _noun(self, noun: Token) -> None:
        cue = self.table.nouns[noun.lemma]
        content: set[int] = set()
        for child in noun.children:
            if child.i < noun.i:
                continue
            if child.dep in ("acl", "ccomp", "relcl") and "clause" in cue.takes and self._that(child):
                content.update(t.i for t in child.subtree())
            elif child.dep in ("acl", "relcl", "xcomp") and "to" in cue.takes and child.tag == "VB":
                if any(a.tag == "TO" for a in child.children):
                    content.update(t.i for t in child.subtree())
            elif (
                child.dep in ("advcl", "acl")
                and "for" in cue.takes
                and any(c.dep == "mark" and c.lower == "for" for c in child.children)
            ):
                content.update(t.i for t in child.subtree())
            elif child.dep == "prep" and child.lower in cue.takes and child.lower in ("of", "for"):
                content.update(t.i for t in child.subtree() if child.lower == "for" or t is not child)
        if not content and noun.dep == "nsubj" and "clause" in cue.takes and noun.head.lemma == "be":
            for child in noun.head.kids("ccomp"):
                if self._that(child):
                    content.update(t.i for t in child.subtree())
        if not content and noun.dep == "dobj" and "to" in cue.takes and noun.head.lemma in self.table.carriers:
            for child in noun.head.kids("advcl", "xcomp"):
                if child.i > noun.i and child.tag == "VB" and any(a.tag == "TO" for a in child.children):
                    content.update(t.i for t in child.subtree())
        if not content and "clause" in cue.takes:
            for child in noun.kids("relcl"):
                inner = child.child("ccomp") if child.lemma == "be" else None
                if inner is not None and self._that(inner):
                    content.update(t.i for t in inner.subtree())
        if not content:
            return
        head, words = self._noun_speaker(noun)
        if head is not None:
            content -= set(noun_phrase(head)) | {head.head.i}
        if not content:
            return
        clause = any(self.tokens[i].pos in _VERBAL for i in content)
        if (
            noun.lemma
            in ("statement", "comment", "remark", "message", "view", "account", "version", "assessment", "testimony")
            and not clause
        ):
            return
        kind = "hearsay" if head is None else "own" if head.lower in (*_FIRST_PERSON, "my", "our") else "saying"
        self._add(noun, words, head, content, cue.stance, kind, f"attribution.{cue.id}", None)

    def _noun_speaker(self, noun: Token) -> tuple[Token | None, list[int]]:
        words = [noun.i]
        owner = noun.child("poss")
        if owner is not None:
            return owner, words
        for prep in noun.kids("prep", "agent"):
            if prep.lower in ("by", "from") and prep.child("pobj") is not None:
                return prep.child("pobj"), words
        for child in noun.children:
            if (
                child.i < noun.i
                and child.dep in ("amod", "compound", "nmod")
                and child.ent in ("NORP", "GPE", "ORG", "PERSON")
            ):
                return child, words
        for verb in noun.kids("acl"):
            if verb.tag == "VBN" and verb.lemma in (*self.table.carriers, "put"):
                agent = verb.child("agent")
                if agent is not None:
                    return agent.child("pobj"), words
        if noun.dep == "dobj" and noun.head.lemma in self.table.carriers:
            return self._source(noun.head, passive=False), words
        if noun.dep == "pobj" and noun.head.lower in ("with", "in") and noun.head.head.pos in _VERBAL:
            subject = noun.head.head.child("nsubj")
            if subject is not None and self.table.speaks(subject):
                return subject, words
        return None, words

    def _according(self, token: Token) -> None:
        to = token.child("prep") or next(
            (c for c in token.head.children if c.lower == "to" and c.i == token.i + 1), None
        )
        if to is None or to.lower != "to":
            return
        head = to.child("pobj")
        if head is None:
            return
        phrase = {t.i for t in token.subtree()} | {to.i}
        source = noun_phrase(head, token)
        sentence = self.parse.sentence_of(token)
        first, last = min(phrase), max(source)
        before = [t.i for t in self.tokens[sentence.first : first]]
        quote = next((q for q in self.quotes if q.first <= token.i < q.last), None)
        if quote is not None:
            before = [i for i in before if i >= quote.first]
        clean = [i for i in before if self.tokens[i].pos not in ("PUNCT", "CCONJ", "SCONJ", "SPACE")]
        content: set[int]
        if not clean:
            end = sentence.last
            if quote is not None:
                end = min(end, quote.last)
            start = last + 1
            comma = next((t.i for t in self.tokens[start : start + 30] if t.text == "," and t.i < end), None)
            if comma is not None and comma > start and self.tokens[start].pos != "PUNCT":
                start = comma + 1  # a relative clause or adjunct of the source stands between
            content = set(range(start, end))
        else:
            governor = token.head
            clause = {t.i for t in governor.subtree()} if governor.pos in _VERBAL else set()
            content = {i for i in before if not clause or i in clause or i > min(clause)}
            after = self._continues(governor, last + 1, sentence.last)
            content |= after
        for q in self.quotes:
            if q.speech and q.first < first <= q.last + 2 and q.last <= first and not content:
                content |= set(range(q.first, q.last))
        beside = next(
            (q for q in self.quotes if q.speech and 0 <= first - q.last <= 1 and q.last > sentence.first), None
        )
        if beside is not None:
            content |= set(range(beside.first, beside.last))
        content -= phrase
        kind = "own" if head.lower in _FIRST_PERSON else "saying"
        self._add(token, [token.i, to.i], head, content, Stance.ASSERTS, kind, "attribution.according-to", beside)

    def _continues(self, governor: Token, start: int, end: int) -> set[int]:
        """What follows *, according to X,* where the clause itself goes on: its verb stands behind the phrase."""
        if governor.pos in _VERBAL and governor.i >= start:
            inside = {t.i for t in governor.subtree()}
            return {i for i in range(start, end) if i in inside}
        return set()

    def _in_the_words(self, token: Token) -> None:
        prep = next((c for c in token.kids("prep") if c.lower == "of"), None)
        head = token.child("poss") or (prep.child("pobj") if prep is not None else None)
        if head is None:
            return
        sentence = self.parse.sentence_of(token)
        phrase = {t.i for t in token.head.subtree()}
        quote = next((q for q in self.quotes if sentence.first <= q.first < sentence.last), None)
        if quote is None:
            return
        words = [token.head.i, token.i] + ([prep.i] if prep is not None else [])
        content = set(range(quote.first, quote.last)) - phrase
        self._add(token, words, head, content, Stance.ASSERTS, "saying", "attribution.in-the-words-of", quote)

    # --- quotations that no frame reached

    def _bare_quotes(self) -> None:
        """A quotation beside a verb of saying that the parse hides: name and verb, or verb and name, at its edge."""
        taken = [set(s.content) for s in self.found]
        used = {s.anchor for s in self.found}
        for quote in self.quotes:
            if not quote.speech or any(quote.first in c or quote.last - 1 in c for c in taken):
                continue
            for direction in (1, -1):
                window = (
                    self.tokens[quote.last : quote.last + 14]
                    if direction > 0
                    else self.tokens[max(0, quote.first - 14) : quote.first][::-1]
                )
                edge = self.tokens[quote.last - 1] if direction > 0 else self.tokens[quote.first]
                verb = self._edge_verb(window, edge, used)
                if verb is None:
                    continue
                cue = next((c for c in self.table.verbs.get(verb.lemma.lower(), ()) if "quote" in c.takes), None)
                head = self._source(verb, passive=False) or self._edge_name(window, verb)
                if cue is not None and cue.evidence and (head is None or not self._is_evidence(head)):
                    continue
                if cue is None or head is None or head.lower in _FIRST_PERSON or quote.first <= head.i < quote.last:
                    continue
                self._add(
                    verb,
                    [verb.i],
                    head,
                    set(range(quote.first, quote.last)),
                    cue.stance,
                    "saying",
                    "attribution.quote-edge",
                    quote,
                )
                used.add(verb.i)
                break
            else:
                self._colon(quote)
                self._struck_up(quote)

    def _colon(self, quote: Quote) -> None:
        """*The minister was blunt: “…”*: the verb of the clause before a colon is the cue."""
        at = quote.first - 1
        if any(q is not quote and q.first <= at < q.last for q in self.quotes):
            return
        if at < 1 or self.tokens[at].text != ":" or self.tokens[at - 1].sent != self.tokens[at].sent:
            return
        sentence = self.parse.sentence_of(self.tokens[at])
        verbs = [t for t in self.tokens[sentence.first : at] if t.pos in _VERBAL and t.child("nsubj") is not None]
        verb = next((t for t in verbs if t.is_root), verbs[-1] if verbs else None)
        head = None if verb is None else verb.child("nsubj")
        if verb is None or head is None or head.lower in _FIRST_PERSON or not self.table.speaks(head):
            return
        if any(s.anchor == verb.i for s in self.found):
            return
        content = set(range(quote.first, quote.last))
        self._add(verb, [verb.i], head, content, Stance.ASSERTS, "saying", "attribution.colon", quote)

    def _edge_verb(self, window: Sequence[Token], edge: Token, used: set[int]) -> Token | None:
        for token in window:
            if token.sent != edge.sent or token.text in (".", ";", "”", "“", '"'):
                return None
            if token.lower in ("read", "reads") and token.i not in used:
                return token
            if token.pos in _VERBAL and token.tag in ("VBD", "VBZ", "VBP", "VBN", "VBG"):
                cues = self.table.verbs.get(token.lemma, ())
                if any(c.kind == "saying" and "quote" in c.takes and not c.evidence for c in cues):
                    return None if token.i in used else token
                if token.pos == "VERB":
                    return None
        return None

    def _struck_up(self, quote: Quote) -> None:
        """*“…,” thundered two generals*: any verb of the past right behind a quotation that ends in a comma."""
        if quote.last + 1 >= len(self.tokens) or self.tokens[quote.last - 2].text not in (",", "!", "?"):
            return
        verb = self.tokens[quote.last]
        if verb.tag != "VBD" or verb.pos != "VERB" or verb.i in {s.anchor for s in self.found}:
            return
        head = verb.child("nsubj", "dobj")
        if head is not None and head.i > verb.i and self.table.speaks(head) and head.lower not in _FIRST_PERSON:
            content = set(range(quote.first, quote.last))
            self._add(verb, [verb.i], head, content, Stance.ASSERTS, "saying", "attribution.quote-verb", quote)

    @staticmethod
    def _edge_name(window: Sequence[Token], verb: Token) -> Token | None:
        near = [t for t in window if t.pos in ("PROPN", "NOUN", "PRON") and abs(t.i - verb.i) <= 6]
        return min(near, key=lambda t: (abs(t.i - verb.i), t.i)) if near else None

    def _add(
        self,
        anchor: Token,
        words: Sequence[int],
        head: Token | None,
        content: set[int],
        stance: Stance,
        kind: str,
        rule: str,
        quote: Quote | None,
        *,
        silent: bool = False,
    ) -> None:
        source = noun_phrase(head, anchor) if head is not None else ()
        if head is not None and head.i in self.named:
            entity = self.named[head.i]
            source = tuple(sorted({*source, *range(entity.first, entity.last)}))
        cue = tuple(sorted(set(words)))
        source = tuple(i for i in source if i not in cue)
        clean = self.trim(content - set(cue) - (set(source) if head is not None and head.i not in content else set()))
        if not clean and not silent:
            return
        self.found.append(
            Saying(
                anchor=anchor.i,
                cue=cue,
                source=source,
                head=None if head is None else head.i,
                content=clean,
                stance=stance,
                kind=kind,
                rule=rule,
                quote=quote,
                silent=silent,
            )
        )

    def trim(self, content: set[int]) -> tuple[int, ...]:
        """Content without stops and commas at the edges of its runs; quotation marks stay."""
        kept: list[int] = []
        for run in runs(sorted(content)):
            while run and self.tokens[run[0]].text in _TRIM:
                run = run[1:]
            while run and self.tokens[run[-1]].text in _TRIM:
                run = run[:-1]
            if run and not all(self.tokens[i].pos == "PUNCT" for i in run):
                kept.extend(run)
        return tuple(kept)


def runs(indices: Sequence[int]) -> list[list[int]]:
    """Sorted indices as runs of neighbours."""
    found: list[list[int]] = []
    for i in indices:
        if found and i == found[-1][-1] + 1:
            found[-1].append(i)
        else:
            found.append([i])
    return found
