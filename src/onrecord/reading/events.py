"""Event mentions: triggers, types and participants.

In: the Parse, actor, place and item mentions, and the frames of `resources/events/`. Out: EventMentions, in the order
of the text, not yet judged: a mention here says only that the words name such a happening.

A frame matches a word by lemma and second word (particle, object, words before a noun); its grammar then says which
slot is which role, and its needs are checked: supplies need goods, breaches a norm, a launch something to launch.
Words that alone are no evidence (`weak`) stand only with participants on both sides, or where the trained encoder
agrees. Bare references to something told before (*the visit*, *this launch*) are no mentions of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Reason
from onrecord.domain.item import Item
from onrecord.domain.span import Span
from onrecord.knowledge import Knowledge
from onrecord.knowledge.frames import Frame, FrameTable, load_frames
from onrecord.knowledge.goods import Goods, load_goods
from onrecord.reading.actors import actors_of
from onrecord.reading.arguments import (
    Arguments,
    answerable,
    asks_who,
    logical_subject,
    noun_agent,
    noun_arguments,
    preposition_objects,
    verb_arguments,
)
from onrecord.reading.items import items_of, listed_items
from onrecord.reading.mentions import ActorMentions, EventMention, ItemMention, PlaceMention, innermost
from onrecord.reading.parse import Parse, Sentence, Token
from onrecord.reading.senses import other_sense

_ARMED = frozenset({"MIL", "REB", "PRM", "UAF", "COP"})
_AUTHORITY = frozenset({"GOV", "MIL", "SPY", "COP", "JUD", "LEG", "IGO", "REB", "OPP"})
#: Types of what somebody else does to whoever receives or faces it.
_BORNE = frozenset({"THREATEN", "SANCTION", "ACCUSE", "ASSAULT", "AID", "SUPPORT", "COERCE", "REQUEST"})
#: Types whose doer somebody may name by blame, or own up to.
_ANSWERED = frozenset({"ASSAULT", "COERCE", "LAUNCH", "TRANSFER", "VIOLATE"})
_BARE = frozenset({"the", "this", "that", "these", "those", "such", "its", "their", "his", "her"})


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """What the slots of one candidate gave."""

    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    intermediaries: tuple[Actor, ...] = ()
    items: tuple[Item, ...] = ()
    norm: Token | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    frame: Frame
    head: Token
    first: int
    last: int
    nominal: bool
    obj: Token | None
    subject: Token | None
    clause: Token
    filled: _Filled


def find_events(
    parse: Parse,
    actors: ActorMentions,
    places: Sequence[PlaceMention],
    items: Sequence[ItemMention],
    attributions: Sequence[Attribution],
    knowledge: Knowledge,
    likely: Callable[[Span, str], float | None] | None = None,
) -> tuple[EventMention, ...]:
    """All event mentions of a parse.

    Args:
        parse: The parsed article.
        actors, places, items: The mentions found in it.
        attributions: Who says what in it; *we* in somebody's words is whom he speaks for.
        knowledge: The knowledge; frames and item classes are read from it.
        likely: The learned check: the probability that a sentence (its span) tells of an event of a type, or None
            where it cannot say. Without it, rules alone decide.

    Returns:
        Mentions sorted by trigger; empty where nothing is told.
    """
    finder = _Finder(parse, actors, places, items, attributions, knowledge, likely)
    found: list[EventMention] = []
    for sentence in parse.sentences:
        found.extend(finder.sentence(sentence))
    found.sort(key=lambda e: (e.first, e.last))
    return tuple(e for index, e in enumerate(found) if not finder.told_before(e, found[:index]))


class _Finder:
    """The tables and mentions that matching needs; holds no state of its own between sentences."""

    def __init__(
        self,
        parse: Parse,
        actors: ActorMentions,
        places: Sequence[PlaceMention],
        items: Sequence[ItemMention],
        attributions: Sequence[Attribution],
        knowledge: Knowledge,
        likely: Callable[[Span, str], float | None] | None,
    ) -> None:
        self.parse, self.actors, self.items = parse, actors, items
        self.attributions = attributions
        self.frames: FrameTable = knowledge.made("events/frames", load_frames)
        self.goods: Goods = knowledge.made("events/goods", load_goods)
        self.place_at = {i: place for place in places for i in range(place.first, place.last)}
        self.likely = likely

    # ---- candidates

    def sentence(self, sentence: Sentence) -> list[EventMention]:
        """The event mentions of one sentence."""
        candidates: list[_Candidate] = []
        taken: set[int] = set()
        for token in self.parse.words(sentence):
            if token.i in taken:
                continue
            for candidate in self._at(token):
                if self._accept(candidate, sentence):
                    candidates.append(candidate)
                    taken.update(range(candidate.first, candidate.last))
                    break
        kept = self._settle(candidates)
        found = [self._mention(c, kept) for c in kept]
        return [*found, *self._answered(found, sentence)]

    def _answered(self, found: Sequence[EventMention], sentence: Sentence) -> list[EventMention]:
        """The deed of *who sent the arms*, told once more of whom the sentence names: *said that it was not Iran*."""
        answers = []
        for event in found:
            head = self.parse.tokens[event.head]
            if head.pos != "VERB" or event.type not in _ANSWERED or not asks_who(head):
                continue
            for verb in self.parse.tokens[event.last : sentence.last]:
                it, named = verb.child("nsubj"), verb.child("attr")
                if verb.lemma != "be" or it is None or named is None or it.lower not in ("it", "that", "they"):
                    continue
                # "it was Iran", not "it was a Turkish company's truck"
                doers = self._actors(named) if named.pos == "PROPN" and named.child("relcl") is None else ()
                if doers:
                    asked = Reason(rule="event.answer", span=self.parse.span(event.first, event.last))
                    told = replace(event, first=verb.i, last=verb.i + 1, head=verb.i, clause=verb.i)
                    if head.tag in ("VBD", "VBN") and event.status is None and event.type != "TRANSFER":
                        told = replace(told, status="done")
                    answers.append(replace(told, actors=doers, reasons=(*event.reasons, asked)))
                    break
        return answers

    def told_before(self, event: EventMention, earlier: Sequence[EventMention]) -> bool:
        """Whether a mention only points back (*following Shoigu's visit*): a noun with its holder and nothing more."""
        head = self.parse.tokens[event.head]
        if head.pos not in ("NOUN", "PROPN"):
            return False
        if (
            event.type in ("SANCTION", "AGREE")
            and not (event.actors or event.recipients or event.items)
            and event.last - event.first <= 3
        ):
            # the same word again with nothing to it (*sanctions*, *the nuclear deal*) tells nothing new
            if any(e.type == event.type and self.parse.tokens[e.head].lemma == head.lemma for e in earlier):
                return True
        if head.dep != "pobj" or head.child("poss") is None:
            return False
        if event.recipients or event.items or head.head.lower not in self.frames.words["pointing_words"]:
            return False
        names = {(a.name, a.country) for a in event.actors}
        return any(e.type == event.type and names & {(a.name, a.country) for a in e.actors} for e in earlier)

    def _at(self, token: Token) -> Iterable[_Candidate]:
        if token.pos in ("VERB", "AUX") or (token.tag.startswith("VB") and token.dep not in ("amod", "compound")):
            if token.dep in ("amod", "compound", "aux", "auxpass"):
                return
            yield from self._verb(token)
        elif token.pos in ("NOUN", "PROPN"):
            yield from self._noun(token)
        elif token.pos == "ADJ" and token.lower in self.frames.adjectives:
            yield from self._adjective(token)

    def _verb(self, verb: Token) -> Iterable[_Candidate]:
        patterns = self.frames.verbs.get(verb.lemma, ())
        if not patterns:
            return
        arguments = verb_arguments(verb, self.frames)
        particle = verb.child("prt")
        for frame, second, kind in patterns:
            first, last = verb.i, verb.i + 1
            if particle is not None and kind == "plain" and particle.lower in self.frames.words["particles_words"]:
                # "give up" is not "give"
                continue
            if kind == "particle":
                after = self._particle(verb, second or "")
                if after is None:
                    continue
                if after.i == verb.i + 1:
                    last = after.i + 1
                elif after.i - verb.i == 2:
                    last = after.i + 1
            elif kind == "object":
                noun = self._object(verb, arguments, second or "")
                if noun is None:
                    continue
                if 0 < noun.i - verb.i <= 4:
                    last = noun.i + 1
            filled = self._fill_verb(verb, arguments, frame)
            yield _Candidate(
                frame=frame,
                head=verb,
                first=first,
                last=last,
                nominal=False,
                obj=arguments.object,
                subject=arguments.subject,
                clause=verb,
                filled=filled,
            )

    def _particle(self, verb: Token, words: str) -> Token | None:
        """The last token of the particle or preposition that makes a verb of two words, or None."""
        first, *rest = words.split(" ")
        for child in verb.children:
            if child.i <= verb.i or child.lower != first:
                continue
            near = 3 if child.dep == "prt" else 1
            held = verb.child("dobj")
            if held is not None and held.i > verb.i and first in self.frames.words["parted_words"]:
                # "pushed the militants out of the villages"
                near = max(t.i for t in held.subtree()) + 1 - verb.i
            if child.i - verb.i > near and not self._dated_between(verb, child):
                continue
            if any(t.ent in ("DATE", "TIME") for t in child.kids("pobj")):
                # "called on Thursday"
                continue
            if child.dep not in ("prt", "prep", "advmod", "acomp", "dobj", "attr", "oprd", "pobj", "compound:prt"):
                continue
            end = child
            for word in rest:
                following = self.parse.tokens[end.i + 1] if end.i + 1 < len(self.parse.tokens) else None
                if following is None or (following.lower != word and following.lemma != word):
                    end = None  # type: ignore[assignment]
                    break
                end = following
            if end is not None:
                return end
        return None

    def _dated_between(self, verb: Token, word: Token) -> bool:
        """Whether only a day stands between a verb and its preposition (*called on Wednesday for*)."""
        between = self.parse.tokens[verb.i + 1 : word.i]
        dated = any(t.ent in ("DATE", "TIME") for t in between)
        return dated and all(t.ent in ("DATE", "TIME") or t.lower in ("on", "in", "late", "early") for t in between)

    def _object(self, verb: Token, arguments: Arguments, words: str) -> Token | None:
        """The object (or, after a particle, prepositional object) with a given lemma, or None."""
        particle, _, lemma = words.rpartition(" ")
        if particle:
            parts = particle.split(" ")
            if not any(child.lower == parts[0] and child.i > verb.i for child in verb.children):
                return None
        candidates = [t for t in (arguments.object,) if t is not None]
        if particle:
            for tokens in arguments.preps.values():
                candidates.extend(tokens)
        for token in candidates:
            for one in token.conjuncts():
                if one.lemma == lemma and one.i > verb.i - 8:
                    return one
        return None

    def _noun(self, noun: Token) -> Iterable[_Candidate]:
        patterns = self.frames.nouns.get(noun.lemma) or self.frames.nouns.get(noun.lower) or ()
        # "cancelled a strike minutes before": the parser takes the strike for a kind of minutes
        timed = noun.head.i == noun.i + 1 and noun.head.lemma in self.frames.words["moment_words"]
        if not patterns or (noun.dep == "compound" and not timed):
            return
        if noun.lemma in self.frames.plural_only and noun.tag not in ("NNS", "NNPS"):
            return
        unlike = self.frames.not_before.get(noun.lemma, frozenset())
        if any(t.lower in unlike for t in noun.kids("compound", "amod")):
            return
        arguments = noun_arguments(noun, self.frames)
        for frame, before in patterns:
            first = noun.i - len(before)
            if first < 0 or any(
                t.lower != word and t.lemma != word
                for t, word in zip(self.parse.tokens[first : noun.i], before, strict=True)
            ):
                continue
            if (
                noun.lemma in self.frames.clause_only
                and not (
                    noun.child("acl") or noun.child("relcl") or any(p in arguments.preps for p in ("to", "for", "on"))
                )
                and frame.type == "REQUEST"
            ):
                continue
            filled = self._fill_noun(noun, arguments, frame)
            if frame.type == "TRANSFER" and "listed" in frame.needs:
                listed = listed_items(self.parse, self.items, self.parse.sentence_of(noun))
                filled = replace(filled, items=(*filled.items, *listed) if listed else ())
            yield _Candidate(
                frame=frame,
                head=noun,
                first=first,
                last=noun.i + 1,
                nominal=True,
                obj=None,
                subject=arguments.subject,
                clause=arguments.support or noun,
                filled=filled,
            )

    def _adjective(self, word: Token) -> Iterable[_Candidate]:
        frame = self.frames.adjectives[word.lower]
        subject = word.head.child("nsubj") if word.dep == "acomp" else None
        yield _Candidate(
            frame=frame,
            head=word,
            first=word.i,
            last=word.i + 1,
            nominal=True,
            obj=None,
            subject=subject,
            clause=word.head if word.dep == "acomp" else word,
            filled=_Filled(actors=self._actors(subject) if subject is not None else ()),
        )

    # ---- roles

    def _actors(self, token: Token, depth: int = 0) -> tuple[Actor, ...]:
        """The actors that a noun phrase stands for; those of a happening where it names one (*any deal between*)."""
        if token.pos == "PRON" and token.lower in self.frames.words["speaker_words"]:
            return self._speaker(token)
        found = actors_of(self.actors, token)
        if found or depth > 1:
            return found
        patterns = self.frames.nouns.get(token.lemma, ())
        for frame, _ in patterns[-1:]:
            filled = self._fill_noun(token, noun_arguments(token, self.frames), frame, depth + 1)
            if filled.actors:
                return filled.actors
        if token.lemma in self.frames.eventive:
            owner = noun_agent(token, self.frames, 7)
            made = token.child("acl")
            if owner is None and made is not None and made.tag == "VBN":
                owner = logical_subject(made, self.frames)[0]
            if owner is not None:
                return actors_of(self.actors, owner)
        return ()

    def _speaker(self, token: Token) -> tuple[Actor, ...]:
        """Whom *we* or *I* stands for in somebody's words: the speaker, or the state or body he speaks for."""
        source = innermost(self.attributions, token.start, token.end)
        if source is None or source.speaker is None:
            return ()
        speaker = source.speaker
        if token.lower in ("i", "me", "my", "mine"):
            return (replace(speaker, span=token.span, inferred=True),)
        if speaker.role in _AUTHORITY and speaker.country is not None:
            return (Actor(span=token.span, country=speaker.country, role=speaker.role, inferred=True),)
        return (replace(speaker, span=token.span, office=None, inferred=True),)

    def _owner(self, token: Token) -> tuple[Actor, ...]:
        """The state or body whose thing a noun phrase names (*a Russian position*, *Ukraine's grid*)."""
        if token.lemma in self.frames.words["other_party_words"]:
            # "our adversaries" are not us
            return ()
        if token.lemma in self.frames.words["vague_words"]:
            # "elements in Iran", "people from Syria"
            for prep in token.kids("prep"):
                for obj in prep.kids("pobj") if prep.lower in ("in", "from", "of", "inside") else ():
                    land = [a for a in self._government(obj) or actors_of(self.actors, obj) if a.country is not None]
                    if land:
                        text = self.parse.span(token.i, obj.i + 1)
                        return (Actor(span=text, name=text.of(self.parse.text), country=land[0].country),)
        for child in token.children:
            if child.dep in ("poss", "amod", "compound", "nmod"):
                found = [a for a in actors_of(self.actors, child) if a.country is not None]
                if found:
                    return (replace(found[0], inferred=True),)
        return ()

    def _government(self, token: Token) -> tuple[Actor, ...]:
        """The government of the country in which a place lies."""
        mention = self.place_at.get(token.i)
        if mention is None or mention.place.country is None:
            return ()
        span = self.parse.span(mention.first, mention.last)
        return (Actor(span=span, name=mention.place.name, country=mention.place.country, role="GOV"),)

    def _fill(self, slots: Iterable[tuple[tuple[str, ...], Token]], depth: int = 0) -> _Filled:
        actors: list[Actor] = []
        recipients: list[Actor] = []
        between: list[Actor] = []
        goods: list[Item] = []
        norm: Token | None = None
        parties: list[Actor] = []
        for roles, token in slots:
            for role in roles:
                if role == "skip":
                    break
                if role in ("actor", "recipient", "intermediary", "party", "party2"):
                    if role == "intermediary" and token.lemma in self.frames.words["shown_words"]:
                        # "satellite images show it loading coal"
                        continue
                    found = self._actors(token, depth)
                    moved = role == "actor" and token.lemma in self.frames.words["force_words"]
                    if not found and (role == "recipient" or moved) and depth == 0:
                        found = self._owner(token)
                    if not found:
                        continue
                    if role == "recipient" and self._people(token):
                        found = tuple(replace(a, role="CVL") if a.role is None else a for a in found)
                    if role == "party2":
                        parties.extend(found)
                    else:
                        {"recipient": recipients, "intermediary": between}.get(role, actors).extend(found)
                    if "item" in roles:
                        # "shot down a Chinese fighter jet": whose it is, and what it is
                        goods.extend(i for i in items_of(self.items, token) if self.goods.is_goods(i.item))
                    break
                if role == "origin":
                    found = self._government(token)
                    if found:
                        actors.extend(found)
                        break
                elif role == "place":
                    # a country is its government; a city in it stands for the country's government as host or goal
                    found = self._actors(token, depth) or self._government(token)
                    if found:
                        recipients.extend(found)
                        break
                elif role == "weapon":
                    # "A North Korean missile fired at dawn": what is fired, and by its owner
                    held = [i for i in items_of(self.items, token) if self.goods.is_launchable(i.item)]
                    if held:
                        goods.extend(held)
                        actors.extend(self._actors(token, depth) or self._owner(token))
                        break
                elif role == "item":
                    held = [i for i in items_of(self.items, token) if self.goods.is_goods(i.item)]
                    if held:
                        goods.extend(held)
                        break
                elif role == "norm":
                    norm = norm or token
        if len(parties) >= 2 and not actors and not recipients:
            actors.append(parties[0])
            recipients.extend(parties[1:])
        elif parties:
            recipients.extend(p for p in parties if p not in actors)
        acting = _unique([_state(a) for a in actors])
        return _Filled(
            actors=acting,
            # who acts is not whom it is done to, whatever phrase the parser hung where
            recipients=_unique(
                [
                    told
                    for told in map(_state, recipients)
                    if all(told.span != a.span or told.span is None for a in acting)
                    and all((told.name, told.country, told.role) != (a.name, a.country, a.role) for a in acting)
                ]
            ),
            intermediaries=_unique(between),
            items=tuple(dict.fromkeys(goods)),
            norm=norm,
        )

    def _fill_verb(self, verb: Token, arguments: Arguments, frame: Frame) -> _Filled:
        slots: list[tuple[tuple[str, ...], Token]] = []
        for name, token in (("subj", arguments.subject), ("obj", arguments.object), ("iobj", arguments.dative)):
            if name == "obj" and token is not None and verb.lemma in ("fight", "wage") and self._is_fighting(token):
                # "fought an insurgency against the state"
                continue
            if name == "obj" and token is not None and frame.type == "ASSAULT" and self._flies(verb, token):
                # "drones that Russia fired at Kyiv"
                slots.append((("item",), token))
                continue
            if token is not None and name in frame.verb:
                slots.append((frame.verb[name], token))
        if arguments.dative is not None and "iobj" not in frame.verb and "obj" in frame.verb:
            slots.append((frame.verb["obj"], arguments.dative))
        for name, tokens in arguments.preps.items():
            if name in frame.verb and not (name == "by" and arguments.passive):
                slots.extend((frame.verb[name], token) for token in tokens)
        if frame.id == "consult.host" and arguments.passive and arguments.subject is None:
            # "was welcomed in Beijing": by those who are at home there
            slots.extend((("place",), token) for name in ("in", "at") for token in arguments.preps.get(name, ()))
        if frame.type in ("SANCTION", "CONCEDE") and arguments.object is not None:
            slots.extend((("recipient",), token) for token in self._borne_by(arguments.object))
        if "item" in frame.verb.get("with", ()):
            slots.extend((("item",), token) for token in self._means(verb))
        return self._fill(slots)

    def _flies(self, verb: Token, thing: Token) -> bool:
        """Whether what a verb has for its object is what is shot, not who is shot at."""
        shot = verb.lemma in self.frames.words["flung_words"] and any(p.lower == "at" for p in verb.kids("prep"))
        return shot and any(self.goods.is_goods(i.item) for i in items_of(self.items, thing))

    def _is_fighting(self, noun: Token) -> bool:
        """Whether a noun names fighting rather than those who fight."""
        return any(frame.type == "ASSAULT" for frame, _ in self.frames.nouns.get(noun.lemma, ()))

    def _means(self, verb: Token) -> list[Token]:
        """The object of *use* where a verb tells what it is used for (*using drones to strike*)."""
        above = verb.head if verb.dep in ("xcomp", "advcl", "acl") else None
        if above is None or above.lemma not in ("use", "employ"):
            return []
        held = verb_arguments(above, self.frames).object
        return [held] if held is not None else []

    def _fill_noun(self, noun: Token, arguments: Arguments, frame: Frame, depth: int = 0) -> _Filled:
        slots: list[tuple[tuple[str, ...], Token]] = []
        table = frame.noun
        owner = noun.child("poss")
        if owner is not None and "poss" in table:
            slots.append((table["poss"], owner))
            if owner.lower == "their" and not actors_of(self.actors, owner):
                # "X and Y shook hands before their talks": two that act in the sentence are the ones meant
                slots.extend((table["poss"], subject) for subject in self._several_above(noun))
        for modifier in noun.kids("compound", "amod", "nmod", "npadvmod"):
            if modifier.tag == "VBN":
                # "a US-sponsored conference": who sponsors it does not take part by that
                continue
            inner = [modifier, *modifier.kids("conj", "compound", "amod", "nmod", "npadvmod")]
            for word in inner:
                if frame.type in ("CONSULT", "ASSAULT", "COERCE", "AGREE") and self._held_in(word, inner):
                    continue
                if frame.type == "ASSAULT" and noun.lower == "war" and self._war_in(word):
                    # "the Iraq war": on whose soil it is, not who wages it
                    slots.append((("recipient",), word))
                    continue
                if word.lower in self.frames.words["military_words"] and self._by_itself(word):
                    # "military intervention" names a kind, not whose it is
                    continue
                if frame.type == "SANCTION" and word in self._borne_by(noun):
                    slots.append((("recipient",), word))
                    continue
                if "mod" in table and actors_of(self.actors, word):
                    mention = self.actors.at(word)
                    if mention is None or not mention.first <= noun.i < mention.last:
                        slots.append((table["mod"], word))
                if "compound" in table:
                    slots.append((table["compound"], word))
        for name, tokens in arguments.preps.items():
            if noun.dep in ("dobj", "nsubjpass") and f"{noun.head.lemma} {name}" in self.frames.words["laid_words"]:
                # "blamed the bombing on Z", where the parser hangs Z at the bombing
                continue
            if name in table:
                slots.extend((table[name], token) for token in tokens)
        ends = arguments.support is not None and arguments.support.lemma in self.frames.words["ending_words"]
        sent = (
            frame.type == "TRANSFER"
            and "actor" in table.get("subj", ())
            and any(actors_of(self.actors, t) for t in arguments.preps.get("from", ()))
        )
        if (ends and frame.type == "ASSAULT") or sent:
            # who ends or announces a war need not wage it, who approves a delivery from X is not the supplier
            pass
        elif (
            arguments.subject is not None
            and arguments.support is not None
            and arguments.support.lemma in self.frames.words["bearing_words"]
            and frame.type in _BORNE
            and frame.id != "sanction.measure"
        ):
            # "received threats", "faces sanctions"
            slots.append((("recipient",), arguments.subject))
        elif arguments.subject is not None and "subj" in table and (owner is None or "mod" not in table):
            slots.append((table["subj"], arguments.subject))
        elif frame.type == "CONSULT" and owner is None and arguments.support is None and "subj" in table:
            # "said during a visit to X": who speaks or acts there is who visits
            host = self._during(noun)
            if host is not None:
                slots.append((table["subj"], host))
        above = noun.head if noun.dep == "pobj" and noun.head.lower in ("during", "upon", "after", "on") else None
        if frame.type == "LAUNCH" and above is not None and above.head.pos == "VERB":
            # "the missile exploded during launch"
            risen = verb_arguments(above.head, self.frames).subject
            if risen is not None:
                slots.append((("weapon",), risen))
        if arguments.dative is not None and "vobj" in table:
            slots.append((table["vobj"], arguments.dative))
        if frame.type == "TRANSFER" and "to" in table:
            for thing in (noun, *arguments.preps.get("of", ())):
                for clause in thing.kids("acl", "amod"):
                    if {clause.lemma, clause.lower} & self.frames.words["bound_words"]:
                        # "a consignment of rifles bound for Iran"
                        slots.extend((table["to"], t) for t in verb_arguments(clause, self.frames).preps.get("for", ()))
        for clause in noun.kids("acl"):
            # "sanctions targeting X", "strikes carried out by Y"
            inner_arguments = verb_arguments(clause, self.frames)
            done = clause.lemma in self.frames.support_verbs or clause.lemma in ("broker", "mediate", "agree")
            if clause.tag == "VBN" and done and inner_arguments.subject is not None and "by" in table:
                slots.append((table["by"], inner_arguments.subject))
            if clause.lemma == "target" and inner_arguments.object is not None and "on" in table:
                slots.append((table["on"], inner_arguments.object))
            if clause.tag == "VBN":
                for name in ("on", "against"):
                    # "bombings blamed on Z" are not against Z
                    if name in table and f"{clause.lemma} {name}" not in self.frames.words["laid_words"]:
                        slots.extend((table[name], t) for t in inner_arguments.preps.get(name, ()))
        filled = self._fill(slots, depth)
        told = innermost(self.attributions, noun.start, noun.end) is not None
        if not filled.actors and frame.type in _ANSWERED and told:
            # who is blamed for it did it by the word of who blames; where that is nobody, nobody is named
            answers = answerable(noun, self.frames)
            if answers is not None:
                filled = self._fill([(("actor",), answers), *slots], depth)
        return filled

    def _war_in(self, word: Token) -> bool:
        """Whether a country in full before *war* tells where it is: *the Iraq war*, not *the Iran-Iraq war*."""
        mention = self.actors.at(word)
        if mention is None or mention.kind != "country":
            return False
        around = self.parse.tokens[max(mention.first - 1, 0) : mention.last + 1]
        return not any(t.text in ("-", "–", "—", "/") for t in around)

    def _borne_by(self, noun: Token) -> list[Token]:
        """The country in full before *sanctions* and their like bears them (*Iran sanctions*, not *US sanctions*)."""
        if noun.lemma not in self.frames.words["restriction_words"]:
            return []
        if any(p.lower in ("on", "against") for p in noun.kids("prep")):
            # "United States sanctions on Iran"
            return []
        found: list[Token] = []
        for word in noun.kids("compound", "nmod"):
            mention = self.actors.at(word)
            short = word.text.replace(".", "").isupper()
            if mention is None or mention.kind != "country" or short:
                continue
            name = " ".join(t.lower for t in self.parse.tokens[mention.first : mention.last])
            if name not in self.frames.words["imposing_words"]:
                found.extend(self.parse.tokens[mention.first : mention.last])
        return found

    def _people(self, token: Token) -> bool:
        """Whether a plural of a people is so many of them, not their state: *400,000 Syrians*, *some Iranians*."""
        mention = self.actors.at(token)
        counted = bool(token.kids("nummod", "quantmod")) or any(
            t.lower in ("many", "some", "several", "few", "more", "most", "other") for t in token.kids("amod", "det")
        )
        return mention is not None and mention.kind == "demonym" and token.tag == "NNPS" and counted

    def _by_itself(self, word: Token) -> bool:
        """Whether a word is the whole of the actor that it is taken for."""
        mention = self.actors.at(word)
        return mention is not None and mention.last - mention.first == 1

    def _held_in(self, word: Token, beside: Sequence[Token]) -> bool:
        """Whether a town before a happening is where it is: *the Warsaw summit*, not *Moscow-Kyiv talks*."""
        mention = self.actors.at(word)
        if mention is None:
            return False
        town = word.i in self.place_at and mention.kind not in ("country", "demonym", "person")
        if mention.kind != "place" and not town:
            return False
        around = self.parse.tokens[max(mention.first - 1, 0) : mention.last + 1]
        if any(t.text in ("-", "–", "—", "/") for t in around):
            return False
        return not any(o is not word and actors_of(self.actors, o) for o in beside)

    def _several_above(self, noun: Token) -> list[Token]:
        """The nearest subjects above a noun that name two actors or more together, or none.

        A bracket in a caption (*X (right) and Y pose*) makes the parser see two subjects of one verb.
        """
        for above in noun.ancestors():
            subjects = above.kids("nsubj", "nsubjpass")
            if sum(len(actors_of(self.actors, subject)) for subject in subjects) >= 2:
                return subjects
        return []

    def _during(self, noun: Token) -> Token | None:
        """The subject of the verb that a happening is the occasion of, or None."""
        if noun.dep != "pobj" or noun.head.lower not in self.frames.words["during_words"]:
            return None
        verb = noun.head.head
        while not verb.is_root and (
            verb.pos == "ADP"
            or (verb.dep in ("xcomp", "advcl", "pcomp", "acl") and verb.child("nsubj", "nsubjpass") is None)
        ):
            verb = verb.head
        if verb.pos not in ("VERB", "AUX"):
            return None
        return logical_subject(verb, self.frames)[0]

    # ---- acceptance

    def _accept(self, candidate: _Candidate, sentence: Sentence) -> bool:
        frame, filled = candidate.frame, candidate.filled
        if not all(self._need(need, candidate) for need in frame.needs):
            return False
        if candidate.nominal and self._bare_reference(candidate):
            return False
        if other_sense(
            self.frames,
            frame,
            candidate.head,
            candidate.subject,
            candidate.obj,
            filled.actors,
            filled.recipients,
            self.parse.tokens[candidate.last] if candidate.last < len(self.parse.tokens) else None,
        ):
            return False
        if (
            candidate.nominal
            and frame.type == "ASSAULT"
            and candidate.subject is not None
            and candidate.clause.lemma not in self.frames.words["ending_words"]
            and not (_known(filled.actors) or _known(filled.recipients))
        ):
            # "prices are under attack": who takes part is told, and is nobody
            return False
        if candidate.nominal and not frame.bare and not frame.needs and not (filled.actors or filled.recipients):
            if frame.type not in ("VIOLATE", "PROTEST"):
                return False
        if frame.type == "DISCLOSE" and self._heads(candidate.obj, self.frames.words["shown_words"]):
            return False
        if self._kept_back(candidate):
            return False
        if frame.id == "sanction.stop" and self._for_others(candidate.head):
            return False
        if (
            frame.id == "aid.help"
            and candidate.head.child("xcomp", "ccomp") is not None
            and candidate.head.child("dobj") is None
        ):
            return False
        if frame.id == "consult.meet" and candidate.head.child("auxpass") is not None:
            # "was met with force"
            return False
        if frame.type == "CONSULT" and any(a.role == "JRN" for a in filled.recipients):
            return False
        if frame.weak:
            both = _known(filled.actors) > 0 and _known(filled.recipients) > 0
            told = self.likely(sentence.span, frame.type) if self.likely is not None else None
            if told is None:
                return both or (frame.type in ("DISCLOSE", "EXERCISE") and _known(filled.actors) > 0)
            return told >= (self.frames.weak_both if both else self.frames.weak_one)
        return True

    def _for_others(self, verb: Token) -> bool:
        """*Called on X to stop the delivery*: what somebody else is to leave is told by the noun."""
        to = any(t.lower == "to" for t in verb.kids("aux"))
        return to and verb.head.lemma not in self.frames.words["resolving_words"]

    def _kept_back(self, candidate: _Candidate) -> bool:
        """Declining to say, confirm or detail is neither a disclosure nor a refusal: it shows as an attribution."""
        words, head = self.frames.words, candidate.head
        if candidate.frame.type == "DISCLOSE":
            above = head.head if head.dep in ("xcomp", "pcomp", "ccomp", "acl") else None
            if above is not None and above.dep == "prep":
                above = above.head
            if head.child("neg") is not None:
                return True
            return (
                (above is not None and above.lemma in words["declining_words"])
                or any(t.lower in words["declining_words"] for t in head.kids("advmod"))
                or (above is not None and any(t.lower == "yet" for t in above.children))
            )
        if candidate.frame.type == "REJECT" and head.lemma in words["declining_words"]:
            clause = head.child("xcomp")
            return clause is not None and clause.lemma in words["keeping_words"]
        return False

    def _bare_reference(self, candidate: _Candidate) -> bool:
        """*the visit*, *this launch*: a pointer to something told before, with nothing of its own."""
        head, filled = candidate.head, candidate.filled
        determiner = head.child("det")
        if determiner is None or determiner.lower not in _BARE or head.pos == "ADJ":
            return False
        if filled.actors or filled.recipients or filled.items or candidate.last - candidate.first > 1:
            return False
        if any(self._held_in(t, ()) for t in head.kids("compound", "nmod")):
            # "the Warsaw summit" names the one that is meant
            return False
        # "the proposed campaign" says of it what was not told before
        return not any(t.lemma in self.frames.words["ahead_words"] for t in head.kids("amod"))

    def _stands_somewhere(self, obj: Token) -> bool:
        """Whether what is hit stands in a place: *targets in Syria*, *a market in Donetsk*; not *hit the market*."""
        det = obj.child("det")
        counted = obj.tag == "NNS" or (det is not None and det.lower in ("a", "an"))
        one = obj.lemma in self.frames.words["standing_words"] and counted and obj.child("poss") is None
        beside = (*obj.kids("prep"), *obj.head.kids("prep"))
        return one and any(
            place.ent in ("GPE", "LOC", "FAC")
            for prep in beside
            if prep.lower in ("in", "near", "inside", "across", "around", "at", "outside", "of")
            for place in prep.kids("pobj")
        )

    def _need(self, need: str, candidate: _Candidate) -> bool:
        filled, obj = candidate.filled, candidate.obj
        words = self.frames.words
        acting, receiving = _known(filled.actors), _known(filled.recipients)
        if need == "item":
            thing = obj or (candidate.subject if "item" in frame_slots(candidate.frame, "subj") else None)
            if thing is not None and not candidate.nominal and self._is_happening(thing):
                return False
            return bool(filled.items) or self._points_at_goods(obj) or self._heads(thing, words["cargo_words"])
        if need == "listed":
            return bool(filled.items)
        if need == "crowd":
            return any(a.role in words["crowd_roles_words"] for a in filled.actors)
        if need == "person_object":
            return obj is not None and bool(actors_of(self.actors, obj))
        if need == "harmful":
            # "hit the market" is no violence; "jets hit the market" is
            armed = any(a.role in _ARMED for a in filled.actors) or bool(filled.items)
            return obj is None or armed or obj.lemma not in words["nonviolent_words"] or self._stands_somewhere(obj)
        if need == "both_or_armed":
            return (
                (acting > 0 and receiving > 0)
                or any(a.role in _ARMED for a in filled.actors)
                or any(t.lower in words["military_words"] for t in candidate.head.kids("amod", "compound"))
            )
        if need == "with_partner":
            head = candidate.head
            return (
                any(p.lower in ("with", "between", "from") for p in head.kids("prep"))
                or any(t.lemma in ("phone", "telephone", "video") for t in head.kids("compound", "amod"))
                or head.child("poss") is not None
            ) and head.child("acl") is None
        if need == "no_object":
            return obj is None and candidate.head.child("ccomp") is None
        if need == "to_deed":
            # "agreed that time was short" is an opinion
            return candidate.head.child("ccomp") is None and (
                candidate.head.child("xcomp", "dobj", "nsubjpass") is not None
                or any(p.lower in ("to", "on", "upon", "with") for p in candidate.head.kids("prep"))
            )
        if need == "violent":
            sentence = self.parse.sentence_of(candidate.head)
            if any(t.lemma in words["restriction_words"] for t in self.parse.words(sentence)):
                return bool(filled.items) or self._weapon_near(candidate)
            return (
                bool(filled.items)
                or any(a.role in _ARMED for a in filled.actors)
                or any(a.country for a in filled.actors if a.role in (None, "GOV"))
                or self._weapon_near(candidate)
            )
        if need == "held":
            if obj is not None and obj.lemma in words["info_words"]:
                return False
            named = (
                [obj]
                if obj is not None
                else [t for p in candidate.head.kids("prep") if p.lower == "of" for t in p.kids("pobj")]
            )
            return bool(filled.actors or filled.recipients or filled.items) or any(
                self._heads(t, words["held_words"]) for t in named
            )
        if need == "any_or_passive":
            return bool(filled.actors or filled.recipients) or candidate.nominal or candidate.subject is None
        if need == "troops":
            own = obj is not None and obj.child("poss") is not None and not filled.recipients
            return self._heads(obj, words["troop_words"] | (words["force_words"] if own else frozenset())) or (
                obj is not None and any(a.role in _ARMED for a in actors_of(self.actors, obj))
            )
        if need == "no_object_or_place":
            return (
                obj is None
                or bool(self._government(obj))
                or bool(self._actors(obj))
                or obj.ent in ("GPE", "LOC", "FAC")
                or obj.lemma in words["area_words"]
            )
        if need == "arms":
            return any(self.goods.is_arms(i.item) for i in filled.items)
        if need == "weapon_used":
            return any(self.goods.is_weapon(i.item) for i in filled.items)
        if need == "actor":
            return acting > 0
        if need == "recipient":
            return receiving > 0
        if need == "any":
            return acting + receiving > 0
        if need == "both":
            return acting > 0 and receiving > 0
        if need == "both_or_two":
            return acting >= 2 or (acting > 0 and receiving > 0)
        if need == "actor_or_finite":
            return acting > 0 or candidate.nominal or candidate.head.child("nsubjpass", "nsubj", "aux") is not None
        if need == "no_thing":
            return obj is None or bool(self._actors(obj))
        if need == "no_missile":
            return not any(self.goods.is_launchable(i.item) for i in filled.items)
        if need == "pact_from":
            return any(
                self._heads(t, words["pact_words"])
                for p in candidate.head.subtree()
                if p.dep == "prep" and p.lower in ("of", "from")
                for t in p.kids("pobj")
            )
        if need == "authority":
            return any(a.role in _AUTHORITY or (a.country and a.role is None) for a in filled.actors)
        if need == "norm":
            return self._heads(filled.norm or obj, words["norm_words"])
        if need == "restriction":
            return self._heads(obj, words["restriction_words"])
        if need == "restriction_object":
            return self._heads(obj, words["restriction_words"]) or bool(
                candidate.head.dep == "acl" and candidate.head.head.lemma in words["restriction_words"]
            )
        if need == "restriction_of":
            return any(
                self._heads(t, words["restriction_words"]) for p in candidate.head.kids("prep") for t in p.kids("pobj")
            )
        if need == "pact":
            return self._heads(obj, words["pact_words"])
        if need == "programme":
            return self._heads(obj, words["programme_words"]) or self._nuclear(obj)
        if need == "transfer":
            return obj is not None and any(t.lemma in words["supplied_words"] for t in obj.subtree())
        if need == "launchable":
            return self._launchable(candidate)
        if need == "untargeted":
            return not filled.recipients and not any(
                actors_of(self.actors, t)
                for p in candidate.head.kids("prep")
                if p.lower in ("at", "on", "against")
                for t in p.kids("pobj")
            )
        if need == "force":
            return self._heads(obj, words["force_words"])
        if need == "force_or_arms":
            return self._heads(obj, words["force_words"]) or any(self.goods.is_arms(i.item) for i in filled.items)
        if need == "armed":
            return any(a.role in _ARMED for a in filled.actors) or self._heads(candidate.subject, words["force_words"])
        if need == "nuclear":
            return self._nuclear(obj)
        if need == "nuclear_or_arms":
            return self._nuclear(obj or candidate.head) or any(self.goods.is_arms(i.item) for i in filled.items)
        if need == "person_or_ship":
            return (
                obj is not None
                and obj.lemma not in words["info_words"]
                and (
                    bool(actors_of(self.actors, obj))
                    or any(t.lemma in self.frames.words["held_words"] for t in obj.conjuncts())
                    or obj.ent == "PERSON"
                )
            )
        told = self._told_need(need, candidate)
        if told is None:
            raise ValueError(f"resources/events/frames.yml: unknown need {need!r} in {candidate.frame.id}")
        return told

    def _told_need(self, need: str, candidate: _Candidate) -> bool | None:
        """Needs that look at words below the trigger; None where no such need is known."""
        head, obj, words = candidate.head, candidate.obj, self.frames.words
        held = [t for t in (obj.subtree() if obj is not None else ())]
        below = [t for t in head.subtree() if t.i > head.i]
        if need == "relief_team":
            return any(t.lemma in words["relief_words"] for t in held)
        if need == "money":
            return obj is not None and any(
                t.lower in words["money_words"] or t.lemma in words["money_words"]
                for t in (obj, *obj.kids("quantmod", "nmod", "nummod", "compound", "amod"))
            )
        if need == "two_states":
            states = {a.country for a in candidate.filled.actors if a.country is not None and a.role == "GOV"}
            return len(states) >= 2 and not any(p.lower in ("at", "in", "before") for p in head.kids("prep"))
        if need == "held_at":
            return any(self._held_in(t, ()) for t in head.kids("compound", "nmod"))
        if need == "talk_purpose":
            return any(t.tag == "VB" and t.lemma in words["talk_purpose_words"] for t in head.kids("advcl", "xcomp"))
        if need == "emergency":
            return any(t.lemma in words["emergency_words"] for t in held)
        if need == "returned":
            return (
                obj is not None
                and obj.i > head.i
                and obj.lemma not in words["not_returned_words"]
                and bool(candidate.filled.recipients)
            )
        if need == "outsiders":
            return self._heads(obj, words["outsider_words"]) or any(
                t.dep in ("compound", "amod") and t.lemma in words["outsider_words"] for t in held
            )
        if need == "told_to":
            return any(
                t.tag == "VB" and any(x.lower == "to" for x in t.kids("aux")) for t in head.kids("xcomp", "ccomp")
            )
        if need == "probing":
            return any(t.lemma in words["probe_words"] for t in below)
        if need == "says_clause":
            return head.child("ccomp", "xcomp", "pcomp") is not None or (obj is not None and obj.tag == "VBG")
        if need == "harm_told":
            # who only tells of a danger threatens nobody
            return any(t.lemma in words["threatened_words"] for t in below) or any(
                p.lower == "against" for p in head.kids("prep")
            )
        if need == "lapsing":
            return self._heads(head.child("nsubj", "nsubjpass"), words["restriction_words"])
        if need == "labour":
            return self._labour(candidate)
        if need == "help_of":
            return any(
                t.lemma in words["help_words"]
                for prep in head.kids("prep")
                if prep.lower in ("of", "in")
                for pobj in prep.kids("pobj")
                for t in (pobj, *pobj.kids("compound", "amod"))
            )
        if need == "peacekeeping":
            return any(t.lemma in words["peace_words"] for t in below)
        if need == "peacekeepers_go":
            subject = candidate.subject
            return subject is not None and any(t.lemma in words["peace_words"] for t in subject.subtree())
        if need == "armed_or_force":
            return self._need("armed", candidate) or self._heads(obj, words["force_words"])
        if need == "ground":
            # a town or a hill is ground, a man or a cargo is not
            return obj is not None and (
                obj.i in self.place_at
                or self._heads(obj, words["area_words"] | words["ground_words"])
                or (obj.ent in ("GPE", "LOC", "FAC"))
            )
        return None

    def _labour(self, candidate: _Candidate) -> bool:
        """Whether a stoppage is meant: *on strike*, or a strike that workers hold."""
        head, words = candidate.head, self.frames.words
        if not candidate.nominal:
            return self._heads(candidate.subject, words["labour_words"])
        if any(t.lower in words["stoppage_words"] for t in head.kids("compound", "amod")):
            return True
        if head.dep == "pobj" and head.head.lower == "on" and not head.kids("det", "amod", "compound", "poss"):
            return True
        above = head.head.head if head.dep == "pobj" and head.head.dep == "prep" else head.head
        subject = candidate.subject
        if subject is None and above.pos == "VERB":
            subject = logical_subject(above, self.frames)[0]
        if above.lemma in words["harm_words"] or self._weapon_near(candidate):
            return False
        return self._heads(subject, words["labour_words"])

    def _points_at_goods(self, obj: Token | None) -> bool:
        """Whether a pronoun object points at goods named in this or the sentence before."""
        if obj is None or obj.pos != "PRON" or obj.lower not in ("it", "them", "those", "they", "these", "some"):
            return False
        return any(
            obj.sent - 1 <= self.parse.tokens[m.head].sent <= obj.sent
            and m.head < obj.i
            and self.goods.is_goods(m.item.item)
            for m in self.items
        )

    def _weapon_near(self, candidate: _Candidate) -> bool:
        """Whether weapons are named in the clause: what strikes, or what is struck with."""
        sentence = self.parse.sentence_of(candidate.head)
        return any(sentence.first <= m.head < sentence.last and self.goods.is_weapon(m.item.item) for m in self.items)

    def _is_happening(self, token: Token) -> bool:
        """Whether a noun names a happening other than a supply (*cruise missile strikes*), which is not goods."""
        frames = self.frames.nouns.get(token.lemma, ())
        return bool(frames) and all(frame.type != "TRANSFER" for frame, _ in frames) and bool(token.kids("compound"))

    def _heads(self, token: Token | None, lemmas: frozenset[str]) -> bool:
        """Whether a noun phrase, or one coordinated in it, or what it is a number or kind of, is one of these words."""
        if token is None:
            return False
        for one in token.conjuncts():
            if one.lemma in lemmas or one.lower in lemmas:
                return True
            for prep in one.kids("prep"):
                if prep.lower == "of" and any(t.lemma in lemmas for t in prep.kids("pobj")):
                    return True
        return False

    def _nuclear(self, token: Token | None) -> bool:
        return token is not None and any(t.lemma in self.frames.words["nuclear_words"] for t in token.subtree())

    def _launchable(self, candidate: _Candidate) -> bool:
        if any(self.goods.is_launchable(i.item) for i in candidate.filled.items):
            return True
        near = candidate.obj.subtree() if candidate.obj is not None else []
        near += [t for t in candidate.head.children if t.dep in ("compound", "amod", "nmod")]
        near += [t for c in candidate.head.kids("compound", "amod") for t in c.children]
        for prep in candidate.head.kids("prep"):
            if prep.lower == "of":
                near += [t for pobj in prep.kids("pobj") for t in pobj.subtree()]
        return any(t.lemma in self.frames.words["launched_words"] for t in near)

    # ---- what stays, and in what form

    def _settle(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        """Of candidates that tell one happening in one clause, the one whose trigger names it most directly."""
        kept: list[_Candidate] = []
        by_head = {c.head.i: c for c in candidates}
        merged: dict[int, _Filled] = {}
        for c in candidates:
            if c.frame.id == "assault.use" and any(
                o.frame.type == "ASSAULT" and o.head.dep in ("xcomp", "advcl", "acl") and o.head.head is c.head
                for o in candidates
            ):
                continue
            if c.nominal and c.frame.type == "SANCTION" and (imposing := self._imposed(c, by_head)) is not None:
                # "sanctions imposed on X", "imposed a round of sanctions": one happening, told by the verb
                merged[imposing.head.i] = c.filled
                continue
            if c.nominal and c.frame.type == "SANCTION":
                # sanctions that are broken are the norm of a VIOLATE, not news of their own; lifted ones a CONCEDE
                above = c.head.head if c.head.dep in ("dobj", "nsubjpass", "pobj", "nsubj") else None
                if above is not None and above.pos == "ADP":
                    above = above.head
                other = by_head.get(above.i) if above is not None else None
                if other is not None and other.frame.type in ("VIOLATE", "CONCEDE", "SANCTION"):
                    continue
            if c.frame.id == "transfer.seek" and any(
                o.frame.type == "TRANSFER" and o.head.dep == "xcomp" and o.head.head is c.head for o in candidates
            ):
                # "sought to acquire": one supply, told by the second verb
                continue
            if (
                c.frame.id == "aid.help"
                and c.head.dep == "advcl"
                and any(o.frame.type in ("TRANSFER", "AID") and o.head is c.head.head for o in candidates)
            ):
                # what a supply is for ("to support its campaign") is its purpose, not a second deed
                continue
            if c.nominal and c.frame.type in ("TRANSFER", "AID", "CONSULT"):
                stopped = c.head.head if c.head.dep in ("dobj", "nsubjpass", "pobj") else None
                if stopped is not None and stopped.pos == "ADP":
                    stopped = stopped.head
                stop = by_head.get(stopped.i) if stopped is not None else None
                if stop is not None and stop.frame.id == "sanction.stop":
                    # "suspended supplies to X" supplies nothing
                    continue
            if c.frame.id == "violate.word" and any(o.frame.type == "VIOLATE" and o is not c for o in candidates):
                continue
            if (
                c.frame.type == "ASSAULT"
                and not c.nominal
                and c.head.lemma in self.frames.words["harm_words"]
                and self._under_force(c, candidates)
            ):
                continue
            if c.nominal and c.frame.type in ("ASSAULT", "AID", "CONSULT", "PLEDGE", "TRANSFER", "COERCE", "AGREE"):
                above = c.head.head if c.head.dep in ("dobj", "nsubjpass") else None
                other = by_head.get(above.i) if above is not None else None
                if other is None and c.head.dep == "pobj":
                    other = by_head.get(c.head.head.head.i)
                    if other is not None and not (c.frame.type == "AGREE" and other.frame.type == "REJECT"):
                        other = None
                if (
                    other is not None
                    and not other.nominal
                    and other.frame.type
                    in (
                        c.frame.type,
                        "REJECT" if c.frame.type == "AGREE" else c.frame.type,
                    )
                ):
                    continue
            kept.append(c)
        return [_with_parties(c, merged[c.head.i]) if c.head.i in merged else c for c in kept]

    def _imposed(self, c: _Candidate, by_head: Mapping[int, _Candidate]) -> _Candidate | None:
        """The verb by which sanctions are told to be imposed, where it stands as a candidate of its own."""
        for clause in c.head.kids("acl"):
            other = by_head.get(clause.i)
            if other is not None and other.frame.id == "sanction.impose" and clause.tag == "VBN":
                return other
        above = c.head.head if c.head.dep == "pobj" and c.head.head.lower == "of" else None
        if above is not None and above.head.lemma in self.frames.words["measure_words"]:
            other = by_head.get(above.head.head.i)
            if other is not None and other.frame.id == "sanction.impose" and above.head.dep in ("dobj", "nsubjpass"):
                return other
        return None

    def _under_force(self, c: _Candidate, candidates: Sequence[_Candidate]) -> bool:
        """Killing and strike in one clause are one happening; the strike is what happened."""
        above = c.head
        for _ in range(3):
            if above.dep not in ("advcl", "relcl", "conj", "acl", "xcomp") or above.is_root:
                return False
            above = above.head
            for other in candidates:
                if other is not c and other.frame.type == "ASSAULT" and above in (other.head, other.clause):
                    return True
        return False

    def _mention(self, c: _Candidate, all_: Sequence[_Candidate]) -> EventMention:
        filled = c.filled
        if c.frame.type == "TRANSFER":
            filled = _two_sides(self._complete_transfer(c, all_))
        if c.frame.type in ("THREATEN", "PLEDGE") and not filled.recipients:
            filled = self._complete_by_deed(c, all_)
        reasons = [
            Reason(rule=f"event.{c.frame.id}", span=self.parse.span(c.first, c.last)),
            *filled.reasons,
        ]
        return EventMention(
            type=c.frame.type,
            first=c.first,
            last=c.last,
            head=c.head.i,
            clause=c.clause.i,
            frame=c.frame.id,
            mode=c.frame.mode,
            status=c.frame.status,
            actors=filled.actors,
            recipients=filled.recipients,
            intermediaries=filled.intermediaries,
            items=filled.items,
            reasons=tuple(reasons),
        )

    def _complete_transfer(self, c: _Candidate, all_: Sequence[_Candidate]) -> _Filled:
        """Supplier or recipient that the clause leaves open, from what it is told for; always marked inferred."""
        filled = c.filled
        giving = "recipient" not in c.frame.verb.get("subj", ())
        if giving and len(filled.actors) >= 2 and not filled.recipients:
            # "talks of A and B aimed at providing arms to support B's war": whom it supports is who receives
            beneficiary = self._beneficiary(c.head)
            if beneficiary is not None:
                actor, span = beneficiary
                others = tuple(a for a in filled.actors if a.country != actor.country)
                if others and len(others) < len(filled.actors):
                    return replace(
                        filled,
                        actors=others,
                        recipients=(replace(actor, inferred=True),),
                        reasons=(*filled.reasons, Reason(rule="roles.beneficiary", span=span)),
                    )
        if giving and (between := self._between(c)) is not None:
            helper, passing = between
            to = [a for o in preposition_objects(helper).get("to", ()) for a in self._actors(o)]
            return replace(
                filled,
                recipients=filled.recipients or _unique([_state(a) for a in to]),
                actors=tuple(a for a in filled.actors if not any(_alike(a, b) for b in passing)),
                intermediaries=_unique((*filled.intermediaries, *passing)),
                reasons=(*filled.reasons, Reason(rule="roles.helps-to-send", span=helper.span)),
            )
        if giving and filled.actors and not filled.recipients:
            beneficiary = self._beneficiary(c.head)
            if beneficiary is not None and all(a.country != beneficiary[0].country for a in filled.actors):
                return replace(
                    filled,
                    recipients=(replace(beneficiary[0], inferred=True),),
                    reasons=(*filled.reasons, Reason(rule="roles.beneficiary", span=beneficiary[1])),
                )
        if not giving and not filled.actors and filled.recipients:
            for other in all_:
                if (
                    other.frame.type == "CONSULT"
                    and other.filled.recipients
                    and c.head.dep in ("advcl", "acl", "xcomp")
                    and c.head.head in (other.clause, other.head)
                ):
                    host = tuple(replace(a, inferred=True) for a in other.filled.recipients)
                    return replace(
                        filled,
                        actors=host,
                        reasons=(
                            *filled.reasons,
                            Reason(rule="roles.supplier-from-visit", span=other.head.span),
                        ),
                    )
            origin = self._origin(c)
            if origin is not None:
                return replace(
                    filled,
                    actors=(replace(origin, inferred=True),),
                    reasons=(*filled.reasons, Reason(rule="roles.supplier-from-demonym", span=origin.span)),
                )
        return filled

    def _between(self, c: _Candidate) -> tuple[Token, tuple[Actor, ...]] | None:
        """Who helps to send another's goods and so passes them on, and the word that says so.

        *Helped send shells*, *helped Poland send shells*, *facilitated the delivery*, *sent with the help of X*.
        """
        head, words = c.head, self.frames.words
        verb = head.head
        if any(t.lower in ("help", "helps", "helped") for t in head.kids("aux")):
            # the parser takes "helped" for an auxiliary
            return self._passing(head)
        if head.dep in ("xcomp", "ccomp") and verb.lemma in ("help", "assist"):
            whom = verb.child("dobj")
            if whom is None or whom.tag in ("WDT", "WP", "IN") or head.child("nsubj") is not None:
                return self._passing(verb)
        if c.nominal and head.dep in ("dobj", "nsubjpass"):
            eased = verb.lemma in ("help", "assist") and any(
                t.lemma in words["facilitating_words"] for t in head.subtree() if verb.i < t.i < head.i
            )
            if eased or verb.lemma in words["facilitating_words"]:
                return self._passing(verb)
        for prep in head.kids("prep") if not c.nominal else ():
            for help_ in prep.kids("pobj"):
                if prep.lower in ("with", "through") and help_.lemma in words["helping_words"]:
                    given = [
                        a
                        for p in help_.kids("prep")
                        if p.lower in ("of", "from")
                        for o in p.kids("pobj")
                        for a in self._actors(o)
                    ]
                    given += [a for o in help_.kids("poss") for a in self._actors(o)]
                    if given:
                        return help_, tuple(_state(a) for a in given)
        return None

    def _passing(self, verb: Token) -> tuple[Token, tuple[Actor, ...]] | None:
        subject = logical_subject(verb, self.frames)[0]
        found = tuple(_state(a) for a in self._actors(subject)) if subject is not None else ()
        return (verb, found) if found else None

    def _complete_by_deed(self, c: _Candidate, all_: Sequence[_Candidate]) -> _Filled:
        """Whom a threat or pledge is made to, where only the threatened or pledged deed names him."""
        for other in all_:
            if (
                other is not c
                and other.filled.recipients
                and any(t is c.head for t in list(other.head.ancestors())[:3])
            ):
                return replace(
                    c.filled,
                    recipients=tuple(replace(a, inferred=True) for a in other.filled.recipients),
                    reasons=(*c.filled.reasons, Reason(rule="roles.recipient-of-deed", span=other.head.span)),
                )
        return c.filled

    def _beneficiary(self, verb: Token) -> tuple[Actor, Span] | None:
        for clause in verb.kids("advcl", "xcomp"):
            for child in clause.subtree():
                if child.dep in ("poss", "dobj", "pobj"):
                    found = actors_of(self.actors, child)
                    if found:
                        return found[0], clause.span
        return None

    def _origin(self, c: _Candidate) -> Actor | None:
        """The country whose goods they are called, where somebody else receives them."""
        if c.obj is None:
            return None
        receivers = {a.country for a in c.filled.recipients}
        for token in c.obj.subtree():
            mention = self.actors.at(token)
            if token.dep in ("amod", "compound") and mention is not None and mention.kind in ("demonym", "country"):
                for actor in mention.actors:
                    if actor.country and actor.country not in receivers:
                        return actor
        return None


def _with_parties(c: _Candidate, filled: _Filled) -> _Candidate:
    """A candidate with the parties that only another word for the same happening names."""
    own = c.filled
    return replace(
        c,
        filled=replace(own, actors=own.actors or filled.actors, recipients=own.recipients or filled.recipients),
    )


def _two_sides(filled: _Filled) -> _Filled:
    """Nobody supplies himself: a recipient that is the supplier's own state is dropped."""
    given = {(a.country, a.role) for a in filled.actors if a.country is not None}
    own = [r for r in filled.recipients if (r.country, r.role) in given]
    if not own:
        return filled
    return replace(filled, recipients=tuple(r for r in filled.recipients if r not in own))


def frame_slots(frame: Frame, slot: str) -> tuple[str, ...]:
    """Roles that a slot of a verb frame may fill."""
    return frame.verb.get(slot, ())


def _state(actor: Actor) -> Actor:
    """A country that acts, or that something is done to, is its government."""
    return (
        replace(actor, role="GOV")
        if actor.role is None and actor.country and actor.id and actor.id.isupper()
        else actor
    )


def _alike(one: Actor, other: Actor) -> bool:
    return (one.name, one.country, one.role) == (other.name, other.country, other.role)


def _known(actors: Sequence[Actor]) -> int:
    """How many of the actors are more than words: a country, a role or a proper name is known of them."""
    return sum(
        1
        for a in actors
        if a.country is not None
        or (a.role is not None and a.role != "UNK")
        or (a.name is not None and a.name[:1].isupper())
    )


def _unique(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    """Actors without repeats: name, country and role count once, and *we* not beside the state it stands for."""
    seen: dict[tuple[str | None, str | None, str | None], Actor] = {}
    for actor in actors:
        seen.setdefault((actor.name, actor.country, actor.role), actor)
    named = {(a.country, a.role) for a in seen.values() if a.name is not None}
    return tuple(a for a in seen.values() if a.name is not None or not a.inferred or (a.country, a.role) not in named)
