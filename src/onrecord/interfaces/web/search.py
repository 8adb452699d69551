"""Search: the filters of an address, as every list and chart of the workbench takes them.

In: the parameters of a request. Out: the typed query that the command line asks too, and the addresses of the same
search with something added or taken out. Pages share one set of parameters, so a search moves from list to chart
and into an export unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from onrecord.domain.query import ClaimQuery
from onrecord.errors import QueryError
from onrecord.interfaces.web.page import Asked
from onrecord.workflows.widen import widen

#: Parameters that tell how a list is shown, not what it holds.
SHOWN = ("after", "from", "by", "format", "title", "tlp_max", "view", "dossier")
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is searched for.

    Attributes:
        pairs: The filters as asked, name and value.
        query: The same, typed; items widened to their narrower kinds.
        since: Number of a claim: only what came into the casebook after it; None for all.
    """

    pairs: tuple[Pair, ...]
    query: ClaimQuery
    since: int | None = None

    @property
    def address(self) -> str:
        """The filters as the query of an address."""
        return urlencode(self.pairs)

    def also(self, *pairs: Pair) -> str:
        """The query of an address with filters added."""
        return urlencode([*self.pairs, *pairs])

    def instead(self, **values: str) -> str:
        """The query of an address with filters set anew."""
        return urlencode([*(p for p in self.pairs if p[0] not in values), *values.items()])

    def without(self, *pairs: Pair) -> str:
        """The query of an address with filters taken out."""
        return urlencode([p for p in self.pairs if p not in pairs])

    def to_dict(self) -> dict[str, Any]:
        """For templates and twins: the filters, each with the address that the search has without it."""
        return {
            "address": self.address,
            "filters": [{"name": n, "value": v, "without": self.without((n, v))} for n, v in self.pairs],
            "values": {name: value for name, value in reversed(self.pairs)},
        }


def search_of(asked: Asked) -> Search:
    """The search of a request.

    Raises:
        QueryError: A filter is unknown or cannot be understood.
    """
    options = asked.options(*SHOWN)
    told = options.pop("since", None)
    since: int | None = None
    if told:
        if not (told[0].isascii() and told[0].isdigit() and len(told[0]) < 18):
            raise QueryError(f"{told[0]!r} is not the number of a claim", where="filter since")
        since = int(told[0])
    pairs = [(name, value) for name, values in options.items() for value in values]
    query = widen(ClaimQuery.parse(options), asked.bench.knowledge)
    if told:
        pairs.append(("since", told[0]))
    return Search(pairs=tuple(pairs), query=query, since=since)
