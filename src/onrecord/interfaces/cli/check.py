"""`onrecord check`: acts or events held against embargo clauses. Findings say what would be breached, no more."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.domain.finding import Finding

_SIGNS = {"match": ("●", "red"), "possible": ("◐", "yellow"), "exempt": ("○", "green")}


class Format(StrEnum):
    """How findings are shown."""

    TABLE = "table"
    JSONL = "jsonl"


def command(
    act: Annotated[
        str | None, typer.Option(metavar="FILE", help="Acts as JSON lines, without a report; - is standard input.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The law as known on this day.")] = None,
    case: Annotated[
        str, typer.Option(metavar="FILE|URL", help="The casebook whose events are checked.")
    ] = "onrecord.db",
    format: Annotated[
        Format | None, typer.Option(help="How findings are shown; a table on a terminal, else JSON lines.")
    ] = None,
) -> None:
    """Show which embargo clauses an act or event would breach if it happened as claimed, with reasons step by step."""
    from onrecord.interfaces.cli.say import day
    from onrecord.knowledge import load_knowledge
    from onrecord.workflows.check import check_lines

    as_known = day(as_of, "--as-of")
    knowledge = load_knowledge()
    shown = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    if act is not None:
        show(check_lines(_lines(act), knowledge, as_of=as_known, name=act), shown)
        return
    from onrecord.workflows.check import check_case

    show(check_case(case, knowledge, as_of=as_known), shown)


def _lines(name: str) -> Iterable[str]:
    from onrecord.errors import PayloadError

    if name == "-":
        return sys.stdin
    try:
        with open(name, encoding="utf-8") as file:
            return file.readlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PayloadError(
            f"cannot be read ({error})", where=name, remedy="Check the path and that it is UTF-8"
        ) from error


def show(findings: Iterable[Finding], format: Format) -> None:
    """Write findings to standard output."""
    if format is Format.JSONL:
        for finding in findings:
            print(json.dumps(finding.to_dict(), ensure_ascii=False))
        return
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    told = False
    for finding in findings:
        told = True
        _finding(console, finding)
    verdict = "A finding is no verdict: it says what a clause would reach if the act happened as claimed."
    console.print(verdict if told else "No clause covers this.", style="dim")


def _finding(console: Console, finding: Finding) -> None:
    from rich.text import Text

    from onrecord.interfaces.cli.say import safe

    sign, style = _SIGNS[str(finding.strength)]
    head = Text(f"{sign} {finding.strength}  ", style=style)
    head.append(f"{safe(finding.subject)}  {finding.clause}  {finding.date}", style="bold not dim")
    console.print(head)
    console.print(Text(f"  {safe(finding.wording)}"))
    console.print(
        Text(
            f"  binds {', '.join(finding.bound) or 'all Member States'}; clause known: {finding.confidence}",
            style="dim",
        )
    )
    for reason in finding.reasons:
        console.print(Text(f"    {reason.rule}: {safe(reason.note or '')}", style="dim"))
    for point in finding.missing:
        console.print(Text(f"    open: {safe(point)}", style="dim"))
