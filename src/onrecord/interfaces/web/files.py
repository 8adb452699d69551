"""Files: what a search finds, in the formats of `onrecord export`, as the browser takes them away.

In: a ceiling and a name as asked for. Out: the ceiling that holds, never above the viewer's own, and plain file names.
"""

from __future__ import annotations

import re
from importlib.util import find_spec

from onrecord.domain.query import TLP_ORDER, parse_tlp, tlp_rank
from onrecord.domain.report import Tlp
from onrecord.errors import QueryError
from onrecord.exports import CASE_FORMATS

#: A dossier for people holds no more claims than this.
DOSSIER_MOST = 2000
#: Formats for people come first.
_FIRST = ("dossier", "docx", "csv", "events-csv")


def formats() -> list[dict[str, str]]:
    """The formats that can be made here: `name` and `means`, those for people first."""
    names = sorted(CASE_FORMATS, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    missing = {"word"} if find_spec("docx") is None else set()
    return [{"name": n, "means": CASE_FORMATS[n].means} for n in names if CASE_FORMATS[n].extra not in missing]


def format_of(name: str | None) -> str:
    """The format of a name.

    Raises:
        QueryError: There is no such format.
    """
    if name is None or name not in CASE_FORMATS:
        raise QueryError(f"there is no format {name!r}", where="format", remedy=f"Use one of {', '.join(CASE_FORMATS)}")
    return name


def levels(tlp_max: Tlp | None) -> list[str]:
    """The markings that a viewer may take away, highest first."""
    return [str(level) for level in reversed(TLP_ORDER) if tlp_max is None or tlp_rank(level) <= tlp_rank(tlp_max)]


def ceiling(asked: str | None, own: Tlp | None) -> Tlp | None:
    """The ceiling asked for, or the viewer's own where that is lower."""
    if asked is None:
        return own
    level = parse_tlp(asked, where="tlp_max")
    return level if own is None or tlp_rank(level) <= tlp_rank(own) else own


def file_name(title: str, format: str) -> str:
    """A file name of plain letters."""
    stem = re.sub(r"[^\w-]+", "-", title).strip("-")[:60] or "onrecord"
    return stem + CASE_FORMATS[format].suffix
