"""The pictures of the desk as content: what each row says, how long its bars are, and where its rows are found.

Drawn once: `desk_charts` makes a ReportLab drawing of a figure, which is vectors on paper and SVG on the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kollegie.language import counted, say
from kollegie.model.desk_looks import Continuity, MonthTotal, Wait
from kollegie.model.signals import WarningSignal
from kollegie.summary.numbers import NOTHING, decimal, kronor, whole

MONTH, WAIT, CONTINUITY, SIGNALS = "month", "wait", "continuity", "signals"
MOST_ROWS = 34
"""Rows drawn; the rest are counted, and all stand in the list beside the picture."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """Which row of which picture. Shape: `names` are the ids of the imported files, as the picture's kind counts them:
    provider and month, decision, user, or rule and provider ("" where a signal names none)."""

    kind: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "|".join((self.kind, *self.names))


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row: its words, one or two bars from zero, and what stands at their end. `key` finds the rows behind it."""

    key: RowKey
    name: str
    bars: tuple[float, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture. `legend` names the bars where there are two; `marks` are values with a dashed line and its name."""

    kind: str
    title: str
    note: str
    rows: tuple[FigureRow, ...]
    legend: tuple[str, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    empty: str = ""

    @property
    def drawn(self) -> tuple[FigureRow, ...]:
        """The rows that have room."""
        return self.rows[:MOST_ROWS]

    @property
    def alt(self) -> str:
        """What the picture says to those who cannot see it: type, what, how many, highest and lowest."""
        if not self.rows:
            return self.empty
        first = max(self.rows, key=lambda row: max(row.bars, default=0.0))
        least = min(self.rows, key=lambda row: max(row.bars, default=0.0))
        number = counted(len(self.rows), ("rad", "rader"), ("row", "rows"))
        return say(
            f"Stapeldiagram: {self.title.lower()}, {number}. Högst {first.name}: {first.told}. "
            f"Lägst {least.name}: {least.told}. Talen står vid varje stapel.",
            f"Bar chart: {self.title.lower()}, {number}. Highest {first.name}: {first.told}. "
            f"Lowest {least.name}: {least.told}. The figures stand at each bar.",
        )


def month_figure(totals: Iterable[MonthTotal]) -> Figure:
    """Hours and cost per provider and month (S4-10)."""
    rows = tuple(
        FigureRow(
            RowKey(MONTH, (one.provider, str(one.month))),
            f"{one.provider} {one.month}",
            (one.invoiced / 3600, one.reported / 3600),
            f"{decimal(one.invoiced / 3600)} h · {kronor(one.amount_ore)} · "
            + counted(one.users, ("brukare", "brukare"), ("user", "users")),
        )
        for one in totals
    )
    return Figure(
        MONTH,
        say("Timmar och kostnad per utförare och månad", "Hours and cost per provider and month"),
        say(
            "Timmar som de ersätts; kreditfakturor är avdragna.", "Hours as they are paid; credit notes are taken off."
        ),
        rows,
        (say("fakturerat", "invoiced"), say("rapporterat", "reported")),
        empty=say("Inga fakturor är inlästa.", "No invoices are taken in."),
    )


def wait_figure(waits: Iterable[Wait]) -> Figure:
    """How long decisions have waited to be executed (S2-3)."""
    rows = tuple(
        FigureRow(
            RowKey(WAIT, (one.decision,)),
            f"{one.decision} {one.service}",
            (one.days / 30.4375,),
            counted(one.months, ("månad", "månader"), ("month", "months"))
            + f", {counted(one.days, ('dag', 'dagar'), ('day', 'days'))}"
            + (say(", avbrott", ", interrupted") if one.interrupted else "")
            + (say(", dom", ", judgment") if one.judgment else ""),
        )
        for one in waits
    )
    return Figure(
        WAIT,
        say("Väntan på beslut som inte är verkställda", "Waits for decisions not executed"),
        say("Månader sedan beslutet eller avbrottet.", "Months since the decision or the interruption."),
        rows,
        marks=((3, say("3 månader", "3 months")), (24, say("24 månader", "24 months"))),
        empty=say("Inget beslut väntar.", "No decision waits."),
    )


def continuity_figure(found: Iterable[Continuity]) -> Figure:
    """Different people per user in fourteen days (S4-6)."""
    rows = tuple(
        FigureRow(
            RowKey(CONTINUITY, (one.user,)),
            say(f"Ärende {one.user}", f"Case {one.user}"),
            (float(one.people),),
            counted(one.people, ("person", "personer"), ("person", "people"))
            + say(f" vid {whole(one.visits)} besök", f" on {whole(one.visits)} visits")
            + (f" · {one.provider}" if one.provider else ""),
        )
        for one in found
    )
    return Figure(
        CONTINUITY,
        say("Personalkontinuitet per brukare", "Staff continuity per user"),
        say(
            "Olika personer 07–22 under de 14 dagar som har flest. Riksgenomsnittet var 14,9 år 2021.",
            "Different people 07–22 in the 14 days with the most. The national mean was 14.9 in 2021.",
        ),
        rows,
        marks=((15, say("15 personer", "15 people")),),
        empty=say("För få besök är rapporterade.", "Too few visits are reported."),
    )


def signal_figure(signals: Iterable[WarningSignal]) -> Figure:
    """Warning signals by rule and provider."""
    counts: Counter[tuple[str, str]] = Counter()
    for signal in signals:
        if not signal.gone:
            for provider in signal.subjects_of("provider") or ("",):
                counts[signal.rule, provider] += 1
    rows = tuple(
        FigureRow(RowKey(SIGNALS, (rule, provider)), f"{rule} {provider or NOTHING}", (float(count),), whole(count))
        for (rule, provider), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    return Figure(
        SIGNALS,
        say("Varningssignaler per regel och utförare", "Warning signals by rule and provider"),
        say("En signal är en fråga, aldrig en dom.", "A signal is a question, never a verdict."),
        rows,
        empty=say("Inga varningssignaler. Kör reglerna under Varningssignaler.", "No warning signals yet."),
    )
