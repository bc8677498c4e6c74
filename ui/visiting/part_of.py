"""Which part takes the answer to which type of question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kollegie.model.checklist import Choice, ControlQuestion, QuestionType
from kollegie.model.checklist_appearance import is_minimal
from ui.visiting.answer_parts import (
    AcknowledgePart,
    AnswerPart,
    AttachmentPart,
    CalculatedPart,
    ChoicePart,
    ManyPart,
)
from ui.visiting.drop_parts import DropPart, ManyDropPart
from ui.visiting.typed_parts import LinePart, NumberPart, TextPart


def answer_part(
    question: ControlQuestion, choices: Sequence[Choice], clock: Callable[[], datetime], beside: str = ""
) -> AnswerPart:
    """The part for a question; `beside` is a fact of the case the answer is compared with."""
    match question.type:
        case QuestionType.YES_NO | QuestionType.ONE_OF if is_minimal(question):
            return DropPart(question, choices)
        case QuestionType.MANY_OF if is_minimal(question):
            return ManyDropPart(question, choices)
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            return ChoicePart(question, choices)
        case QuestionType.MANY_OF | QuestionType.RANKING:
            return ManyPart(question, choices)
        case QuestionType.NUMBER | QuestionType.INTEGER:
            return NumberPart(question, beside)
        case QuestionType.TEXT:
            return TextPart(question)
        case QuestionType.TIME | QuestionType.DATE | QuestionType.MOMENT | QuestionType.PLACE:
            return LinePart(question, clock)
        case QuestionType.ACKNOWLEDGE:
            return AcknowledgePart(question)
        case QuestionType.CALCULATED:
            return CalculatedPart()
        case QuestionType.NOTE:
            return AnswerPart()
        case _:
            return AttachmentPart(question)
