"""The tables of a casebook (SQLAlchemy Core), the same for SQLite and PostgreSQL.

Rows are added and never overwritten: a reading that is read anew is superseded, a correction is a second claim row of
layer `corrected` beside the first, a decision that is taken back stays with the time of its undoing. Only marks of
what is current (`current`, `shown`, `undone_at`) and counts ever change. `docs/reference/store.md` tells each table.

Times of the machine are ISO 8601 text in UTC; days are dates; `day` is a report's publication day as an ordinal
number, 0 where unknown, so that one index both filters and sorts.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(JSONB(), "postgresql")


def _n() -> Column[int]:
    return Column("n", Integer, primary_key=True, autoincrement=True)


def _stamp(name: str = "at", *, nullable: bool = False) -> Column[str]:
    return Column(name, String(32), nullable=nullable)


# --- what was run -----------------------------------------------------------------------------------------------

recipes = Table(
    "recipes",
    metadata,
    Column("id", String(71), primary_key=True),
    Column("onrecord", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("models", Json, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    _n(),
    Column("command", Text, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("options", Json, nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    _stamp("started"),
    _stamp("finished", nullable=True),
    Column("state", String(12), nullable=False),
    Column("run_by", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("recipe_id", String(71), ForeignKey("recipes.id")),
    Column("result", Json),
)

run_inputs = Table(
    "run_inputs",
    metadata,
    _n(),
    Column("run_n", Integer, ForeignKey("runs.n"), nullable=False),
    Column("input", Text, nullable=False),
    Column("fate", String(12), nullable=False),
    Column("reason", Text),
    Column("report_id", String(71)),
    Column("problems", Json, nullable=False),
    Column("claims", Integer, nullable=False, default=0),
    UniqueConstraint("run_n", "input"),
    Index("ix_run_inputs_run_n_fate", "run_n", "fate"),
)

exported = Table(
    "exported",
    metadata,
    Column("run_n", Integer, ForeignKey("runs.n"), primary_key=True),
    Column("claims", LargeBinary, nullable=False),
)

# --- what was received ------------------------------------------------------------------------------------------

payloads = Table(
    "payloads",
    metadata,
    Column("id", String(71), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    _stamp("first_received"),
    Column("kept", Boolean, nullable=False, default=True),
)

payload_bytes = Table(
    "payload_bytes",
    metadata,
    Column("payload_id", String(71), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    _n(),
    Column("id", String(71), nullable=False, unique=True),
    Column("payload_id", String(71), ForeignKey("payloads.id"), nullable=False),
    Column("url", Text),
    Column("publisher", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("published", Date),
    Column("day", Integer, nullable=False),
    Column("licence", Text),
    Column("tlp", String(12), nullable=False),
    Column("dateline", Text),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    _stamp("added"),
    Column("n_claims", Integer, nullable=False, default=0),
    Index("ix_reports_day_n", "day", "n"),
    Index("ix_reports_publisher_day", "publisher", "day"),
    Index("ix_reports_url", "url"),
    Index("ix_reports_payload_id", "payload_id"),
)

receipts = Table(
    "receipts",
    metadata,
    _n(),
    Column("payload_id", String(71), ForeignKey("payloads.id"), nullable=False, index=True),
    Column("report_n", Integer, ForeignKey("reports.n"), index=True),
    Column("run_n", Integer, ForeignKey("runs.n")),
    Column("input", Text, nullable=False),
    Column("url", Text, index=True),
    Column("publisher", Text),
    Column("title", Text),
    Column("published", Date),
    _stamp("received"),
    Column("received_by", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("status", Integer),
    Column("headers", Json, nullable=False),
    Column("extra", Json, nullable=False),
)

# --- what was read ----------------------------------------------------------------------------------------------

readings = Table(
    "readings",
    metadata,
    _n(),
    Column("report_n", Integer, ForeignKey("reports.n"), nullable=False, index=True),
    Column("recipe_id", String(71), ForeignKey("recipes.id"), nullable=False, index=True),
    Column("run_n", Integer, ForeignKey("runs.n")),
    _stamp("made"),
    Column("current", Boolean, nullable=False),
    _stamp("superseded", nullable=True),
    Column("problems", Json, nullable=False),
    Column("article", Json, nullable=False),
)

blocks = Table(
    "blocks",
    metadata,
    Column("reading_n", Integer, ForeignKey("readings.n"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

actors = Table(
    "actors",
    metadata,
    _n(),
    Column("id", String(20), nullable=False, unique=True),
    Column("name", Text),
    Column("folded", Text, nullable=False),
    Column("country", String(3)),
    Column("role", String(8)),
    Column("knowledge_id", Text),
    Column("n_claims", Integer, nullable=False, default=0),
    Column("n_said", Integer, nullable=False, default=0),
    Index("ix_actors_country", "country"),
    Index("ix_actors_n_claims", "n_claims"),
)

attributions = Table(
    "attributions",
    metadata,
    _n(),
    Column("reading_n", Integer, ForeignKey("readings.n"), nullable=False, index=True),
    Column("report_n", Integer, ForeignKey("reports.n"), nullable=False),
    Column("id", String(24), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("day", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("stance", String(12), nullable=False),
    Column("speaker_n", Integer, ForeignKey("actors.n")),
    Column("source", Text),
    Column("cue", Text),
    Column("content", Text),
    Column("data", Json, nullable=False),
    Index("ix_attributions_speaker_n_day", "speaker_n", "day"),
    Index("ix_attributions_day_n", "current", "day", "n"),
)

claims = Table(
    "claims",
    metadata,
    _n(),
    Column("reading_n", Integer, ForeignKey("readings.n"), nullable=False, index=True),
    Column("report_n", Integer, ForeignKey("reports.n"), nullable=False, index=True),
    Column("key", String(24), nullable=False, index=True),
    Column("id", String(24), nullable=False),
    Column("layer", String(10), nullable=False),
    Column("base_n", Integer, ForeignKey("claims.n")),
    Column("shown", Boolean, nullable=False),
    Column("day", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("mode", Text),
    Column("status", String(12), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("outcome", String(12)),
    Column("polarity", String(1), nullable=False),
    Column("certainty", String(3), nullable=False),
    Column("author_certainty", String(3), nullable=False),
    Column("time_first", Date),
    Column("time_last", Date),
    Column("place", Text),
    Column("place_country", String(3)),
    Column("source_n", Integer, ForeignKey("actors.n")),
    Column("depth", Integer, nullable=False),
    Column("stance", String(12)),
    Column("decision", String(10), nullable=False, default="open"),
    Column("trigger", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("data", Json, nullable=False),
    # Walked in the order of days by every search that no narrower index serves; what filters ask of a claim lies in it,
    # so that only claims which answer are opened.
    Index(
        "ix_claims_walk",
        "shown",
        "day",
        "n",
        "decision",
        "type",
        "status",
        "certainty",
        "stance",
        "polarity",
        "rung",
        "depth",
        "source_n",
        "report_n",
        "time_first",
        "time_last",
    ),
    Index("ix_claims_shown_type_day_n", "shown", "type", "day", "n"),
    Index("ix_claims_shown_type_status_day_n", "shown", "type", "status", "day", "n"),
    Index("ix_claims_shown_status_day_n", "shown", "status", "day", "n"),
    Index("ix_claims_time_first", "time_first", "time_last"),
    # Happenings of more than a day are few; those that begin before a window and reach into it are found by their end.
    Index(
        "ix_claims_time_long",
        "time_last",
        sqlite_where=text("time_last > time_first"),
        postgresql_where=text("time_last > time_first"),
    ),
    Index("ix_claims_source_n_day_n", "source_n", "day", "n"),
    Index("ix_claims_place", "place"),
    Index("ix_claims_place_country", "place_country"),
    Index("ix_claims_shown_decision", "decision", "shown"),
)

participants = Table(
    "participants",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("part", String(12), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("actor_n", Integer, ForeignKey("actors.n"), nullable=False),
    Column("day", Integer, nullable=False),
    Column("office", Text),
    Column("inferred", Boolean, nullable=False),
    Column("words", Text),
    Index("ix_participants_actor_n_day", "actor_n", "part", "day", "claim_n"),
)

countries = Table(
    "countries",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("part", String(12), primary_key=True),
    Column("country", String(3), primary_key=True),
    Column("day", Integer, nullable=False),
    Index("ix_countries_country_part_day", "country", "part", "day", "claim_n"),
)

dyads = Table(
    "dyads",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("first", String(3), primary_key=True),
    Column("second", String(3), primary_key=True),
    Column("day", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Index("ix_dyads_first_second_type_day", "first", "second", "day", "claim_n"),
)

items = Table(
    "items",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("part", String(12), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", String(64), nullable=False),
    Column("words", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("quantity", Text),
    Column("value", Float),
    Column("low", Float),
    Column("high", Float),
    Column("unit", Text),
    Index("ix_items_item_day", "item", "day", "claim_n"),
)

carriers = Table(
    "carriers",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", Text, index=True),
    Column("imo", String(12), index=True),
    Column("mmsi", String(12), index=True),
    Column("tail", String(16), index=True),
    Column("flag", String(3)),
)

places = Table(
    "places",
    metadata,
    Column("claim_n", Integer, ForeignKey("claims.n"), primary_key=True),
    Column("part", String(12), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", String(3)),
    Column("lat", Float),
    Column("lon", Float),
    Column("geonames_id", Integer),
    Index("ix_places_name", "name"),
    Index("ix_places_country", "country"),
)

names = Table(
    "names",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("folded", Text, nullable=False),
)

relations = Table(
    "relations",
    metadata,
    _n(),
    Column("reading_n", Integer, ForeignKey("readings.n"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("type", String(12), nullable=False),
    Column("origin_key", String(24), nullable=False, index=True),
    Column("target_key", String(24), nullable=False, index=True),
    Column("data", Json, nullable=False),
)

# --- what people say of it --------------------------------------------------------------------------------------

decisions = Table(
    "decisions",
    metadata,
    _n(),
    Column("claim_key", String(24), nullable=False, index=True),
    Column("report_n", Integer, ForeignKey("reports.n"), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("changes", Json, nullable=False),
    Column("original", Json, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
    _stamp("undone_at", nullable=True),
    Column("undone_by", Text),
    Column("carried_from", Integer, ForeignKey("decisions.n")),
    Index("ix_decisions_sentence", "sentence"),
)

reliability = Table(
    "reliability",
    metadata,
    _n(),
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("letter", String(1), nullable=False),
    Column("since", Date, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
    Index("ix_reliability_kind_name", "kind", "name", "since"),
)

credibility = Table(
    "credibility",
    metadata,
    _n(),
    Column("claim_key", String(24), nullable=False, index=True),
    Column("figure", Integer, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
)

notes = Table(
    "notes",
    metadata,
    _n(),
    Column("on_kind", String(10), nullable=False),
    Column("on_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("tlp", String(12), nullable=False),
    Column("said_by", Text, nullable=False),
    _stamp("at"),
    Index("ix_notes_on_kind_on_id", "on_kind", "on_id"),
)

markings = Table(
    "markings",
    metadata,
    _n(),
    Column("report_n", Integer, ForeignKey("reports.n"), nullable=False, index=True),
    Column("tlp", String(12), nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
)

protected = Table(
    "protected",
    metadata,
    _n(),
    Column("name", Text, nullable=False),
    Column("tlp", String(12), nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
    _stamp("ended_at", nullable=True),
)

# --- what changed on the page -----------------------------------------------------------------------------------

versions = Table(
    "versions",
    metadata,
    _n(),
    Column("url", Text, nullable=False, index=True),
    Column("earlier_n", Integer, ForeignKey("reports.n"), nullable=False, index=True),
    Column("later_n", Integer, ForeignKey("reports.n"), nullable=False, index=True),
    _stamp("noticed"),
    UniqueConstraint("earlier_n", "later_n"),
)

edits = Table(
    "edits",
    metadata,
    _n(),
    Column("version_n", Integer, ForeignKey("versions.n"), nullable=False, index=True),
    Column("claim_key", String(24), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text),
    Column("later_key", String(24)),
    Column("data", Json, nullable=False),
)

# --- what was worked out of it ----------------------------------------------------------------------------------

links = Table(
    "links",
    metadata,
    _n(),
    Column("run_n", Integer, ForeignKey("runs.n")),
    Column("current", Boolean, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("first", Text, nullable=False, index=True),
    Column("second", Text, nullable=False, index=True),
    Column("score", Float),
    Column("data", Json, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    _n(),
    Column("kind", String(12), nullable=False),
    Column("first", Text, nullable=False, index=True),
    Column("second", Text, nullable=False, index=True),
    Column("same", Boolean, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("note", Text),
    _stamp("at"),
    _stamp("undone_at", nullable=True),
)

events = Table(
    "events",
    metadata,
    _n(),
    Column("id", String(24), nullable=False, index=True),
    Column("run_n", Integer, ForeignKey("runs.n")),
    Column("current", Boolean, nullable=False),
    Column("type", String(16), nullable=False),
    Column("status", String(12), nullable=False),
    Column("certainty", String(3), nullable=False),
    Column("time_first", Date),
    Column("time_last", Date),
    Column("n_reports", Integer, nullable=False),
    Column("n_outlets", Integer, nullable=False),
    Column("n_origins", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("data", Json, nullable=False),
    Index("ix_events_current_day_n", "current", "day", "n"),
    # Timelines count events by day and rung without opening them.
    Index("ix_events_current_day_status", "current", "day", "status"),
    Index("ix_events_current_type_day_status", "current", "type", "day", "status"),
    Index(
        "ix_events_time_long",
        "time_last",
        sqlite_where=text("time_last > time_first"),
        postgresql_where=text("time_last > time_first"),
    ),
)

event_claims = Table(
    "event_claims",
    metadata,
    Column("event_n", Integer, ForeignKey("events.n"), primary_key=True),
    Column("claim_key", String(24), primary_key=True),
    Index("ix_event_claims_claim_key", "claim_key"),
)

link_reports = Table(
    "link_reports",
    metadata,
    Column("report_n", Integer, ForeignKey("reports.n"), primary_key=True),
    Column("mark", Text, nullable=False),
    Column("claims", Json, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    _n(),
    Column("run_n", Integer, ForeignKey("runs.n")),
    Column("current", Boolean, nullable=False),
    Column("event_id", String(24), index=True),
    Column("clause", Text, nullable=False, index=True),
    Column("strength", String(10), nullable=False),
    Column("as_of", Date),
    Column("data", Json, nullable=False),
)

dossiers = Table(
    "dossiers",
    metadata,
    _n(),
    Column("name", Text, nullable=False, unique=True),
    Column("query", Json, nullable=False),
    Column("tlp", String(12), nullable=False),
    Column("made_by", Text, nullable=False),
    _stamp("at"),
)

dossier_entries = Table(
    "dossier_entries",
    metadata,
    _n(),
    Column("dossier_n", Integer, ForeignKey("dossiers.n"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("target", Text),
    Column("note", Text),
    Column("tlp", String(12), nullable=False),
    Column("said_by", Text, nullable=False),
    _stamp("at"),
    _stamp("undone_at", nullable=True),
)

dossier_views = Table(
    "dossier_views",
    metadata,
    _n(),
    Column("dossier_n", Integer, ForeignKey("dossiers.n"), nullable=False, index=True),
    Column("viewer", Text, nullable=False),
    Column("last_claim_n", Integer, nullable=False),
    _stamp("at"),
)

# --- what is watched --------------------------------------------------------------------------------------------

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    _stamp("last_tried", nullable=True),
    _stamp("last_good", nullable=True),
    Column("failure", Text),
)

watch_seen = Table(
    "watch_seen",
    metadata,
    Column("watch", Text, primary_key=True),
    Column("last_claim_n", Integer, nullable=False),
    Column("state", Json, nullable=False),
    _stamp("at"),
)
