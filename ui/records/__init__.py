"""What a municipality's systems hand over: files looked at, mapped, shown before they are written, and let go."""

from ui.records.records_page import RecordsPage

__all__ = ["RecordsPage"]
