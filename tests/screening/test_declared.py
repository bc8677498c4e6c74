"""Each rule turns on the numbers the domain gives it, and says whose they are: the law's, the domain's or our own."""

from __future__ import annotations

import pytest

from kollegie.screening.all_rules import RULES
from kollegie.screening.rules import Setting

AID = "ekonomiskt bistånd;försörjningsstöd"
DEFAULTS: dict[str, dict[str, Setting]] = {
    "V01": {"tol_min": 0},
    "V02": {"detour": 1.3, "kmh": 60, "fixed": 3, "near_m": 300},
    "V03": {
        "atl_hours": 48,
        "atl_months": 4,
        "hushl_hours": 52,
        "window_anchor": "",
        "agreement_hours": 48,
        "agreement_months": 6,
        "agreements": "",
    },
    "V04": {"ordinary": 40, "four_weeks": 48, "month": 50, "year_atl": 200, "year_hushl": 300, "agreements": ""},
    "V05": {"daily_h": 11, "weekly_h": 36, "joined_min": 30, "pass_h": 24, "pass_grave_h": 26},
    "V06": {"months": 12, "worked_months": 11, "full_time": 0.75, "run_days": 21},
    "V07": {"n": 4, "months": 12, "cv": 0.25, "share": 0.75, "usual_shift": 0.5},
    "V08": {"tol_h": 0.25},
    "V09": {},
    "V10": {"age": 18, "grace": 14, "surname_most": 3},
    "V11": {"grace": 0, "kinds": "hospital;institution;abroad", "not_tied": AID},
    "V12": {},
    "V13": {"d": 60},
    "V14": {
        "pct": 50,
        "abs": 7,
        "days": 90,
        "provider_pct": 20,
        "provider_months": 6,
        "provider_look": 24,
        "provider_users": 5,
    },
    "V15": {"tol_pct": 0, "round_h": 0.01, "period_months": 6},
    "V16": {"tol_h": 0.25},
    "V17": {"grace": 31, "level_2": 2, "level_6": 6, "level_12": 12, "untimed": f"{AID};arbetsmarknadsinsats"},
    "V18": {"share": 0.5},
    "V19": {
        "months": 3,
        "warn_days": 60,
        "level_6": 6,
        "level_12": 12,
        "level_17": 17,
        "sanction": 24,
        "outside": AID,
    },
    "V20": {"d": 31, "outside": AID},
    "V21": {"months": 12, "long_months": 24},
    "V22": {"hi": 15, "strong": 20, "lo": 2, "lo_visits": 28, "differs": 0.4, "from_h": 7, "to_h": 22, "age": 65},
    "V23": {"low": 0.8, "high": 1.1, "short": 0.5, "short_share": 0.2, "match_min": 120, "least_visits": 5},
    "V24": {"share": 0.9, "n": 15, "at_once_min": 60},
    "V25": {"d": 90, "several": 2, "many": 5},
    "V26": {"n": 5},
    "V27": {"warn": 100, "high": 200, "critical": 300},
    "V28": {"failed": 3, "failed_days": 60, "no_meeting_days": 60, "services": "kontaktperson"},
    "V29": {"share": 0.8, "unexcused_days": 3, "full": 0.95, "services": f"{AID};arbetsmarknadsinsats"},
    "V30": {},
    "V31": {},
    "V32": {"hours": 24},
}
LISTS = {("V10", "licensed"), ("V22", "outside"), ("V31", "licensed")}
"""Lists of words, which other tests go through."""
BY_LAW = {
    "V03": {"atl_hours", "atl_months", "hushl_hours"},
    "V04": {"ordinary", "four_weeks", "month", "year_atl", "year_hushl"},
    "V05": {"daily_h", "weekly_h"},
    "V10": {"age", "grace", "licensed"},
    "V15": {"period_months"},
    "V19": {"months", "sanction"},
    "V31": {"licensed"},
}
"""What a law says; nothing else may be told as if it did."""
LAWS = ("ATL", "HushL", "LSS", "SFB", "SoL")


@pytest.mark.parametrize("rule", list(RULES))
def test_a_rule_turns_on_the_numbers_of_the_domain(rule: str) -> None:
    declared = {one.name: one.default for one in RULES[rule].parameters if (rule, one.name) not in LISTS}

    assert declared == DEFAULTS[rule]


@pytest.mark.parametrize("rule", list(RULES))
def test_only_what_a_law_says_is_told_as_law(rule: str) -> None:
    by_law = {one.name for one in RULES[rule].parameters if any(law in one.source for law in LAWS)}

    assert by_law == BY_LAW.get(rule, set())
