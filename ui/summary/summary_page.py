"""The summary page: the outline, the printed pages as they will be saved, and what lies behind their figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kollegie.language import say
from kollegie.model.reviews import Review, ReviewState
from kollegie.planning.locking import lock_review, reopen_review
from kollegie.summary.content import Edition
from kollegie.summary.issuing import Issued
from kollegie.summary.tracing import Trace, TracedVisit
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.page import Page
from ui.summary.making import (
    Made,
    Wish,
    draw_wanted,
    make,
    place_of,
    text_of,
    visits_behind,
    write_own_text,
)
from ui.summary.paper_view import Wanted
from ui.summary.parts import OpenPoint, Part, PartKind
from ui.summary.saving import Saving
from ui.summary.spread import Spread
from ui.tasks import Task
from ui.tokens import PAGE_EDGE
from ui.widgets.drop_down import DropDown
from ui.widgets.empty_state import EmptyState
from ui.widgets.strip import StripKind

PAUSE_MS = 300


class SummaryPage(Page):
    """Shows one edition of one round on paper; it is made anew when what it rests on has changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, say("Sammanställning", "Summary"), parent)
        self._wish = Wish()
        self._made: Made | None = None
        self._making: Task | None = None
        self._again = False
        self._key = ""
        self._reading = PartKind.COVER
        self.rounds = DropDown(say("Granskning", "Review"))
        self._saving = Saving(desk, self)
        self.save, self.stop = self._saving.save, self._saving.stop
        self.spread = spread = Spread(self)
        self.outline, self.before, self.bar = spread.outline, spread.before, spread.bar
        self.paper, self.sources = spread.paper, spread.sources
        self._empty = EmptyState(
            "file-text",
            say("Ingen granskning än", "No review yet"),
            say(
                "När en granskning är upplagd står sammanställningen här och fylls på medan besöken görs.",
                "Once a review is set up, its summary stands here and grows while the visits are made.",
            ),
            say("Gå till Granskningar", "Go to Reviews"),
            "users-round",
        )
        self._stack = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._lay_out()
        self._connect()

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Alt ↑ ↓", say("byt del", "change part")),
            ("← →", say("välj siffra", "choose a figure")),
            ("F6", say("byt panel", "change panel")),
        )

    def panels(self) -> list[QWidget]:
        """The columns F6 goes through."""
        return self.spread.panels()

    def place(self) -> object:
        return self._wish

    def show_place(self, place: object) -> None:
        if isinstance(place, UUID):  # a round, from the room that leads it
            place = Wish(place, self._wish.edition)
        if isinstance(place, Wish):
            self._wish = place
            self.refresh()

    def refresh(self) -> None:
        if self._making is not None:
            self._again = True
            return
        self._making = Task(partial(make, self.desk.store, self._wish, self._made))
        self._making.succeeded.connect(self._show_made)
        self._making.failed.connect(self.failed)
        self._making.ended.connect(self._end_making)
        self.bar.show_state(say("Räknas om", "Being made"), done=False)
        self._making.start()

    def flush(self) -> bool:
        """Hand over what has been written and wait until it is stored."""
        self.sources.flush()
        return self.desk.flush()

    @property
    def made(self) -> Made | None:
        """What is shown."""
        return self._made

    @property
    def busy(self) -> bool:
        """Whether pages are being made just now."""
        return self._making is not None

    def save_to(self, path: Path) -> None:
        """Save the edition shown, off the window's thread."""
        if self._made is not None and self._made.review is not None:
            self._saving.start(self._made.wish, path)

    @Slot()
    def choose_file(self) -> None:
        """Let the person choose where the PDF goes, and save it there."""
        if self._made is not None and self._made.review is not None:
            path = self._saving.choose_file(self._made)
            if path is not None:
                self.save_to(path)

    # How it is put together

    def _lay_out(self) -> None:
        for widget in (self.rounds, self.stop, self.save):
            self.header.add_action(widget)
        self.rounds.hide()
        nothing = QWidget()
        around = QVBoxLayout(nothing)
        around.setContentsMargins(PAGE_EDGE, PAGE_EDGE, PAGE_EDGE, PAGE_EDGE)
        around.addWidget(self._empty)
        self._stack.addWidget(self.spread)
        self._stack.addWidget(nothing)
        self.column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.save.clicked.connect(self.choose_file)
        self._saving.saved.connect(self._tell_saved)
        self._saving.failed.connect(self.failed)
        self.rounds.chosen.connect(self._choose_round)
        self.outline.chosen.connect(self._go_to_part)
        self.before.settling.connect(self._settle)
        self.before.locking.locking.connect(self._lock)
        self.before.locking.opening.connect(self._open_again)
        self.bar.part_chosen.connect(self._go_to_part)
        self.bar.previous.clicked.connect(partial(self._turn, -1))
        self.bar.next.clicked.connect(partial(self._turn, +1))
        self.bar.zoom.clicked.connect(self._zoom)
        self.paper.wanted.connect(self._draw)
        self.paper.page_shown.connect(self._show_page)
        self.paper.figure_chosen.connect(self._follow)
        self.sources.edition_chosen.connect(self._choose_edition)
        self.sources.provider_chosen.connect(self._choose_provider)
        self.sources.opened.connect(self._open)
        self.sources.written.connect(self._store_own_text)
        self._empty.acted.connect(partial(self.going.emit, "reviews", None))
        self.desk.writer.saved.connect(self._pause.start)
        begun_forms_of(self.desk).saved.connect(self._pause.start)
        self._pause.timeout.connect(self._look_again)
        self.add_key("Ctrl+P", say("spara som PDF", "save as PDF"), self.choose_file)
        self.add_key("Alt+Down", say("nästa del", "next part"), partial(self._step, +1))
        self.add_key("Alt+Up", say("förra delen", "previous part"), partial(self._step, -1))
        self.add_key("F9", say("utgåva och källor", "edition and sources"), self.spread.open_sources)

    # What it does

    @Slot(object)
    def _show_made(self, made: Made) -> None:
        if self._again and made.basis is not None and made.wish.edition is not self._wish.edition:
            return  # the person has chosen another edition meanwhile
        anew = self._made is None or made.basis != self._made.basis or self._made.review != made.review
        changed = self._made is None or made.printed is not self._made.printed
        other = self._made is not None and self._made.wish.review_id != made.wish.review_id
        self._made = made
        if not self._again:
            self._wish = made.wish
        self._stack.setCurrentIndex(0 if made.review is not None else 1)
        self.save.setVisible(made.review is not None)
        self.rounds.setVisible(len(made.reviews) > 1)
        if anew:
            self.rounds.show_options([(review.id, review.name) for review in made.reviews])
        if made.review is None or made.facts is None or made.printed is None:
            self.header.show_title(say("Sammanställning", "Summary"))
            return
        self.rounds.show_value(made.review.id)
        self.header.show_title(say("Sammanställning", "Summary"), self._meta(made))
        self.sources.show_edition(made.wish.edition, made.facts.providers, made.wish.provider)
        if changed:
            self.outline.show_parts(made.parts)
            self.before.show_points(made.points)
            self.before.show()
            self.bar.show_parts(made.parts)
            self.paper.show_document(made.printed.pages, made.printed.spots)
            if other:
                self.paper.go_to(0)
            self._show_page(self.paper.page)
            if self._key:
                self._follow(self._key)
        mine = made.review.lead_id == self.desk.me
        self.before.locking.show_review(made.review, made.facts, len(made.points), mine=mine)
        self._show_own_text()

    def _meta(self, made: Made) -> str:
        name = made.review.name if made.review is not None else ""
        version = made.facts.version if made.facts is not None else ""
        state = say(f"Version {version}", f"Version {version}") if version else say("Utkast", "Draft")
        same = say("sidan du ser är samma text som i PDF", "the page you see is the text of the PDF")
        return f"{name} · {state} · {same}"

    @Slot()
    def _end_making(self) -> None:
        self._making = None
        if self._again:
            self._again = False
            self.refresh()
            return
        at = self.desk.now().strftime("%H.%M")
        self.bar.show_state(say(f"Uppdaterad {at}", f"Updated {at}"), done=True)

    @Slot()
    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()

    @Slot(object)
    def _choose_round(self, review_id: UUID) -> None:
        self._wish = Wish(review_id, self._wish.edition, "")
        self._forget_figure()
        self.refresh()

    @Slot(object)
    def _choose_edition(self, edition: Edition) -> None:
        self._wish = Wish(self._wish.review_id, edition, self._wish.provider)
        self._forget_figure()
        self.refresh()

    @Slot(object)
    def _choose_provider(self, ref: object) -> None:
        self._wish = Wish(self._wish.review_id, Edition.PROVIDER, str(ref))
        self._forget_figure()
        self.refresh()

    def _forget_figure(self) -> None:
        self._key = ""
        self.paper.mark("")
        self.sources.show_trace(None)

    @Slot(object)
    def _draw(self, wanted: Wanted) -> None:
        if self._made is not None and self._made.printed is not None:
            asked = partial(draw_wanted, self._made.printed.pdf, wanted)
            self.desk.ask(self, asked).done.connect(self._show_picture)

    @Slot(object)
    def _show_picture(self, drawn: tuple[Wanted, QImage]) -> None:
        self.paper.show_picture(*drawn)

    @Slot(int)
    def _show_page(self, page: int) -> None:
        made = self._made
        if made is None or made.printed is None:
            return
        self.bar.show_page(page, made.printed.pages)
        begun = [part for part in made.parts if part.page <= page]
        here = {part.kind for part in begun if part.page == page}
        if begun:  # of several parts on one page, the one gone to stays chosen
            self._show_part(self._reading if self._reading in here else begun[-1].kind)
        self.desk.ask(self, partial(text_of, made.printed.pdf, page)).done.connect(self._show_text)

    @Slot(object)
    def _show_text(self, text: tuple[int, str]) -> None:
        self.paper.show_text(*text)

    def _show_part(self, kind: PartKind) -> None:
        self._reading = kind
        self.outline.show_current(kind)
        self.bar.show_current(kind)
        self._show_own_text()

    def _show_own_text(self) -> None:
        review = self._made.review if self._made is not None else None
        mine = review is not None and review.lead_id == self.desk.me
        open_ = review is not None and review.state is not ReviewState.LOCKED
        self.sources.show_own_text(review if mine and open_ and self._reading is PartKind.CONDUCT else None)

    @Slot(object)
    def _go_to_part(self, part: Part) -> None:
        self._reading = part.kind
        self.paper.go_to(part.page, part.top)
        self._show_part(part.kind)

    def _step(self, step: int) -> None:
        parts = self._made.parts if self._made is not None else ()
        at = next((place for place, part in enumerate(parts) if part.kind is self._reading), 0)
        if 0 <= at + step < len(parts):
            self._go_to_part(parts[at + step])

    def _turn(self, step: int) -> None:
        self.paper.go_to(self.paper.page + step)

    @Slot()
    def _zoom(self) -> None:
        self.paper.show_whole_page(not self.paper.whole_page)
        self.bar.show_zoom(self.paper.whole_page)

    @Slot(str)
    def _follow(self, key: str) -> None:
        if self._made is not None and self._made.facts is not None:
            self._key = key
            self.paper.mark(key)
            receipt = self.desk.ask(self, partial(visits_behind, self._made, key))
            receipt.done.connect(self._show_trace)

    @Slot(object)
    def _show_trace(self, traced: tuple[str, Trace | None]) -> None:
        key, trace = traced
        if key != self._key:
            return
        if trace is None:  # the figure is gone from the pages made since
            self._forget_figure()
            return
        self.sources.show_trace(trace)
        self.spread.open_sources_asked_for()

    @Slot(object)
    def _open(self, visit: TracedVisit) -> None:
        place = place_of(visit)
        if place is not None:
            self.going.emit("visit", place)

    @Slot(object)
    def _settle(self, point: OpenPoint) -> None:
        self.going.emit(point.room, None)

    @Slot()
    def _lock(self) -> None:
        """Lock what is read here, and nothing that has come in since."""
        made = self._made
        if made is not None and made.review is not None and made.facts is not None:
            receipt = self.desk.act(lock_review, self.desk.store, made.review.id, made.facts.checksum())
            receipt.done.connect(self._tell_locked)

    @Slot(object)
    def _tell_locked(self, review: Review) -> None:
        words = say(
            "Den kan inte planeras eller skrivas om. Kommer något nytt in blir den ett utkast tills den låses igen.",
            "It cannot be planned or worded anew. If anything new comes in it is a draft until it is locked again.",
        )
        title = say(f"Version {review.version} är låst", f"Version {review.version} is locked")
        self.telling.emit(StripKind.DONE, words, title)

    @Slot()
    def _open_again(self) -> None:
        if self._made is not None and self._made.review is not None:
            self.desk.act(reopen_review, self.desk.store, self._made.review.id)

    @Slot(str, str)
    def _store_own_text(self, purpose: str, method: str) -> None:
        review = self._made.review if self._made is not None else None
        if review is not None:
            stored = begun_forms_of(self.desk).store(write_own_text, self.desk.store, review.id, purpose, method)
            stored.failed.connect(self.failed)

    @Slot(object)
    def _tell_saved(self, issued: Issued) -> None:
        words = say(
            f"{issued.path.name}, {issued.size}. Utskriften står i loggen.",
            f"{issued.path.name}, {issued.size}. The printing stands in the log.",
        )
        self.telling.emit(StripKind.DONE, words, say("Sammanställningen är sparad", "The summary is saved"))
