"""Who a source is: words of a source to a person or body, with pronouns and short names carried through the article.

In: the sayings of an article in the order of the text, its Parse and the actor mentions. Out: one Actor for each
saying, or None. What the actors' step knows of the words (country, role, office, full name) is taken over; a pronoun
or a short description (*the spokesperson*) that it leaves open goes to the nearest speaker that fits in number,
gender and kind. What stays unresolved keeps its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.reading.actors import actors_of
from onrecord.reading.attribution_cues import CueTable
from onrecord.reading.mentions import ActorMentions
from onrecord.reading.parse import Parse, Token

_HE = frozenset({"he", "his", "him", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "their", "them", "themselves"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_PRONOUNS = _HE | _SHE | _IT | _THEY
_LEADING = frozenset({"the", "a", "an", "both", "one", "his", "her", "its", "their", "our"})


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A speaker as found: the actor and why."""

    actor: Actor
    reasons: tuple[Reason, ...] = ()
    person: bool | None = None
    plural: bool = False
    gender: str | None = None
    head: int = -1
    lemma: str = ""


class Speakers:
    """The speakers of one article, asked in the order of the text."""

    def __init__(self, parse: Parse, actors: ActorMentions, table: CueTable):
        self._parse = parse
        self._actors = actors
        self._table = table
        self._past: list[Speaker] = []
        self._entities = {i: e for e in parse.entities for i in range(e.first, e.last)}

    def of(self, head: Token, phrase: Sequence[int]) -> Speaker | None:
        """Who the noun phrase headed by `head` is, or None for a pronoun that fits nobody."""
        found = self._resolve(head, phrase)
        if found is not None and head.lower not in _RELATIVE:
            self._past.append(found)
        return found

    def _resolve(self, head: Token, phrase: Sequence[int]) -> Speaker | None:
        lower = head.lower
        if lower in _RELATIVE and head.pos in ("PRON", "DET", "SCONJ"):
            noun = head.head.head if head.head.dep == "relcl" else None
            if lower in ("which", "that") and head.i:
                near = self._parse.tokens[head.i - 1]
                if near.pos == "PUNCT" and near.i:
                    near = self._parse.tokens[near.i - 1]
                if near.pos in ("NOUN", "PROPN"):
                    noun = near
            return None if noun is None else self._resolve(noun, [t.i for t in noun.subtree() if t.i < head.i])
        if lower in _PRONOUNS:
            return self._pronoun(head)
        known = self._known(head)
        if not known and head.lemma in self._table.evidence:
            issuer = next((p.child("pobj") for p in head.kids("prep") if p.lower in ("from", "by")), None)
            if issuer is not None:
                known = self._known(issuer)
        name, person = self._name(head, phrase)
        coordinated = bool(head.kids("conj"))
        plural = head.tag in ("NNS", "NNPS") or coordinated
        span = Span(self._parse.tokens[phrase[0]].start, self._parse.tokens[phrase[-1]].end) if phrase else head.span
        if person is None and not plural and not (known and known[0].id):
            earlier = self._same_description(head, phrase)
            if earlier is not None:
                return replace(
                    earlier,
                    actor=replace(earlier.actor, span=span),
                    reasons=(Reason(rule="speaker.same-words", span=earlier.actor.span),),
                )
        mention = self._actors.at(head)
        if known:
            actor = replace(known[0], span=span)
            if len(known) > 1 and coordinated:
                countries = {a.country for a in known}
                actor = Actor(
                    span=span,
                    name=self._described(phrase, head),
                    country=known[0].country,
                    role=known[0].role if len({a.role for a in known}) == 1 else None,
                    id=known[0].id if len(countries) == 1 else None,
                )
            elif actor.name is None or (actor.id is None and actor.name in name and mention is not None and not person):
                actor = replace(actor, name=name)
        else:
            actor = Actor(span=span, name=self._full_name(name, person) or name)
        is_person: bool | None = person is not None or self._role_noun(head)
        if mention is not None and known and mention.head == head.i:
            if mention.kind == "person":
                is_person = True
            elif mention.kind in ("country", "metonym", "organisation"):
                is_person = False
        return Speaker(
            actor=actor,
            reasons=(Reason(rule="speaker.named" if person or known else "speaker.described", span=span),),
            person=is_person,
            plural=plural,
            gender=self._gender(head, phrase),
            head=head.i,
            lemma=head.lemma.lower(),
        )

    def _known(self, head: Token) -> tuple[Actor, ...]:
        return actors_of(self._actors, head)

    def _described(self, phrase: Sequence[int], head: Token) -> str:
        """The words of a phrase without its article and possessive ending."""
        kept = [self._parse.tokens[i] for i in phrase]
        while kept and kept[0].lower in _LEADING and not (len(kept) > 1 and kept[1].lower == "of"):
            kept = kept[1:]
        if not kept:
            return head.text
        if head.kids("appos"):
            comma = next((n for n, t in enumerate(kept) if t.text == "," and t.i > head.i), len(kept))
            kept = kept[:comma]
        text = self._parse.text[kept[0].start : kept[-1].end]
        for ending in ("'s", "’s"):
            text = text.removesuffix(ending)
        return " ".join(text.split()).rstrip(", ")

    def _name(self, head: Token, phrase: Sequence[int]) -> tuple[str, str | None]:
        """The name in a noun phrase (a person's where there is one), and the person's name alone."""
        tokens = self._parse.tokens
        for i in phrase:
            entity = self._entities.get(i)
            if entity is not None and entity.label == "PERSON":
                words = [t for t in tokens[entity.first : entity.last] if t.text not in ("'s", "’s", "’", "'")]
                inner = tokens[entity.first]
                owner = head not in words and any(
                    t.dep == "poss" or (t.dep == "compound" and t.head is head and not self._role_noun(head))
                    for t in words
                )
                if inner.sent == head.sent and not owner and not self._inside_of(words, head):
                    name = self._words(words)
                    return name, name
        return self._described(phrase, head), None

    def _words(self, words: Sequence[Token]) -> str:
        """The words as the text has them, blanks folded, without a possessive ending."""
        kept = [t for t in words if t.text not in ("'s", "’s", "’", "'")]
        if not kept:
            return ""
        return " ".join(self._parse.text[kept[0].start : kept[-1].end].split())

    @staticmethod
    def _inside_of(words: Sequence[Token], head: Token) -> bool:
        """Whether the person only stands in a phrase under the head (*a spokesman for X*)."""
        for word in words:
            token = word
            while token is not head and token.head is not token:
                if token.dep in ("pobj", "poss"):
                    return True
                if token.head is head:
                    break
                token = token.head
        return False

    def _full_name(self, name: str, person: str | None) -> str | None:
        """A surname alone takes the full name of the person of that surname named before it."""
        if person is None or " " in person:
            return person
        for speaker in reversed(self._past):
            past = speaker.actor.name or ""
            if past.split()[-1:] == [person]:
                return past
        for entity in self._parse.entities:
            if entity.label == "PERSON" and entity.last - entity.first > 1:
                full = self._words(self._parse.tokens[entity.first : entity.last])
                if full.split()[-1:] == [person] and " " in full:
                    return full
        return name

    def _same_description(self, head: Token, phrase: Sequence[int]) -> Speaker | None:
        """*The ministry*, *the spokesperson*: the last speaker called by that noun, or whose title holds it."""
        first = self._parse.tokens[phrase[0]] if phrase else head
        if first.lower not in ("the", "this", "that") or len(phrase) > 3:
            return None
        for speaker in reversed(self._past):
            if speaker.plural:
                continue
            if speaker.lemma == head.lemma.lower():
                return speaker
            heads = self._parse.tokens[speaker.head]
            around = {t.lemma.lower() for t in heads.subtree()}
            if head.lemma.lower() in around:
                return speaker
        return None

    def _pronoun(self, head: Token) -> Speaker | None:
        known = self._known(head)
        lower = head.lower
        for speaker in reversed(self._past):
            if not self._fits(speaker, lower):
                continue
            return replace(
                speaker,
                actor=replace(speaker.actor, span=head.span),
                reasons=(Reason(rule="speaker.pronoun", span=speaker.actor.span),),
            )
        if known:
            actor = replace(known[0], span=head.span)
            return Speaker(actor=actor, reasons=(Reason(rule="speaker.pronoun", span=head.span),), head=head.i)
        if lower in _HE | _SHE:
            return self._person_before(head)
        return None

    def _person_before(self, head: Token) -> Speaker | None:
        """The nearest person named before the pronoun, subjects of the sentences before first."""
        best = None
        for entity in self._parse.entities:
            if entity.first >= head.i:
                break
            if entity.label == "PERSON":
                best = entity
        if best is None:
            return None
        known = self._known(self._parse.tokens[best.last - 1])
        name = self._words(self._parse.tokens[best.first : best.last])
        actor = replace(known[0], span=head.span) if known else Actor(span=head.span, name=self._full_name(name, name))
        span = self._parse.span(best.first, best.last)
        return Speaker(
            actor=actor, reasons=(Reason(rule="speaker.pronoun", span=span),), person=True, head=best.last - 1
        )

    @staticmethod
    def _fits(speaker: Speaker, pronoun: str) -> bool:
        if pronoun in _THEY:
            return speaker.plural
        if speaker.plural:
            return False
        if pronoun in _IT:
            return speaker.person is not True
        if speaker.person is False:
            return False
        wanted = "m" if pronoun in _HE else "f"
        return speaker.gender in (None, wanted)

    @staticmethod
    def _role_noun(head: Token) -> bool:
        return head.lemma.lower() in _ROLE_NOUNS

    def _gender(self, head: Token, phrase: Sequence[int]) -> str | None:
        words = {self._parse.tokens[i].lower for i in phrase} | {head.lower}
        if words & _FEMALE:
            return "f"
        if words & _MALE:
            return "m"
        return None


_ROLE_NOUNS = frozenset(
    [
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "president",
        "minister",
        "official",
        "senator",
        "general",
        "commander",
        "leader",
        "premier",
        "chancellor",
        "ambassador",
        "envoy",
        "secretary",
        "director",
        "chief",
        "head",
        "chairman",
        "chairwoman",
        "analyst",
        "expert",
        "lawyer",
        "researcher",
        "diplomat",
        "resident",
        "witness",
        "onlooker",
        "professor",
        "colonel",
        "admiral",
        "governor",
        "mayor",
        "king",
        "prince",
        "lawmaker",
        "judge",
        "prosecutor",
        "fellow",
        "historian",
        "correspondent",
        "reporter",
        "doctor",
        "soldier",
        "man",
        "woman",
        "student",
        "author",
    ]
)
_FEMALE = frozenset(
    {"spokeswoman", "chairwoman", "ms", "ms.", "mrs", "mrs.", "miss", "queen", "princess", "woman", "madam"}
)
_MALE = frozenset({"spokesman", "chairman", "mr", "mr.", "king", "prince", "man", "sir"})
