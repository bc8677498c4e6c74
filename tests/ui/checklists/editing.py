"""The room of checklists and its editor, as a test has them before it: a list chosen, a question gone to."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kollegie.intake.checklists import find_checklist
from kollegie.planning.checklist_drafts import checklist_drafts
from ui.checklists import ChecklistsPage
from ui.checklists.aspect import Aspect
from ui.checklists.editor import ChecklistEditor
from ui.desk import Desk

HB = find_checklist("hemtjanst-brukarbesok")


def make_page(desk: Desk, qtbot: QtBot) -> ChecklistsPage:
    """The room of checklists, with its list read."""
    made = ChecklistsPage(desk)
    qtbot.addWidget(made)
    made.resize(1320, 820)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: len(made.list.things) >= 7)
    return made


def choose(page: ChecklistsPage, id: str) -> None:
    """Stand on a checklist in the list."""
    page.list.go_to(next(place for place, one in enumerate(page.list.things) if one.id == id))


def editor_at(page: ChecklistsPage, qtbot: QtBot, id: str = "") -> ChecklistEditor:
    """The editor of the checklist of home care visits, at one of its questions."""
    choose(page, HB.id)
    page.edit_chosen()
    editor = page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.judgement.checklist is not None)
    if id:
        editor.go_to(key_of(editor, id))
    return editor


def key_of(editor: ChecklistEditor, id: str) -> Any:
    """The key of a question by its printed id."""
    return next(line.key for line in editor.outline.things if line.key and line.table.get("id") == id)


def aspect(editor: ChecklistEditor, field: str) -> Aspect:
    """The part of the form that holds a field."""
    return next(one for one in editor.form.aspects if field in one.fields)


def judged(editor: ChecklistEditor, qtbot: QtBot) -> None:
    """Wait until the draft has been judged anew."""
    with qtbot.waitSignal(editor.judged_anew, timeout=5000):
        pass


def kept(desk: Desk) -> Any:
    """The drafts as they stand in the store."""
    desk.flush()
    with desk.store.reading() as reading:
        return checklist_drafts(reading)


def texts(widget: QWidget) -> str:
    """All the words that can be seen in a part."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))
