"""Migrations: one module a released version under `versions/`; `upgrade.py` runs them."""

#: The version that this program reads and writes.
HEAD = "0004"

__all__ = ["HEAD"]
