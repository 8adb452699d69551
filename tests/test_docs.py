"""The documents tell what the code does: commands, names, fields, values, steps, links, examples."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample import sample

import onrecord
from onrecord.domain.attribution import AttributionKind, Stance
from onrecord.domain.certainty import Certainty, Outcome, Status
from onrecord.domain.report import BlockKind
from onrecord.interfaces.cli import COMMANDS
from support import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "demo" / "README.md"])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), body)
        for path in PAGES
        for kind, body in BLOCK.findall(path.read_text(encoding="utf-8"))
        if kind == language
    ]


def test_pages_made_from_the_code_are_current() -> None:
    told = subprocess.run([sys.executable, "tools/document.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for name, part in value.items() if name != "models" for key in keys(part)}
    return {key for part in value for key in keys(part)} if isinstance(value, list) else set()


def test_every_field_of_a_reading_is_documented() -> None:
    told = page("reference/reading.md")
    missing = {key for key in keys(sample().to_dict()) if f"`{key}`" not in told and f'"{key}"' not in told}
    assert missing == set()


@pytest.mark.parametrize("values", [Status, Certainty, Outcome, Stance, AttributionKind, BlockKind])
def test_every_value_is_documented(values: Any) -> None:
    told = page("reference/reading.md")
    assert {str(value) for value in values if f"`{value}`" not in told} == set()


def test_every_problem_is_documented() -> None:
    told = page("reference/reading.md")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "onrecord" / "reading").rglob("*.py"))
    codes = set(re.findall(r"Problem\(\s*code=\"([\w-]+)\"", source))
    assert {"no-body", "language"} <= codes
    assert {code for code in codes if f"`{code}`" not in told} == set()


def test_every_step_is_documented() -> None:
    source = (ROOT / "src" / "onrecord" / "reading" / "read.py").read_text(encoding="utf-8")
    steps = set(re.findall(r"from onrecord\.reading\.(\w+) import", source)) | {"article"}
    told = page("reference/steps.md")
    assert {step for step in steps if f"`{step}`" not in told} - {"pipeline"} == set()


def test_every_public_name_is_documented() -> None:
    told = page("reference/python.md")
    assert {name for name in onrecord.__all__ if f"`{name}" not in told} - {"__version__"} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (path.parent / target).exists(), target


def test_commands_in_examples_exist() -> None:
    called = {
        (name, found)
        for name, body in blocks("sh")
        for found in re.findall(r"(?:^|\| *|&& *)(?:\.venv/bin/)?onrecord ([a-z-]+)", body, re.M)
    }
    assert called
    assert {pair for pair in called if pair[1] not in COMMANDS} == set()


def test_make_targets_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for path in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", path.read_text(encoding="utf-8"), re.M))
        assert {a or b for a, b in named} <= targets, path


@pytest.mark.parametrize("name, body", blocks("python"), ids=lambda value: value[:20] if "\n" not in value else "")
def test_python_examples_run(name: str, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = (ROOT / "demo" / "reports" / "2023-10-13-containers-harbour.html").read_bytes()
    (tmp_path / "report.html").write_bytes(report)
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    monkeypatch.chdir(tmp_path)
    exec(compile(body, name, "exec"), {})


def test_no_machine_path_is_written_down() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    if not files:
        pytest.skip("this is no checkout")
    home, work = "/" + "root/", "/" + "work/"
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".yml", ".toml", ".lock", ".in", ".txt", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert home not in text and work not in text, name
