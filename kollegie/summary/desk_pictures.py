"""The pictures of the desk as content: what each row says, how long its bars are, and where its rows are found.

Drawn once: `desk_charts` makes a ReportLab drawing of a figure, which is vectors on paper and SVG on the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kollegie.language import counted, say
from kollegie.model.desk_looks import ClaimLook, Continuity, Departures, MonthTotal, Wait
from kollegie.model.signals import WarningSignal
from kollegie.summary.numbers import NOTHING, decimal, kronor, whole

MONTH, WAIT, CONTINUITY, SIGNALS = "month", "wait", "continuity", "signals"
CLAIMS, DEPARTURES = "claims", "departures"
MOST_ROWS = 34
"""Rows drawn; the rest are counted, and all stand in the list beside the picture."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """Which row of which picture. Shape: `names` are the ids of the imported files, as the picture's kind counts them:
    provider and month, decision, user, claim, or rule and provider ("" where a signal names none)."""

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
            f"{one.provider or say('utan utförare', 'no provider')} {one.month}",
            (one.invoiced / 3600, one.reported / 3600),
            (
                f"{decimal(one.invoiced / 3600)} h · {kronor(one.amount_ore)}"
                if one.lines
                else say(
                    f"{decimal(one.reported / 3600)} h rapporterat, inget fakturerat",
                    f"{decimal(one.reported / 3600)} h reported, nothing invoiced",
                )
            )
            + " · "
            + counted(one.users, ("brukare", "brukare"), ("user", "users")),
        )
        for one in totals
    )
    return Figure(
        MONTH,
        say("Timmar och kostnad per utförare och månad", "Hours and cost per provider and month"),
        say(
            "Timmar som de ersätts; kreditfakturor är avdragna och längre perioder delade på sina dagar.",
            "Hours as they are paid; credit notes are taken off and longer periods shared by their days.",
        ),
        rows,
        (say("fakturerat", "invoiced"), say("rapporterat", "reported")),
        empty=say("Inga fakturor eller tidrapporter är inlästa.", "No invoices or time reports are taken in."),
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
            + (say(", dom", ", judgment") if one.judgment else "")
            + _offered(one),
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


def _offered(one: Wait) -> str:
    if not one.offers:
        return ""
    made = counted(one.offers, ("erbjudande", "erbjudanden"), ("offer", "offers"))
    declined = counted(one.declined, ("avböjt", "avböjda"), ("declined", "declined"))
    return f" · {made}, {declined}"


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


def claim_figure(claims: Iterable[ClaimLook]) -> Figure:
    """Every claim for sick pay beside the substitute's time (S1-14)."""
    rows = tuple(
        FigureRow(
            RowKey(CLAIMS, (one.claim,)),
            f"{one.claim} {one.first}" + (f" – {one.last}" if one.last != one.first else ""),
            (one.claimed / 3600, one.stood_in / 60),
            " · ".join(
                (
                    f"{decimal(one.claimed / 3600)} h",
                    *((kronor(one.amount_ore),) if one.amount_ore else ()),
                    *(doubt.word for doubt in one.doubts),
                )
            ),
        )
        for one in claims
    )
    return Figure(
        CLAIMS,
        say("Ansökningar om sjuklön", "Claims for sick pay"),
        say(
            "Sökta timmar och vikariens tid hos brukaren. Först de med mest att fråga om; kommunen ersätter bara "
            "faktiska merkostnader (RÅ 2005 ref. 86) för en vikarie som har anlitats (HFD 2015 ref. 72).",
            "Hours claimed and the substitute's time at the user. Those with most to ask about first; only the actual "
            "extra cost (RÅ 2005 ref. 86) of a substitute who was engaged (HFD 2015 ref. 72) is covered.",
        ),
        rows,
        (say("sökt", "claimed"), say("vikarien", "the substitute")),
        empty=say("Inga ansökningar om sjuklön är inlästa.", "No claims for sick pay are taken in."),
    )


def departure_figure(departures: Iterable[Departures]) -> Figure:
    """Providers that users have left, and those with nobody left (S1-22)."""
    rows = tuple(
        FigureRow(
            RowKey(DEPARTURES, (one.provider,)),
            one.provider,
            (float(one.left), float(one.after_review)),
            counted(one.left, ("brukare", "brukare"), ("user", "users"))
            + say(f", senast {one.latest}", f", last {one.latest}")
            + (
                say(f" · {one.staying} kvar", f" · {one.staying} stay")
                if one.staying
                else say(" · ingen brukare kvar", " · no user left")
            ),
        )
        for one in departures
    )
    return Figure(
        DEPARTURES,
        say("Brukare som har lämnat sin utförare", "Users who have left their provider"),
        say(
            "Av valen av utförare. Den andra stapeln är de som lämnade inom 90 dagar efter besök, bestriden faktura "
            "eller anmälan.",
            "From the choices of provider. The second bar is those who left within 90 days of a visit, a disputed "
            "invoice or a report.",
        ),
        rows,
        (say("har lämnat", "have left"), say("efter granskning", "after a review")),
        empty=say(
            "Ingen har bytt utförare i de val som är inlästa.", "Nobody has changed provider in the choices taken in."
        ),
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
