"""`onrecord explain`: why a claim was read as it was, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.interfaces.cli.options import NoEncoder, Pipeline, Published, Publisher

if TYPE_CHECKING:
    from rich.text import Text

    from onrecord.domain.claim import Claim
    from onrecord.domain.reading import Reading


def command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The report; - is standard input.")],
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Id (c3), key or beginning of one (clm-3f0c).")],
    published: Published = None,
    publisher: Publisher = None,
    pipeline: Pipeline = None,
    no_encoder: NoEncoder = False,
) -> None:
    """Show the reasons for a claim: each rule, and the words that it rests on."""
    from rich.console import Console

    from onrecord.interfaces.cli.options import opened, settings_of
    from onrecord.workflows.read import make_reader, read_report

    settings = settings_of(pipeline, no_encoder)
    reading = read_report(opened(file, settings, published, publisher), make_reader(settings))
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    for line in explanation(find(reading, claim), reading):
        console.print(line)


def find(reading: Reading, name: str) -> Claim:
    """The claim of that id, or whose key begins so.

    Raises:
        QueryError: There is none, or more than one.
    """
    from onrecord.errors import QueryError

    found = [c for c in reading.claims if name in (c.id, c.key)]
    found = found or [c for c in reading.claims if len(name) >= 5 and c.key.startswith(name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(c.id for c in reading.claims) or "none"
    what = "several claims begin so" if found else "the report has no such claim"
    raise QueryError(what, where=name, remedy=f"Choose one of: {known}")


def explanation(claim: Claim, reading: Reading) -> list[Text]:
    """The claim, its parts, and its reasons by step."""
    from rich.text import Text

    from onrecord.domain.standing import standing
    from onrecord.exports import words
    from onrecord.interfaces.cli.say import safe
    from onrecord.interfaces.cli.table import STYLES

    text = reading.report.text
    sign, style = STYLES[standing(claim, reading.attributions)]
    out = [
        Text(f"{safe(claim.id)}  {safe(claim.key)}", style="dim"),
        Text(f"{sign} {claim.type}  {safe(words.how_far(claim))}, {claim.certainty}", style=f"bold {style}"),
        Text(f"“{safe(words.quote(text, claim.sentence))}”", style="italic"),
        Text(),
    ]
    rows = [
        ("who", words.parties(claim, text)),
        ("what", words.items(claim.items)),
        ("where", words.place(claim.place)),
        ("when", words.time(claim.time)),
        ("source", words.chain(claim, reading)),
        *words.commitment(claim),
    ]
    out += [Text(f"  {label:<15}{safe(value)}") for label, value in rows if value]
    by_id = {told.id: told for told in reading.attributions}
    steps: dict[str, list[str]] = {}
    for id_ in claim.chain:
        for reason in by_id[id_].reasons if id_ in by_id else ():
            steps.setdefault("attribution", []).append(
                _reason(reason.rule, words.quote(text, reason.span), reason.note)
            )
    for reason in claim.reasons:
        step = reason.rule.split(".", 1)[0]
        steps.setdefault(step, []).append(_reason(reason.rule, words.quote(text, reason.span), reason.note))
    for number, (step, told) in enumerate(steps.items(), 1):
        out.append(Text())
        out.append(Text(f"{number}. {safe(step)}", style="bold"))
        out += [Text(f"   {line}") for line in dict.fromkeys(told)]
    if not steps:
        out += [Text(), Text("No reasons are recorded.")]
    return out


def _reason(rule: str, quoted: str, note: str | None) -> str:
    from onrecord.interfaces.cli.say import safe

    shown = f"{safe(rule):<34}"
    shown += f" “{safe(quoted)}”" if quoted else ""
    return shown.rstrip() + (f"  {safe(note)}" if note else "")
