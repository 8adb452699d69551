"""What tests share: the folder of gold data, which is not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def gold_folder(*parts: str) -> Path:
    """The gold data: `$ONRECORD_GOLD`, else `../shared/gold` beside the checkout; the test skips without it."""
    base = Path(os.environ.get("ONRECORD_GOLD", ROOT.parent / "shared" / "gold"))
    path = base.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"gold data {'/'.join(parts)} is not here; set ONRECORD_GOLD to its folder")
    return path
