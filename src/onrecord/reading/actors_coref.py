"""References within an article: one person under several names, short names of bodies, offices and their holders.

In: a Scene and the phrases that `actors_collect` found. Out: the same phrases completed, and pronouns, in the order of
the text. Each resolved reference has a Reason with the words that it goes back to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.domain.actor import Actor
from onrecord.domain.certainty import Reason
from onrecord.domain.span import Span
from onrecord.knowledge.folding import key, pieces
from onrecord.reading.actors_bare import resolve_bare
from onrecord.reading.actors_past import Past, candidates, is_subject, known, whose_state
from onrecord.reading.actors_pronoun import find_pronouns, first_persons, resolve_pronoun
from onrecord.reading.actors_scene import Found, Scene, beside


def resolve(scene: Scene, found: Sequence[Found]) -> list[Found]:
    """Complete what was found by what the rest of the article says."""
    merged = _appositions(scene, _merge_persons(scene, list(found)))
    main = _main_country(merged)
    merged = _peoples(scene, merged)
    stated = _stated(merged)
    persons = {f.actors[0].name or "": f for f in merged if f.kind == "person"}
    pronouns = list(find_pronouns(scene))
    everything = sorted([*merged, *pronouns, *_halves(scene, merged)], key=lambda f: (f.first, -f.last, f.head))
    named = {f.head: f for f in everything if f.kind != "pronoun" and not f.bare}
    past: list[Past] = []
    done: list[Found] = []
    completed: dict[str, tuple[Actor, Reason]] = {}
    for item in everything:
        token = scene.parse.tokens[item.head]
        if item.kind == "pronoun":
            item = resolve_pronoun(scene, item, past, named)
        elif item.kind == "person":
            item = _whose_official(scene, item, past, completed)
        elif item.kind == "document":
            item = _document(scene, item, past)
        elif item.kind == "organisation" and not item.bare:
            item = _our_body(scene, _short_body(scene, item, past), past)
        elif item.bare or item.kind == "definite":
            owned = _owned(scene, item, past, named)
            item = owned if owned is not None else resolve_bare(scene, item, past, main, stated)
        if item.kind in ("group", "definite") and not item.plural:
            item = _holder(scene, item, persons)
        done.append(item)
        if item.kind == "place":
            continue
        sentence = scene.parse.sentence_of(token)
        past.append(Past(item, sentence.index, sentence.block, is_subject(token)))
    return first_persons(scene, _possessed(scene, _serving(scene, _made_up(scene, done))))


def _made_up(scene: Scene, found: list[Found]) -> list[Found]:
    """*A delegation of Polish and Estonian officials*: of all of them."""
    by_head = {f.head: f for f in found if len(f.actors) > 1}
    done = []
    for f in found:
        if f.kind in ("group", "definite") and f.words in scene.roles.partitives and len(f.actors) == 1:
            objects = (o for p in scene.parse.tokens[f.head].kids("prep") if p.lower == "of" for o in p.kids("pobj"))
            members = next((by_head[o.i] for o in objects if o.i in by_head), None)
            if members is not None:
                own = f.actors[0]
                f = replace(f, actors=tuple(replace(own, country=a.country, role=a.role) for a in members.actors))
        done.append(f)
    return done


def _stated(found: Sequence[Found]) -> dict[str, frozenset[str]]:
    """The countries whose rebels and oppositions the article names, by sector."""
    told: dict[str, set[str]] = {}
    for f in found:
        for actor in f.actors:
            if actor.country and actor.role in ("REB", "OPP"):
                told.setdefault(actor.role, set()).add(actor.country)
    return {role: frozenset(countries) for role, countries in told.items()}


def _peoples(scene: Scene, found: list[Found]) -> list[Found]:
    """*Kurdish forces*: of the state whose Kurds the article names, else of that which it speaks of most."""
    spread = scene.table.spread
    if not any(a.id in spread for f in found for a in f.actors):
        return found
    counts = Counter(a.country for f in found for a in f.actors if a.country)
    chosen: dict[str, str] = {}
    for id_, told in spread.items():
        for rank in told["countries"]:
            best = max(rank, key=lambda c: counts[c])
            if counts[best]:
                chosen[id_] = best
                break
    done = []
    for f in found:
        inside = [scene.spots[i].entry.id for i in range(f.first, f.last) if i in scene.spots]
        people = next((id_ for id_ in inside if id_ in chosen), None)
        if people is not None and f.actors and all(a.country is None for a in f.actors) and f.kind != "person":
            country = chosen[people]
            irregular = country in spread[people]["irregular"]
            f = replace(
                f,
                actors=tuple(
                    replace(a, country=country, role="REB" if irregular and a.role in ("MIL", "PRM") else a.role)
                    for a in f.actors
                ),
                reasons=(*f.reasons, Reason(rule="actor.people_of_several_states", span=f.actors[0].span)),
            )
        done.append(f)
    return done


def _possessed(scene: Scene, found: list[Found]) -> list[Found]:
    """*His agency*, *its own citizens*, *whose company*: of the country of him whom the pronoun means."""
    by_head = {f.head: f for f in found if f.actors}
    done = []
    for f in found:
        apart = f.words.split(" ")[-1] in scene.roles.words["apart"]
        lacks = f.kind in ("group", "definite", "organisation") and all(a.country is None for a in f.actors)
        if f.actors and lacks and not apart:
            owner = scene.parse.tokens[f.head].child("poss")
            if owner is not None:
                if owner.tag == "WP$":
                    clause = next((t for t in owner.ancestors() if t.dep == "relcl"), None)
                    owner = clause.head if clause is not None else owner
                other = by_head.get(owner.i)
                if other is not None and len(other.actors) == 1 and other.actors[0].country:
                    span = other.actors[0].span
                    f = replace(
                        f,
                        actors=tuple(replace(a, country=other.actors[0].country) for a in f.actors),
                        reasons=(*f.reasons, Reason(rule="actor.possessed", span=span)),
                    )
        done.append(f)
    return done


def _owned(scene: Scene, item: Found, past: Sequence[Past], named: Mapping[int, Found]) -> Found | None:
    """*His administration*, *her officials*: of the country of him or her; None where no such pronoun owns it.

    Whose government it is where the pronoun stays open: of the head of state or government last named.
    """
    owner = scene.parse.tokens[item.head].child("poss")
    words = scene.roles.words
    if owner is None or owner.lower not in ("his", "her") or item.words.split(" ")[-1] in words["apart"]:
        return None
    if not item.actors or item.actors[0].country is not None:
        return None
    pronoun = resolve_pronoun(scene, next(iter(find_pronouns(scene, (owner,)))), past, named)
    of = pronoun.actors[0] if len(pronoun.actors) == 1 else None
    span = pronoun.reasons[-1].span if of is not None else None
    if item.words in words["administrations"] and (of is None or of.country is None):
        leaders = (p.found for p in reversed(past) if p.found.kind == "person" and p.found.actors[0].role == "GOV")
        of = next((f.actors[0] for f in leaders if f.actors[0].country and _leads(scene, f.actors[0])), of)
        span = of.span if of is not None else None
    if of is None or of.country is None:
        return item
    return replace(
        item,
        actors=tuple(replace(a, country=of.country) for a in item.actors),
        bare=False,
        reasons=(*item.reasons, Reason(rule="actor.possessed", span=span)),
    )


def _leads(scene: Scene, actor: Actor) -> bool:
    """Whether somebody's office is that of a head of state or government."""
    office = key(actor.office or "")
    return any(office == title or office.endswith(" " + title) for title in scene.roles.words["leading"])


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
            owner = token.child("poss")
            sender = by_head.get(owner.i) if owner is not None else None
            if sender is not None and len(sender.actors) == 1 and sender.actors[0].role in ("OPP", "REB"):
                of = sender.actors[0]
                learnt.setdefault(f.actors[0].name or "", (of.country, of.role, of.span))
    done = []
    for f in found:
        told = (
            learnt.get(f.actors[0].name or "")
            if f.actors and f.kind in ("person", "group", "definite", "pronoun")
            else None
        )
        if told is not None and f.actors[0].country is None:
            actor = f.actors[0]
            open_ = actor.role in (None, "CVL", "EDU") or (told[1] in ("OPP", "REB") and _sent(scene, actor))
            f = replace(
                f,
                actors=(replace(actor, country=told[0], role=(told[1] or actor.role) if open_ else actor.role),),
                reasons=(*f.reasons, Reason(rule="actor.serves", span=told[2])),
            )
        done.append(f)
    return done


def _sent(scene: Scene, actor: Actor) -> bool:
    """Whether an office is one of those who speak for others: *chief negotiator*."""
    return key(actor.office or "").split(" ")[-1] in scene.roles.words["negotiators"]


def _whose_official(
    scene: Scene, item: Found, past: Sequence[Past], completed: dict[str, tuple[Actor, Reason]]
) -> Found:
    """An official whose title does not say of which state: that of the body or officials spoken of just before."""
    actor = item.actors[0]
    known = completed.get(actor.name or "")
    if known is not None and actor.country is None:
        return replace(item, actors=(replace(known[0], span=actor.span),), reasons=(*item.reasons, known[1]))
    if actor.country is not None or item.person is not None or actor.office is None:
        return item
    near = candidates(scene, item, past, 3)
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
        return replace(known(named[0], item, "actor.office_holder", scene), kind=item.kind)
    if holder is not None:
        office_ = scene.table.standing(holder, scene.day).office
        return replace(
            item,
            actors=(replace(own, office=office_, id=holder.id),),
            reasons=(*item.reasons, Reason(rule="actor.office_holder", span=own.span, note=holder.name)),
        )
    return item


def _document(scene: Scene, item: Found, past: Sequence[Past]) -> Found:
    """*The report* is the UN report of before."""
    actor = item.actors[0]
    if actor.country or actor.role or not item.bare:
        return item
    for p in reversed(past):
        f = p.found
        if f.kind == "document" and not f.bare and f.words == item.words:
            return known(f, item, "actor.same_document", scene)
    return item


def _short_body(scene: Scene, item: Found, past: Sequence[Past]) -> Found:
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
            return known(f, item, "actor.short_name", scene)
    return item


def _our_body(scene: Scene, item: Found, past: Sequence[Past]) -> Found:
    """*The Air Force Command*, a body of a state that is not named with it."""
    actor = item.actors[0]
    if (
        actor.country
        or actor.id
        or actor.role not in ("MIL", "GOV", "COP", "LEG", "JUD")
        or scene.parse.tokens[item.head].child("det") is None
    ):
        return item
    whose = whose_state(scene, item, candidates(scene, item, past, 3))
    if whose is None:
        return item
    return replace(
        item,
        actors=(replace(actor, country=whose[0]),),
        reasons=(*item.reasons, Reason(rule="actor.whose", span=whose[1])),
    )


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
            if person is None:
                # The parser took the title for the subject: *Minister of Defence X denied it*.
                person = next(
                    (q for q in persons.values() if q.first <= f.first and f.last < q.last and f.head < q.head), None
                )
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
    ranked = sorted(counts, key=lambda c: (-counts[c], c))
    if not ranked or (len(ranked) > 1 and counts[ranked[1]] * 1.5 > counts[ranked[0]]):
        return None
    return ranked[0]


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
