"""V32: what is wrong with the data themselves, so that nothing drops out of a sum without being named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kollegie.language import grouped
from kollegie.model.identity import organisation_number_holds, read_identity_number
from kollegie.model.records import SHAPES, Held, Noun
from kollegie.model.severity import Severity
from kollegie.screening.billed_services import services_by_user
from kollegie.screening.columns import NO_NUMBER, Records, key_of
from kollegie.screening.credited import credited_services, credited_shares
from kollegie.screening.material import Entries, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import DAY, FAR_FUTURE, NONE, Longs, date_of, rows_where, skipped_hours
from kollegie.screening.wording import listed

MOST_NAMED = 500
"""Names a signal lists among its subjects; its rows and counts are whole."""
REGISTERS = {Noun.USER: "users", Noun.STAFF: "staff", Noun.PROVIDER: "providers"}
SPANS = {
    "invoices": ("period_from", "period_to"),
    "payouts": ("period_from", "period_to"),
    "absences": ("from", "to"),
    "sick-claims": ("from", "to"),
    "stays": ("from", "to"),
    "decisions": ("valid_from", "valid_to"),
    "staff": ("contract_from", "contract_to"),
    "representatives": ("from", "to"),
    "licences": ("from", "to"),
    "provider-choices": ("from", "to"),
}

HAPPENED = {
    "users": ("deceased_on",),
    "decisions": ("decided_on", "followed_up_on"),
    "contact-notes": ("date",),
    "attendance": ("date",),
    "licences": ("checked_on", "users_told_on"),
}
"""Days of what has happened; a planned start, a stay or an absence may well lie ahead."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rows of one kind with one and the same trouble."""

    kind: str
    what: str
    places: Longs
    said: Said


def data_quality(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V32: broken check digits, unknown people, reports that end before they begin, too long, ahead of time, twice.

    Shape: and what counts otherwise than it stands, such as a credit note whose invoice has not come.
    """
    for trouble in (
        *_times(material, material.reports, "time-reports", chosen),
        *_times(material, material.schedule, "schedules", chosen),
        *_attended(material),
        *_ahead(material),
        *_doubled_rows(material),
        *_spans(material),
        *_unknown(material),
        *_numbers(material),
        *_untold_services(material),
        *_untimed(material),
        *_without_invoice(material),
    ):
        records = material[trouble.kind]
        for file in np.unique(records.file[trouble.places]).tolist():
            yield _hit(material, trouble, trouble.places[records.file[trouble.places] == file])


def _times(material: Material, reports: Entries, kind: str, chosen: Chosen) -> Iterator[Trouble]:
    records = reports.records
    if not records.count:
        return
    start, end = records["start"], records["end"]
    copies = np.asarray([copy for pair in reports.copies for copy in pair], np.int64)
    longest = np.int32(min(chosen["hours"] * 60, FAR_FUTURE))
    ahead = (material.as_of + 1) * DAY if kind == "time-reports" else FAR_FUTURE
    overlaps = reports.places_of(np.concatenate(reports.overlapping)) if reports.overlapping else copies[:0]
    for what, places, said in (
        (
            "ends-first",
            reports.unusable,
            ("slutar innan de börjar eller är noll minuter långa", "end before they begin or last no time"),
        ),
        (
            "long",
            rows_where(records.count, lambda part: end[part] > start[part] + longest),
            (f"är längre än {int(chosen['hours'])} timmar", f"are longer than {int(chosen['hours'])} hours"),
        ),
        (
            "future",
            rows_where(records.count, lambda part: start[part] >= ahead),
            _AHEAD,
        ),
        (
            "overlaps",
            overlaps,
            (
                "överlappar en annan för samma person hos samma brukare; tiden räknas en gång",
                "overlap another one of the same person at the same user; the time counts once",
            ),
        ),
        ("twice", copies, ("finns mer än en gång och räknas en gång", "are there more than once and count once")),
        (
            "no-such-hour",
            np.concatenate([skipped_hours(column) for column in (start, end)]),
            (
                "har en tid som inte finns när klockan ställs fram",
                "have a time that does not exist when the clock is put forward",
            ),
        ),
    ):
        if len(places):
            yield Trouble(kind, what, np.unique(places), said)


def _ahead(material: Material) -> Iterator[Trouble]:
    """Rows of other kinds that tell of something as if it had happened on a day that has not come."""
    for kind, columns in HAPPENED.items():
        records = material[kind]
        ahead = np.zeros(records.count, bool)
        for column in columns:
            ahead |= records[column] > material.as_of
        if kind == "attendance":  # a day that is only planned may lie ahead
            ahead &= (records["attended_hours"] > 0) | (records["absence_code"] >= 0)
        if ahead.any():
            yield Trouble(kind, "future", np.flatnonzero(ahead), _AHEAD)


_AHEAD: Said = "ligger i framtiden", "lie in the future"


def _attended(material: Material) -> Iterator[Trouble]:
    """Days of attendance with more hours than a day has, or fewer than none."""
    attendance = material["attendance"]
    hours = np.stack([attendance[name] for name in ("planned_hours", "attended_hours")])
    known = hours != NO_NUMBER
    for what, wrong, said in (
        ("long", hours > DAY * 60, ("är längre än ett dygn", "are longer than a day and night")),
        ("negative", hours < 0, ("är mindre än noll timmar och räknas som noll", "are below zero and count as zero")),
    ):
        places = np.flatnonzero((known & wrong).any(axis=0))
        if len(places):
            yield Trouble("attendance", what, places, said)


def _doubled_rows(material: Material) -> Iterator[Trouble]:
    """Records of other kinds that stand twice with the same key, or alike in every column where they have none."""
    for kind, shape in SHAPES.items():
        records = material[kind]
        if kind in ("time-reports", "schedules", "staff") or records.count < 2:
            continue
        held = [records[column.name] for column in shape.columns if column.held is not Held.NUMBER]
        columns = key_of(records, shape) if shape.key else held
        order = np.lexsort(columns)
        same = np.ones(len(order) - 1, bool)
        for column in columns:
            same &= column[order[1:]] == column[order[:-1]]
        if same.any():
            twice = np.flatnonzero(same)
            places = order[np.union1d(twice, twice + 1)]
            yield Trouble(kind, "twice", np.sort(places), ("finns mer än en gång", "are there more than once"))


def _untold_services(material: Material) -> Iterator[Trouble]:
    """Lines of users with several services that do not say which: they can be held against no licence."""
    told, decided = credited_services(material), material.shared(services_by_user)
    users, shared = material["invoices"]["user_id"].tolist(), credited_shares(material)
    places = [
        at
        for at, (service, user) in enumerate(zip(told, users, strict=True))
        if not service and user in decided and at not in shared
    ]
    if places:
        said = (
            "säger inte vilken av brukarens insatser de gäller; de prövas mot alla tillsammans och mot inget tillstånd",
            "do not say which of the user's services they are for; they are held against all together and no licence",
        )
        yield Trouble("invoices", "service-untold", np.asarray(places, np.int64), said)


def _untimed(material: Material) -> Iterator[Trouble]:
    """Invoice lines in another unit than hours, which no comparison of hours can count."""
    invoices = material["invoices"]
    places = np.flatnonzero((invoices["hours"] == NO_NUMBER) & (invoices["quantity"] >= 0))
    if len(places):
        said = (
            "har ett antal som inte är i timmar och jämförs inte med beviljad och rapporterad tid",
            "have a quantity that is not in hours and are not compared with granted and reported time",
        )
        yield Trouble("invoices", "untimed", places, said)


def _without_invoice(material: Material) -> Iterator[Trouble]:
    """Credit notes that name an invoice their provider has not sent; others number theirs as they like."""
    invoices = material["invoices"]
    noted = np.flatnonzero(invoices["credits"] >= 0)
    if not len(noted):
        return
    numbers, named = invoices.names_of("invoice_id"), invoices.names_of("credits")
    meant = np.asarray([numbers.find(name) for name in named.all], np.int64)[invoices["credits"][noted]]
    provider = invoices["provider_id"].astype(np.int64)
    sent = np.unique(provider * len(numbers) + invoices["invoice_id"])
    places = noted[(meant < 0) | ~np.isin(provider[noted] * len(numbers) + meant, sent)]
    if len(places):
        said = (
            "krediterar en faktura som inte har kommit från utföraren",
            "credit an invoice that has not come from the provider",
        )
        yield Trouble("invoices", "no-invoice", places, said)


def _spans(material: Material) -> Iterator[Trouble]:
    for kind, (begin, end) in SPANS.items():
        records = material[kind]
        given = (records[begin] != NONE) & (records[end] != NONE)
        places = np.flatnonzero(given & (records[end] < records[begin]))
        if len(places):
            yield Trouble(kind, "ends-first", places, ("slutar innan de börjar", "end before they begin"))


def _unknown(material: Material) -> Iterator[Trouble]:
    """Rows that name a user, staff member or provider the registers do not have."""
    for kind, shape in SHAPES.items():
        records = material[kind]
        for column in shape.columns:
            register = REGISTERS.get(column.noun) if column.noun else None
            optional = column.name in ("payee_id", "provider_id", "substitute_id")
            if register is None or register == kind or not records.count or not material.has(register):
                continue
            known = np.zeros(len(material.noun(column.noun or Noun.USER)) + 1, bool)
            known[material[register][f"{column.noun}_id"]] = True
            codes = records[column.name]
            missing = ~known[codes] & (codes >= 0)
            if column.name == "payee_id":
                continue  # a payee may be staff, a provider or the user
            if not optional:
                missing |= codes < 0
            missing_at = np.flatnonzero(missing)
            for file in np.unique(records.file[missing_at]).tolist():  # each file names its own
                places = missing_at[records.file[missing_at] == file]
                met, texts = np.unique(codes[places]).tolist(), records.names_of(column.name)
                names = tuple(sorted(texts[code] or "–" for code in met))
                yield Trouble(
                    kind,
                    f"unknown-{column.name}",
                    places,
                    (
                        f"gäller {_NOUNS[column.noun][0]} som inte finns i registret: {listed(names)[0]}",
                        f"concern {_NOUNS[column.noun][1]} who are not in the register: {listed(names)[1]}",
                    ),
                )


_NOUNS: Mapping[Noun | None, Said] = {
    Noun.USER: ("brukare", "users"),
    Noun.STAFF: ("medarbetare", "staff"),
    Noun.PROVIDER: ("utförare", "providers"),
}


def _numbers(material: Material) -> Iterator[Trouble]:
    """Identity and company numbers whose check digit or date does not hold; never a reason to turn a person away."""
    today = date_of(material.as_of)
    for kind in ("users", "staff"):
        records = material[kind]
        names = records.names_of("identity_number")
        wrong = {
            code
            for code, number in enumerate(names.all)
            if read_identity_number(number, today).problem in ("check_digit", "date") and not number.startswith("99")
        }
        places = np.flatnonzero(np.isin(records["identity_number"], np.fromiter(wrong, np.int32, len(wrong))))
        if len(places):
            said = "har ett personnummer vars kontrollsiffra eller datum inte stämmer"
            yield Trouble(
                kind, "identity", places, (said, "have an identity number whose check digit or date is wrong")
            )
    providers = material["providers"]
    numbers = providers.names_of("organisation_number")
    nameless = np.flatnonzero((providers["organisation_number"] < 0) & ~providers.is_one_of("kind", "in-house"))
    if len(nameless) and len(material["licences"]):
        said = "saknar organisationsnummer, så att deras tillstånd inte kan kontrolleras"
        lacks = "lack a company number, so that no licence can be checked"
        yield Trouble("providers", "no-number", nameless, (said, lacks))
    bad = {code for code, number in enumerate(numbers.all) if not organisation_number_holds(number)}
    places = np.flatnonzero(np.isin(providers["organisation_number"], np.fromiter(bad, np.int32, len(bad))))
    if len(places):
        said = "har ett organisationsnummer vars kontrollsiffra inte stämmer"
        yield Trouble("providers", "identity", places, (said, "have a company number whose check digit does not hold"))


def _hit(material: Material, trouble: Trouble, places: Longs) -> Hit:
    records = material[trouble.kind]
    file = records.files[int(records.file[places[0]])] if records.files else ""
    days = _days(records, places, material.as_of)
    sv, en = trouble.said
    return Hit(
        subjects(**{noun: _named(records, noun, places) for noun in Noun}),
        days[0],
        days[1],
        {"rows": len(places), "problem": trouble.what},
        (rows(trouble.kind, places),),
        Severity.NOTE,
        ((f"{file}, rader som {sv}: {grouped(len(places))}.", f"{file}, rows that {en}: {grouped(len(places))}."),),
        f"{trouble.kind}:{trouble.what}:{file}",
        dated=False,
    )


def _named(records: Records, noun: Noun, places: Longs) -> set[str]:
    found: set[str] = set()
    for column in SHAPES[records.kind].columns:
        if column.noun is noun:
            names = records.names_of(column.name)
            found |= {names[code] for code in np.unique(records[column.name][places])[:MOST_NAMED].tolist()}
    return found


def _days(records: Records, places: Longs, as_of: int) -> tuple[int, int]:
    """The first and last day the rows speak of, as far as they do."""
    column = SHAPES[records.kind].placed_by
    if not column:
        return as_of, as_of
    when = records[column][places]
    when = when[when != NONE]
    if not len(when):
        return as_of, as_of
    if SHAPES[records.kind].column(column).held is Held.MINUTE:
        when = when // DAY
    return int(when.min()), int(when.max())


V32 = Rule(
    "V32",
    ("Datakvalitet", "Data quality"),
    tuple(SHAPES),
    data_quality,
    (
        "Att kontrollera: rätta i källsystemet och läs in filen igen.",
        "To look into: correct it in the source system and import the file again.",
    ),
    (("Registret är inte fullständigt inläst.", "The register has not been imported in full."),),
    ("S1-4",),
    (Parameter("hours", 24, "domain V32", "Längsta tidrapport i timmar.", "Longest time report in hours."),),
)
