"""What the records say of an invoice or a payout, side by side: granted, planned, reported, invoiced and paid.

These are looks at the host's own records, worked out anew each time and never stored or synced. Ids are those of the
imported files; nothing here names a person. Units: time in seconds, money in öre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from kollegie.language import say
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow


class Difference(StrEnum):
    """One way in which an invoice or a payout does not agree with the other records. A question, never a verdict."""

    UNKNOWN_USER = "unknown_user"
    UNKNOWN_PROVIDER = "unknown_provider"
    NO_REPORTS = "no_reports"
    OVER_REPORTED = "over_reported"
    NO_DECISION = "no_decision"
    OVER_GRANTED = "over_granted"
    OVER_GRANTED_MONTH = "over_granted_month"
    LESS_THAN_PLANNED = "less_than_planned"
    HOURS_UNKNOWN = "hours_unknown"
    CREDITS_UNKNOWN = "credits_unknown"
    TOO_FEW_OCCASIONS = "too_few_occasions"
    REPORT_AWAITED = "report_awaited"

    @property
    def word(self) -> str:
        """What differs, in words."""
        return say(*_WORDS[self][0])

    @property
    def severity(self) -> Severity:
        """How soon to look into it; shown as an outlined shape, since it only asks."""
        return _WORDS[self][1]


_WORDS: dict[Difference, tuple[tuple[str, str], Severity]] = {
    Difference.UNKNOWN_USER: (("Okänd brukare", "Unknown user"), Severity.SERIOUS),
    Difference.UNKNOWN_PROVIDER: (("Okänd utförare", "Unknown provider"), Severity.SERIOUS),
    Difference.NO_REPORTS: (("Ingen tid rapporterad", "No time reported"), Severity.SERIOUS),
    Difference.OVER_REPORTED: (("Mer fakturerat än rapporterat", "More invoiced than reported"), Severity.SERIOUS),
    Difference.NO_DECISION: (("Inget beslut inläst", "No decision taken in"), Severity.SERIOUS),
    Difference.OVER_GRANTED: (("Mer fakturerat än beviljat", "More invoiced than granted"), Severity.SERIOUS),
    Difference.OVER_GRANTED_MONTH: (
        ("Mer än månadens beviljade tid", "More than the month's granted time"),
        Severity.NOTE,
    ),
    Difference.LESS_THAN_PLANNED: (("Mindre utfört än planerat", "Less performed than planned"), Severity.DEFICIENCY),
    Difference.HOURS_UNKNOWN: (("Antalet är inte i timmar", "The quantity is not in hours"), Severity.DEFICIENCY),
    Difference.CREDITS_UNKNOWN: (
        ("Krediterar en faktura som inte är inläst", "Credits an invoice that is not taken in"),
        Severity.DEFICIENCY,
    ),
    Difference.TOO_FEW_OCCASIONS: (("Färre träffar än beslutet", "Fewer meetings than decided"), Severity.DEFICIENCY),
    Difference.REPORT_AWAITED: (("Redovisningen kan ännu komma", "The report may still come"), Severity.NOTE),
}


@dataclass(frozen=True, slots=True)
class Hours:
    """The quantities of one comparison, in seconds; None where one is not known or cannot be compared.

    Shape: `invoiced` is what this invoice bills, credits being less than zero; `billed_by_provider` and
    `billed_in_all` are what all invoices and credit notes come to, from this provider and from every one, for the same
    user, service and days. Reported time is counted as it is paid: an hour of waiting a quarter, of standby a seventh.
    """

    granted: float | None = None
    planned: float | None = None
    reported: float | None = None
    invoiced: float | None = None
    billed_by_provider: float | None = None
    billed_in_all: float | None = None


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line as it was read. `seconds` is None where the unit is not time; `row` is where it stands."""

    line: str
    user: str
    service: str
    first: date
    last: date
    seconds: float | None
    quantity: str
    unit: str
    price_ore: int | None
    amount_ore: int
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class InvoicePart:
    """The lines of one invoice for one user and service, with the other records of the same days beside.

    Shape: `lines` are places in the invoice's lines.
    """

    user: str
    service: str
    first: date
    last: date
    hours: Hours
    amount_ore: int
    lines: tuple[int, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceLook:
    """One invoice or credit note of a month beside the other records.

    Shape: `credits` names the invoice a credit note puts right, `credited_by` the credit notes that put this one
    right.
    """

    provider: str
    provider_name: str
    invoice: str
    month: str
    first: date
    last: date
    amount_ore: int
    lines: tuple[InvoiceLine, ...]
    parts: tuple[InvoicePart, ...]
    credits: str = ""
    credited_by: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def content(self) -> str:
        """A checksum of what its lines bill, wherever they were read: a decision rests on just this.

        Shape: the user is left out, since a case id that is agreed afterwards names another for the same line.
        """
        billed = sorted(
            (
                line.line,
                line.service,
                line.first.isoformat(),
                line.last.isoformat(),
                repr(line.seconds),
                line.quantity,
                line.unit,
                repr(line.price_ore),
                str(line.amount_ore),
            )
            for line in self.lines
        )
        told = "\x1e".join("\x1f".join(cells) for cells in billed)
        return sha256(told.encode()).hexdigest()

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back."""
        return bool(self.credits) or self.amount_ore < 0

    @property
    def users(self) -> tuple[str, ...]:
        """The users it bills for, each once."""
        return tuple(dict.fromkeys(part.user for part in self.parts))

    @property
    def hours(self) -> Hours:
        """The sums over its parts; a quantity that some part lacks is not summed."""
        return Hours(
            *(
                _summed([getattr(part.hours, name) for part in self.parts])
                for name in ("granted", "planned", "reported", "invoiced", "billed_by_provider", "billed_in_all")
            )
        )

    @property
    def severity(self) -> Severity | None:
        """How soon to look into it; None where all that could be compared agrees."""
        return max((one.severity for one in self.differences), default=None)

    @property
    def matched(self) -> bool:
        """Whether provider and every user are known."""
        return not {Difference.UNKNOWN_USER, Difference.UNKNOWN_PROVIDER} & set(self.differences)


def _summed(parts: list[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The rows one number of one part was worked out from: `number` is a field of `Hours`."""

    part: int
    number: str
    rows: tuple[EvidenceRow, ...]
    rows_in_all: int

    @property
    def word(self) -> str:
        """What these rows are called beside the number."""
        return {
            "granted": say("Beslut", "Decisions"),
            "planned": say("Schema", "Schedule"),
            "reported": say("Tidrapporter", "Time reports"),
            "invoiced": say("Fakturarader", "Invoice lines"),
            "billed_in_all": say("Andra fakturor för samma ärende", "Other invoices for the same case"),
        }[self.number]


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """What the desk needs beside an invoice to answer its checklist.

    Shape: `overlap_minutes` is the time its reports say the same person was with another user, None without reports;
    `staff` are those who reported; `licensed` and `stay_minutes` are None where no such records are taken in. `moved`
    pairs a part with a credit note that is drawn off it, or of it, in another month than its own, as a sentence.
    """

    look: InvoiceLook
    behind: tuple[RowsBehind, ...]
    staff: tuple[str, ...]
    overlap_minutes: int | None
    private: bool | None = None
    sick_claimed: bool = False
    without_contract: int | None = None
    licensed: bool | None = None
    stay_minutes: int | None = None
    moved: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PayoutLook:
    """One payout and month beside what was reported for it.

    Shape: a payout that covers several months stands once for each, its amount shared by days. `minutes` and
    `occasions` are what the payee reported at the user that month; `granted` is what the decision gives, as it stands
    there. `idle_months` counts the months in a row, up to this one, with payout and no report. `net_ore` is what of the
    service's payouts of the month stands when what was taken back is drawn off, and `moved` says of what was taken back
    in another month where it is counted.
    """

    payee: str
    user: str
    service: str
    month: str
    amount_ore: int
    minutes: int | None
    occasions: int | None
    granted_occasions: float | None
    paid_on: date | None
    file: str
    row: int
    is_company: bool = False
    idle_months: int = 0
    planned_minutes: int | None = None
    differences: tuple[Difference, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    net_ore: int = 0
    moved: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """How soon to look into it; None where there is nothing to ask."""
        return max((one.severity for one in self.differences), default=None)


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """One provider's month: hours reported and invoiced, and what it cost. Units: seconds and öre.

    Shape: `lines` are the invoice lines of the month, 0 where time was reported and nothing invoiced; `provider` is ""
    for lines and reports that name none.
    """

    provider: str
    month: str
    reported: float
    invoiced: float
    amount_ore: int
    users: int
    lines: int = 1


class ClaimDoubt(StrEnum):
    """One thing to ask about a claim for sick pay. A question, never a verdict."""

    NO_SUBSTITUTE = "no_substitute"
    TOO_LITTLE = "too_little"
    OWN_WORK = "own_work"
    TWICE = "twice"
    STAY = "stay"
    DECEASED = "deceased"
    NOT_REGISTERED = "not_registered"
    NO_CONTRACT = "no_contract"
    NO_ABSENCE = "no_absence"

    @property
    def word(self) -> str:
        """What there is to ask about, in words."""
        return {
            ClaimDoubt.NO_SUBSTITUTE: say("ingen vikarie angiven", "no substitute named"),
            ClaimDoubt.TOO_LITTLE: say("vikarien har för lite tid", "too little time of the substitute"),
            ClaimDoubt.OWN_WORK: say("den sjuke har egen tid", "the sick one has own time"),
            ClaimDoubt.TWICE: say("sökt två gånger", "claimed twice"),
            ClaimDoubt.STAY: say("brukaren på sjukhus, institution eller resa", "the user in hospital or away"),
            ClaimDoubt.DECEASED: say("efter dödsfall", "after a death"),
            ClaimDoubt.NOT_REGISTERED: say("ej folkbokförd i kommunen", "not registered in the municipality"),
            ClaimDoubt.NO_CONTRACT: say("inget avtal före sjukdomen", "no contract before the illness"),
            ClaimDoubt.NO_ABSENCE: say("ingen sjukfrånvaro registrerad", "no sick leave registered"),
        }[self]


@dataclass(frozen=True, slots=True)
class ClaimLook:
    """One claim for sick pay beside what was reported meanwhile.

    Units: `claimed` in seconds, `stood_in` (the substitute at the user) in minutes, money in öre.
    """

    claim: str
    user: str
    staff: str
    substitute: str
    first: date
    last: date
    claimed: int
    stood_in: int
    amount_ore: int
    doubts: tuple[ClaimDoubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Departures:
    """A provider that users have left: how many, how many within ninety days of a review, when last, who stays."""

    provider: str
    left: int
    after_review: int
    latest: date
    staying: int


@dataclass(frozen=True, slots=True)
class Wait:
    """One decision that waits: since when, how long, what kind of help, and what was offered and declined."""

    decision: str
    user: str
    service: str
    law: str
    decided_on: date
    since: date
    as_of: date
    days: int
    months: int
    interrupted: bool
    judgment: bool
    file: str = ""
    row: int = 0
    offers: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True)
class Continuity:
    """How many different people came to one user in the fourteen days with the most, 07 to 22."""

    user: str
    provider: str
    first: date
    people: int
    visits: int
