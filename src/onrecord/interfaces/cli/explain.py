"""`onrecord explain`: why a claim was read as it was, step by step."""

from __future__ import annotations

from collections.abc import Sequence
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

    from onrecord.errors import PayloadError
    from onrecord.interfaces.cli.options import settings_of
    from onrecord.interfaces.cli.say import day
    from onrecord.workflows.read import make_reader, read_many

    reader = make_reader(settings_of(pipeline, no_encoder))
    outcomes = list(read_many([file], reader, published=day(published, "--published"), publisher=publisher))
    readings = [outcome.reading for outcome in outcomes if outcome.reading is not None]
    if not readings:
        raise PayloadError(next((o.failure or o.skipped or "" for o in outcomes), "nothing was read"), where=file)
    found, reading = find(readings, claim)
    console = Console(markup=False, highlight=False, emoji=False, soft_wrap=True)
    for line in explanation(found, reading):
        console.print(line)


def find(readings: Sequence[Reading], name: str) -> tuple[Claim, Reading]:
    """The claim of that id, or whose key begins so, and its reading.

    Raises:
        QueryError: There is none, or more than one.
    """
    from onrecord.errors import QueryError

    claims = [(claim, reading) for reading in readings for claim in reading.claims]
    found = [(c, r) for c, r in claims if name in (c.id, c.key)]
    found = found or [(c, r) for c, r in claims if len(name) >= 5 and c.key.startswith(name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(c.id if len(readings) == 1 else c.key for c, _ in claims) or "none"
    what = "several claims are meant" if found else "there is no such claim"
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
