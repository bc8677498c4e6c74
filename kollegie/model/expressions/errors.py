"""What can be wrong with an expression, each with its place and a sentence that says what to write instead."""

from __future__ import annotations

from kollegie.errors import KollegieError


class ExpressionError(KollegieError):
    """An expression that cannot be used.

    Units: `start` and `end` count characters from 0 in the expression's text; `end` is excluded.
    """

    sv = "Uttrycket kan inte användas."
    en = "The expression cannot be used."

    def __init__(self, start: int, end: int, **facts: object) -> None:
        super().__init__(**facts)
        self.start = start
        self.end = end

    @property
    def column(self) -> int:
        """The character the fault begins at, counted from 1 as people do."""
        return self.start + 1


class EmptyExpression(ExpressionError):
    """Nothing was written where a rule was expected."""

    sv = "Uttrycket är tomt."
    en = "The expression is empty."


class Unfinished(ExpressionError):
    """The expression ends too early."""

    sv = "Uttrycket tar slut för tidigt: här väntades {expected_sv}."
    en = "The expression ends too early: {expected_en} was expected here."

    def __init__(self, start: int, end: int, expected_sv: str, expected_en: str) -> None:
        super().__init__(start, end, expected_sv=expected_sv, expected_en=expected_en)


class Unexpected(ExpressionError):
    """Something stands where it cannot stand."""

    sv = "”{found}” kan inte stå här: {expected_sv} väntades."
    en = "“{found}” cannot stand here: {expected_en} was expected."

    def __init__(self, start: int, end: int, found: str, expected_sv: str, expected_en: str) -> None:
        super().__init__(start, end, found=found, expected_sv=expected_sv, expected_en=expected_en)


class CurlyQuote(ExpressionError):
    """A typographic quotation mark, as word processors make them."""

    sv = "{found} är ett typografiskt citattecken. Skriv ett rakt: ' eller \"."
    en = "{found} is a typographic quotation mark. Write a straight one: ' or \"."

    def __init__(self, start: int, end: int, found: str) -> None:
        super().__init__(start, end, found=found)


class DecimalComma(ExpressionError):
    """A decimal comma inside an expression, where a comma parts arguments."""

    sv = "Skriv decimaltal med punkt i uttryck: {suggestion}."
    en = "Write decimals with a point in expressions: {suggestion}."

    def __init__(self, start: int, end: int, suggestion: str) -> None:
        super().__init__(start, end, suggestion=suggestion)


class PathRefused(ExpressionError):
    """A path into the form's tree; questions are named instead."""

    sv = "Sökvägar som ”{found}” stöds inte. Skriv ${{frågans_namn}}."
    en = "Paths such as “{found}” are not supported. Write ${{question_name}}."

    def __init__(self, start: int, end: int, found: str) -> None:
        super().__init__(start, end, found=found)


class TooDeep(ExpressionError):
    """More levels than the program follows."""

    sv = "Uttrycket har fler än {most} nivåer. Dela upp det i flera beräkningar."
    en = "The expression has more than {most} levels. Split it into several calculations."

    def __init__(self, start: int, end: int, most: int) -> None:
        super().__init__(start, end, most=most)


class TooLong(ExpressionError):
    """More characters than the program reads."""

    sv = "Uttrycket är längre än {most} tecken. Dela upp det i flera beräkningar."
    en = "The expression is longer than {most} characters. Split it into several calculations."

    def __init__(self, start: int, end: int, most: int) -> None:
        super().__init__(start, end, most=most)


class UnknownFunction(ExpressionError):
    """A function that does not exist."""

    sv = "Funktionen {name}() finns inte.{hint_sv}"
    en = "There is no function {name}().{hint_en}"

    def __init__(self, start: int, end: int, name: str, near: str | None = None) -> None:
        hint_sv = f" Menas {near}()?" if near else ""
        hint_en = f" Is {near}() meant?" if near else ""
        super().__init__(start, end, name=name, hint_sv=hint_sv, hint_en=hint_en)


class RefusedFunction(ExpressionError):
    """A function that other tools have and this program refuses, with the reason."""

    sv = "Funktionen {name}() stöds inte: {reason_sv}."
    en = "The function {name}() is not supported: {reason_en}."

    def __init__(self, start: int, end: int, name: str, reason_sv: str, reason_en: str) -> None:
        super().__init__(start, end, name=name, reason_sv=reason_sv, reason_en=reason_en)


class WrongNumberOfArguments(ExpressionError):
    """Too few or too many arguments."""

    sv = "{name}() ska ha {wanted_sv}, inte {given}."
    en = "{name}() takes {wanted_en}, not {given}."

    def __init__(self, start: int, end: int, name: str, least: int, most: int | None, given: int) -> None:
        if most is None:
            wanted_sv, wanted_en = f"minst {least} argument", f"at least {least} arguments"
        elif least == most:
            wanted_sv, wanted_en = f"{least} argument", f"{least} argument" + ("" if least == 1 else "s")
        else:
            wanted_sv, wanted_en = f"{least} till {most} argument", f"{least} to {most} arguments"
        super().__init__(start, end, name=name, wanted_sv=wanted_sv, wanted_en=wanted_en, given=given)


class UnknownReference(ExpressionError):
    """A question that the checklist does not have."""

    sv = "Det finns ingen fråga eller uppgift som heter {name}.{hint_sv}"
    en = "There is no question or field named {name}.{hint_en}"

    def __init__(self, start: int, end: int, name: str, near: str | None = None) -> None:
        hint_sv = f" Menas ${{{near}}}?" if near else ""
        hint_en = f" Is ${{{near}}} meant?" if near else ""
        super().__init__(start, end, name=name, hint_sv=hint_sv, hint_en=hint_en)


class UnknownWord(ExpressionError):
    """A bare word, which is neither a reference nor a text."""

    sv = "”{word}” är varken en fråga eller en text. Skriv ${{{word}}} för en fråga eller '{word}' för en text."
    en = "“{word}” is neither a question nor a text. Write ${{{word}}} for a question or '{word}' for a text."

    def __init__(self, start: int, end: int, word: str) -> None:
        super().__init__(start, end, word=word)


class NoCurrentAnswer(ExpressionError):
    """A point, which means the answer of the question itself, where there is none."""

    sv = "Punkten (frågans eget svar) kan inte användas här. Skriv ${{frågans_namn}}."
    en = "The point (the question's own answer) cannot be used here. Write ${{question_name}}."


class WrongType(ExpressionError):
    """A value of one kind where another kind was expected."""

    sv = "{what_sv} är {is_sv}, men här väntas {wanted_sv}.{hint_sv}"
    en = "{what_en} is {is_en}, but {wanted_en} is expected here.{hint_en}"


class CannotCompare(ExpressionError):
    """Two kinds of values that have nothing to say to each other."""

    sv = "{left_sv} och {right_sv} kan inte jämföras."
    en = "{left_en} and {right_en} cannot be compared."


class NotAChoice(ExpressionError):
    """A choice name that the question does not offer."""

    sv = "{name} har inget val som heter '{choice}'. Valen är {choices}."
    en = "{name} has no choice named '{choice}'. The choices are {choices}."

    def __init__(self, start: int, end: int, name: str, choice: str, choices: str) -> None:
        super().__init__(start, end, name=name, choice=choice, choices=choices)


class InsideRepeat(ExpressionError):
    """One value is wanted from a question that is asked several times."""

    sv = "{name} frågas flera gånger. Skriv t.ex. sum(), count(), join() eller indexed-repeat() runt den."
    en = "{name} is asked several times. Put e.g. sum(), count(), join() or indexed-repeat() around it."

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end, name=name)


class NotARepeat(ExpressionError):
    """A repeat was wanted, something else was named."""

    sv = "{name} är ingen upprepning som den här frågan kan nå."
    en = "{name} is not a repeat that this question can reach."

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end, name=name)


class BadPattern(ExpressionError):
    """A regular expression that cannot be used."""

    sv = "Mönstret kan inte användas: {reason_sv}."
    en = "The pattern cannot be used: {reason_en}."

    def __init__(self, start: int, end: int, reason_sv: str, reason_en: str) -> None:
        super().__init__(start, end, reason_sv=reason_sv, reason_en=reason_en)


class Circular(ExpressionError):
    """Questions that wait for each other in a ring."""

    sv = "Uttrycken hänvisar till varandra i en ring: {ring}."
    en = "The expressions refer to each other in a ring: {ring}."

    def __init__(self, start: int, end: int, ring: str) -> None:
        super().__init__(start, end, ring=ring)
