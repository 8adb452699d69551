"""Viewer: who looks, what he may do, and up to which marking he sees.

Roles are ordered: a reader sees, an analyst also decides and adds, an admin also keeps accounts. Alone on a laptop the
viewer is the user of the machine: a reader, or an analyst where `serve --edit` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from onrecord.domain.report import Tlp


class Role(IntEnum):
    """What an account may do; each role may all that the lower ones may."""

    NOBODY = 0
    READER = 1
    ANALYST = 2
    ADMIN = 3


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """`tlp_max` is None where everything may be seen; `csrf` is the word that forms of this session carry."""

    name: str
    role: Role
    tlp_max: Tlp | None = None
    csrf: str = ""

    def may(self, role: Role) -> bool:
        return self.role >= role
