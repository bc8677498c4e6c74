"""Commands about warning signals: what they say, and what people make of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands, day
from kollegie.cli.signal_content import question_json, said_words, signal_json, signal_line, whom
from kollegie.language import counted, grouped, say
from kollegie.model.signals import SignalState

if TYPE_CHECKING:
    from kollegie.model.reviews import Case


def _long_help() -> str:
    return say(
        """\
En varningssignal är en fråga till underlaget, aldrig en dom. Bara människor flyttar den: förklara den, avfärda den med
skäl, ställ den som fråga vid besök, och bekräfta eller motbevisa den när svaret finns. Allt går att ångra.
SIGNAL är början av signalens id, så lång att den bara passar en.""",
        """\
A warning signal is a question to the records, never a verdict. Only people move it: explain it, dismiss it with a
reason, ask about it at a visit, and confirm or refute it when the answer is there. Everything can be undone.
SIGNAL is the beginning of the signal's id, long enough to fit only one.""",
    )


def add_to(commands: Commands) -> None:
    """Add `signals`."""
    parser = commands.add_parser(
        "signals",
        help=say(
            "varningssignaler: lista, visa, förklara, avfärda, fråga vid besök",
            "warning signals: list, show, explain, dismiss, ask at a visit",
        ),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="signals_command", metavar=say("HANDLING", "ACT"), required=True)
    listed = acts.add_parser(
        "list",
        help=say("alla signaler, de som ska kontrolleras först överst", "all signals, those to check first at the top"),
    )
    listed.add_argument("--rule", default="", metavar="V01", help=say("bara den här regeln", "this rule only"))
    listed.add_argument(
        "--provider", default="", metavar="ID", help=say("bara den här utföraren", "this provider only")
    )
    listed.add_argument("--user", default="", metavar="ID", help=say("bara den här brukaren", "this user only"))
    listed.add_argument(
        "--state",
        choices=[state.value for state in SignalState],
        help=say("bara i det här läget", "in this state only"),
    )
    listed.add_argument(
        "--gone",
        action="store_true",
        help=say("även de som inte längre finns i underlaget", "also those no longer in the records"),
    )
    listed.set_defaults(run=list_signals)
    shown = _one(
        acts,
        "show",
        say(
            "signalen med uträkning, rader, frågor och historik",
            "the signal with its calculation, rows, questions and history",
        ),
        show_signal,
    )
    shown.add_argument(
        "--names",
        action="store_true",
        help=say("visa vad de heter; läsningen loggas", "show their names; the reading is logged"),
    )
    explain = _one(acts, "explain", say("förklara signalen", "explain the signal"), explain_signal)
    explain.add_argument("--reason", required=True, metavar="TEXT", help=say("förklaringen", "the explanation"))
    explain.add_argument(
        "--document", default="", metavar="TEXT", help=say("handlingen den vilar på", "the document it rests on")
    )
    explain.add_argument(
        "--until",
        type=day,
        metavar=say("DATUM", "DATE"),
        help=say(
            "kom ihåg förklaringen för just dem till den dagen",
            "remember the explanation for exactly them until that day",
        ),
    )
    dismiss = _one(
        acts,
        "dismiss",
        say(
            "avfärda signalen, till exempel för felaktiga data", "dismiss the signal, for example because of wrong data"
        ),
        _mover(SignalState.DISMISSED),
    )
    dismiss.add_argument("--reason", required=True, metavar="TEXT", help=say("skälet", "the reason"))
    visit = _one(
        acts,
        "visit",
        say("ställ signalen som frågor vid de besök den gäller", "ask about the signal at the visits it concerns"),
        ask,
    )
    visit.add_argument(
        "--visit",
        default="",
        metavar=say("BESÖK", "VISIT"),
        help=say("bara vid det besöket (id)", "at that visit only (its id)"),
    )
    visit.add_argument(
        "--round",
        default="",
        metavar=say("OMGÅNG", "ROUND"),
        help=say("ta först in brukarna i omgångens urval", "first add the users to the round's sample"),
    )
    visit.add_argument(
        "--series",
        default="",
        metavar="N",
        help=say("numret före bindestrecket i ärendenumren", "the number before the hyphen in the case numbers"),
    )
    for name, words, state in (
        (
            "confirm",
            say("signalen håller: svaren bekräftar den", "the signal holds: the answers confirm it"),
            SignalState.CONFIRMED,
        ),
        (
            "refute",
            say("signalen håller inte: svaren motbevisar den", "the signal does not hold: the answers refute it"),
            SignalState.REFUTED,
        ),
        ("reopen", say("gör signalen ny igen", "make the signal new again"), SignalState.NEW),
    ):
        _one(acts, name, words, _mover(state)).add_argument(
            "--reason", default="", metavar="TEXT", help=say("skälet", "the reason")
        )
    for name, words in (
        ("undo", say("ångra det senaste", "undo the last move")),
        ("redo", say("gör om det som ångrades", "redo what was undone")),
    ):
        acts.add_parser(name, help=words).set_defaults(run=take_back)
    acts.add_parser(
        "causes", help=say("förklaringar som gäller till en dag", "explanations that hold until a day")
    ).set_defaults(run=list_causes)
    forget = acts.add_parser(
        "forget", help=say("låt en förklaring inte gälla längre", "let an explanation no longer hold")
    )
    forget.add_argument(
        "cause",
        metavar=say("FÖRKLARING", "EXPLANATION"),
        help=say("början av förklaringens id", "the beginning of its id"),
    )
    forget.set_defaults(run=forget_one)
    acts.add_parser(
        "worth", help=say("bekräftade och motbevisade per regel", "confirmed and refuted for each rule")
    ).set_defaults(run=tell_worth)

    printed = _one(
        acts,
        "print",
        say("signalens blad med tidslinjen, som PDF", "the signal's sheet with its timeline, as PDF"),
        print_signal,
    )
    printed.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=say("FIL.pdf", "FILE.pdf"),
        help=say("bladet som skrivs", "the sheet to write"),
    )


def _one(
    acts: Commands, name: str, words: str, run: Callable[[argparse.Namespace, Context], int]
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=words)
    parser.add_argument("signal", metavar="SIGNAL", help=say("början av signalens id", "the beginning of its id"))
    parser.set_defaults(run=run)
    return parser


def list_signals(args: argparse.Namespace, context: Context) -> int:
    """Tell the signals, the gravest first."""
    from kollegie.screening.signals import signals_of

    found = [
        signal
        for signal in signals_of(context.store(), gone=args.gone, state=SignalState(args.state) if args.state else None)
        if args.rule.upper() in ("", signal.rule)
        and (not args.provider or args.provider in signal.subjects_of("provider"))
        and (not args.user or args.user in signal.subjects_of("user"))
    ]
    content = {"signals": [signal_json(signal) for signal in found]}
    context.result(content, [signal_line(signal) for signal in found] or [say("Inga signaler.", "No signals.")])
    return 0


def show_signal(args: argparse.Namespace, context: Context) -> int:
    """Tell one signal whole. Names only when asked for, and that is logged first."""
    from kollegie.intake.column_words import row_words
    from kollegie.screening.all_rules import rule_of
    from kollegie.screening.asking import asked_of, proposed_state
    from kollegie.screening.growth import growth_of
    from kollegie.screening.moving import find_signal, moves_of
    from kollegie.screening.naming import names_in

    store = context.store()
    with store.reading() as reading:
        signal = find_signal(reading, args.signal)
        asked, moves = asked_of(reading, signal.id), moves_of(reading, signal.id)
        growth = growth_of(reading, signal)
    names = names_in(store, signal) if args.names else {}
    rule, proposal = rule_of(signal.rule), proposed_state(signal.state, asked)
    content = signal_json(signal) | {
        "explanation": "\n".join(signal.explained),
        "parameters": dict(signal.parameters),
        "possible_explanations": list(rule.possible_explanations),
        "rows": [{"kind": row.kind, "file": row.file, "row": row.row, **dict(row.cells)} for row in signal.evidence],
        "rows_in_all": signal.rows_in_all,
        "questions": [question_json(one) for one in asked],
        "proposed": proposal.value if proposal else None,
        "grown": growth.words if growth else None,
        "history": [
            {"state": move.state.value, "by": move.by, "at": move.at.isoformat(), "reason": move.reason}
            for move in moves
        ],
        "names": [{"subject": noun, "id": ref, "name": name} for (noun, ref), name in names.items()],
    }
    lines = [signal_line(signal), *(f"    {step}" for step in signal.explained), f"    {rule.question}"]
    lines.append(say("Möjliga förklaringar: ", "Possible explanations: ") + " ".join(rule.possible_explanations))
    lines.extend(row_words(row) for row in signal.evidence)
    lines.extend(f"{one.case.label}: {one.question.label}  {said_words(one)}" for one in asked)
    if proposal is not None:
        lines.append(say(f"Svaren föreslår: {proposal.word}.", f"The answers propose: {proposal.word}."))
    lines.extend(f"{move.at.astimezone():%Y-%m-%d %H.%M} {move.state.word} {move.by} {move.reason}" for move in moves)
    if growth is not None:
        lines.append(growth.words)
    lines.extend(f"{noun} {ref}: {name}" for (noun, ref), name in names.items())
    context.result(content, lines)
    return 0


def explain_signal(args: argparse.Namespace, context: Context) -> int:
    """Explain a signal, and remember the cause where a last day is given."""
    from kollegie.screening.moving import find_signal, move_signal, remember_cause

    store = context.store()
    with store.reading() as reading:
        signal = find_signal(reading, args.signal)
    if args.until is not None:
        cause = remember_cause(store, signal.id, args.reason, args.until, args.document)
        words = say(f"Förklarad, och gäller {whom(cause)} till {cause.until}.",
                    f"Explained, and holds for {whom(cause)} until {cause.until}.")  # fmt: skip
    else:
        move_signal(store, signal.id, SignalState.EXPLAINED, args.reason, args.document)
        words = say("Förklarad.", "Explained.")
    return _told(context, signal.id, words)


def ask(args: argparse.Namespace, context: Context) -> int:
    """Put a signal's questions at the visits it concerns."""
    from kollegie.planning.rounds import find_review
    from kollegie.planning.signals import sample_for_signal
    from kollegie.screening.asking import ask_at_visits
    from kollegie.screening.moving import find_signal, moved, moving
    from kollegie.visiting.finding_visits import find_visit

    store = context.store()
    with store.reading() as reading:
        signal = find_signal(reading, args.signal)
        review = find_review(reading, args.round) if args.round else None
        visits = [find_visit(reading, args.visit).id] if args.visit else []
    taken: tuple[Case, ...] = ()
    if review is not None:
        asking = store.work("round choose") if args.visit else moving(store, SignalState.TO_VISIT.value)
        with asking as work:
            taken = sample_for_signal(work, review.id, signal.id, series=args.series)
            if taken and not args.visit:  # one unit of work: never in the sample and still unmoved
                moved(work, signal.id, SignalState.TO_VISIT)
    if taken and not args.visit:
        cases = ", ".join(case.label for case in taken)
        words = say(f"Tagna i urvalet: {cases}. Frågorna ställs när besöken är planerade.",
                    f"Taken into the sample: {cases}. Ask again when their visits are planned.")  # fmt: skip
        return _told(context, signal.id, words, cases=[case.label for case in taken])
    made = ask_at_visits(store, signal.id, visits)
    asked = counted(len(made), ("fråga", "frågor"), ("question", "questions"))
    count = len({question.visit_id for question in made})
    words = say(f"{asked} vid {grouped(count)} besök.", f"{asked} at {grouped(count)} visits.")
    return _told(context, signal.id, words, questions=[question.label for question in made])


def _mover(state: SignalState) -> Callable[[argparse.Namespace, Context], int]:
    def move(args: argparse.Namespace, context: Context) -> int:
        from kollegie.screening.moving import find_signal, move_signal

        store = context.store()
        with store.reading() as reading:
            signal = find_signal(reading, args.signal)
        move_signal(store, signal.id, state, args.reason)
        return _told(context, signal.id, f"{state.word}.")

    return move


def take_back(args: argparse.Namespace, context: Context) -> int:
    """Undo or redo the latest step with signals."""
    from kollegie.screening.moving import redo_move, undo_move

    undoing = args.signals_command == "undo"
    reverted = (undo_move if undoing else redo_move)(context.store())
    done = reverted is not None
    words = say("Ångrat." if undoing else "Gjort om.", "Undone." if undoing else "Done again.")
    nothing = say("Det finns inget att ångra." if undoing else "Det finns inget att göra om.", "There is nothing.")
    context.result({"done": done}, [words if done else nothing])
    return 0 if done else 1


def list_causes(_args: argparse.Namespace, context: Context) -> int:
    """Tell every remembered explanation, also those whose day has been."""
    from kollegie.screening.moving import known_causes

    causes = sorted(known_causes(context.store()), key=lambda cause: (cause.until, cause.rule))
    content = [
        {
            "id": str(cause.id),
            "rule": cause.rule,
            "subjects": [{"subject": noun, "id": name} for noun, name in cause.subjects],
            "reason": cause.reason,
            "document": cause.document,
            "until": cause.until.isoformat(),
        }
        for cause in causes
    ]
    lines = [f"{str(one.id)[-12:]}  {one.rule}  {whom(one)}: {one.reason}  ({one.until})" for one in causes]
    context.result({"causes": content}, lines or [say("Inga förklaringar gäller.", "No explanations hold.")])
    return 0


def forget_one(args: argparse.Namespace, context: Context) -> int:
    """Let a remembered explanation hold no longer."""
    from kollegie.screening.moving import SignalUnknown, forget_cause, known_causes

    store, wanted = context.store(), args.cause.replace("-", "").casefold()
    found = [one for one in known_causes(store) if one.id.hex.startswith(wanted) or one.id.hex.endswith(wanted)]
    if len(found) != 1 or not wanted:
        raise SignalUnknown(written=args.cause)
    forget_cause(store, found[0])
    words = say("Förklaringen gäller inte längre. Signaler den har förklarat ligger kvar som förklarade.",
                "The explanation holds no longer. Signals it has explained stay explained.")  # fmt: skip
    context.result({"forgotten": str(found[0].id)}, [words])
    return 0


def tell_worth(_args: argparse.Namespace, context: Context) -> int:
    """Tell which rules are worth their noise."""
    from kollegie.screening.signals import worth_of_rules
    from kollegie.screening.telling import worth_words

    worths = worth_of_rules(context.store())
    content = [
        {
            "rule": one.rule,
            "found": one.found,
            "confirmed": one.confirmed,
            "refuted": one.refuted,
            "explained": one.explained,
            "dismissed": one.dismissed,
        }
        for one in worths
    ]
    lines = [worth_words(one) for one in worths]
    context.result({"rules": content}, lines or [say("Inga signaler.", "No signals.")])
    return 0


def print_signal(args: argparse.Namespace, context: Context) -> int:
    """Print one signal's sheet."""
    from kollegie.screening.moving import find_signal
    from kollegie.summary.signal_sheet import print_signal_sheet

    store = context.store()
    with store.reading() as reading:
        signal = find_signal(reading, args.signal)
    print_signal_sheet(store, signal.id, args.out)
    context.result({"file": str(args.out)}, [str(args.out)])
    return 0


def _told(context: Context, id: object, words: str, **more: object) -> int:
    context.result({"id": str(id), "told": words, **more}, [words])
    return 0
