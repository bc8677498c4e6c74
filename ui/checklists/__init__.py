"""The checklists: which are in use, what a version changes, and the room where they are written."""

from ui.checklists.checklists_page import ChecklistsPage

__all__ = ["ChecklistsPage"]
