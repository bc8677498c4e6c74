"""All findings of the rounds on this laptop, and the disagreements somebody has to settle."""

from ui.findings.findings_page import FindingsPage

__all__ = ["FindingsPage"]
