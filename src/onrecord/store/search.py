"""Full-text search: one interface over FTS5 (SQLite) and tsvector (PostgreSQL).

In: what a person types: words (all must stand there), "phrases", -exclusions, `or` between words. Out: conditions on
`reports.n` or `claims.n`, and snippets. Whatever is typed is quoted, so nothing in it is taken as an operator of the
database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onrecord.errors import QueryError
from onrecord.store import tables as t

#: Marks around a found word in a snippet.
MARKS = ("[", "]")
_TOKEN = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')


@dataclass(frozen=True, kw_only=True)
class Words:
    """What was typed, taken apart: groups of alternatives that must each be met, and what must not stand there."""

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[str, ...] = ()


def parse_words(text: str) -> Words:
    """Take a search apart.

    Raises:
        QueryError: Nothing is left to search for.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for minus_phrase, phrase, minus_word, word in _TOKEN.findall(text):
        minus, said = (minus_phrase, phrase) if phrase else (minus_word, word)
        if not phrase and word.lower() == "or" and wanted:
            either = True
            continue
        # A token of punctuation alone matches nothing in either engine; it is left out instead of failing.
        if not re.search(r"\w", said):
            continue
        if minus:
            unwanted.append(said)
        elif either:
            wanted[-1].append(said)
        else:
            wanted.append([said])
        either = False
    if not wanted:
        raise QueryError("there is no word to search for", where=f"text {text!r}", remedy="Give a word or a phrase")
    return Words(wanted=tuple(tuple(group) for group in wanted), unwanted=tuple(unwanted))


def fts5(words: Words) -> str:
    """The search in FTS5's language."""
    groups = [" OR ".join(_quoted(word) for word in group) for group in words.wanted]
    query = " AND ".join(f"({group})" for group in groups)
    return query if not words.unwanted else f"({query}) NOT ({' OR '.join(_quoted(w) for w in words.unwanted)})"


def websearch(words: Words) -> str:
    """The search in the language of `websearch_to_tsquery`."""
    groups = [" or ".join(_quoted(word) for word in group) for group in words.wanted]
    return " ".join([*groups, *(f"-{_quoted(word)}" for word in words.unwanted)])


def _quoted(word: str) -> str:
    return '"' + word.replace('"', " ").strip() + '"'


def found_in(connection: sa.Connection, table: sa.Table, text: str, *, walked: bool = False) -> sa.ColumnElement[bool]:
    """The condition that a row of `reports` or `claims` holds the words.

    SQLite takes rows from the index of words and sorts them, which is quick where they are few; where they are many,
    `walked` has it go through the rows in the order that is asked for until enough hold the words.
    """
    words = parse_words(text)
    if connection.dialect.name == "postgresql":
        vector: sa.ColumnElement[Any] = sa.literal_column(f"{table.name}.search")
        query = sa.func.websearch_to_tsquery("english", websearch(words))
        return vector.op("@@", is_comparison=True)(query)
    index = f"{table.name}_text"
    found = sa.text(f"SELECT rowid FROM {index} WHERE {index} MATCH :words").bindparams(words=fts5(words))
    # a sum is no row number to SQLite, so it does not begin there
    n = table.c.n + 0 if walked else table.c.n
    return n.in_(found.columns(sa.column("rowid", sa.Integer)))


def first_found(connection: sa.Connection, table: sa.Table, text: str, most: int) -> list[int]:
    """Numbers of rows that hold the words, at most so many, as they come: the index is read no further."""
    if connection.dialect.name == "postgresql":
        return list(connection.scalars(sa.select(table.c.n).where(found_in(connection, table, text)).limit(most)))
    index = f"{table.name}_text"
    rows = connection.execute(
        sa.text(f"SELECT rowid FROM {index} WHERE {index} MATCH :words LIMIT :most").bindparams(
            words=fts5(parse_words(text)), most=most
        )
    )
    return [int(row[0]) for row in rows]


def snippets(connection: sa.Connection, table: sa.Table, text: str, numbers: list[int]) -> dict[int, str]:
    """For each row found, the stretch around the words, the words in `MARKS`."""
    if not numbers:
        return {}
    words = parse_words(text)
    opening, closing = MARKS
    if connection.dialect.name == "postgresql":
        body = t.reports.c.text if table is t.reports else t.claims.c.sentence
        query = sa.func.websearch_to_tsquery("english", websearch(words))
        options = f"StartSel={opening}, StopSel={closing}, MaxFragments=1, MaxWords=24, MinWords=12"
        rows = connection.execute(
            sa.select(table.c.n, sa.func.ts_headline("english", body, query, options)).where(table.c.n.in_(numbers))
        )
        return {n: snippet for n, snippet in rows}
    index = f"{table.name}_text"
    rows = connection.execute(
        sa.text(
            f"SELECT rowid, snippet({index}, -1, :opening, :closing, '…', 24) FROM {index} "
            f"WHERE {index} MATCH :words AND rowid IN :numbers"
        ).bindparams(
            sa.bindparam("numbers", expanding=True, value=numbers),
            opening=opening,
            closing=closing,
            words=fts5(words),
        )
    )
    return {int(n): str(snippet) for n, snippet in rows}
