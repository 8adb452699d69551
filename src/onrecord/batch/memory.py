"""The memory of a worker: what it keeps for good, and what it gives back.

A worker holds models and tables for as long as it lives, and for each report arrays of all sizes for a moment. The
first are taken out of the garbage collector's rounds. The second leave holes in the heap of the C library, which then
grows by hundreds of megabytes over some thousand reports though no more is in use; asked to, it gives whole pages back.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable

#: Records after which freed memory is given back: some milliseconds of work, once in some seconds.
EVERY = 200

#: Objects made after which the youngest are looked through.
_ROUND = 20_000


def keep_for_good() -> None:
    """Take all that exists out of the rounds of the garbage collector, and make them fewer.

    A report leaves next to nothing that only the collector could free.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ROUND)


def _trim() -> Callable[[int], object] | None:
    try:
        found: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        # no glibc: other C libraries give back by themselves, or not at all
        return None
    return found


def give_back() -> bool:
    """Give freed memory back to the system; False where the C library cannot be asked to."""
    trim = _trim()
    if trim is None:
        return False
    trim(0)
    return True
