"""Where the program keeps its own small files, as the system wants it; the same folders as the command line's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

NAME = "kollegie"


def settings_folder() -> Path:
    """Settings, known databases and the places of windows."""
    return _in(QStandardPaths.StandardLocation.GenericConfigLocation)


def data_folder() -> Path:
    """Where a database lies unless somebody has put it elsewhere."""
    return _in(QStandardPaths.StandardLocation.GenericDataLocation)


def log_folder() -> Path:
    """Where faults are written down."""
    return _in(QStandardPaths.StandardLocation.GenericStateLocation) / "log"


def _in(location: QStandardPaths.StandardLocation) -> Path:
    return Path(QStandardPaths.writableLocation(location)) / NAME
