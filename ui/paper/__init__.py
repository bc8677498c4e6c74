"""Days on paper: forms to fill in by hand, and the quick way to type them in afterwards."""

from ui.paper.paper_page import PaperPage

__all__ = ["PaperPage"]
