"""The command that lets the rules look through the records."""

from __future__ import annotations

import argparse
from math import isfinite
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.shared_arguments import as_of_option
from kollegie.language import say
from kollegie.model.record_words import words_of
from kollegie.model.records import noun_word

if TYPE_CHECKING:
    from kollegie.screening.running import Found
    from kollegie.screening.signals import Screening


def _long_help() -> str:
    return say(
        """\
Låter reglerna V01–V32 gå igenom underlaget och sparar vad de finner som varningssignaler. En signal är något att
kontrollera, aldrig en slutsats. Samma underlag och samma dag ger samma signaler med samma id.""",
        """\
Lets the rules V01–V32 go through the records and keeps what they find as warning signals. A signal is something to
check, never a conclusion. The same records and the same day give the same signals with the same ids.""",
    )


def add_to(commands: Commands) -> None:
    """Add `screen`."""
    parser = commands.add_parser(
        "screen",
        help=say(
            "sök varningssignaler i tidrapporter, fakturor, utbetalningar och beslut",
            "look for warning signals in time reports, invoices, payouts and decisions",
        ),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rules", metavar="V01,V12", default="", help=say("bara de här reglerna", "these rules only"))
    parser.add_argument(
        "--from",
        dest="first",
        metavar=say("DATUM", "DATE"),
        type=day,
        help=say("bara det som rör dagen eller senare", "only what concerns that day or later"),
    )
    parser.add_argument(
        "--to",
        dest="last",
        metavar=say("DATUM", "DATE"),
        type=day,
        help=say("bara det som rör dagen eller tidigare", "only what concerns that day or earlier"),
    )
    as_of_option(parser)
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="V03.atl_hours=50",
        type=parameter,
        action="append",
        default=[],
        help=say(
            "en regels gräns, bara den här gången; kan anges flera gånger",
            "a rule's limit, this time only; may be given more than once",
        ),
    )
    parser.set_defaults(run=screen_records)


def screen_records(args: argparse.Namespace, context: Context) -> int:
    """Run the rules, keep what they find, and tell it."""
    from kollegie.screening.all_rules import read_setting
    from kollegie.screening.signals import screen

    rules = tuple(rule.strip().upper() for rule in args.rules.split(",") if rule.strip())
    instead: dict[str, dict[str, float | int | str]] = {}
    for rule, name, value in args.settings:
        instead.setdefault(rule, {})[name] = read_setting(rule, name, value)
    store = context.store()
    period = args.first, args.last
    result = screen(store, rules, period=period, as_of=args.as_of, instead=instead, progress=context.progress())
    context.result(_content(result), _lines(result))
    return 0


def parameter(written: str) -> tuple[str, str, str]:
    """`V03.atl_hours=50` as its rule, its name and what it is set to."""
    which, equals, value = written.partition("=")
    rule, dot, name = which.strip().partition(".")
    if not (equals and dot and rule and name):
        raise argparse.ArgumentTypeError(
            say(f"{written} är inte REGEL.GRÄNS=VÄRDE", f"{written} is not RULE.NAME=VALUE")
        )
    return rule.upper(), name, value


def _content(result: Screening) -> dict[str, object]:
    states = {signal.id: signal for signal in result.signals}
    return {
        "signals": [
            _signal(found)
            | {
                "state": states[found.signal.id].state.value,
                "status": "new" if found.signal.id in result.new else "unchanged",
            }
            for found in result.run.found
        ],
        "rules": {
            ran.rule.id: {
                "parameters": dict(ran.parameters),
                "rows_read": ran.rows_read,
                "lacking": list(ran.lacking),
                "name": ran.rule.title,
            }
            for ran in result.run.rules
        },
        "new": len(result.new),
        "gone": [str(id_) for id_ in sorted(result.gone)],
        "unchanged": len(result.unchanged),
        "grown": [str(id_) for id_ in sorted(result.grown)],
    }


def _signal(found: Found) -> dict[str, object]:
    signal = found.signal
    nouns = dict.fromkeys(noun for noun, _ in signal.subjects)
    return {
        "id": str(signal.id),
        "rule": signal.rule,
        "severity": int(signal.severity),
        "subjects": {noun: list(signal.subjects_of(noun)) for noun in nouns},
        "from": signal.first_day.isoformat(),
        "to": signal.last_day.isoformat(),
        "measure": {name: text if name in found.worded else _number(text) for name, text in signal.measure},
        "rows": [{"kind": kind, "file": file, "row": row} for kind, file, row in found.all_rows()],
        "explanation": "\n".join(signal.explained),
        "part": signal.part,
    }


def _number(text: str) -> int | float | str:
    """A measure as JSON knows numbers; what is none, or has no end, stays as it is written."""
    number = float(text)
    if not isfinite(number):
        return text
    return int(number) if number.is_integer() else number


def _lines(result: Screening) -> list[str]:
    from kollegie.screening.telling import found_words, grown_words

    lines = [found_words(result), *filter(None, [grown_words(result)])]
    titles = {ran.rule.id: ran.rule for ran in result.run.rules}
    for signal in sorted(result.signals, key=lambda s: (-s.severity, s.rule, s.first_day)):
        rule = titles[signal.rule]
        whom = ", ".join(f"{noun_word(noun)} {name}" for noun, name in signal.subjects[:6])
        new = say(" · ny", " · new") if signal.id in result.new else ""
        new = say(" · har vuxit", " · has grown") if signal.id in result.grown else new
        lines.append(f"{signal.rule} {rule.title} · {signal.severity.urgency} · {whom}{new}")
        lines.extend(f"    {step}" for step in signal.explained)
        lines.append(f"    {rule.question}")
    for ran in result.run.rules:
        if ran.lacking:
            kinds = ", ".join(words_of(kind).word.lower() for kind in ran.lacking)
            lines.append(say(f"{ran.rule.id} prövades inte: {kinds} saknas", f"{ran.rule.id} not tried: no {kinds}"))
    return lines
