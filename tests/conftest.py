"""What every test run needs before Qt is loaded, no screen and none of this machine's scaling; and how much is drawn.

Hypothesis draws the same examples in every run of the gate, so that a find of chance does not stop a change that has
nothing to do with it. Chance has its own runs, and they bear the profile "exploring".
"""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import Phase, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["KOLLEGIE_LANGUAGE"] = "sv"  # whatever the tester has chosen in the window
for _variable in ("QT_SCALE_FACTOR", "QT_FONT_DPI", "QT_STYLE_OVERRIDE"):
    os.environ.pop(_variable, None)

pytest_plugins = ["postgres.fixtures", "store.quickly"]

WIDENED = ("KOLLEGIE_EXAMPLES", "KOLLEGIE_STEPS")
"""Whoever asks for more examples asks for other examples."""
ALIKE = settings(deadline=None, derandomize=True, database=None, print_blob=True)

# The first example that fails is told as it was found: to make it small can take minutes that a gate does not have.
settings.register_profile("gate", ALIKE, phases=[Phase.explicit, Phase.generate, Phase.target])
settings.register_profile("shortest", ALIKE)
settings.register_profile("exploring", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("exploring" if any(name in os.environ for name in WIDENED) else "gate")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


@pytest.fixture
def search_for_cycles():
    """Python's own search goes on, as in a program without a window, also after one."""
    went_on = gc.isenabled()
    gc.enable()
    yield
    if not went_on:
        gc.disable()
