"""Where the program keeps its own files on this computer; the window and the command line look in the same places."""

from __future__ import annotations

import sys
from pathlib import Path

NAME = "kollegie"


def settings_folder() -> Path:
    """Settings, known databases and the places of windows.

    Shape: on macOS the folder of preferences, where the window has kept them from the first version.
    """
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences" / NAME
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False)


def data_folder() -> Path:
    """Where a database lies unless somebody has put it elsewhere."""
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False)
