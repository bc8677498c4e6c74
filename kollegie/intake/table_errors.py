"""Why a whole file cannot be imported, each reason with its own sentence; a single row's fault is a `Refusal`."""

from __future__ import annotations

from collections.abc import Iterable

from kollegie.errors import KollegieError
from kollegie.language import Language, say

_WHY = {
    "missing": ("filen finns inte", "there is no such file"),
    "folder": ("det är en mapp", "it is a folder"),
    "pdf": ("det är en PDF", "it is a PDF"),
    "empty": ("den är tom", "it is empty"),
    "not_text": ("den är inte text", "it is not text"),
    "encoding": ("tecknen är varken UTF-8 eller Windows-1252", "its characters are neither UTF-8 nor Windows-1252"),
    "not_workbook": ("den är ingen arbetsbok", "it is no workbook"),
    "damaged": ("innehållet är skadat", "its content is damaged"),
    "no_rows": ("den har inga rader", "it has no rows"),
    "doctype": ("den har en DOCTYPE, som ingen tabell har", "it has a DOCTYPE, as no table has"),
    "refused": ("systemet nekar läsning", "the system refuses to read it"),
}

_LIMITS = {
    "rows": ("rader eller fler", "rows or more"),
    "columns": ("kolumner", "columns"),
    "characters": ("tecken i en cell", "characters in one cell"),
    "characters_in_all": ("tecken i bladet", "characters in the sheet"),
    "unpacked": ("MB när den packas upp", "MB when it is unpacked"),
    "hidden": ("sammanslagna celler och tomma formler", "merged cells and empty formulas"),
}


_MALFORMED = {
    "unexpected end": ("ett citattecken öppnas men stängs aldrig", "a quotation mark is opened and never closed"),
    "expected after": ("ett citattecken står inne i ett värde", "a quotation mark stands inside a value"),
    "field limit": ("en cell är för lång", "a cell is too long"),
    "XML": ("den är inte hel XML", "it is not whole XML"),
}
"""What the readers of text and XML say of a row, by what they say it with."""
_OTHERWISE = ("den följer inte formatet", "it does not keep to the format")


class TableUnreadable(KollegieError):
    """The file cannot be opened as a table at all. Shape: `why` is a word known here, else said as it is."""

    sv = "{file} går inte att läsa: {why_sv}. Välj en fil av typen CSV (UTF-8 eller Windows-1252) eller XLSX."
    en = "{file} cannot be read: {why_en}. Choose a CSV file (UTF-8 or Windows-1252) or an XLSX file."

    def __init__(self, *, file: str, why: str) -> None:
        why_sv, why_en = _WHY.get(why, (why, why))
        super().__init__(file=file, why_sv=why_sv, why_en=why_en)


class FilesUnreadable(KollegieError):
    """None of several files can be read; each has its own reason."""

    sv = "{what_sv}"
    en = "{what_en}"

    def __init__(self, problems: Iterable[KollegieError]) -> None:
        told = tuple(problems)
        super().__init__(
            what_sv=" ".join(problem.sentence(Language.SV) for problem in told),
            what_en=" ".join(problem.sentence(Language.EN) for problem in told),
        )


class TableMalformed(KollegieError):
    """The text of a CSV file breaks off or has a stray quotation mark. Shape: `why` is what its reader says of it."""

    sv = "{file}, rad {row}: raden går inte att tyda ({why_sv}). Är filen färdigskriven? Ingenting har importerats."
    en = "{file}, row {row}: the row cannot be read ({why_en}). Is the file complete? Nothing has been imported."

    def __init__(self, *, file: str, row: int, why: str) -> None:
        sv, en = next((said for sign, said in _MALFORMED.items() if sign in why), _OTHERWISE)
        super().__init__(file=file, row=row, why_sv=sv, why_en=en)


class TableLocked(KollegieError):
    """A workbook with a password, or in the format from before 2007."""

    sv = "{file} är lösenordsskyddad eller sparad som .xls. Spara den som XLSX utan lösenord och importera igen."
    en = "{file} has a password or is saved as .xls. Save it as XLSX without a password and import it again."


class TableTooLarge(KollegieError):
    """The file, or what it unpacks to, is beyond what a table of people can be.

    Shape: `what` is how much; `limit` names what is counted, where `what` is a bare number; `sheet` and `row` are where
    the limit was met, where that is known.
    """

    sv = "{file} är för stor: {place_sv}{what_sv}. Dela upp den i flera filer, eller ta bort det som inte är en tabell."
    en = "{file} is too large: {place_en}{what_en}. Split it into several files, or remove what is not a table."

    def __init__(self, *, file: str, what: str, limit: str = "", sheet: str = "", row: int = 0) -> None:
        limit_sv, limit_en = _LIMITS.get(limit, ("", ""))
        super().__init__(
            file=file,
            what_sv=f"{what} {limit_sv}".strip(),
            what_en=f"{what} {limit_en}".strip(),
            place_sv=(f"blad {sheet}, " if sheet else "") + (f"rad {row}: " if row else ""),
            place_en=(f"sheet {sheet}, " if sheet else "") + (f"row {row}: " if row else ""),
        )


class TableTooHeavy(KollegieError):
    """The reading process met its limit of memory or time and was stopped."""

    sv = "{file} stoppades: den krävde mer minne eller tid än en tabell får ta. Ingenting har importerats."
    en = "{file} was stopped: it took more memory or time than a table may. Nothing has been imported."


class HeadersMissing(KollegieError):
    """No row among the first looks like the header of this kind, or a required column is not there."""

    sv = "{file}{sheet}, rad {row}: kolumnen {column} saknas. Rubriken kan vara {accepted}. {other}"
    en = "{file}{sheet}, row {row}: the column {column} is missing. The header may be {accepted}. {other}"

    def sentence(self, language: Language | None = None) -> str:
        return super().sentence(language).rstrip()


class HeaderTwice(KollegieError):
    """Two headers mean the same column."""

    sv = "{file}{sheet}, rad {row}: rubrikerna ”{first}” och ”{second}” betyder båda {column}. Ta bort en av dem."
    en = "{file}{sheet}, row {row}: the headers “{first}” and “{second}” both mean {column}. Remove one of them."


def on_sheet(sheet: str) -> str:
    """Which sheet of a workbook a row is on, after the file's name; "" for a text file."""
    return say(f", blad {sheet}", f", sheet {sheet}") if sheet else ""


def other_sheets(names: Iterable[str]) -> str:
    """Where else in a workbook what is missing may stand."""
    others = ", ".join(names)
    return say(f"Andra blad i filen: {others}.", f"Other sheets in the file: {others}.") if others else ""


class SheetMissing(KollegieError):
    """The mapping names a sheet the workbook does not have."""

    sv = "{file} har inget blad ”{sheet}”. Bladen heter {sheets}."
    en = "{file} has no sheet “{sheet}”. Its sheets are {sheets}."


class SheetTwice(KollegieError):
    """A workbook with two sheets of one name, as no spreadsheet program makes them."""

    sv = "{file} har två blad som heter ”{sheet}”. Vilket som gäller går inte att veta; ta bort ett av dem."
    en = "{file} has two sheets named “{sheet}”. Which one counts cannot be known; remove one of them."


class MappingFaulty(KollegieError):
    """The mapping file is not what is expected."""

    sv = 'Mappningen {file}: {what}. Den ska ha [columns] med rader som "Kundnr" = "user_id".'
    en = 'The mapping {file}: {what}. It should have [columns] with lines such as "Kundnr" = "user_id".'


class MappingMissing(KollegieError):
    """No mapping is kept under that name for this kind."""

    sv = "Ingen mappning heter ”{name}” för den här sorten. Sparade är {known}."
    en = "There is no mapping “{name}” for this kind. Kept ones are {known}."


class KindUnknown(KollegieError):
    """No such kind of record."""

    sv = "Sorten ”{kind}” finns inte. Välj en av {kinds}."
    en = "There is no kind “{kind}”. Choose one of {kinds}."


class RowsRefused(KollegieError):
    """Rows could not be understood, and nobody has said that the rest may go in."""

    sv = "{count} av {read} rader kunde inte läsas, så ingenting har importerats. Rätta dem, eller ta in resten ändå."
    en = "{count} of {read} rows could not be read, so nothing was imported. Correct them, or take the rest anyway."


class PlanOutdated(KollegieError):
    """The register, or the records taken in, changed between showing the plan and carrying it out."""

    sv = "Registret eller underlaget har ändrats sedan filen visades. Ingenting har importerats; visa filen igen."
    en = "The register or the records have changed since the file was shown. Nothing was imported; show the file again."


class FilesOfOneName(KollegieError):
    """Two files of one import go by one name, by which their rows are told apart in what is said and kept."""

    sv = "Två av filerna heter {file}. Läs in dem var för sig, eller byt namn på en av dem."
    en = "Two of the files are named {file}. Take them in one by one, or rename one of them."
