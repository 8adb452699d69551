"""The public names: sorted, complete, typed, and cheap to import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import onrecord

SOURCE = Path(onrecord.__file__)


def test_names_are_sorted_and_each_can_be_had() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert set(onrecord.__all__) == {*onrecord._HOMES, "__version__"}
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None


def test_each_name_is_told_to_type_checkers() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    told = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord.")
        for alias in node.names
    }
    assert told == set(onrecord._HOMES)
    assert SOURCE.with_name("py.typed").exists()


def test_every_domain_type_and_error_is_public() -> None:
    public = set(onrecord.__all__)
    from onrecord import errors
    from onrecord.domain import actor, attribution, certainty, claim, item, place, reading, report, span, times

    for module in (actor, attribution, certainty, claim, item, place, reading, report, span, times, errors):
        defined = {
            name
            for name, value in vars(module).items()
            if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_")
        }
        assert defined - public - {"Judged"} == set(), module.__name__


def test_importing_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, onrecord; print([m for m in ('spacy', 'trafilatura', 'onnxruntime') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert told == ["[]"]


def test_an_unknown_name_is_an_error() -> None:
    try:
        onrecord.nonsense  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError as error:
        assert "nonsense" in str(error)
    else:
        raise AssertionError
