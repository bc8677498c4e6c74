"""Where the window writes down its faults, as the system wants it; its other folders are the command line's too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from kollegie.folders import NAME


def log_folder() -> Path:
    """Where faults are written down."""
    state = QStandardPaths.StandardLocation.GenericStateLocation
    return Path(QStandardPaths.writableLocation(state)) / NAME / "log"
