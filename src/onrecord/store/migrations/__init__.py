"""Migrations: one module a released version under `versions/`; `upgrade.py` runs them."""

#: The version that this program reads and writes.
HEAD = "0002"

__all__ = ["HEAD"]
