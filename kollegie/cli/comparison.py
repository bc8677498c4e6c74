"""The command that puts a round beside the last one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kollegie.cli.context import Context
from kollegie.cli.parsing import Commands
from kollegie.cli.round_content import value_json
from kollegie.cli.shared_arguments import round_argument
from kollegie.language import say

if TYPE_CHECKING:
    from collections import Counter

    from kollegie.visiting.rounds_compared import Change, SubjectCompared


def _long_help() -> str:
    return say(
        """\
Samma brukare och utförare som i en tidigare omgång, fråga för fråga: bättre, sämre, samma, eller inte frågat då.
Bättre och sämre följer av iakttagelserna, inte av om svaret är ja eller nej.""",
        """\
The same users and providers as in an earlier round, question by question: better, worse, the same, or not asked then.
Better and worse follow from the findings, not from whether the answer is yes or no.""",
    )


def add_round_commands(rounds: Commands) -> None:
    """Add `round compare`."""
    compare = rounds.add_parser(
        "compare",
        help=say("omgången bredvid den förra", "the round beside the last one"),
        description=_long_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    round_argument(compare)
    compare.add_argument(
        "--provider",
        metavar="ID",
        help=say("bara den utföraren och dem den hjälper", "only that provider and those it helps"),
    )
    compare.set_defaults(run=show)


def show(args: argparse.Namespace, context: Context) -> int:
    """Tell what became better and worse since the last round."""
    from kollegie.planning.rounds import find_review
    from kollegie.visiting.rounds_compared import compare_rounds

    with context.store().reading() as reading:
        found = compare_rounds(reading, find_review(reading, args.round).id)
    subjects = found.of_provider(args.provider) if args.provider else found.subjects
    by_question = found.by_question(subjects)
    lines = [_line(one.case.label, one.counts) for one in subjects]
    lines += [_line(question, counts) for question, counts in by_question.items()]
    nothing = say("Ingen har granskats förut.", "Nobody has been reviewed before.")
    context.result(
        {
            "subjects": [_content(one) for one in subjects],
            "questions": {question: dict(counts) for question, counts in by_question.items()},
            "new": found.new,
        },
        lines or [nothing],
    )
    return 0


def _content(one: SubjectCompared) -> dict[str, object]:
    return {
        "case": one.case.label,
        "earlier_case": one.earlier_case.label,
        "earlier_round": one.earlier_review.name if one.earlier_review is not None else None,
        "then": one.then_at.isoformat(),
        "now": one.now_at.isoformat(),
        "questions": [
            {
                "question": question.question.name,
                "row": "/".join(question.row),
                "change": question.change.value,
                "version": question.kind.value if question.kind is not None else "",
                "former": question.former.name if question.former is not None else "",
                "then": value_json(question.then),
                "now": value_json(question.now),
            }
            for question in one.questions
        ],
    }


def _line(name: str, counts: Counter[Change]) -> str:
    from kollegie.visiting.rounds_compared import Change

    words = {
        Change.BETTER: say("bättre", "better"),
        Change.WORSE: say("sämre", "worse"),
        Change.SAME: say("samma", "same"),
        Change.OTHER: say("annat svar", "another answer"),
        Change.NOT_ASKED_THEN: say("inte frågat då", "not asked then"),
        Change.NOT_ASKED_NOW: say("inte frågat nu", "not asked now"),
        Change.OTHER_TYPE: say("annan svarstyp", "another type of answer"),
    }
    return f"{name:<8} " + ", ".join(f"{counts[change]} {words[change]}" for change in Change if counts[change])
