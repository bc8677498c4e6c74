"""The windows, sheets and forms that open over or within a room at the desk: what is done to see each of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget
from stage import settle, wait_for

from ui.taking_in.import_panel import ImportPanel
from ui.theme import theme
from ui.widgets.strip import StripKind


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
        panel.choices[id].chosen.emit("own")


def make_exercise(window: Any) -> None:
    """The form for an example case that all answer."""
    window.page().calibration.new.click()


def leave_exercise(window: Any) -> None:
    window.page().calibration.form.left.emit()


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
    page.tabs.chosen.emit("users")
    settle(window)
    page.plan_files([path])
    wait_for(window, lambda: page.findChild(ImportPanel))


def leave_import(window: Any) -> None:
    window.page().findChild(ImportPanel).left.emit()


def choose_pair(window: Any) -> None:
    """Which pair a visit goes to, and why one of them may not."""
    page = window.page()
    wait_for(window, lambda: any(row.cards for row in page.rows))
    page.side.opened.emit(next(UUID(str(card.visit_id)) for row in page.rows for card in row.cards))


def leave_pairs(window: Any) -> None:
    menu = window.page().menu
    if menu is not None:
        menu.close()


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
    window.page().keys.recovery.click()


def leave_keys(window: Any) -> None:
    window.page().keys.form.left.emit()


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
    window.page()._reasons.close_form()


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
    page.paper.figure_chosen.emit("findings")
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


def typed_passphrase(window: Any) -> None:
    window.form.passphrase.setText("hemlig fras här")
    window.form.passphrase.caps_lock.emit(True)


def refused_passphrase(window: Any) -> None:
    window.form.show_refusal("Lösenfrasen öppnar inte lead.kollegie. Prova igen och kontrollera Caps Lock.")


UNLOCKING: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("unlock", typed_passphrase),
    ("unlock-refused", refused_passphrase),
    ("unlock-choose", lambda window: window.form.changing.emit()),
    ("unlock-restore", lambda window: window.show_backup(Path("kopia.kollegie"))),
    ("unlock-new", lambda window: window._show_new(first=True)),
    ("unlock-recovery", lambda window: window._offer_recovery(None)),
)
"""What is shown before a database is open."""
