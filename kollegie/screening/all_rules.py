"""Every rule, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable

from kollegie.errors import KollegieError
from kollegie.screening.absence_rules import V06, V07
from kollegie.screening.attendance_rules import V29
from kollegie.screening.change_rules import V25
from kollegie.screening.continuity_rules import V22
from kollegie.screening.copied_rules import V24
from kollegie.screening.employment_rules import V09, V10
from kollegie.screening.follow_up_rules import V21, V27, V28
from kollegie.screening.frequency_rules import V18
from kollegie.screening.licence_rules import V31
from kollegie.screening.material import Material
from kollegie.screening.money_rules import V15
from kollegie.screening.off_plan_rules import V23
from kollegie.screening.overlap_rules import V01, V02
from kollegie.screening.overtime_rules import V04
from kollegie.screening.party_rules import V26, V30
from kollegie.screening.payout_rules import V17
from kollegie.screening.presence_rules import V11, V12
from kollegie.screening.quality_rules import V32
from kollegie.screening.registration_rules import V13
from kollegie.screening.reported_rules import V16
from kollegie.screening.rest_rules import V05
from kollegie.screening.rise_rules import V14
from kollegie.screening.rules import Chosen, Hit, ParameterUnknown, Rule, Setting, setting_of
from kollegie.screening.sick_pay_rules import V08
from kollegie.screening.total_time_rules import V03
from kollegie.screening.waiting_rules import V19, V20

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *(V01, V02, V03, V04, V05, V06, V07, V08, V09, V10, V11, V12, V13, V14, V15, V16),
        *(V17, V18, V19, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V30, V31, V32),
    )
}


def rule_of(id: str) -> Rule:
    """The rule a kept signal, cause or worth was found by, for showing it.

    A signal that came from a newer version of the program can be of a rule this one does not have: a stand-in says so
    and finds nothing, so that the signal itself stays to be seen.
    """
    return RULES.get(id) or Rule(
        id,
        ("Regeln finns inte i den här versionen", "A rule this version does not know"),
        sets=(),
        function=_found_by_another_version,
        ask=(
            "Signalen kommer från en nyare version av Kollegie. Dess rader och uträkning visas som de kom; "
            "uppdatera Kollegie för att se vad regeln frågar efter.",
            "The signal comes from a newer version of Kollegie. Its rows and its sum are shown as they came; "
            "update Kollegie to see what the rule asks.",
        ),
        innocent=(("De står i den version som känner regeln.", "They stand in the version that knows the rule."),),
        seeds=(),
        version=0,
    )


def _found_by_another_version(_material: Material, _chosen: Chosen) -> Iterable[Hit]:
    return ()


class RuleUnknown(KollegieError):
    """No rule has that id."""

    sv = "Regeln {rule} finns inte. Reglerna är V01 till V32."
    en = "There is no rule {rule}. The rules are V01 to V32."


def read_setting(rule: str, name: str, written: str) -> Setting:
    """One parameter of a rule as it was written. Raises: RuleUnknown; ParameterUnknown where it is of another kind."""
    (found,) = rules_named((rule,))
    parameter = next((one for one in found.parameters if one.name == name), None)
    setting = None if parameter is None else setting_of(parameter, written)
    if setting is None:
        known = ", ".join(one.name for one in found.parameters) or "–"
        raise ParameterUnknown(rule=rule, name=name, value=written, known=known)
    return setting


def rules_named(ids: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules with these ids, all of them where none is given. Raises: RuleUnknown."""
    for id_ in ids:
        if id_ not in RULES:
            raise RuleUnknown(rule=id_)
    return tuple(rule for rule in RULES.values() if not ids or rule.id in ids)
