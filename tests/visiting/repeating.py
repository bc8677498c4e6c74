"""A checklist with a repeat, and a visit pinned to it: what the shipped checklists do not have yet."""

from __future__ import annotations

from uuid import UUID

from kollegie.intake.checklists import read_checklist
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import Assignment, Case, ChecklistVersion, Track, Visit
from kollegie.store import Store

TEXT = """
schema = 1
id = "insatser"
version = "1"
titel = "Insats för insats"
galler = "brukare"

[[avsnitt]]
id = "om"
titel = "Om hjälpen"

[[avsnitt.fraga]]
id = "IN01"
typ = "ja/nej"
text = "Får du hjälp i dag?"

[[avsnitt]]
id = "per_insats"
titel = "Per insats"

[[avsnitt.fraga]]
typ = "upprepning"
namn = "insats"
text = "Insats"
text_en = "Service"

[[avsnitt.fraga.fraga]]
id = "IN02"
typ = "text"
text = "Vilken insats?"

[[avsnitt.fraga.fraga]]
id = "IN03"
typ = "ja/nej"
text = "Ges den som beslutat?"
iakttagelse = [{ svar = "nej", kategori = "UTF", grad = 2, text = "Insatsen ges inte" }]

[[avsnitt.fraga.fraga]]
id = "IN04"
typ = "tal"
text = "Hur många gånger i veckan?"

[[avsnitt]]
id = "sist"
titel = "Sist"

[[avsnitt.fraga]]
id = "IN05"
typ = "ja/nej"
text = "Är något annat viktigt?"
"""


def repeating_checklist() -> Checklist:
    """The checklist."""
    return read_checklist(TEXT, name="insatser.toml")


def plan_repeating(store: Store, label: str = "4-030") -> UUID:
    """A visit to a user, assigned to the laptop's person. Returns its id."""
    checklist = repeating_checklist()
    review, case, visit = (derived_id(noun, label) for noun in ("review", "case", "visit"))
    with store.work("plan") as work:
        version = derived_id("checklist", checklist.content_hash)
        text = checklist_to_text(checklist)
        work.add(
            ChecklistVersion(version, COMMON_SCOPE, checklist.id, "1", checklist.content_hash, text),
            Case(case, case, review, Track.USER, label, f"U-{label}"),
            Visit(visit, case, review, case, Track.USER, checklist.id, checklist.content_hash),
            Assignment(derived_id("task", label), case, visit, store.me),
        )
    return visit
