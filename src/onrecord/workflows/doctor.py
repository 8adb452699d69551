"""What is installed, and whether it is whole.

In: settings. Out: checks, each with what was found and what to do where something is amiss. Nothing is changed, and
nothing outside the machine is asked.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord import __version__
from onrecord.errors import OnrecordError
from onrecord.knowledge import load_knowledge
from onrecord.settings import Settings

_LIBRARIES = ("spacy", "trafilatura", "lxml", "typer", "rich", "numpy", "onnxruntime", "tokenizers", "sqlalchemy")
_EXTRA = re.compile(r"^([A-Za-z0-9_.-]+).*?;.*?extra\s*==\s*['\"]([\w-]+)['\"]")
_ENOUGH = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing looked at. `well` is None where it is optional and absent."""

    name: str
    value: str
    well: bool | None = True
    remedy: str = ""


def examine(settings: Settings) -> list[Check]:
    """All checks, in the order in which to read them."""
    return [
        Check(name="onrecord", value=__version__),
        Check(name="python", value=f"{platform.python_version()} on {platform.machine()} {platform.system()}"),
        *_libraries(),
        _pipeline(settings.pipeline),
        _knowledge(),
        *_models(),
        _memory(),
        *_extras(),
    ]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _libraries() -> Iterator[Check]:
    for name in _LIBRARIES:
        version = _version(name)
        if version is None:
            yield Check(name=name, value="not installed", well=False, remedy="Reinstall onrecord")
        else:
            yield Check(name=name, value=version)


def _pipeline(name: str) -> Check:
    """The spaCy pipeline; the default one is held against the hashes of the files that the figures were made with."""
    label = "spaCy pipeline"
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        remedy = f"Run `pip install {name.replace('_', '-')}`"
        return Check(name=label, value=f"{name}: not installed", well=False, remedy=remedy)
    version = _version(name) or "?"
    try:
        known = load_knowledge().table(f"pipelines/{name}")
    except OnrecordError:
        return Check(name=label, value=f"{name} {version}, which is not the default: its hashes are not known")
    folder = Path(spec.origin).parent
    wrong = sorted(file for file, digest in known["files"].items() if _sha256(folder / file) != digest)
    if wrong:
        value = f"{name} {version}: {len(wrong)} of {len(known['files'])} files differ ({wrong[0]})"
        return Check(name=label, value=value, well=False, remedy="Reinstall it from the pinned wheel")
    return Check(name=label, value=f"{name} {version}, {len(known['files'])} files as recorded")


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _knowledge() -> Check:
    knowledge = load_knowledge()
    try:
        tables = knowledge.table("manifest")["tables"]
        missing = []
        for name in tables:
            try:
                knowledge.file(f"{name}.json").read_bytes()
            except OSError:
                missing.append(name)
    except OnrecordError as error:
        return Check(name="knowledge", value=error.what, well=False, remedy=error.remedy)
    if missing:
        value = f"{knowledge.version}: {', '.join(missing)} cannot be read"
        return Check(name="knowledge", value=value, well=False, remedy="Reinstall onrecord, or run `make knowledge`")
    return Check(name="knowledge", value=f"{knowledge.version}, {len(tables)} tables")


def _models() -> Iterator[Check]:
    """Trained weights beside the package, each file against its manifest."""
    from onrecord.reading import models

    base = Path(models.__file__).resolve().parent.parent / "models"
    folders = sorted(p for p in base.iterdir() if p.is_dir() and any(p.iterdir())) if base.is_dir() else []
    if not folders:
        yield Check(name="models", value="none: reading is by rules alone", well=None)
    for folder in folders:
        try:
            manifest = models.load_manifest(folder)
            for name in manifest.files:
                manifest.path(name)
            yield Check(
                name=f"model {folder.name}", value=f"{manifest.version}, {len(manifest.files)} files as recorded"
            )
        except OnrecordError as error:
            yield Check(name=f"model {folder.name}", value=error.what, well=False, remedy=error.remedy)


def _memory() -> Check:
    """Memory that is free, where the system tells it."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
        free = int(re.findall(r"MemAvailable:\s+(\d+)", told)[0]) * 1024
    except (OSError, IndexError, ValueError):
        try:
            free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (ValueError, OSError, AttributeError):
            return Check(name="memory", value="unknown", well=None)
    cores = os.cpu_count() or 1
    value = f"{free / 1e9:.1f} GB free, {cores} cores"
    if free < _ENOUGH:
        return Check(name="memory", value=value, well=False, remedy="Reading needs about 1 GB; close other programs")
    return Check(name="memory", value=value)


def _extras() -> Iterator[Check]:
    """Optional groups of libraries, as the package names them."""
    groups: dict[str, list[str]] = {}
    for line in importlib.metadata.requires("onrecord") or ():
        found = _EXTRA.match(line)
        if found:
            groups.setdefault(found.group(2), []).append(found.group(1))
    for group, names in sorted(groups.items()):
        missing = [name for name in names if _version(name) is None]
        if missing:
            remedy = f"Run `pip install onrecord[{group}]` if you need it"
            yield Check(name=f"extra {group}", value=f"without {', '.join(missing)}", well=None, remedy=remedy)
        else:
            yield Check(name=f"extra {group}", value="installed")
