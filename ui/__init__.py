"""Everything seen: one room per room of the core."""
