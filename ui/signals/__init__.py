"""Warning signals: what the records ask, shown with its picture, its sum and its rows, and what people make of it."""

from ui.signals.signals_page import SignalsPage
from ui.signals.suspicions_page import SuspicionsPage

__all__ = ["SignalsPage", "SuspicionsPage"]
