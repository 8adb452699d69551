"""Senses: where a trigger word stands in a sense that is no happening of its frame's type.

In: a candidate's frame, words and filled participants. Out: whether it is to be dropped. *Sanctions that target*,
*gave ammunition to critics*, *the fire killed two*, *committed a crime*, *quit in protest*: an event coder that takes
the word for the deed makes deeds up. The word lists are in `resources/events/frames.yml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.domain.actor import Actor
from onrecord.knowledge.frames import Frame, FrameTable
from onrecord.reading.parse import Token

#: A private person who goes abroad visits nobody: of these roles where no state is known, of those whatever is known.
_PRIVATE = frozenset({None, "CVL", "REF", "SOC"})
#: Roles of those whose losses are men.
_LOSING = frozenset({"MIL", "REB", "PRM", "UAF", "COP", "GOV"})
_TRAVELLERS = frozenset({"CVL", "REF", "AGR", "CRM", "JRN"})


def other_sense(
    frames: FrameTable,
    frame: Frame,
    head: Token,
    subject: Token | None,
    obj: Token | None,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
    following: Token | None = None,
) -> bool:
    """Whether the word is used in a sense that its frame does not mean.

    Args:
        frames: The frames, for their word lists.
        frame: The frame that matched.
        head: The trigger's head.
        subject: Its logical subject, or None.
        obj: Its logical object, or None.
        actors: Who acts by the frame.
        recipients: To whom it is done by the frame.
        following: The token after the trigger, or None.
    """
    words = frames.words
    if frame.type in ("ASSAULT", "LAUNCH") and _names_a_kind(head, subject, words["platform_words"]):
        return True
    match frame.type:
        case "ASSAULT" if head.pos == "NOUN" and following is not None and following.lemma in words["force_words"]:
            # "attack helicopters", "strike missiles"
            return head.tag == "NN" and following.sent == head.sent
        case "ASSAULT":
            return _no_violence(frames, frame, head, subject, obj, recipients)
        case "TRANSFER":
            return _no_supply(frames, frame, head, subject, obj, actors, recipients)
        case "PLEDGE":
            return _no_promise(frames, head, obj)
        case "COERCE" if head.lemma in ("capture", "seize", "grab", "catch", "board"):
            if head.lemma == "board":
                # passengers board a plane, boarding parties a ship
                return _is(obj, words["boarded_words"])
            return _is(obj, words["caught_words"]) or any(t.lemma in words["filmed_words"] for t in _after(head, "on"))
        case "MOBILIZE" if head.lemma == "scramble":
            # "left officials scrambling to interpret it"
            return obj is None
        case "PROTEST":
            # "quit in protest", "protest-related": a manner, a kind
            manner = head.dep == "pobj" and head.head.lower == "in" and not head.kids("det", "poss", "amod", "prep")
            return manner or head.dep in ("npadvmod", "nmod")
        case "DEPLOY":
            if head.lemma == "move" and any(t.lower == "closer" for t in head.kids("advmod", "acomp")):
                # "moved closer to Israel and joined forces with it"
                return not _is(head.child("nsubj"), words["force_words"]) and not head.kids("dobj")
            # "based on", "serves as its chief"
            follows = {"base": ("on", "upon"), "serve": ("as",)}.get(head.lemma, ())
            return any(p.lower in follows for p in head.kids("prep", "prt"))
        case "CONSULT":
            if frame.id == "consult.visit" and _is(subject, words["force_words"] - words["people_words"]):
                return True
            if frame.id == "consult.visit" and _is(subject, words["travelling_words"]):
                # "extremists arrived in the town"
                return True
            if head.pos == "NOUN" and head.dep == "pobj" and head.head.lower == "as":
                # "dismissed the summit as a meeting of friends": a name for what is told elsewhere
                return head.head.head.lemma in words["labelling_words"]
            if head.lemma == "meet" and _is(obj, words["met_words"]):
                # "is meeting its terms"
                return True
            return _no_meeting(frames, frame, head, actors, recipients)
        case "CONCEDE" if frame.id == "concede.end" and obj is not None and obj.lemma == "strike":
            # "called off a strike on the capital": no labour dispute
            return bool(_after(obj, "on", "against")) or any(
                t.lower in words["military_words"] for t in obj.kids("amod", "compound")
            )
        case "RETREAT":
            # "pulling out a pen", "drew down its stocks"
            drawn = (
                head.lemma == "draw"
                and obj is not None
                and not _is(obj, words["troop_words"] | words["force_words"] | words["drawn_down_words"])
            )
            # "were released from hospital", but "from a prison hospital"
            wards = [t for t in _after(head, "from") if t.lemma in words["ward_words"]]
            held = any(k.lemma in words["custody_words"] for t in wards for k in t.kids("compound"))
            well = frame.id == "retreat.free" and bool(wards) and not held
            return drawn or well or (head.lemma == "pull" and _is(obj, words["pocket_words"]))
        case "SANCTION":
            # "gave sanction for strikes": leave to strike
            given = head.dep == "dobj" and head.head.lemma in words["granting_words"]
            return (
                head.tag == "NN"
                and head.lemma == "sanction"
                and given
                and bool(_after(head, "for", "to") or _after(head.head, "for", "to"))
            )
        case "DISCLOSE":
            # "got their son released from a prison"
            return head.lemma == "release" and any(
                t.lemma in words["custody_words"] for t in _after(head, "from") + (_after(obj, "from") if obj else [])
            )
        case _:
            return False


def _is(token: Token | None, words: frozenset[str]) -> bool:
    """Whether a noun, one coordinated with it, or what it is a number or kind of, is one of these words."""
    if token is None:
        return False
    return any(
        one.lemma in words or one.lower in words or any(t.lemma in words for t in _after(one, "of"))
        for one in token.conjuncts()
    )


def _after(head: Token, *prepositions: str) -> list[Token]:
    return [obj for prep in head.kids("prep", "dative") if prep.lower in prepositions for obj in prep.kids("pobj")]


def _names_a_kind(launched: Token, subject: Token | None, platforms: frozenset[str]) -> bool:
    """*Submarine launched ballistic missiles*, *air launched missiles*: from where they go, not that they went."""
    if launched.lower != "launched":
        return False
    beside = [
        t for t in (subject, *launched.children, *launched.head.children) if t is not None and t.i == launched.i - 1
    ]
    return any(t.lemma in platforms and t.tag == "NN" and t.child("det") is None for t in beside)


def _unarmed(struggle: Token, words: frozenset[str]) -> bool:
    """*A trade war*, *a war of words*: the word right before it, or what it is a war of, is no weapon."""
    if struggle.pos not in ("NOUN", "PROPN"):
        return False
    before = [t for t in struggle.kids("amod", "compound", "nmod") if t.i == struggle.i - 1]
    return any(t.lower in words or t.lemma in words for t in (*before, *_after(struggle, "of")))


def _no_violence(
    frames: FrameTable,
    frame: Frame,
    head: Token,
    subject: Token | None,
    obj: Token | None,
    recipients: Sequence[Actor],
) -> bool:
    words = frames.words
    stands_at = head.head if head.dep in ("acl", "relcl") else None
    if obj is not None and any(t.lower.startswith("cyber") for t in (obj, *obj.kids("compound", "amod", "nmod"))):
        # "launched cyber attacks" is told by the noun
        return True
    if head.lemma in words["struggle_words"] and _unarmed(head, words["unarmed_words"]):
        return True
    if head.lemma in words["aiming_words"]:
        if _is(subject, words["restriction_words"]) or _is(stands_at, words["restriction_words"]):
            # "sanctions that target a sector"
            return True
        if head.lemma == "target" and stands_at is not None:
            # "those targeting banks"; "attacks that targeted", where the attack is told by the noun
            if stands_at.lower == "those" or stands_at.lemma in frames.nouns:
                return True
    if head.lemma == "target" and recipients and all(r.role == "BUS" for r in recipients):
        # "companies targeted by Washington"
        return True
    if head.lemma == "conflict" and head.dep == "pobj" and head.head.lower in ("in", "into"):
        # "puts him into conflict with his ally"
        return head.head.head.lemma in words["disagreeing_words"]
    if head.lemma == "engage" and not (recipients and _is(subject, words["force_words"])):
        # "has engaged the Kurds before", but "engaged Russian drones"
        return not _is(obj, words["force_words"] | words["engaged_words"])
    if head.lemma == "take" and any(t.lower == "back" for t in head.children) and _is(obj, words["returned_words"]):
        # "took back refugees"
        return True
    if head.lemma == "push" and (
        obj is None or any(p.lower in ("at", "on") and 0 < p.i - head.i < 3 for p in head.kids("prep"))
    ):
        # "push back on what it is doing", "pushed back at suggestions"
        return True
    if head.lemma in words["struck_words"] and any(t.lemma in words["restriction_words"] for t in _after(head, "with")):
        # "hit the regime with sanctions"
        return True
    if head.lemma == "strike" and head.tag == "VBG" and obj is None and head.dep in ("acomp", "attr", "ROOT", "ccomp"):
        surprising = subject is not None and subject.lower in ("it", "what")
        if surprising or head.dep == "acomp":
            # "it is striking how closely they match"
            return True
    if head.lemma == "take" and _is(obj, words["caught_words"]):
        # "took positions among the rubble"
        return True
    if head.lemma in ("drive", "push", "force") and any(
        t.lemma == "business" for p in head.kids("prep", "advmod", "prt") for t in p.subtree()
    ):
        # "driving firms out of business"
        return True
    if head.lemma in words["struck_words"] and _is(obj, words["idiom_words"]) and not recipients:
        # "struck a balance", "hit a snag"
        return True
    if head.pos == "NOUN" and any(t.lemma in words["sport_words"] for t in [head, *head.ancestors()][-1].subtree()):
        # "a sublime strike by the striker"
        return not recipients
    if head.lemma == "fight" and any(t.lemma in words["survival_words"] for t in _after(head, "for")):
        return True
    if frame.id == "assault.use" and obj is not None and (obj.lemma in frames.nouns or obj.lemma in frames.eventive):
        # "uses arms deals as a source of cash"
        return True
    if frame.id == "assault.noun":
        if any(t.lower in words["verbal_words"] for t in head.kids("amod")):
            # "a scathing attack on the president"
            return True
        labelled = head.head.head.child("dobj") if head.dep == "pobj" and head.head.lower == "as" else None
        if labelled is not None and head.head.head.lemma in words["labelling_words"]:
            # "described the law as an attack on the press", but "the blast as an attack by the group"
            if labelled.lemma in frames.eventive | words["norm_words"] | words["opinion_words"]:
                return True
        aimed = _after(head, "on", "against", "at")
        if any(t.lemma in words["abstract_words"] or t.lemma in words["pact_words"] for t in aimed):
            return True
    if frame.id == "assault.attack":
        aimed = [obj] if obj is not None else _after(head, "at", "against", "on")
        if any(t is not None and t.lemma in words["abstract_words"] for t in aimed):
            # "struck at relations", "attacked the idea"
            return True
        if _is(subject, words["accident_words"]) or _is(stands_at, words["accident_words"]):
            return True
        if _is(subject, words["arguing_words"]):
            # "critics fired at the minister"
            return True
        if head.lemma == "retaliate":
            # "retaliated by imposing sanctions": the answer is the deed
            return any(p.lower == "by" for p in head.kids("prep")) or any(
                t.lemma in words["restriction_words"] for t in head.subtree()
            )
    if frame.id == "assault.under" and any(
        t.ent not in ("DATE", "TIME", "CARDINAL") for t in _after(head, "for", "over")
    ):
        # "came under fire for the deal"
        return True
    if frame.id == "assault.death" and head.lemma in ("loss", "suffer"):
        # "the loss of key allies", "investors' losses"
        lost = _after(head, "of") or ([obj] if obj is not None and obj.lemma != "loss" else [])
        return not (
            any(r.role in _LOSING for r in recipients)
            or any(t.lemma in words["people_words"] | words["held_words"] or t.lemma == "life" for t in lost)
        )
    accidents = words["accident_words"] - {"fire"}
    if frame.id == "assault.death" and any(t.lemma in accidents for t in _after(head, "in", "from", "by")):
        # "the deaths of 1,000 people in a building collapse"
        return True
    if frame.id == "assault.death" and head.lemma == "death" and head.tag == "NN":
        return bool(recipients) and all(
            r.role in ("CVL", None) and not (r.name or "")[:1].isupper() for r in recipients
        )
    return False


def _no_supply(
    frames: FrameTable,
    frame: Frame,
    head: Token,
    subject: Token | None,
    obj: Token | None,
    actors: Sequence[Actor],
    recipients: Sequence[Actor],
) -> bool:
    words = frames.words
    if head.lemma in ("arm", "equip") and any(t.lemma in words["unarming_words"] for t in _after(head, "with")):
        # "armed with new powers"
        return True
    if head.tag == "VBN" and head.dep == "acl" and head.lemma in ("arm", "equip", "fit"):
        # "submarines equipped with launchers" are so built
        if head.head.lemma in words["platform_words"] | words["launched_words"]:
            return True
    if head.lemma in ("sell", "buy", "purchase", "acquire") and _is(obj, words["share_words"]):
        return True
    if obj is not None and obj.pos != "PROPN":
        made = obj
        while made.lemma in words["measure_words"] | words["set_words"]:
            below = _after(made, "of")
            if not below:
                break
            made = below[0]
        if made.lemma in words["restriction_words"] | words["making_words"] | words["info_words"]:
            # "issued a set of sanctions", "ordered the creation of", "delivered a list of"
            return True
    if any(told.lemma in words["info_words"] for told in head.kids("dobj")):
        # "delivered to the staff a list of what they need"
        return True
    if not any(r.country for r in recipients):
        to = _after(head, "to") + head.kids("dative", "iobj")
        if any(t.lemma in words["figurative_words"] for t in to):
            # "gave ammunition to critics"
            return True
    if head.lemma == "supply" and head.pos == "NOUN" and head.tag == "NN" and head.kids("poss"):
        # "the North's plutonium supply": a stock, unless it goes to somebody
        return not _after(head, "to", "from", "by")
    carried = head.lemma in words["bearing_load_words"] and not (
        recipients or _after(head, "from", "to", "into") or (obj is not None and _after(obj, "from", "to", "into"))
    )
    if carried and (head.kids("prt") or _is(subject, words["launched_words"] | words["force_words"])):
        # "missiles that can carry warheads", "is carried out"
        return True
    if head.lemma == "carry" and head.kids("prt"):
        return True
    if head.lemma == "deliver" and not recipients and head.dep == "pcomp" and head.head.head.lower == "capable":
        return True
    if head.lemma in words["moving_own_words"] and obj is not None and obj.child("poss") is not None and not recipients:
        # "dispatched its surveillance aircraft to the area": it moves what it keeps
        if _is(obj, words["force_words"] - words["supplied_words"]):
            return True
    if head.lemma == "send":
        goes = head.kids("xcomp", "advcl", "acl", "ccomp") + (obj.kids("acl") if obj is not None else [])
        if any(t.tag == "VBG" and t.lemma in words["flying_words"] for t in goes):
            # "sent a rocket hurtling over"
            return True
    if head.lemma == "reach" and _is(obj, words["extent_words"]):
        return True
    if frame.id == "transfer.receive" and head.lemma in words["getting_words"]:
        return not any(a.country or a.role not in _PRIVATE for a in (*actors, *recipients))
    return False


def _no_promise(frames: FrameTable, head: Token, obj: Token | None) -> bool:
    words = frames.words
    if head.lemma == "commit":
        if head.kids("xcomp") or any(prep.lower == "to" for prep in head.kids("prep")):
            return False
        # "committed a crime"; "committed troops, funds" is a promise
        given = words["measure_words"] | words["troop_words"] | words["force_words"] | words["funds_words"]
        return not _is(obj, given)
    if head.lemma == "undertaking":
        return head.tag == "NN" and not head.kids("acl", "ccomp", "poss", "xcomp")
    return False


def _no_meeting(
    frames: FrameTable, frame: Frame, head: Token, actors: Sequence[Actor], recipients: Sequence[Actor]
) -> bool:
    if frame.id == "consult.host" and actors:
        # "is welcoming refugees"
        return all(a.role in _TRAVELLERS for a in actors)
    if frame.id == "consult.visit":
        return bool(actors) and all(
            a.role in _TRAVELLERS or (a.role in _PRIVATE and a.country is None and a.office is None) for a in actors
        )
    if head.lemma == "audience":
        given = head.dep == "dobj" and head.head.lemma in frames.words["audience_giving_words"]
        return not given and not _after(head, "with")
    if head.lemma == "session":
        # a parliament's session is its own business
        return bool(actors or recipients) and all(a.role == "LEG" for a in (*actors, *recipients))
    return False
