"""A checklist with a question of every type, and a visit pinned to it: what no shipped checklist has all of."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from kollegie.intake.checklists import read_checklist
from kollegie.model.checklist import Checklist
from kollegie.model.checklist_text import checklist_to_text
from kollegie.model.ids import COMMON_SCOPE, derived_id
from kollegie.model.reviews import Assignment, Case, ChecklistVersion, Track, Visit
from kollegie.store import Store

TEXT = """
schema = 1
id = "alla-typer"
version = "1"
titel = "Alla slags frågor"
galler = "brukare"

[[sammanhang]]
namn = "beviljade_timmar"
typ = "tal"
text = "Beviljade timmar"
enhet = "per vecka"

[[avsnitt]]
id = "val"
titel = "Att välja"

[[avsnitt.fraga]]
id = "AT01"
typ = "ja/nej"
text = "Kommer hjälpen som den ska?"
hjalp = "Fråga om de senaste två veckorna."
iakttagelse = [{ svar = "nej", kategori = "UTF", grad = 2, text = "Hjälpen kommer inte som den ska" }]

[[avsnitt.fraga]]
id = "AT02"
typ = "ett val"
text = "Hur ofta uteblir den?"
visas_nar = "${at01} = 'nej'"
val = [{ namn = "sallan", text = "Sällan" }, { namn = "ofta", text = "Ofta" }]

[[avsnitt.fraga]]
id = "AT03"
typ = "flera val"
text = "Vad får du hjälp med?"
val = [{ namn = "dusch", text = "Dusch" }, { namn = "mat", text = "Mat" }, { namn = "stad", text = "Städning" }]

[[avsnitt.fraga]]
id = "AT04"
typ = "rangordning"
text = "Vad är viktigast, i ordning?"
val = [{ namn = "tid", text = "Tid" }, { namn = "person", text = "Samma person" }]

[[avsnitt.fraga]]
id = "AT05"
typ = "ja/nej"
text = "Finns tecken på fara för personen?"
iakttagelse = [{ svar = "ja", kategori = "SÄK", grad = 4, text = "Tecken på fara" }]

[[avsnitt]]
id = "skriva"
titel = "Att skriva"

[[avsnitt.fraga]]
id = "AT06"
typ = "tal"
text = "Hur många timmar får du i veckan?"
enhet = "timmar"
regel = [
    { uttryck = ". >= 0", text = "Timmarna kan inte vara mindre än noll." },
    { uttryck = ". <= 40", text = "Mer än 40 timmar i veckan är ovanligt. Stämmer det?", mjuk = true },
]

[[avsnitt.fraga]]
id = "AT07"
typ = "heltal"
text = "Hur många personer kommer?"

[[avsnitt.fraga]]
id = "AT08"
typ = "beräkning"
text = "Timmar per person"
berakning = "round(${at06} div ${at07}, 1)"

[[avsnitt.fraga]]
id = "AT09"
typ = "klockslag"
text = "När kom de i morse?"

[[avsnitt.fraga]]
id = "AT10"
typ = "datum"
text = "När var det senaste besöket?"

[[avsnitt.fraga]]
id = "AT11"
typ = "tidpunkt"
text = "När ringde du dem?"

[[avsnitt.fraga]]
id = "AT12"
typ = "text"
text = "Berätta om en vanlig dag."

[[avsnitt.fraga]]
id = "AT13"
typ = "plats"
text = "Var möttes ni?"

[[avsnitt]]
id = "insatser"
titel = "Insats för insats"

[[avsnitt.fraga]]
typ = "upprepning"
namn = "insats"
text = "Insats"

[[avsnitt.fraga.fraga]]
id = "AT14"
typ = "text"
text = "Vilken insats?"

[[avsnitt.fraga.fraga]]
id = "AT15"
typ = "ja/nej"
text = "Ges den som beslutat?"

[[avsnitt]]
id = "visa"
titel = "Att visa och skriva under"

[[avsnitt.fraga]]
id = "AT16"
typ = "notis"
text = "Läs upp för personen vad som antecknats."

[[avsnitt.fraga]]
id = "AT17"
typ = "foto"
text = "Bild på pärmen"

[[avsnitt.fraga]]
id = "AT18"
typ = "fil"
text = "Genomförandeplanen som fil"

[[avsnitt.fraga]]
id = "AT19"
typ = "bekräftelse"
text = "Personen har hört vad som antecknats."

[[avsnitt.fraga]]
id = "AT20"
typ = "underskrift"
text = "Personens underskrift"
"""


def every_type() -> Checklist:
    """The checklist."""
    return read_checklist(TEXT, name="alla-typer.toml")


def plan_every_type(store: Store, label: str = "9-001") -> UUID:
    """A visit to a user, assigned to the laptop's person. Returns its id."""
    checklist = every_type()
    review, case, visit = (derived_id(noun, label) for noun in ("review", "case", "visit"))
    with store.work("plan") as work:
        version = derived_id("checklist", checklist.content_hash)
        text = checklist_to_text(checklist)
        if work.first(ChecklistVersion, id=version) is None:
            work.add(ChecklistVersion(version, COMMON_SCOPE, checklist.id, "1", checklist.content_hash, text))
        work.add(
            Case(case, case, review, Track.USER, label, f"U-{label}", facts=(("beviljade_timmar", "14"),)),
            Visit(
                visit,
                case,
                review,
                case,
                Track.USER,
                checklist.id,
                checklist.content_hash,
                planned_start=work.at,
                planned_end=work.at + timedelta(hours=1),
            ),
            Assignment(derived_id("task", label), case, visit, store.me),
        )
    return visit
