"""The desk: every invoice and payout beside what was granted, planned and reported, and what is decided about it."""

from ui.invoices.invoices_page import InvoicesPage

__all__ = ["InvoicesPage"]
