"""What a person can set for themselves on this computer."""

from ui.settings.settings_page import SettingsPage

__all__ = ["SettingsPage"]
