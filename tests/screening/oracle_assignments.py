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


def v31_owners(licences: list[Row], private: dict[str, str], today: date) -> set[tuple[str, str, date]]:
    """Private provider, service and day of each change of owners that the firm was not tested after.

    Owners and management are part of the test of whether a firm is fit for a licence. So a licence that begins after
    the change, or a look at any of the firm's for the service since, is a new test; a look to come is none. What lies
    outside the days of the licence it is told of changed nothing under it.
    """
    found = set()
    for row in licences:
        provider, changed = private.get(row["organisation_number"]), row["changed_on"]
        if not provider or not changed or changed > today:
            continue
        if not row["from"] <= changed <= (row["to"] or date.max):
            continue
        own = (row["organisation_number"], row["service"])
        same = [one for one in licences if (one["organisation_number"], one["service"]) == own]
        tested = any(
            (one["checked_on"] and changed <= one["checked_on"] <= today) or changed < one["from"] <= today
            for one in same
        )
        if not tested:
            found.add((provider, row["service"], changed))
    return found


def ten_digits(written: str | None) -> str | None:
    """An identity number as it is told apart: without its century and signs; None where it is no such number."""
    bare = "".join(sign for sign in written or "" if sign not in " -+")
    return bare[-10:] if bare.isdigit() and len(bare) in (10, 12) else None


def v26_employed(rows: list[Row], staff: list[Row]) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Representative → the staff numbers they also have, at which providers, and the users they speak for."""
    found = {}
    for name in {row["representative_id"] for row in rows}:
        same = [row for row in staff if is_same(name, row)]
        if same:
            users = {row["user_id"] for row in rows if row["representative_id"] == name}
            found[name] = {row["staff_id"] for row in same}, {row["provider_id"] for row in same}, users
    return found


def is_same(representative: str, worker: Row) -> bool:
    """Whether a representative and somebody of the staff register are one person."""
    number = ten_digits(representative)
    return number is not None and number in (ten_digits(worker["staff_id"]), ten_digits(worker["identity_number"]))


def v26_shared(
    rows: list[Row], staff: list[Row], providers: list[Row], today: date
) -> dict[str, tuple[set[str], set[str]]]:
    """Representative → staff and providers with the same address, telephone or bank account.

    Of somebody with several contracts at a provider the one begun last that tells a telephone tells which it is. Who
    works for a provider themself is asked about for that, and not because they share a telephone with themself.
    """
    found = {}
    for name in {row["representative_id"] for row in rows}:
        workers, firms = set(), set()
        for way in ("address", "telephone", "bank_account"):
            own = {letters(row[way]) for row in rows if row["representative_id"] == name and row[way]}
            telling = [row for row in staff if row[way]]
            workers |= {
                row["staff_id"]
                for row in telling
                if letters(row[way]) in own and not is_same(name, row) and is_latest(row, telling, today)
            }
            firms |= {row["provider_id"] for row in providers if row[way] and letters(row[way]) in own}
        if workers or firms:
            found[name] = workers, firms
    return found


def letters(written: str) -> str:
    """What is written without spaces, hyphens and capitals."""
    return "".join(sign for sign in written.lower() if sign.isalnum())


def is_latest(worker: Row, staff: list[Row], today: date) -> bool:
    """Whether no other contract of the same person and provider has begun later."""
    begun = [
        row["contract_from"]
        for row in staff
        if (row["staff_id"], row["provider_id"]) == (worker["staff_id"], worker["provider_id"])
        and row["contract_from"] <= today
    ]
    return not begun or worker["contract_from"] == max(begun)


def v28_notices(staff: list[Row], payouts: list[Row], today: date) -> dict[tuple[str, date], tuple[set[str], int, int]]:
    """Contact person and first day of an assignment → what is not written of its end, payouts after it, and their sum.

    An assignment has a start, an end, a day of notice and somebody who noted it (S0-4). Where notice is kept of nobody
    there is nothing to ask. It has ended when its last day has come, and will when notice is given. Paid after the end
    is what is for a period that begins later, unless another assignment of the same person goes on.
    """
    found = {}
    if not any(row["notice_on"] for row in staff):
        return found
    for row in staff:
        end, notice = row["contract_to"], row["notice_on"]
        fees = [fee for fee in payouts if fee["payee_id"] == row["staff_id"] and fee["service"] == "kontaktperson"]
        if not fees or not (notice or (end and end <= today)):
            continue
        lacking = set()
        if not notice:
            lacking.add("notice")
        elif not row["notice_noted_by"]:
            lacking.add("noter")
        if not end:
            lacking.add("end")
        last = end or notice
        goes_on = any(
            (other["contract_to"] or other["notice_on"] or date.max) > last
            for other in staff
            if other["staff_id"] == row["staff_id"]
        )
        late = [] if goes_on else [fee["amount"] for fee in fees if fee["period_from"] > last]
        if lacking or late:
            found[row["staff_id"], row["contract_from"]] = lacking, len(late), sum(late)
    return found
