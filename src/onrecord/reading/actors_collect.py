"""Every phrase of an article that names or describes an actor, before coreference.

In: a Scene. Out: Found in the order of the text: persons with title and apposition, bodies and groups with country and
role, countries, demonyms, seats of government, unknown organisations. A name that no table holds still gives an actor
with its name. Phrases may lie inside each other (*Russian* in *Russian officials*).
"""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.knowledge.actors import Entry, Person
from onrecord.knowledge.folding import pieces, skeleton
from onrecord.reading.actors_phrase import Facts, Found, Scene, beside, facts, left_edge, named_actor, person_actor
from onrecord.reading.actors_spot import Spot, acts, head_of
from onrecord.reading.parse import Entity, Token

_NOMINAL = frozenset(("NOUN", "PROPN"))
_INSIDE = frozenset(("compound", "amod", "nmod", "det", "nummod", "poss", "case", "punct", "quantmod", "advmod"))
#: Participles that stand for people by themselves.
_PARTICIPLES = frozenset(("displaced", "elderly"))
_STATE_KINDS = frozenset(("country", "demonym", "people", "metonym", "capital"))
_ORG_LABELS = frozenset(("ORG",))


def collect(scene: Scene) -> list[Found]:
    """All phrases found, sorted by first token, longer before shorter."""
    persons = list(_persons(scene))
    taken = {i for p in persons for i in range(p.first, p.last)}
    names = {p.head for p in persons}
    found: list[Found] = list(persons)
    found.extend(_names(scene, taken))
    found.extend(_phrases(scene, names))
    found.extend(_unknown_bodies(scene, taken))
    found.extend(_documents(scene))
    found.sort(key=lambda f: (f.first, -f.last, f.head))
    return found


def _persons(scene: Scene) -> Iterable[Found]:
    tokens = scene.parse.tokens
    ranges: dict[int, tuple[int, int, Person | None]] = {}
    for spot in {s.first: s for s in scene.spots.values()}.values():
        if spot.entry.kind == "person":
            ranges[spot.first] = (spot.first, spot.last, scene.table.person(spot.entry.person))
    covered = {i for first, last, _ in ranges.values() for i in range(first, last)}
    for first, last in _name_ranges(scene):
        if not covered.intersection(range(first, last)):
            ranges[first] = (first, last, None)
            covered.update(range(first, last))
    full: list[tuple[tuple[str, ...], int, int, Person | None]] = []
    for first, last, person in sorted(ranges.values(), key=lambda r: r[:2]):
        name = scene.words(first, last)
        if person is None and last - first > 1:
            known = scene.table.persons(name)
            person = known[0] if len(known) == 1 else None
        if last - first > 1 or (person is not None):
            full.append((_bones(scene, name), first, last, person))
    for first, last in _short_names(scene, covered, full):
        ranges[first] = (first, last, None)
    for first, last, person in sorted(ranges.values(), key=lambda r: r[:2]):
        yield _person(scene, first, last, person, full)


def _short_names(
    scene: Scene, covered: set[int], full: list[tuple[tuple[str, ...], int, int, Person | None]]
) -> Iterable[tuple[int, int]]:
    """Family names of people whom the article names in full, or who lead a state on that day, however they are tagged."""
    tokens = scene.parse.tokens
    families = {part for bones, *_ in full if len(bones) > 1 for part in (bones[-1],)}
    longer = {
        i
        for e in scene.parse.entities
        if e.last - e.first > 1 and e.label in ("ORG", "FAC", "GPE", "WORK_OF_ART", "EVENT", "LAW", "PRODUCT")
        for i in range(e.first, e.last)
    }
    for i, token in enumerate(tokens):
        if (
            i in covered
            or i in scene.spots
            or i in scene.hits
            or not token.text[:1].isupper()
            or token.pos in ("ADP", "DET", "PRON", "AUX", "SCONJ", "CCONJ", "NUM")
        ):
            continue
        bones = _bones(scene, token.text)
        if len(bones) != 1 or len(bones[0]) < 3:
            continue
        known = bones[0] in families
        if not known:
            neighbours = [
                t
                for t in tokens[max(0, i - 1) : i + 2]
                if t.i != i
                and t.sent == token.sent
                and t.pos == "PROPN"
                and not _is_title(scene, t.i)
                and t.i not in scene.spots
                and t.i not in scene.hits
            ]
            known = (
                token.pos == "PROPN"
                and not neighbours
                and i not in longer
                and not scene.town(token.text)
                and scene.table.surnamed(token.text, scene.day) is not None
            )
        elif i in longer and token.dep == "compound" and token.head.pos == "PROPN" and token.head.i not in scene.hits:
            known = False
        if not known:
            continue
        first = i
        if i > 1 and tokens[i - 1].text in ("-", "–") and tokens[i - 2].lower in ("al", "el", "bin", "ul"):
            first = i - 2
        if not covered.intersection(range(first, i + 1)):
            covered.update(range(first, i + 1))
            yield first, i + 1


def _bones(scene: Scene, name: str) -> tuple[str, ...]:
    return tuple(skeleton(piece, scene.table.variants) for piece in pieces(name))


def _name_ranges(scene: Scene) -> Iterable[tuple[int, int]]:
    """Token ranges of personal names: the recogniser's, without titles, and names after a title."""
    tokens = scene.parse.tokens
    done: set[int] = set()
    for entity in scene.parse.entities:
        if entity.label != "PERSON":
            continue
        first, last = _trimmed(scene, entity)
        if first < last and tokens[last - 1].pos in ("PROPN", "NOUN", "ADJ", "X") and tokens[first].text[:1].isupper():
            if last - first == 1 and not (first > 0 and _is_title(scene, first - 1)) and scene.town(tokens[first].text):
                continue
            done.update(range(first, last))
            yield first, last
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if (
            token.pos != "PROPN"
            or not pieces(token.text)
            or i in done
            or _is_title(scene, i)
            or ((s := scene.spots.get(i)) and s.entry.kind != "person")
        ):
            i += 1
            continue
        last = i + 1
        while (
            last < len(tokens)
            and tokens[last].sent == token.sent
            and (
                tokens[last].pos == "PROPN"
                or (
                    tokens[last].text in ("-", "–")
                    and last + 1 < len(tokens)
                    and tokens[last + 1].pos in ("PROPN", "ADJ", "NOUN")
                )
            )
            and last not in done
            and last not in scene.spots
            and not _is_title(scene, last)
        ):
            last += 2 if tokens[last].text in ("-", "–") else 1
        last = min(last, len(tokens))
        if (
            i > 0 and _is_title(scene, i - 1) and tokens[i - 1].sent == token.sent and not _corporate(scene, i, last)
        ) or _head_is_person(scene, i, last):
            yield i, last
        i = last


def _head_is_person(scene: Scene, first: int, last: int) -> bool:
    """A capitalised name beside a noun that only persons bear: *John Smith, a spokesman*, *the minister, Jane Doe*."""
    tokens = scene.parse.tokens
    if (
        last - first < 2
        or _corporate(scene, first, last)
        or any(i in scene.hits or i in scene.spots for i in range(first, last))
    ):
        return False
    head = tokens[head_of(scene.parse, first, last)]
    apposed = beside(scene, head)
    return any((h := scene.hits.get(t.i)) and h[2].sort in ("people", "bearers") and not h[2].plural for t in apposed)


def _is_title(scene: Scene, i: int) -> bool:
    token = scene.parse.tokens[i]
    word = " ".join(pieces(token.text))
    if word in scene.roles.courtesy or word in scene.roles.titles:
        return token.text[:1].isupper() and (token.pos == "PROPN" or word in scene.roles.courtesy)
    hit = scene.hits.get(i)
    return hit is not None and hit[1] == i + 1 and hit[2].sort in ("people", "bearers") and not hit[2].plural


def _trimmed(scene: Scene, entity: Entity) -> tuple[int, int]:
    tokens = scene.parse.tokens
    first, last = entity.first, entity.last
    while last > first and (tokens[last - 1].lower in ("'s", "’s", "'", "’") or not pieces(tokens[last - 1].text)):
        last -= 1
    for i in range(first, last):
        spot = scene.spots.get(i)
        if (
            spot
            and spot.entry.kind != "person"
            and (spot.last < last or spot.first < first or spot.last - spot.first == last - first)
        ):
            first = max(first, spot.last)
        elif (
            (hit := scene.hits.get(i))
            and tokens[i].pos in _NOMINAL
            and (hit[1] < last or hit[0] == first)
            and hit[2].sort in ("people", "bearers", "bodies")
        ):
            first = max(first, hit[1])
    while first < last and (_is_title(scene, first) or not pieces(tokens[first].text) or tokens[first].dep == "det"):
        first += 1
    if _corporate(scene, first, last):
        return last, last
    return first, last


def _corporate(scene: Scene, first: int, last: int) -> bool:
    if first >= last:
        return True
    word = " ".join(pieces(scene.parse.tokens[last - 1].text))
    return last - first > 1 and (word in scene.roles.endings or word in scene.roles.name_endings)


def _person(
    scene: Scene,
    first: int,
    last: int,
    person: Person | None,
    full: list[tuple[tuple[str, ...], int, int, Person | None]],
) -> Found:
    tokens = scene.parse.tokens
    name = scene.words(first, last)
    bones = _bones(scene, name)
    reasons: list[Reason] = []
    longer = _same_person(scene, bones, first, full)
    if longer is not None:
        _, at, end, known = longer
        if (at, end) != (first, last):
            name = scene.words(at, end)
            reasons.append(Reason(rule="actor.short_name", span=scene.span(at, end)))
        person = person or known
    if person is None and last - first == 1:
        person = scene.table.surnamed(name, scene.day)
        if person:
            name = person.name
            reasons.append(Reason(rule="actor.known_surname", span=scene.span(first, last)))
    elif person is not None and len(bones) == 1 and longer is None:
        name = person.name
    head = tokens[head_of(scene.parse, first, last)]
    start = min(first, left_edge(head)) if head.i >= first else first
    if any(t.dep == "conj" for t in tokens[start:first]):
        start = first
    told = facts(scene, head, start, first) if start < first else None
    if told is None or told.noun is None:
        at = _long_title(scene, first)
        if at is not None:
            start = at
            told = facts(scene, head, start, first)
    country, role, office = _titled(scene, told, head, start, first)
    gender = _gender(scene, tokens[start:first], name, office)
    if person is not None:
        actor = person_actor(scene, person, name, scene.span(first, last))
        if told and told.former and actor.office is None:
            role = "ELI"
        elif actor.role not in (None, "ELI") and actor.office:
            role = actor.role
        actor = Actor(
            span=actor.span,
            name=name,
            country=actor.country or country,
            role=role or actor.role,
            office=actor.office or office,
            id=actor.id,
        )
    else:
        actor = Actor(span=scene.span(first, last), name=name, country=country, role=role, office=office)
    return Found(
        first=start,
        last=last,
        head=head.i,
        kind="person",
        actors=(actor,),
        words=" ".join(bones),
        gender=gender,
        person=person,
        reasons=tuple(reasons),
    )


def _long_title(scene: Scene, first: int) -> int | None:
    """Where a title with an *of* phrase begins right before a name: *Iranian Minister of Roads X*; None without one."""
    tokens = scene.parse.tokens
    i = first - 1
    while i >= 0 and first - i < 12 and tokens[i].sent == tokens[first].sent:
        token = tokens[i]
        if token.pos not in ("PROPN", "NOUN", "ADJ", "CCONJ") and token.lower not in (
            "of",
            "for",
            "the",
            "'s",
            "’s",
            "-",
            "–",
            "&",
        ):
            return None
        hit = scene.hits.get(i)
        if (
            hit
            and hit[0] == i
            and hit[2].sort in ("people", "bearers")
            and not hit[2].plural
            and (token.text[:1].isupper() or i == first - 1)
        ):
            if i + 1 < first and tokens[hit[1]].lower not in ("of", "for") and hit[1] < first:
                return None
            start = left_edge(token)
            return min(start, i)
        i -= 1
    return None


def _same_person(
    scene: Scene, bones: tuple[str, ...], at: int, full: list[tuple[tuple[str, ...], int, int, Person | None]]
) -> tuple[tuple[str, ...], int, int, Person | None] | None:
    """The fullest name in the article that this one shortens: the last before it, else the first after it."""
    best = None
    for candidate in full:
        parts = candidate[0]
        if not bones or not set(bones) <= set(parts) or len(parts) < len(bones):
            continue
        if bones[-1] not in (parts[-1], *parts[:1], *parts[-2:-1]) and bones != parts:
            continue
        if (
            best is None
            or (len(parts) > len(best[0]))
            or (len(parts) == len(best[0]) and candidate[1] <= at and best[1] < candidate[1] and best[0] != parts)
        ):
            best = candidate
    return best


def _titled(
    scene: Scene, told: Facts | None, head: Token, start: int, first: int
) -> tuple[str | None, str | None, str | None]:
    """Country, role and office that title, apposition and abbreviated titles give a person."""
    country = role = office = None
    if told is not None:
        country, role = _country(scene, told), ("ELI" if told.former and told.noun else told.role)
        if told.noun and not told.former:
            office = _office(scene, start, first)
        for i in range(start, first):
            word = " ".join(pieces(scene.parse.tokens[i].text))
            two = f"{word} {' '.join(pieces(scene.parse.tokens[i + 1].text))}" if i + 1 < first else word
            role = (
                role
                or scene.roles.titles.get(two)
                or (scene.roles.titles.get(word) if word not in scene.roles.modifiers else None)
            )
    others = beside(scene, head)
    for other in others:
        hit = scene.hits.get(other.i)
        if hit is None or hit[2].plural or hit[2].sort not in ("people", "bearers"):
            continue
        edge = left_edge(other)
        end = max(other.i + 1, hit[1])
        more = facts(scene, other, edge, end)
        country = country or _country(scene, more)
        if role is None or (role == "CVL" and more.role):
            role = "ELI" if more.former else more.role
        if office is None and not more.former:
            office = _office(scene, edge, end)
    return country, role, office


def _office(scene: Scene, first: int, last: int) -> str | None:
    """The words of a title, without article and country."""
    tokens = scene.parse.tokens
    while first < last and (
        tokens[first].dep in ("det", "punct", "case")
        or tokens[first].lower in ("'s", "’s")
        or ((s := scene.spots.get(first)) and s.entry.kind in ("country", "demonym"))
    ):
        first += 1
    if first >= last:
        return None
    words = scene.words(first, last).strip(" ,")
    return words or None


def _country(scene: Scene, told: Facts) -> str | None:
    for entry in told.entries:
        if entry.country:
            return entry.country
    if told.body is not None:
        return told.body.country
    if told.person is not None and not told.entries:
        return scene.table.standing(told.person, scene.day).country or told.person.country
    return None


def _gender(scene: Scene, title: Iterable[Token], name: str, office: str | None) -> str:
    for token in title:
        word = token.lower.rstrip(".")
        if word in (
            "mr",
            "king",
            "prince",
            "sir",
            "lord",
            "businessman",
            "chairman",
            "congressman",
            "emir",
            "pope",
        ) or word.endswith("spokesman"):
            return "m"
        if word in (
            "mrs",
            "ms",
            "miss",
            "queen",
            "princess",
            "lady",
            "dame",
            "chairwoman",
            "congresswoman",
            "madam",
        ) or word.endswith("spokeswoman"):
            return "f"
    for piece in pieces(name)[:2]:
        if piece in scene.roles.feminine:
            return "f"
        if piece in scene.roles.masculine:
            return "m"
    return ""


def _names(scene: Scene, taken: set[int]) -> Iterable[Found]:
    """Countries, demonyms, seats of government, bodies and outlets that the table knows."""
    for spot in {s.first: s for s in scene.spots.values()}.values():
        entry = spot.entry
        if (
            spot.apart
            or entry.kind == "person"
            or (spot.head in taken and entry.kind in ("country", "capital") and _inside_name(scene, spot))
        ):
            continue
        head = scene.parse.tokens[spot.head]
        actor = named_actor(scene, entry, scene.span(spot.first, spot.last))
        kind = entry.kind
        reasons: tuple[Reason, ...] = ()
        if entry.kind in ("capital", "metonym"):
            kind = "metonym"
            if entry.kind == "capital" and not acts(head):
                kind = "place"
            reasons = (Reason(rule="actor.seat_of_government", span=actor.span),)
            if entry.kind == "capital":
                actor = Actor(span=actor.span, name=entry.name, country=entry.country, role=actor.role, id=entry.id)
        elif entry.kind == "people":
            kind = "demonym"
        elif entry.kind in ("outlet", "user"):
            kind = "organisation"
        if kind == "organisation" and entry.subkind == "armed_group":
            kind = "group"
        plural = entry.kind == "people" and (entry.form.endswith(("s", "men")) or head.tag.endswith("S"))
        yield Found(
            first=spot.first,
            last=spot.last,
            head=spot.head,
            kind=kind,
            actors=(actor,),
            words=" ".join(pieces(entry.name)),
            plural=plural,
            entry=entry,
            reasons=reasons,
        )


def _inside_name(scene: Scene, spot: Spot) -> bool:
    token = scene.parse.tokens[spot.head]
    return (
        token.dep == "compound" and token.head.pos == "PROPN" and token.ent == "PERSON" and token.head.ent == "PERSON"
    )


def _phrases(scene: Scene, names: set[int]) -> Iterable[Found]:
    """Noun phrases headed by a role noun."""
    tokens = scene.parse.tokens
    for first, last, noun in {h[0]: h for h in scene.hits.values()}.values():
        head = tokens[head_of(scene.parse, first, last)]
        if (
            head.dep == "compound"
            and head.head.i >= last
            and (head.head.i in names or head.head.i in scene.hits or head.head.pos in _NOMINAL)
        ):
            continue
        if head.pos not in ("NOUN", "PROPN", "ADJ") and not (
            head.pos == "VERB" and noun.phrase in _PARTICIPLES and left_edge(head) < head.i
        ):
            continue
        if head.pos == "ADJ" and head.dep in ("amod", "acomp", "advmod"):
            continue
        spot = scene.spots.get(head.i)
        start = min(first, left_edge(head))
        if spot is not None and spot.last - spot.first > 1 and spot.entry.kind in _STATE_KINDS:
            continue
        if spot is not None and spot.entry.kind in ("organisation", "outlet", "user", "metonym"):
            if not _other_state(scene, head, start, spot):
                continue
        told = facts(scene, head, start, max(last, head.i + 1))
        if told.noun is None:
            continue
        yield from _described(scene, head, start, last, told)


def _other_state(scene: Scene, head: Token, start: int, spot: Spot) -> bool:
    """Whether a name that many states use (*Defense Department*) stands beside another country (*Chile's*)."""
    for i in range(start, spot.first):
        other = scene.spots.get(i)
        if (
            other
            and other.entry.kind in ("country", "demonym", "people", "capital")
            and other.entry.country
            and other.entry.country != spot.entry.country
        ):
            return spot.entry.role not in ("REB", "PRM", "CRM", "BUS", "NGO", "IGO", "JRN")
    return False


def _described(scene: Scene, head: Token, start: int, last: int, told: Facts) -> Iterable[Found]:
    tokens = scene.parse.tokens
    noun = told.noun
    assert noun is not None
    first = start
    while first < head.i and (tokens[first].dep in ("det", "predet") or tokens[first].pos in ("DET", "PUNCT")):
        first += 1
    name = _phrase_name(scene, head, first, last)
    role = "ELI" if told.former and noun.sort in ("people", "bearers") else told.role
    span = scene.span(first, last)
    states = _states(told)
    body = told.body
    id_ = None
    if not states and body is not None and body.country:
        states = [body.country]
    if not states and told.person is not None:
        told_country = _country(scene, told)
        states = [told_country] if told_country else []
    if noun.sort == "bodies" and body is not None and body.kind == "organisation" and noun.role is None:
        id_ = None
    actors: list[Actor] = []
    for state in states or [None]:
        own = name
        if len(states) > 1:
            own = f"{_demonym(scene, start, last, state)} {scene.words(max(first, _noun_start(scene, head)), last)}".strip()
        actors.append(Actor(span=span, name=own, country=state, role=_kurdish(told, role, state), id=id_))
    bare = not told.entries and body is None and told.person is None and not told.proper
    definite = any(
        t.dep in ("det", "poss")
        and t.lower in ("the", "this", "that", "these", "those", "his", "her", "its", "their", "both")
        for t in tokens[start : head.i]
    )
    gender = (
        "m"
        if noun.phrase.endswith(("man", "king", "prince"))
        and noun.phrase != "woman"
        and not noun.phrase.endswith("woman")
        else "f"
        if noun.phrase.endswith("woman")
        else ""
    )
    yield Found(
        first=start,
        last=last,
        head=head.i,
        kind="definite" if bare and definite else ("organisation" if noun.sort == "bodies" else "group"),
        actors=tuple(actors),
        words=noun.phrase,
        plural=noun.plural or len(actors) > 1,
        gender=gender,
        bare=bare,
    )


def _noun_start(scene: Scene, head: Token) -> int:
    hit = scene.hits.get(head.i)
    return hit[0] if hit else head.i


def _demonym(scene: Scene, first: int, last: int, state: str | None) -> str:
    for i in range(first, last):
        spot = scene.spots.get(i)
        if spot and spot.entry.country == state:
            return scene.words(spot.first, spot.last)
    return ""


def _states(told: Facts) -> list[str]:
    """Countries of coordinated names (*Russian and Belarusian*); of others the first."""
    found: list[str] = []
    for entry in told.entries:
        if entry.country and entry.country not in found:
            found.append(entry.country)
    return found


def _kurdish(told: Facts, role: str | None, state: str | None) -> str | None:
    if role == "MIL" and state in ("SYR", "TUR", "IRN") and any(e.id in ("x-kurdish", "x-aanes") for e in told.entries):
        return "REB"
    return role


#: Bodies whose name holds the place where they sit.
_MISSIONS = frozenset(("embassy", "consulate", "mission"))


def _phrase_name(scene: Scene, head: Token, first: int, last: int) -> str:
    """The phrase without its article, with an *of* phrase that belongs to the name."""
    end = max(last, head.i + 1)
    for child in head.kids("prep"):
        words = (
            ("of", "for", "in", "to") if (h := scene.hits.get(head.i)) and h[2].phrase in _MISSIONS else ("of", "for")
        )
        if child.lower in words and child.i == end:
            objects = child.kids("pobj")
            if objects and (objects[0].pos == "PROPN" or objects[0].i in scene.spots):
                tail = (
                    max(t.i for t in objects[0].subtree() if t.dep not in ("relcl",))
                    if len(objects[0].subtree()) <= 6
                    else objects[0].i
                )
                end = tail + 1
    return scene.words(first, end)


def _unknown_bodies(scene: Scene, taken: set[int]) -> Iterable[Found]:
    """Organisations that only the recogniser sees, with the sector that the last word of the name gives."""
    tokens = scene.parse.tokens
    for entity in scene.parse.entities:
        if entity.label not in _ORG_LABELS:
            continue
        first, last = entity.first, entity.last
        while last > first and (tokens[last - 1].lower in ("'s", "’s") or not pieces(tokens[last - 1].text)):
            last -= 1
        while first < last and (tokens[first].dep == "det" or not pieces(tokens[first].text)):
            first += 1
        if first >= last or taken.intersection(range(first, last)) or not tokens[first].text[:1].isupper():
            continue
        head = tokens[head_of(scene.parse, first, last)]
        spot = scene.spots.get(first)
        if (
            spot
            and first < spot.last < last
            and all(
                " ".join(pieces(t.text)) in scene.roles.endings or not pieces(t.text) for t in tokens[spot.last : last]
            )
        ):
            known = named_actor(scene, spot.entry, scene.span(first, last))
            yield Found(
                first=first,
                last=last,
                head=head.i,
                kind="organisation",
                actors=(known,),
                words=" ".join(pieces(spot.entry.name)),
                entry=spot.entry,
            )
            continue
        if head.i in scene.spots or head.i in scene.hits or (spot and spot.last >= last):
            continue
        told = facts(scene, head, min(first, left_edge(head)), last)
        word = " ".join(pieces(tokens[last - 1].text))
        role = (
            "BUS"
            if word in scene.roles.endings and word not in ("group", "bank")
            else scene.roles.name_endings.get(word) or ("BUS" if word in scene.roles.endings else None)
        )
        states = _states(told)
        for other in beside(scene, head):
            hit = scene.hits.get(other.i)
            if hit is None or hit[2].sort == "people":
                continue
            more = facts(scene, other, left_edge(other), max(other.i + 1, hit[1]))
            role = role or more.role
            states = states or _states(more)
        if role is None and told.noun is not None and told.noun.sort == "bodies":
            role = told.noun.role
        actor = Actor(
            span=scene.span(first, last),
            name=scene.words(first, last),
            country=states[0] if states else None,
            role=role,
        )
        yield Found(
            first=first,
            last=last,
            head=head.i,
            kind="organisation",
            actors=(actor,),
            words=" ".join(pieces(actor.name or "")),
        )


def _documents(scene: Scene) -> Iterable[Found]:
    """Reports, images, statements where they speak: *a UN report said*, *according to satellite images*."""
    for token in scene.parse.tokens:
        if token.pos not in ("NOUN", "PROPN"):
            continue
        word = " ".join(pieces(token.text))
        if word not in scene.roles.documents or token.i in scene.spots or token.i in scene.hits:
            continue
        subject = token
        while subject.dep == "conj":
            subject = subject.head
        if subject.dep not in ("nsubj", "nsubjpass", "agent") and not (
            subject.dep == "pobj" and subject.head.lower in ("to", "by")
        ):
            continue
        start = left_edge(token)
        told = facts(scene, token, start, token.i + 1)
        maker = _maker(scene, token)
        first = start
        while first < token.i and (
            scene.parse.tokens[first].dep == "det" or scene.parse.tokens[first].pos in ("DET", "PUNCT")
        ):
            first += 1
        span = scene.span(first, token.i + 1)
        if isinstance(maker, Actor):
            actor = maker
        elif maker is not None:
            actor = named_actor(scene, maker, span)
        else:
            states = _states(told)
            role = told.body.role if told.body else told.role
            country = (told.body.country if told.body else None) or (states[0] if len(states) == 1 else None)
            actor = Actor(span=span, name=scene.words(first, token.i + 1), country=country, role=role)
        yield Found(
            first=start,
            last=token.i + 1,
            head=token.i,
            kind="document",
            actors=(actor,),
            words=word.removesuffix("s"),
            plural=scene.roles.documents[word],
            bare=maker is None and not told.entries and told.body is None,
        )


def _maker(scene: Scene, token: Token) -> Entry | Actor | None:
    """Who made it: *a report by Human Rights Watch*, *a report in The Times*, *images released by a French company*."""
    for prep in (
        *token.kids("prep", "agent"),
        *(p for clause in token.kids("acl") for p in clause.kids("prep", "agent")),
    ):
        if prep.lower not in ("by", "from", "in"):
            continue
        for obj in prep.kids("pobj"):
            spot = scene.spots.get(obj.i)
            if spot and (
                (spot.entry.kind in ("organisation", "user") and prep.lower != "in") or spot.entry.kind == "outlet"
            ):
                return spot.entry
            hit = scene.hits.get(obj.i)
            if hit and hit[2].sort == "bodies" and prep.lower != "in":
                start = left_edge(obj)
                told = facts(scene, obj, start, max(hit[1], obj.i + 1))
                while start < obj.i and scene.parse.tokens[start].pos == "DET":
                    start += 1
                return Actor(
                    span=scene.span(start, hit[1]),
                    name=scene.words(start, hit[1]),
                    country=_country(scene, told),
                    role=told.role,
                )
    return None
