"""Erasing a case for good, for whoever leads: what goes is shown first, then the reason and the number are typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.progress import Progress
from kollegie.store.erasure_extent import words_for
from ui.desk import Desk
from ui.problems import problem_of
from ui.tasks import Task
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.error_line import ErrorLine
from ui.widgets.fields import Field, TextField
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout

if TYPE_CHECKING:
    from kollegie.model.erasures import Erasure
    from kollegie.store.erasure_extent import Extent


class EraseCard(Card):
    """`erased` tells a sentence once a case is gone. Nothing is touched before its number has been typed again."""

    erased = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._task: Task | None = None
        self._extent: Extent | None = None
        self.case = TextField(say("Ärendets nummer", "The number of the case"))
        self.look = PlainButton(say("Visa vad som försvinner", "Show what goes"), "search")
        self.goes = WrappedLabel("")
        self.reason = TextField(say("Skäl till gallringen", "Reason for the erasure"))
        self.again = TextField(say("Ärendets nummer en gång till", "The number of the case once more"))
        self.erase = PlainButton(say("Radera för gott", "Erase for good"), "trash-2")
        self.leave = LinkButton(say("Låt bli", "Leave it"), "undo-2")
        self._fault = ErrorLine(self.case)
        self._sure = QWidget()
        self._lay_out()
        self.look.clicked.connect(self._look)
        self.case.returnPressed.connect(self._look)
        self.erase.clicked.connect(self._erase)
        self.leave.clicked.connect(self._leave)

    @property
    def busy(self) -> bool:
        """Whether something is looked up or erased just now."""
        return self._task is not None

    @property
    def fault(self) -> str:
        """Why it was refused."""
        return self._fault.sentence

    def _lay_out(self) -> None:
        self.body.setSpacing(theme().space(10))
        self.body.addWidget(Label(say("Gallra ett ärende", "Erase a case"), "heading"))
        self.body.addWidget(
            WrappedLabel(
                say(
                    "Raderar ärendet för gott, här och vid nästa synk på navet och hos alla. Det går inte att ångra.",
                    "Erases the case for good, here and at the next sync at the hub and from everybody. It cannot be "
                    "undone.",
                ),
                tone=Tone.MUTED,
            )
        )
        self.body.addWidget(Field(say("Ärende", "Case"), self.case))
        self.body.addWidget(self._fault)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=10)
        flow.addWidget(self.look)
        self.body.addWidget(buttons)
        self._reasoned = Field(say("Skäl", "Reason"), self.reason)
        self._typed = Field(say("Skriv ärendets nummer igen", "Type the number of the case again"), self.again)
        doing = FlowLayout(self._sure, gap=10)
        doing.addWidget(self.erase)
        doing.addWidget(self.leave)
        for part in (self.goes, self._reasoned, self._typed, self._sure):
            self.body.addWidget(part)
            part.hide()

    @Slot()
    def _look(self) -> None:
        self._run(partial(_looked_up, self._desk, self.case.text()), self._show)

    @Slot()
    def _erase(self) -> None:
        if self._extent is None:
            return
        if self.again.text().strip().casefold() != self._extent.case.label.casefold():
            self._fault.show_fault(
                say("Numret är inte detsamma. Ingenting är raderat.", "The number differs. Nothing has been erased.")
            )
            return
        self._run(partial(_erased, self._desk, self._extent, self.reason.text()), self._tell)

    @Slot()
    def _leave(self) -> None:
        self._extent = None
        for field in (self.case, self.reason, self.again):
            field.show_text("")
        for part in (self.goes, self._reasoned, self._typed, self._sure):
            part.hide()
        self._fault.clear_fault()

    def _run(self, work: object, then: object) -> None:
        if self._task is not None:
            return
        self._fault.clear_fault()
        self._task = Task(work)  # type: ignore[arg-type]
        self._task.succeeded.connect(then)
        self._task.failed.connect(self._refuse)
        self._task.ended.connect(self._end)
        self._task.start()

    @Slot(object)
    def _show(self, extent: Extent) -> None:
        self._extent = extent
        self.goes.show_text(extent_words(extent))
        for part in (self.goes, self._reasoned, self._typed, self._sure):
            part.show()
        self.reason.setFocus()

    @Slot(object)
    def _tell(self, made: Erasure) -> None:
        label = "" if self._extent is None else self._extent.case.label
        self._leave()
        words = say(
            "Ärende {} är raderat på den här datorn. Protokollet är signerat. Synka för att radera hos alla.",
            "Case {} is erased on this computer. The protocol is signed. Sync to erase it from everybody.",
        )
        self.erased.emit(words.format(label) if made.signature else "")

    @Slot(Exception)
    def _refuse(self, error: Exception) -> None:
        told = problem_of(error)
        if told is not None:
            self._fault.show_fault(told.sentence)

    @Slot()
    def _end(self) -> None:
        self._task = None


def extent_words(extent: Extent) -> str:
    """What an erasure removes, in one list."""
    parts = [words_for(name, count) for name, count in extent.records]
    if extent.contents:
        parts.append(say("{} foton och filer", "{} photos and files").format(extent.contents))
    if extent.record_rows:
        parts.append(say("{} rader i inlästa filer", "{} rows in imported files").format(extent.record_rows))
    if extent.suspicions:
        parts.append(words_for("suspicion", extent.suspicions))
    if extent.drafts:
        parts.append(say("{} utkast", "{} drafts").format(extent.drafts))
    words = say("Försvinner: {}, med all historik.", "Goes: {}, with all history.").format(", ".join(parts))
    if extent.unsent:
        words += say(
            " {} poster har ändringar som ingen annan har fått.", " {} records have changes nobody else has."
        ).format(extent.unsent)
    if extent.elsewhere:
        words += say(
            " Personen finns också i {}: registret och de inlästa filerna blir kvar.",
            " The person is in {} too: the register and the imported files stay.",
        ).format(", ".join(extent.elsewhere))
    return words


def _looked_up(desk: Desk, wanted: str, _progress: Progress) -> Extent:
    from kollegie.store.erasure_extent import extent_of, find_case

    desk.flush()
    with desk.store.reading() as reading:
        case = find_case(reading, wanted)
    return extent_of(desk.store, case.id)


def _erased(desk: Desk, extent: Extent, reason: str, _progress: Progress) -> Erasure:
    from kollegie.sync.erasing import erase_as_lead

    desk.flush()
    return erase_as_lead(desk.store, extent.case.id, reason)
