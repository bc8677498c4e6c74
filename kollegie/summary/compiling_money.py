"""The disputed invoices and reclaims of a round, as one edition says them.

The house sees each, by invoice and case number and never by a person's name. A provider sees what it has been told of:
its own disputed invoices, and what is demanded of it. The public is told sums where enough stand behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kollegie.language import say
from kollegie.model.amounts import kronor
from kollegie.summary.content import Edition
from kollegie.summary.cutting import SMALLEST_GROUP, Part, invoice_number, without_numbers
from kollegie.summary.facts import Facts, MoneyFact
from kollegie.summary.money import Money, MoneyLine
from kollegie.summary.numbers import capital, in_words, listed


def money(facts: Facts, edition: Edition, provider: Part | None) -> Money | None:
    """The section on money; None where this edition has nothing to say of it."""
    match edition:
        case Edition.PROVIDER:
            refs = provider.refs if provider is not None else frozenset()
            shown = [one for one in facts.money if one.party in refs and one.told and not one.person]
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
    return Money(_lead(shown, edition), lines, note if named and any(one.person for one in shown) else "")


def _few(alike: Iterable[MoneyFact]) -> bool:
    """Whether so few invoices, or so few debtors, stand behind a sum that it would point at one of them."""
    return len({(one.party, one.invoice) for one in alike}) < SMALLEST_GROUP


def _line(one: MoneyFact, facts: Facts, *, named: bool) -> MoneyLine:
    party = {provider.ref: provider.name for provider in facts.providers}.get(one.party, one.party)
    if one.person:
        party = say("en person", "a person")
    if one.is_reclaim:
        text = say(f"Återkrav mot {party}", f"Reclaim of {party}")
        about = without_numbers(say(f"Ärende {one.case}", f"Case {one.case}")) if one.case and named else ""
    else:
        text = say(f"Bestriden faktura från {party}", f"Disputed invoice from {party}")
        about = say("Faktura ", "Invoice ") + invoice_number(one.invoice, facts.made_on)
    late = one.due is not None and one.due < facts.made_on
    state = one.state.word + (say(", försenad", ", late") if late else "")
    return MoneyLine(without_numbers(text), about, one.amount_ore, one.due, state, late)


def _lead(shown: Sequence[MoneyFact], edition: Edition) -> str:
    said = []
    if disputed := [one for one in shown if not one.is_reclaim]:
        number = len(disputed)
        of = _sum(disputed, "amount_ore", edition)
        said.append(
            say(
                f"{capital(in_words(number))} {'bestriden faktura' if number == 1 else 'bestridna fakturor'}"
                f"{f' på {of}' if of else ''}.",
                f"{capital(in_words(number))} disputed {'invoice' if number == 1 else 'invoices'}"
                f"{f' of {of}' if of else ''}.",
            )
        )
    if reclaimed := [one for one in shown if one.is_reclaim]:
        said += _reclaims_said(reclaimed, edition)
    return " ".join(said)


def _reclaims_said(reclaimed: Sequence[MoneyFact], edition: Edition) -> list[str]:
    single = len(reclaimed) == 1
    many = say("Ett", "One") if single else capital(in_words(len(reclaimed)))
    demanded, paid = (_sum(reclaimed, name, edition) for name in ("demanded_ore", "paid_ore"))
    sums = [say(f"{demanded} krävt", f"{demanded} demanded")] if demanded else []
    sums += [say(f"{paid} betalt", f"{paid} paid")] if paid else []
    after = f": {listed(sums)}." if sums else "."
    said = [say(f"{many} återkrav", f"{many} {'reclaim' if single else 'reclaims'}") + after]
    left_out = [] if demanded else [say("krävts", "demanded")]
    left_out += [] if paid else [say("betalts", "paid")]
    if left_out:
        few = listed(left_out)
        said.append(
            say(f"Vad som {few} rör för få för att redovisas.", f"What was {few} concerns too few to be shown.")
        )
    return said


def _sum(alike: Sequence[MoneyFact], name: str, edition: Edition) -> str:
    """The sum of one amount; empty in the public edition where fewer than five have something in it."""
    behind = [one for one in alike if getattr(one, name)]
    return "" if edition is Edition.PUBLIC and _few(behind) else kronor(sum(getattr(one, name) for one in behind))
