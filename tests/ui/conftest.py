"""What every window test shares: Swedish words and the light scheme at 100 %, whatever the test before has done."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from kollegie.language import Language, speak
from ui.theme import Density, Scheme, Theme, theme


@pytest.fixture(autouse=True, scope="module")
def windows_closed() -> Iterator[None]:
    """Let go of what a file's tests left open: every window that lives is styled anew at each change of colours.

    The program sets long-lived objects aside from the collection of garbage; here they are the last test's windows.
    """
    yield
    app = QApplication.instance()
    if isinstance(app, QApplication):
        for window in app.topLevelWidgets():
            window.hide()
            window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.collect()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Theme]:  # noqa: ARG001  (the theme needs it)
    """The theme, set back to where every test starts."""
    speak(Language.SV)
    QCursor.setPos(QPoint(9000, 9000))  # no window opens under the pointer
    theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0, density=Density.NORMAL)
    yield theme()
    speak(Language.SV)
    theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0, density=Density.NORMAL)
