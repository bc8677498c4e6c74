"""Who was left out of the register for a protected identity, so that records about them are left out too.

Only a keyed digest of their number stands in the store: it answers whether a number is theirs, and tells none.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Collection
from hashlib import sha256
from typing import TYPE_CHECKING

from kollegie.store.work import Reading, Work

if TYPE_CHECKING:
    from kollegie.store.opening import Store

LEFT_OUT = "left-out-protected"
PURPOSE = "left out"


def left_out(store: Store, reading: Reading) -> Callable[[str], bool]:
    """Whether a user's number is of somebody who was left out."""
    kept = frozenset(json.loads(reading.setting(LEFT_OUT, "[]")))
    if not kept:
        return lambda _ref: False
    key = store.sealing_key(PURPOSE)
    return lambda ref: bool(ref) and _digest(key, ref) in kept


def keep_left_out(store: Store, work: Work, refs: Collection[str], taken: Collection[str] = ()) -> None:
    """Remember these as left out, and no longer those who are taken into the register after all."""
    kept = set(json.loads(work.setting(LEFT_OUT, "[]")))
    key = store.sealing_key(PURPOSE)
    now = (kept | {_digest(key, ref) for ref in refs}) - {_digest(key, ref) for ref in (taken if kept else ())}
    if now != kept:
        work.set_setting(LEFT_OUT, json.dumps(sorted(now)))


def _digest(key: bytes, ref: str) -> str:
    return hmac.new(key, ref.strip().encode(), sha256).hexdigest()
