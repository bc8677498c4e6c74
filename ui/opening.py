"""From an unlocked database to its window: whose it is, what was left from last time, where the person was."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.language import say
from kollegie.model.reviews import Review, rounds_in_order
from kollegie.settings import Settings
from kollegie.store.drafts import begin_running
from kollegie.store.errors import StoreError
from kollegie.store.roles import roles_in
from kollegie.visiting.recovery import recovered
from ui.desk import Desk
from ui.problems import problem_of
from ui.unlocking.recent import RecentStores

if TYPE_CHECKING:
    from kollegie.store import Reading, Store
    from ui.main_window import MainWindow

PLACES = ("findings", "follow-up", "register", "reviews")
"""The rooms whose place is kept over a start; the visit keeps its own."""
ROOM_PLACE = "room place"
"""Under which the place is kept: `place` alone is where the person stood in a visit, which must not be written over."""

WORD = "word left"
"""Under which is kept what is told at the next start."""


def open_desk(store: Store, settings: Settings, recent: RecentStores) -> MainWindow:
    """Make the window of an open store, and remember that it was opened."""
    from ui.main_window import MainWindow

    with store.work() as work:
        ran_since = begin_running(work)
    with store.reading() as reading:
        roles = roles_in(reading, store.me)
        title = title_of(reading) or store.path.stem
        left = recovered(reading) if ran_since else None
        room, place, word = reading.setting("room"), remembered_place(reading), reading.setting(WORD)
    recent.opened(store.path, title, role_word(roles), store.clock())
    window = MainWindow(Desk(store, settings), roles)
    window.greeting.start_at(room, left if left is not None and left.drafts else None, unordered=ran_since, place=place)
    window.greeting.word = word
    return window


def leave_word(store: Store, problem: Exception) -> None:
    """Keep, in the database itself, why a backup was not made: it is told once that has been unlocked again."""
    told = problem_of(problem)
    if told is not None:
        words = say("Säkerhetskopian blev inte gjord.", "The backup was not made.")
        with suppress(StoreError), store.work() as work:
            work.set_setting(WORD, f"{words} {told.sentence}")


def forget_word(store: Store) -> None:
    """Let go of what was left to be told, once it has been."""
    with store.work() as work:
        work.set_setting(WORD, "")


def title_of(reading: Reading) -> str:
    """The name of the round that counts first on this laptop."""
    return next((one.name for one in rounds_in_order(reading.find(Review))), "")


def role_word(roles: frozenset[str]) -> str:
    """What a person is, in a word."""
    if "lead" in roles:
        return say("Granskningsledare", "Review lead")
    if "visitor" in roles:
        return say("Gästhandläggare", "Visiting caseworker")
    return say("Handläggare", "Caseworker") if "host" in roles else say("Läsare", "Reader")


def remember_room(store: Store, room: str, place: object = None) -> None:
    """Keep which room the person is in and where in it, for the next start.

    Shape: a place is kept where it is the id of a row or the kind of a list; the visit keeps its own (`recovered`).
    """
    kept = str(place) if room in PLACES and isinstance(place, (UUID, str)) else ""
    with store.work() as work:
        work.set_setting("room", room)
        work.set_setting(ROOM_PLACE, kept)


def remembered_place(reading: Reading) -> object:
    """Where in the room the person was at the last start, as the page tells it; None where nothing was kept."""
    kept = reading.setting(ROOM_PLACE)
    try:
        return UUID(kept) if kept else None
    except ValueError:
        return kept
