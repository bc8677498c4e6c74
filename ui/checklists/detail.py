"""One checklist in use: what it is, what can be done with it, and the visits that stand on older versions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.intake.checklists import national_of
from kollegie.language import counted, say
from kollegie.model.checklist import Checklist, ControlQuestion
from kollegie.model.checklist_core import local_additions
from kollegie.model.reviews import VisitState
from ui.checklists.gathering import Movable, Shown
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton, PrimaryButton
from ui.widgets.card import Card, CardKind
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tag import Tag

WIDEST = 880
"""Pixels at 100 % text: wider than this a line is not read at a glance."""


class VisitToMove(Card):
    """A visit on an older version: what a move would do is shown before it is done."""

    asked = Signal(object)
    moving = Signal(object)
    back = Signal(object)

    def __init__(self, movable: Movable, parent: QWidget | None = None) -> None:
        super().__init__(CardKind.QUIET, parent=parent)
        self.movable = movable
        state = say("påbörjat", "begun") if movable.state is VisitState.ONGOING else say("planerat", "planned")
        head = GrowsDown()
        row = AsideLayout(head, least=160)
        words = QWidget()
        line = FlowLayout(words, gap=10)
        line.addWidget(Label(movable.case, "strong"))
        line.addWidget(Tag(state))
        ways = QWidget()
        flow = FlowLayout(ways, gap=4)
        self.look = LinkButton(say("Se vad en flytt gör", "See what a move does"), "eye")
        self.look.setAccessibleName(
            say(f"Se vad en flytt av {movable.case} gör", f"See what moving {movable.case} does")
        )
        self.undo = LinkButton(say("Flytta tillbaka", "Move back"), "undo-2")
        for part, shown in ((self.look, bool(movable.to)), (self.undo, bool(movable.back))):
            if shown:
                flow.addWidget(part)
            else:
                part.hide()
        row.addWidget(words)
        row.addWidget(ways)
        self.body.addWidget(head)
        self._says = WrappedLabel()
        self._says.hide()
        self.move_it = PlainButton(say("Flytta besöket", "Move the visit"), "arrow-right")
        self.move_it.hide()
        self.body.addWidget(self._says)
        self.body.addWidget(self.move_it, 0, Qt.AlignmentFlag.AlignLeft)
        self.look.clicked.connect(partial(self.asked.emit, movable))
        self.undo.clicked.connect(partial(self.back.emit, movable))
        self.move_it.clicked.connect(partial(self.moving.emit, movable))

    def show_preview(self, sentences: Sequence[str]) -> None:
        """Show what a move would do, and let it be done."""
        self._says.show_text("\n".join(sentences))
        self._says.show()
        self.look.hide()
        self.move_it.show()
        self.move_it.setFocus()


class ChecklistDetail(ScrollColumn):
    """Shows a checklist or a draft; tells what is wanted of it."""

    editing = Signal()
    printing = Signal()
    exporting = Signal()
    discarding = Signal()
    preview_wanted = Signal(object)
    moving = Signal(object)
    moving_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=28, parent=parent)
        theme().changed.connect(self._fit)
        self._fit()
        self.visits: dict[UUID, VisitToMove] = {}

    def show_one(self, shown: Shown) -> None:
        """Show another one."""
        self.clear()
        self.visits = {}
        self.add(Heading(shown.title, "section"))
        if shown.draft is not None:
            self._draft(shown)
        elif shown.checklist is not None:
            self._in_use(shown)

    def _draft(self, shown: Shown) -> None:
        at = f"{shown.changed_at.astimezone():%Y-%m-%d %H.%M}" if shown.changed_at is not None else ""
        self.add(
            WrappedLabel(
                say(
                    f"Utkast på den här datorn, ändrat {at}. Ingen annan ser det förrän det publiceras.",
                    f"A draft on this computer, changed {at}. Nobody else sees it until it is published.",
                ),
                tone=Tone.MUTED,
            )
        )
        drop = LinkButton(say("Kasta utkastet", "Discard the draft"), "trash-2")
        drop.clicked.connect(self.discarding)
        self._ways(say("Fortsätt skriva", "Go on writing"), drop)

    def _in_use(self, shown: Shown) -> None:
        checklist = shown.checklist
        assert checklist is not None
        core = sum(question.core for question in checklist.control_questions)
        questions = counted(len(checklist.control_questions), ("fråga", "frågor"), ("question", "questions"))
        self.add(
            WrappedLabel(
                say(
                    f"Version {checklist.version} · {questions}, varav {core} i den nationella kärnan · {checklist.id}",
                    f"Version {checklist.version} · {questions}, {core} of them in the national core · {checklist.id}",
                ),
                tone=Tone.MUTED,
            )
        )
        self.add(WrappedLabel(checklist.description.in_()))
        printing = PlainButton(say("Blankett som PDF…", "Paper form as PDF…"), "printer", "Ctrl+P")
        exporting = PlainButton(say("Spara som fil…", "Save as a file…"), "download")
        printing.clicked.connect(self.printing)
        exporting.clicked.connect(self.exporting)
        self._ways(say("Ändra i ett utkast", "Change in a draft"), printing, exporting)
        if shown.movable:
            self.add(Heading(say("Besök i äldre versioner", "Visits on older versions"), "field"))
            self.add(
                WrappedLabel(
                    say(
                        "De stannar där de är. Flyttar du ett besök följer svaren med; det går att flytta tillbaka.",
                        "They stay where they are. If you move a visit its answers follow, and it can be moved back.",
                    ),
                    tone=Tone.MUTED,
                )
            )
        for movable in shown.movable:
            block = VisitToMove(movable)
            block.asked.connect(self.preview_wanted)
            block.moving.connect(self.moving)
            block.back.connect(self.moving_back)
            self.visits[movable.visit] = block
            self.add(block)
        self._questions(checklist)
        if shown.published:
            self.add(Heading(say("Publicerat", "Published"), "field"))
        for one in shown.published:
            self.add(Label(f"{one.published_at.astimezone():%Y-%m-%d %H.%M}", "strong"))
            self.add(WrappedLabel(one.report, "meta"))

    def _questions(self, checklist: Checklist) -> None:
        """What is asked, section by section, with the municipality's own questions marked."""
        national = national_of(checklist)
        own = {one.name for one in local_additions(national, checklist)} if national is not None else set()
        mark = say("lokalt tillägg", "local addition")
        for section in checklist.sections:
            asked = [one for one in checklist.control_questions if checklist.section_of(one.name) is section]
            if asked:
                self.add(Heading(section.title.in_(), "field"))
                self.add(
                    WrappedLabel(
                        "\n".join(_line(one, mark if one.name in own else "") for one in asked), tone=Tone.MUTED
                    )
                )

    def _ways(self, primary: str, *others: QWidget) -> None:
        ways = GrowsDown()
        flow = FlowLayout(ways, gap=10)
        self.edit = PrimaryButton(primary, "pencil", "Ctrl+E")
        self.edit.clicked.connect(self.editing)
        flow.addWidget(self.edit)
        for other in others:
            flow.addWidget(other)
        self.add(ways)

    @Slot()
    def _fit(self) -> None:
        inner = self.widget()
        if inner is not None:
            inner.setMaximumWidth(theme().px(WIDEST))


def _line(question: ControlQuestion, mark: str) -> str:
    words = f"{question.id}  {question.short_label()}"
    return f"{words} · {mark}" if mark else words
