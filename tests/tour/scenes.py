"""The screens of the program: who sees each, in which room, and what is done there before it is looked at.

Drawn by `draw.py`, and walked by the test that listens to every window: a new window is added here once for both.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import at_the_visit as at
import in_the_editor
import windows as of
from PySide6.QtWidgets import QWidget
from stage import Scene, settle, wait_for

from kollegie.summary.desk_pictures import CLAIMS, DEPARTURES, WAIT


def choose_first(window: Any) -> None:
    """Stand on the first row of the page's list."""
    lists = [one for one in window.page().findChildren(QWidget) if hasattr(one, "go_to") and hasattr(one, "things")]
    for one in lists[:1]:
        first = next((i for i, thing in enumerate(one.things) if one.model().flags(one.model().index(i)).value & 1), 0)
        one.go_to(first)


def search_for_shower(window: Any) -> None:
    window.page().show_place("dusch")


def open_first_visit(window: Any) -> None:
    from kollegie.model.reviews import Assignment, Visit, VisitState

    desk = window.desk
    with desk.store.reading() as reading:
        mine = {one.visit_id for one in reading.find(Assignment, person_id=desk.me)}
        visits = [visit for visit in reading.find(Visit) if visit.id in mine]
    visits.sort(
        key=lambda visit: (visit.state is not VisitState.ONGOING, visit.planned_start is None, visit.planned_start)
    )
    window.enter("visit", visits[0].id)


def take_consent(window: Any) -> None:
    """Write down that the person said no at the door."""
    from kollegie.model.visits import ConsentState

    open_first_visit(window)
    settle(window)
    page = window.page()
    page.door.ask_for_consent()
    if page.door.form is not None:
        page.door.form.state.choose(ConsentState.REFUSED)


def cover_picture(window: Any) -> None:
    """Cover a name on a made-up planning board before it is kept."""
    from PySide6.QtCore import QRect

    open_first_visit(window)
    settle(window)
    page = window.page()
    page.attaching.take_pixels(page.section.current, planning_board())
    page.attaching.form.view.add(QRect(60, 150, 260, 60))


def take_picture(window: Any) -> None:
    """A picture of the board from the computer's camera, before it is used; a row of pictures stands in for one."""
    from PySide6.QtWidgets import QApplication

    from kollegie.visiting.cameras import Camera

    open_first_visit(window)
    settle(window)
    folder = Path(tempfile.mkdtemp())
    planning_board().save(str(folder / "000.png"))
    for number in range(1, 200):
        os.link(folder / "000.png", folder / f"{number:03}.png")
    attaching = window.page().attaching
    attaching.finder.cameras = (Camera(str(folder / "%03d.png"), "Kameran i locket"),)
    attaching.open_camera(window.page().section.current)
    until = time.monotonic() + 60
    while attaching.camera.view.image.isNull() and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.02)
    attaching.camera.take.click()


def put_camera_away(window: Any) -> None:
    window.page().attaching.camera.close_sheet()


def planning_board() -> Any:
    """A provider's board of the day's rounds, made up."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    board = QImage(1200, 700, QImage.Format.Format_RGB888)
    board.fill(QColor("#F4F1E8"))
    with QPainter(board) as painter:
        painter.setPen(QColor("#333333"))
        for row in range(6):
            painter.drawText(
                QRect(60, 60 + row * 100, 1080, 60), Qt.AlignmentFlag.AlignLeft, f"Tur {row + 1}   07.0{row}"
            )
            painter.drawLine(60, 110 + row * 100, 1140, 110 + row * 100)
    return board


def review_visit(window: Any) -> None:
    """Read a visit of others as the round's lead, with something sent back."""
    from kollegie.model.reviews import Visit, VisitState
    from kollegie.visiting.commenting import send_back

    store = window.desk.store
    with store.reading() as reading:
        visit = next(
            one for one in reading.find(Visit) if one.state is VisitState.SIGNED and one.checklist.startswith("hem")
        )
    send_back(store, visit.id, "Vilken vecka var det?", "hb12")
    window.enter("visit", (visit.id, "hb12"))
    page = window.page()
    wait_for(window, lambda: page.visit is not None and page.visit.visit.id == visit.id)


def choose_signal(rule: str) -> Callable[[Any], None]:
    """Stand on the first signal of a rule."""

    def act(window: Any) -> None:
        page = window.page()
        page.show_signals()
        settle(window)
        place = next(i for i, thing in enumerate(page.list.things) if getattr(thing, "rule", "") == rule)
        page.list.go_to(place)

    return act


def choose_picture(kind: str) -> Callable[[Any], None]:
    """One of the pictures of the records."""

    def act(window: Any) -> None:
        page = window.page()
        page.show_view("pictures")
        view = page.pictures
        wait_for(window, lambda: view.figure is not None)
        view.which.show_value(kind)
        view.which.chosen.emit(kind)
        wait_for(window, lambda: view.figure.kind == kind)

    return act


def list_suspicions(window: Any) -> None:
    """The confidential suspicions of whoever leads."""
    page = window.page()
    before = page.suspicions.openers
    page.show_suspicions()
    wait_for(window, lambda: bool(page.suspicions.openers) and page.suspicions.openers is not before)


def open_suspicion(window: Any) -> None:
    """One of them, whole."""
    list_suspicions(window)
    page = window.page()
    page.suspicions.openers[0].click()
    wait_for(window, lambda: page.suspicions.detail is not None)


def write_suspicion(window: Any) -> None:
    """The form one is written in, begun from a signal."""
    choose_signal("V15")(window)
    settle(window)
    page = window.page()
    page.write_suspicion()
    wait_for(window, lambda: page.suspicions.form is not None)


def write_checklist(window: Any) -> None:
    """Open a draft at the question of somebody who never came, with its finding rules unfolded."""
    page = window.page()
    settle(window)
    page.list.go_to(next(at for at, one in enumerate(page.list.things) if one.id == "hemtjanst-brukarbesok"))
    page.edit_chosen()
    settle(window)
    lines = page.editor.outline.things
    page.editor.go_to(next(line.key for line in lines if line.key and line.table.get("id") == "HB12"))
    page.editor.form.aspects[4].unfold()
    settle(window)


def map_foreign_file(window: Any) -> None:
    """Look at a file another system wrote, whose headers nobody knows yet."""
    lines = ["Anst nr;Kundens nr;Startade;Slutade;Arbetspass"]
    lines += [f"S-1{n:02};B-10{n:02};{n}/11/2026 08:{n:02};{n}/11/2026 09:{n:02};Dag" for n in range(1, 20)]
    lines.append("S-102;B-1002;i går;3/11/2026 09:00;Dag")
    path = Path(tempfile.gettempdir()) / "tider-november.csv"
    path.write_text("\n".join(lines) + "\n", encoding="cp1252")
    page = window.page()
    page.leave()
    page.look_at([path])
    wait_for(window, lambda: page.mapping)


def plan_foreign_file(window: Any) -> None:
    """Say what its columns mean, and see what would happen."""
    map_foreign_file(window)
    page = window.page()
    for place, name in ((0, "staff_id"), (1, "user_id"), (2, "start"), (3, "end")):
        page.mapping.columns[place].show_value(name)
    page.mapping.go_on.click()
    wait_for(window, lambda: page.plan_panel)


def plan(step: int) -> Callable[[Any], None]:
    """Open the planning at a step."""

    def act(window: Any) -> None:
        page = window.page()
        settle(window)
        page.open_planning(page.place() if step else None)
        settle(window)
        page.planning.heads[step].click()

    return act


def leave_planning(window: Any) -> None:
    window.page().planning.left.emit(None)


def with_last_round(window: Any) -> None:
    """Have an earlier round of one of those visited, and show the two beside each other."""
    from earlier_round import add_earlier_round

    from kollegie.model.reviews import Review, Track, Visit, VisitState

    with window.desk.store.reading() as reading:
        reviews = reading.find(Review)
        free = [one for one in reading.find(Visit) if one.kind is Track.USER and one.state is VisitState.PLANNED]
    if len(reviews) == 1 and free:
        add_earlier_round(window.desk.store, next(one for one in free if one.blind_of is None and not one.double))
    window.enter("findings", "comparison")


def with_doubles(show: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have a double visit and two exercises in the round, as they stand when all laptops have synced."""

    def act(window: Any) -> None:
        from double_visits import add_double, add_exercises

        from kollegie.model.reviews import Visit

        with window.desk.store.reading() as reading:
            there = reading.first(Visit, double=True)
        if there is None:
            add_double(window.desk.store, "1-040")
            add_double(window.desk.store, "1-041", signed=1)
            add_exercises(window.desk.store)
        show(window)

    return act


def show_what_goes(window: Any) -> None:
    """What the erasure of a case would remove, with its reason half written."""
    from kollegie.model.reviews import Case

    card = window.page().erase
    with window.desk.store.reading() as reading:
        card.case.setText(reading.find(Case)[0].label)
    card.look.click()
    settle(window)
    card.reason.setText("Gallring enligt plan 2026:4")
    card.look.setFocus()


SCENES = (
    Scene("lead-reviews", "lead", "reviews"),
    Scene("lead-narrow", "lead", "reviews", of.be_narrow(settle), of.be_wide_again),
    Scene("lead-pairs", "lead", "reviews", of.choose_pair, of.leave_pairs),
    Scene("lead-planning-1", "lead", "reviews", plan(0), leave_planning),
    Scene("lead-planning-2", "lead", "reviews", plan(1), leave_planning),
    Scene("lead-planning-3", "lead", "reviews", plan(2), leave_planning),
    Scene("lead-planning-4", "lead", "reviews", plan(3), leave_planning),
    Scene("lead-register", "lead", "register", choose_first),
    Scene("lead-register-import", "lead", "register", of.import_register, of.leave_import),
    Scene("lead-records", "lead", "records", choose_first),
    Scene("lead-records-mapping", "lead", "records", map_foreign_file),
    Scene("lead-records-plan", "lead", "records", plan_foreign_file),
    Scene("lead-signals", "lead", "signals", choose_signal("V01")),
    Scene("lead-signals-sum", "lead", "signals", choose_signal("V15")),
    Scene("lead-signals-running", "lead", "signals", of.be_running, of.stop_running),
    Scene("lead-signals-causes", "lead", "signals", lambda window: window.page().show_causes()),
    Scene("lead-signals-reason", "lead", "signals", of.give_reason, of.leave_reason),
    Scene("lead-suspicions", "lead", "signals", list_suspicions),
    Scene("lead-suspicion", "lead", "signals", open_suspicion),
    Scene("lead-suspicion-form", "lead", "signals", write_suspicion),
    Scene("lead-signals-run", "lead", "signals", lambda window: window.page().open_run_form()),
    Scene("lead-checklists", "lead", "checklists", choose_first),
    Scene("lead-checklist-editor", "lead", "checklists", write_checklist),
    Scene("lead-checklist-whole", "lead", "checklists", in_the_editor.edit_whole),
    Scene("lead-checklist-section", "lead", "checklists", in_the_editor.edit_section),
    Scene("lead-checklist-choices", "lead", "checklists", in_the_editor.edit_choices),
    Scene("lead-checklist-table", "lead", "checklists", in_the_editor.edit_table, in_the_editor.leave_table),
    Scene("lead-checklist-rules", "lead", "checklists", in_the_editor.edit_rules, in_the_editor.mend_rules),
    Scene("lead-checklist-trial", "lead", "checklists", in_the_editor.try_with_facts),
    Scene("lead-checklist-publish", "lead", "checklists", in_the_editor.publish),
    Scene("lead-checklist-moving", "lead", "checklists", in_the_editor.offer_moving),
    Scene("lead-checklist-report", "lead", "checklists", of.tell_long_report, of.leave_report),
    Scene("lead-invoices", "lead", "invoices"),
    Scene("lead-invoices-checklist", "lead", "invoices", lambda window: window.page().invoices.open_checklist()),
    Scene("lead-invoices-decide", "lead", "invoices", of.decide_invoice, of.leave_decision),
    Scene("lead-payouts", "lead", "invoices", lambda window: window.page().show_view("payouts")),
    Scene("lead-reclaims", "lead", "invoices", lambda window: window.page().show_view("reclaims")),
    Scene("lead-pictures", "lead", "invoices", lambda window: window.page().show_view("pictures")),
    Scene("lead-pictures-waits", "lead", "invoices", choose_picture(WAIT)),
    Scene("lead-pictures-sick-pay", "lead", "invoices", choose_picture(CLAIMS)),
    Scene("lead-pictures-changes", "lead", "invoices", choose_picture(DEPARTURES)),
    Scene("lead-letters", "lead", "invoices", lambda window: window.page().show_view("letters")),
    Scene("lead-visit", "lead", "visit", review_visit),
    Scene("lead-findings", "lead", "findings", choose_first),
    Scene("lead-conflict", "lead", "findings", lambda window: window.enter("findings", "conflicts")),
    Scene(
        "lead-conflict-own",
        "lead",
        "findings",
        of.write_own_text,
    ),
    Scene("lead-double", "lead", "findings", with_doubles(lambda window: window.enter("findings", "doubles"))),
    Scene("lead-agreement", "lead", "findings", with_doubles(lambda window: window.enter("findings", "calibration"))),
    Scene(
        "lead-exercise",
        "lead",
        "findings",
        with_doubles(
            lambda window: (window.enter("findings", "calibration"), settle(window), of.make_exercise(window))
        ),
        of.leave_exercise,
    ),
    Scene("lead-comparison", "lead", "findings", with_last_round),
    Scene("lead-follow-up", "lead", "follow-up", choose_first),
    Scene("lead-summary", "lead", "summary"),
    Scene("lead-summary-figure", "lead", "summary", of.follow_figure),
    Scene("lead-search", "lead", "search", search_for_shower),
    Scene("lead-sync", "lead", "sync"),
    Scene("lead-sync-laptops", "lead", "sync", lambda window: window.page().laptops.look()),
    Scene("lead-sync-erase", "lead", "sync", show_what_goes),
    Scene("lead-sync-join", "lead", "sync", of.join_hub, of.leave_hub),
    Scene("lead-settings", "lead", "settings"),
    Scene("lead-backup-refused", "lead", "settings", of.refuse_a_backup, of.leave_strip),
    Scene("lead-passphrase", "lead", "settings", of.change_passphrase, of.leave_keys),
    Scene("lead-recovery-key", "lead", "settings", of.ask_for_passphrase, of.leave_keys),
    Scene("lead-help", "lead", "help", lambda window: window.enter("help", "granskningar")),
    Scene("lead-keys", "lead", "reviews", lambda window: window.toggle_help(), lambda window: window.toggle_help()),
    Scene("visitor-today", "visitor", "today"),
    Scene("visitor-visit", "visitor", "visit", open_first_visit),
    Scene("visitor-claim", "visitor", "visit", at.show_claim),
    Scene("visitor-consent", "visitor", "visit", take_consent),
    Scene("visitor-consent-missing", "visitor", "visit", at.ask_for_consent, at.close_consent),
    Scene("visitor-camera", "visitor", "visit", take_picture, put_camera_away),
    Scene("visitor-cover", "visitor", "visit", cover_picture),
    Scene("visitor-paper", "visitor", "paper"),
    Scene("visitor-paper-entry", "visitor", "paper", lambda window: (settle(window), window.page().open_chosen())),
    Scene("visitor-findings", "visitor", "findings", choose_first),
    Scene("visitor-sync", "visitor", "sync"),
    Scene("visitor-findings-raised", "visitor", "visit", at.with_every_type(at.raise_findings)),
    Scene(
        "visitor-recovery",
        "visitor",
        "visit",
        at.with_every_type(at.show_recovery),
        at.leave_recovery,
    ),
    Scene("visitor-fault", "visitor", "visit", at.with_every_type(at.answer_wrong)),
    Scene("visitor-rows", "visitor", "visit", at.with_every_type(at.add_a_row)),
    Scene("visitor-signature", "visitor", "visit", at.with_every_type(at.attach_and_sign)),
    Scene(
        "visitor-narrow",
        "visitor",
        "visit",
        of.be_narrow(at.with_every_type(at.open_support)),
        of.be_wide,
    ),
    Scene(
        "visitor-sign",
        "visitor",
        "visit",
        at.with_every_type(at.ask_to_sign),
        at.leave_signing,
    ),
    Scene("visitor-amend", "visitor", "visit", at.with_every_type(at.amend)),
)
