"""Warning signals: what the records ask, shown with its picture, its sum and its rows, and what people make of it."""

from ui.signals.signals_page import SignalsPage

__all__ = ["SignalsPage"]
