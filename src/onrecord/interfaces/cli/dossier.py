"""`onrecord dossier`: saved queries with pins, exclusions and notes, which say what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.matter_options import Filter, filters_of
from onrecord.interfaces.cli.rows import Columns, write

if TYPE_CHECKING:
    from onrecord.store.case import Connection

ACTIONS = "create, list, show, pin, exclude or note"
LIST: Columns = {
    "name": lambda r: r["name"],
    "filters": lambda r: [f"{name}={value}" for name, value in r["filters"].items()],
    "pinned": lambda r: len(r["pinned"]),
    "excluded": lambda r: len(r["excluded"]),
    "notes": lambda r: len(r["notes"]),
    "TLP": lambda r: r["tlp"],
    "by": lambda r: r["by"],
}


def command(
    action: Annotated[str, typer.Argument(metavar="ACTION", help=f"{ACTIONS}.")],
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The dossier's name.")] = None,
    target: Annotated[
        str | None, typer.Argument(metavar="[TARGET]", help="For pin and exclude a claim or event; for note its text.")
    ] = None,
    filter: Filter = None,
    tlp: Annotated[str, typer.Option(metavar="LEVEL", help="TLP 2.0 marking of the dossier or note.")] = "CLEAR",
    by: o.By = None,
    case: o.CaseName = o.CASE,
    format: o.Format = None,
    tlp_max: o.TlpMax = None,
) -> None:
    """Create a dossier, list all, show what is in one and what is new since you last looked, pin, exclude or note."""
    from onrecord.domain.query import parse_tlp
    from onrecord.errors import QueryError
    from onrecord.store import dossiers

    level = o.ceiling(tlp_max)
    if action == "list":
        with o.opened(case) as book, book.read() as connection:
            rows = [one.to_dict() for one in dossiers.dossiers(connection, tlp_max=level)]
        write(rows, o.form(format), table=LIST, sheet=LIST)
        return
    if name is None:
        raise QueryError(
            "it needs the name of a dossier", where=f"dossier {action}", remedy="See `onrecord dossier list`"
        )
    if action == "show":
        _show(case, name, format, tlp_max)
        return
    with o.opened(case, write=True) as book, book.write() as connection:
        marking = parse_tlp(tlp, where="--tlp")
        if action == "create":
            dossiers.create_dossier(connection, name, filters_of(filter, wide=False), tlp=marking, by=by or o.user())
            typer.echo(f"Dossier {name} is made")
        elif action in ("pin", "exclude"):
            dossiers.put(connection, name, action, by=by or o.user(), target=_named(connection, target))
            typer.echo(f"{target}: {action} in {name}")
        elif action == "note":
            if not target:
                raise QueryError("a note needs a text", where=name)
            dossiers.put(connection, name, "note", by=by or o.user(), note=target, tlp=marking)
            typer.echo(f"Noted in {name}")
        else:
            raise QueryError(f"there is no action {action!r}", where="dossier", remedy=f"Give {ACTIONS}")


def _named(connection: Connection, target: str | None) -> str:
    """The full key of a claim or id of an event."""
    from onrecord.errors import QueryError
    from onrecord.store import events, queries

    if target is None:
        raise QueryError("it needs a claim or an event", where="dossier", remedy="Give a key (clm-…) or id (evt-…)")
    if target.startswith("evt-"):
        return str(events.event_by_id(connection, target)["id"])
    return str(queries.claim_row(connection, target)["key"])


def _show(case: str, name: str, format: str | None, tlp_max: str | None) -> None:
    """The chronology, what is new in it, notes, and recalls of what it leans on; then it counts as seen."""
    import sys

    from onrecord.interfaces.cli import timeline as chronology
    from onrecord.interfaces.cli.matter_options import opened_matter
    from onrecord.interfaces.cli.say import complain, safe
    from onrecord.store import dossiers, events
    from onrecord.workflows.matter import timeline

    with opened_matter(case, name, None, tlp_max) as found:
        one = dossiers.dossier(found.connection, name, tlp_max=found.level)
        rows = timeline(found.connection, found.matter, tlp_max=found.level)
        behind = {key for event in found.matter.events for key in event.claims}
        recalled = [r for r in events.recalls(found.connection, tlp_max=found.level) if r["claim"] in behind]
    write(rows, o.form(format), table=chronology.TABLE, sheet=chronology.SHEET)
    for note in one.notes:
        print(safe(f"note by {note['by']}, {note['at']}: {note['text']}"), file=sys.stderr)
    if found.looked:
        print(f"{len(found.matter.new):,} claims are new to you", file=sys.stderr)
    for row in recalled:
        complain(f"recall: the sentence behind {row['claim']} was {row['kind']} on its page")
    with o.opened(case, write=True) as book, book.write() as connection:
        dossiers.mark_seen(connection, one.n, o.user())
