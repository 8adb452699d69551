"""Build the tables of the package from `resources/`.

    python tools/build_knowledge.py            write src/onrecord/knowledge/data/
    python tools/build_knowledge.py --check    exit 1 if what is there differs

Each `resources/<topic>/<name>.yml` has a `meta` mapping (source, licence, confidence) and becomes
`data/<topic>/<name>.json`, keys sorted, so that the same resources give the same bytes. Tables that are more than a
copy of one file are listed in COMPILED.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from compile_actors import compile_actors

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
DATA = ROOT / "src" / "onrecord" / "knowledge" / "data"

#: Table name → function from the resources folder to its data.
COMPILED: dict[str, Callable[[Path], Any]] = {"actors/index": lambda resources: compile_actors(load, resources)}
#: Resources that only feed a compiled table: they are not copied.
ONLY_COMPILED = frozenset(
    f"actors/{name}"
    for name in (
        "countries",
        "organisations",
        "organisations_world",
        "outlets",
        "offices",
        "leaders",
        "officials_phoenix",
        "collisions",
    )
)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader to which only `true` and `false` are truth values: *on*, *off*, *yes*, *no* are words here."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in Loader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))


def load(path: Path) -> Any:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    if not isinstance(data, dict) or "meta" not in data:
        raise SystemExit(f"{path.relative_to(ROOT)}: no `meta` mapping. Add source, licence and confidence.")
    return data


def default(value: object) -> str:
    return str(value)


def build() -> dict[str, bytes]:
    """Every table as the bytes of its file, by path below DATA."""
    tables: dict[str, Any] = {}
    for path in sorted(RESOURCES.rglob("*.yml")):
        name = path.relative_to(RESOURCES).with_suffix("").as_posix()
        data = load(path)
        if name not in ONLY_COMPILED:
            tables[name] = data
    for name, compile_table in COMPILED.items():
        tables[name] = compile_table(RESOURCES)
    files = {
        f"{name}.json": (
            json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=default) + "\n"
        ).encode()
        for name, data in sorted(tables.items())
    }
    digest = hashlib.sha256(b"".join(name.encode() + b"\0" + data for name, data in sorted(files.items()))).hexdigest()
    dates = [str(data["meta"].get("date", "")) for data in tables.values() if isinstance(data, dict) and "meta" in data]
    manifest = {"date": max([d for d in dates if d], default="0000-00-00"), "hash": digest, "tables": sorted(tables)}
    files["manifest.json"] = (json.dumps(manifest, sort_keys=True, indent=1) + "\n").encode()
    return files


def main() -> int:
    files = build()
    there = {p.relative_to(DATA).as_posix(): p.read_bytes() for p in DATA.rglob("*.json")} if DATA.exists() else {}
    if "--check" in sys.argv[1:]:
        wrong = sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name))
        for name in wrong:
            print(f"differs from resources/: {name}. Run `make knowledge` and commit the result.")
        return 1 if wrong else 0
    for name in there.keys() - files.keys():
        (DATA / name).unlink()
    for name, data in files.items():
        target = DATA / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if there.get(name) != data:
            target.write_bytes(data)
    print(f"{len(files)} tables, {sum(map(len, files.values())):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
