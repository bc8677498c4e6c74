"""How a search for signals and the worth of a rule are told, in the window and on the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kollegie.language import counted, grouped, say
from kollegie.model.signals import SignalState

if TYPE_CHECKING:
    from kollegie.screening.signals import RuleWorth, Screening


def found_words(result: Screening) -> str:
    """What a search found: how much of it is new, as before and gone since the last."""
    found = counted(len(result.signals), ("varningssignal", "varningssignaler"), ("warning signal", "warning signals"))
    new = counted(len(result.new), ("ny", "nya"), ("new", "new"))
    same, gone = len(result.unchanged), len(result.gone)
    return say(
        f"{found}: {new}, {grouped(same)} som förut, {grouped(gone)} borta",
        f"{found}: {new}, {grouped(same)} as before, {grouped(gone)} gone",
    )


def grown_words(result: Screening) -> str:
    """How many of those people have taken a stand on have grown since; nothing where none has."""
    signals = counted(
        len(result.grown),
        ("signal som någon redan har flyttat har vuxit", "signaler som någon redan har flyttat har vuxit"),
        ("signal that somebody has moved has grown", "signals that somebody has moved have grown"),
    )
    return f"{signals}." if result.grown else ""


def untried_words(result: Screening) -> str:
    """How many rules could not be tried; nothing where all could."""
    untried = sum(bool(ran.lacking) for ran in result.run.rules)
    rules = counted(untried, ("regel", "regler"), ("rule", "rules"))
    return say(f"{rules} prövades inte; underlag saknas.", f"{rules} lacked records.") if untried else ""


def closed_words(numbers: Mapping[SignalState, int]) -> list[str]:
    """How many signals people have closed in each way; the ways nobody took are left out."""
    words = {
        SignalState.CONFIRMED: (("bekräftad", "bekräftade"), "confirmed"),
        SignalState.REFUTED: (("motbevisad", "motbevisade"), "refuted"),
        SignalState.EXPLAINED: (("förklarad", "förklarade"), "explained"),
        SignalState.DISMISSED: (("avfärdad", "avfärdade"), "dismissed"),
    }
    return [counted(number, sv, (en, en)) for state, (sv, en) in words.items() if (number := numbers.get(state, 0))]


def worth_words(one: RuleWorth) -> str:
    """How many signals a rule has given, and what visits and people made of them; what is zero is left out."""
    from kollegie.screening.all_rules import rule_of

    closed = {
        SignalState.CONFIRMED: one.confirmed,
        SignalState.REFUTED: one.refuted,
        SignalState.EXPLAINED: one.explained,
        SignalState.DISMISSED: one.dismissed,
    }
    told = [counted(one.found, ("funnen", "funna"), ("found", "found")), *closed_words(closed)]
    if left := one.found - one.closed:
        told.append(counted(left, ("ännu öppen", "ännu öppna"), ("still open", "still open")))
    return f"{one.rule} {rule_of(one.rule).title}: {', '.join(told)}"
