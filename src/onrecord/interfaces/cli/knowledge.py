"""`onrecord knowledge`: a user's own list of actors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    action: Annotated[str, typer.Argument(metavar="add|list|forget", help="What to do.")],
    what: Annotated[
        list[str] | None, typer.Argument(metavar="FILE|ID...", help="Files to add; ids of entries to forget.")
    ] = None,
    knowledge: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The kept list; by default in your configuration folder ($ONRECORD_KNOWLEDGE)."
        ),
    ] = None,
) -> None:
    """Add actors from CSV or FollowTheMoney JSON lines, list them, or forget some.

    A CSV file names its columns in the first line: name, and as you have them aliases (parted by ;), country, role,
    kind, office, id, from, to. OpenSanctions publishes FollowTheMoney (`entities.ftm.json`). An entry with a known id
    replaces the older one. What cannot be used is told with its reason, and gives exit status 1.
    """
    from onrecord.errors import QueryError
    from onrecord.interfaces.cli.options import own_list
    from onrecord.interfaces.cli.say import complain, safe
    from onrecord.knowledge import load_knowledge
    from onrecord.knowledge.actors import actor_table
    from onrecord.knowledge.userlist import Account, entries_of, merge, open_list, save

    path = knowledge or own_list()
    kept = open_list(path)
    if action == "list":
        for id_, (name, aliases, country, role, kind, *_) in sorted(kept["entries"].items()):
            typer.echo(
                "\t".join(safe(str(cell)) for cell in (id_, name, country or "", role or "", kind, "; ".join(aliases)))
            )
        return
    if action not in ("add", "forget"):
        raise QueryError(f"there is no action {action!r}", remedy="Choose add, list or forget")
    if not what:
        raise QueryError(f"nothing to {action}", remedy="Name files" if action == "add" else "Name ids of entries")
    account = Account()
    if action == "forget":
        unknown = [id_ for id_ in what if kept["entries"].pop(id_, None) is None]
        merge(kept, (), account)
        save(kept, path)
        for id_ in unknown:
            complain(f"{id_}: there is no such entry")
        raise typer.Exit(1 if unknown else 0)
    countries = actor_table(load_knowledge()).codes
    merge(kept, (entry for file in what for entry in entries_of(Path(file), countries, account)), account)
    save(kept, path)
    typer.echo(f"{account.added} added, {account.replaced} replaced, {len(kept['entries'])} in {safe(str(path))}")
    for reason, count in sorted(account.left_out.items()):
        complain(f"left out {count}: {reason}")
    if account.left_out:
        raise typer.Exit(1)
