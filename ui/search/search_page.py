"""The search page: a field that finds while one types, and what was found, latest first."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.language import counted, out_of, say
from kollegie.store import Reading
from kollegie.store.roles import roles_in
from kollegie.store.searching import waiting_for_search
from ui.desk import Desk
from ui.laying_in import laying_in_of
from ui.page import Page
from ui.search.found import MOST, Found, search
from ui.tokens import PAGE_EDGE, Tone
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_field import FilterField
from ui.widgets.row_list import RowList
from ui.widgets.two_line_delegate import Row

LEAST = 2


class SearchPage(Page):
    """Searches notes, answers in words, findings, actions, case numbers and providers; never users' names.

    A lead finds what is decided about invoices too.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Sök", "Search"), parent)
        self._asked = ""
        self.field = FilterField(
            say("Sök i anteckningar, iakttagelser och åtgärder", "Search notes, findings, actions"),
            say("Ord eller ärendenummer", "Words or case number"),
        )
        self.list = RowList(say("Träffar", "Hits"), _row, click_opens=True)
        self.main_part = self.field
        self._waits = False
        self._laying_in = laying_in_of(desk)
        self._laying_in.progressed.connect(self._tell_laying_in)
        self._laying_in.succeeded.connect(self._ask_again)
        self._laying_in.failed.connect(self._tell_not_laid_in)
        self._said: EmptyState | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(PAGE_EDGE, PAGE_EDGE - 8, PAGE_EDGE, PAGE_EDGE)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addWidget(self._stack, 1)
        self.column.addWidget(body, 1)
        self.field.returnPressed.connect(self._go_to_hits)
        self.field.paused.connect(self._ask)
        self.list.opened.connect(self._open)
        self.add_key("Ctrl+F", say("sök", "search"), partial(self.field.setFocus, Qt.FocusReason.ShortcutFocusReason))
        self._say_nothing()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("↑ ↓", say("välj träff", "choose a hit")), ("↵", say("öppna", "open")))

    def refresh(self) -> None:
        self._ask()

    def place(self) -> object:
        return self.field.text()

    def show_place(self, place: object) -> None:
        if isinstance(place, str):
            self.field.show_text(place)
            self._ask()

    @Slot()
    def _ask(self) -> None:
        words = self.field.text().strip()
        self._asked = words
        self._waits = False
        if len(words) < LEAST:
            self._say_nothing()
            return
        self.desk.look(self, partial(_gather, self.desk.me, words)).done.connect(self._show)

    @Slot(object)
    def _show(self, answer: tuple[str, tuple[Found, ...] | None, bool]) -> None:
        words, found, desk = answer
        if words != self._asked:  # the person has typed on; a later answer is on its way
            return
        if found is None:
            self._wait()
            return
        self.list.show_things(found[:MOST])
        number = counted(len(found), ("träff", "träffar"), ("hit", "hits"))
        if len(found) > MOST:
            number = say(f"Fler än {MOST} träffar, de nyaste visas", f"More than {MOST} hits, the latest are shown")
        self.header.show_title(say("Sök", "Search"), number)
        if found:
            self._stack.setCurrentWidget(self.list)
        else:
            self._say(say("Inga träffar", "No hits"), _nowhere(words, desk=desk))

    def _wait(self) -> None:
        """A sync has brought much that cannot be searched yet: tell how far that is, and ask again afterwards."""
        self._waits = True
        self._say(
            say("Söker snart", "Searching soon"),
            say("Sökningen görs när allt går att söka i.", "The search is made once everything can be searched."),
        )
        self._tell_laying_in(0, 0, "")
        self._laying_in.start()

    @Slot(int, int, str)
    def _tell_laying_in(self, done: int, total: int, _what: str) -> None:
        if self._waits:
            words = say("Det som synken hämtade görs sökbart…", "What the sync fetched is made searchable…")
            told = f"{out_of(done, total)} {say('poster', 'records')}" if total else ""
            self.header.show_title(say("Sök", "Search"), f"{words} {told}".strip())

    @Slot()
    def _ask_again(self) -> None:
        if self._waits:
            self._ask()

    @Slot(Exception)
    def _tell_not_laid_in(self, problem: Exception) -> None:
        if self._waits:
            self._waits = False
            self.header.show_title(say("Sök", "Search"), say("Sökningen blev inte av.", "The search was not made."))
            self._say(
                say("Sökningen blev inte av", "The search was not made"),
                say(
                    "Det som synken hämtade kunde inte göras sökbart. Ändra orden så görs ett nytt försök.",
                    "What the sync fetched could not be made searchable. Change the words to try again.",
                ),
            )
            self.desk.unread.emit(problem)

    def _say_nothing(self) -> None:
        self.header.show_title(say("Sök", "Search"), say("Nyast först.", "Latest first."))
        self._say(
            say("Sök i det du har här", "Search what you have here"),
            say(
                "Skriv minst två tecken. Namn och personnummer söks aldrig.",
                "Type at least two letters. Names and identity numbers are never searched.",
            ),
        )

    def _say(self, title: str, text: str) -> None:
        said = EmptyState("search", title, text)
        self._stack.addWidget(said)
        self._stack.setCurrentWidget(said)
        if self._said is not None:
            self._stack.removeWidget(self._said)
            self._said.deleteLater()
        self._said = said

    @Slot()
    def _go_to_hits(self) -> None:
        if self.list.things and self._stack.currentWidget() is self.list:
            self.list.setFocus()
            self.list.go_to(0)

    @Slot(object)
    def _open(self, found: Found) -> None:
        if found.place is not None:
            self.going.emit(found.room, found.place)


def _gather(me: UUID, words: str, reading: Reading) -> tuple[str, tuple[Found, ...] | None, bool]:
    """What the words stand in, and whether the invoices were looked through; None while some of it cannot be found."""
    found = None if waiting_for_search(reading) else search(reading, me, words)
    return words, found, roles_in(reading, me).sees_the_desk


def _nowhere(words: str, *, desk: bool) -> str:
    """Where the words were looked for in vain; the invoices are named to those who have them."""
    if desk:
        return say(
            f"”{words}” finns inte i svar, kommentarer, iakttagelser, åtgärder, ärendenummer, utförare eller det som "
            "du ser under Fakturor.",
            f"“{words}” is not in answers, comments, findings, actions, case numbers, providers or what you see under "
            "Invoices.",
        )
    return say(
        f"”{words}” finns inte i svar, kommentarer, iakttagelser, åtgärder, ärendenummer eller utförare.",
        f"“{words}” is not in answers, comments, findings, actions, case numbers or providers.",
    )


def _row(found: Found) -> Row:
    return Row(found.text, found.where, state=found.kind, state_tone=Tone.MUTED)
