"""Commands for double visits: plan them, see the agreement, settle what differs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.round_content import value_json
from kollegie.cli.shared_arguments import (
    question_argument,
    round_argument,
    row_option,
    visit_argument,
    visit_word,
    which_visit,
)
from kollegie.language import counted, say

if TYPE_CHECKING:
    from kollegie.model.answer_values import Value
    from kollegie.visiting.doubles import ComparedQuestion, DoubleVisit


def _double_help() -> str:
    return say(
        """\
Vid ett dubbelbesök svarar två besökare på samma checklista, var och en i ett eget besök som ingen annan dator får
förrän båda har signerat. --single gör besöket vanligt igen om ingen har börjat. --end går vidare utan den som inte
har signerat.""",
        """\
At a double visit two visitors answer the same checklist, each in a visit of their own that no other computer gets
until both have signed. --single makes the visit ordinary again if nobody has begun. --end goes on without whoever has
not signed.""",
    )


def _adjudicate_help() -> str:
    return say(
        """\
Avgör en fråga som besökarna har svarat olika på: --take tar den besökarens svar, annars anges VÄRDE. Skälet sparas i
historiken. --sign signerar den sammanvägda posten; det som båda har svarat lika tas som det är.""",
        """\
Settles a question the visitors have answered differently: --take takes the answer of that visitor, otherwise give
VALUE. The reason is kept in the history. --sign signs the adjudicated record; what both have answered alike is taken as
it is.""",
    )


def add_round_commands(rounds: Commands) -> None:
    """Add `round double`."""
    raw = argparse.RawDescriptionHelpFormatter
    double = rounds.add_parser(
        "double",
        help=say("gör ett besök till blint dubbelbesök", "make a visit a blind double visit"),
        description=_double_help(),
        formatter_class=raw,
    )
    round_argument(double)
    which = double.add_mutually_exclusive_group(required=True)
    which.add_argument("--visit", metavar=visit_word(), help=which_visit())
    which.add_argument(
        "--draw",
        type=int,
        metavar="N",
        help=say(
            "dra N brukarbesök slumpvis, med omgångens frö", "draw N visits to users at random, with the round's seed"
        ),
    )
    how = double.add_mutually_exclusive_group()
    how.add_argument(
        "--single",
        action="store_true",
        help=say("gör det till ett vanligt besök igen", "make it an ordinary visit again"),
    )
    how.add_argument(
        "--end",
        action="store_true",
        help=say("gå vidare utan den som inte har signerat", "go on without whoever has not signed"),
    )
    double.set_defaults(run=plan_double)


def add_visit_commands(visits: Commands) -> None:
    """Add `visit compare` and `visit adjudicate`."""
    raw = argparse.RawDescriptionHelpFormatter
    compare = visits.add_parser(
        "compare",
        help=say(
            "ett dubbelbesöks svar bredvid varandra, när alla har signerat",
            "a double visit's answers side by side, once all have signed",
        ),
    )
    visit_argument(compare)
    compare.set_defaults(run=compare_double)
    settle = visits.add_parser(
        "adjudicate",
        help=say("väg samman ett dubbelbesök", "adjudicate a double visit"),
        description=_adjudicate_help(),
        formatter_class=raw,
    )
    visit_argument(settle)
    question_argument(settle, required=False)
    settle.add_argument(
        "value",
        metavar=say("VÄRDE", "VALUE"),
        nargs="?",
        help=say(
            "svaret som ska gälla, skrivet som i visit answer",
            "the answer that is to stand, written as in visit answer",
        ),
    )
    settle.add_argument(
        "--take", metavar=say("NAMN", "NAME"), help=say("ta den besökarens svar", "take that visitor's answer")
    )
    settle.add_argument(
        "--note",
        metavar="TEXT",
        default="",
        help=say("anteckning till det avgjorda svaret", "a note to the settled answer"),
    )
    row_option(settle)
    settle.add_argument(
        "--reason",
        metavar=say("SKÄL", "REASON"),
        default="",
        help=say("varför det svaret gäller", "why that answer holds"),
    )
    settle.add_argument(
        "--sign", action="store_true", help=say("signera den sammanvägda posten", "sign the adjudicated record")
    )
    settle.set_defaults(run=settle_double)


def plan_double(args: argparse.Namespace, context: Context) -> int:
    """Make a visit double, single again, or end it without whoever has not signed."""
    from kollegie.cli.round_content import line_of, visit_json, visit_named
    from kollegie.planning.doubling import draw_doubles, end_double, make_double, make_single
    from kollegie.planning.roster import read_roster
    from kollegie.planning.rounds import find_review

    store = context.store()
    with store.reading() as reading:
        review = find_review(reading, args.round)
        roster = read_roster(reading, review.id)
    if args.draw is not None:
        drawn = draw_doubles(store, review.id, args.draw)
        labels = sorted(roster.cases[one.case_id].label for one in drawn)
        context.result({"double": labels}, labels or [say("Inget besök kan dras.", "No visit can be drawn.")])
        return 0
    visit = visit_named(roster, args.visit)
    act = make_single if args.single else end_double if args.end else make_double
    act(store, visit.id)
    with store.reading() as reading:
        roster = read_roster(reading, review.id)
    made = visit_named(roster, args.visit)
    content = visit_json(roster, made) | {
        "double": bool(made.double),
        "blind": [
            {"visitor": roster.persons[person].name, "state": one.state.value}
            for one in roster.blind.get(made.id, ())
            for person in roster.assigned_to(one.id)
        ],
    }
    words = say("dubbelbesök", "double visit") if made.double else say("vanligt besök", "ordinary visit")
    context.result(content, [f"{line_of(roster, made)}  {words}"])
    return 0


def compare_double(args: argparse.Namespace, context: Context) -> int:
    """Tell a double visit question by question; before all have signed only how far each has come."""
    from kollegie.visiting.doubles import double_visit
    from kollegie.visiting.errors import NothingToAdjudicate
    from kollegie.visiting.finding_visits import find_visit

    with context.store().reading() as reading:
        double = double_visit(reading, find_visit(reading, args.id).id)
    if not double.visit.double:
        raise NothingToAdjudicate
    content = _content(double)
    context.result(content, _lines(double))
    return 0


def settle_double(args: argparse.Namespace, context: Context) -> int:
    """Settle one question, or sign the adjudicated record."""
    from kollegie.visiting.adjudicating import adjudicate, sign_adjudicated
    from kollegie.visiting.doubles import double_visit
    from kollegie.visiting.finding_visits import find_visit

    store = context.store()
    with store.reading() as reading:
        double = double_visit(reading, find_visit(reading, args.id).id)
    if args.question is not None:
        value: Value = args.value
        note = args.note
        if args.take is not None:
            given = [
                answer
                for one in double.compared()
                if args.question.lower() in (one.question.name, one.question.id.lower())
                and "/".join(one.row) == args.row
                for record, answer in zip(double.records, one.answers, strict=True)
                if record.name == args.take and answer is not None
            ]
            if not given:
                context.tell(
                    say(
                        f"{args.take} har inget svar på {args.question}.",
                        f"{args.take} has not answered {args.question}.",
                    )
                )
                return 2
            value, note = given[0].value, note or given[0].note
        elif args.value is None:
            context.tell(say("Ange ett VÄRDE eller --take NAMN.", "Give a VALUE or --take NAME."))
            return 2
        adjudicate(store, double.visit.id, args.question, value, note, args.row, reason=args.reason)
    elif not args.sign:
        context.tell(say("Ange en FRÅGA eller --sign.", "Give a QUESTION or --sign."))
        return 2
    if args.sign:
        sign_adjudicated(store, double.visit.id)
    with store.reading() as reading:
        double = double_visit(reading, double.visit.id)
    context.result(_content(double), _lines(double)[:1])
    return 0


def _content(double: DoubleVisit) -> dict[str, object]:
    return {
        "visit": str(double.visit.id),
        "case": double.case.label,
        "opened": double.opened,
        "settled": double.settled,
        "waiting_for": list(double.waiting_for),
        "records": [{"visitor": one.name, "state": one.visit.state.value} for one in double.records],
        "questions": [
            {
                "question": one.question.name,
                "row": "/".join(one.row),
                "values": [value_json(value) for value in one.values],
                "notes": ["" if answer is None else answer.note for answer in one.answers],
                "comparable": one.comparable,
                "differs": one.differs,
                "adjudicated": None if one.adjudicated is None else value_json(one.adjudicated.value),
                "reason": double.reasons.get((one.question.name, one.row), ""),
            }
            for one in double.compared()
        ],
        "undecided": [one.question.name for one in double.undecided()],
    }


def _lines(double: DoubleVisit) -> list[str]:
    states = ", ".join(f"{one.name}: {one.visit.state.word}" for one in double.records)
    if not double.opened:
        waiting = ", ".join(double.waiting_for) or "–"
        return [
            f"{double.case.label}  {states}",
            say(f"Svaren visas när alla har signerat. Väntar på {waiting}.", f"Shown when all have signed: {waiting}."),
        ]
    compared = double.compared()
    alike = sum(one.comparable and not one.differs for one in compared)
    told = [one for one in compared if one.differs or not one.comparable]
    settled = (
        say("sammanvägt", "adjudicated")
        if double.settled
        else counted(
            len(double.undecided()),
            ("fråga att avgöra", "frågor att avgöra"),
            ("question to settle", "questions to settle"),
        )
    )
    of = say(
        f"lika i {alike} av {sum(one.comparable for one in compared)} frågor",
        f"alike in {alike} of {sum(one.comparable for one in compared)} questions",
    )
    return [f"{double.case.label}  {of}, {settled}"] + [_line(one) for one in told]


def _line(one: ComparedQuestion) -> str:
    from kollegie.model.checklist_answers import value_words

    def words(value: Value) -> str:
        return "–" if value is None else value_words(one.question, value)

    settled = f"  → {words(one.adjudicated.value)}" if one.adjudicated is not None else ""
    return f"  {one.question.id:<6} {' | '.join(words(value) for value in one.values)}{settled}"
