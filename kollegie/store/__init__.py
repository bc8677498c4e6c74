"""The encrypted database of this laptop: open, unlock, tables, migrations, history, drafts.

What leaves this room is a frozen value of the model; rows, sessions and connections stay in it.
"""

from kollegie.store.opening import Store, check_file, create_store, open_store
from kollegie.store.work import Reading, Work

__all__ = ["Reading", "Store", "Work", "check_file", "create_store", "open_store"]
