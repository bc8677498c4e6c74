"""The encrypted database of this laptop: open, unlock, tables, history, drafts."""
