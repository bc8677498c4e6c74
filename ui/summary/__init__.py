"""The summary of a round: the very pages that are printed, what is still open, and the visits behind each figure."""

from ui.summary.summary_page import SummaryPage

__all__ = ["SummaryPage"]
