"""One confidential suspicion, whole: what was written, its links as a list, its steps, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.register import Person
from kollegie.model.suspicions import Suspicion, SuspicionState, about_words
from ui.begun_forms import BegunForms, KeptForm
from ui.tokens import Tone
from ui.widgets.act_row import ActRow
from ui.widgets.buttons import Button, LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.choice import Option
from ui.widgets.fields import Field, NoteEdit, TextField, day_in
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.many_choice import ManyChoice
from ui.widgets.tag import Tag, TagKind

STEP = "suspicion step"
"""The name of the form a step is written in."""


class SuspicionDetail(Card):
    """Shows one. Saves nothing itself.

    `stepped` tells the name of a step and its words, `day_chosen` a day, `readers_chosen` ids of persons, `copy_wanted`
    an id and a name, `signal_wanted` a signal's id, `erasing` that it is to be erased.
    """

    stepped = Signal(str, str)
    day_chosen = Signal(object)
    readers_chosen = Signal(object)
    copy_wanted = Signal(object, str)
    signal_wanted = Signal(object)
    erasing = Signal()

    def __init__(
        self,
        one: Suspicion,
        persons: Sequence[Person],
        forms: BegunForms,
        *,
        signals: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`signals` says whether the signals it rests on can be opened from here."""
        super().__init__(parent=parent)
        self.one = one
        self.buttons: dict[str, Button] = {}
        self.body.addWidget(Heading(say("Förtrolig misstanke", "Confidential suspicion")))
        tags = QWidget()
        flow = FlowLayout(tags, gap=8)
        flow.addWidget(Tag(one.state.word, TagKind.NEUTRAL, "lock"))
        for words in facts_of(one):
            flow.addWidget(Tag(words))
        self.body.addWidget(tags)
        self._tell(say("Gäller", "About"), about_words(one.about))
        self._tell(say("Vad som misstänks", "What is suspected"), (one.suspected,))
        self._tell(say("Grund", "Ground"), (one.ground,))
        self._tell(say("Kopplingar", "Links"), one.links.splitlines())
        self._offer(
            [
                (f"signal {id}", say(f"Öppna signalen {rule}", f"Open the signal {rule}"), self._opening(id))
                for rule, id in (one.signals if signals else ())
            ]
        )
        self._tell(
            say("Får läsa", "May read"),
            (", ".join((one.recorder, *(name for _, name in one.readers))),),
        )
        self._tell(
            say("Vad som har hänt", "What has been done"),
            [f"{step.at.astimezone():%Y-%m-%d %H.%M} · {step.by} · {step.kind.word} {step.text}".strip()
             for step in one.steps],
            "meta",
        )  # fmt: skip
        if not one.copied_from:
            self._steps(forms)
            self._readers(persons)
        if one.copied_from or one.state is SuspicionState.CLOSED:
            self._erasing()

    def _opening(self, id: str) -> object:
        return partial(self.signal_wanted.emit, UUID(hex=id))

    def _tell(self, heading: str, lines: Sequence[str], role: str = "body") -> None:
        if any(lines):
            self.body.addWidget(Heading(heading, "heading"))
            for line in lines:
                self.body.addWidget(WrappedLabel(line, role))

    def _offer(self, acts: Sequence[tuple[str, str, object]], parts: Sequence[QWidget] = ()) -> None:
        row = GrowsDown()
        flow = FlowLayout(row, gap=8)
        for part in parts:
            flow.addWidget(part)
        for name, words, act in acts:
            button = PlainButton(words)
            button.clicked.connect(act)
            self.buttons[name] = button
            flow.addWidget(button)
        self.body.addWidget(row)
        row.setVisible(bool(acts or parts))

    def _steps(self, forms: BegunForms) -> None:
        self.body.addWidget(Heading(say("Lägg till eller ändra läget", "Add to it or change its state"), "heading"))
        asked = say(
            "Tillägget, myndigheten med deras nummer, eller skälet", "The addition, the authority, or the reason"
        )
        self.words = NoteEdit(asked)
        self.words_field = Field(asked, self.words)
        self.body.addWidget(self.words_field)
        self.kept = KeptForm(forms, self.one.id, STEP, {"words": self.words}, self)
        add = ("add", say("Lägg till", "Add"))
        offered = {
            SuspicionState.CLOSED: [add, ("reopen", say("Öppna igen", "Open again"))],
        }.get(
            self.one.state,
            [add, ("tell", say("Lämnad till myndighet", "Handed to an authority")), ("close", say("Avsluta", "Close"))],
        )
        self._offer([(name, words, partial(self._step, name)) for name, words in offered])
        if self.one.state is not SuspicionState.CLOSED:
            day = "" if self.one.look_again is None else self.one.look_again.isoformat()
            self.day = TextField(say("Ses över", "Look again"), day)
            self.day_field = Field(say("Ses över den", "To be looked at again on"), self.day)
            self.body.addWidget(self.day_field)
            self._offer([("day", say("Ändra dagen", "Change the day"), self._choose_day)])

    def _readers(self, persons: Sequence[Person]) -> None:
        if not persons:
            return
        named = say("Får läsa utom du", "May read besides you")
        self.readers = ManyChoice(named, [Option(one.id.hex, one.name) for one in persons])
        self.readers.show_values([id for id, _ in self.one.readers])
        self.body.addWidget(Field(named, self.readers))
        acts: list[tuple[str, str, object]] = [
            ("readers", say("Ändra läsare", "Change the readers"), self._choose_readers)
        ]
        for id, name in self.one.readers:
            words = say(f"Gör en kopia till {name}…", f"Make a copy for {name}…")
            acts.append((f"copy {id}", words, partial(self.copy_wanted.emit, UUID(hex=id), name)))
        self._offer(acts)

    def _erasing(self) -> None:
        self._sure = QWidget()
        line = FlowLayout(self._sure, gap=8)
        words = say(
            "Den raderas från den här datorn och kan inte ångras. Äldre reservkopior har den kvar.",
            "It is erased from this computer and cannot be undone. Older backups still hold it.",
        )
        sure = PlainButton(say("Radera för gott", "Erase for good"), "trash-2")
        sure.clicked.connect(self.erasing)
        self.buttons["sure"] = sure
        line.addWidget(WrappedLabel(words, "meta", Tone.MUTED))
        line.addWidget(sure)
        erase = LinkButton(say("Radera misstanken…", "Erase the suspicion…"), "trash-2")
        erase.clicked.connect(self._sure.show)
        self.buttons["erase"] = erase
        self.body.addWidget(ActRow(erase))
        self.body.addWidget(self._sure)
        self._sure.hide()

    def _step(self, name: str) -> None:
        self.words_field.clear_fault()
        if self.words.text().strip():
            self.stepped.emit(name, self.words.text())
        else:
            self.words_field.show_fault(say("Skriv vad det gäller.", "Write what it is."))

    @Slot()
    def _choose_day(self) -> None:
        good, day = day_in(self.day_field, self.day)
        if good and day is not None:
            self.day_chosen.emit(day)
        elif good:
            self.day_field.show_fault(say("Skriv en dag.", "Write a day."))

    @Slot()
    def _choose_readers(self) -> None:
        self.readers_chosen.emit(tuple(UUID(hex=str(value)) for value in self.readers.values()))


def facts_of(one: Suspicion) -> list[str]:
    """By whom and when it was written, and which day it waits for."""
    day = f"{one.recorded_at.astimezone():%Y-%m-%d}"
    facts = [f"{one.recorder}, {day}"]
    if one.copied_from:
        facts.append(say(f"Kopia från {one.recorder}", f"A copy from {one.recorder}"))
    if one.disposable_from is not None:
        facts.append(say(f"Gallras från {one.disposable_from}", f"To be erased from {one.disposable_from}"))
    elif one.look_again is not None:
        facts.append(say(f"Ses över {one.look_again}", f"Look again {one.look_again}"))
    return facts
