"""What is to be found of caseloads, owners, those who represent, and the end of assignments, in plain Python."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]


def v27(decisions: list[Row], loads: list[Row], died: dict[str, date], today: date) -> dict[str, tuple[int, int]]:
    """Caseworker → people and level: over a hundred for a whole post, over two hundred, and three hundred at least.

    A case is a person with a decision that holds today, however many such decisions; who has died is none from the
    day after. Of the lists of the caseworker the latest that has come tells the share of a post.
    """
    found = {}
    for who in {row["caseworker"] for row in decisions + loads}:
        people = set()
        for row in decisions:
            begins = row["valid_from"] or row["decided_on"]
            holds = begins <= today and not (row["valid_to"] and row["valid_to"] < today)
            dead = row["user_id"] in died and died[row["user_id"]] < today
            if row["caseworker"] == who and holds and not dead:
                people.add(row["user_id"])
        lists = sorted(
            (row for row in loads if row["caseworker"] == who and row["date"] <= today), key=lambda row: row["date"]
        )
        percent = 100 if not lists else lists[-1]["percent"]
        listed = lists[-1]["cases"] if lists else 0
        cases = max(len(people), listed)
        level = sum((cases * 100 > 100 * percent, cases * 100 > 200 * percent, cases * 100 >= 300 * percent))
        if level:
            found[who] = cases, level
    return found


def v31_owners(licences: list[Row], organisations: dict[str, str], today: date) -> dict[tuple[str, str], int]:
    """Provider and service → days since its owners changed, where the licence was not looked at since."""
    found = {}
    for row in licences:
        provider, changed, checked = organisations.get(row["organisation_number"]), row["changed_on"], row["checked_on"]
        if provider and changed and changed <= today and not (checked and checked >= changed):
            found[provider, row["service"]] = (today - changed).days
    return found
