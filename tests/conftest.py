"""Fixtures that every test may use; models are loaded once a run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.reading.read import Reader
from onrecord.settings import Settings


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> Reader:
    return Reader(settings=Settings(), knowledge=knowledge)
