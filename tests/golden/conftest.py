"""The option that renews golden readings: `pytest tests/golden --renew-golden`, or `make golden`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden readings anew; look at the diff")
