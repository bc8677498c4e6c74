"""The chapter of actions: what, who, by when, and how far."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.compiling_money import money
from kollegie.summary.content import ActionLine, ActionMark, Actions
from kollegie.summary.counting import Tally
from kollegie.summary.cutting import invoice_number
from kollegie.summary.facts import ActionFact, Facts, Progressed
from kollegie.summary.numbers import capital, day, in_words, listed


def ordered_actions(facts: Facts) -> list[ActionFact]:
    """The actions as they are numbered: by due date, those without one last."""
    return sorted(facts.actions, key=lambda one: (one.due is None, one.due or facts.made_on, one.id))


def actions(tally: Tally) -> Actions:
    """The action plan of the edition."""
    facts = tally.facts
    lines = tuple(_action(number, action, tally) for number, action in enumerate(ordered_actions(facts), start=1))
    late = sum(line.late for line in lines)
    note = say("Frågans beteckning leder till iakttagelsen. ", "The question's id leads to the finding. ")
    if late:
        note += say(
            f"{capital(in_words(late))} {'åtgärd är försenad' if late == 1 else 'åtgärder är försenade'}.",
            f"{capital(in_words(late))} {'action is' if late == 1 else 'actions are'} late.",
        )
    empty = say("Ingen åtgärd är beslutad än.", "No action has been decided yet.")
    if not tally.cut.named:
        elsewhere = say(
            "Polisanmälningar och åtgärder vid fakturor står bara i den interna utgåvan.",
            "Reports to the police and actions at invoices stand in the internal edition alone.",
        )
        note = f"{note.strip()} {elsewhere}"
        empty = f"{say('Ingen åtgärd att redovisa.', 'No action to show.')} {elsewhere}"
    return Actions(
        _actions_lead(lines),
        lines,
        facts.made_on,
        _timeline_alt(lines),
        note.strip() if lines else "",
        "" if lines else empty,
        money(facts, tally.cut.edition, tally.cut.provider),
    )


def _action(number: int, action: ActionFact, tally: Tally) -> ActionLine:
    mark, state = {
        Progressed.PLANNED: (ActionMark.PLANNED, say("Planerad", "Planned")),
        Progressed.ONGOING: (ActionMark.ONGOING, say("Pågår", "Under way")),
        Progressed.DONE: (ActionMark.DONE, say("Klar", "Done")),
        Progressed.EFFECT_CHECKED: (ActionMark.DONE, say("Effekt kontrollerad", "Effect checked")),
    }[action.state]
    late = action.due is not None and action.due < tally.facts.made_on and mark is not ActionMark.DONE
    if late:
        state += say(", försenad", ", late")
    return ActionLine(
        number,
        _about(action, tally.facts),
        (action.question,) if action.question else (),
        action.owner or say("Inte utsedd", "Not appointed"),
        action.due,
        mark,
        state,
        action.outcome,
        late,
    )


def _about(action: ActionFact, facts: Facts) -> str:
    if not action.invoice:
        return action.text
    provider = {one.ref: one.name for one in facts.providers}.get(action.provider, action.provider)
    number = invoice_number(action.invoice, facts.made_on)
    return say(f"{action.text} (faktura {number}, {provider})", f"{action.text} (invoice {number}, {provider})")


def _actions_lead(lines: tuple[ActionLine, ...]) -> str:
    if not lines:
        return ""
    by_mark = {mark: sum(line.mark is mark for line in lines) for mark in ActionMark}
    said = []
    for mark, one, many, en in (
        (ActionMark.DONE, "är klar", "är klara", "done"),
        (ActionMark.ONGOING, "pågår", "pågår", "under way"),
        (ActionMark.PLANNED, "är planerad", "är planerade", "planned"),
    ):
        count = by_mark[mark]
        if count:
            said.append(say(f"{in_words(count)} {one if count == 1 else many}", f"{in_words(count)} {en}"))
    total = capital(in_words(len(lines)))
    noun = say("åtgärd" if len(lines) == 1 else "åtgärder", "action" if len(lines) == 1 else "actions")
    return f"{total} {noun}. {capital(listed(said))}."


def _timeline_alt(lines: tuple[ActionLine, ...]) -> str:
    dated = [line.due for line in lines if line.due is not None]
    if not dated:
        return ""
    many, single = in_words(len(dated)), len(dated) == 1
    return say(
        f"Tidslinje över {many} {'åtgärd' if single else 'åtgärder'} från {day(min(dated))} till {day(max(dated))}. "
        f"{_actions_lead(lines)} Datumen står i tabellen nedanför.",
        f"Timeline of {many} {'action' if single else 'actions'} from {day(min(dated))} to {day(max(dated))}. "
        f"{_actions_lead(lines)} The dates stand in the table below.",
    )
