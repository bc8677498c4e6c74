"""Why a whole file cannot be imported, each reason with its own sentence; a single row's fault is a `Refusal`."""

from __future__ import annotations

from kollegie.errors import KollegieError


class TableUnreadable(KollegieError):
    """The file cannot be opened as a table at all."""

    sv = "{file} går inte att läsa: {why}. Välj en fil av typen CSV (UTF-8 eller Windows-1252) eller XLSX."
    en = "{file} cannot be read: {why}. Choose a CSV file (UTF-8 or Windows-1252) or an XLSX file."


class TableMalformed(KollegieError):
    """The text of a CSV file breaks off or has a stray quotation mark."""

    sv = "{file}, rad {row}: raden går inte att tyda ({why}). Är filen färdigskriven? Ingenting har importerats."
    en = "{file}, row {row}: the row cannot be read ({why}). Is the file complete? Nothing has been imported."


class TableLocked(KollegieError):
    """A workbook with a password, or in the format from before 2007."""

    sv = "{file} är lösenordsskyddad eller sparad som .xls. Spara den som XLSX utan lösenord och importera igen."
    en = "{file} has a password or is saved as .xls. Save it as XLSX without a password and import it again."


class TableTooLarge(KollegieError):
    """The file, or what it unpacks to, is beyond what a table of people can be."""

    sv = "{file} är för stor: {what}. Dela upp den i flera filer."
    en = "{file} is too large: {what}. Split it into several files."


class TableTooHeavy(KollegieError):
    """The reading process met its limit of memory or time and was stopped."""

    sv = "{file} stoppades: den krävde mer minne eller tid än en tabell får ta. Ingenting har importerats."
    en = "{file} was stopped: it took more memory or time than a table may. Nothing has been imported."


class HeadersMissing(KollegieError):
    """No row among the first looks like the header of this kind, or a required column is not there."""

    sv = "{file}{sheet}, rad {row}: kolumnen {column} saknas. Rubriken kan vara {accepted}. {other}"
    en = "{file}{sheet}, row {row}: the column {column} is missing. The header may be {accepted}. {other}"


class HeaderTwice(KollegieError):
    """Two headers mean the same column."""

    sv = "{file}{sheet}, rad {row}: rubrikerna ”{first}” och ”{second}” betyder båda {column}. Ta bort en av dem."
    en = "{file}{sheet}, row {row}: the headers “{first}” and “{second}” both mean {column}. Remove one of them."


class SheetMissing(KollegieError):
    """The mapping names a sheet the workbook does not have."""

    sv = "{file} har inget blad ”{sheet}”. Bladen heter {sheets}."
    en = "{file} has no sheet “{sheet}”. Its sheets are {sheets}."


class MappingFaulty(KollegieError):
    """The mapping file is not what is expected."""

    sv = 'Mappningen {file}: {what}. Den ska ha [columns] med rader som "Kundnr" = "user_id".'
    en = 'The mapping {file}: {what}. It should have [columns] with lines such as "Kundnr" = "user_id".'


class KindUnknown(KollegieError):
    """No such kind of record."""

    sv = "Sorten ”{kind}” finns inte. Välj en av {kinds}."
    en = "There is no kind “{kind}”. Choose one of {kinds}."


class RowsRefused(KollegieError):
    """Rows could not be understood, and nobody has said that the rest may go in."""

    sv = "{count} av {read} rader kunde inte läsas, så ingenting har importerats. Rätta dem, eller ta in resten ändå."
    en = "{count} of {read} rows could not be read, so nothing was imported. Correct them, or take the rest anyway."


class PlanOutdated(KollegieError):
    """The register changed between showing the plan and carrying it out."""

    sv = "Registret har ändrats sedan filen visades. Ingenting har importerats; visa filen igen."
    en = "The register has changed since the file was shown. Nothing was imported; show the file again."
