"""Whether a hub that is a file is whole: looked at before it is written to, and once a week from end to end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kollegie.store.damage_words import damage_words
from kollegie.sync.errors import HubDamaged, HubMissing
from kollegie.sync.file_hub import SqliteHub

if TYPE_CHECKING:
    from kollegie.sync.running import Running

LARGE = 8 << 20
"""Bytes from which the quick look is taken once a day only, so that a sync stays short: it reads the whole file, which
at 100 Mbit/s takes most of a second here, and with 40,000 answers in it took as long as sending a thousand edits."""

CHECKS = {"quick_check": timedelta(days=1), "integrity_check": timedelta(days=7)}


def look_at_hub_file(run: Running) -> None:
    """Look before this sync's first write. Raises: HubDamaged, before anything has been written; HubMissing."""
    if not isinstance(run.hub, SqliteHub):
        return
    try:
        large = run.hub.path.stat().st_size > LARGE
    except FileNotFoundError as problem:
        raise HubMissing(address=run.hub.address) from problem
    for check, every in CHECKS.items():
        if (check == "quick_check" and not large) or _is_due(run, check, every):
            found = [row[0] for row in run.far.rows(f"PRAGMA {check}")]
            if found != ["ok"]:
                raise HubDamaged(address=run.hub.address, what=damage_words(found))
            if check == "integrity_check" or large:
                _note(run, check)


def _is_due(run: Running, check: str, every: timedelta) -> bool:
    row = run.near.line.one("SELECT value FROM setting WHERE name = ?", (f"hub {check}",))
    now = run.near.store.clock()
    return row is None or abs(now - datetime.fromisoformat(row[0])) >= every


def _note(run: Running, check: str) -> None:
    run.near.line.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (f"hub {check}", run.near.store.clock().isoformat()),
    )
