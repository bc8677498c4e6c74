"""The desktop's own lock and sleep lock the program; what is copied does not stay on the clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QGuiApplication

from ui.clipboard_guard import ClipboardGuard
from ui.session_lock import SessionLock

SPEAKER = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

app = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "speaker")
for name in ("org.freedesktop.login1", "org.gnome.ScreenSaver"):
    assert bus.registerService(name), name
print("ready", flush=True)
for line in sys.stdin:
    path, interface, member, *given = line.split()
    told = QDBusMessage.createSignal(path, interface, member)
    told.setArguments([word == "true" for word in given])
    bus.send(told)
    print("said", flush=True)
"""

MANAGER = "/org/freedesktop/login1 org.freedesktop.login1.Manager PrepareForSleep"
SESSION = "/org/freedesktop/login1/session/_31 org.freedesktop.login1.Session Lock"
SAVER = "/org/gnome/ScreenSaver org.gnome.ScreenSaver ActiveChanged"


class Desktop:
    """A message bus of its own with somebody who speaks as logind and as a screen saver."""

    def __init__(self, address: str, speaker: subprocess.Popen[str]) -> None:
        self.address, self._speaker = address, speaker

    def say(self, line: str) -> None:
        assert self._speaker.stdin is not None
        assert self._speaker.stdout is not None
        self._speaker.stdin.write(line + "\n")
        self._speaker.stdin.flush()
        assert self._speaker.stdout.readline() == "said\n"


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    config = tmp_path / "bus.conf"
    config.write_text(
        '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"'
        ' "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">'
        f"<busconfig><type>session</type><listen>unix:tmpdir={tmp_path}</listen><policy context='default'>"
        "<allow send_destination='*'/><allow eavesdrop='true'/><allow receive_sender='*'/><allow own='*'/>"
        "</policy></busconfig>"
    )
    command = ["dbus-daemon", f"--config-file={config}", "--print-address", "--nofork"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)]
    try:
        assert started[0].stdout is not None
        address = started[0].stdout.readline().strip()
        speaking = [sys.executable, "-c", SPEAKER, address]
        speaker = subprocess.Popen(speaking, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
        started.append(speaker)
        assert speaker.stdout is not None
        assert speaker.stdout.readline() == "ready\n"
        yield Desktop(address, speaker)
    finally:
        for process in started:
            process.kill()
            process.communicate()


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (f"{MANAGER} true", True),
        (f"{MANAGER} false", False),
        (SESSION, True),
        (f"{SAVER} true", True),
        (f"{SAVER} false", False),
    ],
)
def test_sleep_and_the_desktops_lock_are_heard(desktop, qtbot, monkeypatch, told, due):
    monkeypatch.setattr("ui.session_lock.ANSWER_MS", 1)  # nobody answers which session it is
    bus = QDBusConnection.connectToBus(desktop.address, f"listener {told}")
    lock = SessionLock(bus, bus)
    assert set(lock.heard) == {"sleep", "lock", "screen saver"}
    locks = []
    lock.due.connect(lambda: locks.append(1))

    desktop.say(told)
    if due:
        qtbot.waitUntil(lambda: bool(locks))
    else:
        desktop.say(SESSION)
        qtbot.waitUntil(lambda: bool(locks))

    assert locks == [1]


def test_without_a_bus_nothing_is_promised():
    nowhere = QDBusConnection.connectToBus("unix:path=/nowhere", "nowhere")

    assert SessionLock(nowhere, nowhere).heard == ()


def test_what_is_copied_is_taken_off_the_clipboard(qtbot):
    clipboard = QGuiApplication.clipboard()
    guard = ClipboardGuard(clipboard, kept_ms=80, ours=lambda: True)
    clipboard.setText("Hon berättade att duschen uteblir.")
    assert clipboard.text()
    qtbot.waitUntil(lambda: not clipboard.text())

    clipboard.setText("En gång till.")
    guard.clear()  # as when the window is locked

    assert clipboard.text() == ""


def test_what_another_program_has_copied_stays(qtbot):
    clipboard, copied_here = QGuiApplication.clipboard(), [True]
    guard = ClipboardGuard(clipboard, kept_ms=80, ours=lambda: copied_here[0])
    clipboard.setText("Härifrån.")
    copied_here[0] = False
    clipboard.setText("Från ett annat program.")
    qtbot.wait(200)
    guard.clear()

    assert clipboard.text() == "Från ett annat program."
    clipboard.clear()
