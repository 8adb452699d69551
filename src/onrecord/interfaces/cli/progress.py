"""A progress bar on standard error: how many, how fast, how long still; silent where nobody watches."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType
from typing import Any


class Progress:
    """Counts steps by what became of them.

    Args:
        total: How many there will be, or None.
    """

    def __init__(self, total: int | None):
        self._total = total
        self._bar: Any = None
        self._task: Any = None
        self._fates: Counter[str] = Counter()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty() and (self._total is None or self._total > 1):
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TextColumn("{task.fields[rate]}"),
                progress.TimeRemainingColumn(),
                console=Console(file=sys.stderr),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("reading", total=self._total, rate="")
        return self

    def step(self, fate: str) -> None:
        """One more is done."""
        self._fates[fate] += 1
        if self._bar is not None:
            speed = self._bar.tasks[0].speed
            rate = f"{speed:.1f} a second" if speed else ""
            self._bar.update(self._task, advance=1, rate=rate, description=self._told())

    def _told(self) -> str:
        return ", ".join(f"{number} {fate}" for fate, number in sorted(self._fates.items()))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
