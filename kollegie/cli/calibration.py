"""Commands for calibration: hand out an example case, and tell how well the visitors agree."""

from __future__ import annotations

import argparse
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context, text_in
from kollegie.cli.parsing import Commands
from kollegie.cli.shared_arguments import round_argument
from kollegie.language import counted, grouped, say

if TYPE_CHECKING:
    from kollegie.model.agreement import Agreement, Measure
    from kollegie.visiting.calibration import Calibration


def _exercise_help() -> str:
    return say(
        """\
Alla gästhandläggare svarar på checklistan om samma exempelfall, var och en blint. Gör en övning före kalibreringsmötet
och en efter, så visar round agreement om ni bedömer mer lika. Exempelfallet räknas aldrig i sammanställningen.
Körs kommandot utan --story får de som tillkommit senare de övningar som finns.""",
        """\
All visitors answer the checklist about the same example case, each blindly. Hold one exercise before the calibration
meeting and one after it, and round agreement shows whether you judge more alike. The example case never counts in the
summary. Without --story, those who have joined later are given the exercises there are.""",
    )


def _agreement_help() -> str:
    return say(
        """\
Andelen lika svar först, slumpkorrigerade mått bredvid: kappa och alfa blir låga när nästan alla svarar lika, hur
överens ni än är. Personer står i bokstavsordning; det är ingen rangordning.""",
        """\
First the share of answers that are alike, then measures corrected for chance: kappa and alpha are low when nearly all
answer alike, however much you agree. Persons stand in alphabetical order; it is no ranking.""",
    )


def add_round_commands(rounds: Commands) -> None:
    """Add `round exercise` and `round agreement`."""
    raw = argparse.RawDescriptionHelpFormatter
    exercise = rounds.add_parser(
        "exercise",
        help=say("låt alla besökare svara om ett exempelfall", "let all visitors answer about an example case"),
        description=_exercise_help(),
        formatter_class=raw,
    )
    round_argument(exercise)
    exercise.add_argument(
        "--story",
        metavar="TEXT",
        help=say("vad besökarna får veta om fallet", "what the visitors are told about the case"),
    )
    exercise.add_argument(
        "--story-file", metavar=say("FIL", "FILE"), help=say("samma sak ur en textfil", "the same from a text file")
    )
    exercise.add_argument(
        "--checklist",
        default="hemtjanst-brukarbesok",
        metavar=say("ID|FIL", "ID|FILE"),
        help=say("checklistans id, eller en fil", "the checklist's id, or a file"),
    )
    exercise.add_argument(
        "--occasion",
        choices=("before", "after"),
        default="before",
        help=say("före eller efter mötet", "before or after the meeting"),
    )
    exercise.set_defaults(run=make)
    agree = rounds.add_parser(
        "agreement",
        help=say("hur lika besökarna bedömer", "how alike the visitors judge"),
        description=_agreement_help(),
        formatter_class=raw,
    )
    round_argument(agree)
    agree.add_argument(
        "--occasion",
        choices=("before", "after", "doubles"),
        help=say("ett av tillfällena; annars alla tre", "one of the occasions; otherwise all three"),
    )
    agree.set_defaults(run=show)


def make(args: argparse.Namespace, context: Context) -> int:
    """Hand out an exercise, or those there are to visitors who joined later."""
    from kollegie.intake.checklists import find_checklist
    from kollegie.planning.exercises import AFTER, BEFORE, hand_out_exercises, make_exercise
    from kollegie.planning.publishing import in_use
    from kollegie.planning.rounds import find_review

    store = context.store()
    with store.reading() as reading:
        review = find_review(reading, args.round)
    story = text_in(Path(args.story_file)) if args.story_file else args.story
    if story is None:
        given = hand_out_exercises(store, review.id)
        words = counted(given, ("övning utdelad", "övningar utdelade"), ("exercise handed out", "exercises handed out"))
        context.result({"handed_out": given}, [words])
        return 0
    occasion = BEFORE if args.occasion == "before" else AFTER
    checklist = in_use(store, args.checklist, find_checklist)
    visit = make_exercise(store, review.id, checklist, story, occasion)
    context.result(
        {"visit": str(visit.id), "occasion": args.occasion},
        [say("Övningen är utdelad. Synka, så når den besökarna.", "The exercise is handed out. Sync to send it.")],
    )
    return 0


def show(args: argparse.Namespace, context: Context) -> int:
    """Tell the agreement of one occasion, or of all three."""
    from kollegie.planning.rounds import find_review
    from kollegie.visiting.calibration import Occasion, calibration

    wanted = [Occasion(args.occasion)] if args.occasion else list(Occasion)
    with context.store().reading() as reading:
        review = find_review(reading, args.round)
        found = [calibration(reading, review.id, occasion) for occasion in wanted]
    lines: list[str] = []
    for one in found:
        lines += _lines(one)
    context.result({"agreement": [_content(one) for one in found]}, lines)
    return 0


def _content(found: Calibration) -> dict[str, object]:
    from kollegie.visiting.calibration import low_agreement

    return {
        "occasion": found.occasion.value,
        "cases": found.cases,
        "waiting": found.waiting,
        "whole": _measures(found.whole) | {"raw_both_answered": _number(found.both)},
        "questions": [
            {
                "question": one.question.name,
                "checklist": one.checklist,
                **_measures(one.agreement),
                "raw_both_answered": _number(one.both),
            }
            for one in found.questions
        ],
        "to_talk_about": [one.question.name for one in low_agreement(found)],
        "persons": [
            {"person": one.name, "compared": one.compared, "differing": one.differing} for one in found.persons
        ],
    }


def _measures(found: Agreement) -> dict[str, object]:
    return {
        "units": found.units,
        "pairs": found.pairs,
        "raw": _number(found.raw),
        "raw_interval": _interval(found.raw),
        "alpha": _number(found.alpha),
        "alpha_interval": _interval(found.alpha),
        "fleiss": _number(found.fleiss),
        "fleiss_interval": _interval(found.fleiss),
        "cohen": _number(found.cohen),
        "cohen_interval": _interval(found.cohen),
    }


def _number(measure: Measure | None) -> float | None:
    return None if measure is None or isnan(measure.value) else round(measure.value, 4)


def _interval(measure: Measure | None) -> list[float] | None:
    if measure is None or measure.low is None or measure.high is None:
        return None
    return [round(measure.low, 4), round(measure.high, 4)]


def _lines(found: Calibration) -> list[str]:
    from kollegie.visiting.calibration import low_agreement

    names = {
        "before": say("Före mötet", "Before the meeting"),
        "after": say("Efter mötet", "After the meeting"),
        "doubles": say("Dubbelbesök", "Double visits"),
    }
    head = f"{names[found.occasion.value]}: " + counted(found.cases, ("fall", "fall"), ("case", "cases"))
    if not found.cases:
        return [head]
    lines = [f"{head}, {_words(found.whole)}"]
    lines += [f"  {one.question.id:<6} {_words(one.agreement)}" for one in found.questions]
    if low := low_agreement(found):
        lines.append(say("  Att prata om: ", "  To talk about: ") + ", ".join(one.question.id for one in low))
    of = say("skiljer sig i", "differs in")
    lines += [f"  {one.name}: {of} {one.differing}/{one.compared}" for one in found.persons]
    return lines


def _words(found: Agreement) -> str:
    from kollegie.summary.numbers import NBSP, NOTHING, decimal

    def told(name: str, measure: Measure | None) -> str:
        number, between = _number(measure), _interval(measure)
        if number is None:
            return ""
        interval = f" [{decimal(between[0], 2)}–{decimal(between[1], 2)}]" if between else ""
        return f", {name} {decimal(number, 2)}{interval}"

    raw = _number(found.raw)
    alike = NOTHING if raw is None else f"{raw * 100:.0f}{NBSP}%"
    return (
        say(f"{alike} lika av {grouped(found.pairs)} jämförda", f"{alike} alike of {grouped(found.pairs)} compared")
        + told("alfa", found.alpha)
        + told("Fleiss", found.fleiss)
        + told("Cohen", found.cohen)
    )
