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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "ui"))
sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from scenes import SCENES
from stage import Scene, settle
from windows import UNLOCKING, locked_while_copying

from kollegie.settings import Settings
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


HANDBOOK = {
    "visitor-today": "idag",
    "visitor-visit": "besok",
    "visitor-paper-entry": "papper",
    "lead-reviews": "granskningar",
    "lead-register": "register",
    "lead-records": "underlag",
    "lead-signals": "varningssignaler",
    "lead-suspicion": "misstanke",
    "lead-checklist-editor": "checklistor",
    "lead-invoices": "fakturor",
    "lead-findings": "iakttagelser",
    "lead-summary": "sammanstallning",
    "lead-conflict": "konflikter",
}
"""Which screens the handbook shows, and what their files are called."""


def main() -> int:
    options = read_options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([sys.argv[0]])
    with tempfile.TemporaryDirectory() as name:
        demo = copy_of_demo(options.demo, Path(name))
        drawn = draw_unlock(folder, demo, options.only)
        for look in LOOKS:
            fresh = shutil.copytree(demo, Path(name) / f"look{look.ending}")  # what a screen does stays with its look
            for who, file in (("lead", "lead.kollegie"), ("visitor", "visitor-1.kollegie")):
                scenes = [one for one in SCENES if one.who == who and wanted(one.name, options.only)]
                if scenes:
                    drawn += draw_window(app, folder, fresh / file, scenes, look, options.only)
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

    drawn = 0
    for name, act in UNLOCKING:
        if not wanted(name, only):
            continue
        for look in (*LOOKS, Look("-640", size=(640, 720))):
            with shown_as(look):
                window = UnlockWindow(recent, demo / "lead.kollegie")
                act(window)
                drawn += picture(window, look, folder / f"{name}{look.ending}.png")
                window.close()
    return drawn


def draw_window(app: QApplication, folder: Path, file: Path, scenes: list[Scene], look: Look, only: str) -> int:
    """The rooms of one person in one look, and what stands in the place of the lead's window while it is locked."""
    from kollegie.store import open_store
    from kollegie.store.roles import roles_in
    from ui.desk import Desk
    from ui.main_window import MainWindow

    store = open_store(file, PASSPHRASE, clock=afternoon_of(file))
    with store.reading() as reading:
        roles = roles_in(reading, store.me)
    desk = Desk(store, Settings(file.with_suffix(".settings.json")))
    drawn = 0
    with shown_as(look):
        window = MainWindow(desk, roles)
        window.resize(*look.size)
        window.greeting.start_at(scenes[0].room, None, None)
        window.show()
        window.greet()
        for scene in scenes:
            window.enter(scene.room)
            settle(window)
            scene.act(window)
            settle(window)
            drawn += picture(window, look, folder / f"{scene.name}{look.ending}.png")
            scene.leave(window)
        if scenes[0].who == "lead" and wanted("lead-locked", only):
            cover = locked_while_copying(window)
            drawn += picture(cover, look, folder / f"lead-locked{look.ending}.png")
            cover.deleteLater()
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
    shown = window.grab()
    for dialog in QApplication.topLevelWidgets():  # a dialog has a window of its own, in the middle of the other
        if dialog is not window and dialog.isVisible() and isinstance(dialog, QDialog):
            with QPainter(shown) as painter:
                painter.drawPixmap(window.rect().center() - dialog.rect().center(), dialog.grab())
    shown.save(str(file))
    return 1


if __name__ == "__main__":
    sys.exit(main())
