"""Check: an act or event held against the embargo clauses in force on its day, with reasons step by step.

In: an Act, Knowledge, and the day as of which the law is taken as known. Out: Findings, strongest first; none where no
clause covers the act. The steps are those of the facts on embargoes: the day, the target, the direction, the action,
the goods, who is bound, the exemptions. A report is no proof: no finding says that something is a breach.

Strength is `match` only for binding clauses with goods and place told; `possible` for catch-alls, disputed scope, an
unknown end place, unknown kinds of goods, caps and conditional exemptions; `exempt` where an exemption takes it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.domain.certainty import Reason
from onrecord.domain.embargo import Act, Clause, Direction, Exemption, Force
from onrecord.domain.finding import Finding, Strength
from onrecord.knowledge import Knowledge
from onrecord.knowledge.embargoes import EmbargoTable, embargo_table
from onrecord.knowledge.items import ItemTable, item_table
from onrecord.norms.goods import SERVICES, Fit, fit
from onrecord.norms.parties import Side, bound_states, sides
from onrecord.norms.wording import wording

_ORDER = {Strength.MATCH: 0, Strength.EXEMPT: 1, Strength.POSSIBLE: 2}


def check_act(act: Act, knowledge: Knowledge, *, as_of: date | None = None, kind: str = "act") -> tuple[Finding, ...]:
    """Hold one act against all clauses.

    Args:
        act: What is said or thought to have happened.
        knowledge: The tables `embargoes/*` and `items/*`.
        as_of: The law as known on this day; None takes all that the tables know. The act keeps its own day.
        kind: `act` or `event`: under which name the findings show it.

    Returns:
        Findings, matches first, then by clause id; empty where no clause covers the act.
    """
    table, items = embargo_table(knowledge), item_table(knowledge)
    weighed = [
        one
        for clause in table.clauses.values()
        if (one := _weigh(act, clause, table, items, knowledge, as_of, kind)) is not None
    ]
    plain = {(w.clause.target, w.side.way) for w in weighed if w.finding.strength is Strength.MATCH}
    kept = [w.finding for w in weighed if not (w.unspecified and (w.clause.target, w.side.way) in plain)]
    return tuple(sorted(kept, key=lambda f: (_ORDER[f.strength], f.clause)))


def check_acts(acts: Iterable[Act], knowledge: Knowledge, *, as_of: date | None = None) -> tuple[Finding, ...]:
    """The findings of several acts, in their order."""
    return tuple(finding for act in acts for finding in check_act(act, knowledge, as_of=as_of))


@dataclass(frozen=True, kw_only=True)
class _Weighed:
    clause: Clause
    side: Side
    finding: Finding
    unspecified: bool


def _weigh(
    act: Act,
    clause: Clause,
    table: EmbargoTable,
    items: ItemTable,
    knowledge: Knowledge,
    as_of: date | None,
    kind: str,
) -> _Weighed | None:
    if clause.force is Force.AUTHORISATION:
        return None
    reasons: list[Reason] = []
    missing: list[str] = []
    day = _in_force(act, clause, as_of, reasons, missing)
    if day is None:
        return None
    found = sides(act, clause, table, knowledge)
    if not found and _through_target(act, clause):
        found = (Side(way=Direction.EXPORT, note=f"the goods go through {clause.target}"),)
    for side in found:
        goods = _goods(act, clause, side, table, items)
        if goods is None:
            continue
        bound, nobody = bound_states(act, clause, side, table)
        if not bound and not _may_bind(act, clause, side):
            continue
        return _finding(act, clause, side, goods, bound, nobody, day, reasons, missing, items, as_of, kind)
    return None


def _in_force(act: Act, clause: Clause, as_of: date | None, reasons: list[Reason], missing: list[str]) -> date | None:
    """The day of the act on which the clause is in force as the law is known; None where it is on none."""
    if as_of is not None and clause.known_from > as_of:
        return None
    end = clause.in_force_to
    if end is not None and as_of is not None and as_of < end and not _end_was_known(clause):
        end = None
        missing.append(f"whether the clause ended after {as_of}")
    if act.last < clause.in_force_from or (end is not None and act.first >= end):
        return None
    day = max(act.first, clause.in_force_from)
    until = f" to {end} (first day without it)" if end else ""
    reasons.append(
        Reason(
            rule="norm.in_force", note=f"{clause.id} in force from {clause.in_force_from}{until}; act on {act.first}"
        )
    )
    if act.first < clause.in_force_from or (end is not None and act.last >= end):
        missing.append(f"the day: the act is dated {act.first} to {act.last}, the clause covers only part of that time")
    return day


def _end_was_known(clause: Clause) -> bool:
    """Whether the end was written into the clause from the start (*eight years after Adoption Day*)."""
    return any(word in (clause.ended_by or "") for word in ("after Adoption Day", "term", "lapse"))


def _through_target(act: Act, clause: Clause) -> bool:
    return "transit" in clause.actions and clause.target in act.intermediaries


def _goods(act: Act, clause: Clause, side: Side, table: EmbargoTable, items: ItemTable) -> tuple[str, Fit] | None:
    """The first item of the act that the clause covers, plainly if any; None where action or goods are not covered."""
    action = table.action(act.action)
    told = act.items or ((_service_item(action),) if action in table.services else ())
    best: tuple[str, Fit] | None = None
    for item in told:
        if item is None:
            continue
        one = _fits(action, item, clause, side, table, items)
        if one is not None and (best is None or (one.plain and not best[1].plain)):
            best = (item, one)
    if best is None and action == "activity" and not act.items and "activity" in clause.actions:
        return "activity", Fit(
            plain=False, note="the clause forbids activity of this kind", missing="what was launched or tested"
        )
    return best


def _service_item(action: str) -> str | None:
    return next((item for item, service in SERVICES.items() if service == action), None)


def _fits(action: str, item: str, clause: Clause, side: Side, table: EmbargoTable, items: ItemTable) -> Fit | None:
    service = SERVICES.get(item)
    if service is not None and action in table.goods_actions:
        action = service
    told = clause.actions
    if action in table.services and action != "transit":
        if action in told:
            covered = fit(clause, item, items)
            if covered is None and service is not None and not set(clause.items) <= set(SERVICES):
                return Fit(plain=True, note=f"{action} for the goods that the clause names")
            return covered
        if action == "mercenary_personnel" and told & table.personnel_raises and side.way is Direction.EXPORT:
            return Fit(
                plain=False,
                note="troops are no goods; their presence raises the clauses on training, hosting and labour",
                missing="what the personnel did there",
            )
        return None
    if "transit" in told and not told & (table.goods_actions - {"transit", "dual_use", "transport"}):
        return fit(clause, item, items) if action == "transit" or side.note.startswith("the goods go through") else None
    if side.note.startswith("the goods go through"):
        return None
    if told & table.goods_actions:
        return fit(clause, item, items)
    if told & table.duties:
        return fit(clause, item, items) if side.government else None
    if action in table.sale_actions and told & {"financing", "brokering"}:
        covered = fit(clause, item, items)
        if covered is not None:
            return Fit(
                plain=False,
                note=f"{covered.note}; a sale is paid for and may be brokered, and such services are barred",
                missing="whether finance or brokering came with the sale",
            )
    return None


def _may_bind(act: Act, clause: Clause, side: Side) -> bool:
    """Whether somebody not named may be bound: the other side is not told, and the clause binds all Member States."""
    other = act.supplier if side.way is Direction.IMPORT else act.recipient
    return other is None and "all_member_states" in clause.bound


def _finding(
    act: Act,
    clause: Clause,
    side: Side,
    goods: tuple[str, Fit],
    bound: tuple[str, ...],
    nobody: str | None,
    day: date,
    reasons: list[Reason],
    missing: list[str],
    items: ItemTable,
    as_of: date | None,
    kind: str,
) -> _Weighed:
    item, how = goods
    reasons.append(Reason(rule="norm.target", note=side.note))
    way = "into" if side.way is Direction.IMPORT else "out of"
    reasons.append(
        Reason(rule="norm.direction", note=f"the goods go {way} the target; the clause covers {clause.direction}")
    )
    reasons.append(
        Reason(
            rule="norm.action", note=f"{act.action or 'supply'}; the clause covers {', '.join(sorted(clause.actions))}"
        )
    )
    reasons.append(Reason(rule="norm.goods", note=how.note))
    reasons.append(Reason(rule="norm.bound", note=f"binds {', '.join(bound) if bound else 'all Member States'} here"))
    weak = [m for m in (side.missing, how.missing, nobody) if m]
    missing.extend(weak)
    if clause.possible_only:
        weak.append(clause.possible_only)
        reasons.append(Reason(rule="norm.scope", note=clause.possible_only))
        missing.append(clause.possible_only)
    exempt, text = _exemption(act, clause, side, item, day, items, as_of, reasons, missing, weak)
    if clause.force is not Force.BINDING:
        weak.append(str(clause.force))
        reasons.append(Reason(rule="norm.force", note=f"the clause is {clause.force}, not binding"))
    renewed = clause.verified_until is None or act.last <= clause.verified_until
    if not renewed:
        missing.append(f"renewal not checked: sources cover the clause up to {clause.verified_until}")
    if not clause.paragraph_checked:
        reasons.append(Reason(rule="norm.paragraph", note="paragraph not checked"))
    if exempt:
        strength = Strength.EXEMPT
    else:
        strength = (
            Strength.POSSIBLE
            if weak or any(m.startswith(("the day:", "whether the clause ended")) for m in missing)
            else Strength.MATCH
        )
    open_points = tuple(dict.fromkeys(missing))
    return _Weighed(
        clause=clause,
        side=side,
        unspecified=how.unspecified and weak == [how.missing],
        finding=Finding(
            kind=kind,
            subject=act.id,
            clause=clause.id,
            date=day,
            strength=strength,
            wording=wording(act, clause, strength, open_points, text, renewed),
            bound=bound,
            reasons=tuple(reasons),
            missing=open_points,
            confidence=clause.confidence,
            paragraph_checked=clause.paragraph_checked,
            renewal_checked=renewed,
            disputed=clause.dispute,
            force=str(clause.force),
            instrument=clause.instrument,
            paragraph=clause.paragraph,
        ),
    )


def _exemption(
    act: Act,
    clause: Clause,
    side: Side,
    item: str,
    day: date,
    items: ItemTable,
    as_of: date | None,
    reasons: list[Reason],
    missing: list[str],
    weak: list[str],
) -> tuple[bool, str | None]:
    """Whether an exemption takes the act out, and its words. Conditional ones are added to `missing` and `weak`."""
    for one in clause.exempt:
        if as_of is not None and one.first is not None and one.first > as_of:
            continue  # not yet known
        if not one.holds(day) or not _exempts(one, act, side, item, items):
            continue
        who = one.who.replace("_", " ") if one.who else "such goods"
        text = f"{who}, condition: {one.condition}"
        unconditional = one.condition.startswith("none") or item == "humanitarian_goods"
        if unconditional and _sub_state(clause, act, day):
            continue  # a part of the country has its own, stricter rule
        reasons.append(Reason(rule="norm.exemption", note=f"exemption in force on {day}: {text}"))
        if unconditional:
            return True, f"{who} exempt{f' since {one.first}' if one.first else ''}"
        weak.append(text)
        missing.append(f"whether the exemption was used: {text}")
    if clause.exemptions:
        told = "; ".join(f"{text} ({paragraph})" for text, paragraph in clause.exemptions)
        reasons.append(Reason(rule="norm.exemptions", note=f"exemptions to look at: {told}"))
        missing.append(f"whether an exemption applies: {told}")
    else:
        reasons.append(Reason(rule="norm.exemptions", note="no exemption on record for this clause"))
    return False, None


def _exempts(one: Exemption, act: Act, side: Side, item: str, items: ItemTable) -> bool:
    if one.items:
        return any(i in items.members(one.items) for i in items.ancestors(item) or (item,))
    if side.way is not Direction.IMPORT or not side.government:
        return False
    if one.places:
        return act.end_place is not None and any(place.casefold() in act.end_place.casefold() for place in one.places)
    return True


def _sub_state(clause: Clause, act: Act, day: date) -> bool:
    """Whether the goods end in a part of the country that has its own rule."""
    return any(
        one.places
        and one.holds(day)
        and act.end_place
        and any(p.casefold() in act.end_place.casefold() for p in one.places)
        for one in clause.exempt
    )
