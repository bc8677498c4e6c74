"""A visitor's whole day: the visits in time order, what is left, and whom to call."""

from ui.today.today_page import TodayPage

__all__ = ["TodayPage"]
