"""The kinds of records kept as columns, as data: time reports, invoices, payouts and their like."""

from __future__ import annotations

from dataclasses import replace

from kollegie.intake.record_kinds import (
    DECISIONS,
    PROVIDER_CHOICES,
    CellType,
    ColumnRule,
    RecordKind,
    date_column,
    text_column,
)

_USER_ID = DECISIONS.column("user_id")
_PROVIDER_ID = PROVIDER_CHOICES.column("provider_id")
_PROVIDER_OPTIONAL = DECISIONS.column("provider_id")
_DECISION_ALIASES = DECISIONS.column("decision_id").aliases
_SERVICE = DECISIONS.column("service")
_STAFF_ALIASES = (
    "personal-id",
    "personalid",
    "personalnummer",
    "medarbetar-id",
    "medarbetarid",
    "anställnings-id",
    "anställningsnummer",
    "anställningsnr",
    "anställnings nr",
    "anst nr",
    "assistent-id",
    "assistentid",
    "kontaktperson-id",
    "uppdragstagar-id",
)
_STAFF_NAMES = ("medarbetare", "assistent", "kontaktperson", "uppdragstagare", "personal", "anställd", "staff")


_PNR = ("personnummer", "pnr", "person-id")
_REACHED = (("reached", ("nådd", "fick kontakt", "ja")), ("failed", ("ej nådd", "misslyckad", "ej kontakt", "nej")))


def _moment(name: str, *aliases: str, required: bool = False) -> ColumnRule:
    return ColumnRule(name, CellType.MOMENT, required, aliases)


def _hours(name: str, *aliases: str, required: bool = False) -> ColumnRule:
    return ColumnRule(name, CellType.HOURS, required, aliases)


def _money(name: str, *aliases: str, required: bool = False) -> ColumnRule:
    return ColumnRule(name, CellType.MONEY, required, aliases)


def _number(name: str, *aliases: str, required: bool = False, unit: str = "") -> ColumnRule:
    return ColumnRule(name, CellType.DECIMAL, required, aliases, unit=unit)


_SHARE = _number("full_time_share", "sysselsättningsgrad", "tjänstgöringsgrad", "andel av heltid", "fte", unit="%")


def _choice(
    name: str,
    choices: tuple[tuple[str, tuple[str, ...]], ...],
    *aliases: str,
    required: bool = False,
    open_ended: bool = False,
    empty: str = "",
) -> ColumnRule:
    return ColumnRule(name, CellType.CHOICE, required, aliases, choices, open_ended, empty)


_STAFF = text_column("staff_id", *_STAFF_ALIASES, required=True, or_else=_STAFF_NAMES)
_FROM = date_column("from", "från", "från och med", "fr o m", "from datum", required=True)
_TO = date_column("to", "till", "till och med", "t o m", "tom datum")
_PERIOD = (
    date_column("period_from", "period från", "från", "från och med", "periodstart", required=True),
    date_column("period_to", "period till", "till", "till och med", "periodslut", required=True),
    ColumnRule("month", CellType.MONTH, aliases=("månad", "avser månad", "period", "avser period")),
)
_OF_MONTH = ("period_from", "period_to")
_SERVICE_OPTIONAL = ColumnRule(
    "service", CellType.CHOICE, aliases=_SERVICE.aliases, choices=_SERVICE.choices, open_ended=True, empty=""
)
_CONTACT = (
    text_column("address", "adress", "gatuadress", "bostadsadress"),
    text_column("telephone", "telefon", "telefonnummer", "mobil", "mobiltelefon", "phone"),
    text_column("bank_account", "bankkonto", "kontonummer", "konto", "bankgiro", "plusgiro"),
)
_WORK = (
    ("assistance", ("assistans", "arbete", "aktiv tid", "insats", "besök")),
    ("waiting", ("väntetid", "jour", "sovande jour")),
    ("standby", ("beredskap",)),
)
_DAYS = (("start", "date"), ("end", "end_date"))
_CLAIM_DAYS = (("from", "date"), ("to", "end_date"))
_DATE = date_column(
    "date", "datum", "startdatum", "arbetsdatum", "passdatum", or_else=("dag", "arbetsdag", "från datum")
)
_END_DATE = date_column("end_date", "slutdatum", or_else=("till datum",))
_TIME = (
    _STAFF,
    _USER_ID,
    _PROVIDER_OPTIONAL,
    _DATE,
    _END_DATE,
    _moment(
        "start",
        "starttid",
        "från",
        "från tid",
        "påbörjad",
        "börjar",
        "starttidpunkt",
        "from",
        "klockan från",
        required=True,
    ),
    _moment(
        "end",
        "slut",
        "sluttid",
        "till",
        "till tid",
        "avslutad",
        "slutar",
        "sluttidpunkt",
        "to",
        "klockan till",
        required=True,
    ),
    _choice("kind", _WORK, "typ", "tidtyp", "slag", empty="assistance"),
    _moment("registered_at", "registrerad", "registreringstid", "registreringstidpunkt"),
    text_column("activity", "aktivitet", "insats", "uppgift", "åtgärd"),
)

RECORD_SET_KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(
            "staff",
            (
                _STAFF,
                _PROVIDER_ID,
                text_column("name", "namn", "medarbetarens namn", or_else=_STAFF_NAMES),
                ColumnRule("identity_number", CellType.IDENTITY, aliases=_PNR, empty=""),
                date_column("contract_from", "anställd från", "anställning från", "avtal från", "anställningsdatum"),
                date_column("contract_to", "anställd till", "anställning till", "avtal till", "slutdatum"),
                date_column("notice_on", "slut anmält", "avslut anmält", "anmält slut", "uppsagd", "uppsägningsdatum"),
                text_column("notice_noted_by", "anmälan noterad av", "noterad av", "avslut noterat av"),
                _choice(
                    "working_time_regime",
                    (
                        ("ATL", ("arbetstidslagen",)),
                        ("HushL", ("lag (1970:943)", "husligt arbete")),
                        ("agreement", ("kollektivavtal", "avtal")),
                    ),
                    "arbetstidsregler",
                    "regelverk",
                    "regime",
                ),
                text_column("agreement", "kollektivavtal", "kollektivavtalets namn", "avtalsområde"),
                date_column(
                    "agreement_to",
                    "kollektivavtal till",
                    "kollektivavtal gäller till",
                    "avtal gäller till",
                    "avtalets slutdatum",
                    "avtalet upphör",
                ),
                text_column("relation", "anhörig", "relation till brukaren", "närstående"),
                date_column(
                    "police_extract_on", "registerutdrag", "utdrag ur belastningsregistret", "police extract date"
                ),
                _SHARE,
                text_column("resident_in", "bosatt i", "bosättningsland", "land"),
                date_column("reported_on", "uppgifter lämnade", "anmäld till försäkringskassan"),
                *_CONTACT,
            ),
            key=("staff_id", "provider_id", "contract_from"),
        ),
        RecordKind(
            "representatives",
            (
                _USER_ID,
                text_column(
                    "representative_id",
                    "företrädar-id",
                    "ställföreträdar-id",
                    required=True,
                    or_else=("företrädare", "ställföreträdare", "rep"),
                ),
                text_column("name", "namn"),
                _choice(
                    "kind",
                    (
                        ("god man", ("trustee",)),
                        ("förvaltare", ("administrator",)),
                        ("vårdnadshavare", ("guardian",)),
                        ("fullmakt", ("power of attorney", "ombud")),
                        ("anhörig", ("relative", "närstående")),
                    ),
                    "typ",
                    "slag",
                    open_ended=True,
                ),
                date_column("from", "från", "från och med", "förordnad från"),
                _TO,
                *_CONTACT,
            ),
            key=("user_id", "representative_id", "from"),
        ),
        RecordKind("time-reports", _TIME, key=(), days=_DAYS),
        RecordKind("schedules", _TIME, key=(), days=_DAYS),
        RecordKind(
            "invoices",
            (
                _PROVIDER_ID,
                text_column("invoice_id", "faktura-id", "fakturanummer", "fakturanr", required=True),
                text_column("line", "rad", "radnummer"),
                _USER_ID,
                *_PERIOD,
                _SERVICE_OPTIONAL,
                _hours("hours", "timmar", "antal timmar", "tid", required=True),
                _money("price", "pris", "à-pris", "timpris"),
                _money("amount", "belopp", "summa", required=True),
                text_column("credits", "krediterar", "avser faktura"),
            ),
            key=("provider_id", "invoice_id", "line", "user_id", "period_from"),
            of_month=_OF_MONTH,
        ),
        RecordKind(
            "payouts",
            (
                text_column(
                    "payee_id",
                    "mottagar-id",
                    "mottagarnummer",
                    *_STAFF_ALIASES,
                    required=True,
                    or_else=("mottagare", "betalningsmottagare", "kontaktperson", "uppdragstagare", "payee"),
                ),
                _USER_ID,
                _SERVICE_OPTIONAL,
                *_PERIOD,
                _money("amount", "belopp", "summa", required=True),
                date_column("paid_on", "utbetald", "utbetalningsdatum"),
                text_column("bank_account", "bankkonto", "kontonummer", "konto"),
            ),
            key=(),
            of_month=_OF_MONTH,
        ),
        RecordKind(
            "absences",
            (
                _STAFF,
                _FROM,
                date_column("to", "till", "till och med", "t o m", "tom datum", required=True),
                _choice(
                    "kind",
                    (
                        ("sick", ("sjuk", "sjukdom", "sjukfrånvaro")),
                        ("holiday", ("semester", "ledig")),
                        ("parental", ("föräldraledig", "föräldraledighet", "vab")),
                        ("other", ("annan", "annat", "övrigt", "tjänstledig")),
                    ),
                    "typ",
                    "frånvarotyp",
                    "orsak",
                    required=True,
                ),
            ),
            key=("staff_id", "from", "kind"),
        ),
        RecordKind(
            "sick-claims",
            (
                text_column("claim_id", "ansöknings-id", "ansökan", "ärende", required=True),
                _USER_ID,
                _STAFF,
                text_column("substitute_id", "vikarie-id", or_else=("vikarie", "substitute")),
                _DATE,
                _END_DATE,
                _moment("from", "från", "från och med", "från tid", "starttid", "klockan från", required=True),
                _moment("to", "till", "till och med", "till tid", "sluttid", "klockan till", required=True),
                _hours("hours", "timmar", "sjuktimmar", "antal timmar", required=True),
                _money("amount", "belopp", "sökt belopp"),
            ),
            key=("claim_id",),
            days=_CLAIM_DAYS,
        ),
        RecordKind(
            "stays",
            (
                _USER_ID,
                _FROM,
                date_column("to", "till", "till och med", "utskriven"),
                _choice(
                    "kind",
                    (
                        ("hospital", ("sjukhus", "slutenvård")),
                        ("institution", ("hvb", "sis", "särskilt boende")),
                        ("abroad", ("utomlands", "utlandet")),
                        ("short-stay", ("korttids", "korttidsvistelse")),
                        ("daily-activity", ("daglig verksamhet", "skola")),
                    ),
                    "typ",
                    "slag",
                    required=True,
                ),
            ),
            key=("user_id", "from", "kind"),
        ),
        RecordKind(
            "contact-notes",
            (
                _USER_ID,
                text_column("decision_id", *_DECISION_ALIASES),
                date_column("date", "datum", required=True),
                _choice(
                    "kind",
                    (
                        ("meeting", ("möte", "träff")),
                        ("phone", ("telefon", "samtal", "telefonsamtal")),
                        ("letter", ("brev",)),
                        ("message", ("meddelande", "sms", "e-post")),
                        ("visit", ("besök", "hembesök")),
                        ("offer", ("erbjudande",)),
                    ),
                    "typ",
                    "kontaktsätt",
                    required=True,
                    open_ended=True,
                ),
                _choice(
                    "outcome",
                    _REACHED,
                    "utfall",
                    "resultat",
                ),
                ColumnRule("effect_documented", CellType.YES_NO, aliases=("påverkan dokumenterad", "påverkan noterad")),
                text_column("offer", "erbjudande", "erbjudet", "vad som erbjöds"),
                _choice(
                    "answer",
                    (("accepted", ("ja", "tackat ja", "accepterat")), ("declined", ("nej", "tackat nej", "avböjt"))),
                    "svar",
                    "svar på erbjudandet",
                    open_ended=True,
                ),
                text_column("reason", "skäl", "skäl till svaret"),
            ),
            key=(),
        ),
        RecordKind(
            "licences",
            (
                ColumnRule(
                    "organisation_number",
                    CellType.ORGANISATION,
                    required=True,
                    aliases=("organisationsnummer", "orgnr"),
                    empty="",
                ),
                _SERVICE,
                _FROM,
                _TO,
                text_column("status", "tillståndsstatus"),
                date_column("changed_on", "ägare ändrad", "ledning ändrad"),
                date_column("checked_on", "prövad", "ny prövning", "kontrollerad"),
                date_column(
                    "users_told_on", "brukare underrättade", "brukaren underrättad", "underrättad", "meddelat brukaren"
                ),
            ),
            key=("organisation_number", "service", "from"),
        ),
        RecordKind(
            "attendance",
            (
                _USER_ID,
                text_column("measure", "insats", "aktivitet", "åtgärd"),
                date_column("date", "datum", required=True),
                _hours("planned_hours", "planerade timmar", "planerad tid", "planned h", required=True),
                _hours("attended_hours", "närvarotimmar", "närvaro", "närvarotid", "attended h", required=True),
                text_column("absence_code", "frånvarokod", "frånvaroorsak"),
                _choice(
                    "channel",
                    (
                        ("system", ("verksamhetssystem",)),
                        ("message", ("meddelande", "sms", "e-post")),
                        ("oral", ("muntligt", "muntlig", "telefon")),
                    ),
                    "rapporterad via",
                    "kanal",
                ),
            ),
            key=("user_id", "measure", "date"),
        ),
        RecordKind(
            "caseloads",
            (
                text_column("caseworker", "handläggare", "biståndshandläggare", required=True),
                date_column("date", "datum", "per datum", required=True),
                _number("cases", "ärenden", "antal ärenden", required=True),
                _SHARE,
            ),
            key=("caseworker", "date"),
        ),
    )
}
"""By the name used on the command line. Their rows are columns beside the store; the shapes stand in the model."""


def _peppol(kind: RecordKind) -> RecordKind:
    optional = tuple(
        replace(rule, required=False) if rule.name in ("hours", "user_id") else rule for rule in kind.columns
    )
    return replace(kind, columns=(*optional, text_column("quantity", "antal"), text_column("unit", "enhet")))


PEPPOL_INVOICES = _peppol(RECORD_SET_KINDS["invoices"])
"""An electronic invoice: its quantity may be another than hours, and its user may be nobody we know."""
