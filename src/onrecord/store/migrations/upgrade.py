"""Bring a casebook up to date, or to a given version (tests), in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Run what migrations are missing, all or none.

    Args:
        engine: The casebook's engine.
        revision: The version to reach.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).resolve().parent))
    with engine.connect() as plain:
        connection = plain.execution_options(onrecord_write=True)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
