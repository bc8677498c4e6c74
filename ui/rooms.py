"""The rooms of the window: who has use for which, and where each page is made."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from kollegie.language import say
from ui.widgets.rail import Room

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.page import Page

LEAD = frozenset({"lead"})
WORKS = frozenset({"visitor"})
READS = frozenset({"host", "reader"})
ALL = LEAD | WORKS | READS


@dataclass(frozen=True, slots=True)
class RoomOf:
    """One room: `page` is "module:Class", made with the desk when the room is first entered; `roles` have use for it.

    One `within` another has a page but no place of its own in the rail: it is entered from there.
    """

    name: str
    icon: str
    sv: str
    en: str
    page: str
    roles: frozenset[str]
    chapter: str
    foot: bool = False
    within: str = ""

    @property
    def room(self) -> Room:
        """The room as the rail shows it."""
        return Room(self.name, self.icon, say(self.sv, self.en), self.foot)


ROOMS: tuple[RoomOf, ...] = (
    RoomOf("today", "calendar-days", "Idag", "Today", "ui.today:TodayPage", WORKS, "idag"),
    RoomOf("visit", "clipboard-list", "Besök", "Visit", "ui.visiting:VisitPage", WORKS, "besok"),
    RoomOf("reviews", "users-round", "Granskningar", "Reviews", "ui.reviews:ReviewsPage", LEAD, "granskningar"),
    RoomOf("register", "book-open", "Register", "Register", "ui.register:RegisterPage", LEAD, "register"),
    RoomOf("records", "file-spreadsheet", "Underlag", "Records", "ui.records:RecordsPage", LEAD, "underlag"),
    RoomOf(
        "signals",
        "message-circle-question-mark",
        "Varningssignaler",
        "Warning signals",
        "ui.signals:SignalsPage",
        LEAD,
        "varningssignaler",
    ),
    RoomOf("invoices", "banknote", "Fakturor", "Invoices", "ui.invoices:InvoicesPage", LEAD, "fakturor"),
    RoomOf(
        "checklists",
        "clipboard-check",
        "Checklistor",
        "Checklists",
        "ui.checklists:ChecklistsPage",
        LEAD,
        "checklistor",
    ),
    RoomOf("paper", "printer", "Papper", "Paper", "ui.paper:PaperPage", WORKS | LEAD, "papper"),
    RoomOf("findings", "flag", "Iakttagelser", "Findings", "ui.findings:FindingsPage", ALL, "iakttagelser"),
    RoomOf("follow-up", "list-checks", "Uppföljning", "Follow-up", "ui.follow_up:FollowUpPage", LEAD, "uppfoljning"),
    RoomOf(
        "summary", "file-text", "Sammanställning", "Summary", "ui.summary:SummaryPage", LEAD | READS, "sammanstallning"
    ),
    RoomOf("suspicions", "lock", "Misstankar", "Suspicions", "ui.signals:SuspicionsPage", READS, "varningssignaler"),
    RoomOf("search", "search", "Sök", "Search", "ui.search:SearchPage", ALL, "sok", foot=True),
    RoomOf("sync", "refresh-cw", "Synk", "Sync", "ui.sync:SyncPage", ALL, "synk", foot=True),
    RoomOf(
        "settings", "settings", "Inställningar", "Settings", "ui.settings:SettingsPage", ALL, "installningar", foot=True
    ),
    RoomOf("help", "circle-question-mark", "Hjälp", "Help", "ui.help:HelpPage", ALL, "borja", foot=True),
)
"""Every room, in the order of the rail."""


def rooms_for(roles: Collection[str]) -> tuple[RoomOf, ...]:
    """The rooms somebody with these roles has use for."""
    return tuple(room for room in ROOMS if room.roles & set(roles))


def room_named(name: str) -> RoomOf:
    """The room of that name."""
    return next(room for room in ROOMS if room.name == name)


def page_class(room: RoomOf) -> Callable[[Desk], Page]:
    """The class of a room's page; its module is loaded now."""
    module, _, name = room.page.partition(":")
    page: Callable[[Desk], Page] = getattr(import_module(module), name)
    return page
