"""The quarterly report on decisions not executed, for its three readers: IVO, the auditors and fullmäktige."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from kollegie.errors import KollegieError
from kollegie.follow_up.non_executed import WINDOW_DAYS, Delayed, QuarterReport, by_service, quarter_of, read_report
from kollegie.language import counted, say
from kollegie.model.register import Municipality, Person
from kollegie.progress import Progress
from kollegie.spreadsheet import workbook_bytes
from kollegie.store import Store
from kollegie.summary.issuing import keep_file
from kollegie.summary.letter import LetterPart, LetterTable, Report
from kollegie.summary.numbers import NOTHING, day, decimal, long_day, whole

READERS = ("ivo", "auditors", "council")
FEWEST = 5


class ReportKindUnknown(KollegieError):
    """A report is asked for in a kind of file nobody writes."""

    sv = "Rapporten kan inte skrivas som {name}. Välj ett filnamn som slutar på .xlsx eller .pdf."
    en = "The report cannot be written as {name}. Choose a file name that ends in .xlsx or .pdf."


class ReaderNotChosen(KollegieError):
    """A PDF goes to one reader, and which is not said."""

    sv = "En PDF går till en läsare. Välj --for ivo, auditors eller council; i .xlsx får de ett blad var."
    en = "A PDF goes to one reader. Choose --for ivo, auditors or council; in .xlsx each gets a sheet."


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """What was written."""

    path: Path
    report: QuarterReport
    readers: tuple[str, ...]
    window: tuple[date, date]


def issue_report(
    store: Store,
    quarter: str,
    out: Path,
    *,
    reader: str = "",
    windows: Mapping[int, int] = WINDOW_DAYS,
    dnr: str = "",
    progress: Progress | None = None,
) -> IssuedReport:
    """Write the report of a quarter: a workbook with a sheet for each reader, or a PDF for one.

    Shape: that it is given out stands in the log of readings before it is made. The auditors' list names no case and
    shows a reason by its code, never in the words it was written; fullmäktige's part is statistics only, and no number
    in it tells of fewer than five decisions.
    Raises: QuarterUnreadable; ReportKindUnknown; ReaderNotChosen; SummaryNotSaved; Cancelled: nothing is written.
    """
    wanted = quarter_of(quarter)
    ending = out.suffix.lower()
    if ending not in (".xlsx", ".pdf"):
        raise ReportKindUnknown(name=out.suffix or out.name)
    if ending == ".pdf" and not reader:
        raise ReaderNotChosen
    readers = (reader,) if reader else READERS
    report = read_report(store, wanted)
    if progress is not None:
        progress.step(len(report.delayed), len(report.delayed), say("beslut", "decisions"))
    with store.work("report non-executed") as work:
        work.log_reading("printed", "decision", wanted.name, ", ".join(readers))
        host = work.get(Municipality, work.get(Person, store.me).municipality_id).name
    made_on = store.clock().astimezone().date()
    if ending == ".pdf":
        from kollegie.summary.pdf_letter import print_letter

        body = print_letter(report_letter(report, reader, host, made_on, windows, dnr)).pdf
    else:
        body = _workbook(report, readers)
    if progress is not None:
        progress.check()
    keep_file(out, body)
    return IssuedReport(out, report, readers, wanted.window(windows))


def report_letter(
    report: QuarterReport, reader: str, host: str, made_on: date, windows: Mapping[int, int], dnr: str = ""
) -> Report:
    """The report to one reader as it is set on paper."""
    first, last = report.quarter.window(windows)
    number = len(report.delayed)
    told, told_en = (whole(number), whole(number)) if reader != "council" else _not_few(number)
    lead = say(
        f"{told} beslut hade väntat längre än tre månader någon dag under kvartalet. "
        + (f"Rapporten lämnas {long_day(first)} till {long_day(last)}." if reader == "ivo" else ""),
        f"{told_en} decisions had waited longer than three months on some day of the quarter. "
        + (f"The report is sent {long_day(first)} to {long_day(last)}." if reader == "ivo" else ""),
    ).strip()
    return Report(
        say("Ej verkställda beslut", "Decisions not executed"),
        host,
        (reader_word(reader),),
        dnr,
        made_on,
        say(f"Ej verkställda beslut {report.quarter.name}", f"Decisions not executed {report.quarter.name}"),
        lead,
        parts_for(report, reader),
        (host,),
    )


def reader_word(reader: str) -> str:
    """Whom it goes to."""
    return {
        "ivo": say("Inspektionen för vård och omsorg", "Health and Social Care Inspectorate"),
        "auditors": say("Kommunens revisorer", "The municipal auditors"),
        "council": say("Kommunfullmäktige", "The municipal council"),
    }[reader]


def parts_for(report: QuarterReport, reader: str) -> tuple[LetterPart, ...]:
    """What one reader is told."""
    if reader == "council":
        return _statistics(report)
    rows = tuple(_row(one, place, reader) for place, one in enumerate(report.delayed, start=1))
    title = say("Beslut att rapportera", "Decisions to report")
    if not rows:
        none = say("Inget beslut väntar längre än tre månader.", "No decision waits longer than three months.")
        return (LetterPart(title, (none,)),)
    notes = []
    if report.without_reason:
        notes.append(
            say(
                f"{whole(report.without_reason)} saknar skäl till dröjsmålet; skriv det innan rapporten lämnas.",
                f"{whole(report.without_reason)} lack the reason of the delay; write it before it is sent.",
            )
        )
    if report.judgments:
        number = report.judgments
        few, few_en = _not_few(number)
        told = counted(number, ("dom", "domar"), ("judgment", "judgments"))
        if reader != "ivo":
            told = say(f"{few.lower()} domar", f"{few_en.lower()} judgments")
        notes.append(
            say(
                f"Dessutom väntar {told}; de rapporteras inte men kan ge särskild avgift.",
                f"Besides these, {told} not reported can lead to the fee.",
            )
        )
    months = headers_for(reader).index(say("Månader", "Months"))
    return (LetterPart(title, table=LetterTable(headers_for(reader), rows, numbers=(months,)), after=tuple(notes)),)


def headers_for(reader: str) -> tuple[str, ...]:
    """The columns of a list; the auditors get no case, and the code of a reason."""
    named = (say("Beslut", "Decision"), say("Ärende", "Case")) if reader == "ivo" else (say("Nr", "No."),)
    return (
        *named,
        say("Insats", "Service"),
        say("Sedan", "Since"),
        say("Månader", "Months"),
        say("Läge", "State"),
        say("Skäl", "Reason"),
    )


def _row(one: Delayed, place: int, reader: str) -> tuple[str, ...]:
    decision = one.decision
    named = (decision.decision_ref, decision.user_ref) if reader == "ivo" else (str(place),)
    state = f"{one.state.word} {day(one.ended_on)}" if one.ended_on is not None else one.state.word
    law = f"{decision.service} ({decision.law})" if decision.law else decision.service
    reason = one.reason if reader == "ivo" else one.coded_reason
    if reader == "ivo" and one.offers:
        reason = f"{reason or NOTHING}. {say('Erbjudanden', 'Offers')}: {'; '.join(one.offers)}"
    return (*named, law, day(one.since), whole(one.months), state, reason or NOTHING)


def _not_few(number: int) -> tuple[str, str]:
    """A number in Swedish and English for readers who are not to know of one to four."""
    return (whole(number), whole(number)) if number == 0 or number >= FEWEST else ("Färre än fem", "Fewer than five")


def _statistics(report: QuarterReport) -> tuple[LetterPart, ...]:
    delayed = report.delayed
    number = say("Antal och insatser", "Number and services")
    if not delayed:
        none = say("Inget beslut väntar längre än tre månader.", "No decision waits longer than three months.")
        return (LetterPart(number, (none,)),)
    if len(delayed) < FEWEST:
        few = say(
            "Färre än fem beslut. Grupperna är för små för att redovisas närmare.",
            "Fewer than five decisions. The groups are too small to be shown in detail.",
        )
        return (LetterPart(number, (few,)),)
    rows = tuple((service, law, whole(count)) for law, service, count in by_service(delayed, FEWEST))
    months = sorted((one.days / 30.4375 for one in delayed), reverse=True)
    waits = say(
        f"Median {decimal(median(months))} månader; minst fem har väntat {decimal(months[FEWEST - 1])} månader "
        "eller längre.",
        f"Median {decimal(median(months))} months; at least five have waited {decimal(months[FEWEST - 1])} months "
        "or longer.",
    )
    if _countable(delayed):
        year = whole(sum(one.months >= 12 for one in delayed))
        waits += say(f" {year} har väntat ett år eller mer.", f" {year} have waited a year or more.")
    headers = (say("Insats", "Service"), say("Lag", "Law"), say("Antal", "Number"))
    total = (say("Summa", "Sum"), "", whole(len(delayed)))
    return (
        LetterPart(number, table=LetterTable(headers, rows, total, (2,))),
        LetterPart(say("Tid som gått", "Time passed"), (waits,)),
    )


def _countable(delayed: Sequence[Delayed]) -> bool:
    """Whether neither those who have waited a year nor those who have not are so few that one could be known."""
    year = sum(one.months >= 12 for one in delayed)
    return year in (0, len(delayed)) or min(year, len(delayed) - year) >= FEWEST


def _workbook(report: QuarterReport, readers: Sequence[str]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from kollegie.summary.workbook import harmless

    book = Workbook()
    book.remove(book.worksheets[0])
    for reader in readers:
        sheet = book.create_sheet(
            {"ivo": "IVO", "auditors": say("Revisorer", "Auditors")}.get(reader, say("Fullmäktige", "Council"))
        )
        line = 0
        for part in parts_for(report, reader):
            tables = [part.table] if part.table is not None else []
            for shown in tables:
                for place, row in enumerate((shown.headers, *shown.rows, *((shown.total,) if shown.total else ()))):
                    line += 1
                    for column, text in enumerate(row, start=1):
                        cell = sheet.cell(line, column, harmless(text))
                        cell.data_type = "s"
                        if not place:
                            cell.font = Font(bold=True)
            for sentence in (*part.sentences, *part.after):
                line += 1
                sheet.cell(line, 1, harmless(sentence)).data_type = "s"
    return workbook_bytes(book)
