"""Look-ups by name, id and date over the built tables in `data/`."""

from onrecord.knowledge.tables import Knowledge, load_knowledge

__all__ = ["Knowledge", "load_knowledge"]
