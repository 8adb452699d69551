"""`onrecord accept`: say that a claim was read rightly."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o

Claim = Annotated[str, typer.Argument(metavar="CLAIM", help="Claim key or its unique beginning.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take back the last decision on the claim instead.")]


def command(claim: Claim, case: o.CaseName = o.CASE, by: o.By = None, note: o.Note = None, undo: Undo = False) -> None:
    """Accept a claim as read."""
    from onrecord.domain.casebook import Verdict

    decided(case, claim, Verdict.ACCEPT, by, note, undo)


def decided(
    address: str, claim: str, verdict: object, by: str | None, note: str | None, undo: bool, changes: object = None
) -> None:
    """Decide or take back, and say what was done."""
    from onrecord.domain.casebook import Verdict
    from onrecord.interfaces.cli.say import safe
    from onrecord.workflows import decide

    assert isinstance(verdict, Verdict)
    with o.opened(address, write=True) as book:
        if undo:
            decision = decide.undo(book, claim, by=by or o.user())
            typer.echo(
                safe(f"Decision {decision.id} on {decision.claim} ({decision.verdict} by {decision.by}) is undone")
            )
            return
        told = dict(changes) if isinstance(changes, dict) else None
        decision = decide.decide(book, claim, verdict, by=by or o.user(), note=note, changes=told)
        fields = ", ".join(
            f"{name} {decision.original[name]!r} → {value!r}" for name, value in decision.changes.items()
        )
        typer.echo(
            safe(
                f"Decision {decision.id}: {decision.verdict} {decision.claim} by {decision.by}"
                + (f": {fields}" if fields else "")
            )
        )
