"""The disputed invoices and reclaims of a round, as one edition says them.

The house sees each, by invoice and case number and never by a person's name. A provider sees what it has been told of:
its own disputed invoices, and what is demanded of it. The public is told sums where enough stand behind them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kollegie.language import say
from kollegie.model.amounts import kronor
from kollegie.model.invoices import ReclaimState
from kollegie.summary.content import Edition
from kollegie.summary.cutting import SMALLEST_GROUP, Part, without_numbers
from kollegie.summary.facts import Facts
from kollegie.summary.money import Money, MoneyFact, MoneyLine
from kollegie.summary.numbers import NOTHING, capital, in_words

_NOT_TOLD_YET = frozenset((ReclaimState.NOT_CALCULATED, ReclaimState.CALCULATED))


def money(facts: Facts, edition: Edition, provider: Part | None) -> Money | None:
    """The section on money; None where this edition has nothing to say of it."""
    match edition:
        case Edition.PROVIDER:
            refs = provider.refs if provider is not None else frozenset()
            shown = [one for one in facts.money if one.party in refs and not one.person]
            shown = [one for one in shown if one.state not in _NOT_TOLD_YET]
        case Edition.PUBLIC:
            groups = ([one for one in facts.money if one.is_reclaim is reclaimed] for reclaimed in (False, True))
            shown = [one for group in groups if not _few(group) for one in group]
        case _:
            shown = list(facts.money)
    if not shown:
        return None
    named = edition is Edition.INTERNAL
    lines = () if edition is Edition.PUBLIC else tuple(_line(one, facts, named=named) for one in shown)
    note = say(
        "Återkrav av en person visas med ärendets nummer och aldrig med namn.",
        "A reclaim of a person is shown by the number of the case and never by name.",
    )
    return Money(_lead(shown), lines, note if named and any(one.person for one in shown) else "")


def _few(alike: Collection[MoneyFact]) -> bool:
    """Whether so few invoices, or so few debtors, stand behind a sum that it would point at one of them."""
    return len({(one.party, one.invoice) for one in alike}) < SMALLEST_GROUP


def _line(one: MoneyFact, facts: Facts, *, named: bool) -> MoneyLine:
    party = {provider.ref: provider.name for provider in facts.providers}.get(one.party, one.party)
    if one.person:
        party = say("en person", "a person")
    if one.is_reclaim:
        text = say(f"Återkrav mot {party}", f"Reclaim of {party}")
        about = say(f"Ärende {one.case}", f"Case {one.case}") if one.case and named else ""
    else:
        text = say(f"Bestriden faktura från {party}", f"Disputed invoice from {party}")
        about = say(f"Faktura {one.invoice}", f"Invoice {one.invoice}")
    late = one.due is not None and one.due < facts.made_on
    state = one.state.word + (say(", försenad", ", late") if late else "")
    amount = NOTHING if one.amount_ore is None else kronor(one.amount_ore)
    return MoneyLine(without_numbers(text), without_numbers(about), amount, one.due, state, late)


def _lead(shown: Sequence[MoneyFact]) -> str:
    said = []
    if disputed := [one for one in shown if not one.is_reclaim]:
        number, amount = len(disputed), kronor(sum(one.amount_ore or 0 for one in disputed))
        said.append(
            say(
                f"{capital(in_words(number))} {'bestriden faktura' if number == 1 else 'bestridna fakturor'} på "
                f"{amount}.",
                f"{capital(in_words(number))} disputed {'invoice' if number == 1 else 'invoices'} of {amount}.",
            )
        )
    if reclaimed := [one for one in shown if one.is_reclaim]:
        many = capital(in_words(len(reclaimed)))
        demanded, paid = (kronor(sum(getattr(one, name) for one in reclaimed)) for name in ("demanded_ore", "paid_ore"))
        said.append(
            say(
                f"{many} återkrav: {demanded} krävt och {paid} betalt.",
                f"{many} {'reclaim' if len(reclaimed) == 1 else 'reclaims'}: {demanded} demanded and {paid} paid.",
            )
        )
    return " ".join(said)
