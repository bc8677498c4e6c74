"""While hundreds of thousands of values are made, Python's search for cycles has nothing to find among them.

It looks at all of them again and again, and now and then at the whole program: half of the time a large file took to
be read, a sixth of that of a sync with some thousand edits (measured). None of the values points back at another, so
all go as soon as nobody holds them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_values() -> Iterator[None]:
    """Let the search for cycles rest; it goes on afterwards, if it did before."""
    went_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if went_on:
            gc.enable()
