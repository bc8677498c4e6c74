"""Meeting the hub: when, with what, and what came of it."""

from ui.sync.sync_page import SyncPage

__all__ = ["SyncPage"]
