"""The agreement in words: all together, question by question, and each visitor by name."""

from __future__ import annotations

from math import isnan

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kollegie.language import counted, grouped, out_of, say
from kollegie.model.agreement import Agreement, Measure
from kollegie.model.checklist_answers import value_words
from kollegie.visiting.calibration import CLOSE, Calibration, Occasion, QuestionAgreement, low_agreement
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.card import Card
from ui.widgets.labels import Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout
from ui.widgets.tag import Tag, TagKind


def whole_card(first: Calibration | None, second: Calibration | None) -> Card:
    """The share of equal answers first, what chance would have given beside it."""
    card = Card()
    card.body.setSpacing(theme().space(6))
    card.body.addWidget(Label(say("Ja- och nej-frågor tillsammans", "Yes and no questions together"), "heading"))
    names = {occasion: occasion_words(occasion) for occasion in Occasion}
    for one in (first, second):
        if one is None or not one.cases:
            continue
        words = WrappedLabel(role="body")
        raw, both, pairs = percent(one.whole.raw), percent(one.both), grouped(one.whole.pairs)
        said = say(
            f"{names[one.occasion]}: {raw} lika av {pairs} jämförda svar, {both} där båda har svarat.",
            f"{names[one.occasion]}: {raw} alike of {pairs} answers compared, {both} where both answered.",
        )
        words.show_text(said, strong=[raw])
        card.body.addWidget(words)
        for told in by_chance(one.whole):
            card.body.addWidget(WrappedLabel(told, "meta"))
    latest = next((one for one in (second, first) if one is not None and one.cases), None)
    if latest is not None and (low := low_agreement(latest)):
        questions = ", ".join(one.question.id for one in low)
        card.body.addWidget(WrappedLabel(say(f"Att prata om: {questions}.", f"To talk about: {questions}."), "strong"))
    card.body.addWidget(
        WrappedLabel(
            say(
                "Kappa och alfa räknar bort det som kunde ha blivit lika av en slump. De blir låga när nästan alla "
                "svarar lika, hur överens ni än är; läs dem därför bredvid andelen lika svar.",
                "Kappa and alpha discount what could have been alike by chance. They are low when nearly all answer "
                "alike, however well you agree; so read them beside the share of equal answers.",
            ),
            "meta",
            Tone.MUTED,
        )
    )
    return card


def questions_card(shown: Calibration, later: Calibration | None) -> Card:
    """Every question with the share of equal answers, before and after, who answered what where they differ, and all
    measures with their intervals, as the command line tells them."""
    again = {(one.checklist, one.question.name): one for one in later.questions} if later is not None else {}
    card = Card()
    card.body.setSpacing(theme().space(10))
    card.body.addWidget(Label(say("Fråga för fråga", "Question by question"), "heading"))
    passed = 0
    for one in shown.questions:
        if isnan(one.both.value) and one.agreement.raw.value == 1:
            passed += 1  # that nobody asked is no agreement about what was seen
        elif one.agreement.pairs:
            following = again.get((one.checklist, one.question.name))
            part, column = _question(one, following)
            told = [(shown.occasion, one)]
            if later is not None and following is not None:
                told.append((later.occasion, following))
            for occasion, counted_at in told:
                words = measures_words(counted_at.agreement)
                if len(told) > 1:
                    words = f"{occasion_words(occasion)}: {words}"
                column.addWidget(WrappedLabel(words, "meta", Tone.MUTED))
            card.body.addWidget(part)
    if passed:
        words = counted(passed, ("fråga har ingen besvarat", "frågor har ingen besvarat"), ("question", "questions"))
        card.body.addWidget(WrappedLabel(say(f"{words}.", f"{words} nobody answered."), "meta", Tone.MUTED))
    return card


def persons_card(shown: Calibration, later: Calibration | None) -> Card:
    """Each visitor by name, in the order of the alphabet."""
    card = Card()
    card.body.setSpacing(theme().space(6))
    card.body.addWidget(Label(say("Var och en", "Each one"), "heading"))
    card.body.addWidget(
        WrappedLabel(
            say(
                "I bokstavsordning, som underlag för mötet. Den som skiljer sig kan ha sett rätt.",
                "In alphabetical order, for the meeting. Whoever differs may have seen right.",
            ),
            "meta",
        )
    )
    again = {one.person_id: one for one in later.persons} if later is not None else {}
    for one in shown.persons:
        told = f"{say('skiljer sig i', 'differs in')} {out_of(one.differing, one.compared)}"
        if (after := again.get(one.person_id)) is not None:
            told += say(
                f", efter mötet i {out_of(after.differing, after.compared)}",
                f", after the meeting in {out_of(after.differing, after.compared)}",
            )
        card.body.addWidget(WrappedLabel(f"{one.name}: {told}", "body"))
    return card


def _question(one: QuestionAgreement, again: QuestionAgreement | None) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    line = QWidget()
    row = AsideLayout(line, least=theme().px(260))
    words = QWidget()
    said = QHBoxLayout(words)
    said.setContentsMargins(0, 0, 0, 0)
    said.setSpacing(10)
    said.addWidget(Label(one.question.id, "code"))
    said.addWidget(WrappedLabel(one.question.short_label(), "body"), 1)
    row.addWidget(words)
    figures = QWidget()
    tags = FlowLayout(figures, gap=8)
    figure = percent(one.agreement.raw) + (f" → {percent(again.agreement.raw)}" if again is not None else "")
    low = (again or one).agreement.raw.value < CLOSE
    mark = say("att prata om", "to talk about")
    tags.addWidget(Tag(f"{figure}, {mark}" if low else figure, TagKind.ATTENTION if low else TagKind.NEUTRAL))
    row.addWidget(figures)
    column.addWidget(line)
    for label, given in one.given:
        answered = [(name, value) for name, value in given if value is not None]
        if len({value for _, value in answered}) > 1:
            told = ", ".join(f"{name}: {value_words(one.question, value)}" for name, value in answered)
            column.addWidget(WrappedLabel(f"{label} · {told}", "meta"))
    return part, column


def occasion_words(occasion: Occasion) -> str:
    """When it was counted."""
    return {
        Occasion.BEFORE: say("Före mötet", "Before the meeting"),
        Occasion.AFTER: say("Efter mötet", "After the meeting"),
        Occasion.DOUBLES: say("Dubbelbesök", "Double visits"),
    }[occasion]


def measures_words(found: Agreement) -> str:
    """All that is counted of one question: the share of equal answers first, with its interval."""
    raw = found.raw
    said = say(
        f"{percent(raw)} lika av {grouped(found.pairs)} jämförda",
        f"{percent(raw)} alike of {grouped(found.pairs)} compared",
    )
    if raw.low is not None and raw.high is not None:
        low, high = percent(Measure(raw.low)), percent(Measure(raw.high))
        said += say(f" ({low} till {high})", f" ({low} to {high})")
    return " · ".join((said, *by_chance(found)))


def by_chance(found: Agreement) -> tuple[str, ...]:
    """The measures that discount what chance would have given, those that are defined."""
    told = (
        with_interval(say("Krippendorffs alfa", "Krippendorff's alpha"), found.alpha),
        with_interval(say("Fleiss kappa", "Fleiss' kappa"), found.fleiss),
        with_interval(say("Cohens kappa", "Cohen's kappa"), found.cohen),
    )
    return tuple(filter(None, told))


def percent(measure: Measure) -> str:
    """A share as it is read; a dash where nothing was compared."""
    return "–" if isnan(measure.value) else f"{measure.value * 100:.0f} %"


def with_interval(name: str, measure: Measure | None) -> str:
    """A measure with its 95 % interval: "Fleiss kappa 0,42 (0,10 till 0,71)"; empty where it is not defined."""
    if measure is None or isnan(measure.value):
        return ""
    told = f"{name} {_decimal(measure.value)}"
    if measure.low is None or measure.high is None:
        return told
    low, high = _decimal(measure.low), _decimal(measure.high)
    return told + say(f" ({low} till {high})", f" ({low} to {high})")


def _decimal(number: float) -> str:
    english = f"{number:.2f}".replace("-", "−")
    return say(english.replace(".", ","), english)
