from __future__ import annotations

from onrecord.domain.casebook import Fate
from onrecord.store.tables import metadata
from support import ROOT


def test_every_table_is_documented() -> None:
    told = (ROOT / "docs" / "reference" / "store.md").read_text(encoding="utf-8")
    assert {name for name in metadata.tables if f"| `{name}` |" not in told} == set()


def test_every_fate_is_documented() -> None:
    told = (ROOT / "docs" / "howto" / "casebook.md").read_text(encoding="utf-8")
    assert {fate for fate in Fate if f"| `{fate}` |" not in told} == set()
