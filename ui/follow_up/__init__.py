"""What is done after the review: every action with its state, its clock and the finding it follows from."""

from ui.follow_up.follow_up_page import FollowUpPage

__all__ = ["FollowUpPage"]
