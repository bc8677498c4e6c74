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
