"""The registers a review is made from: users, providers, decisions and choices of provider."""

from ui.register.register_page import RegisterPage

__all__ = ["RegisterPage"]
