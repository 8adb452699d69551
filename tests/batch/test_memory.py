"""A worker keeps what it needs and gives the rest back."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from onrecord.batch.memory import _trim, give_back, keep_for_good

#: Many small pieces are let go, all but the last: their holes stay in the heap until they are asked for.
HOLES = """
from onrecord.batch.memory import give_back

def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1])

pieces = [bytes(3000) for _ in range(40_000)]
pieces.append(bytes(3000))
full = held()
del pieces[:-1]
left = held()
assert left > full - 1_000, (full, left)
assert give_back()
assert held() < full - 20_000, (full, held())
"""


@pytest.mark.skipif(_trim() is None or sys.platform != "linux", reason="the C library gives nothing back")
def test_freed_memory_goes_back() -> None:
    subprocess.run([sys.executable, "-c", HOLES], check=True)
    assert give_back()


def test_what_is_kept_for_good_is_looked_through_no_more() -> None:
    before = gc.get_threshold()
    try:
        kept = [{} for _ in range(1000)]
        keep_for_good()
        assert gc.get_freeze_count() > len(kept)
        assert not any(item is kept for item in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
