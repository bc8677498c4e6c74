"""Commands for calibration: hand out an example case, and tell how well the visitors agree."""

from __future__ import annotations

import argparse
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from kollegie.cli.context import Context, text_in
from kollegie.cli.parsing import Commands
from kollegie.language import counted, grouped, say

if TYPE_CHECKING:
    from kollegie.model.agreement import Agreement, Measure
    from kollegie.visiting.calibration import Calibration

EXERCISE_HELP = """\
Alla gästhandläggare svarar på checklistan om samma exempelfall, var och en blint. Gör en övning före kalibreringsmötet
och en efter, så visar round agreement om ni bedömer mer lika. Exempelfallet räknas aldrig i sammanställningen.
Körs kommandot utan --story får de som tillkommit senare de övningar som finns."""
AGREEMENT_HELP = """\
Andelen lika svar först, slumpkorrigerade mått bredvid: kappa och alfa blir låga när nästan alla svarar lika, hur
överens ni än är. Personer står i bokstavsordning; det är ingen rangordning."""


def add_round_commands(rounds: Commands) -> None:
    """Add `round exercise` and `round agreement`."""
    raw = argparse.RawDescriptionHelpFormatter
    exercise = rounds.add_parser(
        "exercise", help="låt alla besökare svara om ett exempelfall", description=EXERCISE_HELP, formatter_class=raw
    )
    exercise.add_argument("round", metavar="OMGÅNG", nargs="?", default="", help="namn eller id; annars den enda")
    exercise.add_argument("--story", metavar="TEXT", help="vad besökarna får veta om fallet")
    exercise.add_argument("--story-file", metavar="FIL", help="samma sak ur en textfil")
    exercise.add_argument("--checklist", default="hemtjanst-brukarbesok", metavar="ID|FIL")
    exercise.add_argument("--occasion", choices=("before", "after"), default="before", help="före eller efter mötet")
    exercise.set_defaults(run=make)
    agree = rounds.add_parser(
        "agreement", help="hur lika besökarna bedömer", description=AGREEMENT_HELP, formatter_class=raw
    )
    agree.add_argument("round", metavar="OMGÅNG", nargs="?", default="", help="namn eller id; annars den enda")
    agree.add_argument("--occasion", choices=("before", "after", "doubles"), help="annars alla tre")
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
