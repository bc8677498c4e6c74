"""`import KIND --columns`: which columns a kind has, before any file is read."""

from __future__ import annotations

from kollegie.cli.context import Context
from kollegie.intake.record_kinds import CellType, RecordKind
from kollegie.language import say

HELD = {
    CellType.TEXT: ("text", "text"),
    CellType.DATE: ("datum som 2026-03-01", "a date such as 2026-03-01"),
    CellType.DECIMAL: ("tal som 7,5", "a number such as 7.5"),
    CellType.YES_NO: ("ja eller nej", "yes or no"),
    CellType.CHOICE: ("ett av", "one of"),
    CellType.IDENTITY: ("personnummer", "an identity number"),
    CellType.ORGANISATION: ("organisationsnummer", "an organisation number"),
    CellType.MOMENT: ("tid som 2026-03-01 07:30", "a time such as 2026-03-01 07:30"),
    CellType.HOURS: ("timmar som 7,5 eller 7:30", "hours such as 7.5 or 7:30"),
    CellType.MONEY: ("belopp som 1234,50", "an amount such as 1234.50"),
    CellType.MONTH: ("månad som 2026-03", "a month such as 2026-03"),
}
"""What each sort of column holds, in words."""


def tell_columns(kind: RecordKind, context: Context) -> int:
    """Tell the columns of a kind: which must be there, what they hold, and the headers they also go by."""
    content, lines = [], []
    for rule in kind.columns:
        choices = [value for value, _ in rule.choices]
        content.append(
            {
                "name": rule.name,
                "required": rule.required,
                "type": rule.type.value,
                "choices": choices,
                "aliases": list(rule.accepted[1:]),
            }
        )
        held = " ".join((say(*HELD[rule.type]), ", ".join(choices))).strip()
        held += say(", eller annat", ", or other") if rule.open_ended else ""
        names = rule.accepted[1:]
        also = say("även ", "also ") + ", ".join(names) if names else ""
        lines.append("  ".join(part for part in (f"{rule.name}{'*' if rule.required else ''}", held, also) if part))
    if kind.days:
        (start, first_day), (end, last_day) = kind.days
        lines.append(
            say(
                f"{start} och {end} får vara klockslag när dagen står i {first_day}. Ett slut före starten är nästa "
                f"dags, om inte {last_day} säger dagen, och 00:00 till 00:00 är ett dygn.",
                f"{start} and {end} may be clock times where the day stands in {first_day}. An end before the start is "
                f"the next day's, unless {last_day} tells the day, and 00:00 to 00:00 is a day and night.",
            )
        )
    if kind.of_month:
        lines.append(
            say(
                "month får stå i stället för period_from och period_to.",
                "month may stand for period_from and period_to.",
            )
        )
    lines.append(
        say("* måste finnas; resten får saknas eller vara tomma.", "* must be there; the rest may be missing.")
    )
    context.result({"kind": kind.name, "columns": content}, lines)
    return 0
