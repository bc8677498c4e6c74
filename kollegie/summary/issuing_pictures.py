"""The desk's pictures gathered from a desk and the store, and given out as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from kollegie.language import say
from kollegie.model.register import Municipality, Person
from kollegie.model.signals import EvidenceRow, WarningSignal
from kollegie.progress import Progress
from kollegie.screening.desk import Desk
from kollegie.store import Reading, Store
from kollegie.summary.desk_pictures import (
    CLAIMS,
    CONTINUITY,
    DEPARTURES,
    MONTH,
    SIGNALS,
    WAIT,
    Figure,
    RowKey,
    claim_figure,
    continuity_figure,
    departure_figure,
    month_figure,
    signal_figure,
    wait_figure,
)
from kollegie.summary.issuing import keep_file
from kollegie.summary.issuing_letters import LetterIsPdf
from kollegie.summary.letter import LetterPart, Report

_SHOWN = (MONTH, WAIT, CONTINUITY, CLAIMS, DEPARTURES, SIGNALS)


def gather_figures(store: Store, desk: Desk, progress: Progress | None = None) -> tuple[Figure, ...]:
    """Every picture, in the order they are shown; `progress` counts them."""
    with store.reading() as reading:
        signals = reading.find(WarningSignal)
    pictures = desk.pictures
    makes: tuple[Callable[[], Figure], ...] = (
        lambda: month_figure(pictures.month_totals()),
        lambda: wait_figure(pictures.waits()),
        lambda: continuity_figure(pictures.continuity),
        lambda: claim_figure(pictures.claims()),
        lambda: departure_figure(pictures.departures()),
        lambda: signal_figure(signals),
    )
    figures = []
    for made, make in enumerate(makes):
        if progress is not None:
            progress.step(made, len(makes), say("bilder", "pictures"))
        figures.append(make())
    return tuple(figures)


def rows_behind(store: Store, desk: Desk, key: RowKey) -> tuple[tuple[EvidenceRow, ...], int]:
    """The rows behind one row of a picture, and how many they are in all."""
    match key:
        case RowKey("month", (provider, month)):
            return desk.pictures.rows_of_month(provider, month)
        case RowKey("wait", (decision,)):
            return desk.pictures.rows_of_wait(decision)
        case RowKey("continuity", (user,)):
            for one in desk.pictures.continuity:
                if one.user == user:
                    return desk.pictures.rows_of_continuity(one)
        case RowKey("claims", (claim,)):
            return desk.pictures.rows_of_claim(claim)
        case RowKey("departures", (provider,)):
            return desk.pictures.rows_of_departures(provider)
        case RowKey("signals", (rule, provider)):
            found = _signals(store, rule, provider)
            rows = dict.fromkeys(row for signal in found for row in signal.evidence)
            return tuple(rows)[:200], sum(signal.rows_in_all for signal in found)
    return (), 0


def signals_behind(store: Store, key: RowKey) -> tuple[UUID, ...]:
    """The warning signals behind one row of the picture of signals."""
    return tuple(signal.id for signal in _signals(store, *key.names)) if key.kind == SIGNALS else ()


def issue_pictures(store: Store, desk: Desk, out: Path, *, progress: Progress | None = None) -> int:
    """Write the pictures to a PDF, each with its figures as text in the file; tell how many pages it has.

    Shape: that it is given out stands in the log of readings before it is made. `progress` counts the pictures.
    Raises: LetterIsPdf; SummaryNotSaved; Cancelled: nothing is written.
    """
    from kollegie.summary.pdf_letter import print_letter

    if out.suffix.lower() != ".pdf":
        raise LetterIsPdf(name=out.suffix or out.name)
    figures = gather_figures(store, desk, progress)
    with store.work("pictures printed") as work:
        work.log_reading("printed", "record_set", "pictures", ", ".join(_SHOWN))
        host = _host(work)
    parts = tuple(
        LetterPart(figure.title, (figure.note if figure.rows else figure.empty,), figure=figure) for figure in figures
    )
    title = say("Bilder av underlaget", "Pictures of the records")
    lead = say(
        "Vad de inlästa uppgifterna säger. Bilderna frågar; de bevisar ingenting. Intern handling med ärendenummer.",
        "What the records say. The pictures ask; they prove nothing. An internal document with case numbers.",
    )
    made_on = store.clock().astimezone().date()
    report = Report(
        title,
        host,
        (say("Intern", "Internal"),),
        "",
        made_on,
        title,
        lead,
        parts,
        (host,),
    )
    printed = print_letter(report)
    if progress is not None:
        progress.check()
    keep_file(out, printed.pdf)
    return printed.pages


def _signals(store: Store, rule: str, provider: str) -> list[WarningSignal]:
    with store.reading() as reading:
        found = reading.find(WarningSignal, rule=rule)
    return [one for one in found if not one.gone and provider in (one.subjects_of("provider") or ("",))]


def _host(reading: Reading) -> str:
    me = reading.get(Person, UUID(reading.setting("me")))
    return reading.get(Municipality, me.municipality_id).name
