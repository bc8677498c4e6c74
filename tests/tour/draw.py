"""Draws every screen of the demonstration review, as PNG files to look at.

`python tests/tour/draw.py FOLDER` plays the demonstration (or uses the one named with `--demo`), opens the lead's and
a visitor's window at a moment in the afternoon, and draws each screen in light, dark and high contrast, at double
text and in a small window. `--only reviews,unlock` draws some of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "ui"))

from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from kollegie.settings import Settings
from ui import tasks
from ui.theme import Density, Scheme, theme

PASSPHRASE = "demo"
PICTURES = Path(__file__).resolve().parents[2] / "ui" / "help" / "pictures"
AFTERNOON = (16, 36)
SMALL, USUAL = (1280, 720), (1440, 900)


@dataclass(frozen=True)
class Look:
    """How a screen is drawn: the ending of its file's name, colours, text size, window size."""

    ending: str
    scheme: Scheme = Scheme.LIGHT
    scale: float = 1.0
    size: tuple[int, int] = USUAL


LOOKS = (
    Look(""),
    Look("-dark", scheme=Scheme.DARK),
    Look("-hc", scheme=Scheme.CONTRAST),
    Look("-200", scale=2.0),
    Look("-1280x720", size=SMALL),
)


@dataclass(frozen=True)
class Scene:
    """One screen: who sees it, in which room, and what is done there before it is drawn."""

    name: str
    who: str
    room: str
    act: Callable[[Any], None] = lambda _window: None


def main() -> int:
    options = read_options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([sys.argv[0]])
    with tempfile.TemporaryDirectory() as name:
        demo = copy_of_demo(options.demo, Path(name))
        drawn = draw_unlock(folder, demo, options.only)
        for who, file in (("lead", "lead.kollegie"), ("visitor", "visitor-1.kollegie")):
            scenes = [one for one in SCENES if one.who == who and wanted(one.name, options.only)]
            if scenes:
                drawn += draw_window(app, folder, demo / file, scenes)
    if options.handbook:
        drawn += give_to_handbook(folder)
    print(f"{drawn} pictures in {folder}")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--demo", type=Path, help="a demonstration played before")
    parser.add_argument("--handbook", action="store_true", help="put the handbook's pictures in ui/help/pictures too")
    parser.add_argument("--only", default="", help="beginnings of screen names, with commas between")
    return parser.parse_args()


def wanted(name: str, only: str) -> bool:
    """Whether a screen is among those asked for."""
    return not only or any(name.startswith(one) for one in only.split(","))


def copy_of_demo(played: Path | None, folder: Path) -> Path:
    """A demonstration of one's own, so that drawing changes nothing."""
    target = folder / "demo"
    if played is not None:
        shutil.copytree(played, target)
        return target
    from kollegie.demo.playing import play

    play(target, PASSPHRASE)
    return target


# The screens


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
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter

    open_first_visit(window)
    settle(window)
    board = QImage(1200, 700, QImage.Format.Format_RGB888)
    board.fill(QColor("#F4F1E8"))
    with QPainter(board) as painter:
        painter.setPen(QColor("#333333"))
        for row in range(6):
            painter.drawText(
                QRect(60, 60 + row * 100, 1080, 60), Qt.AlignmentFlag.AlignLeft, f"Tur {row + 1}   07.0{row}"
            )
            painter.drawLine(60, 110 + row * 100, 1140, 110 + row * 100)
    page = window.page()
    page.attaching.take_pixels(page.section.current, board)
    page.attaching.form.view.add(QRect(60, 150, 260, 60))


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


def choose_signal(rule: str) -> Callable[[Any], None]:
    """Stand on the first signal of a rule."""

    def act(window: Any) -> None:
        page = window.page()
        page.show_signals()
        settle(window)
        place = next(i for i, thing in enumerate(page.list.things) if getattr(thing, "rule", "") == rule)
        page.list.go_to(place)

    return act


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
    until = time.monotonic() + 20
    while page.mapping is None and time.monotonic() < until:
        settle(window)


def plan_foreign_file(window: Any) -> None:
    """Say what its columns mean, and see what would happen."""
    map_foreign_file(window)
    page = window.page()
    for place, name in ((0, "staff_id"), (1, "user_id"), (2, "start"), (3, "end")):
        page.mapping.columns[place].show_value(name)
    page.mapping.go_on.click()
    until = time.monotonic() + 20
    while page.plan_panel is None and time.monotonic() < until:
        settle(window)


def plan(step: int) -> Callable[[Any], None]:
    """Open the planning at a step."""

    def act(window: Any) -> None:
        page = window.page()
        settle(window)
        page.open_planning(page.place() if step else None)
        settle(window)
        page.planning._go_to(step)

    return act


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


HANDBOOK = {
    "visitor-today": "idag",
    "visitor-visit": "besok",
    "visitor-paper-entry": "papper",
    "lead-reviews": "granskningar",
    "lead-register": "register",
    "lead-records": "underlag",
    "lead-signals": "varningssignaler",
    "lead-checklist-editor": "checklistor",
    "lead-invoices": "fakturor",
    "lead-findings": "iakttagelser",
    "lead-summary": "sammanstallning",
    "lead-conflict": "konflikter",
}
"""Which screens the handbook shows, and what their files are called."""

SCENES = (
    Scene("lead-reviews", "lead", "reviews"),
    Scene("lead-planning-1", "lead", "reviews", plan(0)),
    Scene("lead-planning-2", "lead", "reviews", plan(1)),
    Scene("lead-planning-3", "lead", "reviews", plan(2)),
    Scene("lead-planning-4", "lead", "reviews", plan(3)),
    Scene("lead-register", "lead", "register", choose_first),
    Scene("lead-records", "lead", "records", choose_first),
    Scene("lead-records-mapping", "lead", "records", map_foreign_file),
    Scene("lead-records-plan", "lead", "records", plan_foreign_file),
    Scene("lead-signals", "lead", "signals", choose_signal("V01")),
    Scene("lead-signals-sum", "lead", "signals", choose_signal("V15")),
    Scene("lead-signals-causes", "lead", "signals", lambda window: window.page().show_causes()),
    Scene("lead-signals-run", "lead", "signals", lambda window: window.page().open_run_form()),
    Scene("lead-checklists", "lead", "checklists", choose_first),
    Scene("lead-checklist-editor", "lead", "checklists", write_checklist),
    Scene("lead-invoices", "lead", "invoices"),
    Scene("lead-invoices-checklist", "lead", "invoices", lambda window: window.page().invoices.open_checklist()),
    Scene("lead-payouts", "lead", "invoices", lambda window: window.page().show_view("payouts")),
    Scene("lead-reclaims", "lead", "invoices", lambda window: window.page().show_view("reclaims")),
    Scene("lead-pictures", "lead", "invoices", lambda window: window.page().show_view("pictures")),
    Scene("lead-letters", "lead", "invoices", lambda window: window.page().show_view("letters")),
    Scene("lead-visit", "lead", "visit", review_visit),
    Scene("lead-findings", "lead", "findings", choose_first),
    Scene("lead-conflict", "lead", "findings", lambda window: window.enter("findings", "conflicts")),
    Scene("lead-double", "lead", "findings", with_doubles(lambda window: window.enter("findings", "doubles"))),
    Scene("lead-agreement", "lead", "findings", with_doubles(lambda window: window.enter("findings", "calibration"))),
    Scene("lead-comparison", "lead", "findings", with_last_round),
    Scene("lead-summary", "lead", "summary"),
    Scene("lead-search", "lead", "search", search_for_shower),
    Scene("lead-sync", "lead", "sync"),
    Scene("lead-sync-laptops", "lead", "sync", lambda window: window.page().laptops.look()),
    Scene("lead-sync-erase", "lead", "sync", show_what_goes),
    Scene("lead-settings", "lead", "settings"),
    Scene("lead-help", "lead", "help", lambda window: window.enter("help", "granskningar")),
    Scene("lead-keys", "lead", "reviews", lambda window: window.toggle_help()),
    Scene("visitor-today", "visitor", "today"),
    Scene("visitor-visit", "visitor", "visit", open_first_visit),
    Scene("visitor-consent", "visitor", "visit", take_consent),
    Scene("visitor-cover", "visitor", "visit", cover_picture),
    Scene("visitor-paper", "visitor", "paper"),
    Scene("visitor-paper-entry", "visitor", "paper", lambda window: (settle(window), window.page().open_chosen())),
    Scene("visitor-findings", "visitor", "findings", choose_first),
    Scene("visitor-sync", "visitor", "sync"),
)


# Drawing


def draw_unlock(folder: Path, demo: Path, only: str) -> int:
    """The windows before any store is open."""
    from ui.unlocking.recent import RecentStores
    from ui.unlocking.unlock_window import UnlockWindow

    recent = RecentStores(demo / "recent.json")
    recent.opened(
        demo / "visitor-1.kollegie",
        "Hemtjänst hösten 2026",
        "Gästhandläggare",
        datetime(2026, 11, 23, 16, 48, tzinfo=UTC),
    )
    recent.closed(demo / "visitor-1.kollegie")
    recent.opened(
        demo / "lead.kollegie", "Hemtjänst hösten 2026", "Granskningsledare", datetime(2026, 11, 24, 6, 12, tzinfo=UTC)
    )
    recent.closed(demo / "lead.kollegie")

    def typed(window: Any) -> None:
        window.form.passphrase.setText("hemlig fras här")
        window.form._show_caps_lock(True)

    def refused(window: Any) -> None:
        window.form.show_refusal("Lösenfrasen öppnar inte lead.kollegie. Prova igen och kontrollera Caps Lock.")

    screens: tuple[tuple[str, Path, Callable[[Any], None]], ...] = (
        ("unlock", demo / "lead.kollegie", typed),
        ("unlock-refused", demo / "lead.kollegie", refused),
        ("unlock-choose", demo / "lead.kollegie", lambda window: window._show_chooser()),
        ("unlock-new", demo / "lead.kollegie", lambda window: window._show_new(first=True)),
        ("unlock-recovery", demo / "lead.kollegie", lambda window: window._offer_recovery(None)),
    )
    drawn = 0
    for name, path, act in screens:
        if not wanted(name, only):
            continue
        for look in (*LOOKS, Look("-640", size=(640, 720))):
            with shown_as(look):
                window = UnlockWindow(recent, path)
                act(window)
                drawn += picture(window, look, folder / f"{name}{look.ending}.png")
                window.close()
    return drawn


def draw_window(app: QApplication, folder: Path, file: Path, scenes: list[Scene]) -> int:
    """The rooms of one person, each made anew in each look."""
    from kollegie.store import open_store
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.rooms import roles_in

    store = open_store(file, PASSPHRASE, clock=afternoon_of(file))
    with store.reading() as reading:
        roles = roles_in(reading, store.me)
    desk = Desk(store, Settings(file.with_suffix(".settings.json")))
    drawn = 0
    for look in LOOKS:
        with shown_as(look):
            window = MainWindow(desk, roles)
            window.resize(*look.size)
            window.start_at(scenes[0].room, None, None)
            window.show()
            window.greet()
            for scene in scenes:
                window.enter(scene.room)
                settle(window)
                scene.act(window)
                settle(window)
                drawn += picture(window, look, folder / f"{scene.name}{look.ending}.png")
                if scene.name == "lead-keys":
                    window.toggle_help()
                if scene.name.startswith("lead-planning"):
                    window.page()._leave_planning(None)
            window.hide()
            window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.close()
    return drawn


def afternoon_of(file: Path) -> Callable[[], datetime]:
    """A clock that stands still in the afternoon of the demonstration's day."""
    from kollegie.model.reviews import Review
    from kollegie.store import open_store

    store = open_store(file, PASSPHRASE)
    with store.reading() as reading:
        days = [review.review_day for review in reading.find(Review) if review.review_day is not None]
    store.close()
    day = max(days)
    moment = datetime(day.year, day.month, day.day, *AFTERNOON).astimezone()
    return lambda: moment.astimezone(UTC)


@contextmanager
def shown_as(look: Look) -> Iterator[None]:
    """The look, put back to the usual one afterwards."""
    theme().show_as(scheme=look.scheme, text_scale=look.scale, density=Density.NORMAL)
    yield
    theme().show_as(scheme=Scheme.LIGHT, text_scale=1.0, density=Density.NORMAL)


def give_to_handbook(folder: Path) -> int:
    """Put the screens the handbook shows beside its chapters, in few enough colours of their own to be small files."""
    given = 0
    for scene, name in HANDBOOK.items():
        drawn = folder / f"{scene}.png"
        if drawn.exists():
            with Image.open(drawn) as screen:
                few = screen.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
                few.save(PICTURES / f"{name}.png", optimize=True)
            given += 1
    return given


def picture(window: QWidget, look: Look, file: Path) -> int:
    window.resize(*look.size)
    window.show()
    settle(window)
    window.grab().save(str(file))
    return 1


def settle(window: Any, *, at_most: float = 30.0) -> None:
    """Let everything that was asked for arrive and be laid out."""
    app = QApplication.instance()
    assert app is not None
    desk = getattr(window, "desk", None)
    until = time.monotonic() + at_most
    quiet = 0
    while quiet < 6 and time.monotonic() < until:
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        busy = tasks._running or (desk is not None and (desk.writer.waiting or desk._reader.waiting))
        quiet = 0 if busy else quiet + 1
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
