"""From an unlocked database to its window: whose it is, what was left from last time, where the person was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kollegie.language import say
from kollegie.model.reviews import Case, Review, Visit
from kollegie.settings import Settings
from kollegie.store.drafts import FORM, begin_running, drafts_of, last_place
from ui.desk import Desk
from ui.rooms import roles_in
from ui.unlocking.recent import RecentStores

if TYPE_CHECKING:
    from kollegie.store import Reading, Store
    from ui.main_window import MainWindow

PLACES = ("findings", "follow-up", "register", "reviews")
"""The rooms whose place is kept over a start; the visit keeps its own."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a program that was not closed in order left: `fields` typed in, in the case of `label`, last at `at`.

    Shape: `visit_id` and `question` are where the writer stood.
    """

    visit_id: UUID
    label: str
    question: str
    fields: int
    at: datetime


def open_desk(store: Store, settings: Settings, recent: RecentStores) -> MainWindow:
    """Make the window of an open store, and remember that it was opened."""
    from ui.main_window import MainWindow

    with store.work() as work:
        ran_since = begin_running(work)
    with store.reading() as reading:
        roles = roles_in(reading, store.me)
        title = title_of(reading) or store.path.stem
        left = left_behind(reading) if ran_since else None
        room, place = reading.setting("room"), remembered_place(reading)
    recent.opened(store.path, title, role_word(roles), store.clock())
    window = MainWindow(Desk(store, settings), roles)
    window.start_at(room, left, unordered=ran_since, place=place)
    return window


def title_of(reading: Reading) -> str:
    """The name of the newest round on this laptop."""
    reviews = reading.find(Review)
    return reviews[-1].name if reviews else ""


def role_word(roles: frozenset[str]) -> str:
    """What a person is, in a word."""
    if "lead" in roles:
        return say("Granskningsledare", "Review lead")
    if "visitor" in roles:
        return say("Gästhandläggare", "Visiting caseworker")
    return say("Handläggare", "Caseworker") if "host" in roles else say("Läsare", "Reader")


def left_behind(reading: Reading) -> LeftBehind | None:
    """What was typed and not yet an answer when the program ended out of order."""
    drafts = [draft for draft in drafts_of(reading) if not draft.field.startswith(FORM)]
    if not drafts:
        return None
    place = last_place(reading)
    newest = drafts[-1]
    visit_id = place.visit_id if place and any(d.visit_id == place.visit_id for d in drafts) else newest.visit_id
    visit = reading.first(Visit, id=visit_id)
    case = reading.first(Case, id=visit.case_id) if visit else None
    if visit is None or case is None:
        return None
    of_visit = [draft for draft in drafts if draft.visit_id == visit_id]
    question = place.question if place and place.visit_id == visit_id else of_visit[-1].question
    return LeftBehind(visit_id, case.label, question, len(of_visit), of_visit[-1].at)


def remember_room(store: Store, room: str, place: object = None) -> None:
    """Keep which room the person is in and where in it, for the next start.

    Shape: a place is kept where it is the id of a row or the kind of a list; the visit keeps its own (`left_behind`).
    """
    kept = str(place) if room in PLACES and isinstance(place, (UUID, str)) else ""
    with store.work() as work:
        work.set_setting("room", room)
        work.set_setting("place", kept)


def remembered_place(reading: Reading) -> object:
    """Where in the room the person was at the last start, as the page tells it; None where nothing was kept."""
    kept = reading.setting("place")
    try:
        return UUID(kept) if kept else None
    except ValueError:
        return kept
