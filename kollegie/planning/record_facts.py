"""What the imported records know of a case: absence, planned hours, and whether somebody could be reached.

The records stay with the host; what goes to the visitor is the single fact that a condition of the checklist asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kollegie.language import say
from kollegie.model.checklist import Checklist
from kollegie.model.expressions.values import number_text
from kollegie.store import Store
from kollegie.store.records import missing_files, rows_about

FROM_ATTENDANCE = ("planerade_timmar_manad", "franvaro")
FROM_CONTACT_NOTES = ("kontaktperson_ej_nadd",)
EPOCH = date(1970, 1, 1)
SECONDS = Decimal(3600)


def record_facts(
    store: Store, checklists: Iterable[Checklist], users: Collection[str], day: date
) -> Mapping[str, Mapping[str, str]]:
    """The context fields that the records of this laptop can fill, by user; nothing the checklists do not ask for.

    Shape: the hours and the absence are those of the last whole month before `day`. A user without rows has no facts,
    so that the checklist's own default or a person at the visit decides. A file that is gone is passed over;
    `unread_files` names it.
    Raises: SealBroken.
    """
    asked = {field.name for checklist in checklists for field in checklist.context_fields}
    found: dict[str, dict[str, str]] = {}
    if asked.intersection(FROM_ATTENDANCE):
        columns = ("measure", "date", "planned_hours", "attended_hours", "absence_code")
        _add(found, _attendance(rows_about(store, "attendance", users, columns), day))
    if asked.intersection(FROM_CONTACT_NOTES):
        _add(found, _contacts(rows_about(store, "contact-notes", users, ("date", "outcome")), day))
    return {user: {name: text for name, text in facts.items() if name in asked} for user, facts in found.items()}


def unread_files(store: Store, checklists: Iterable[Checklist]) -> tuple[str, ...]:
    """The imported files that these checklists ask about and that no longer stand beside the store."""
    asked = {field.name for checklist in checklists for field in checklist.context_fields}
    wanted = (("attendance", FROM_ATTENDANCE), ("contact-notes", FROM_CONTACT_NOTES))
    kinds = [kind for kind, names in wanted if asked.intersection(names)]
    return missing_files(store, kinds) if kinds else ()


def unread_words(files: Collection[str]) -> str:
    """What is said where visits were made without the facts of these files."""
    named = ", ".join(files)
    return say(
        f"Besöken är gjorda, men {named} finns inte längre bredvid arbetsytan, så det som står där följer inte med "
        "till besöken. Läs in filen igen i Underlag och ta bort den gamla där, eller fråga vid besöket.",
        f"The visits are made, but {named} no longer stands beside the store, so what it says does not go along. "
        "Take the file in again under Records and remove the old one there, or ask at the visit.",
    )


def _add(found: dict[str, dict[str, str]], more: Mapping[str, Mapping[str, str]]) -> None:
    for user, facts in more.items():
        found.setdefault(user, {}).update(facts)


def _attendance(rows: Iterable[Mapping[str, Any]], day: date) -> dict[str, dict[str, str]]:
    last = day.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    days: dict[tuple[str, str, date], Mapping[str, Any]] = {}
    for row in rows:
        on = _day(row["date"])
        if on is not None and first <= on <= last:
            days[row["user_id"], row["measure"] or "", on] = row  # a later file brings the same day again
    planned: dict[str, Decimal] = {}
    away: dict[str, bool] = {}
    for (user, _, _), row in days.items():
        hours, came = (Decimal(max(row[name] or 0, 0)) for name in ("planned_hours", "attended_hours"))
        planned[user] = planned.get(user, Decimal()) + hours
        away[user] = away.get(user, False) or bool(row["absence_code"]) or came < hours
    return {
        user: {
            "planerade_timmar_manad": number_text(round(seconds / SECONDS, 2)),
            "franvaro": "ja" if away[user] else "nej",
        }
        for user, seconds in planned.items()
    }


def _contacts(rows: Iterable[Mapping[str, Any]], day: date) -> dict[str, dict[str, str]]:
    """Whether the latest attempt to reach somebody failed; several on that day count as reached if one of them did."""
    latest: dict[str, tuple[date, bool]] = {}
    for row in rows:
        on = _day(row["date"])
        if on is None or on > day or not row["outcome"]:
            continue
        reached = row["outcome"] == "reached"
        before = latest.get(row["user_id"])
        if before is None or on > before[0] or (on == before[0] and reached):
            latest[row["user_id"]] = (on, reached)
    return {user: {"kontaktperson_ej_nadd": "nej" if reached else "ja"} for user, (_, reached) in latest.items()}


def _day(cell: Any) -> date | None:
    """A cell that holds a day: the columns keep days since 1970-01-01."""
    if cell is None or isinstance(cell, date):
        return cell
    return EPOCH + timedelta(days=int(cell))
