"""How a search for signals and the worth of a rule are told, in the window and on the command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.screening.signals import RuleWorth, Screening


def found_words(result: Screening) -> str:
    """What a search found: how much of it is new, as before and gone since the last."""
    found = counted(len(result.signals), ("varningssignal", "varningssignaler"), ("warning signal", "warning signals"))
    new = counted(len(result.new), ("ny", "nya"), ("new", "new"))
    same, gone = len(result.unchanged), len(result.gone)
    return say(f"{found}: {new}, {same} som förut, {gone} borta", f"{found}: {new}, {same} as before, {gone} gone")


def untried_words(result: Screening) -> str:
    """How many rules could not be tried; nothing where all could."""
    untried = sum(bool(ran.lacking) for ran in result.run.rules)
    rules = counted(untried, ("regel", "regler"), ("rule", "rules"))
    return say(f"{rules} prövades inte; underlag saknas.", f"{rules} lacked records.") if untried else ""


def worth_words(one: RuleWorth) -> str:
    """How many signals a rule has given, and what visits and people made of them; what is zero is left out."""
    from kollegie.screening.all_rules import rule_of

    counts = (
        (one.confirmed, ("bekräftad", "bekräftade"), "confirmed"),
        (one.refuted, ("motbevisad", "motbevisade"), "refuted"),
        (one.explained, ("förklarad", "förklarade"), "explained"),
        (one.dismissed, ("avfärdad", "avfärdade"), "dismissed"),
        (one.found - one.closed, ("ännu öppen", "ännu öppna"), "still open"),
    )
    told = [counted(one.found, ("funnen", "funna"), ("found", "found"))]
    told += [counted(number, sv, (en, en)) for number, sv, en in counts if number]
    return f"{one.rule} {rule_of(one.rule).title}: {', '.join(told)}"
