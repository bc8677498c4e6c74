"""How a row of the records is put as a question at a visit, in Swedish and in English. It names no other person."""

from __future__ import annotations

from datetime import datetime

from kollegie.model.calendar_words import MONTHS
from kollegie.model.signals import EvidenceRow
from kollegie.screening.asking_sums import RIGHT, spoken
from kollegie.screening.rules import Said

_STAYS = {
    "hospital": ("på sjukhus", "in hospital"),
    "institution": ("på en institution", "in an institution"),
    "abroad": ("utomlands", "abroad"),
    "short-stay": ("på korttidsvistelse", "at a short stay"),
    "daily-activity": ("på daglig verksamhet", "at a daily activity"),
}
_CONTACTS = {"meeting": "möte", "phone": "telefon", "letter": "brev", "message": "meddelande", "visit": "besök"}


def question_of_kind(row: EvidenceRow) -> Said | None:
    """One row as a question; None for a kind nobody at a visit can answer about."""
    match row.kind:
        case "time-reports":
            return _put(*_report(row, "Tidrapporten säger att", "The time report says that", "var här", "was here"))
        case "schedules":
            return _put(*_report(row, "Schemat säger att", "The schedule says that", "skulle vara här", "was due here"))
        case "invoices":
            return _put(*_invoice(row))
        case "payouts":
            return _put(
                f"Utbetalningen säger att {row.cell('payee_id')} har fått {_kronor(row)[0]} för {_span(row)[0]}.",
                f"The payout says that {row.cell('payee_id')} got {_kronor(row)[1]} for {_span(row)[1]}.",
            )
        case "stays":
            sv, en = _STAYS.get(row.cell("kind"), (row.cell("kind"), row.cell("kind")))
            first, last = _day(row.cell("from")), _day(row.cell("to"))
            return _put(
                f"Registret säger att personen var {sv} {first[0]} till {last[0]}.",
                f"The register says that the person was {en} from {first[1]} to {last[1]}.",
            )
        case "sick-claims":
            first_said, last_said = (tuple(spoken(row.cell(name), at) for at in (0, 1)) for name in ("from", "to"))
            return _put(
                f"Ansökan om sjuklön säger att vikarie {row.cell('substitute_id') or '–'} arbetade här i stället för "
                f"personal {row.cell('staff_id')} från {first_said[0]} till {last_said[0]}.",
                f"The sick pay claim says that substitute {row.cell('substitute_id') or '–'} worked here instead of "
                f"staff {row.cell('staff_id')} from {first_said[1]} to {last_said[1]}.",
            )
        case "attendance":
            day, there, of = _day(row.cell("date")), _hours(row, "attended_hours"), _hours(row, "planned_hours")
            return _put(
                f"Närvarolistan säger att personen var med {there} av {of} timmar {day[0]}.",
                f"The attendance list says that the person took part {there} of {of} hours on {day[1]}.",
            )
        case "contact-notes":
            day, kind = _day(row.cell("date")), row.cell("kind")
            return _put(
                f"Journalen säger att någon tog kontakt {day[0]} ({_CONTACTS.get(kind, kind)}).",
                f"The notes say that somebody made contact {day[1]} ({kind}).",
            )
        case _:
            return None


def question_of_register(row: EvidenceRow) -> Said | None:
    """A row of a register as a question, for a signal whose calculation names somebody else; None for other kinds."""
    first = _day(row.cell("from"))
    match row.kind:
        case "representatives":
            kind = row.cell("kind")
            return _put(
                f"Registret säger att personen har en företrädare ({kind or '–'}) från {first[0]}.",
                f"The register says that the person has a representative ({kind or '–'}) from {first[1]}.",
            )
        case "provider-choices":
            return _put(
                f"Registret säger att personen har utföraren {row.cell('provider_id')} från {first[0]}.",
                f"The register says that the person has the provider {row.cell('provider_id')} from {first[1]}.",
            )
        case _:
            return None


def _put(sv: str, en: str) -> Said:
    return f"{sv} {RIGHT[0]}", f"{en} {RIGHT[1]}"


def _report(row: EvidenceRow, sv: str, en: str, was_sv: str, was_en: str) -> Said:
    start, end = (datetime.fromisoformat(row.cell(name)) for name in ("start", "end"))
    day, staff = _day(row.cell("start")[:10]), row.cell("staff_id")
    hours = f"{start:%H.%M}–{end:%H.%M}"
    return f"{sv} personal {staff} {was_sv} {day[0]} {hours}.", f"{en} staff {staff} {was_en} {day[1]} {hours}."


def _invoice(row: EvidenceRow) -> Said:
    hours = _hours(row, "hours")
    service = row.cell("service") or "hjälp"
    return (
        f"Fakturan {row.cell('invoice_id')} tar upp {hours} timmar {service} för {_span(row)[0]}.",
        f"The invoice {row.cell('invoice_id')} lists {hours.replace(',', '.')} hours of {service} for {_span(row)[1]}.",
    )


def _hours(row: EvidenceRow, name: str) -> str:
    return row.cell(name).replace(".", ",")


def _kronor(row: EvidenceRow) -> Said:
    whole = row.cell("amount").split(".")[0]
    return f"{whole} kr", f"SEK {whole}"


def _span(row: EvidenceRow) -> Said:
    first, last = _day(row.cell("period_from")), _day(row.cell("period_to"))
    return f"{first[0]} till {last[0]}", f"{first[1]} to {last[1]}"


def _day(written: str) -> Said:
    """`2026-10-13` as it is said aloud; what is no day as it stands."""
    try:
        day = datetime.fromisoformat(written[:10])
    except ValueError:
        return written or "–", written or "–"
    sv, en = MONTHS[day.month - 1]
    return f"{day.day} {sv}", f"{day.day} {en}"
