"""A checklist that asks for drop-downs and tables, and a visit that is made with it."""

from __future__ import annotations

from kollegie.intake.checklists import read_checklist
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Track, Visit
from kollegie.planning.making_visits import keep_version
from kollegie.store import Store

TOWNS = (
    ("alingsas", "Alingsås", "vg"),
    ("hult", "Hult", "jk"),
    ("as", "Ås", "jk"),
    ("vastra", "Västra Hult med Sunds gamla kommundel och öarna", "jk"),
    ("annan", "Annan ort", "jk"),
)
CHECKLIST = "\n".join(
    [
        "schema = 1",
        'id = "visas-sa"',
        'version = "1"',
        'titel = "Visas så"',
        "[[vallista]]",
        'namn = "orter"',
        "val = ["
        + ", ".join(f'{{ namn = "{name}", text = "{word}", lan = "{county}" }}' for name, word, county in TOWNS)
        + "]",
        """
[[avsnitt]]
id = "listor"
titel = "Listor som fälls ut"
[[avsnitt.fraga]]
id = "M1"
typ = "ett val"
text = "I vilket län?"
val = [{ namn = "vg", text = "Västra Götaland" }, { namn = "jk", text = "Jönköping" }]
[[avsnitt.fraga]]
id = "M2"
typ = "ett val"
text = "I vilken ort bor den som besöks?"
utseende = "minimal autocomplete"
val = "orter"
val_filter = "lan = ${m1}"
regel = [{ uttryck = ". != 'as'", text = "Ås hör till en annan kommun." }]
[[avsnitt.fraga]]
id = "M2B"
typ = "text"
text = "Annat, nämligen"
visas_nar = "${m2} = 'annan'"
del_av = "M2"
[[avsnitt.fraga]]
id = "M3"
typ = "flera val"
text = "Vilka insatser gavs i dag?"
utseende = "minimal"
kravs = false
val = [{ namn = "dusch", text = "Dusch" }, { namn = "stad", text = "Städning" }, { namn = "mat", text = "Mat" }]
[[avsnitt.fraga]]
id = "M4"
typ = "ja/nej"
text = "Fanns planen på plats?"
utseende = "minimal"
""",
    ]
)
VISIT = derived_id("visit", "4-060")


def plan_shown_so(store: Store) -> None:
    """A visit on that checklist."""
    checklist = read_checklist(CHECKLIST)
    case, review = derived_id("case", "4-060"), derived_id("review", "höst")
    with store.work("plan") as work:
        keep_version(work, checklist)
        work.add(
            Case(case, case, review, Track.USER, "4-060", "U-60"),
            Visit(VISIT, case, review, case, Track.USER, checklist.id, checklist.content_hash),
            Assignment(derived_id("task", "4-060"), case, VISIT, store.me),
        )
