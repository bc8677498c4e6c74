"""The keys of a visit's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kollegie.language import say
from ui.visiting.context_column import TAKE_OVER_KEY
from ui.visiting.door_card import CONSENT_KEY
from ui.visiting.row_bar import ADD_KEY, BACK_KEY, ON_KEY, REMOVE_KEY, RowBar
from ui.visiting.stop_sign import TOLD_KEY

if TYPE_CHECKING:
    from ui.visiting.visit_page import VisitPage


def make_keys(page: VisitPage) -> None:
    """Give the page its keys, each with the words of the sheet of keys."""
    page.add_key("F8", say("Nästa obesvarade", "Next unanswered"), page.about.next_unanswered)
    page.add_key("Shift+F8", say("Nästa att rätta", "Next to put right"), page.about.next_fault)
    page.add_key("Ctrl+F8", say("Nästa flaggade", "Next flagged"), page.about.next_flagged)
    page.add_key("Ctrl+Return", say("Nästa avsnitt", "Next section"), page.about.next_section)
    page.add_key("Ctrl+Shift+Return", say("Förra avsnittet", "Previous section"), page.about.previous_section)
    page.add_key("F7", say("En fråga i taget", "One question at a time"), page.toggle_single)
    page.add_key(ADD_KEY, say("Lägg till en rad", "Add a row"), partial(page.rows.at_bar, RowBar.ask_to_add))
    page.add_key(REMOVE_KEY, say("Ta bort raden", "Remove the row"), partial(page.rows.at_bar, RowBar.ask_to_remove))
    page.add_key(ON_KEY, say("Nästa rad", "Next row"), partial(page.rows.at_bar, RowBar.step_on))
    page.add_key(BACK_KEY, say("Förra raden", "Previous row"), partial(page.rows.at_bar, RowBar.step_back))
    page.add_key(TAKE_OVER_KEY, say("Svara som förra gången", "Answer as last time"), page.take_over)
    page.add_key("Ctrl+M", say("Kommentera svaret", "Comment on the answer"), page.comment)
    page.add_key(CONSENT_KEY, say("Samtycke", "Consent"), page.door.ask_for_consent)
    page.add_key(
        TOLD_KEY, say("Jag har ringt om det akuta", "I have called about the acute"), page.columns.stop.tell_done
    )
    page.add_key("Ctrl+F", say("Visa ett urval av frågorna", "Show a choice of questions"), page.reviewing.toggle)
    page.add_key("F9", say("Visa stöd", "Show support"), page.columns.show_support)
    page.add_key("Ctrl+Z", say("Ångra", "Undo"), page.undo)
    page.add_key("Ctrl+Y", say("Gör om", "Redo"), page.redo)
    page.add_key("Ctrl+Shift+Z", say("Gör om", "Redo"), page.redo)
    page.add_key("Ctrl+Shift+G", say("Signera", "Sign"), page.ask_to_sign)
