"""The hybrid logical clock's stamp: when a cell was written, in an order that survives wrong clocks.

Shape: one signed 64-bit integer of 42 bits of milliseconds since 2020, 10 bits of counter and 11 bits of device
number. A larger stamp is later. A stamp that carries my own device number is always in my past.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DEVICE_BITS = 11
COUNTER_BITS = 10
MAX_DEVICE = (1 << DEVICE_BITS) - 1


def milliseconds_since_epoch(at: datetime) -> int:
    """Units: whole milliseconds since 2020-01-01 UTC of a timezone-aware moment, never below zero."""
    return max(0, (at - EPOCH) // timedelta(milliseconds=1))


def stamp_of(at: datetime, device: int) -> int:
    """The first stamp of a moment at a device."""
    return milliseconds_since_epoch(at) << COUNTER_BITS + DEVICE_BITS | device


def moment_of(stamp: int) -> datetime:
    """When the stamp was made, by the clock of its device."""
    return EPOCH + timedelta(milliseconds=stamp >> DEVICE_BITS + COUNTER_BITS)


def device_of(stamp: int) -> int:
    """The number of the device that made the stamp."""
    return stamp & MAX_DEVICE
