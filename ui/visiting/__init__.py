"""The visit: sections at left, questions in the middle, what is good to have beside it at right."""

from ui.visiting.visit_page import VisitPage

__all__ = ["VisitPage"]
