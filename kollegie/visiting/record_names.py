"""What a question from the records is called in a list: the day, month, service or row that tells it from the others.

Shape: it names no more than a list of the visit's questions can show, what differs first.
"""

from __future__ import annotations

import re
from datetime import datetime

from kollegie.language import Language, current_language
from kollegie.model.calendar_words import MONTHS, SHORT_MONTHS
from kollegie.model.signals import EvidenceRow, RecordQuestion

MOST_LETTERS = 32
"""Letters of a name; the list of a visit's questions shows no more."""

_KINDS = {
    "time-reports": ("tidrapport", "time report"),
    "schedules": ("schema", "schedule"),
    "invoices": ("faktura", "invoice"),
    "payouts": ("utbetalning", "payout"),
    "stays": ("vistelse", "stay"),
    "sick-claims": ("sjuklön", "sick pay"),
    "attendance": ("närvaro", "attendance"),
    "contact-notes": ("kontakt", "contact"),
    "representatives": ("företrädare", "representative"),
    "provider-choices": ("utförare", "provider"),
}
_MOMENTS = ("start", "date", "from", "period_from")
_TOLD_APART_BY = ("service", "staff_id", "invoice_id", "payee_id", "provider_id")
_BEGINNINGS = re.compile(
    r"^(I underlaget står (det )?att |Underlaget( för [^:]{1,30})? säger: |\w+ säger att "
    r"|The records( of [^:]{1,30})? say(: | that )|The [\w ]{1,20} says that )"
)


def name_of(question: RecordQuestion) -> str:
    """The name in the language chosen: "13 okt 08.00 · tidrapport · S-1", "okt · hemtjänst · hjälp kom …"."""
    english = current_language() is Language.EN
    rows = question.evidence
    if len(rows) == 1 and rows[0].kind in _KINDS:
        row = rows[0]
        apart = [cell for name in _TOLD_APART_BY if (cell := row.cell(name))][:2]
        parts = [_moment(row, english), _KINDS[row.kind][english], *apart]
    else:
        service = next((cell for row in rows if (cell := row.cell("service"))), "")
        parts = [_month_in(question.label, english), service, _BEGINNINGS.sub("", question.label)]
    return _no_longer(" · ".join(part for part in parts if part))


def _moment(row: EvidenceRow, english: bool) -> str:
    column = next((name for name in _MOMENTS if row.cell(name)), "")
    try:
        at = datetime.fromisoformat(row.cell(column))
    except ValueError:
        return row.cell(column)
    month = SHORT_MONTHS[at.month - 1][english]
    if column == "period_from":
        return month
    return f"{at.day} {month} {at:%H.%M}" if column == "start" else f"{at.day} {month}"


def _month_in(words: str, english: bool) -> str:
    """The first month the words name, short."""
    found = re.search(rf"\b({'|'.join(names[english] for names in MONTHS)})\b", words)
    written = re.search(r"\b\d{4}-(\d\d)\b", words)
    if found is not None:
        return next(
            short[english] for full, short in zip(MONTHS, SHORT_MONTHS, strict=True) if full[english] == found[1]
        )
    return SHORT_MONTHS[int(written[1]) - 1][english] if written is not None and 0 < int(written[1]) < 13 else ""


def _no_longer(words: str) -> str:
    if len(words) <= MOST_LETTERS:
        return words
    return words[: MOST_LETTERS - 1].rsplit(" ", 1)[0].rstrip(" ·,") + " …"
