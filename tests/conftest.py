"""What every test run needs before Qt is loaded: no screen, and none of this machine's scaling."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _variable in ("QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_STYLE_OVERRIDE"):
    os.environ.pop(_variable, None)

pytest_plugins = ["postgres.fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")
