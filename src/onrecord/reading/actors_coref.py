"""References within an article: short names, bare definite nouns, pronouns.

In: a Scene and the phrases that `actors_collect` found. Out: the same phrases, completed, and pronouns. Each resolved
reference has a Reason with the words that it goes back to. The preferences are the classic ones (recency, agreement in
number and gender, subjects before objects; Lappin and Leass 1994, much reduced); a pronoun is not carried past a
paragraph that speaks of others. What cannot be resolved keeps its words and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.knowledge.folding import key, pieces
from onrecord.reading.actors_phrase import Found, Scene, beside
from onrecord.reading.parse import Token

_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
_IT = frozenset(("it", "its", "itself"))
_SUBJECT = frozenset(("nsubj", "nsubjpass"))
_STATES = frozenset(("country", "nation", "state", "republic", "kingdom", "power"))
_PAIR = frozenset(
    (
        "side",
        "country",
        "nation",
        "leader",
        "state",
        "government",
        "neighbor",
        "neighbour",
        "party",
        "president",
        "minister",
        "foreign minister",
        "official",
        "man",
        "power",
        "military",
        "army",
        "ally",
    )
)
_ANY_BODY = frozenset(
    "organization organisation agency body group company firm ministry department bank office party embassy newspaper outlet network watchdog"
    " panel committee council commission court alliance coalition bloc institute think_tank broadcaster news_agency airline union watchdog_group monitoring_group"
    " movement militia rights_group government university manufacturer faction".replace("_", " ").split()
)
#: Of these, the nouns that may mean any body named before; others must stand in its name.
_GENERIC = frozenset(
    [
        "organization",
        "organisation",
        "agency",
        "body",
        "group",
        "company",
        "firm",
        "bank",
        "newspaper",
        "outlet",
        "watchdog",
        "airline",
        "university",
        "manufacturer",
        "movement",
        "militia",
        "broadcaster",
        "institute",
        "union",
    ]
)
#: How many sentences back a reference may reach.
_REACH = 4


@dataclass(frozen=True, slots=True)
class _Past:
    found: Found
    sent: int
    block: int
    subject: bool


def resolve(scene: Scene, found: Sequence[Found]) -> list[Found]:
    """Complete what was found by what the rest of the article says."""
    merged = _appositions(scene, _merge_persons(scene, list(found)))
    main = _main_country(merged)
    persons = {f.actors[0].name or "": f for f in merged if f.kind == "person"}
    pronouns = list(_pronouns(scene))
    everything = sorted([*merged, *pronouns, *_halves(scene, merged)], key=lambda f: (f.first, -f.last, f.head))
    past: list[_Past] = []
    done: list[Found] = []
    completed: dict[str, tuple[Actor, Reason]] = {}
    for item in everything:
        token = scene.parse.tokens[item.head]
        if item.kind == "pronoun":
            item = _pronoun(scene, item, past)
        elif item.kind == "person":
            item = _whose_official(scene, item, past, completed)
        elif item.kind == "document":
            item = _document(scene, item, past)
        elif item.kind == "organisation" and not item.bare:
            item = _our_body(scene, _short_body(scene, item, past), past)
        elif item.bare or item.kind == "definite":
            item = _bare(scene, item, past, main)
        if item.kind in ("group", "definite") and not item.plural:
            item = _holder(scene, item, persons)
        done.append(item)
        if item.kind == "place":
            continue
        sentence = scene.parse.sentence_of(token)
        past.append(_Past(item, sentence.index, sentence.block, _is_subject(token)))
    return _first_persons(scene, _serving(scene, done))


def _serving(scene: Scene, found: list[Found]) -> list[Found]:
    """*The head of the observatory*, *a spokesman for X*: of the body or person that the article has told of."""
    by_head = {f.head: f for f in found}
    learnt: dict[str, tuple[str | None, str | None, Span | None]] = {}
    for f in found:
        if f.kind not in ("person", "group", "definite") or not f.actors or f.actors[0].country or f.plural or f.person:
            continue
        head = scene.parse.tokens[f.head]
        for token in (head, *beside(scene, head)):
            for prep in token.kids("prep"):
                if prep.lower not in ("of", "for", "at", "with", "from"):
                    continue
                for obj in prep.kids("pobj"):
                    other = by_head.get(obj.i)
                    if (
                        other is None
                        or not other.actors
                        or len(other.actors) > 1
                        or other.kind in ("place", "pronoun", "demonym", "country")
                    ):
                        continue
                    if other.kind in ("organisation", "definite", "person", "group") and (
                        other.actors[0].country or other.actors[0].role
                    ):
                        learnt.setdefault(
                            f.actors[0].name or "",
                            (other.actors[0].country, other.actors[0].role, other.actors[0].span),
                        )
    done = []
    for f in found:
        told = (
            learnt.get(f.actors[0].name or "")
            if f.actors and f.kind in ("person", "group", "definite", "pronoun")
            else None
        )
        if told is not None and f.actors[0].country is None:
            actor = f.actors[0]
            f = replace(
                f,
                actors=(
                    replace(
                        actor,
                        country=told[0],
                        role=actor.role if actor.role not in (None, "CVL", "EDU") else told[1] or actor.role,
                    ),
                ),
                reasons=(*f.reasons, Reason(rule="actor.serves", span=told[2])),
            )
        done.append(f)
    return done


_FIRST = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
_SAY = frozenset(
    [
        "say",
        "tell",
        "add",
        "note",
        "warn",
        "announce",
        "declare",
        "state",
        "write",
        "claim",
        "argue",
        "insist",
        "explain",
        "stress",
        "reply",
        "tweet",
        "post",
        "vow",
        "continue",
    ]
)


def _first_persons(scene: Scene, found: list[Found]) -> list[Found]:
    """*I* is the speaker of the quotation, *we* those he speaks for."""
    tokens = scene.parse.tokens
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
            if token.lemma in _SAY and token.pos == "VERB" and token.i not in quoted:
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


def _inferred(found: Found) -> bool:
    return any(r.rule in ("actor.whose", "actor.same_noun", "actor.main_country") for r in found.reasons)


def _whose_official(
    scene: Scene, item: Found, past: Sequence[_Past], completed: dict[str, tuple[Actor, Reason]]
) -> Found:
    """An official whose title does not say of which state: that of the body or officials spoken of just before."""
    actor = item.actors[0]
    known = completed.get(actor.name or "")
    if known is not None and actor.country is None:
        return replace(item, actors=(replace(known[0], span=actor.span),), reasons=(*item.reasons, known[1]))
    if actor.country is not None or item.person is not None or actor.office is None:
        return item
    near = _near(scene, item, past, 3)
    spokes = "spokes" in actor.office.lower()
    state: tuple[str, str | None, Span | None] | None = None
    for p in near:
        f = p.found
        for other in f.actors:
            if (
                other.country
                and f.kind in ("organisation", "group", "definite", "person")
                and (
                    (other.role == actor.role and actor.role in ("GOV", "MIL", "SPY", "COP", "LEG", "JUD"))
                    or (spokes and actor.role is None and f.kind == "organisation" and p.subject)
                )
            ):
                state = (other.country, other.role, other.span)
                break
        if state:
            break
    if state is None and actor.role in ("GOV", "MIL", "SPY", "COP", "LEG", "JUD"):
        whose = _whose(scene, item, near)
        state = (whose[0], actor.role, whose[1]) if whose else None
    if state is None:
        return item
    reason = Reason(rule="actor.whose", span=state[2])
    actor = replace(actor, country=state[0], role=actor.role or state[1])
    completed[actor.name or ""] = (actor, reason)
    return replace(item, actors=(actor,), reasons=(*item.reasons, reason))


def _holder(scene: Scene, item: Found, persons: Mapping[str, Found]) -> Found:
    """*Iraq's president*: the person whom the article names with that office, else the office and id by the tables."""
    titles = scene.roles.offices.get(item.words)
    if titles is None or len(item.actors) != 1 or item.person is not None:
        return item
    own = item.actors[0]
    if own.country is None or own.role != "GOV" or own.id is not None:
        return item
    named = []
    for f in persons.values():
        actor = f.actors[0]
        office = key(actor.office or "")
        if (
            actor.country == own.country
            and office
            and (office in titles or any(office == t or office.endswith(" " + t) for t in (item.words, *titles)))
        ):
            named.append(f)
    holder = scene.table.holder(own.country, titles, scene.day)
    if len({f.actors[0].name for f in named}) == 1 and (
        holder is None or named[0].person is None or named[0].person.id == holder.id
    ):
        return replace(_known(named[0], item, "actor.office_holder", scene), kind=item.kind)
    if holder is not None:
        office_ = scene.table.standing(holder, scene.day).office
        return replace(
            item,
            actors=(replace(own, office=office_, id=holder.id),),
            reasons=(*item.reasons, Reason(rule="actor.office_holder", span=own.span, note=holder.name)),
        )
    return item


def _document(scene: Scene, item: Found, past: Sequence[_Past]) -> Found:
    """*The report* is the UN report of before."""
    actor = item.actors[0]
    if actor.country or actor.role or not item.bare:
        return item
    for p in reversed(past):
        f = p.found
        if f.kind == "document" and not f.bare and f.words == item.words:
            return _known(f, item, "actor.same_document", scene)
    return item


def _short_body(scene: Scene, item: Found, past: Sequence[_Past]) -> Found:
    """*The Times* after *The New York Times*, *BND* after its full name."""
    actor = item.actors[0]
    short = tuple(part for part in pieces(actor.name or "") if part != "the")
    if len(short) != 1 or (actor.id is not None and actor.role != "JRN"):
        return item
    for p in reversed(past):
        f = p.found
        if (
            f.kind != "organisation"
            or f.bare
            or not f.actors
            or not (f.actors[0].id or f.actors[0].country or f.actors[0].role)
        ):
            continue
        long = pieces(f.actors[0].name or "")
        initials = "".join(part[0] for part in long if part not in ("of", "the", "and", "for"))
        if len(long) > 1 and (long[-1] == short[0] or (initials == short[0] and len(initials) > 2)):
            if (
                actor.id is not None
                and f.actors[0].id is not None
                and f.actors[0].id != actor.id
                and long[-1] != short[0]
            ):
                continue
            return _known(f, item, "actor.short_name", scene)
    return item


def _our_body(scene: Scene, item: Found, past: Sequence[_Past]) -> Found:
    """*The Air Force Command*, a body of a state that is not named with it."""
    actor = item.actors[0]
    if (
        actor.country
        or actor.id
        or actor.role not in ("MIL", "GOV", "COP", "LEG", "JUD")
        or scene.parse.tokens[item.head].child("det") is None
    ):
        return item
    whose = _whose(scene, item, _near(scene, item, past, 3))
    if whose is None:
        return item
    return replace(
        item,
        actors=(replace(actor, country=whose[0]),),
        reasons=(*item.reasons, Reason(rule="actor.whose", span=whose[1])),
    )


def _is_subject(token: Token) -> bool:
    while token.dep == "conj":
        token = token.head
    return token.dep in _SUBJECT


def _merge_persons(scene: Scene, found: list[Found]) -> list[Found]:
    """One person, one country, role and office, whichever mention tells them."""
    groups: dict[str, list[Found]] = {}
    for f in found:
        if f.kind == "person":
            groups.setdefault(f.actors[0].name or "", []).append(f)
    told: dict[str, tuple[Actor, str]] = {}
    for name, members in groups.items():
        actors = [m.actors[0] for m in members]
        gender = Counter(m.gender for m in members if m.gender).most_common(1)
        told[name] = (
            Actor(
                name=name,
                country=next((a.country for a in actors if a.country), None),
                role=next((a.role for a in actors if a.role), None),
                office=next((a.office for a in actors if a.office), None),
                id=next((a.id for a in actors if a.id), None),
            ),
            gender[0][0] if gender else "",
        )
    done = []
    for f in found:
        if f.kind == "person":
            actor, gender_ = told[f.actors[0].name or ""]
            f = replace(f, actors=(replace(actor, span=f.actors[0].span),), gender=gender_)
        done.append(f)
    return done


def _appositions(scene: Scene, found: list[Found]) -> list[Found]:
    """*The Turkish president, X*: one actor, named."""
    persons = {f.head: f for f in found if f.kind == "person"}
    bodies = {f.head: f for f in found if f.kind in ("organisation", "group") and f.entry is not None}
    done = []
    for f in found:
        if (
            f.kind in ("organisation", "definite")
            and f.entry is None
            and not f.plural
            and f.actors
            and not f.actors[0].country
        ):
            head = scene.parse.tokens[f.head]
            body = next((bodies[c.i] for c in head.kids("appos") if c.i in bodies), None)
            if body is not None:
                f = replace(
                    f,
                    actors=(replace(body.actors[0], span=f.actors[0].span),),
                    bare=False,
                    entry=body.entry,
                    kind="organisation",
                    reasons=(Reason(rule="actor.apposition", span=body.actors[0].span),),
                )
        if f.kind in ("group", "definite") and not f.plural:
            head = scene.parse.tokens[f.head]
            person = next((persons[t.i] for t in beside(scene, head) if t.i in persons), None)
            if person is not None:
                f = replace(
                    f,
                    actors=(replace(person.actors[0], span=f.actors[0].span),),
                    gender=person.gender,
                    bare=False,
                    kind="group",
                    reasons=(Reason(rule="actor.apposition", span=person.actors[0].span),),
                )
        done.append(f)
    return done


def _main_country(found: Sequence[Found]) -> str | None:
    """The country that an article speaks of most, if it does so much more than of any other."""
    counts: Counter[str] = Counter()
    for f in found:
        if f.kind in ("country", "demonym", "metonym", "organisation", "group", "person"):
            for actor in f.actors:
                if actor.country:
                    counts[actor.country] += 1
    first, *rest = sorted(counts, key=lambda c: (-counts[c], c)) or [None]
    if first is None or (rest and counts[rest[0]] * 1.5 > counts[first]):
        return None
    return first


def _pronouns(scene: Scene) -> Iterable[Found]:
    for token in scene.parse.tokens:
        if token.pos not in ("PRON", "DET") and token.tag not in ("PRP", "PRP$"):
            continue
        word = token.lower
        if word in _HE or word in _THEY or word in _IT:
            if word == "it" and _empty_it(token):
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


def _empty_it(token: Token) -> bool:
    head = token.head
    return token.dep == "expl" or (
        token.dep in _SUBJECT
        and head.lemma in ("be", "seem", "appear", "take", "remain")
        and any(c.dep in ("ccomp", "csubj", "advcl", "xcomp") for c in head.children)
    )


def _halves(scene: Scene, found: Sequence[Found]) -> Iterable[Found]:
    """*The North* and *the South* in a report on the two Koreas."""
    spoken = {a.country for f in found for a in f.actors}
    for token in scene.parse.tokens:
        if (
            token.lower not in ("north", "south")
            or token.i in scene.spots
            or not token.text[:1].isupper()
            or token.dep in ("compound", "amod")
        ):
            continue
        if token.child("det") is None or token.child("prep") is not None:
            continue
        code = "PRK" if token.lower == "north" else "KOR"
        if code in spoken and ("PRK" in spoken):
            span = token.span
            name = "North Korea" if code == "PRK" else "South Korea"
            yield Found(
                first=token.i,
                last=token.i + 1,
                head=token.i,
                kind="country",
                actors=(Actor(span=span, name=name, country=code, id="KP" if code == "PRK" else "KR"),),
                words=name.lower(),
                reasons=(Reason(rule="actor.half_of_korea", span=span),),
            )


def _known(found: Found, item: Found, rule: str, scene: Scene, whole: bool = True) -> Found:
    """The reference with the actors of what it goes back to, at its own place."""
    span = scene.span(item.first, item.last)
    back = found.actors[0].span if found.actors else None
    actors = tuple(replace(a, span=span) for a in found.actors)
    return replace(
        item,
        actors=actors,
        bare=False,
        gender=item.gender or found.gender,
        reasons=(*item.reasons, Reason(rule=rule, span=back)),
        person=found.person,
        entry=found.entry,
    )


def _near(scene: Scene, item: Found, past: Sequence[_Past], reach: int = _REACH) -> list[_Past]:
    sent = scene.parse.tokens[item.head].sent
    return [p for p in reversed(past) if sent - p.sent <= reach]


def _pronoun(scene: Scene, item: Found, past: Sequence[_Past]) -> Found:
    token = scene.parse.tokens[item.head]
    span = token.span
    best: tuple[float, _Past] | None = None
    for place, p in enumerate(_near(scene, item, past)):
        f = p.found
        if f.head == item.head or not f.actors or (f.first <= item.head < f.last):
            continue
        score = _score(scene, item, token, p)
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
    return _known(best[1].found, item, "actor.pronoun", scene)


def _score(scene: Scene, item: Found, token: Token, p: _Past) -> float | None:
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
        if f.kind in ("group", "definite") and not _person_like(scene, f):
            return None
    elif item.words in _THEY:
        if not (f.plural or len(f.actors) > 1) or (f.kind in ("country", "demonym") and not f.plural):
            if f.kind != "organisation" or not p.subject:
                return None
        if f.kind == "pronoun" and f.words not in _THEY:
            return None
    else:
        if f.kind == "document" and p.subject:
            return (
                4.2
                - 0.8 * (sentence.index - p.sent)
                - 0.5 * (sentence.block - p.block)
                + (0.4 if _speaks(other) else 0.0)
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
        if f.kind == "definite" and _person_like(scene, f):
            return None
    modifies = other.dep in ("compound", "amod", "nmod")
    if modifies and f.kind not in ("person", "pronoun"):
        return None
    score = 3.0 - 0.8 * (sentence.index - p.sent)
    if p.subject:
        score += 1.2
        if _speaks(other) or other.head.is_root:
            score += 0.4
    elif other.dep in ("poss", "pobj", "compound"):
        score -= 0.4
    if (
        here
        and token.dep in ("dobj", "pobj", "iobj")
        and p.subject
        and other.head is token.head
        and token.lower not in ("himself", "herself", "itself", "themselves")
    ):
        return None
    if here and other.head is token.head and p.subject and token.dep in ("dobj", "dative"):
        return None
    gap = sentence.block - p.block
    if gap > 0:
        # A new paragraph: only what the last one was about.
        score -= 0.5 * gap
        if not p.subject:
            score -= 1.0
    if item.gender and f.gender == item.gender:
        score += 0.5
    if item.words in _IT and f.kind in ("country", "metonym", "organisation"):
        score -= 0.2 if f.kind == "country" else 0.0
    if item.words in _IT and not (p.subject or here):
        return None
    return score


def _speaks(token: Token) -> bool:
    return token.head.lemma in (
        "say",
        "tell",
        "add",
        "note",
        "warn",
        "announce",
        "declare",
        "state",
        "write",
        "claim",
        "argue",
        "report",
    )


def _person_like(scene: Scene, f: Found) -> bool:
    noun = scene.roles.nouns.get(f.words)
    return noun is not None and noun.sort in ("people", "bearers")


def _bare(scene: Scene, item: Found, past: Sequence[_Past], main: str | None) -> Found:
    """A noun that does not say whose: *the ministry*, *officials*, *the two leaders*, *the country*."""
    tokens = scene.parse.tokens
    own = item.actors[0] if item.actors else Actor(span=scene.span(item.first, item.last))
    token = tokens[item.head]
    words = {t.lower for t in tokens[item.first : item.head]}
    definite = bool(words & {"the", "this", "that", "these", "those", "both"})
    near = _near(scene, item, past, 8)
    noun = item.words
    last = noun.split(" ")[-1]
    if item.plural and words & {"both", "two"} and last in _PAIR and not _same_noun(scene, item, near):
        pair = _pair(scene, item, near)
        if pair:
            return pair
    if definite and not item.plural:
        if noun in _STATES:
            state = next(
                (
                    p.found
                    for p in near
                    if p.found.kind in ("country", "metonym")
                    and p.found.actors[0].country
                    and not (p.found.entry and p.found.entry.subkind == "loose_bloc")
                ),
                None,
            )
            if state:
                return _known(
                    replace(state, actors=(replace(state.actors[0], role=None),)), item, "actor.the_country", scene
                )
        bearer = _by_office(scene, item, near)
        if bearer is not None:
            return _known(bearer, item, "actor.definite", scene)
        if noun in _ANY_BODY or (scene.roles.nouns.get(noun) is not None and scene.roles.nouns[noun].sort == "bodies"):
            body = _by_kind(scene, item, near)
            if body is not None:
                return _known(body, item, "actor.definite", scene)
    if definite or noun in scene.roles.shared:
        same = _same_noun(scene, item, near) or _same_noun(scene, item, list(reversed(past)))
        if same is not None:
            actor = replace(own, country=same.actors[0].country, role=own.role or same.actors[0].role)
            return replace(
                item,
                actors=(actor,),
                bare=False,
                reasons=(*item.reasons, Reason(rule="actor.same_noun", span=same.actors[0].span)),
            )
    if (
        noun in scene.roles.shared
        and own.country is None
        and own.role not in ("REB", "CVL", "UAF")
        and (own.role != "JRN" or noun.split(" ")[0] in ("state", "local", "official"))
    ):
        state = _whose(scene, item, near)
        if state is not None:
            return replace(
                item,
                actors=(replace(own, country=state[0]),),
                bare=False,
                reasons=(*item.reasons, Reason(rule="actor.whose", span=state[1])),
            )
    if (
        main is not None
        and own.country is None
        and own.role in ("REB", "OPP", "JRN")
        and noun in ("rebel", "opposition", "local media", "state media", "separatist", "insurgent")
    ):
        return replace(
            item,
            actors=(replace(own, country=main),),
            bare=False,
            reasons=(*item.reasons, Reason(rule="actor.main_country", span=own.span)),
        )
    return item


def _same_noun(scene: Scene, item: Found, near: Sequence[_Past]) -> Found | None:
    """The last phrase with the same noun that says itself whose it is."""
    for p in near:
        f = p.found
        if (
            f.kind in ("group", "organisation", "definite")
            and f.actors
            and f.actors[0].country
            and len({a.country for a in f.actors}) == 1
            and not _inferred(f)
            and f.head != item.head
            and _alike(f.words, item.words)
            and f.person is None
        ):
            return f
    return None


def _alike(one: str, other: str) -> bool:
    return one == other or (one.split(" ")[-1] == other.split(" ")[-1] and (one in other or other in one))


def _whose(scene: Scene, item: Found, near: Sequence[_Past]) -> tuple[str, Span | None] | None:
    """The state whose body is meant: the one that the sentence or the ones before have as subject, else the last named."""
    best: tuple[float, str, Span | None] | None = None
    sentence = scene.parse.sentence_of(scene.parse.tokens[item.head])
    for place, p in enumerate(near):
        if sentence.index - p.sent > 3:
            break
        for actor in p.found.actors:
            if not actor.country or p.found.kind == "place":
                continue
            score = 2.0 - 0.5 * (sentence.index - p.sent) - 0.05 * place + (0.8 if p.subject else 0.0)
            if best is None or score > best[0]:
                best = (score, actor.country, actor.span)
    return (best[1], best[2]) if best else None


def _pair(scene: Scene, item: Found, near: Sequence[_Past]) -> Found | None:
    """*The two leaders*, *both countries*: the last two that fit."""
    people = item.words.split(" ")[-1] in ("leader", "president", "minister", "official", "man")
    chosen: list[Actor] = []
    for p in near:
        f = p.found
        if people and f.kind != "person" and not (f.kind in ("group",) and _person_like(scene, f) and not f.plural):
            continue
        if not people and f.kind not in ("country", "metonym", "organisation", "demonym", "person"):
            continue
        for actor in reversed(f.actors):
            if actor.country and all(actor.country != c.country for c in chosen):
                if not people:
                    name = scene.table.countries.get(actor.country)
                    actor = Actor(span=actor.span, name=name, country=actor.country)
                chosen.append(actor)
        if len(chosen) >= 2:
            break
    if len(chosen) < 2:
        return None
    span = scene.span(item.first, item.last)
    chosen = chosen[:2][::-1]
    return replace(
        item,
        actors=tuple(replace(a, span=span) for a in chosen),
        bare=False,
        plural=True,
        reasons=(*item.reasons, *(Reason(rule="actor.the_two", span=a.span) for a in chosen)),
    )


def _by_office(scene: Scene, item: Found, near: Sequence[_Past]) -> Found | None:
    """*The spokesman*, *the president*: the last person whose title has that noun."""
    if not _person_like(scene, item):
        return None
    last = item.words.split(" ")[-1]
    kin = {"spokesman": "spokes", "spokeswoman": "spokes", "spokesperson": "spokes"}.get(last, last)
    for p in near:
        f = p.found
        if f.kind == "person" and f.actors[0].office and kin in f.actors[0].office.lower():
            return f
        if (
            f.kind in ("group", "definite")
            and not f.plural
            and f.actors
            and f.actors[0].country
            and _alike(f.words, item.words)
            and f.head != item.head
        ):
            return f
    return None


def _by_kind(scene: Scene, item: Found, near: Sequence[_Past]) -> Found | None:
    """*The company*, *the ministry*, *the group*: the last body of that kind."""
    noun = scene.roles.nouns.get(item.words)
    role = noun.role if noun else None
    for p in near:
        f = p.found
        if f.kind not in ("organisation", "group") or not f.actors or f.plural or f.head == item.head:
            continue
        if f.bare and not f.actors[0].country:
            continue
        actor = f.actors[0]
        if _alike(f.words, item.words) or (item.words.split(" ")[-1] in f.words):
            return f
        if f.entry is not None and (role is None or role == actor.role) and _person_like(scene, f) is False:
            if item.words in ("group", "organization", "organisation", "movement") and actor.role in (
                "GOV",
                "LEG",
                "MIL",
            ):
                continue
            if item.words not in _GENERIC:
                continue
            return f
    return None
