"""Write the pages of `docs/` that are made from the code: commands, tables of knowledge, columns of exports.

python tools/document.py            write it
python tools/document.py --check    exit 1 if what is there differs
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer
import yaml

from onrecord.interfaces.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOCS, RESOURCES = ROOT / "docs", ROOT / "resources"
HEAD = """# Command line

<!-- Made by tools/document.py from the commands; do not edit. Run `make docs`. -->

`onrecord COMMAND --help` tells the same at hand. Data goes to standard output; what could not be read, what was left
out and what is doubtful goes to standard error, one line each, beginning with `onrecord:`.

| exit status | means |
|---|---|
| 0 | done; for `read` and `add`: every input was read |
| 1 | some inputs could not be read, a check found a fault, or something needed is not installed |
| 2 | usage: a command, option, date or name that does not exist |

Nothing that a report says reaches the terminal as a control sequence: such characters are shown as `\\x1b`. Colours are
left out where `NO_COLOR` is set or standard output is no terminal.

"""


def describe(name: str) -> str:
    """The section of one command."""
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    function = import_module(f"onrecord.interfaces.cli.{COMMANDS[name]}").command
    single.command(name)(function)
    command: Any = typer.main.get_command(single)
    lines = [f"## onrecord {name}", "", inspect.cleandoc(function.__doc__ or ""), ""]
    rows = []
    for param in command.params:
        if param.name == "help":
            continue
        options = [option for option in (*param.opts, *param.secondary_opts) if option.startswith("-")]
        if options:
            shown = ", ".join(f"`{option}`" for option in options)
            annotation = param.type_descriptor.annotation
            choices = list(annotation) if isinstance(annotation, type) and issubclass(annotation, Enum) else []
            if not param.is_flag:
                told = "\\|".join(str(choice.value) for choice in choices) or param.metavar
                shown += f" `{told}`" if told else ""
        else:
            shown = f"`{(param.metavar or param.name or '').upper()}`"
        default = param.default
        plain = isinstance(default, str | int | float) and not isinstance(default, bool) and default != ""
        told = " ".join((getattr(param, "help", None) or "").split())
        told += f" Default: `{getattr(default, 'value', default)}`." if options and plain else ""
        told += " Required." if options and param.required else ""
        rows.append(f"| {shown} | {told.strip()} |")
    if rows:
        lines += ["| | |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def document() -> str:
    """The whole page."""
    there = [name for name, module in COMMANDS.items() if find_spec(f"onrecord.interfaces.cli.{module}")]
    return HEAD + "\n".join(describe(name) for name in there)


KNOWLEDGE = """# Tables of knowledge

<!-- Made by tools/document.py from the headers of resources/; do not edit. Run `make docs`. -->

Each table is a file that people edit under `resources/`, with its source, licence and how far it can be trusted in its
header; `make knowledge` builds the package's copy. *recalled* means written from general knowledge and not checked row
by row.

| table | source | licence | confidence |
|---|---|---|---|
"""


#: The header of a table: `meta:` and what is indented below it.
_META = re.compile(r"^meta:.*\n(?:[ \t].*\n|\s*\n)*", re.M)


def tables() -> str:
    """The page of the knowledge tables, from their headers."""
    rows = []
    for path in sorted(RESOURCES.rglob("*.yml")):
        found = _META.search(path.read_text(encoding="utf-8"))
        head = yaml.safe_load(found.group()).get("meta") if found else {}
        name = path.relative_to(RESOURCES).with_suffix("").as_posix()
        source = head.get("source") or "; ".join(head.get("sources") or ())
        cells = [f"`{name}`", source, head.get("licence", ""), head.get("confidence", "")]
        rows.append("| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |")
    return KNOWLEDGE + "\n".join(rows) + "\n"


#: A table of a page that is made, between two comments.
_MADE = re.compile(r"(<!-- columns of (\S+), made by tools/document.py -->\n).*?(<!-- end -->)", re.S)


def dictionaries() -> str:
    """The page of exports, with the data dictionaries as the columns have them."""
    from onrecord.exports import claims_csv, event_codes, events_table
    from onrecord.exports.sheet import dictionary

    told = {
        "claims": dictionary(claims_csv.COLUMNS),
        "events": dictionary(events_table.COLUMNS),
        "plover": dictionary(event_codes.PLOVER, typed=False),
        "cameo": dictionary(event_codes.CAMEO, typed=False),
    }
    page = (DOCS / "reference/exports.md").read_text(encoding="utf-8")
    return _MADE.sub(lambda found: f"{found[1]}{told[found[2]]}{found[3]}", page)


#: Page → what makes it.
PAGES: dict[str, Callable[[], str]] = {
    "reference/cli.md": document,
    "reference/exports.md": dictionaries,
    "reference/knowledge.md": tables,
}


def main() -> int:
    wrong = 0
    for name, make in PAGES.items():
        text = make()
        target = DOCS / name
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv[1:]:
            print(f"docs/{name} differs from the code. Run `make docs` and commit the result.")
            wrong = 1
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
