"""Cases nobody looks at: V21 no follow-up, V27 too many cases, V28 a contact person out of reach."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kollegie.model.severity import Severity
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    NONE,
    Bools,
    add_months,
)
from kollegie.screening.waiting_rules import days_of_death, whole_months
from kollegie.screening.wording import day_text


def no_follow_up(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V21: an active decision last followed up, or decided, more than twelve months ago."""
    decisions, deceased = material["decisions"], days_of_death(material)
    for at in np.flatnonzero(is_active(material, deceased)).tolist():
        followed, decided = int(decisions["followed_up_on"][at]), int(decisions["decided_on"][at])
        known = followed != NONE and followed <= material.as_of
        last = max(followed, decided) if known else decided
        if add_months(last, int(chosen["months"])) >= material.as_of:
            continue
        grave = add_months(last, int(chosen["long_months"])) < material.as_of
        waited = whole_months(last, material.as_of)
        word = ("Senast uppföljt", "Last followed up") if known else ("Beslutat och aldrig uppföljt", "Decided")
        yield Hit(
            subjects(
                decision=(decisions.text("decision_id", at),),
                user=(decisions.text("user_id", at),),
                caseworker=(decisions.text("caseworker", at),),
            ),
            last,
            material.as_of,
            {"months": waited, "days": material.as_of - last},
            (rows("decisions", [at]),),
            Severity.SERIOUS if grave else Severity.DEFICIENCY,
            (
                (
                    f"{word[0]} {day_text(last)}: {waited} hela månader till {day_text(material.as_of)}, gränsen är "
                    f"{int(chosen['months'])}.",
                    f"{word[1]} {day_text(last)}: {waited} whole months until {day_text(material.as_of)}, the limit is "
                    f"{int(chosen['months'])}.",
                ),
            ),
        )


def is_active(material: Material, deceased: dict[int, int]) -> Bools:
    """Decisions that hold today and whose user lives."""
    decisions = material["decisions"]
    begin = np.where(decisions["valid_from"] == NONE, decisions["decided_on"], decisions["valid_from"])
    end = np.where(decisions["valid_to"] == NONE, FAR_FUTURE, decisions["valid_to"])
    living = np.asarray(
        [deceased.get(user, FAR_FUTURE) >= material.as_of for user in decisions["user_id"].tolist()], bool
    )
    return np.asarray((begin <= material.as_of) & (end >= material.as_of) & living)


V21 = Rule(
    "V21",
    ("Ingen uppföljning på tolv månader", "No follow-up in twelve months"),
    ("decisions", "users"),
    no_follow_up,
    (
        "Att kontrollera: när träffade någon personen senast, och stämmer beslutet med behovet?",
        "To look into: when did someone last meet the person, and does the decision fit the need?",
    ),
    (("Löpande uppföljning som inte är daterad.", "Continuous follow-up that is not dated."),),
    ("S1-3", "S2-11"),
    (
        Parameter("months", 12, "S1-3", "Månader utan uppföljning.", "Months without follow-up."),
        Parameter("long_months", 24, "domain V21", "Månader som skärper.", "Months that weigh more."),
    ),
    needs=("decisions",),
)
