"""Widen a query's items to the narrower ones that they cover: *arms* finds rockets, *rocket* does not find arms."""

from __future__ import annotations

from onrecord.domain.query import ClaimQuery
from onrecord.knowledge import Knowledge, load_knowledge
from onrecord.knowledge.items import item_table


def widen(query: ClaimQuery, knowledge: Knowledge | None = None) -> ClaimQuery:
    """The query with narrower items added; unchanged where it names none."""
    if not query.item:
        return query
    table = item_table(knowledge or load_knowledge())
    return query.also(item=tuple(sorted({*query.item, *(n for item in query.item for n in table.narrower(item))})))
