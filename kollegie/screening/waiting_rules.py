"""Decisions that wait: V19 not executed within three months, V20 waiting without a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.language import grouped
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    NONE,
    add_months,
    month_of,
)
from kollegie.screening.wording import NOTES, day_text, many, number


def clock_started(decisions: Records, at: int, as_of: int) -> int | None:
    """The day the clock of a decision that is not executed began to run; None where it does not run on that day.

    Source: LSS 28 f §: from the day of the decision, or of an interruption that has not been resumed.
    """
    decided, executed = int(decisions["decided_on"][at]), int(decisions["executed_on"][at])
    interrupted, resumed = int(decisions["interrupted_on"][at]), int(decisions["resumed_on"][at])
    if interrupted != NONE and interrupted <= as_of and (resumed == NONE or resumed < interrupted or resumed > as_of):
        return interrupted
    if executed != NONE and executed <= as_of:
        return None
    if interrupted != NONE and interrupted <= as_of:
        return None  # it was resumed, so it had been executed
    return decided if decided <= as_of else None


def clock_ends(material: Material, at: int, deceased: dict[int, int]) -> int:
    """The last day the clock can run: today, the decision's last day or the user's death."""
    decisions = material["decisions"]
    last, died = int(decisions["valid_to"][at]), deceased.get(int(decisions["user_id"][at]), FAR_FUTURE)
    return min(material.as_of, FAR_FUTURE if last == NONE else last, died)


def days_of_death(material: Material) -> dict[int, int]:
    """The day of death of each user who has died."""
    users = material["users"]
    dead = np.flatnonzero(users["deceased_on"] != NONE)
    return dict(zip(users["user_id"][dead].tolist(), users["deceased_on"][dead].tolist(), strict=True))


def is_outside(decisions: Records, at: int, chosen: Chosen) -> bool:
    """Whether the service is one that is never executed in this sense, such as financial aid."""
    return decisions.text("service", at).casefold() in {word.casefold() for word in chosen.words("outside")}


def not_executed(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V19: a decision not executed, or interrupted and not resumed, within three calendar months."""
    decisions, deceased = material["decisions"], days_of_death(material)
    offers = Offers(material)
    for at in range(len(decisions)):
        start = clock_started(decisions, at, material.as_of)
        if start is None or is_outside(decisions, at, chosen):
            continue
        end = clock_ends(material, at, deceased)
        limit = add_months(start, int(chosen["months"]))
        if end <= limit and (end < material.as_of or end - start < chosen["warn_days"]):
            continue
        yield _waiting_hit(material, at, start, end, limit, offers.while_waiting(at, start, end), chosen)


class Offers:
    """What has been offered to those who wait: contact notes of the kind `offer`, with what was answered.

    Source: domain 2.1 (RÅ 2009 ref. 21) and S2-5: whether the time was reasonable is judged also by what was offered.
    """

    def __init__(self, material: Material) -> None:
        self._decisions, self._notes = material["decisions"], material["contact-notes"]
        self._by_user: dict[int, list[int]] = defaultdict(list)
        for place in np.flatnonzero(self._notes.is_one_of("kind", "offer")).tolist():
            self._by_user[int(self._notes["user_id"][place])].append(place)

    def while_waiting(self, at: int, start: int, end: int) -> list[int]:
        """The offers made for a decision, or to its user for none in particular, on these days; by date."""
        decision, user = int(self._decisions["decision_id"][at]), int(self._decisions["user_id"][at])
        notes = self._notes
        found = [
            place
            for place in self._by_user.get(user, ())
            if start <= int(notes["date"][place]) <= end and int(notes["decision_id"][place]) in (decision, -1)
        ]
        return sorted(found, key=lambda place: (int(notes["date"][place]), place))


def _answer_said(answered: str) -> Said:
    return {
        "accepted": ("tackat ja", "accepted"),
        "declined": ("tackat nej", "declined"),
        "": ("inget svar noterat", "no answer noted"),
    }.get(answered, ("annat svar, se raden", "another answer, see the row"))


def _offers_said(notes: Records, offers: list[int]) -> Said:
    told = [(day_text(int(notes["date"][at])), *_answer_said(notes.text("answer", at))) for at in offers[:MOST_OFFERS]]
    many, more = len(offers), len(offers) - len(told)
    return (
        f"{many} {'erbjudande' if many == 1 else 'erbjudanden'} under väntan: "
        f"{'; '.join(f'{day} {sv}' for day, sv, _ in told)}{f' … och {grouped(more)} till' if more else ''}.",
        f"{many} {'offer' if many == 1 else 'offers'} while waiting: "
        f"{'; '.join(f'{day} {en}' for day, _, en in told)}{f' … and {grouped(more)} more' if more else ''}.",
    )


def _waiting_hit(
    material: Material, at: int, start: int, end: int, limit: int, offers: list[int], chosen: Chosen
) -> Hit:
    decisions = material["decisions"]
    levels = [add_months(start, int(chosen[name])) for name in LEVELS]
    passed = sum(end >= day for day in levels)
    severity = (
        Severity.NOTE if end <= limit else (Severity.DEFICIENCY, Severity.SERIOUS, Severity.ACUTE)[min(passed, 2)]
    )
    waited, days = whole_months(start, end), grouped(end - start)
    closes = add_months(start, int(chosen["sanction"]))
    interrupted = start == int(decisions["interrupted_on"][at])
    word = ("Avbrott", "Interrupted") if interrupted else ("Beslut", "Decided")
    judgment = decisions.text("basis", at) == "judgment"
    fee, court = (_section(decisions, at, section) for section in ("28 e §", "28 a §"))
    duty = ("Tre kalendermånader går ut", "Three calendar months end on") if judgment else _TO_REPORT
    steps: list[Said] = [
        (
            f"{word[0]} {day_text(start)}, inte {'återupptaget' if interrupted else 'verkställt'} {day_text(end)}: "
            f"{days} dagar, {waited} hela månader. Tre kalendermånader gick ut {day_text(limit)}.",
            f"{word[1]} {day_text(start)}, not {'resumed' if interrupted else 'executed'} on {day_text(end)}: "
            f"{days} days, {waited} whole months. Three calendar months ended on {day_text(limit)}.",
        )
        if end > limit
        else (
            f"{word[0]} {day_text(start)}: {days} dagar utan verkställighet. {duty[0]} {day_text(limit)}.",
            f"{word[1]} {day_text(start)}: {days} days without execution. {duty[1]} {day_text(limit)}.",
        )
    ]
    if end > limit:
        if passed:
            steps.append(_level_said(passed, int(chosen[LEVELS[passed - 1]])))
        steps.append(
            (
                f"Ansökan om särskild avgift måste delges senast {day_text(closes)}{fee}.",
                f"An application for the special fee must be served by {day_text(closes)}{fee}.",
            )
        )
    if judgment:
        steps.append(
            (
                f"Dom: omfattas inte av rapporteringen men kan ge särskild avgift{court}.",
                f"A judgment: outside the reporting, but it can lead to the fee{court}.",
            )
        )
    if offers:
        steps.append(_offers_said(material["contact-notes"], offers))
    return Hit(
        subjects(
            decision=(decisions.text("decision_id", at),),
            user=(decisions.text("user_id", at),),
            caseworker=(decisions.text("caseworker", at),),
            provider=(decisions.text("provider_id", at),),
        ),
        start,
        end,
        {"days": end - start, "months": waited, "level": passed + (end > limit), "offers": len(offers)},
        (rows("decisions", [at]), rows("contact-notes", offers)),
        severity,
        tuple(steps),
    )


MOST_OFFERS = 6
"""Offers told of one by one; their number and their rows are all of them."""

LEVELS = ("level_6", "level_12", "level_17")
"""The parameters of the steps above the three months. Severity has room for two of them; the third is told."""


def _level_said(passed: int, months: int) -> Said:
    return (
        f"Nivå {passed + 1} av {len(LEVELS) + 1}: {months} månader eller mer.",
        f"Level {passed + 1} of {len(LEVELS) + 1}: {months} months or more.",
    )


_TO_REPORT = ("Rapporteringspliktigt efter", "To be reported after")


def _section(decisions: Records, at: int, section: str) -> str:
    """The section of LSS in brackets, for a decision by that law alone.

    Source: domain 2.1: SoL has a parallel rule whose section is not confirmed, so none is shown.
    """
    return f" (LSS {section})" if decisions.text("law", at).casefold() == "lss" else ""


def whole_months(start: int, end: int) -> int:
    months = month_of(end) - month_of(start)
    return months if add_months(start, months) <= end else months - 1


def silence(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V20: while a decision waits, more than 31 days between contacts, or none that notes the effect on the person."""
    decisions, notes, deceased = material["decisions"], material["contact-notes"], days_of_death(material)
    of_decision: dict[int, list[int]] = defaultdict(list)
    of_user: dict[int, list[int]] = defaultdict(list)
    for place, (decision, user) in enumerate(
        zip(notes["decision_id"].tolist(), notes["user_id"].tolist(), strict=True)
    ):
        (of_decision[decision] if decision >= 0 else of_user[user]).append(place)
    failed = notes.is_one_of("outcome", "failed")
    for at in range(len(decisions)):
        start = clock_started(decisions, at, material.as_of)
        if start is None or is_outside(decisions, at, chosen):
            continue
        end = clock_ends(material, at, deceased)
        theirs = of_decision[int(decisions["decision_id"][at])] + of_user[int(decisions["user_id"][at])]
        within = sorted((int(notes["date"][n]), n) for n in theirs if start <= int(notes["date"][n]) <= end)
        reached = [day for day, n in within if not failed[n]]
        gap, since = max(
            (later - earlier, -earlier) for earlier, later in zip([start, *reached], [*reached, end], strict=True)
        )
        effects = [int(notes["effect_documented"][n]) for _, n in within]
        no_effect = bool(effects) and 1 not in effects and 0 in effects
        if gap > chosen["d"] or no_effect:
            yield _silence_hit(material, at, (start, end), (gap, -since), [n for _, n in within], effects, chosen)


def _silence_hit(
    material: Material,
    at: int,
    clock: tuple[int, int],
    gap: tuple[int, int],
    within: list[int],
    effects: list[int],
    chosen: Chosen,
) -> Hit:
    decisions = material["decisions"]
    days, since = gap
    long = days > chosen["d"]
    unnoted = not effects or (0 in effects and 1 not in effects)  # a column that was never imported says nothing
    steps: list[Said] = [
        (
            f"Väntar sedan {day_text(clock[0])}; {many(len(within), NOTES)[0]} till {day_text(clock[1])}.",
            f"Waiting since {day_text(clock[0])}; {many(len(within), NOTES)[1]} until {day_text(clock[1])}.",
        )
    ]
    if long:
        steps.append(
            (
                f"Längst utan kontakt: {grouped(days)} dagar, {day_text(since)} – {day_text(since + days)} "
                f"(gräns {number(chosen['d'])[0]}).",
                f"Longest without contact: {grouped(days)} days, {day_text(since)} – {day_text(since + days)} "
                f"(limit {number(chosen['d'])[1]}).",
            )
        )
    if unnoted:
        steps.append(
            (
                "Ingen anteckning säger hur dröjsmålet har påverkat personen.",
                "No note says how the delay has affected the person.",
            )
        )
    severity = Severity.SERIOUS if long and unnoted else Severity.DEFICIENCY if long else Severity.NOTE
    return Hit(
        subjects(
            decision=(decisions.text("decision_id", at),),
            user=(decisions.text("user_id", at),),
            caseworker=(decisions.text("caseworker", at),),
        ),
        clock[0],
        clock[1],
        {"days": days, "notes": len(within), "effect_notes": effects.count(1)},
        (rows("decisions", [at]), rows("contact-notes", within)),
        severity,
        tuple(steps),
    )


_OUTSIDE = Parameter(
    "outside",
    "ekonomiskt bistånd;försörjningsstöd",
    "domain V19 [P]",
    "Insatser som inte verkställs på det sättet.",
    "Services that are not executed in that way.",
)

V19 = Rule(
    "V19",
    ("Ej verkställt inom tre månader", "Not executed within three months"),
    ("decisions", "users", "contact-notes"),
    not_executed,
    (
        "Att kontrollera: är insatsen igång, vad har erbjudits, och ska beslutet rapporteras till IVO?",
        "To look into: has the service begun, what was offered, and must the decision be reported to IVO?",
    ),
    (
        ("Har tackat nej till erbjudanden.", "Has declined offers."),
        ("Vill själv vänta.", "Wants to wait."),
        ("Verkställigheten är inte registrerad.", "The execution is not registered."),
    ),
    ("S2-1", "S2-3", "S2-5"),
    (
        Parameter("months", 3, "LSS 28 f §", "Kalendermånader.", "Calendar months."),
        Parameter("warn_days", 60, "domain V19 [P]", "Dagar till förvarning.", "Days until the early warning."),
        Parameter("level_6", 6, "domain V19", "Månader till nästa nivå.", "Months to the next level."),
        Parameter("level_12", 12, "domain V19", "Månader till nästa nivå.", "Months to the next level."),
        Parameter("level_17", 17, "domain V19", "Månader till nästa nivå.", "Months to the next level."),
        Parameter("sanction", 24, "LSS 28 e §", "Månader till sista delgivning.", "Months to the last service."),
        _OUTSIDE,
    ),
    needs=("decisions",),
)

V20 = Rule(
    "V20",
    ("Dröjsmål utan kontakt", "Delay without contact"),
    ("decisions", "contact-notes", "users"),
    silence,
    (
        "Att kontrollera: har personen fått besked under väntan, och hur har dröjsmålet påverkat?",
        "To look into: was the person told anything while waiting, and what did the delay do to them?",
    ),
    (("Anteckningarna finns i ett annat system.", "The notes are kept in another system."),),
    ("S2-7", "S2-8", "S2-9"),
    (Parameter("d", 31, "S2-9", "Dagar mellan kontakter.", "Days between contacts."), _OUTSIDE),
    needs=("decisions", "contact-notes"),
)
