"""`onrecord verify`: whether a casebook still holds what was put in."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o
from onrecord.interfaces.cli.options import NoEncoder, Pipeline


def command(
    case: o.CaseName = o.CASE,
    sample: Annotated[int, typer.Option(min=0, metavar="N", help="How many reports are read anew.")] = 20,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table or jsonl.")] = "table",
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Hash everything, hold every quote against its text, read a sample anew; name each fault."""
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import safe
    from onrecord.workflows.read import make_reader
    from onrecord.workflows.reader import ReportReader
    from onrecord.workflows.verify import verify

    told = o.form(format, ("table", "jsonl"))
    with o.opened(case) as book:
        reader = ReportReader(make_reader(settings_of(pipeline, no_encoder))) if sample else None
        found = verify(book, reader, sample=sample)
    for fault in found.faults:
        if told == "jsonl":
            row = {"code": fault.code, "where": fault.where, "what": fault.what, "remedy": fault.remedy}
            typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            remedy = f". {fault.remedy}" if fault.remedy else ""
            typer.echo(f"{fault.code}: {safe(fault.where)}: {safe(fault.what)}{safe(remedy)}")
    if told == "table":
        looked = f"{found.payloads:,} payloads, {found.reports:,} reports, {found.claims:,} claims"
        looked += f", {found.reread:,} read anew"
        if found.not_reread:
            looked += f" ({found.not_reread:,} by another recipe were not; `onrecord reread` brings them up to date)"
        if found.unreferenced:
            looked += f"; {found.unreferenced:,} payloads whole but unreferenced"
        typer.echo(f"{looked}: {'all well' if not found.faults else f'{len(found.faults)} faults'}")
    if found.faults:
        raise typer.Exit(1)
