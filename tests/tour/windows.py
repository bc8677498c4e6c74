"""The windows, sheets and forms that open over or within a room: what is done to see each of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget
from stage import settle, wait_for

from ui.theme import theme
from ui.widgets.strip import StripKind

# At the visit


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
    if not any(page.visit.rows(place) for place in page.section.bars):
        page.go_to(page.visit.cell_named("at13"))
        page.about.next_section()
        settle(window)
        place = next(iter(page.section.bars))
        if not page.visit.rows(place):
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


def be_narrow(act: Callable[[Any], None]) -> Callable[[Any], None]:
    """The same in the least window there is: menus in place of columns, as large text has them in any window."""

    def narrowed(window: Any) -> None:
        if theme().px(100) < 150:
            window.resize(960, 600)
        settle(window)
        act(window)

    return narrowed


def be_wide(window: Any) -> None:
    window.page().columns.sheet.close_sheet()
    be_wide_again(window)


def be_wide_again(window: Any) -> None:
    window.resize(1440, 900)
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


# At the desk


def edit(window: Any, id: str = "") -> Any:
    """Open the draft of the home care checklist at a question, or at what is said of the whole."""
    page = window.page()
    settle(window)
    if page.editor is None:
        page.list.go_to(next(at for at, one in enumerate(page.list.things) if one.id == "hemtjanst-brukarbesok"))
        page.edit_chosen()
    page.show_step("editor")
    wait_for(window, lambda: page.editor.judgement.checklist is not None)
    lines = page.editor.outline.things
    key = next((line.key for line in lines if id and line.key and line.table.get("id") == id), ())
    page.editor.go_to(key)
    settle(window)
    for aspect in page.editor.form.aspects:
        aspect.unfold()
    settle(window)
    return page.editor


def edit_whole(window: Any) -> None:
    """The checklist itself: title, facts of the case, statutes."""
    edit(window)


def edit_section(window: Any) -> None:
    """A section and when it is shown."""
    editor = edit(window)
    editor.go_to(next(line.key for line in editor.outline.things if len(line.key) == 2))


def edit_table(window: Any) -> None:
    """Questions that share their answers, one or several, and lists that drop down, tried beside as tables."""
    editor = edit(window)
    editor.new_section()
    answers = [{"namn": name, "text": text} for name, text in (("aldrig", "Aldrig"), ("ibland", "Någon gång"))]
    asked = ("Personalen kommer senare än planerat", "Besök ställs in samma dag", "Någon ny kommer utan besked")
    rows = [{"id": f"OF{at}", "typ": "ett val", "text": text, "val": answers} for at, text in enumerate(asked, start=1)]
    drop = {"id": "OF9", "typ": "ett val", "text": "Vem berättade?", "utseende": "minimal", "val": answers}
    table = {"typ": "grupp", "namn": "ofta", "text": "Hur ofta händer det?", "utseende": "table-list", "fraga": rows}
    several = [row | {"id": f"{row['id']}F", "typ": "flera val"} for row in rows]
    wider = table | {"namn": "vilka", "text": "Vad har hänt?", "fraga": several}
    many = drop | {"id": "OF8", "typ": "flera val", "text": "Vilka berättade?"}
    editor._put((*editor.at, "fraga"), [table, drop, wider, many], False)
    wait_for(window, lambda: (now := editor.judgement.checklist) is not None and now.question("of9") is not None)
    editor.go_to(next(line.key for line in editor.outline.things if line.table.get("namn") == "ofta"))
    settle(window)


def leave_table(window: Any) -> None:
    """Take the section out of the draft again."""
    editor = window.page().editor
    editor.undo()
    editor.undo()
    settle(window)


def edit_rules(window: Any) -> None:
    """A question with its rules, its faults told at their fields."""
    editor = edit(window, "HB08")
    editor._put((*editor.at, "typ"), "", False)
    settle(window)


def mend_rules(window: Any) -> None:
    window.page().editor.undo()
    settle(window)


def edit_choices(window: Any) -> None:
    """A question with its choices."""
    edit(window, "HB02")


def try_with_facts(window: Any) -> None:
    """The trial beside the editor, with the facts of the case it is tried with."""
    edit(window).trial.case.click()


def make_public(window: Any, **changed: str) -> None:
    """Publish another version of the home care checklist."""
    from dataclasses import replace

    from kollegie.intake.checklists import find_checklist
    from kollegie.planning.publishing import publish as publish_in

    publish_in(window.desk.store, replace(find_checklist("hemtjanst-brukarbesok"), **changed))


def publish(window: Any) -> None:
    """What publishing would do, with a question that may have been renamed."""
    page = window.page()
    make_public(window, id="egen")
    editor = edit(window, "HB05")
    editor.draft.put((*editor.at, "id"), "HX05")
    editor.draft.put((*editor.at, "text"), "Vad får du hjälp med en vanlig dag nu?")
    editor.draft.put(("id",), "egen")
    editor._changed(())
    wait_for(window, lambda: page.editor.judgement.checklist is not None)
    page.ready.click()
    wait_for(window, lambda: page._stack.currentWidget() is page.panel)


def offer_moving(window: Any) -> None:
    """A newer version of a checklist whose begun visits may be moved to it."""
    page = window.page()
    while page.editor is not None:  # from the report to the draft, and from there to all checklists
        page.leave()
        settle(window)
    make_public(window, version="99")
    page.refresh()
    settle(window)
    wait_for(window, lambda: any(one.movable for one in page.list.things))
    page.list.go_to(next(at for at, one in enumerate(page.list.things) if one.movable))


def write_own_text(window: Any) -> None:
    """A disagreement about words, settled by words of one's own."""
    from disagreeing import disagree_about_note

    disagree_about_note(window.desk.store)
    window.enter("findings", "conflicts")
    settle(window)
    panel = window.page().conflicts
    panel.list.go_to(next(at for at, group in enumerate(panel.list.things) if any(one.prose for one in group.fields)))
    settle(window)
    for id in panel.texts:
        panel._show_own_text(id, "own")


def make_exercise(window: Any) -> None:
    """The form for an example case that all answer."""
    window.page().calibration._open_form()


def leave_exercise(window: Any) -> None:
    window.page().calibration._close_form()


def decide_invoice(window: Any) -> None:
    """What is asked for when an invoice is disputed."""
    from kollegie.model.invoices import InvoiceState

    window.page().show_view("invoices")
    settle(window)
    window.page().invoices.bar.open_form(InvoiceState.DISPUTED)


def leave_decision(window: Any) -> None:
    window.page().invoices.bar.put_form_away()


def import_register(window: Any) -> None:
    """What an import would do to the register, with a row that is refused."""
    page = window.page()
    path = Path(tempfile.gettempdir()) / "brukare-november.csv"
    path.write_text("user_id;name;identity_number\nU-901;Test Testsson;19121212-1212\n;Namnlös;x\n", encoding="utf-8")
    page._show_kind("users")
    settle(window)
    page.plan_files([path])
    wait_for(window, lambda: page._panel is not None)


def leave_import(window: Any) -> None:
    window.page()._leave_plan()


def choose_pair(window: Any) -> None:
    """Which pair a visit goes to, and why one of them may not."""
    page = window.page()
    wait_for(window, lambda: page._board is not None)
    cards = [card for row in page.rows for card in row.cards]
    page._ask_for_pair(next(_uuid(card.visit_id) for card in cards))


def leave_pairs(window: Any) -> None:
    menu = window.page().menu
    if menu is not None:
        menu.close()


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(str(text))


def tell_long_report(window: Any) -> None:
    """What became of a workbook, in more lines than there is room for."""
    page = window.page()
    while page.editor is not None:
        page.leave()
        settle(window)
    lines = [f"survey, rad {number}: bilden finns inte med i boken och visas inte." for number in range(4, 22)]
    page.say_in_strip(StripKind.DONE, "\n".join(lines), "Checklistan är inläst.")


def leave_report(window: Any) -> None:
    window.page().strip.hide()


def locked_while_copying(window: Any) -> QWidget:
    """What stands in the window's place while it is locked and a backup of its store is being made."""
    from ui.locked_cover import LockedCover
    from ui.settings.backup_work import backup_work_of

    cover = LockedCover(backup_work_of(window.desk))
    cover.progress.show_text("412 sidor kopierade")
    return cover


def refuse_a_backup(window: Any) -> None:
    """The strip of the window says why a copy was not made."""
    window.page().backup.save(window.desk.store.path)
    wait_for(window, lambda: bool(window.strip.told))


def leave_strip(window: Any) -> None:
    window.strip.hide()


def change_passphrase(window: Any) -> None:
    """The form for a new passphrase, with what is wrong told at its field."""
    card = window.page().keys
    card.ask_for_new()
    settle(window)
    card.form.show_refusal("Den nuvarande lösenfrasen stämmer inte.")


def ask_for_passphrase(window: Any) -> None:
    """The passphrase is asked for before a recovery key is made."""
    window.page().keys._ask_first("recovery")


def leave_keys(window: Any) -> None:
    window.page().keys._close()


def give_reason(window: Any) -> None:
    """Why a signal is explained."""
    page = window.page()
    page.show_signals()
    settle(window)
    place = next(i for i, thing in enumerate(page.list.things) if getattr(thing, "rule", ""))
    page.list.go_to(place)
    settle(window)
    page.open_form(True)


def leave_reason(window: Any) -> None:
    window.page()._close_form()


def be_running(window: Any) -> None:
    """A search that is going on, with how far it has come."""
    page = window.page()
    page.open_run_form()
    settle(window)
    running = page.search.running
    running.show_step(12, 40, "V11")
    running.show()
    page.search.form.hide()


def stop_running(window: Any) -> None:
    page = window.page()
    page.search.running.hide()
    page.search.form.show()


def follow_figure(window: Any) -> None:
    """The visits behind a figure of the summary."""
    page = window.page()
    wait_for(window, lambda: page.made is not None and not page.busy, at_most=60)
    page._follow("findings")
    wait_for(window, lambda: page.sources.visits.things)


def join_hub(window: Any) -> None:
    """The form for joining a hub, with what is missing told at its fields."""
    page = window.page()
    for part in (page.laptops, page.erase, page.receipts):
        part.hide()
    page.form = None
    page._offer_to_join(True)
    settle(window)


def leave_hub(window: Any) -> None:
    page = window.page()
    for part in (page.laptops, page.erase, page.receipts):
        part.show()
    page.form.hide()
    page.form.deleteLater()
    page.form = None


# Before anything is open


def typed_passphrase(window: Any) -> None:
    window.form.passphrase.setText("hemlig fras här")
    window.form._show_caps_lock(True)


def refused_passphrase(window: Any) -> None:
    window.form.show_refusal("Lösenfrasen öppnar inte lead.kollegie. Prova igen och kontrollera Caps Lock.")


UNLOCKING: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("unlock", typed_passphrase),
    ("unlock-refused", refused_passphrase),
    ("unlock-choose", lambda window: window._show_chooser()),
    ("unlock-restore", lambda window: window.show_backup(Path("kopia.kollegie"))),
    ("unlock-new", lambda window: window._show_new(first=True)),
    ("unlock-recovery", lambda window: window._offer_recovery(None)),
)
"""What is shown before a database is open."""
