"""The sentence that a finding shows: graded by what is claimed, never a verdict.

In: a Clause, an Act and the strength. Out: words. A deed still aimed at *would breach if carried out*; a deed told of
*would breach if confirmed*, and where sources state it as done, that says by how many origins. Unchecked paragraphs,
renewals and disputes are always said.
"""

from __future__ import annotations

from onrecord.domain.certainty import AIMS, HAPPENED, Certainty, Status
from onrecord.domain.embargo import Act, Clause, Force
from onrecord.domain.finding import Strength

_SURE = frozenset({Certainty.CERTAIN, Certainty.PROBABLE})
_KNOWN = {
    "verified_text": "",
    "secondary": "the clause is known from secondary sources",
    "recalled": "the clause is recalled from general knowledge and was not verified",
}


def condition(act: Act) -> str:
    """What must be so for the clause to be breached: `if carried out`, `if confirmed`."""
    if act.status in AIMS:
        return "if carried out"
    if act.status is Status.FAILED:
        return "if it had been carried out"
    return "if confirmed"


def claimed(act: Act) -> str:
    """How the deed is claimed, as an opening clause; empty for an act without a report."""
    if act.status is None:
        return ""
    if act.certainty is Certainty.CERTAINLY_NOT:
        return "denied by those who speak of it: "
    if act.status in HAPPENED and act.certainty in _SURE and act.origins:
        return f"stated as done by {act.origins} {'origin' if act.origins == 1 else 'origins'}: "
    return ""


def wording(
    act: Act, clause: Clause, strength: Strength, missing: tuple[str, ...], exemption: str | None, renewed: bool
) -> str:
    """One sentence for people."""
    when = condition(act)
    cite = clause.citation
    if strength is Strength.EXEMPT:
        core = (
            f"{cite} reaches this, but an exemption in force on that day takes it out ({exemption}): no breach {when}"
        )
    elif clause.force is Force.NOTIFICATION:
        duty = f"{cite} forbids nothing but asks for notice or papers"
        core = f"{duty}: would breach that duty {when} and if these were not given"
    elif clause.force in {Force.RECOMMENDATORY, Force.POLITICAL}:
        kind = "calls for restraint" if clause.force is Force.RECOMMENDATORY else "is a political commitment"
        core = f"{cite} {kind} and is not binding: would run against it {when}, and breach no law by itself"
    elif strength is Strength.MATCH:
        core = f"would breach {cite} {when}"
    else:
        core = f"would possibly breach {cite} {when}"
        if missing:
            core += f"; open: {missing[0]}"
    notes = []
    if not renewed:
        notes.append(f"renewal not checked after {clause.verified_until}")
    if _KNOWN.get(clause.confidence):
        notes.append(_KNOWN[clause.confidence])
    if clause.dispute:
        notes.append(clause.dispute.rstrip("."))
    return claimed(act) + "; ".join([core, *notes])
