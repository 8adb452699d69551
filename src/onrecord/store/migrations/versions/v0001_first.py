"""The first released tables.

Frozen: a later change of `store.tables` comes with a migration of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

#: Full text on SQLite: indices beside the tables, filled by triggers so that no writer can forget them.
SQLITE = (
    """CREATE VIRTUAL TABLE reports_text USING fts5(
        title, text, content='reports', content_rowid='n', tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER reports_text_add AFTER INSERT ON reports BEGIN
        INSERT INTO reports_text(rowid, title, text) VALUES (new.n, new.title, new.text); END""",
    """CREATE VIRTUAL TABLE claims_text USING fts5(
        sentence, content='claims', content_rowid='n', tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER claims_text_add AFTER INSERT ON claims BEGIN
        INSERT INTO claims_text(rowid, sentence) VALUES (new.n, new.sentence); END""",
)

#: Full text on PostgreSQL: columns that the server computes.
POSTGRESQL = (
    """ALTER TABLE reports ADD COLUMN search tsvector GENERATED ALWAYS AS
        (to_tsvector('english', coalesce(title, '') || ' ' || text)) STORED""",
    "CREATE INDEX ix_reports_search ON reports USING gin (search)",
    """ALTER TABLE claims ADD COLUMN search tsvector GENERATED ALWAYS AS
        (to_tsvector('english', sentence)) STORED""",
    "CREATE INDEX ix_claims_search ON claims USING gin (search)",
)


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("role", sa.String(length=8), nullable=True),
        sa.Column("knowledge_id", sa.Text(), nullable=True),
        sa.Column("n_claims", sa.Integer(), nullable=False),
        sa.Column("n_said", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_actors")),
        sa.UniqueConstraint("id", name=op.f("uq_actors_id")),
    )
    op.create_index("ix_actors_country", "actors", ["country"], unique=False)
    op.create_index("ix_actors_n_claims", "actors", ["n_claims"], unique=False)
    op.create_table(
        "credibility",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_key", sa.String(length=24), nullable=False),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_credibility")),
    )
    op.create_index(op.f("ix_credibility_claim_key"), "credibility", ["claim_key"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", Json, nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("name", name=op.f("uq_dossiers_name")),
    )
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("last_tried", sa.String(length=32), nullable=True),
        sa.Column("last_good", sa.String(length=32), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_feeds")),
    )
    op.create_table(
        "judgements",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_first"), "judgements", ["first"], unique=False)
    op.create_index(op.f("ix_judgements_second"), "judgements", ["second"], unique=False)
    op.create_table(
        "names",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_names")),
    )
    op.create_table(
        "notes",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("on_kind", sa.String(length=10), nullable=False),
        sa.Column("on_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_on_kind_on_id", "notes", ["on_kind", "on_id"], unique=False)
    op.create_table(
        "payload_bytes",
        sa.Column("payload_id", sa.String(length=71), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("payload_id", name=op.f("pk_payload_bytes")),
    )
    op.create_table(
        "payloads",
        sa.Column("id", sa.String(length=71), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("first_received", sa.String(length=32), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payloads")),
    )
    op.create_table(
        "protected",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_protected")),
    )
    op.create_table(
        "recipes",
        sa.Column("id", sa.String(length=71), nullable=False),
        sa.Column("onrecord", sa.Text(), nullable=False),
        sa.Column("knowledge", sa.Text(), nullable=False),
        sa.Column("models", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipes")),
    )
    op.create_table(
        "reliability",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_reliability")),
    )
    op.create_index("ix_reliability_kind_name", "reliability", ["kind", "name", "since"], unique=False)
    op.create_table(
        "watch_seen",
        sa.Column("watch", sa.Text(), nullable=False),
        sa.Column("last_claim_n", sa.Integer(), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("watch", name=op.f("pk_watch_seen")),
    )
    op.create_table(
        "dossier_entries",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dossier_n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["dossier_n"], ["dossiers.n"], name=op.f("fk_dossier_entries_dossier_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dossier_entries")),
    )
    op.create_index(op.f("ix_dossier_entries_dossier_n"), "dossier_entries", ["dossier_n"], unique=False)
    op.create_table(
        "dossier_views",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dossier_n", sa.Integer(), nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("last_claim_n", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["dossier_n"], ["dossiers.n"], name=op.f("fk_dossier_views_dossier_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dossier_views")),
    )
    op.create_index(op.f("ix_dossier_views_dossier_n"), "dossier_views", ["dossier_n"], unique=False)
    op.create_table(
        "reports",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=71), nullable=False),
        sa.Column("payload_id", sa.String(length=71), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added", sa.String(length=32), nullable=False),
        sa.Column("n_claims", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["payload_id"], ["payloads.id"], name=op.f("fk_reports_payload_id")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_reports")),
        sa.UniqueConstraint("id", name=op.f("uq_reports_id")),
    )
    op.create_index("ix_reports_day_n", "reports", ["day", "n"], unique=False)
    op.create_index("ix_reports_payload_id", "reports", ["payload_id"], unique=False)
    op.create_index("ix_reports_publisher_day", "reports", ["publisher", "day"], unique=False)
    op.create_index("ix_reports_url", "reports", ["url"], unique=False)
    op.create_table(
        "runs",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("inputs", Json, nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("run_by", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("recipe_id", sa.String(length=71), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipes.id"], name=op.f("fk_runs_recipe_id")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_digest"), "runs", ["digest"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_key", sa.String(length=24), nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.Column("original", Json, nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["carried_from"], ["decisions.n"], name=op.f("fk_decisions_carried_from")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_decisions_report_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_claim_key"), "decisions", ["claim_key"], unique=False)
    op.create_index("ix_decisions_sentence", "decisions", ["sentence"], unique=False)
    op.create_table(
        "events",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("run_n", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("certainty", sa.String(length=3), nullable=False),
        sa.Column("time_first", sa.Date(), nullable=True),
        sa.Column("time_last", sa.Date(), nullable=True),
        sa.Column("n_reports", sa.Integer(), nullable=False),
        sa.Column("n_outlets", sa.Integer(), nullable=False),
        sa.Column("n_origins", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_events_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_events")),
    )
    op.create_index("ix_events_current_day_n", "events", ["current", "day", "n"], unique=False)
    op.create_index("ix_events_current_type_day", "events", ["current", "type", "day"], unique=False)
    op.create_index(op.f("ix_events_id"), "events", ["id"], unique=False)
    op.create_table(
        "findings",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_n", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("event_id", sa.String(length=24), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("strength", sa.String(length=10), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_findings_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_clause"), "findings", ["clause"], unique=False)
    op.create_index(op.f("ix_findings_event_id"), "findings", ["event_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_n", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_links_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_first"), "links", ["first"], unique=False)
    op.create_index(op.f("ix_links_second"), "links", ["second"], unique=False)
    op.create_table(
        "markings",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_markings_report_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_markings")),
    )
    op.create_index(op.f("ix_markings_report_n"), "markings", ["report_n"], unique=False)
    op.create_table(
        "readings",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=False),
        sa.Column("recipe_id", sa.String(length=71), nullable=False),
        sa.Column("run_n", sa.Integer(), nullable=True),
        sa.Column("made", sa.String(length=32), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("superseded", sa.String(length=32), nullable=True),
        sa.Column("problems", Json, nullable=False),
        sa.Column("article", Json, nullable=False),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipes.id"], name=op.f("fk_readings_recipe_id")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_readings_report_n")),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_readings_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_recipe_id"), "readings", ["recipe_id"], unique=False)
    op.create_index(op.f("ix_readings_report_n"), "readings", ["report_n"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("payload_id", sa.String(length=71), nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=True),
        sa.Column("run_n", sa.Integer(), nullable=True),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("received", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", Json, nullable=False),
        sa.Column("extra", Json, nullable=False),
        sa.ForeignKeyConstraint(["payload_id"], ["payloads.id"], name=op.f("fk_receipts_payload_id")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_receipts_report_n")),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_receipts_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_receipts")),
    )
    op.create_index(op.f("ix_receipts_payload_id"), "receipts", ["payload_id"], unique=False)
    op.create_index(op.f("ix_receipts_report_n"), "receipts", ["report_n"], unique=False)
    op.create_index(op.f("ix_receipts_url"), "receipts", ["url"], unique=False)
    op.create_table(
        "run_inputs",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_n", sa.Integer(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("fate", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("report_id", sa.String(length=71), nullable=True),
        sa.Column("problems", Json, nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_n"], ["runs.n"], name=op.f("fk_run_inputs_run_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_run_inputs")),
        sa.UniqueConstraint("run_n", "input", name=op.f("uq_run_inputs_run_n_input")),
    )
    op.create_index("ix_run_inputs_run_n_fate", "run_inputs", ["run_n", "fate"], unique=False)
    op.create_table(
        "versions",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("earlier_n", sa.Integer(), nullable=False),
        sa.Column("later_n", sa.Integer(), nullable=False),
        sa.Column("noticed", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["earlier_n"], ["reports.n"], name=op.f("fk_versions_earlier_n")),
        sa.ForeignKeyConstraint(["later_n"], ["reports.n"], name=op.f("fk_versions_later_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_versions")),
        sa.UniqueConstraint("earlier_n", "later_n", name=op.f("uq_versions_earlier_n_later_n")),
    )
    op.create_index(op.f("ix_versions_earlier_n"), "versions", ["earlier_n"], unique=False)
    op.create_index(op.f("ix_versions_later_n"), "versions", ["later_n"], unique=False)
    op.create_index(op.f("ix_versions_url"), "versions", ["url"], unique=False)
    op.create_table(
        "attributions",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reading_n", sa.Integer(), nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("stance", sa.String(length=12), nullable=False),
        sa.Column("speaker_n", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["reading_n"], ["readings.n"], name=op.f("fk_attributions_reading_n")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_attributions_report_n")),
        sa.ForeignKeyConstraint(["speaker_n"], ["actors.n"], name=op.f("fk_attributions_speaker_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_attributions")),
    )
    op.create_index("ix_attributions_day_n", "attributions", ["current", "day", "n"], unique=False)
    op.create_index(op.f("ix_attributions_reading_n"), "attributions", ["reading_n"], unique=False)
    op.create_index("ix_attributions_speaker_n_day", "attributions", ["speaker_n", "day"], unique=False)
    op.create_table(
        "blocks",
        sa.Column("reading_n", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reading_n"], ["readings.n"], name=op.f("fk_blocks_reading_n")),
        sa.PrimaryKeyConstraint("reading_n", "position", name=op.f("pk_blocks")),
    )
    op.create_table(
        "claims",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reading_n", sa.Integer(), nullable=False),
        sa.Column("report_n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("layer", sa.String(length=10), nullable=False),
        sa.Column("base_n", sa.Integer(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("polarity", sa.String(length=1), nullable=False),
        sa.Column("certainty", sa.String(length=3), nullable=False),
        sa.Column("author_certainty", sa.String(length=3), nullable=False),
        sa.Column("time_first", sa.Date(), nullable=True),
        sa.Column("time_last", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_country", sa.String(length=3), nullable=True),
        sa.Column("source_n", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=12), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("sentence_start", sa.Integer(), nullable=False),
        sa.Column("sentence_end", sa.Integer(), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["base_n"], ["claims.n"], name=op.f("fk_claims_base_n")),
        sa.ForeignKeyConstraint(["reading_n"], ["readings.n"], name=op.f("fk_claims_reading_n")),
        sa.ForeignKeyConstraint(["report_n"], ["reports.n"], name=op.f("fk_claims_report_n")),
        sa.ForeignKeyConstraint(["source_n"], ["actors.n"], name=op.f("fk_claims_source_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_key"), "claims", ["key"], unique=False)
    op.create_index("ix_claims_place", "claims", ["place"], unique=False)
    op.create_index("ix_claims_place_country", "claims", ["place_country"], unique=False)
    op.create_index(op.f("ix_claims_reading_n"), "claims", ["reading_n"], unique=False)
    op.create_index(op.f("ix_claims_report_n"), "claims", ["report_n"], unique=False)
    op.create_index("ix_claims_shown_day_n", "claims", ["shown", "day", "n"], unique=False)
    op.create_index("ix_claims_shown_decision", "claims", ["decision", "shown"], unique=False)
    op.create_index("ix_claims_shown_status_day_n", "claims", ["shown", "status", "day", "n"], unique=False)
    op.create_index("ix_claims_shown_type_day_n", "claims", ["shown", "type", "day", "n"], unique=False)
    op.create_index(
        "ix_claims_shown_type_status_day_n", "claims", ["shown", "type", "status", "day", "n"], unique=False
    )
    op.create_index("ix_claims_source_n_day_n", "claims", ["source_n", "day", "n"], unique=False)
    op.create_index("ix_claims_time_first", "claims", ["time_first", "time_last"], unique=False)
    op.create_index(
        "ix_claims_time_long",
        "claims",
        ["time_last"],
        unique=False,
        sqlite_where=sa.text("time_last > time_first"),
        postgresql_where=sa.text("time_last > time_first"),
    )
    op.create_table(
        "edits",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_n", sa.Integer(), nullable=False),
        sa.Column("claim_key", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("later_key", sa.String(length=24), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["version_n"], ["versions.n"], name=op.f("fk_edits_version_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_edits")),
    )
    op.create_index(op.f("ix_edits_claim_key"), "edits", ["claim_key"], unique=False)
    op.create_index(op.f("ix_edits_version_n"), "edits", ["version_n"], unique=False)
    op.create_table(
        "event_claims",
        sa.Column("event_n", sa.Integer(), nullable=False),
        sa.Column("claim_key", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["event_n"], ["events.n"], name=op.f("fk_event_claims_event_n")),
        sa.PrimaryKeyConstraint("event_n", "claim_key", name=op.f("pk_event_claims")),
    )
    op.create_index("ix_event_claims_claim_key", "event_claims", ["claim_key"], unique=False)
    op.create_table(
        "relations",
        sa.Column("n", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("reading_n", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("origin_key", sa.String(length=24), nullable=False),
        sa.Column("target_key", sa.String(length=24), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.ForeignKeyConstraint(["reading_n"], ["readings.n"], name=op.f("fk_relations_reading_n")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_relations")),
    )
    op.create_index(op.f("ix_relations_origin_key"), "relations", ["origin_key"], unique=False)
    op.create_index(op.f("ix_relations_reading_n"), "relations", ["reading_n"], unique=False)
    op.create_index(op.f("ix_relations_target_key"), "relations", ["target_key"], unique=False)
    op.create_table(
        "carriers",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("imo", sa.String(length=12), nullable=True),
        sa.Column("mmsi", sa.String(length=12), nullable=True),
        sa.Column("tail", sa.String(length=16), nullable=True),
        sa.Column("flag", sa.String(length=3), nullable=True),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_carriers_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "position", name=op.f("pk_carriers")),
    )
    op.create_index(op.f("ix_carriers_imo"), "carriers", ["imo"], unique=False)
    op.create_index(op.f("ix_carriers_mmsi"), "carriers", ["mmsi"], unique=False)
    op.create_index(op.f("ix_carriers_name"), "carriers", ["name"], unique=False)
    op.create_index(op.f("ix_carriers_tail"), "carriers", ["tail"], unique=False)
    op.create_table(
        "countries",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_countries_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "part", "country", name=op.f("pk_countries")),
    )
    op.create_index("ix_countries_country_part_day", "countries", ["country", "part", "day", "claim_n"], unique=False)
    op.create_table(
        "dyads",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(length=3), nullable=False),
        sa.Column("second", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_dyads_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "first", "second", name=op.f("pk_dyads")),
    )
    op.create_index("ix_dyads_first_second_type_day", "dyads", ["first", "second", "day", "claim_n"], unique=False)
    op.create_table(
        "items",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_items_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "part", "position", name=op.f("pk_items")),
    )
    op.create_index("ix_items_item_day", "items", ["item", "day", "claim_n"], unique=False)
    op.create_table(
        "participants",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor_n", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_n"], ["actors.n"], name=op.f("fk_participants_actor_n")),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_participants_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "part", "position", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_actor_n_day", "participants", ["actor_n", "part", "day", "claim_n"], unique=False)
    op.create_table(
        "places",
        sa.Column("claim_n", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("geonames_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim_n"], ["claims.n"], name=op.f("fk_places_claim_n")),
        sa.PrimaryKeyConstraint("claim_n", "part", "position", name=op.f("pk_places")),
    )
    op.create_index("ix_places_country", "places", ["country"], unique=False)
    op.create_index("ix_places_name", "places", ["name"], unique=False)
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)
