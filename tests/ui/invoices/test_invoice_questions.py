"""The questions of an invoice beside the list: asked, suggested from the records, noted and answered."""

from __future__ import annotations

from dataclasses import replace

from at_the_invoices import choose, seen
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kollegie.follow_up.desk_findings import AtInvoice, desk_findings
from kollegie.follow_up.invoices import invoice_answers
from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import BilingualText, ControlQuestion, Group, QuestionType
from kollegie.planning.publishing import publish
from ui.begun_forms import begun_forms_of
from ui.desk import Desk
from ui.invoices import InvoicesPage
from ui.invoices.checklist_column import ChecklistColumn
from ui.invoices.hours_bars import HoursBars
from ui.invoices.invoices_view import InvoicesView
from ui.widgets.buttons import LinkButton


def test_a_published_checklist_is_asked_of_invoices_not_begun(page: InvoicesPage, desk: Desk, qtbot: QtBot) -> None:
    shipped = find_checklist("assistans-fakturor")
    asked = ControlQuestion("pf90", "PF90", QuestionType.TEXT, BilingualText("Vem har du talat med?"))
    said = ControlQuestion("pf91", "PF91", QuestionType.NOTE, BilingualText("Ring före klockan tre."))
    ours = Group("eget", BilingualText("Vårt eget"), (replace(asked, guidance=BilingualText("Namn och dag.")), said))
    first, *others = shipped.sections
    sections = (replace(first, items=(*first.items, ours)), *others)
    egen = replace(shipped, version="egen", title=BilingualText("Egen"), sections=sections)
    publish(desk.store, egen, in_use=shipped)

    view = choose(page, qtbot, "F-101")
    view.open_checklist()
    qtbot.waitUntil(lambda: "pf90" in view.checklist.cards, timeout=8_000)

    assert view.detail.shown.checklist.version == view.detail.shown.version.version == "egen"
    assert "Namn och dag." in [one.text() for one in view.checklist.cards["pf90"].findChildren(QLabel)]
    assert view.checklist.notes["pf91"].text() == "Ring före klockan tre."
    view.close_checklist()


def test_what_the_records_say_is_violet_until_somebody_takes_it(page: InvoicesPage, desk: Desk, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "F-100")
    view.open_checklist()
    qtbot.waitUntil(lambda: bool(view.checklist.cards), timeout=8_000)
    card = view.checklist.cards["pf02"]
    assert "20,0 timmar" in card._said.text()
    with desk.store.reading() as reading:
        assert invoice_answers(reading, view.look) == {}

    card.take.click()
    qtbot.waitUntil(lambda: "pf02" in view.detail.shown.answers, timeout=8_000)
    view.checklist.cards["pf01"].part.answered.emit("nej")
    qtbot.waitUntil(lambda: "pf01" in view.detail.shown.answers, timeout=8_000)

    with desk.store.reading() as reading:
        answers = invoice_answers(reading, view.look)
    assert (answers["pf02"].value, answers["pf02"].suggested) == ("20.0", True)
    assert (answers["pf01"].value, answers["pf01"].suggested) == ("nej", False)
    assert not card._claim.isVisibleTo(card)
    assert view.checklist.cards["pf01"]._found.isVisibleTo(view.checklist.cards["pf01"])
    assert [(one.finding.question, one.finding.state.value) for one in found(desk, view)] == [("pf01", "proposed")]
    assert found(desk, view)[0].finding.text
    view.undo()
    qtbot.waitUntil(lambda: "pf01" not in view.detail.shown.answers, timeout=8_000)
    assert found(desk, view) == ()
    view.close_checklist()


def test_a_note_at_a_question_is_kept_while_it_is_written_and_takes_no_answer_away(
    page: InvoicesPage, desk: Desk, qtbot: QtBot
) -> None:
    view = choose(page, qtbot, "F-101")
    view.open_checklist()
    card = view.checklist.cards["pf02"]
    card.take_suggestion()
    card.note.setPlainText("Enligt beslutet")
    card.note.left.emit("Enligt beslutet")  # before the answer has been stored and read anew
    view.checklist.cards["pf01"].note.setPlainText("Ringt utför")
    again = ChecklistColumn(desk.now, begun_forms_of(desk))  # as after a crash
    qtbot.addWidget(again)
    again.show_invoice(view.detail.shown)
    assert again.cards["pf01"].note.text() == "Ringt utför"

    qtbot.waitUntil(lambda: "pf02" in view.detail.shown.answers and desk._reader.waiting == 0, timeout=8_000)
    answer = view.detail.shown.answers["pf02"]
    assert (answer.value, answer.note, answer.suggested) == ("29.0", "Enligt beslutet", True)
    assert view.checklist.cards["pf01"].note.text() == "Ringt utför"
    assert {name for _, name in begun_forms_of(desk)._kept} == {"desk pf01 note"}
    view.checklist.cards["pf01"].note.left.emit("Ringt utför")
    qtbot.waitUntil(lambda: "pf01" in view.detail.shown.answers, timeout=8_000)
    assert not begun_forms_of(desk)._kept
    card.note.setPlainText("Enligt beslutet, ringt")
    after = ChecklistColumn(desk.now, begun_forms_of(desk))  # as after a crash, and a sync with another's answer
    qtbot.addWidget(after)
    after.show_invoice(replace(view.detail.shown, answers={"pf02": replace(answer, value="31.0")}))
    again_card = after.cards["pf02"]
    assert again_card.note.text() == "Enligt beslutet, ringt"
    assert (again_card._typed.text(), again_card.part.begun) == ("31,0", False)
    card.note.setPlainText("Enligt beslutet")
    view.close_checklist()


def test_an_answer_given_while_the_list_shows_no_invoice_is_stored_and_the_questions_go(
    page: InvoicesPage, desk: Desk, qtbot: QtBot
) -> None:
    view = choose(page, qtbot, "F-100")
    view.open_checklist()
    asked, card = view.look, view.checklist.cards["pf01"]
    view.filter.setText("finns inte")
    view._show_rows()

    card.part.answered.emit("ja")

    def stored() -> bool:
        with desk.store.reading() as reading:
            return "pf01" in invoice_answers(reading, asked)

    assert view._right.currentWidget() is view.detail
    qtbot.waitUntil(stored, timeout=8_000)
    view.filter.setText("")
    view._show_rows()
    qtbot.waitUntil(lambda: view.detail.shown is not None, timeout=8_000)


def found(desk: Desk, view: InvoicesView) -> tuple[AtInvoice, ...]:
    with desk.store.reading() as reading:
        return desk_findings(reading, view.look)


def test_all_suggestions_are_taken_at_once_and_every_section_is_there(
    page: InvoicesPage, desk: Desk, qtbot: QtBot
) -> None:
    view = choose(page, qtbot, "S-1")
    view.open_checklist()
    view.checklist.take_all.click()

    def taken() -> bool:
        with desk.store.reading() as reading:
            return set(view.detail.shown.suggested) <= set(invoice_answers(reading, view.look))

    qtbot.waitUntil(taken, timeout=10_000)
    assert {"pf01", "pf14", "pf18"} <= set(view.checklist.cards)
    qtbot.waitUntil(lambda: not view.checklist.take_all.isVisible(), timeout=8_000)
    view.close_checklist()


def test_a_long_invoice_shows_a_few_cases_and_more_on_demand(page: InvoicesPage, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "F-101")
    shown = view.detail.shown
    part = shown.look.parts[1]
    agrees = [replace(part, user=f"5-{number:03}", differences=()) for number in range(30)]
    look, moved = replace(shown.look, parts=(*agrees, part)), "K1 krediterar F-101 och räknas av i 2026-09."
    long = replace(shown, detail=replace(shown.detail, look=look, moved=((30, moved),)))

    view.detail.show_invoice(long)
    qtbot.waitUntil(lambda: len(seen(view, HoursBars)) == 8, timeout=8_000)

    first = next(label for label in seen(view, QLabel) if label.text().startswith("Ärende"))
    assert "4-002" in first.text()  # what differs stands first
    assert moved in [label.text() for label in seen(view, QLabel)]
    next(link for link in seen(view, LinkButton) if link.objectName() == "more").click()
    qtbot.waitUntil(lambda: len(seen(view, HoursBars)) == 24, timeout=8_000)
