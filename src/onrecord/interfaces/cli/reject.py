"""`onrecord reject`: say that a claim was read wrongly and should not stand."""

from __future__ import annotations

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.accept import Claim, Undo, decided


def command(claim: Claim, case: o.CaseName = o.CASE, by: o.By = None, note: o.Note = None, undo: Undo = False) -> None:
    """Reject a claim; queries leave it out unless asked for."""
    from onrecord.domain.casebook import Verdict

    decided(case, claim, Verdict.REJECT, by, note, undo)
