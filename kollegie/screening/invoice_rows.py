"""One invoice in detail: the rows behind each of its numbers, and what the records know of the desk checklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from kollegie.language import say
from kollegie.model.desk_looks import InvoiceDetail, InvoiceLook, RowsBehind
from kollegie.model.records import Noun
from kollegie.screening.billed_services import billed_services
from kollegie.screening.credited import moved_said
from kollegie.screening.invoice_desk import InvoiceDesk
from kollegie.screening.licence_rules import V31
from kollegie.screening.licences import Licences, billed_by_licence
from kollegie.screening.material import Entries, Material
from kollegie.screening.presence_rules import V11
from kollegie.screening.rules import Chosen
from kollegie.screening.running import evidence
from kollegie.screening.swedish_time import DAY, FAR_FUTURE, NONE, Longs, day_of

MOST_ROWS = 400
"""Rows shown behind one number; more are counted."""
DETAIL_KINDS = (
    "users",
    "providers",
    "staff",
    "decisions",
    "time-reports",
    "schedules",
    "invoices",
    "licences",
    "stays",
    "sick-claims",
    "absences",
)
"""The kinds of records one invoice's detail is made from."""


def detail_of(desk: InvoiceDesk, look: InvoiceLook) -> InvoiceDetail:
    """One invoice of the desk with the rows behind it and what stands in the other records about its days."""
    material = desk.material
    entries = _reported_entries(desk, look)
    reports = material.reports
    return InvoiceDetail(
        look,
        tuple(_behind(desk, look)),
        tuple(sorted(reports.named("staff_id", entries))) if len(entries) else (),
        _overlap(reports, entries) if len(reports) else None,
        _is_private(material, look.provider),
        _sick_claimed(material, look),
        _without_contract(material, entries),
        _licensed(desk, look),
        _in_stays(material, entries),
        tuple(_moved(desk, look)),
    )


def _moved(desk: InvoiceDesk, look: InvoiceLook) -> Iterator[tuple[int, str]]:
    """The credit notes counted in another month than their own, by the part whose hours they are in."""
    places = desk.places_of(look.provider, look.invoice)
    for number, part in enumerate(look.parts):
        lines = [places[line] for line in part.lines]
        user = desk.material.noun(Noun.USER).find(part.user)
        if user >= 0:
            lines += desk.lines_of(user, desk.service_of(lines[0]), day_of(part.first), day_of(part.last))
        yield from ((number, say(*said)) for said in moved_said(desk.material, lines))


def _behind(desk: InvoiceDesk, look: InvoiceLook) -> Iterator[RowsBehind]:
    material = desk.material
    places = _places_of_lines(desk, look)
    for number, part in enumerate(look.parts):
        lines = np.asarray([places[line] for line in part.lines], np.int64)
        yield _rows(material, number, "invoiced", "invoices", lines)
        user, provider = material.noun(Noun.USER).find(part.user), material.noun(Noun.PROVIDER).find(look.provider)
        if user < 0:
            continue
        first, last = day_of(part.first), day_of(part.last)
        for name, kind, timed in (
            ("reported", "time-reports", desk.reported),
            ("planned", "schedules", desk.planned),
        ):
            if timed is not None:
                which = timed.which(user, provider, first, last)
                yield _rows(material, number, name, kind, timed.entries.places_of(which))
        spans = desk.spans_of(user, desk.service_of(int(lines[0])))
        inside = [span.decision for span in spans or () if span.first <= last and span.last >= first]
        if inside:
            yield _rows(material, number, "granted", "decisions", np.asarray(inside, np.int64))
        own = set(lines.tolist())
        others = [at for at in desk.lines_of(user, desk.service_of(int(lines[0])), first, last) if at not in own]
        if others:
            yield _rows(material, number, "billed_in_all", "invoices", np.asarray(others, np.int64))


def _rows(material: Material, part: int, number: str, kind: str, places: Longs) -> RowsBehind:
    records = material[kind]
    ordered = places[np.lexsort((records.row[places], records.file[places]))] if len(places) else places
    return RowsBehind(part, number, evidence(material, ((kind, ordered),), MOST_ROWS), len(ordered))


def _places_of_lines(desk: InvoiceDesk, look: InvoiceLook) -> list[int]:
    return desk.places_of(look.provider, look.invoice)


def _reported_entries(desk: InvoiceDesk, look: InvoiceLook) -> Longs:
    """Every time report behind the invoice, each once."""
    if desk.reported is None:
        return np.zeros(0, np.int64)
    material = desk.material
    provider = material.noun(Noun.PROVIDER).find(look.provider)
    found = [
        desk.reported.which(user, provider, day_of(part.first), day_of(part.last))
        for part in look.parts
        if (user := material.noun(Noun.USER).find(part.user)) >= 0
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _overlap(reports: Entries, entries: Longs) -> int:
    """Minutes in which the same person is reported at another user as well, each minute of an entry once."""
    total = 0
    for at in entries.tolist():
        begin, end, who = int(reports.start[at]), int(reports.end[at]), int(reports.who[at])
        near = reports.between(who, begin - 2 * DAY, end)
        others = near[(reports.user[near] != reports.user[at]) & (reports.end[near] > begin)]
        total += _covered(
            (max(begin, int(reports.start[one])), min(end, int(reports.end[one]))) for one in others.tolist()
        )
    return total


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """How much of time is covered by these spans."""
    covered, reached = 0, -FAR_FUTURE * DAY
    for begin, end in sorted(spans):
        covered += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return covered


def _is_private(material: Material, provider: str) -> bool | None:
    providers = material["providers"]
    code = material.noun(Noun.PROVIDER).find(provider)
    rows = np.flatnonzero(providers["provider_id"] == code) if code >= 0 else np.zeros(0, np.int64)
    return None if not len(rows) else providers.text("kind", int(rows[0])).casefold() == "private"


def _sick_claimed(material: Material, look: InvoiceLook) -> bool:
    claims = material["sick-claims"]
    users = {material.noun(Noun.USER).find(user) for user in look.users if user}
    begin, end = day_of(look.first) * DAY, (day_of(look.last) + 1) * DAY
    for user, first, last in zip(
        claims["user_id"].tolist(), claims["from"].tolist(), claims["to"].tolist(), strict=True
    ):
        if user in users and first < end and last >= begin:
            return True
    return False


def _without_contract(material: Material, entries: Longs) -> int | None:
    """How many of those who reported have no contract with anybody on some day they worked; None without staff."""
    staff, reports = material["staff"], material.reports
    if not len(staff) or not len(entries):
        return None
    contracts: dict[int, list[tuple[int, int]]] = {}
    for code, first, last in zip(
        staff["staff_id"].tolist(), staff["contract_from"].tolist(), staff["contract_to"].tolist(), strict=True
    ):
        if first != NONE:
            person = int(material.persons[code])
            contracts.setdefault(person, []).append((first, FAR_FUTURE if last == NONE else last))
    lacking = set()
    for who, day in set(zip(reports.who[entries].tolist(), reports.day[entries].tolist(), strict=True)):
        if not any(first <= day <= last for first, last in contracts.get(who, ())):
            lacking.add(who)
    return len(lacking)


def _licensed(desk: InvoiceDesk, look: InvoiceLook) -> bool | None:
    """Whether licences cover all days of every service it bills that needs one.

    Shape: None where no licences are taken in, the provider is no private one that is known, or no service of the
    invoice needs a licence.
    """
    material, licences = desk.material, Licences(desk.material)
    code = material.noun(Noun.PROVIDER).find(look.provider)
    if not len(material["licences"]) or not licences.concerns(code):
        return None
    licensed = set(Chosen(V31).words("licensed"))
    places = _places_of_lines(desk, look)
    named = material.shared(billed_services)
    billed = [(service, part) for part in look.parts for service in {named[places[line]] for line in part.lines}]
    users = material.noun(Noun.USER)
    parts = [
        (service, part)
        for service, part in billed
        if service in licensed and billed_by_licence(material, users.find(part.user), service)
    ]
    if not parts:
        return None
    return not any(licences.gaps(code, service, day_of(part.first), day_of(part.last)) for service, part in parts)


def _in_stays(material: Material, entries: Longs) -> int | None:
    """Minutes reported on whole days of a stay (admission and discharge left out) or after a death; None unknown.

    Shape: stays of the kinds V11 counts; daily activity and short stays are not among them.
    Source: domain V11 and V12.
    """
    stays, users, reports = material["stays"], material["users"], material.reports
    dead = {
        code: day
        for code, day in zip(users["user_id"].tolist(), users["deceased_on"].tolist(), strict=True)
        if day != NONE
    }
    if not len(stays) and not dead:
        return None
    away: dict[int, list[tuple[int, int]]] = {}
    counted = stays.is_one_of("kind", *Chosen(V11).words("kinds"))
    columns = (stays[name][counted].tolist() for name in ("user_id", "from", "to"))
    for code, first, last in zip(*columns, strict=True):
        away.setdefault(code, []).append((first, FAR_FUTURE if last == NONE else last))
    minutes = 0
    for at in entries.tolist():
        user, day = int(reports.user[at]), int(reports.day[at])
        if day > dead.get(user, FAR_FUTURE) or any(first < day < last for first, last in away.get(user, ())):
            minutes += int(reports.minutes[at])
    return minutes
