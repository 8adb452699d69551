"""Casebooks of every released version are brought up to date without loss, and what is no casebook is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import onrecord.store.migrations as migrations
from casebook_support import new_case, reading
from onrecord.domain.query import ClaimQuery
from onrecord.errors import CaseError
from onrecord.store import queries, writes
from onrecord.store.case import open_case
from onrecord.store.migrations.upgrade import upgrade
from onrecord.store.tables import metadata

VERSIONS = [script.revision for script in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()]


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    with case.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda o, name, kind, *_: not (kind == "table" and "_text" in name)}
        )
        assert compare_metadata(context, metadata) == []
    case.close()


def test_the_newest_version_is_the_head() -> None:
    assert VERSIONS[0] == migrations.HEAD


@pytest.mark.parametrize("version", VERSIONS)
def test_a_casebook_of_every_version_is_brought_up_to_date(tmp_path: Path, version: str) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(engine, version)
    engine.dispose()
    case = open_case(tmp_path / "old.db", write=True)
    try:
        told = reading()
        with case.write() as connection:
            writes.save_payload(connection, told.report.payload_id, size=1, media_type="text/plain")
            writes.save_reading(connection, told)
        with case.read() as connection:
            assert queries.count_claims(connection, ClaimQuery(text="rocket")) == 1
    finally:
        case.close()


def test_upgrading_twice_does_nothing(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    upgrade(case.engine)
    case.close()


def test_a_newer_casebook_is_refused(tmp_path: Path) -> None:
    new_case(tmp_path).close()
    with sqlite3.connect(tmp_path / "onrecord.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CaseError, match="newer"):
        open_case(tmp_path / "onrecord.db", write=True)


def test_another_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as raw:
        raw.execute("CREATE TABLE cake (layers INTEGER)")
    with pytest.raises(CaseError, match="not a casebook"):
        open_case(tmp_path / "other.db", write=True)
    (tmp_path / "page.html").write_text("<html>" * 200)
    with pytest.raises(CaseError, match="not a database"):
        open_case(tmp_path / "page.html", write=True)
    with pytest.raises(CaseError, match="folder"):
        open_case(tmp_path, write=True)
    with pytest.raises(CaseError, match="not a casebook"):
        open_case("mysql://host/name")


def test_an_empty_file_becomes_a_casebook_only_where_it_may(tmp_path: Path) -> None:
    (tmp_path / "empty.db").write_bytes(b"")
    with pytest.raises(CaseError, match="empty"):
        open_case(tmp_path / "empty.db")
    open_case(tmp_path / "empty.db", write=True).close()
    open_case(tmp_path / "empty.db").close()
