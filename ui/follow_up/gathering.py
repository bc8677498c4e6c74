"""What the follow-up page shows: each action with the chain it ends and how its clock stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kollegie.follow_up.actions import list_actions
from kollegie.follow_up.desk_findings import AtInvoice
from kollegie.follow_up.money_actions import MoneyAction, money_actions
from kollegie.language import counted, say
from kollegie.model.actions import Action, ActionState
from kollegie.model.reviews import Case
from kollegie.store import Store
from ui.findings.gathering import FindingLine, case_words, gather, invoice_words


class Group(Enum):
    """The groups of the list, in their order."""

    OVERDUE = "overdue"
    REMIND = "remind"
    ONGOING = "ongoing"
    PLANNED = "planned"
    DONE = "done"
    CHECKED = "checked"
    ENDED = "ended"

    @property
    def word(self) -> str:
        """What the group is called."""
        return {
            Group.OVERDUE: say("Försenade", "Overdue"),
            Group.REMIND: say("Dags att påminna", "Time to remind"),
            Group.ONGOING: say("Pågår", "Under way"),
            Group.PLANNED: say("Planerade", "Planned"),
            Group.DONE: say("Klara, effekten inte kontrollerad", "Done, effect not checked"),
            Group.CHECKED: say("Kontrollerade till effekt", "Checked for effect"),
            Group.ENDED: say("Avslutade tvister och återkrav", "Disputes and reclaims that have ended"),
        }[self]


_GROUPS = {
    ActionState.PLANNED: Group.PLANNED,
    ActionState.ONGOING: Group.ONGOING,
    ActionState.DONE: Group.DONE,
    ActionState.EFFECT_CHECKED: Group.CHECKED,
}


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action. `line` or `at_invoice` is the finding it follows from, both None where that no longer stands."""

    action: Action
    case: Case | None
    line: FindingLine | None
    overdue: bool
    clock: str
    at_invoice: AtInvoice | None = None

    @property
    def question_id(self) -> str:
        """The question of the finding it follows from, "" where that no longer stands."""
        if self.at_invoice is not None:
            return self.at_invoice.finding.question.upper()
        return self.line.question_id if self.line is not None else ""

    @property
    def group(self) -> Group:
        """Where in the list it stands."""
        return Group.OVERDUE if self.overdue else _GROUPS[self.action.state]

    @property
    def short(self) -> str:
        """Case and question in the fewest words, for the list."""
        case = self.case.label if self.case is not None else ""
        if self.at_invoice is not None:
            case = self.at_invoice.review.invoice_ref
        return " · ".join(part for part in (case, self.question_id) if part)

    @property
    def where(self) -> str:
        """Case, question and owner."""
        case = case_words(self.case) if self.case is not None else ""
        if self.at_invoice is not None:
            case = invoice_words(self.at_invoice)
        return " · ".join(part for part in (case, self.question_id, self.action.owner) if part)


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One disputed invoice or reclaim."""

    money: MoneyAction
    clock: str

    @property
    def overdue(self) -> bool:
        """Whether its day has passed."""
        return self.money.overdue

    @property
    def pressing(self) -> bool:
        """Whether its day has passed, or somebody is to be reminded now."""
        return self.money.overdue or self.money.remind

    @property
    def group(self) -> Group:
        """Where in the list it stands."""
        if self.pressing:
            return Group.OVERDUE if self.overdue else Group.REMIND
        return Group.ENDED if self.money.ended else Group.ONGOING if self.money.began else Group.PLANNED


def gather_all(store: Store, today: date) -> tuple[ActionRow | MoneyRow, ...]:
    """Every action, and every disputed invoice and reclaim, each kind late first."""
    with store.reading() as reading:
        money = money_actions(reading, today)
    return (*gather_actions(store, today), *(MoneyRow(one, money_clock(one, today)) for one in money))


def money_clock(money: MoneyAction, today: date) -> str:
    """How it stands against its day, in words; "" where it has none."""
    if money.ended or money.due is None:
        return ""
    if money.remind and not money.overdue:
        return say("Påminn nu", "Remind now")
    left = (money.due - today).days
    days = counted(abs(left), ("dag", "dagar"), ("day", "days"))
    if left < 0:
        return say(f"{days} försenad", f"{days} overdue")
    return say(f"{days} kvar", f"{days} left") if left else say("I dag", "Today")


def gather_actions(store: Store, today: date) -> tuple[ActionRow, ...]:
    """Every action on this laptop, overdue first, then by due date."""
    followed = list_actions(store, today=today)
    with store.reading() as reading:
        gathered = gather(reading, store.me)
    lines = {line.finding.id: line for line in gathered.lines}
    at_invoices = {one.finding.id: one for one in gathered.desk}
    return tuple(
        ActionRow(
            one.action,
            one.case,
            lines.get(one.action.finding_id) if one.action.finding_id is not None else None,
            one.overdue,
            clock_words(one.action, today),
            at_invoices.get(one.action.finding_id) if one.action.finding_id is not None else None,
        )
        for one in followed
    )


def clock_words(action: Action, today: date) -> str:
    """How the action stands against its date, in words."""
    if action.state in (ActionState.DONE, ActionState.EFFECT_CHECKED):
        return say("Klar", "Done")
    if action.due is None:
        return say("Inget datum", "No date")
    left = (action.due - today).days
    days = counted(abs(left), ("dag", "dagar"), ("day", "days"))
    if left < 0:
        return say(f"{days} försenad", f"{days} overdue")
    if left == 0:
        return say("Ska vara klar i dag", "Due today")
    return say(f"{days} kvar", f"{days} left")


def summary_words(every: Sequence[ActionRow | MoneyRow]) -> str:
    """How many actions, disputes and reclaims there are, and what asks to be looked at."""
    overdue = sum(row.overdue for row in every)
    rows = [row for row in every if isinstance(row, ActionRow)]
    money = len(every) - len(rows)
    remind = sum(row.group is Group.REMIND for row in every)
    undated = sum(row.action.due is None and row.group in (Group.ONGOING, Group.PLANNED) for row in rows)
    unchecked = sum(row.group is Group.DONE for row in rows)
    parts = [counted(len(rows), ("åtgärd", "åtgärder"), ("action", "actions"))]
    if money:
        words = ("tvist eller återkrav", "tvister och återkrav"), ("dispute or reclaim", "disputes and reclaims")
        parts.append(counted(money, *words))
    if overdue:
        parts.append(counted(overdue, ("försenad", "försenade"), ("overdue", "overdue")))
    if remind:
        parts.append(say(f"{remind} att påminna", f"{remind} to remind"))
    if undated:
        parts.append(say(f"{undated} utan datum", f"{undated} without a date"))
    if unchecked:
        parts.append(say(f"{unchecked} att kontrollera effekten av", f"{unchecked} to check the effect of"))
    return " · ".join(parts)
