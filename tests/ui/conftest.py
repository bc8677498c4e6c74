"""What every window test shares: Swedish words and the light scheme at 100 %, whatever the test before has done."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kollegie.language import Language, speak
from ui.theme import Density, Scheme, Theme, theme

PATIENCE = 60_000
"""In milliseconds. A limit only ends a test that waits for what never comes: on a machine with other work to do, all
may take a minute, and no test is about how soon something comes."""


class PatientQtBot(QtBot):
    """Waits for as long as it takes."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=patient(timeout))

    def waitSignal(self, signal: object, *, timeout: int = PATIENCE, **more: object) -> object:
        if not more.get("raising", True):  # how long nothing may come, which is waited out to its end
            return super().waitSignal(signal, timeout=timeout, **more)
        return super().waitSignal(signal, timeout=patient(timeout), **more)

    def waitSignals(self, signals: object, *, timeout: int = PATIENCE, **more: object) -> object:
        return super().waitSignals(signals, timeout=patient(timeout), **more)

    def waitExposed(self, widget: object, *, timeout: int = PATIENCE) -> object:
        return super().waitExposed(widget, timeout=patient(timeout))

    def waitActive(self, widget: object, *, timeout: int = PATIENCE) -> object:
        return super().waitActive(widget, timeout=patient(timeout))


def patient(timeout: int) -> int:
    """The limit of a wait, raised to what a busy machine may take."""
    return max(timeout, PATIENCE)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The fixture of pytest-qt, with patience."""
    return PatientQtBot(request)


@pytest.fixture(autouse=True, scope="module")
def windows_closed() -> Iterator[None]:
    """Let go of what a file's tests left open: every window that lives is styled anew at each change of colours.

    The program sets long-lived objects aside from the collection of garbage; here they are the last test's windows.
    """
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)  # the window takes shorter turns for as long as its process lives
    app = QApplication.instance()
    if isinstance(app, QApplication):
        for window in app.topLevelWidgets():
            window.hide()
            window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.collect()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[Theme]:
    """The theme, set back to where every test starts."""
    speak(Language.SV)
    QCursor.setPos(QPoint(9000, 9000))  # no window opens under the pointer
    theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0, density=Density.NORMAL)
    yield theme()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no window of this test is styled anew in the next ones
    speak(Language.SV)
    theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0, density=Density.NORMAL)
