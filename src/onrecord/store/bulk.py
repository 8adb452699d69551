"""Many rows at once: inserted on SQLite, copied on PostgreSQL.

In: rows as the tables name their columns, all of the same columns. Out: the rows in the table, and their numbers where
they are asked for. `COPY` takes rows without a statement for each; values go through the same types as an insert's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

Row = dict[str, Any]


def keep(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Put rows into a table; none are fine."""
    if not rows:
        return
    if _copies(connection, rows):
        _copy(connection, table, rows)
    else:
        connection.execute(table.insert(), rows)


def keep_numbered(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> list[int]:
    """Put rows into a table that numbers them; return their numbers in the same order."""
    if not rows:
        return []
    if not _copies(connection, rows):
        returned = connection.execute(table.insert().returning(table.c.n, sort_by_parameter_order=True), rows)
        return [int(n) for n in returned.scalars()]
    taken = sa.select(sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "n"))).select_from(
        sa.func.generate_series(1, len(rows))
    )
    numbers = sorted(int(n) for n in connection.scalars(taken))
    _copy(connection, table, [{"n": n, **row} for n, row in zip(numbers, rows, strict=True)])
    return numbers


def _copies(connection: sa.Connection, rows: Sequence[Row]) -> bool:
    return connection.dialect.name == "postgresql" and len(rows) > 1


def _copy(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Rows through `COPY`, in the connection's own transaction."""
    dialect = connection.dialect
    told = set(rows[0])
    columns = [c for c in table.columns if c.name in told or c.default is not None]
    # What SQLAlchemy fills in by itself on an insert.
    fixed = {c.name: c.default.arg for c in columns if c.name not in told and isinstance(c.default, sa.ColumnDefault)}
    bind = [c.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is for c in columns]
    quoted = dialect.identifier_preparer
    names = ", ".join(quoted.quote(c.name) for c in columns)
    statement = f"COPY {quoted.format_table(table)} ({names}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    error: Any = dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                values = {**fixed, **row}
                copy.write_row([turn(values[c.name]) for turn, c in zip(bind, columns, strict=True)])
    except error as problem:
        raise sa.exc.DBAPIError.instance(statement, None, problem, error, dialect=dialect) from problem


def _as_it_is(value: Any) -> Any:
    return value
