"""What a workbook of questions can be refused for, each with its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from kollegie.errors import KollegieError
from kollegie.intake.checklist_lines import Key
from kollegie.intake.checklist_problems import ChecklistProblem
from kollegie.intake.checklist_table import Problems
from kollegie.language import Language, current_language
from kollegie.model.checklist_faults import CalculationMissing, NothingAsked
from kollegie.model.expressions import ExpressionError

SHEET_ORDER = ("settings", "survey", "choices", "kollegie_lagrum")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a workbook: `cell` is its address (`F7`, "" for a whole row or sheet)."""

    sheet: str
    row: int = 0
    cell: str = ""
    heading: str = ""

    def shown(self, language: Language | None = None) -> str:
        """The place in words: `blad survey, rad 7, kolumn F (relevant)`."""
        swedish = (language or current_language()) is Language.SV
        parts = [f"{'blad' if swedish else 'sheet'} {self.sheet}"] if self.sheet else []
        if self.row:
            parts.append(f"{'rad' if swedish else 'row'} {self.row}")
        column = self.cell.rstrip("0123456789")
        if column:
            named = f" ({self.heading})" if self.heading else ""
            parts.append(f"{'kolumn' if swedish else 'column'} {column}{named}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class CellProblem(ChecklistProblem):
    """One fault in a workbook; `line` is its row, `where` the question's name."""

    place: Place = Place("")

    def sentence(self, language: Language | None = None) -> str:
        """The fault with its place: `blad survey, rad 7, kolumn F (relevant), tecken 9: Det finns ingen fråga …`."""
        language = language or current_language()
        places = [self.place.shown(language)] if self.place.shown(language) else []
        if isinstance(self.error, ExpressionError):
            places.append(f"{'tecken' if language is Language.SV else 'character'} {self.error.column}")
        said = self.error.sentence(language)
        return f"{', '.join(places)}: {said}" if places else said


class SheetProblems(Problems):
    """Collects the faults of a workbook; keys of the checklist that is made of it lead back to their cells."""

    def __init__(self) -> None:
        super().__init__("")
        self._places: dict[Key, Place] = {}
        self._told: dict[str, CellProblem] = {}

    def stands(self, key: Key, place: Place) -> None:
        """Remember which cell a key of the checklist was made from."""
        self._places[key] = place

    def note(self, key: Key, where: str, error: KollegieError) -> None:
        """Note a fault at the cell of a key, or of the nearest thing around it that has one."""
        follows = isinstance(error, NothingAsked) and self._told
        if follows or (isinstance(error, CalculationMissing) and key in self._places):
            return  # what is behind it has been told: a type, a formula that cannot be read
        if isinstance(error, NothingAsked):
            key = ()
        while key and key not in self._places:
            key = key[:-1]
        self.note_at(self._places.get(key, Place("survey")), error, where.partition(" ")[0])

    def note_at(self, place: Place, error: KollegieError, where: str = "") -> None:
        """Note a fault at a cell."""
        problem = CellProblem(place.row, where, error, place)
        self._told.setdefault(problem.sentence(), problem)

    def has_line(self, key: Key) -> bool:
        """Whether the key was made from a cell of its own."""
        return key in self._places

    def in_order(self) -> tuple[CellProblem, ...]:
        """The faults sheet by sheet, from the top down."""
        return tuple(sorted(self._told.values(), key=_order))


def _order(problem: CellProblem) -> tuple[int, int, int, str]:
    sheet = problem.place.sheet.casefold()
    known = SHEET_ORDER.index(sheet) if sheet in SHEET_ORDER else len(SHEET_ORDER)
    return known, problem.place.row, len(problem.place.cell), problem.place.cell


def _hints(wrong: str, known: Iterable[str]) -> tuple[str, str]:
    near = get_close_matches(wrong, list(known), n=1, cutoff=0.7)
    return (f" Menas {near[0]}?", f" Is {near[0]} meant?") if near else ("", "")


class NoSurvey(KollegieError):
    """A workbook without the sheet that holds the questions."""

    sv = "Arbetsboken har inget blad som heter survey, där frågorna ska stå. Bladen heter {sheets}."
    en = "The workbook has no sheet named survey, where the questions stand. Its sheets are {sheets}."

    def __init__(self, sheets: str) -> None:
        super().__init__(sheets=sheets or "–")


class ColumnMissing(KollegieError):
    """A sheet without a column it must have."""

    sv = "Kolumnen {column} saknas i bladets första rad."
    en = "The column {column} is missing from the first row of the sheet."

    def __init__(self, column: str) -> None:
        super().__init__(column=column)


class ColumnTwice(KollegieError):
    """Two columns that mean the same."""

    sv = "Rubrikerna {first} och {second} betyder samma sak. Ta bort en av kolumnerna."
    en = "The headers {first} and {second} mean the same. Remove one of the columns."

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first=first, second=second)


class ColumnReserved(KollegieError):
    """A column of choices with a name that a choice has already."""

    sv = "En egen kolumn bland valen kan inte heta {column}. Döp om den, också i choice_filter."
    en = "A column of your own among the choices cannot be named {column}. Rename it, in choice_filter too."

    def __init__(self, column: str) -> None:
        super().__init__(column=column)


class CellsMerged(KollegieError):
    """Cells with content that lie merged."""

    sv = "Cellerna {range} är sammanslagna, så bara den första har innehåll. Dela upp dem och fyll i var och en."
    en = "The cells {range} are merged, so that only the first has content. Split them and fill in each."

    def __init__(self, range_: str) -> None:
        super().__init__(range=range_)


class FormulaWithoutValue(KollegieError):
    """A formula of the spreadsheet whose result is not in the file."""

    sv = "Cellen har en Excel-formel utan sparat resultat. Öppna och spara arbetsboken i Excel, eller skriv värdet."
    en = "The cell has an Excel formula without a stored result. Open and save the workbook, or write the value."


class CellBroken(KollegieError):
    """An error value of the spreadsheet."""

    sv = "Cellen visar Excel-felet {value}. Rätta formeln eller skriv värdet."
    en = "The cell shows the Excel error {value}. Correct the formula or write the value."

    def __init__(self, value: str) -> None:
        super().__init__(value=value)


class TypeMissing(KollegieError):
    """A question without a type."""

    sv = "Raden har namn eller text men ingen typ."
    en = "The row has a name or a label but no type."


class TypeUnknown(KollegieError):
    """A type that no form tool knows."""

    sv = "Typen ”{type}” finns inte.{hint_sv}"
    en = "There is no type “{type}”.{hint_en}"

    def __init__(self, type_: str, known: Iterable[str]) -> None:
        hint_sv, hint_en = _hints(type_, known)
        super().__init__(type=type_, hint_sv=hint_sv, hint_en=hint_en)


class ListWanted(KollegieError):
    """A question of choices whose type does not say which list."""

    sv = "Skriv listans namn efter {type}, till exempel {type} ja_nej."
    en = "Write the name of the list after {type}, for example {type} yes_no."

    def __init__(self, type_: str) -> None:
        super().__init__(type=type_)


class LoopRefused(KollegieError):
    """The old repeat over choices."""

    sv = "begin loop stöds inte. Skriv frågorna var för sig eller använd begin_repeat."
    en = "begin loop is not supported. Write the questions one by one or use begin_repeat."


class NameMissing(KollegieError):
    """A question or a group without a name."""

    sv = "Raden saknar namn i kolumnen name."
    en = "The row has no name in the column name."


class ListMissing(KollegieError):
    """A question whose list of choices is not there."""

    sv = "Listan {list} finns inte i bladet choices.{hint_sv}"
    en = "There is no list {list} in the sheet choices.{hint_en}"

    def __init__(self, list_: str, known: Iterable[str]) -> None:
        hint_sv, hint_en = _hints(list_, known)
        super().__init__(list=list_, hint_sv=hint_sv, hint_en=hint_en)


class ListNameMissing(KollegieError):
    """A choice that belongs to no list."""

    sv = "Valet hör inte till någon lista: kolumnen list_name är tom."
    en = "The choice belongs to no list: the column list_name is empty."


class ChoiceNameMissing(KollegieError):
    """A choice without a name."""

    sv = "Valet saknar namn i kolumnen name."
    en = "The choice has no name in the column name."


class GroupNotBegun(KollegieError):
    """An end without a beginning, or of the other kind."""

    sv = "{end} avslutar inget: {open_sv}."
    en = "{end} ends nothing: {open_en}."

    def __init__(self, end: str, open_: str) -> None:
        super().__init__(
            end=end,
            open_sv=f"det som är öppet är {open_}" if open_ else "ingenting är öppet",
            open_en=f"what is open is {open_}" if open_ else "nothing is open",
        )


class GroupNotEnded(KollegieError):
    """A beginning without an end."""

    sv = "{begin} {name} avslutas aldrig. Lägg till en rad med {end} där gruppen slutar."
    en = "{begin} {name} is never ended. Add a row with {end} where the group ends."

    def __init__(self, begin: str, name: str, end: str) -> None:
        super().__init__(begin=begin, name=name, end=end)


class ParametersUnfit(KollegieError):
    """Parameters that are not pairs, or not numbers where a range needs them."""

    sv = "”{given}” kan inte läsas: {expected_sv} väntas."
    en = "“{given}” cannot be read: {expected_en} is expected."

    def __init__(self, given: str, expected_sv: str, expected_en: str) -> None:
        shown = given if len(given) <= 40 else given[:39] + "…"
        super().__init__(given=shown, expected_sv=expected_sv, expected_en=expected_en)


class FileOutside(KollegieError):
    """A file name that leads out of the workbook's folder."""

    sv = "”{name}” leder ut ur mappen. Bara namnet på en fil bredvid arbetsboken får stå här."
    en = "“{name}” leads out of the folder. Only the name of a file beside the workbook may stand here."

    def __init__(self, name: str) -> None:
        super().__init__(name=name if len(name) <= 60 else name[:59] + "…")


class ChoiceFileMissing(KollegieError):
    """A file of choices that is not beside the workbook, or lacks its columns."""

    sv = "Filen {name} med val kan inte användas: {reason_sv}."
    en = "The file {name} with choices cannot be used: {reason_en}."

    def __init__(self, name: str, reason_sv: str, reason_en: str) -> None:
        super().__init__(name=name, reason_sv=reason_sv, reason_en=reason_en)
