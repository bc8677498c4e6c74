"""Why a file of records cannot be imported at all, where the errors of tables have no sentence for it."""

from __future__ import annotations

from kollegie.errors import KollegieError


class RecordsUnreadable(KollegieError):
    """The file is no table and no invoice that can be understood."""

    sv = "{file} går inte att läsa: {why_sv}. Ingenting har importerats."
    en = "{file} cannot be read: {why_en}. Nothing has been imported."


class RecordsTooLarge(KollegieError):
    """The file, a sheet or a cell of it is beyond what can be taken in."""

    sv = "{file} är för stor: {size} {limit_sv}. Dela upp den i flera filer."
    en = "{file} is too large: {size} {limit_en}. Split it into several files."


class RecordsStillWritten(KollegieError):
    """The file changed while it was read."""

    sv = "{file} ändrades medan den lästes. Vänta tills den är färdigskriven. Ingenting har importerats."
    en = "{file} changed while it was read. Wait until it has been written. Nothing has been imported."


class CaseIdUnreadable(KollegieError):
    """A case id is not written with the user it stands for."""

    sv = "”{given}” går inte att läsa. Skriv utförarens ärendenummer, likhetstecken och brukarens id: A-17=B-1018."
    en = "“{given}” cannot be read. Write the provider's case id, an equals sign and the user's id: A-17=B-1018."


class NotInRegister(KollegieError):
    """A provider or a user is named that the register does not have."""

    sv = "{refs} finns inte i registret. Läs in utförare och brukare först."
    en = "{refs} is not in the register. Take in providers and users first."
