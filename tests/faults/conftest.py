"""The laptops and hubs of the sync's tests, for the faults that are done to them."""

from sync.conftest import cheap_keys, clock, day, days, hub_kind, hub_url, join, lead, make_store

__all__ = ["cheap_keys", "clock", "day", "days", "hub_kind", "hub_url", "join", "lead", "make_store"]
