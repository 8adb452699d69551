"""Trained weights: found, checked against their manifest, and opened.

In: the folder of a model (by default one inside the package). Out: a `Manifest` whose files are what they were when the
model was made. Every file that a manifest names is hashed when it is first opened, and a difference is an error:
a reading made by other weights than its recipe names could not be repeated.

It opens files and nothing else: no download, no fall-back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.errors import ModelError

_REINSTALL = "Reinstall onrecord, or restore the folder from the release that the manifest belongs to"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a model's folder holds. `labels` are the manifest's further fields: label sets, window size and the like."""

    name: str
    version: str
    folder: Path
    files: Mapping[str, str]
    labels: Mapping[str, Any]

    def path(self, name: str) -> Path:
        """Path of one of the manifest's files, after its hash was found right.

        Raises:
            ModelError: The file is missing, altered, or not in the manifest.
        """
        path = self.folder / name
        if name not in self.files:
            raise ModelError(f"the manifest names no file {name}", where=str(self.folder), remedy=_REINSTALL)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(
                "the file of trained weights cannot be read", where=str(path), remedy=_REINSTALL
            ) from error
        if digest != self.files[name]:
            raise ModelError(
                f"the file of trained weights was altered (SHA-256 {digest[:12]}…, manifest {self.files[name][:12]}…)",
                where=str(path),
                remedy=_REINSTALL,
            )
        return path


def model_folder(name: str) -> Path:
    """Folder of a model that ships with the package."""
    return Path(str(files("onrecord").joinpath("models", name)))


def load_manifest(folder: Path) -> Manifest:
    """Read `manifest.json` of a model's folder.

    Raises:
        ModelError: There is none, or it cannot be understood.
    """
    path = folder / "manifest.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(
            name=str(data.pop("name")),
            version=str(data.pop("version")),
            files=dict(data.pop("files")),
            folder=folder,
            labels=data,
        )
    except OSError as error:
        raise ModelError("the model's manifest cannot be read", where=str(path), remedy=_REINSTALL) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError("the model's manifest is ill-formed", where=str(path), remedy=_REINSTALL) from error
