"""The files a municipality's systems would hand over, written as `import/*.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from kollegie.demo.contact_persons import contact_decisions
from kollegie.demo.other_help import assisted_user, earlier_choices, waiting_decisions
from kollegie.demo.people import HOST, ORGANISATION_NUMBERS, PROVIDERS, DemoUser

KINDS = ("providers", "users", "decisions", "provider-choices")
"""In the order they are imported."""
MONTHS = 3
"""Months of time reports, invoices and payouts."""


def write_files(folder: Path, users: Sequence[DemoUser], day: date) -> dict[str, Path]:
    """Write one file for each kind, as they are some time before the review day; give back their paths by kind."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {kind: folder / f"{kind}.csv" for kind in KINDS}
    write_table(
        paths["providers"],
        ("provider_id", "name", "organisation_number", "kind", "contract", "unannounced_clause", "relatives_allowed"),
        (
            (ref, name, ORGANISATION_NUMBERS.get(ref, ""), kind, contract, clause, relatives)
            for ref, name, kind, contract, clause, relatives in PROVIDERS
        ),
    )
    write_table(
        paths["users"],
        (
            *("user_id", "name", "identity_number", "address", "postcode", "municipality_registered"),
            *("protected", "område", "telefon"),
        ),
        (
            *(
                (
                    *(user.ref, user.name, user.identity_number, user.address, user.postcode, HOST),
                    *("secrecy" if user.protected else "none", user.district, user.telephone),
                )
                for user in users
            ),
            assisted_user(),
        ),
    )
    write_table(
        paths["decisions"],
        (
            *("decision_id", "user_id", "service", "law", "decided_on", "valid_from", "valid_to", "amount", "unit"),
            *(
                "provider_id",
                "caseworker",
                "executed_on",
                "followed_up_on",
                "interrupted_on",
                "Dusch",
                "Besök per dag",
                "Morgonbesök min",
            ),
        ),
        (
            *(
                (
                    *(f"D-{2001 + number}", user.ref, "hemtjänst", "SoL", user.decided_on, user.decided_on),
                    *(user.decided_on + timedelta(days=1095), user.hours, "hours/month", user.provider),
                    *(f"Handläggare {number % 4 + 1}", user.executed_on, user.followed_up_on, "", user.shower),
                    *(user.planned, user.morning),
                )
                for number, user in enumerate(users)
                if not user.protected
            ),
            *((*row, "", "", "") for row in (*waiting_decisions(users, day), *contact_decisions(users, day))),
        ),
    )
    write_table(
        paths["provider-choices"],
        ("user_id", "provider_id", "from", "to"),
        _choices(users, day),
    )
    return paths


def _choices(users: Sequence[DemoUser], day: date) -> Iterator[tuple[object, ...]]:
    """Each user's provider, and the one some had before."""
    earlier = earlier_choices(users, months_of_records(day)[0][0])
    for user in users:
        if user.protected:
            continue
        before, since = earlier.get(user.ref, ("", user.executed_on))
        if before:
            yield user.ref, before, user.executed_on, since - timedelta(days=1)
        yield user.ref, user.provider, since, ""


def month_before(day: date) -> tuple[date, date]:
    """The first and the last day of the whole month before a day."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def months_of_records(day: date) -> tuple[tuple[date, date], ...]:
    """First and last day of each month there are records of; the last is the whole month before the day."""
    months = [month_before(day)]
    while len(months) < MONTHS:
        months.insert(0, month_before(months[0][0]))
    return tuple(months)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as Swedish systems do: UTF-8, semicolons, empty cells for what is missing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
