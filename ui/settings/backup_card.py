"""The backup of this database: how old it is, and a new one made and checked while the work goes on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.store.backup import last_backup
from kollegie.store.whole_copies import belongs_to
from kollegie.summary.numbers import listed
from ui.desk import Desk
from ui.new_file import choose_new_file
from ui.problems import problem_of
from ui.settings.backup_work import backup_work_of
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import LinkButton, PlainButton
from ui.widgets.card import Card
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import FlowLayout
from ui.widgets.strip import StripKind

OLD = 7
"""From so many days on the age of the latest copy stands out."""


class BackupCard(Card):
    """Shows the age of the latest copy and makes another. `telling` tells what came of it."""

    telling = Signal(object, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.body.setSpacing(theme().space(10))
        self.age = WrappedLabel("", "meta", characters=72)
        self.make = PlainButton("", "copy")
        self.stop = LinkButton(say("Avbryt", "Cancel"))
        self.work = backup_work_of(desk)
        self.work.progressed.connect(self.make.setText)
        self.work.made.connect(self._tell_made)
        self.work.failed.connect(self._refuse)
        self.work.ended.connect(self._show_work)
        self.stop.clicked.connect(self.work.stop)
        self.make.clicked.connect(self._choose)
        self.body.addWidget(Label(say("Säkerhetskopia", "Backup"), "heading"))
        self.body.addWidget(self.age)
        self.body.addWidget(
            WrappedLabel(
                say(
                    "Kopian är krypterad och öppnas med lösenfrasen som gällde när den gjordes. Den läggs tillbaka på "
                    "upplåsningsbilden: Byt…, Återställ en säkerhetskopia…",
                    "The copy is encrypted and opened by the passphrase it was made under. It is put back where the "
                    "database is unlocked: Change…, Restore a backup…",
                ),
                "meta",
                characters=72,
            )
        )
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        row.addWidget(self.make)
        row.addWidget(self.stop)
        self.body.addWidget(buttons)
        self._show_work()

    def refresh(self) -> None:
        """Look at the age of the latest copy anew."""
        self._desk.look(self, last_backup).done.connect(self._show)

    def save(self, path: Path) -> None:
        """Make a copy there."""
        self.work.begin(path)
        self._show_work()

    @Slot()
    def _show_work(self) -> None:
        self.make.setText(
            say("Gör säkerhetskopian…", "Making the backup…")
            if self.work.going_on
            else say("Gör en säkerhetskopia…", "Make a backup…")
        )
        self.make.setEnabled(not self.work.going_on)
        self.stop.setVisible(self.work.going_on)

    @Slot()
    def _choose(self) -> None:
        path = self._desk.store.path
        proposed = path.parent / f"{path.stem}-{self._desk.now():%Y-%m-%d}.kollegie"
        title = say("Spara säkerhetskopian", "Save the backup")
        chosen = choose_new_file(self, title, str(proposed), "Kollegie (*.kollegie)", may_exist=True)
        if chosen is not None:
            self.save(chosen)

    @Slot(object)
    def _show(self, made: datetime | None) -> None:
        days = None if made is None else (self._desk.now().date() - made.astimezone().date()).days
        self.age.set_tone(Tone.ATTENTION if days is None or days >= OLD else None)
        self.age.show_text(age_words(made, days))

    @Slot(object)
    def _tell_made(self, made: Path) -> None:
        beside = listed(belongs_to(made))
        words = say(
            f"Kopian {made.name} är gjord och kontrollerad. Spara den tillsammans med {beside}, helst inte bara på den "
            "här datorn.",
            f"The copy {made.name} is made and checked. Keep it together with {beside}, and not only on this computer.",
        )
        self.telling.emit(StripKind.DONE, words, "")
        self.refresh()

    @Slot(Exception)
    def _refuse(self, problem: Exception) -> None:
        told = problem_of(problem)
        if told is not None:
            self.telling.emit(StripKind.PROBLEM, told.sentence, "")


def age_words(made: datetime | None, days: int | None) -> str:
    """How old the latest copy is."""
    if made is None or days is None:
        return say(
            "Ingen säkerhetskopia har gjorts av den här databasen. Går datorn sönder finns bara det som är synkat.",
            "No backup of this database has been made. If the computer breaks, only what has been synced is left.",
        )
    moment = made.astimezone().strftime("%Y-%m-%d %H.%M")
    ago = {0: say("i dag", "today"), 1: say("i går", "yesterday")}.get(
        max(0, days), say(f"för {days} dagar sedan", f"{days} days ago")
    )
    return say(f"Den senaste gjordes {moment}, {ago}.", f"The latest was made {moment}, {ago}.")
