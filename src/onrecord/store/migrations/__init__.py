"""Migrations: one module a released version under `versions/`; `upgrade.py` runs them."""

#: The version that this program reads and writes.
HEAD = "0003"

__all__ = ["HEAD"]
