"""A checklist that asks for drop-downs and tables, and a visit that is made with it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from kollegie.intake.checklists import read_checklist
from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Case, Review, Track, Visit
from kollegie.planning.making_visits import keep_version
from kollegie.store import Store
from kollegie.visiting.answering import pass_over, record_answer
from kollegie.visiting.signing import readiness, sign_visit

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
[[vallista]]
namn = "ofta"
val = [
    { namn = "aldrig", text = "Aldrig", text_en = "Never" },
    { namn = "ibland", text = "Någon gång", text_en = "Sometimes" },
    { namn = "ofta", text = "Ofta", text_en = "Often" },
]
[[vallista]]
namn = "vem"
val = [{ namn = "sjalv", text = "Personen själv" }, { namn = "hemtjanst", text = "Hemtjänsten" }]
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
[[avsnitt]]
id = "tabeller"
titel = "Tabeller"
[[avsnitt.fraga]]
typ = "grupp"
namn = "hur_ofta"
text = "Hur ofta händer det?"
utseende = "table-list"
[[avsnitt.fraga.fraga]]
id = "T0"
typ = "notis"
text = "Fråga om de senaste två veckorna."
[[avsnitt.fraga.fraga]]
id = "T1"
typ = "ett val"
text = "Personalen kommer senare än det står i planen"
hjalp = "Mer än en kvart."
val = "ofta"
regel = [{ uttryck = ". != 'aldrig' or ${t3} != 'ofta'", text = "Det säger emot T3." }]
[[avsnitt.fraga.fraga]]
id = "T2"
typ = "ett val"
text = "Besök ställs in"
val = "ofta"
[[avsnitt.fraga.fraga]]
id = "T2B"
typ = "text"
text = "Varför ställs de in?"
visas_nar = "${t2} = 'ofta'"
del_av = "T2"
[[avsnitt.fraga.fraga]]
id = "T3"
typ = "ett val"
text = "Samma insats görs två gånger"
visas_nar = "${t2} != 'aldrig'"
val = "ofta"
[[avsnitt.fraga.fraga]]
id = "T4"
typ = "ett val"
text = "Den som kommer är någon personen inte har träffat förut"
val = "ofta"
[[avsnitt.fraga]]
typ = "grupp"
namn = "vem_gor"
text = "Vem gör vad?"
utseende = "table-list"
[[avsnitt.fraga.fraga]]
id = "V1"
typ = "flera val"
text = "Handlar mat"
val = "vem"
[[avsnitt.fraga.fraga]]
id = "V2"
typ = "flera val"
text = "Städar"
val = "vem"
[[avsnitt.fraga]]
id = "S1"
typ = "ja/nej"
text = "Är något annat viktigt?"
[[avsnitt]]
id = "ja_nej"
titel = "Ett helt avsnitt som tabell"
utseende = "table-list"
[[avsnitt.fraga]]
id = "J1"
typ = "ja/nej"
text = "Finns en plan?"
[[avsnitt.fraga]]
id = "J2"
typ = "ja/nej"
text = "Är den underskriven?"
[[avsnitt]]
id = "per_person"
titel = "Per person"
[[avsnitt.fraga]]
typ = "upprepning"
namn = "personal"
text = "Personal"
[[avsnitt.fraga.fraga]]
id = "P1"
typ = "ja/nej"
text = "Är hen tillsvidareanställd?"
[[avsnitt.fraga.fraga]]
typ = "grupp"
namn = "hur"
text = "Hur ofta gör hen så?"
utseende = "table-list"
[[avsnitt.fraga.fraga.fraga]]
id = "P2"
typ = "ett val"
text = "Kommer i tid"
val = "ofta"
[[avsnitt.fraga.fraga.fraga]]
id = "P3"
typ = "ett val"
text = "Stannar hela tiden"
val = "ofta"
visas_nar = "${p2} != 'aldrig'"
""",
    ]
)
VISIT = derived_id("visit", "4-060")


def plan_shown_so(store: Store) -> None:
    """A visit on that checklist."""
    with store.work("plan") as work:
        keep_version(work, read_checklist(CHECKLIST))
    _plan(store, "4-060", "höst", 0)


def plan_earlier(store: Store) -> None:
    """A visit to the same person half a year before, signed, with "ofta" answered to T1."""
    earlier = _plan(store, "2-060", "vår", 200)
    record_answer(store, earlier, "t1", "ofta")
    left = [(cell.name, "/".join(cell.row)) for cell in readiness(store, earlier).unanswered]
    pass_over(store, earlier, left, Withheld.EJ_FRAGAD)
    sign_visit(store, earlier)


def _plan(store: Store, label: str, round_: str, days: int) -> UUID:
    checklist = read_checklist(CHECKLIST)
    case, review, visit = (derived_id(kind, label) for kind in ("case", "review", "visit"))
    with store.work("plan", at=store.clock() - timedelta(days=days)) as work:
        work.add(
            Review(review, review, f"Hemtjänst {round_}", "hemtjänst", work.new_id(), store.me),
            Case(case, case, review, Track.USER, label, "U-60", "P-60"),
            Visit(visit, case, review, case, Track.USER, checklist.id, checklist.content_hash),
            Assignment(derived_id("task", label), case, visit, store.me),
        )
    return visit
