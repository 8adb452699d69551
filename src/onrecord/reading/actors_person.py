"""Persons: names, titles, appositions.

In: a Scene. Out: a Found for each mention of a person, with the fullest name that the article gives, and country, role
and office from the title or, on the report's date, from the table of offices. A name that no table holds still gives an
actor with its name. Family names alone are people whom the article names in full, or who led a state on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.knowledge.actors import Person
from onrecord.knowledge.folding import pieces, skeleton
from onrecord.reading.actors_phrase import Facts, country_of, facts
from onrecord.reading.actors_scene import Found, Scene, beside, left_edge, person_actor
from onrecord.reading.actors_spot import head_of
from onrecord.reading.parse import Entity, Token


def find_persons(scene: Scene) -> Iterable[Found]:
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
    families = {part for bones, *_ in full for part in bones}
    for first, last, person in list(ranges.values()):
        # A word by itself that nobody in the article is called, and that is a place.
        alone = last - first == 1 and person is None and not (first > 0 and _is_title(scene, first - 1))
        name = scene.words(first, last)
        unknown = alone and not families.intersection(_bones(scene, name)) and scene.town(name, 0)
        if unknown and scene.table.surnamed(name, scene.day) is None:
            del ranges[first]
    for first, last in _short_names(scene, covered, full):
        ranges[first] = (first, last, None)
    leaders = _titled_leaders(scene, ranges.values(), full)
    for first, last, person in sorted(ranges.values(), key=lambda r: r[:2]):
        leader = None if person is not None else _leader(scene, first, last, leaders, full)
        # a leader's family name by itself shortens no name that the article gives in full
        yield _person(scene, first, last, leader or person, full if leader is None else [])


def _titled_leaders(
    scene: Scene,
    ranges: Iterable[tuple[int, int, Person | None]],
    full: list[tuple[tuple[str, ...], int, int, Person | None]],
) -> dict[str, Person]:
    """Leaders called by title and family name (*President Obama*), of whose family the article names others in full."""
    told = {bones[-1] for bones, *_, person in full if person is None and len(bones) > 1}
    found: dict[str, Person] = {}
    for first, last, person in ranges:
        bones = _bones(scene, scene.words(first, last)) if last - first == 1 and person is None else ()
        if len(bones) == 1 and bones[0] in told and _office_before(scene, first):
            leader = scene.table.surnamed(scene.words(first, last), scene.day)
            if leader is not None:
                found[bones[0]] = leader
    return found


def _leader(
    scene: Scene,
    first: int,
    last: int,
    leaders: dict[str, Person],
    full: list[tuple[tuple[str, ...], int, int, Person | None]],
) -> Person | None:
    """The leader whom a family name by itself means, though the article names another of the family in full."""
    if last - first != 1 or not leaders:
        return None
    bones = _bones(scene, scene.words(first, last))
    leader = leaders.get(bones[0]) if len(bones) == 1 else None
    if leader is None:
        return None
    said, known = _gender(scene, _courtesy(scene, first), "", None), _gender(scene, (), leader.name, None)
    if (said == "f" and known != "f") or (said == "m" and known == "f"):
        # "Mrs. Obama"
        return None
    # one of the table whom the article names in full is told apart from the others of the family below
    return None if any(person is not None and parts[-1] == bones[0] for parts, *_, person in full) else leader


def _office_before(scene: Scene, first: int) -> bool:
    """Whether the title before a name is that of an office (*President*), not a courtesy (*Mrs.*)."""
    if first == 0 or not _is_title(scene, first - 1):
        return False
    return " ".join(pieces(scene.parse.tokens[first - 1].text)) not in scene.roles.courtesy


def _courtesy(scene: Scene, first: int) -> Sequence[Token]:
    """The word before a name, where it is a title."""
    return scene.parse.tokens[first - 1 : first] if first and _is_title(scene, first - 1) else ()


def _short_names(
    scene: Scene, covered: set[int], full: list[tuple[tuple[str, ...], int, int, Person | None]]
) -> Iterable[tuple[int, int]]:
    """Family names of people whom the article names in full, or who lead a state then, however they are tagged."""
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
            titled = first > 0 and _is_title(scene, first - 1)
            name = scene.words(first, last)
            # Of two words or more, towns of any size: hardly anybody bears the name of one.
            town = scene.town(name, 50_000 if last - first == 1 else 0)
            if town and not titled and not scene.table.persons(name):
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
    """A capitalised name beside an age or a noun that only persons bear: *John Smith, 84*, *the minister, Jane Doe*."""
    tokens = scene.parse.tokens
    if (
        last - first < 2
        or _corporate(scene, first, last)
        or any(i in scene.hits or i in scene.spots for i in range(first, last))
    ):
        return False
    if _aged(scene, last) and scene.town(scene.words(first, last), 0) is None:
        return True
    head = tokens[head_of(scene.parse, first, last)]
    apposed = beside(scene, head)
    return any((h := scene.hits.get(t.i)) and h[2].sort in ("people", "bearers") and not h[2].plural for t in apposed)


def _aged(scene: Scene, after: int) -> bool:
    """Whether an age between commas follows a name: *X, 84, sells tea*."""
    tokens = scene.parse.tokens
    if after + 2 >= len(tokens) or tokens[after].text != "," or tokens[after + 2].text not in (",", ".", ")"):
        return False
    age = tokens[after + 1].text
    return age.isdecimal() and len(age) < 4 and 5 < int(age) < 110 and tokens[after + 1].sent == tokens[after].sent


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
            and tokens[i].pos in ("NOUN", "PROPN")
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
        reasons.append(Reason(rule="actor.known_surname", span=scene.span(first, last)))
    head = tokens[head_of(scene.parse, first, last)]
    start = min(first, left_edge(head)) if head.i >= first else first
    if any(t.dep == "conj" for t in tokens[start:first]):
        start = first
    for i in range(first - 1, start - 1, -1):
        # Another's name before it: *President A and Foreign Minister B*.
        spot = scene.spots.get(i)
        name_like = tokens[i].ent == "PERSON" and tokens[i].pos == "PROPN" and spot is None and i not in scene.hits
        if (name_like and not _is_title(scene, i)) or (spot is not None and spot.entry.kind == "person"):
            start = i + 1
            while start < first and tokens[start].pos in ("CCONJ", "PUNCT"):
                start += 1
            break
    told = facts(scene, head, start, first) if start < first else None
    if told is None or told.noun is None:
        titled = _long_title(scene, first)
        if titled is not None:
            start = titled
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
    fitting = [
        candidate
        for candidate in full
        if bones
        and set(bones) <= set(candidate[0])
        and (bones == candidate[0] or bones[-1] in (candidate[0][-1], *candidate[0][:1], *candidate[0][-2:-1]))
    ]
    if len(bones) == 1:
        fitting = _of_a_family(scene, at, fitting)
    best = None
    for candidate in fitting:
        parts = candidate[0]
        if (
            best is None
            or (len(parts) > len(best[0]))
            or (len(parts) == len(best[0]) and candidate[1] <= at and best[1] < candidate[1] and best[0] != parts)
        ):
            best = candidate
    return best


def _of_a_family(
    scene: Scene, at: int, fitting: list[tuple[tuple[str, ...], int, int, Person | None]]
) -> list[tuple[tuple[str, ...], int, int, Person | None]]:
    """Of several persons of one family name those whom it can mean by itself.

    *Mrs.* means a woman, if one is named; a name without it means the one in office, since others of the family are
    called by courtesy titles or in full.
    """
    if len({candidate[0] for candidate in fitting}) < 2:
        return fitting
    gender = _gender(scene, _courtesy(scene, at), "", None)
    if gender:
        other = "f" if gender == "m" else "m"
        fitting = [c for c in fitting if _gender(scene, (), scene.words(c[1], c[2]), None) != other] or fitting
    if gender == "f":
        return fitting
    leader = scene.table.surnamed(scene.parse.tokens[at].text, scene.day)
    led = [candidate for candidate in fitting if candidate[3] is not None and candidate[3] == leader]
    return (
        led or [candidate for candidate in fitting if len(candidate[0]) > 1 and _serves(scene, candidate[3])] or fitting
    )


def _serves(scene: Scene, person: Person | None) -> bool:
    """Whether a person of the table holds an office on the day of the report; where that is not known, any."""
    day = scene.day.isoformat() if scene.day else None
    return person is not None and (day is None or any(office.holds(day) for office in person.offices))


def _titled(
    scene: Scene, told: Facts | None, head: Token, start: int, first: int
) -> tuple[str | None, str | None, str | None]:
    """Country, role and office that title, apposition and abbreviated titles give a person."""
    country = role = office = None
    if told is not None:
        country, role = country_of(scene, told), ("ELI" if told.former and told.noun else told.role)
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
        country = country or country_of(scene, more)
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
