"""Rounds: the board of the day, who has which visit, and the planning of a new round."""

from ui.reviews.reviews_page import ReviewsPage

__all__ = ["ReviewsPage"]
