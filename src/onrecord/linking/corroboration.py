"""Independent origins: where the knowledge in the claims of one event comes from, counted and listed with reasons.

In: the Digests of one event and the table `linking/voices`. Out: Origins. One speaker on one occasion is one origin
however many outlets carry him, also at second hand; so is one document, and so is the same unsourced paragraph printed
by several. An outlet that cites another adds nothing where the other's report is at hand. A report's own unsourced
words do not count where others name an origin, nor does who merely speaks of an aim where others tell the deed. Who
denies or declines is listed and not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from onrecord.domain.actor import Actor
from onrecord.domain.attribution import Attribution
from onrecord.domain.certainty import Reason, Status
from onrecord.domain.event import Origin
from onrecord.linking.digest import Digest, last_name
from onrecord.linking.texts import words

#: Grounds on which two groups are one if a voice belongs to both.
_ONE_VOICE = frozenset({"origin.same_speaker", "origin.spokesperson", "origin.same_unnamed"})
#: Bare numbers from here to there are years.
_YEARS = (1900, 2100)


@dataclass(slots=True)
class _Voice:
    """The voice behind one claim."""

    digest: Digest
    attribution: Attribution | None
    kind: str
    speaker: Actor | None
    names: frozenset[str]
    day: date | None
    occasion: str | None
    against: bool
    grams: frozenset[tuple[str, ...]]
    runs: frozenset[tuple[str, ...]]
    figures: frozenset[float]


@dataclass(slots=True)
class _Group:
    voices: list[_Voice] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def origins(members: Sequence[Digest], table: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Group the claims of one event by origin.

    Returns:
        Origins that count first, then by number of reports; never empty for at least one claim.
    """
    groups: list[_Group] = []
    voices = [_voice(m, table, compared=len(members) > 1) for m in members]
    # named speakers and documents first: texts without a source then find them
    order = {"speaker": 0, "document": 1, "unnamed": 2, "outlet": 3, "text": 4}
    for voice in sorted(voices, key=lambda v: (order[v.kind], v.digest.published or date.max, v.digest.key)):
        found = [(g, reason) for g in groups if (reason := _same_origin(voice, g, table)) is not None]
        if not found:
            groups.append(_Group(voices=[voice]))
            continue
        # a voice that belongs to two groups shows that they are one
        first = found[0][0]
        first.voices.append(voice)
        for group, reason in found:
            other = group is not first
            if other and reason.rule not in _ONE_VOICE:
                continue
            if other:
                first.voices.extend(group.voices)
                groups.remove(group)
            for told in (*(group.reasons if other else ()), reason):
                if told not in first.reasons:
                    first.reasons.append(told)
    made = [_origin(g) for g in groups]
    happened = [any(_tells_deed(v, table) for v in g.voices) for g in groups]
    if any(told and origin.counted for told, origin in zip(happened, made, strict=True)):
        # who says that it is not, or will not be, takes a stand on the deed
        aims = [
            not told and any(v.digest.claim.polarity == "+" for v in g.voices)
            for told, g in zip(happened, groups, strict=True)
        ]
        made = [
            _uncounted(o, "origin.aim", "speaks of an aim, where others tell the deed") if aim and o.counted else o
            for aim, o in zip(aims, made, strict=True)
        ]
    sourced = any(o.counted and o.kind != "text" for o in made)
    if sourced:
        note = "a report's own unsourced words, where others name an origin"
        made = [_uncounted(o, "origin.unsourced", note) if o.kind == "text" and o.counted else o for o in made]
    return tuple(sorted(made, key=lambda o: (not o.counted, -len(o.reports), o.claims)))


def _voice(digest: Digest, table: Mapping[str, Any], compared: bool) -> _Voice:
    attribution = digest.chain[-1] if digest.chain else None
    speaker = attribution.speaker if attribution else None
    if attribution is not None and speaker is not None and speaker.role in table["media_roles"]:
        # X reports that Y said: the innermost voice that is no outlet, else the outlet
        others = [a for a in digest.chain if a.speaker and a.speaker.role not in table["media_roles"]]
        if others:
            attribution, speaker = others[-1], others[-1].speaker
    kind = _kind(attribution, speaker, table)
    day = digest.published
    if attribution is not None and attribution.time is not None and attribution.time.first is not None:
        # *has said since last year*: no day is told, and none is made up
        day = attribution.time.first if attribution.time.first == attribution.time.last else None
    tokens = digest.plain.split() if compared else []
    return _Voice(
        digest=digest,
        attribution=attribution,
        kind=kind,
        speaker=speaker,
        names=_names(speaker, kind),
        day=day,
        occasion=attribution.occasion.kind if attribution and attribution.occasion else None,
        against=attribution is not None and str(attribution.stance) in table["against"],
        grams=_runs(tokens, 4),
        runs=_runs(tokens, table["quote_words"]),
        figures=digest.numbers | _figures(tokens, table["telling_figure"]),
    )


def _figures(tokens: Sequence[str], least: float) -> frozenset[float]:
    """Figures in a sentence that are seldom the same by chance: large ones that are no years."""
    told = {float(t) for t in tokens if t.isdecimal() and t.isascii()}
    return frozenset(n for n in told if n >= least and not _YEARS[0] <= n <= _YEARS[1])


def _runs(tokens: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    """All runs of `size` words."""
    return frozenset(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def _kind(attribution: Attribution | None, speaker: Actor | None, table: Mapping[str, Any]) -> str:
    if attribution is None:
        return "text"
    if speaker is None or not (speaker.name or speaker.country):
        return "unnamed" if attribution.source else "text"
    if speaker.role in table["media_roles"]:
        return "outlet"
    last = (speaker.name or "").split()[-1:] or [""]
    if last[0].lower() in table["documents"]:
        return "document"
    if last[0].lower() in table["unnamed"]:
        return "unnamed"
    return "speaker"


def _names(speaker: Actor | None, kind: str) -> frozenset[str]:
    """Names that two mentions of one speaker share: the id, the last name, the whole phrase of an unnamed one."""
    if speaker is None:
        return frozenset()
    found: set[str] = set()
    if kind == "speaker":
        last = last_name(speaker.name)
        if speaker.id:
            found.add(speaker.id)
        elif last and speaker.name and not speaker.name.islower():
            found.add(last)
        if not speaker.name and speaker.country:
            found.add(f"|{speaker.country}")
    elif speaker.name:
        found.add(
            " ".join(w for w in words(speaker.name) if w not in {"a", "an", "the", "one", "some", "two", "several"})
        )
    return frozenset(found)


def _same_origin(voice: _Voice, group: _Group, table: Mapping[str, Any]) -> Reason | None:
    """The ground on which a voice belongs to a group, or None."""
    for other in group.voices[:12]:
        if voice.against != other.against:
            continue
        same_report = voice.digest.report == other.digest.report
        if voice.kind in {"speaker", "document"} and voice.kind == other.kind and _same_name(voice, other):
            if _one_occasion(voice, other, table["occasion_days"]):
                return Reason(rule="origin.same_speaker", note=f"{_label(voice)} on one occasion")
            continue
        if voice.kind == other.kind == "outlet" and voice.names & other.names:
            return Reason(rule="origin.same_outlet_cited", note=f"both cite {_label(voice)}")
        if voice.kind == other.kind == "unnamed" and same_report and _same_unnamed(voice, other):
            return Reason(rule="origin.same_unnamed", note="the same unnamed voice of one report")
        if voice.kind == other.kind == "unnamed" and not same_report and _one_desk(voice, other, table):
            return Reason(rule="origin.same_unnamed", note=f"unnamed voices to {voice.digest.outlet} in those days")
        if voice.kind == other.kind == "text" and same_report:
            return Reason(rule="origin.same_report", note="the same report's own words")
        if voice.kind == "outlet" and _cites(voice, other):
            return Reason(rule="origin.cites", note=f"cites {other.digest.outlet}")
        if not same_report and _same_words(voice, other, table["same_words"]):
            both_named = {voice.kind, other.kind} <= {"speaker"} and not voice.names & other.names
            if not both_named or voice.runs & other.runs:
                return Reason(rule="origin.same_words", note="the same words in both reports")
        if _same_figures(voice, other, table):
            return Reason(rule="origin.same_figures", note="nobody named, with the figures of a named voice that day")
        if _spokesperson(voice, other):
            return Reason(rule="origin.spokesperson", note="a body and who speaks for it, on one day")
    return None


def _same_unnamed(a: _Voice, b: _Voice) -> bool:
    """Whether two unnamed voices of one report are one: the same words, or the bare noun that takes them up again."""
    if a.names & b.names:
        return True
    if a.speaker is None or b.speaker is None or a.speaker.country != b.speaker.country:
        return False
    one, two = (words(v.speaker.name or "") if v.speaker else [] for v in (a, b))
    return bool(one and two) and one[-1] == two[-1] and 1 in (len(one), len(two))


def _one_desk(a: _Voice, b: _Voice, table: Mapping[str, Any]) -> bool:
    """Whether unnamed voices of two reports of one outlet may be the same: nothing that is told sets them apart."""
    if not a.digest.outlet or a.digest.outlet != b.digest.outlet or a.speaker is None or b.speaker is None:
        return False
    if not _one_occasion(a, b, table["occasion_days"]):
        return False
    one, two = (words(v.speaker.name or "") if v.speaker else [] for v in (a, b))
    return bool(one and two) and one[-1] == two[-1] and (1 in (len(one), len(two)) or bool(a.names & b.names))


def _same_name(a: _Voice, b: _Voice) -> bool:
    """One name for both; a known person or body and one told by the last name only, of the same country, are one."""
    if a.names & b.names:
        return True
    if a.speaker is None or b.speaker is None or (a.speaker.id and b.speaker.id):
        return False
    last = last_name(a.speaker.name)
    countries = {a.speaker.country, b.speaker.country} - {None}
    return last is not None and last == last_name(b.speaker.name) and len(countries) <= 1


def _one_occasion(a: _Voice, b: _Voice, days: int) -> bool:
    """Whether two sayings of one speaker may be one: not on days told apart."""
    if a.day is None or b.day is None:
        return True
    told = a.attribution and a.attribution.time and b.attribution and b.attribution.time
    return abs((a.day - b.day).days) <= (0 if told else days)


def _cites(voice: _Voice, other: _Voice) -> bool:
    name = set(words(voice.speaker.name or "")) - {"the"} if voice.speaker else set()
    outlet = set(words(other.digest.outlet.replace(".", " "))) - {"the", "com", "co", "uk", "org", "www"}
    return (
        bool(name)
        and (name <= outlet or "".join(words(voice.speaker.name or "")).removeprefix("the") in "".join(outlet))
        if voice.speaker
        else False
    )


def _same_words(a: _Voice, b: _Voice, least: float) -> bool:
    if not a.grams or not b.grams:
        return False
    return len(a.grams & b.grams) >= least * min(len(a.grams), len(b.grams))


def _same_figures(a: _Voice, b: _Voice, table: Mapping[str, Any]) -> bool:
    """Whether somebody unnamed gives the very figures that a named voice of no other country gave on that occasion."""
    if {a.kind, b.kind} != {"speaker", "unnamed"} or not _one_occasion(a, b, table["occasion_days"]):
        return False
    # of bare "officials" the country is no more than a guess
    told = (v.speaker for v in (a, b) if v.speaker is not None and len(words(v.speaker.name or "")) > 1)
    countries = {speaker.country for speaker in told} - {None}
    figures = a.figures & b.figures
    return len(countries) <= 1 and any(n >= table["telling_figure"] for n in figures)


def _spokesperson(a: _Voice, b: _Voice) -> bool:
    """A body and a person of the same country and sector, on one day, with the same figures or much the same words."""
    if {a.kind, b.kind} != {"speaker"} or a.speaker is None or b.speaker is None:
        return False
    if not a.speaker.country or a.speaker.country != b.speaker.country or a.speaker.role != b.speaker.role:
        return False
    people = [_is_person(v.speaker) for v in (a, b) if v.speaker is not None]
    if people.count(True) == 2 or not _one_occasion(a, b, 1):
        return False
    if people.count(True) == 1 and _speaks_for(*((a, b) if people[0] else (b, a))):
        return True
    shared = len(a.digest.vector & b.digest.vector) / max(1, min(len(a.digest.vector), len(b.digest.vector)))
    return bool(a.figures & b.figures) or shared >= 0.5


def _speaks_for(person: _Voice, body: _Voice) -> bool:
    """Whether the sentence that quotes a person calls him the spokesperson of a body."""
    told = person.digest.plain.split()
    name = words(body.speaker.name or "") if body.speaker else []
    return bool(name) and any(w.startswith("spokes") for w in told) and set(name[-2:]) <= set(told)


def _is_person(actor: Actor) -> bool:
    return actor.office is not None or (actor.id or "").startswith("Q")


def _label(voice: _Voice) -> str:
    speaker = voice.speaker
    return (speaker.name or speaker.country or "the speaker") if speaker else "the text"


def _origin(group: _Group) -> Origin:
    lead = group.voices[0]
    kind = {"unnamed": "speaker", "outlet": "text"}.get(lead.kind, lead.kind)
    basis = tuple(dict.fromkeys(b for v in group.voices if v.attribution for b in v.attribution.basis))
    occasion = next((v.occasion for v in group.voices if v.occasion), None)
    days = [v.day for v in group.voices if v.day and v.attribution is not None]
    document = None
    if lead.kind == "document":
        document = _label(lead)
    elif lead.kind == "outlet":
        document = f"the report of {_label(lead)}"
    elif lead.kind == "text":
        outlets = list(dict.fromkeys(v.digest.outlet for v in group.voices))
        document = f"the words of {outlets[0]}" + (f", printed by {len(outlets)} outlets" if len(outlets) > 1 else "")
    return Origin(
        kind=kind,
        speaker=lead.speaker if kind == "speaker" else None,
        occasion=occasion,
        day=min(days) if days else None,
        document=document,
        basis=basis,
        reports=tuple(sorted({v.digest.report for v in group.voices})),
        claims=tuple(v.digest.key for v in group.voices),
        counted=not lead.against,
        reasons=tuple(group.reasons) or (Reason(rule="origin.alone", note=f"only {_label(lead)} in one place"),),
    )


def _tells_deed(voice: _Voice, table: Mapping[str, Any]) -> bool:
    """Whether a voice tells what was done, failed or was tried, and not merely what somebody wants, plans or fears."""
    told = voice.digest
    return told.happened or told.claim.status == Status.FAILED or any(w in table["tried_words"] for w in told.before)


def _uncounted(origin: Origin, rule: str, note: str) -> Origin:
    return replace(origin, counted=False, reasons=(*origin.reasons, Reason(rule=rule, note=note)))
