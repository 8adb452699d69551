"""Rules: the embargo clauses as data, each with the days on which it was in force and how well it is known."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from onrecord.domain.embargo import Clause
from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked, Page, Shown
from onrecord.interfaces.web.pages.charts import title_of
from onrecord.interfaces.web.svg import Bar, bar_of, years
from onrecord.knowledge.actors import actor_table
from onrecord.knowledge.embargoes import embargo_table
from onrecord.store import events as store_events

#: Findings of one clause on its page.
HELD = 100
#: First year that the in-force bars show.
_FROM = date(1992, 1, 1)


def clause_to_dict(clause: Clause) -> dict[str, object]:
    """A clause as JSON-ready data."""
    return {
        "id": clause.id,
        "regime": clause.regime,
        "citation": clause.citation,
        "instrument": clause.instrument,
        "paragraph": clause.paragraph,
        "paragraph_checked": clause.paragraph_checked,
        "force": str(clause.force),
        "in_force_from": clause.in_force_from.isoformat(),
        "in_force_to": None if clause.in_force_to is None else clause.in_force_to.isoformat(),
        "ended_by": clause.ended_by,
        "verified_until": None if clause.verified_until is None else clause.verified_until.isoformat(),
        "target": clause.target,
        "target_scope": clause.target_scope,
        "direction": str(clause.direction),
        "bound": list(clause.bound),
        "actions": sorted(clause.actions),
        "items": list(clause.items),
        "items_except": list(clause.items_except),
        "exemptions": [{"text": text, "paragraph": paragraph} for text, paragraph in clause.exemptions],
        "geographic_scope": clause.geographic_scope,
        "dispute": clause.dispute,
        "notes": clause.notes,
        "confidence": clause.confidence,
        "sources": [{"title": title, "address": address} for title, address in clause.sources],
    }


def rules(asked: Asked) -> Shown:
    """All clauses, by target, with a bar for the days in force."""
    target, regime = asked.one("target"), asked.one("regime")
    table = embargo_table(asked.bench.knowledge)
    last = date(max(c.in_force_from.year for c in table.clauses.values()) + 2, 1, 1)
    groups: dict[str, list[dict[str, object]]] = {}
    for clause in sorted(table.clauses.values(), key=lambda c: (c.target, c.in_force_from, c.id)):
        if (target and clause.target != target) or (regime and clause.regime != regime):
            continue
        told = clause_to_dict(clause)
        bar: Bar = bar_of(clause.in_force_from, clause.in_force_to, _FROM, last)
        groups.setdefault(clause.target, []).append({**told, "bar": {"x": bar.x, "width": bar.width, "open": bar.open}})
    return Shown(
        template="rules.html",
        data={
            "groups": groups,
            "axis": years(_FROM, last),
            "target": target,
            "regime": regime,
            "targets": sorted(
                ({"id": id, "name": target_name(asked, id)} for id in {c.target for c in table.clauses.values()}),
                key=lambda told: (told["id"].startswith("group:"), told["name"]),
            ),
            "names": {id: target_name(asked, id) for id in groups},
        },
    )


def rule(asked: Asked) -> Shown:
    """One clause, and the findings that rest on it."""
    clause = embargo_table(asked.bench.knowledge).clauses.get(asked.path("id"))
    if clause is None:
        return Shown(template="missing.html", data={"what": f"rule {asked.path('id')}"}, status=404)
    with asked.bench.reading() as connection:
        try:
            findings = store_events.find_findings(
                connection, clause=clause.id, tlp_max=asked.viewer.tlp_max, limit=HELD + 1
            )
        except QueryError:
            findings = []
        titles = {}
        for finding in findings[:HELD]:
            with suppress(QueryError):
                event = store_events.event_by_id(connection, str(finding["event"]), tlp_max=asked.viewer.tlp_max)
                titles[event["id"]] = f"{event['type']}: {title_of(event)}"
    return Shown(
        template="rule.html",
        data={
            "clause": clause_to_dict(clause),
            "target": target_name(asked, clause.target),
            "findings": [{**f, "title": titles.get(f["event"], f["event"])} for f in findings[:HELD]],
            "more": len(findings) > HELD,
        },
    )


def target_name(asked: Asked, target: str) -> str:
    """The name of a country's code, or of a group."""
    if target.startswith("group:"):
        return target.removeprefix("group:").replace("_", " ")
    return actor_table(asked.bench.knowledge).countries.get(target, target)


PAGES = (
    Page(path="/rules", handler=rules),
    Page(path="/rules/{id}", handler=rule),
)
