"""The memory of this process: what one step of large work lets go of is kept for the next.

Room that is asked of the system anew is cleared first, and a virtual machine has to be given it by its host: an eighth
of the processor time that ten million rows take from their file to every signal went to that.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from typing import Any

KEPT = 256 << 20
"""Bytes that are let go of and not given back at once."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _MOST_ARENAS, _NEVER_APART = -1, -3, -8, 1 << 30


def keep_memory() -> bool:
    """Keep what is let go of for what is asked for next; tell whether the system's allocator could be told to.

    Shape: Arrow's tables come out of the same supply as numpy's columns where Arrow asks the system for its room.
    """
    library = _library()
    if library is None:
        return False
    library.mallopt(_MOST_ARENAS, 1)
    library.mallopt(_MMAP_THRESHOLD, _NEVER_APART)
    library.mallopt(_TRIM_THRESHOLD, KEPT)
    return True


@cache
def _library() -> Any:
    """The C library where it is the GNU one, whose allocator can be told; else None."""
    if sys.platform != "linux":
        return None
    import ctypes

    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        assert library.mallopt
        return library
    return None
