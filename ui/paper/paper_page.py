"""The page for days on paper: forms of my visits, and typing them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kollegie.language import say
from kollegie.model.reviews import Assignment, Case, Visit, VisitState
from kollegie.progress import Progress
from kollegie.store import Reading
from kollegie.summary.paper_form import print_visit_form
from kollegie.visiting.errors import ChecklistVersionMissing
from kollegie.visiting.opening import OpenVisit, open_visit
from kollegie.visiting.pinned import checklist_of
from ui.desk import Desk
from ui.file_work import FileWork
from ui.new_file import choose_new_file
from ui.page import Page
from ui.paper.paper_entry import PaperEntry
from ui.tokens import Tone
from ui.visiting.door_card import CONSENT_KEY
from ui.visiting.visit_words import gone_words
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Heading, WrappedLabel
from ui.widgets.layouts import FlowLayout, GrowsDown
from ui.widgets.row_list import RowList
from ui.widgets.side_column import ScrollColumn
from ui.widgets.strip import Strip, StripKind
from ui.widgets.two_line_delegate import Row


@dataclass(frozen=True, slots=True)
class Listed:
    """A visit in the list: the number of its case, its checklist, when it is and how far it has come."""

    visit: Visit
    case: str
    checklist: str
    mine: bool


class PaperPage(Page):
    """Lists the visits with their forms; one is typed in at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Papper", "Paper"), parent)
        self.list = RowList(say("Besök", "Visits"), _row)
        self.main_part = self.list
        self.detail = ScrollColumn(edge=28)
        self.entry: PaperEntry | None = None
        self.strip = Strip(StripKind.INFO, "")
        self.back = PlainButton(say("Alla besök", "All visits"), "arrow-left")
        self.work = FileWork(self)
        self._wanted: UUID | None = None
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "printer",
            say("Inga besök på den här datorn", "No visits on this computer"),
            say("När du har fått besök kan deras blanketter skrivas ut här.", "Forms of your visits are printed here."),
        )
        self.print_form = PlainButton(say("Blankett som PDF…", "Paper form as PDF…"), "printer", "Ctrl+P")
        self.type_in = PrimaryButton(say("Skriv in svaren", "Type in the answers"), "keyboard", "Ctrl+E")
        self._title = Heading(role="section")
        self._about = WrappedLabel(tone=Tone.MUTED)
        self._lay_out()
        self.list.chosen.connect(self._show_one)
        self.list.opened.connect(self._open_chosen)
        self.print_form.clicked.connect(self.choose_print)
        self.type_in.clicked.connect(self.open_chosen)
        self.back.clicked.connect(self.leave)
        self.work.failed.connect(self.failed)
        self.add_key("Ctrl+P", say("blankett som PDF", "paper form as PDF"), self.choose_print)
        self.add_key("Ctrl+E", say("skriv in svaren", "type in the answers"), self.open_chosen)
        self.add_key(CONSENT_KEY, say("samtycke", "consent"), self._ask_for_consent)
        self.add_key("F8", say("första obesvarade", "first unanswered"), self._first_left)
        self.add_key("Escape", say("tillbaka", "back"), self.leave)

    # What it can be asked

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl P", say("blankett", "form")), ("Ctrl E", say("skriv in", "type in")))

    def refresh(self) -> None:
        if self.entry is None:
            self.desk.look(self, partial(_gather, me=self.desk.me)).done.connect(self._show)
        else:
            gone = partial(_gone, visit=self.entry.hand.visit.id)
            self.desk.look(self, gone).done.connect(self._leave_gone)

    def place(self) -> object:
        return self.entry.hand.visit.id if self.entry is not None else None

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):
            self.open_visit(place)

    def open_visit(self, visit: UUID) -> None:
        """Type in the form of a visit."""
        self._wanted = visit
        receipt = self.desk.ask(self, partial(open_visit, self.desk.store, visit))
        receipt.done.connect(self._open)

    @Slot()
    def open_chosen(self) -> None:
        """Type in the form of the visit chosen."""
        self._open_chosen(self.list.current())

    def print_to(self, visit: UUID, path: Path) -> None:
        """Print the form of a visit; that is logged."""
        self.work.start(partial(_print, self.desk, visit, path), self._tell_printed)

    @Slot()
    def choose_print(self) -> None:
        """Let the person choose where the form of the visit chosen goes."""
        listed = self.list.current()
        if self.entry is not None or not isinstance(listed, Listed):
            return
        title = say("Spara blanketten", "Save the form")
        path = choose_new_file(self, title, f"{listed.case}.pdf", "PDF (*.pdf)")
        if path is not None:
            self.print_to(listed.visit.id, path)

    @Slot()
    def leave(self) -> None:
        """Close what lies over the form, else go back to the list; all that was typed is stored."""
        if self.entry is not None and self.entry.close_sheet():
            return
        if self.entry is not None:
            self.entry.finish()
            self._stack.removeWidget(self.entry)
            self.entry.hide()
            self.entry.deleteLater()
            self.entry = None
        self._show_ways()
        self.refresh()

    def flush(self) -> bool:
        """Hand over what is typed and wait until it is stored."""
        return self.entry.flush() if self.entry is not None else True

    # What it shows

    def _lay_out(self) -> None:
        self.header.put_first(self.back)
        self.header.add_action(self.work.stop)
        self._browsing = QWidget()
        row = QHBoxLayout(self._browsing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list, 45)
        row.addWidget(self.detail, 55)
        ways = GrowsDown()
        flow = FlowLayout(ways, gap=10)
        flow.addWidget(self.type_in)
        flow.addWidget(self.print_form)
        self.detail.add(self._title)
        self.detail.add(self._about)
        self.detail.add(ways)
        self._holder = QWidget()
        inside = QHBoxLayout(self._holder)
        inside.setContentsMargins(16, 8, 16, 8)
        inside.addWidget(self.strip)
        self._holder.hide()
        nothing = QWidget()
        around = QHBoxLayout(nothing)
        around.setContentsMargins(24, 24, 24, 24)
        around.addWidget(self._empty)
        self._nothing = nothing
        self._stack.addWidget(nothing)
        self._stack.addWidget(self._browsing)
        self.column.addWidget(self._holder)
        self.column.addWidget(self._stack, 1)
        self.back.hide()

    @Slot(object)
    def _show(self, found: tuple[Listed, ...]) -> None:
        if self.entry is not None:
            return
        current = self.list.current()
        self.list.show_things(found, keep=lambda one: current is not None and one.visit.id == current.visit.id)
        if found and self.list.current() is None:
            self.list.go_to(0)
        self._stack.setCurrentWidget(self._browsing if found else self._nothing)

    @Slot(object)
    def _leave_gone(self, gone: UUID | None) -> None:
        """The visit may have left this laptop, as after a sync: nobody goes on typing in where nothing is kept."""
        if gone is None or self.entry is None or self.entry.hand.visit.id != gone:
            return
        late = self.entry.unsaved()
        words = gone_words(self.entry.hand, late=late)
        if not late:
            self.entry.close_sheet()
            self.leave()
        self._say(StripKind.PROBLEM if late else StripKind.INFO, words)

    @Slot(object)
    def _show_one(self, listed: Listed) -> None:
        self._title.setText(say(f"Ärende {listed.case}", f"Case {listed.case}"))
        signed = listed.visit.state is VisitState.SIGNED
        if signed:
            words = say(
                "Besöket är signerat. Ändringar görs på besökets sida, med skäl.",
                "The visit is signed. Changes are made on the visit's page, with a reason.",
            )
        elif not listed.mine:
            words = say(
                "Blanketten bär bara ärendets nummer. Svaren skrivs in av den som gjorde besöket.",
                "The form bears only the case number. Whoever made the visit types in the answers.",
            )
        else:
            words = say(
                "Blanketten bär bara ärendets nummer. Efteråt skriver du in svaren i samma ordning, med tangenter.",
                "The form bears only the case number. Afterwards you type in the answers in the same order, by keys.",
            )
        self._about.show_text(f"{listed.checklist}\n{words}")
        self.type_in.setEnabled(listed.mine and not signed)

    @Slot(object)
    def _open_chosen(self, listed: object) -> None:
        if isinstance(listed, Listed) and listed.mine and listed.visit.state is not VisitState.SIGNED:
            self.open_visit(listed.visit.id)

    @Slot(object)
    def _open(self, seen: OpenVisit) -> None:
        if self.entry is not None:
            self.leave()
        self._holder.hide()
        self.entry = PaperEntry(self.desk, seen)
        self.entry.ended.connect(self._tell_ended)
        self.entry.stored.connect(self._show_saved)
        self.entry.written_off.connect(self._tell_written_off)
        self.entry.told.connect(self._tell)
        self.entry.failed.connect(self.failed)
        self.entry.showing.action_wanted.connect(self._go_to_action)
        self._stack.addWidget(self.entry)
        self._stack.setCurrentWidget(self.entry)
        self._show_ways()
        self.header.show_title(
            say(f"Papper · ärende {seen.case.label}", f"Paper · case {seen.case.label}"),
            f"{seen.checklist.title.in_()} · version {seen.checklist.version}",
        )
        self.entry.stand()

    def _show_ways(self) -> None:
        self.back.setVisible(self.entry is not None)
        if self.entry is None:
            self.header.show_title(say("Papper", "Paper"))

    @Slot(datetime)
    def _show_saved(self, at: datetime) -> None:
        if self.entry is not None:
            seen = self.entry.hand.seen
            saved = say(f"Sparat {at.astimezone():%H:%M:%S}", f"Saved {at.astimezone():%H:%M:%S}")
            self.header.show_title(
                say(f"Papper · ärende {seen.case.label}", f"Paper · case {seen.case.label}"),
                f"{seen.checklist.title.in_()} · version {seen.checklist.version} · {saved}",
            )

    @Slot()
    def _tell_ended(self) -> None:
        left = self.entry.left() if self.entry is not None else 0
        words = (
            say(
                f"{left} frågor är obesvarade. F8 går till den första.",
                f"{left} questions are unanswered. F8 goes there.",
            )
            if left
            else say(
                "Signera på besökets sida när du har läst igenom.", "Sign on the visit's page once you have read it."
            )
        )
        title = say("Sista frågan är införd.", "The last question is typed in.")
        self._say(StripKind.INFO if left else StripKind.DONE, words, title)

    @Slot(object)
    def _tell_printed(self, path: Path) -> None:
        self._say(StripKind.DONE, say(f"Sparad i {path.name}. Utskriften är loggad.", f"Saved in {path.name}; logged."))

    def _say(self, kind: StripKind, text: str, title: str = "") -> None:
        self.strip.show_message(kind, text, title)
        self._holder.show()

    @Slot()
    def _ask_for_consent(self) -> None:
        if self.entry is not None:
            self.entry.door.ask_for_consent()

    @Slot()
    def _tell_written_off(self) -> None:
        self._say(
            StripKind.INFO,
            say(
                "Besöket är avskrivet som avböjt. Det som är infört finns kvar. Ett ja i samtycket öppnar det igen.",
                "The visit is written off as declined. What is typed in is kept. A yes in the consent opens it again.",
            ),
        )

    @Slot(object)
    def _go_to_action(self, finding: UUID) -> None:
        self.flush()
        self.going.emit("findings", finding)

    @Slot(str)
    def _tell(self, words: str) -> None:
        self._say(StripKind.INFO, words)

    @Slot()
    def _first_left(self) -> None:
        if self.entry is not None:
            self.entry.go_to_unanswered()

    def hideEvent(self, event: Any) -> None:
        if self.entry is not None:
            self.entry.finish()
        super().hideEvent(event)


def _gather(reading: Reading, *, me: UUID) -> tuple[Listed, ...]:
    """My visits and, for a lead, those of others; the double visit itself is answered in its blind ones."""
    cases = {case.id: case.label for case in reading.find(Case)}
    mine = {one.visit_id for one in reading.find(Assignment, person_id=me)}
    visits = reading.find(Visit)
    titles = {visit.checklist_hash: visit for visit in visits}
    words = {fingerprint: _title(reading, visit) for fingerprint, visit in titles.items()}
    found = [
        Listed(visit, cases[visit.case_id], words[visit.checklist_hash], visit.id in mine)
        for visit in visits
        if visit.case_id in cases
        and visit.state is not VisitState.DROPPED
        and (visit.blind_of is None or visit.id in mine)
        and not (visit.double and visit.id in mine)
    ]
    return tuple(sorted(found, key=lambda one: (not one.mine, one.visit.state is VisitState.SIGNED, one.case)))


def _gone(reading: Reading, *, visit: UUID) -> UUID | None:
    """The visit's id if it is not on this laptop any more."""
    return visit if reading.first(Visit, id=visit) is None else None


def _title(reading: Reading, visit: Visit) -> str:
    try:
        return checklist_of(reading, visit).title.in_()
    except ChecklistVersionMissing:
        return visit.checklist


def _row(listed: Listed) -> Row:
    start = listed.visit.planned_start
    when = f"{start.astimezone():%Y-%m-%d %H.%M}" if start is not None else say("ingen tid", "no time")
    return Row(
        listed.case,
        f"{when} · {listed.checklist}",
        listed.visit.state.word,
        code_tone=Tone.MUTED,
        icon="clipboard-list",
    )


def _print(desk: Desk, visit: UUID, path: Path, _progress: Progress) -> Path:
    print_visit_form(desk.store, visit, path)
    return path
