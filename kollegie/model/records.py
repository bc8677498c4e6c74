"""The large record sets and how each of their columns is held: the words that intake, store and screening share.

A municipality's year is half a million time reports, so records are columns and never one object per row. A date is
held as days since 1970-01-01, a moment as minutes since then by the clock on the wall in Sweden, a duration in
seconds, money in öre. What a column's cell means stands with the kinds of the intake; here stands only its shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say


class Held(StrEnum):
    """How a column's cells are held. A missing cell is missing in every one of them."""

    NAME = "name"
    """A name or a code that comes back on many rows; text."""
    DAY = "day"
    """Days since 1970-01-01; 32 bits."""
    MINUTE = "minute"
    """Minutes since 1970-01-01 00:00 by the clock on the wall in Sweden; 32 bits."""
    SECONDS = "seconds"
    """A duration; 64 bits."""
    ORE = "ore"
    """Money in öre; 64 bits."""
    NUMBER = "number"
    """Any other number; a double."""
    FLAG = "flag"
    """Yes or no."""


class Noun(StrEnum):
    """What a code names, so that the same code in two record sets is the same person, firm or decision."""

    USER = "user"
    STAFF = "staff"
    PROVIDER = "provider"
    DECISION = "decision"
    REPRESENTATIVE = "representative"
    CASEWORKER = "caseworker"


def noun_word(noun: str) -> str:
    """What a subject of a signal is called, in the language chosen; a newer program's word as it is."""
    words: dict[str, str] = {
        Noun.USER: say("brukare", "user"),
        Noun.STAFF: say("personal", "staff"),
        Noun.PROVIDER: say("utförare", "provider"),
        Noun.DECISION: say("beslut", "decision"),
        Noun.REPRESENTATIVE: say("företrädare", "representative"),
        Noun.CASEWORKER: say("handläggare", "caseworker"),
    }
    return words.get(noun, noun)


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """One column of a record set. `noun` is set where its codes name somebody or something."""

    name: str
    held: Held = Held.NAME
    noun: Noun | None = None


@dataclass(frozen=True, slots=True)
class RecordShape:
    """The columns of one kind of record and the column that places a row in time ("" where none does).

    Shape: `key` are the columns that tell whether a later file brings the same record again in a new version; empty
    where a record has no name of its own and only an exact copy is the same. `kept_by` is the order its rows are
    kept in where it is not that of the file.
    """

    kind: str
    columns: tuple[RecordColumn, ...]
    placed_by: str = ""
    key: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()

    def column(self, name: str) -> RecordColumn:
        """The column with that name. Raises: KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _name(name: str) -> RecordColumn:
    return RecordColumn(name)


def _day(*names: str) -> tuple[RecordColumn, ...]:
    return tuple(RecordColumn(name, Held.DAY) for name in names)


_USER = RecordColumn("user_id", noun=Noun.USER)
_STAFF = RecordColumn("staff_id", noun=Noun.STAFF)
_PROVIDER = RecordColumn("provider_id", noun=Noun.PROVIDER)
_DECISION = RecordColumn("decision_id", noun=Noun.DECISION)
_CASEWORKER = RecordColumn("caseworker", noun=Noun.CASEWORKER)
_TIME = (
    _STAFF,
    _USER,
    _PROVIDER,
    RecordColumn("start", Held.MINUTE),
    RecordColumn("end", Held.MINUTE),
    _name("kind"),
    RecordColumn("registered_at", Held.MINUTE),
    _name("activity"),
)
_CONTACT = (_name("address"), _name("telephone"), _name("bank_account"))

SHAPES: dict[str, RecordShape] = {
    shape.kind: shape
    for shape in (
        RecordShape(
            "users",
            (
                _USER,
                _name("surname"),
                _name("identity_number"),
                _name("identity_problem"),
                _name("municipality_registered"),
                *_day("registered_from", "registered_to", "deceased_on"),
                RecordColumn("latitude", Held.NUMBER),
                RecordColumn("longitude", Held.NUMBER),
                *_CONTACT,
            ),
            key=("user_id",),
        ),
        RecordShape(
            "providers",
            (
                _PROVIDER,
                _name("organisation_number"),
                _name("kind"),
                RecordColumn("relatives_allowed", Held.FLAG),
                *_CONTACT,
            ),
            key=("provider_id",),
        ),
        RecordShape(
            "staff",
            (
                _STAFF,
                _PROVIDER,
                _name("name"),
                _name("identity_number"),
                *_day("contract_from", "contract_to", "notice_on"),
                _name("notice_noted_by"),
                _name("working_time_regime"),
                _name("agreement"),
                *_day("agreement_to"),
                _name("relation"),
                *_day("police_extract_on"),
                RecordColumn("full_time_share", Held.NUMBER),
                _name("resident_in"),
                *_day("reported_on"),
                *_CONTACT,
            ),
            key=("staff_id", "provider_id", "contract_from"),
        ),
        RecordShape(
            "representatives",
            (
                _USER,
                RecordColumn("representative_id", noun=Noun.REPRESENTATIVE),
                _name("name"),
                _name("kind"),
                *_day("from", "to"),
                *_CONTACT,
            ),
            "from",
            ("user_id", "representative_id", "from"),
        ),
        RecordShape(
            "decisions",
            (
                _DECISION,
                _USER,
                _name("service"),
                _name("law"),
                _name("applied_as"),
                *_day("applied_on", "decided_on", "valid_from", "valid_to"),
                RecordColumn("amount", Held.NUMBER),
                _name("unit"),
                RecordColumn("double_hours", Held.NUMBER),
                _PROVIDER,
                _CASEWORKER,
                *_day("executed_on", "interrupted_on", "resumed_on", "followed_up_on"),
                _name("basis"),
            ),
            "decided_on",
            ("decision_id",),
        ),
        RecordShape(
            "provider-choices",
            (_USER, _PROVIDER, *_day("from", "to")),
            "from",
            ("user_id", "provider_id", "from"),
        ),
        RecordShape("time-reports", _TIME, "start", kept_by=("staff_id", "start")),
        RecordShape("schedules", _TIME, "start", kept_by=("staff_id", "start")),
        RecordShape(
            "invoices",
            (
                _PROVIDER,
                _name("invoice_id"),
                _name("line"),
                _USER,
                *_day("period_from", "period_to"),
                _name("service"),
                RecordColumn("hours", Held.SECONDS),
                RecordColumn("price", Held.ORE),
                RecordColumn("amount", Held.ORE),
                _name("quantity"),
                _name("unit"),
                _name("credits"),
            ),
            "period_from",
            ("provider_id", "invoice_id", "line", "user_id", "period_from"),
        ),
        RecordShape(
            "payouts",
            (
                RecordColumn("payee_id", noun=Noun.STAFF),
                _USER,
                _name("service"),
                *_day("period_from", "period_to"),
                RecordColumn("amount", Held.ORE),
                *_day("paid_on"),
                _name("bank_account"),
            ),
            "period_from",
        ),
        RecordShape("absences", (_STAFF, *_day("from", "to"), _name("kind")), "from", ("staff_id", "from", "kind")),
        RecordShape(
            "sick-claims",
            (
                _name("claim_id"),
                _USER,
                _STAFF,
                RecordColumn("substitute_id", noun=Noun.STAFF),
                RecordColumn("from", Held.MINUTE),
                RecordColumn("to", Held.MINUTE),
                RecordColumn("whole_days", Held.FLAG),
                RecordColumn("hours", Held.SECONDS),
                RecordColumn("amount", Held.ORE),
            ),
            "from",
            ("claim_id",),
        ),
        RecordShape("stays", (_USER, *_day("from", "to"), _name("kind")), "from", ("user_id", "from", "kind")),
        RecordShape(
            "contact-notes",
            (
                _USER,
                _DECISION,
                *_day("date"),
                _name("kind"),
                _name("outcome"),
                RecordColumn("effect_documented", Held.FLAG),
                _name("offer"),
                _name("answer"),
                _name("reason"),
            ),
            "date",
        ),
        RecordShape(
            "licences",
            (
                _name("organisation_number"),
                _name("service"),
                *_day("from", "to"),
                _name("status"),
                *_day("changed_on", "checked_on", "users_told_on"),
            ),
            "from",
            ("organisation_number", "service", "from"),
        ),
        RecordShape(
            "attendance",
            (
                _USER,
                _name("measure"),
                *_day("date"),
                RecordColumn("planned_hours", Held.SECONDS),
                RecordColumn("attended_hours", Held.SECONDS),
                _name("absence_code"),
                _name("channel"),
            ),
            "date",
            ("user_id", "measure", "date"),
        ),
        RecordShape(
            "caseloads",
            (
                _CASEWORKER,
                *_day("date"),
                RecordColumn("cases", Held.NUMBER),
                RecordColumn("full_time_share", Held.NUMBER),
            ),
            "date",
            ("caseworker", "date"),
        ),
    )
}
"""Every kind of record that can be screened, by the name used on the command line."""

REFUSED_ROW = "x:Rad i filen"
"""The column that only a file of refused rows has: each row's number in the file that it was refused from, with a mark
of that file. What such a file brings joins the other rows of its record; a row put right once more takes the place of
what it was before, whatever was put right in it. The number alone may be that of a row of any file and tells nothing.
"""


def refused_row(number: int, mark: str) -> str:
    """What stands in that column for a row of a file with this mark."""
    return f"{number} ({mark})"


MARKED_ROW = r"^\d+ \([0-9a-f]{12}\)$"
"""What a row is known by there: its number and the mark of its file."""
MARK_OF_ROW = r"\((?P<mark>[0-9a-f]{12})\)$"


def mark_of(content_hash: str) -> str:
    """What stands for a file beside the numbers of its refused rows."""
    return content_hash[:12]


REFERENCE_KINDS = frozenset({"users", "providers", "decisions", "provider-choices"})
"""Kinds whose rows are values of the register; of their files only the rows' places are kept."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """One imported file of records: kept once, parsed, as a sealed file of columns beside the store.

    Shape: `content_hash` is the SHA-256 of the file as it came; `mapping` the headers of the file with the columns
    they were read as; `first_day` and `last_day` what its rows span. `rows` counts the rows kept, `refused` those
    that could not be understood, `doubled` those an earlier set already held. Local to this laptop, never synced.
    """

    id: UUID
    kind: str
    file: str
    sheet: str
    content_hash: str
    rows: int
    refused: int
    doubled: int
    imported_at: datetime
    imported_by: UUID
    mapping: tuple[tuple[str, str], ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    dispose_on: date | None = None
