"""Cases nobody looks at: V21 no follow-up, V27 too many cases, V28 a contact person out of reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.language import grouped
from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.contact_persons import SERVICES, ContactPersons
from kollegie.screening.material import AtUsers, Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, Said, rows, subjects
from kollegie.screening.swedish_time import (
    FAR_FUTURE,
    NONE,
    Bools,
    Longs,
    add_months,
)
from kollegie.screening.sweep import Grouped
from kollegie.screening.waiting_rules import days_of_death, whole_months
from kollegie.screening.wording import day_text, kronor, number


def no_follow_up(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V21: an active decision last followed up, or decided, more than twelve months ago."""
    decisions, deceased = material["decisions"], days_of_death(material)
    for at in np.flatnonzero(is_active(material, deceased)).tolist():
        followed, decided = int(decisions["followed_up_on"][at]), int(decisions["decided_on"][at])
        known = followed != NONE and followed <= material.as_of
        last = max(followed, decided) if known else decided
        if add_months(last, int(chosen["months"])) >= material.as_of:
            continue
        grave = add_months(last, int(chosen["long_months"])) < material.as_of
        waited = whole_months(last, material.as_of)
        word = ("Senast uppföljt", "Last followed up") if known else ("Beslutat och aldrig uppföljt", "Decided")
        yield Hit(
            subjects(
                decision=(decisions.text("decision_id", at),),
                user=(decisions.text("user_id", at),),
                caseworker=(decisions.text("caseworker", at),),
            ),
            last,
            material.as_of,
            {"months": waited, "days": material.as_of - last},
            (rows("decisions", [at]),),
            Severity.SERIOUS if grave else Severity.DEFICIENCY,
            (
                (
                    f"{word[0]} {day_text(last)}: {waited} hela månader till {day_text(material.as_of)}, gränsen är "
                    f"{int(chosen['months'])}.",
                    f"{word[1]} {day_text(last)}: {waited} whole months until {day_text(material.as_of)}, the limit is "
                    f"{int(chosen['months'])}.",
                ),
            ),
        )


def is_active(material: Material, deceased: dict[int, int]) -> Bools:
    """Decisions that hold today and whose user lives."""
    decisions = material["decisions"]
    begin = np.where(decisions["valid_from"] == NONE, decisions["decided_on"], decisions["valid_from"])
    end = np.where(decisions["valid_to"] == NONE, FAR_FUTURE, decisions["valid_to"])
    living = np.asarray(
        [deceased.get(user, FAR_FUTURE) >= material.as_of for user in decisions["user_id"].tolist()], bool
    )
    return np.asarray((begin <= material.as_of) & (end >= material.as_of) & living)


def many_cases(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V27: more than a hundred cases per full-time caseworker, by the caseload list or by the active decisions."""
    loads, decisions = material["caseloads"], material["decisions"]
    latest: dict[int, int] = {}
    for at, (who, day) in enumerate(zip(loads["caseworker"].tolist(), loads["date"].tolist(), strict=True)):
        if day <= material.as_of and (who not in latest or day >= int(loads["date"][latest[who]])):
            latest[who] = at
    active = np.flatnonzero(is_active(material, days_of_death(material)) & (decisions["caseworker"] >= 0))
    cases: dict[int, dict[int, int]] = defaultdict(dict)
    for at in active.tolist():
        cases[int(decisions["caseworker"][at])][int(decisions["user_id"][at])] = at
    for who in sorted({*latest, *cases}):
        row = latest.get(who)
        listed_cases = float(loads["cases"][row]) if row is not None else 0.0
        share = _share(loads, row)
        count = max(listed_cases, float(len(cases.get(who, {}))))
        if count / share > chosen["warn"]:
            yield _load_hit(material, who, count, share, row, sorted(cases.get(who, {}).values()), chosen)


def _share(loads: Records, row: int | None) -> float:
    """The caseworker's share of full time, written as 0.75 or as 75; a whole post where none is given."""
    written = float(loads["full_time_share"][row]) if row is not None else float("nan")
    if np.isnan(written) or not written:
        return 1.0
    return written / 100 if written > 2 else written


def _load_hit(
    material: Material, who: int, count: float, share: float, row: int | None, active: list[int], chosen: Chosen
) -> Hit:
    name, loads = material.noun(Noun.CASEWORKER)[who], material["caseloads"]
    ratio = count / share
    level = int(ratio > chosen["high"]) + int(ratio >= chosen["critical"])
    by_list = row is not None and float(loads["cases"][row]) >= count
    day = int(loads["date"][row]) if row is not None and by_list else material.as_of
    cases, post, result = number(count), number(share), number(ratio, 0)
    return Hit(
        subjects(caseworker=(name,)),
        day,
        material.as_of,
        {"cases": round(count), "per_full_time": round(ratio, 1)},
        (rows("caseloads", [] if row is None else [row]), rows("decisions", [] if by_list else active)),
        (Severity.DEFICIENCY, Severity.SERIOUS, Severity.ACUTE)[level],
        (
            (
                f"{day_text(day)}: {cases[0]} ärenden på {post[0]} tjänst = {result[0]} per heltid "
                f"(gränser {int(chosen['warn'])}, {int(chosen['high'])}, {int(chosen['critical'])}).",
                f"{day_text(day)}: {cases[1]} cases on {post[1]} post = {result[1]} per full time "
                f"(limits {int(chosen['warn'])}, {int(chosen['high'])}, {int(chosen['critical'])}).",
            ),
        ),
        dated=False,
    )


MEETINGS = ("meeting", "visit")


def out_of_reach(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V28: a contact person's assignment that is open while nobody is reached, or nobody is met."""
    decisions, notes = material["decisions"], material["contact-notes"]
    active = is_active(material, days_of_death(material))
    of_user = Grouped(notes["user_id"])
    failed = notes.is_one_of("outcome", "failed")
    meetings = notes.is_one_of("kind", *MEETINGS) & ~failed
    wanted = {word.casefold() for word in chosen.words("services")}
    paid = Grouped(material["payouts"]["user_id"])
    open_ones = [at for at in np.flatnonzero(active).tolist() if decisions.text("service", at).casefold() in wanted]
    contacts = ContactPersons(material)
    at_users = AtUsers(material.reports, np.unique(decisions["user_id"][open_ones]) if open_ones else np.zeros(0, int))
    for at in open_ones:
        user, decision = int(decisions["user_id"][at]), int(decisions["decision_id"][at])
        places = of_user.places(user)
        places = places[
            np.isin(notes["decision_id"][places], (decision, -1)) & (notes["date"][places] <= material.as_of)
        ]
        attempts = _attempts(notes, places[failed[places]].tolist(), chosen)
        entries = contacts.meetings(at, at_users.on_days(user, -1_000_000, material.as_of))
        met = [*notes["date"][places[meetings[places]]].tolist(), *material.reports.day[entries].tolist()]
        fees = _paid_for(material, at, paid.places(user))
        begun = _begun(material, at, fees)
        last = max([*met, *([begun] if begun is not None else [])], default=None)
        silent = last is not None and material.as_of - last > chosen["no_meeting_days"]
        if attempts or silent:
            fees = fees[material["payouts"]["period_from"][fees] > (last or 0)]
            paid_since = _not_taken_back(material["payouts"], fees.tolist())
            yield _reach_hit(material, at, attempts, last if silent else None, bool(met), places.tolist(), paid_since)
    yield from _notices(material, wanted)


def _not_taken_back(payouts: Records, fees: list[int]) -> list[int]:
    """These fees, or none where all that was paid in them has been taken back among them."""
    return fees if fees and int(payouts["amount"][fees].sum()) > 0 else []


def _notices(material: Material, services: set[str]) -> Iterator[Hit]:
    """Contact persons whose assignment has ended, or was to end, without all that should be written of it (S0-4).

    Shape: an assignment is the payee's row in the staff register: its days, the day its end was notified, and who
    noted that. Where no notice is kept of anybody nothing is asked. A signal is told from others by the first day and
    the provider of its assignment and by all who were ever paid for: the day of the screening is no property of it.
    """
    staff, payouts = material["staff"], material["payouts"]
    if not len(staff) or not (staff["notice_on"] != NONE).any():
        return
    paid: dict[int, list[int]] = defaultdict(list)
    for at, payee in enumerate(payouts["payee_id"].tolist()):
        if payee >= 0 and payouts.text("service", at).casefold() in services:
            paid[payee].append(at)
    latest: dict[int, int] = defaultdict(lambda: NONE)  # the last day of all of a person's assignments
    for code, end, notice in zip(*(staff[n].tolist() for n in ("staff_id", "contract_to", "notice_on")), strict=True):
        latest[code] = max(latest[code], (FAR_FUTURE if notice == NONE else notice) if end == NONE else end)
    told: Counter[tuple[int, str]] = Counter()
    for at, code in enumerate(staff["staff_id"].tolist()):
        fees, end, notice = paid.get(code, []), int(staff["contract_to"][at]), int(staff["notice_on"][at])
        if not fees or (notice == NONE and (end == NONE or end > material.as_of)):
            continue
        steps, noted = [], bool(staff.text("notice_noted_by", at))
        if notice == NONE:
            steps.append(
                (
                    f"Uppdraget slutade {day_text(end)}; ingen dag för anmälan är skriven.",
                    f"The assignment ended on {day_text(end)}; no day of notice is written.",
                )
            )
        elif end == NONE:
            steps.append(
                (
                    f"Slutet anmäldes {day_text(notice)}, men uppdraget har inget slutdatum.",
                    f"The end was notified on {day_text(notice)}, but the assignment has no last day.",
                )
            )
        if notice != NONE and not noted:
            steps.append(("Vem som noterade anmälan står inte.", "Who noted the notice is not written."))
        last = notice if end == NONE else end
        late = [fee for fee in fees if int(payouts["period_from"][fee]) > last and latest[code] <= last]
        late = _not_taken_back(payouts, late)
        if late:
            amount = kronor(int(payouts["amount"][late].sum()))
            steps.append(
                (
                    f"Utbetalat {amount[0]} för tid efter {day_text(last)}.",
                    f"{amount[1]} paid for time after {day_text(last)}.",
                )
            )
        if steps:
            begun = int(staff["contract_from"][at])
            part = f"notice:{'' if begun == NONE else day_text(begun)}:{staff.text('provider_id', at)}"
            told[code, part] += 1
            again = told[code, part]  # rows of one assignment that stand twice are two signals, which V32 asks about
            yield Hit(
                subjects(staff=(staff.text("staff_id", at),), user=[payouts.text("user_id", fee) for fee in fees]),
                min(last, material.as_of),
                material.as_of,
                {
                    "late_fees": int((payouts["amount"][late] > 0).sum()) if late else 0,
                    "amount_ore": int(payouts["amount"][late].sum()) if late else 0,
                },
                (rows("staff", [at]), rows("payouts", late)),
                Severity.SERIOUS if late else Severity.NOTE,
                tuple(steps),
                part if again == 1 else f"{part}:{again}",
                dated=False,
            )


def _attempts(notes: Records, failed: list[int], chosen: Chosen) -> list[int]:
    """The failed contacts of the first stretch of sixty days with three or more; empty where there is none."""
    ordered = sorted(failed, key=lambda at: int(notes["date"][at]))
    for first in ordered:
        begin = int(notes["date"][first])
        inside = [at for at in ordered if begin <= int(notes["date"][at]) < begin + chosen["failed_days"]]
        if len(inside) >= chosen["failed"]:
            return inside
    return []


def _paid_for(material: Material, at: int, fees: Longs) -> Longs:
    """The payouts among a user's that can be for a decision: those of its service, or of none."""
    payouts, service = material["payouts"], material["decisions"].text("service", at).casefold()
    theirs = [payouts.text("service", fee).casefold() in ("", service) for fee in fees.tolist()]
    return np.asarray(fees[np.asarray(theirs, bool)])


def _begun(material: Material, at: int, fees: Longs) -> int | None:
    """The day the assignment began, else the first day paid for; None where it never has, which is V19's question."""
    executed = int(material["decisions"]["executed_on"][at])
    if executed != NONE and executed <= material.as_of:
        return executed
    return int(material["payouts"]["period_from"][fees].min()) if len(fees) else None


def _reach_hit(
    material: Material,
    at: int,
    attempts: list[int],
    last: int | None,
    met: bool,
    places: list[int],
    fees: list[int],
) -> Hit:
    decisions, notes, payouts = material["decisions"], material["contact-notes"], material["payouts"]
    steps: list[Said] = []
    first = last if last is not None else int(notes["date"][attempts[0]])
    measure: dict[str, float | int | str] = {"failed": len(attempts)}
    if attempts:
        days = ", ".join(day_text(int(notes["date"][one])) for one in attempts[:6])
        steps.append(
            (
                f"{len(attempts)} misslyckade kontaktförsök: {days}.",
                f"{len(attempts)} failed attempts to make contact: {days}.",
            )
        )
    if last is not None:
        measure["days"] = material.as_of - last
        word = ("Senaste möte", "Last meeting") if met else ("Inget möte sedan starten", "No meeting since the start")
        steps.append(
            (
                f"{word[0]} {day_text(last)}, {grouped(material.as_of - last)} dagar sedan; uppdraget är öppet.",
                f"{word[1]} {day_text(last)}, {grouped(material.as_of - last)} days ago; the assignment is open.",
            )
        )
    if fees:
        amount = kronor(int(payouts["amount"][fees].sum()))
        measure["amount_ore"] = int(payouts["amount"][fees].sum())
        steps.append((f"Därefter utbetalat {amount[0]}.", f"Paid since then: {amount[1]}."))
    return Hit(
        subjects(
            decision=(decisions.text("decision_id", at),),
            user=(decisions.text("user_id", at),),
            staff=[payouts.text("payee_id", fee) for fee in fees],
            caseworker=(decisions.text("caseworker", at),),
        ),
        first,
        material.as_of,
        measure,
        (rows("decisions", [at]), rows("contact-notes", attempts or places), rows("payouts", fees)),
        Severity.SERIOUS if fees or (attempts and last is not None) else Severity.DEFICIENCY,
        tuple(steps),
    )


V21 = Rule(
    "V21",
    ("Ingen uppföljning på tolv månader", "No follow-up in twelve months"),
    ("decisions", "users"),
    no_follow_up,
    (
        "Att kontrollera: när träffade någon personen senast, och stämmer beslutet med behovet?",
        "To look into: when did someone last meet the person, and does the decision fit the need?",
    ),
    (("Löpande uppföljning som inte är daterad.", "Continuous follow-up that is not dated."),),
    ("S1-3", "S2-11"),
    (
        Parameter("months", 12, "S1-3", "Månader utan uppföljning.", "Months without follow-up."),
        Parameter("long_months", 24, "domain V21", "Månader som skärper.", "Months that weigh more."),
    ),
    needs=("decisions",),
)

V27 = Rule(
    "V27",
    ("För många ärenden per handläggare", "Too many cases per caseworker"),
    ("decisions", "caseloads"),
    many_cases,
    (
        "Att kontrollera: är alla ärenden aktiva, och hinner handläggaren följa upp dem?",
        "To look into: are all cases active, and does the caseworker have time to follow them up?",
    ),
    (("Inaktiva ärenden som inte är avslutade.", "Inactive cases that have not been closed."),),
    ("S1-1",),
    (
        Parameter("warn", 100, "S1-1", "Fler än så per heltid.", "More than this per full time."),
        Parameter("high", 200, "S1-1", "Fler än så är högt.", "More than this is high."),
        Parameter("critical", 300, "S1-1", "Så många är kritiskt.", "So many are critical."),
    ),
)

V28 = Rule(
    "V28",
    ("Kontaktperson ej kontaktbar, uppdrag utan slut", "Contact person out of reach, assignment without end"),
    ("contact-notes", "decisions", "payouts", "time-reports", "staff"),
    out_of_reach,
    (
        "Att kontrollera: fråga brukaren när de sågs senast, och avsluta uppdraget om det inte utförs.",
        "To look into: ask the user when they last met, and end the assignment if it is not carried out.",
    ),
    (("Semester.", "Holiday."),),
    ("S0-3", "S0-4", "S0-5"),
    (
        Parameter("failed", 3, "domain V28 [P]", "Misslyckade kontakter.", "Failed contacts."),
        Parameter("failed_days", 60, "domain V28 [P]", "Inom så många dagar.", "Within so many days."),
        Parameter("no_meeting_days", 60, "domain V28 [P]", "Dagar utan möte.", "Days without a meeting."),
        Parameter("services", SERVICES, "domain V28", "Insatser som prövas.", "Services looked at."),
    ),
    needs=("decisions", "contact-notes"),
)
