"""What the tests of the signals' page do at its list, and read there and in the store."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from kollegie.model.signals import WarningSignal


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def press(page, key):
    next(one for one in page.actions() if one.shortcut().toString() == key).trigger()


def listed(page):
    return [thing.rule for thing in page.list.things if isinstance(thing, WarningSignal)]


def choose(page, qtbot, rule):
    place = next(i for i, thing in enumerate(page.list.things) if getattr(thing, "rule", "") == rule)
    page.list.go_to(place)
    qtbot.waitUntil(lambda: page.detail.detail is not None and page.detail.detail.signal.rule == rule, timeout=5_000)


def stored(desk, signals, rule):
    with desk.store.reading() as reading:
        return reading.get(WarningSignal, signals[rule].id)


def wait_for(desk, signals, qtbot, rule, state):
    qtbot.waitUntil(lambda: stored(desk, signals, rule).state is state, timeout=5_000)
    qtbot.waitUntil(lambda: desk._reader.waiting == 0 and desk.writer.waiting == 0, timeout=5_000)
