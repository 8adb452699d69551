"""What linking keeps of each report, so that the next run looks only at what is new; and what was exported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "link_reports",
        sa.Column("report_n", sa.Integer, sa.ForeignKey("reports.n"), primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("claims", Json, nullable=False),
    )
    op.create_table(
        "exported",
        sa.Column("run_n", sa.Integer, sa.ForeignKey("runs.n"), primary_key=True),
        sa.Column("claims", sa.LargeBinary, nullable=False),
    )
