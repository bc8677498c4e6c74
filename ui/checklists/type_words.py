"""What the editor calls the types of questions and groups."""

from __future__ import annotations

from kollegie.language import say
from kollegie.model.checklist import QuestionType

TYPE_WORDS = {
    QuestionType.YES_NO: ("Ja, nej, delvis", "Yes, no, partly"),
    QuestionType.ONE_OF: ("Ett av flera val", "One of several"),
    QuestionType.MANY_OF: ("Flera val", "Many of several"),
    QuestionType.RANKING: ("Rangordning", "Ranking"),
    QuestionType.NUMBER: ("Tal med decimaler", "Number with decimals"),
    QuestionType.INTEGER: ("Heltal", "Whole number"),
    QuestionType.TIME: ("Klockslag", "Time of day"),
    QuestionType.DATE: ("Datum", "Date"),
    QuestionType.MOMENT: ("Datum och klockslag", "Date and time"),
    QuestionType.TEXT: ("Fri text", "Free text"),
    QuestionType.ACKNOWLEDGE: ("Bekräftelse", "Confirmation"),
    QuestionType.PHOTO: ("Foto", "Photo"),
    QuestionType.FILE: ("Fil", "File"),
    QuestionType.SIGNATURE: ("Underskrift", "Signature"),
    QuestionType.PLACE: ("Plats", "Place"),
    QuestionType.NOTE: ("Text att läsa, inget svar", "Text to read, no answer"),
    QuestionType.CALCULATED: ("Räknas ut", "Worked out"),
}


def type_word(value: str) -> str:
    """The words for a type of the checklist file."""
    try:
        return say(*TYPE_WORDS[QuestionType(value)])
    except (ValueError, KeyError):
        return {"grupp": say("Grupp", "Group"), "upprepning": say("Upprepning", "Repeat")}.get(value, value)
