"""The windows, sheets and forms that open at a visit: what is done to see each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF
from stage import settle, wait_for


def with_every_type(show: Callable[[Any], None], question: str = "") -> Callable[[Any], None]:
    """Open a visit whose checklist has every type of question, at one of them."""

    def act(window: Any) -> None:
        from visiting.every_type import plan_every_type

        from kollegie.model.ids import derived_id
        from kollegie.model.reviews import Visit

        store, visit = window.desk.store, derived_id("visit", "9-001")
        with store.reading() as reading:
            there = reading.first(Visit, id=visit)
        if there is None:
            plan_every_type(store)
        page = window.page_of("visit")
        page.open_visit(visit, question or None)
        window.enter("visit")
        wait_for(window, lambda: page.visit is not None and page.visit.visit.id == visit)
        settle(window)
        show(window)

    return act


def go_to(window: Any, name: str) -> Any:
    """Stand on a question, whichever row it is in. Returns its card."""
    page = window.page()
    page.go_to(page.visit.cell_named(name))
    settle(window)
    return page.section.cards[page.section.current]


def raise_findings(window: Any) -> None:
    """Answer so that there is a deficiency and an acute danger, each with its finding open."""
    for name, value in (("at01", "nej"), ("at05", "ja")):
        page = window.page()
        page.flow.answer(page.visit.cell_named(name), value)
        settle(window)
        go_to(window, name)
        settle(window)


def answer_wrong(window: Any) -> None:
    """Type a number that cannot be, with the list of faults in the head."""
    card = go_to(window, "at06")
    window.page().flow.answer(card.cell, "-3")
    settle(window)
    card.enter_field()


def add_a_row(window: Any) -> None:
    """Add a row to the repeat and stand in it."""
    page = window.page()
    if not any(page.visit.rows.of(place) for place in page.section.bars):
        page.go_to(page.visit.cell_named("at13"))
        page.about.next_section()
        settle(window)
        place = next(iter(page.section.bars))
        if not page.visit.rows.of(place):
            page.flow.add_row(place)
    settle(window)


def attach_and_sign(window: Any) -> None:
    """A line on the pad, a picture beside its question."""
    from PySide6.QtGui import QColor, QImage

    page = window.page()
    photo = go_to(window, "at17")
    if not photo.attachments.lines():
        picture = QImage(400, 300, QImage.Format.Format_RGB888)
        picture.fill(QColor("#DDE6EE"))
        page.attaching.take_pixels(photo.cell, picture)
        page.attaching.form.keep.click()
        wait_for(window, photo.attachments.lines)
    photo.attachments.lines()[0].day.click()
    card = go_to(window, "at20")
    signing = card.attachments.signing
    if signing is not None and not card.attachments.lines():
        signing.pad.strokes = [[QPointF(0.1, 0.6), QPointF(0.3, 0.3), QPointF(0.6, 0.7), QPointF(0.8, 0.5)]]
        signing.pad.changed.emit()


def ask_to_sign(window: Any) -> None:
    """What a signature means and what is left; with the form for a visit that did not take place."""
    page = window.page()
    page.ask_to_sign()
    settle(window)
    page.dialog.drop.click()
    settle(window)


def leave_signing(window: Any) -> None:
    window.page().dialog.reject()


def amend(window: Any) -> None:
    """Sign the visit and begin to change an answer of it."""
    from kollegie.model.answer_values import Withheld

    page = window.page()
    if not page.visit.locked:
        page.flow.answer(page.visit.cell_named("at06"), "14")
        settle(window)
        page.ask_to_sign()
        page.dialog.passing_over.emit(Withheld.EJ_FRAGAD)
        wait_for(window, page.dialog.sign.isEnabled)
        page.dialog.sign.click()
        wait_for(window, lambda: page.visit.locked)
    card = go_to(window, "at01")
    card.marks.amend.click()
    settle(window)


def show_claim(window: Any) -> None:
    """A question made from the records, with what they claim."""
    from kollegie.model.reviews import Assignment
    from kollegie.model.signals import RecordQuestion

    with window.desk.store.reading() as reading:
        mine = {one.visit_id for one in reading.find(Assignment, person_id=window.desk.me)}
        asked = next(one for one in reading.find(RecordQuestion) if one.visit_id in mine)
    page = window.page()
    page.open_visit(asked.visit_id)
    wait_for(window, lambda: page.visit is not None and page.visit.visit.id == asked.visit_id)
    settle(window)
    page.go_to(next(cell for cell in page.visit.asked() if page.visit.question(cell).origin))


def ask_for_consent(window: Any) -> None:
    """The form of consent with what is missing told at its fields."""
    page = window.page()
    page.door.ask_for_consent()
    settle(window)
    page.door.form.save.click()


def close_consent(window: Any) -> None:
    window.page().door.sheet.close_sheet()


def open_support(window: Any) -> None:
    """What belongs to the question, in a sheet where there is no room beside it; a strip says that no flag is left."""
    window.page().about.next_flagged()
    window.page().columns.show_support()


def show_recovery(window: Any) -> None:
    """What is said after a stop out of order."""
    from kollegie.visiting.recovery import Recovery
    from ui.recovery import RecoveryDialog

    page = window.page()
    visit, checklist = page.visit.visit, page.visit.seen.checklist
    at = window.desk.now()
    left = Recovery(visit.id, page.visit.case.label, checklist.title.in_(), "1", "at12", "AT12", 10, 2, at, beside=1)
    window.greeting.dialog = RecoveryDialog(left, window)
    window.greeting.dialog.open()
    settle(window)


def leave_recovery(window: Any) -> None:
    window.greeting.dialog.reject()
