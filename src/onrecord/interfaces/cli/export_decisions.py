"""`onrecord export-decisions`: what people decided, as training examples in the gold format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from onrecord.interfaces.cli import case_options as o


def command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write to.")] = Path("decisions"),
    case: o.CaseName = o.CASE,
    tlp_max: o.TlpMax = None,
) -> None:
    """Write one folder a decided report: `report.txt` and `claims.json` in the gold format."""
    from onrecord.domain.query import tlp_rank
    from onrecord.errors import CaseError
    from onrecord.store.reports import tlp_of
    from onrecord.workflows.decide import decided_reports, gold_file

    level = o.ceiling(tlp_max)
    written = claims = 0
    with o.opened(case) as book, book.read() as connection:
        for n in decided_reports(connection):
            if level is not None and tlp_rank(tlp_of(connection, n)) > tlp_rank(level):
                continue
            told = gold_file(connection, n, tlp_max=level)
            if told is None:
                continue
            text = str(told.pop("text"))
            folder = out / f"report-{n:06d}"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "report.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
                (folder / "claims.json").write_text(
                    json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
                )
            except OSError as error:
                raise CaseError(
                    f"it cannot be written ({error.strerror})", where=str(folder), remedy="Give --out"
                ) from error
            written += 1
            claims += len(told["claims"]) + len(told["rejected"])
    typer.echo(f"{claims:,} decided claims of {written:,} reports written to {out}")
