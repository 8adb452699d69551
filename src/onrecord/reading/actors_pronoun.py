"""Pronouns: he, she, they, it; and I and we inside quotation marks.

In: a Scene, a pronoun and what came before. Out: the pronoun with its actors and a Reason. The preferences are the
classic ones (recency, agreement in number and gender, subjects before objects; Lappin and Leass 1994, much reduced); a
pronoun is not carried past a paragraph that speaks of others. What cannot be resolved keeps its words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.knowledge.folding import pieces
from onrecord.reading.actors_binding import not_meant, speaker_of
from onrecord.reading.actors_past import Past, candidates, known, person_like, speaks
from onrecord.reading.actors_scene import Found, Scene
from onrecord.reading.parse import Token

_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}


_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))


_IT = frozenset(("it", "its", "itself"))


_SUBJECT = frozenset(("nsubj", "nsubjpass"))


_FIRST = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))


def find_pronouns(scene: Scene, tokens: Iterable[Token] | None = None) -> Iterable[Found]:
    """Personal pronouns among `tokens`, of the whole article where none are given."""
    for token in scene.parse.tokens if tokens is None else tokens:
        if token.pos not in ("PRON", "DET") and token.tag not in ("PRP", "PRP$"):
            continue
        word = token.lower
        if word in _HE or word in _THEY or word in _IT:
            if word == "it" and _empty_it(scene, token):
                continue
            yield Found(
                first=token.i,
                last=token.i + 1,
                head=token.i,
                kind="pronoun",
                actors=(),
                words=word,
                plural=word in _THEY,
                gender=_HE.get(word, ""),
            )


def _empty_it(scene: Scene, token: Token) -> bool:
    head = token.head
    return token.dep == "expl" or (
        token.dep in _SUBJECT
        and head.lemma in scene.roles.words["weather"]
        and any(c.dep in ("ccomp", "csubj", "advcl", "xcomp") for c in head.children)
    )


def resolve_pronoun(scene: Scene, item: Found, past: Sequence[Past], named: Mapping[int, Found]) -> Found:
    """A pronoun with the actors of what it goes back to; `named` holds what is named in the article, by head."""
    token = scene.parse.tokens[item.head]
    span = token.span
    near = candidates(scene, item, past)
    met = {**named, **{p.found.head: p.found for p in near}}
    others = [met.get(t.i) for t in not_meant(token, scene.roles.words)]
    barred = [f for f in others if f is not None]
    speaker = speaker_of(token, scene.roles.words)
    if speaker is not None and item.words in ("he", "she"):
        stranger = _stranger(scene, speaker, met.get(speaker.i))
        if stranger is not None:
            return replace(
                item,
                actors=(Actor(span=span, name=scene.words(*stranger)),),
                reasons=(Reason(rule="actor.pronoun", span=scene.span(*stranger)),),
            )
    if item.words in _THEY:
        both = _coordinated(token, met, barred)
        if both is not None:
            return known(both, item, "actor.pronoun", scene)
    best: tuple[float, Past] | None = None
    for place, p in enumerate(near):
        f = p.found
        if f.head == item.head or not f.actors or (f.first <= item.head < f.last):
            continue
        if any(f.head == other.head or _one(f, other) for other in barred):
            continue
        score = _score(scene, item, token, p)
        if score is not None and speaker is not None and f.head in {t.i for t in speaker.conjuncts()}:
            score += 2.0
        if score is None:
            continue
        score -= 0.05 * place
        if best is None or score > best[0]:
            best = (score, p)
    if best is None or best[0] <= 0:
        if item.words in _IT or item.words in (
            "their",
            "his",
            "her",
            "them",
            "him",
            "themselves",
            "himself",
            "herself",
        ):
            return item
        return replace(
            item, actors=(Actor(span=span, name=token.text),), reasons=(Reason(rule="actor.unresolved", span=span),)
        )
    return known(best[1].found, item, "actor.pronoun", scene)


def _coordinated(token: Token, met: Mapping[int, Found], barred: Sequence[Found]) -> Found | None:
    """The coordinated subject above: *X and Y exchanged letters in which they pledged*."""
    for above in token.ancestors():
        subject = above.child("nsubj", "nsubjpass")
        if subject is None or subject is token or not subject.kids("conj"):
            continue
        parts = [met[t.i] for t in subject.conjuncts() if t.i in met and met[t.i].actors]
        if len(parts) < 2 or any(part in barred for part in parts):
            return None
        actors = tuple(dict.fromkeys(a for part in parts for a in part.actors))
        return replace(parts[0], actors=actors, plural=True)
    return None


def _stranger(scene: Scene, speaker: Token, found: Found | None) -> tuple[int, int] | None:
    """The words of a name that speaks as a person does and that nothing is known of, or None."""
    if speaker.pos != "PROPN" or speaker.i in scene.spots or speaker.i in scene.hits or speaker.kids("conj"):
        return None
    if found is not None and (found.kind != "organisation" or found.actors[0].role or found.actors[0].country):
        return None
    if speaker.child("det") is not None or " ".join(pieces(speaker.text)) in scene.roles.endings:
        return None
    first = min((t.i for t in speaker.kids("compound") if t.pos == "PROPN"), default=speaker.i)
    return first, speaker.i + 1


def _one(found: Found, other: Found) -> bool:
    """Whether two phrases are known to name the same actor."""
    if len(found.actors) != 1 or len(other.actors) != 1:
        return False
    one, two = found.actors[0], other.actors[0]
    return (one.id or one.name) is not None and (one.id, one.name, one.country) == (two.id, two.name, two.country)


def _score(scene: Scene, item: Found, token: Token, p: Past) -> float | None:
    f = p.found
    parse = scene.parse
    sentence = parse.sentence_of(token)
    here = sentence.index == p.sent
    other = parse.tokens[f.head]
    if item.words in _HE:
        singular = (
            f.kind == "person"
            or (f.kind == "group" and not f.plural and len(f.actors) == 1)
            or (f.kind == "pronoun" and f.words in _HE)
            or (f.kind == "definite" and not f.plural)
        )
        if not singular or (f.gender and item.gender and f.gender != item.gender):
            return None
        if f.kind == "pronoun" and (not f.actors or f.actors[0].name in (None, "he", "she", "He", "She")):
            return None
        if f.kind in ("group", "definite") and not person_like(scene, f):
            return None
    elif item.words in _THEY:
        single = not (f.plural or len(f.actors) > 1) or (f.kind in ("country", "demonym") and not f.plural)
        if single and (f.kind != "organisation" or not p.subject):
            return None
        if f.kind == "pronoun" and f.words not in _THEY:
            return None
        if all(a.role == "JRN" for a in f.actors):
            # An outlet reports what others did.
            return None
    else:
        if f.kind == "document" and p.subject:
            return (
                4.2
                - 0.8 * (sentence.index - p.sent)
                - 0.5 * (sentence.block - p.block)
                + (0.4 if speaks(scene, other) else 0.0)
            )
        if (
            f.plural
            or f.kind in ("person", "place", "document")
            or len(f.actors) > 1
            or (f.kind == "demonym")
            or (f.kind == "pronoun" and f.words not in _IT)
        ):
            return None
        if f.kind == "group" and not (f.entry is not None):
            return None
        if f.kind == "definite" and person_like(scene, f):
            return None
    modifies = other.dep in ("compound", "amod", "nmod")
    if modifies and f.kind not in ("person", "pronoun"):
        return None
    score = 3.0 - 0.8 * (sentence.index - p.sent)
    if p.subject:
        score += 1.2
        if speaks(scene, other) or other.head.is_root:
            score += 0.4
    elif other.dep in ("poss", "pobj", "compound"):
        score -= 0.4
    gap = sentence.block - p.block
    if gap > 0:
        # A new paragraph: only what the last one was about.
        score -= 0.5 * gap
        if not p.subject:
            score -= 1.0
    if here and _governs(token, other):
        score += 2.2
    if here and _answers(token, other, scene.roles.words["blaming"]):
        score += 5.0
    if here and _counted_in(token, other):
        score += 5.0
    if item.gender and f.gender == item.gender:
        score += 0.5
    if item.words in _IT and f.kind in ("country", "metonym", "organisation"):
        score -= 0.2 if f.kind == "country" else 0.0
    if item.words in _IT and not (p.subject or here):
        return None
    return score


def first_persons(scene: Scene, found: list[Found]) -> list[Found]:
    """*I* is the speaker of the quotation, *we* those he speaks for."""
    by_head = {f.head: f for f in found if f.actors and f.kind != "place"}
    extra: list[Found] = []
    speaker: Found | None = None
    block = -1
    for sentence in scene.parse.sentences:
        words = scene.parse.words(sentence)
        if sentence.block != block:
            block, inside = sentence.block, False
            speaker = speaker if speaker is not None and words and words[0].text in ("“", '"', "''", "``") else None
        quoted: set[int] = set()
        for token in words:
            if token.text in ("“", "``"):
                inside = True
            elif token.text in ("”", "''"):
                inside = False
            elif token.text == '"':
                inside = not inside
            elif inside:
                quoted.add(token.i)
        for token in words:
            if token.lemma in scene.roles.words["saying"] and token.pos == "VERB" and token.i not in quoted:
                subject = token.child("nsubj")
                said = by_head.get(subject.i) if subject is not None else None
                if said is not None and len(said.actors) == 1:
                    speaker = said
        if speaker is None:
            continue
        for token in words:
            if token.lower not in _FIRST or token.text == "US" or token.i not in quoted or token.i in by_head:
                continue
            actor = speaker.actors[0]
            many = token.lower.startswith(("we", "us", "our"))
            if many and actor.country and actor.role in ("GOV", "MIL", "LEG", "SPY", None):
                actor = Actor(
                    name=scene.table.countries.get(actor.country, actor.name), country=actor.country, role=None
                )
            extra.append(
                Found(
                    first=token.i,
                    last=token.i + 1,
                    head=token.i,
                    kind="pronoun",
                    actors=(replace(actor, span=token.span),),
                    words=token.lower,
                    plural=many,
                    reasons=(Reason(rule="actor.first_person", span=speaker.actors[0].span),),
                )
            )
    return sorted([*found, *extra], key=lambda f: (f.first, -f.last, f.head)) if extra else found


def _answers(token: Token, other: Token, blaming: frozenset[str]) -> bool:
    """Whether a possessive tells what `other` is blamed or praised for: *punished Serbia for its attacks*."""
    prep = token.head.head
    if token.dep != "poss" or prep.lower not in ("for", "over") or other.i > prep.i:
        return False
    verb = next((t for t in prep.ancestors() if t.pos in ("VERB", "AUX")), None)
    if verb is None or verb.lemma not in blaming:
        return False
    if other.dep == "dobj" and other.head is verb:
        return True
    return other.dep == "pobj" and other.head.lower in ("on", "against", "at", "upon") and verb in other.ancestors()


def _counted_in(token: Token, other: Token) -> bool:
    """Whether a possessive's thing is one of those of `other`: *monitors China's build-up, including its launches*."""
    part = token.head
    prep = part.head
    if token.dep != "poss" or part.dep != "pobj" or prep.lower not in ("including", "like", "as"):
        return False
    if prep.lower == "as" and not any(t.lower == "such" for t in prep.children):
        return False
    whole: Token | None = prep.head
    if prep.head.pos in ("VERB", "AUX"):
        # the parser hangs it at the verb
        whole = prep.head.child("dobj", "nsubjpass")
    if whole is None or whole.pos not in ("NOUN", "PROPN") or whole.i > prep.i:
        return False
    return other in whole.kids("poss") or any(other in p.kids("pobj") for p in whole.kids("prep") if p.lower == "of")


def _governs(token: Token, other: Token) -> bool:
    """Whether a possessive's clause has `other` as its subject, stated or understood: *urged X to free its men*."""
    if token.dep != "poss":
        return False
    verb = next((t for t in token.ancestors() if t.pos in ("VERB", "AUX")), None)
    while verb is not None:
        subject = verb.child("nsubj", "nsubjpass")
        if subject is not None:
            return subject is other or other in subject.conjuncts()
        if verb.is_root or verb.dep not in ("xcomp", "ccomp", "advcl", "conj", "pcomp"):
            return False
        above = verb.head
        if verb.dep == "xcomp":
            patient = above.child("dobj", "dative")
            if patient is None:
                prep = above.child("prep")
                patient = prep.child("pobj") if prep is not None else None
            if patient is not None:
                return patient is other
        verb = above
    return False
