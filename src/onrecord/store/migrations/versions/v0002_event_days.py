"""Indices by which timelines count events by day and rung, and find those that reach into a window."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_events_current_day_status", "events", ["current", "day", "status"])
    op.create_index("ix_events_current_type_day_status", "events", ["current", "type", "day", "status"])
    op.drop_index("ix_events_current_type_day", "events")
    long = sa.text("time_last > time_first")
    op.create_index("ix_events_time_long", "events", ["time_last"], sqlite_where=long, postgresql_where=long)
