"""The index that searches walk holds what their filters ask."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_claims_walk",
        "claims",
        ["shown", "day", "n", "decision", "type", "status", "certainty", "stance", "polarity", "rung", "depth",
         "source_n", "report_n", "time_first", "time_last"],
    )  # fmt: skip
    op.drop_index("ix_claims_shown_day_n", "claims")
