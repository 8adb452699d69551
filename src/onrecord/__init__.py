"""onrecord: who says that who did what to whom, when, where, how sure, and how far it got."""

__version__ = "0.1.0"
