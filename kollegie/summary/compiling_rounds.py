"""This round beside the last: a line per question, with what was answered then and now and what became of it."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.content import Edition, RoundLine
from kollegie.summary.counting import Tally
from kollegie.summary.cutting import SMALLEST_GROUP
from kollegie.summary.facts import ComparedQuestion, Given
from kollegie.summary.numbers import NOTHING, whole


def rounds_note(tally: Tally) -> str:
    """What stands below the heading; empty where the edition does not compare at all."""
    if tally.cut.edition is Edition.PROVIDER:
        return ""
    compared = tally.facts.compared
    if not compared:
        return say("Ingen av dem som granskades har granskats förut.", "None of those reviewed were reviewed before.")
    if not tally.cut.named and compared[0].both < SMALLEST_GROUP:
        return say(
            "Grupperna är för små för att jämföras med förra omgången.",
            "The groups are too small to be compared with the last round.",
        )
    said = say(
        "Bara de som granskades båda gångerna är med. Bättre och sämre följer av hur allvarliga iakttagelserna är, "
        "aldrig av om svaret är ja eller nej.",
        "Only those reviewed both times are included. Better and worse follow from how grave the findings are, never "
        "from yes and no.",
    )
    if not tally.cut.named:
        said += " " + say(
            "Frågor som färre än fem svarade på är utelämnade.",
            "Questions that fewer than five answered are left out.",
        )
    return said


def round_lines(tally: Tally) -> tuple[RoundLine, ...]:
    """The questions of the comparison, in the order of the checklist, what is gone last."""
    return tuple(
        RoundLine(one.question, one.text, _given(one.then), _given(one.now), _outcome(one), one.worse > 0)
        for compared in tally.facts.compared
        if tally.cut.named or compared.both >= SMALLEST_GROUP
        for one in compared.questions
    )


def _given(given: Given) -> str:
    if not given.count:
        return NOTHING
    if given.choices:
        return ", ".join(f"{word}\u00a0{whole(count)}" for word, count in given.choices)
    answers = say("{} svar", "{} answers") if given.count != 1 else say("{} svar", "{} answer")
    counted = answers.format(whole(given.count)).replace(" ", "\u00a0")
    return f"{given.spread}, {counted}" if given.spread else counted


def _outcome(one: ComparedQuestion) -> str:
    if one.kind == "new":
        return say("Ny fråga", "New question")
    if one.kind == "gone":
        return say("Borttagen fråga", "Question gone")
    if one.kind == "type":
        return say("Annan svarstyp, jämförs inte", "Another type of answer, not compared")
    counts = (
        (one.worse, say("sämre", "worse")),
        (one.better, say("bättre", "better")),
        (one.other, say("annat svar", "another answer")),
        (one.same, say("samma", "same")),
    )
    told = ", ".join(f"{whole(count)}\u00a0{word}" for count, word in counts if count)
    told = told or say("Frågades bara ena gången", "Asked only once")
    return say(f"Hette {one.former}. {told}", f"Was {one.former}. {told}") if one.kind == "renamed" else told
