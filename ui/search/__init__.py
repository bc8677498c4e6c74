"""Finding words in all that this laptop holds."""

from ui.search.search_page import SearchPage

__all__ = ["SearchPage"]
