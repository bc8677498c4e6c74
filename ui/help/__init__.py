"""The handbook: one Markdown chapter per room, opened by F1 at the right place."""

from ui.help.help_page import HandbookWindow, HelpPage

__all__ = ["HandbookWindow", "HelpPage"]
