"""What can go wrong with an encrypted database file, each with its own sentence."""

from __future__ import annotations

from kollegie.errors import KollegieError


class StoreError(KollegieError):
    """Something about the database file itself."""

    sv = "Databasen kunde inte användas."
    en = "The database could not be used."


class StoreMissing(StoreError):
    """There is no such file."""

    sv = "Filen {name} finns inte i {folder}. Välj en annan fil, eller gör en ny (kollegie init på kommandoraden)."
    en = "There is no file {name} in {folder}. Choose another file, or make a new one (kollegie init in a terminal)."


class StoreIsFolder(StoreError):
    """A folder was named where a file is wanted."""

    sv = "{name} är en mapp. Ange databasens fil, till exempel {name}/lead.kollegie."
    en = "{name} is a folder. Name the file of the database, for example {name}/lead.kollegie."


class NotEncrypted(StoreError):
    """Without a key file beside it, and its content is plain or empty: it never was a database of ours."""

    sv = "{name} är inte en databas från Kollegie: filen är tom eller okrypterad. Välj en annan fil."
    en = "{name} is not a Kollegie database: the file is empty or not encrypted. Choose another file."


class NameMissing(StoreError):
    """A new store needs somebody to belong to."""

    sv = "En ny databas behöver både kommunens och ditt namn. Inget har gjorts."
    en = "A new database needs both the name of the municipality and yours. Nothing has been made."


class StoreExists(StoreError):
    """A new store would have replaced one that is there."""

    sv = "Filen {name} finns redan. Välj ett annat namn; ingenting har skrivits över."
    en = "The file {name} already exists. Choose another name; nothing has been overwritten."


class WrongPassphrase(StoreError):
    """The passphrase opens none of the key slots."""

    sv = "Lösenfrasen öppnar inte {name}. Prova igen och kontrollera Caps Lock. Inget har ändrats."
    en = "The passphrase does not open {name}. Try again and check Caps Lock. Nothing has changed."


class PassphraseTooShort(StoreError):
    """A new passphrase that could be guessed offline: too short, nothing but digits, or a few characters repeated."""

    sv = (
        "Lösenfrasen är för lätt att gissa: den behöver minst {least} tecken, minst {unlike} olika, och inte bara "
        "siffror. Fyra ord i följd är lätta att minnas."
    )
    en = (
        "The passphrase is too easy to guess: it needs at least {least} characters, at least {unlike} different ones, "
        "and more than digits. Four words in a row are easy to remember."
    )


class RecoveryKeyMistyped(StoreError):
    """Somebody means the recovery key, and its check sum says that there is a slip in it."""

    sv = "Återställningsnyckeln är inte rätt skriven. Jämför grupp för grupp: den har fjorton grupper om fyra tecken."
    en = "The recovery key is not typed right. Compare group by group: it has fourteen groups of four characters."


class NoSuchKey(StoreError):
    """No key slot has that number."""

    sv = "Det finns ingen nyckel {number} till {name}. kollegie keys list visar dem som finns."
    en = "There is no key {number} to {name}. kollegie keys list shows those there are."


class LastKey(StoreError):
    """Without a passphrase the database could not be opened in the ordinary way."""

    sv = "Den sista lösenfrasen till {name} kan inte tas bort: ingen skulle kunna öppna filen. Byt den i stället."
    en = "The last passphrase of {name} cannot be removed: nobody could open the file. Change it instead."


class KeyFileMissing(StoreError):
    """The key slots stand in a file beside the database."""

    sv = "Nyckelfilen {key_file} saknas bredvid {name}. Lägg tillbaka den från säkerhetskopian; den hör ihop med filen."
    en = "The key file {key_file} is missing beside {name}. Put it back from the backup; it belongs to the file."


class KeyFileDamaged(StoreError):
    """Both copies of the key slots are unreadable, or their costs are outside what is accepted."""

    sv = "Nyckelfilen {key_file} är skadad. Lägg tillbaka den från säkerhetskopian."
    en = "The key file {key_file} is damaged. Put it back from the backup."


class TooLittleMemory(StoreError):
    """Argon2id could not get the memory its slot asks for."""

    sv = "Minnet räcker inte för att låsa upp: {megabytes} MB behövs. Stäng andra program och prova igen."
    en = "There is too little memory to unlock: {megabytes} MB are needed. Close other programs and try again."


class NotAStore(StoreError):
    """The key is right but the file is no database of ours, or its first page is damaged."""

    sv = "{name} är inte en databas från Kollegie, eller så är dess början skadad. Återställ från säkerhetskopian."
    en = "{name} is not a Kollegie database, or its beginning is damaged. Restore it from the backup."


class StoreDamaged(StoreError):
    """A page failed its check."""

    sv = "{name} är skadad: {what}. Arbeta inte vidare i den; återställ den senaste säkerhetskopian bredvid."
    en = "{name} is damaged: {what}. Do not go on working in it; restore the latest backup beside it."


class StoreFromNewer(StoreError):
    """Written by a program with a later schema."""

    sv = "{name} är skriven av ett nyare Kollegie (format {theirs}, det här läser {ours}). Uppdatera programmet."
    en = "{name} was written by a newer Kollegie (format {theirs}, this program reads {ours}). Update the program."


class EngineTooOld(StoreError):
    """SQLite before 3.51.3 can lose committed writes when two connections share one WAL file."""

    sv = "Databasmotorn SQLite {found} är äldre än {least} och kan tappa skrivningar. Installera om Kollegie."
    en = "The database engine SQLite {found} is older than {least} and can lose writes. Install Kollegie again."


class SettingNotTaken(StoreError):
    """A safety setting did not take hold when read back."""

    sv = "Säkerhetsinställningen {pragma} gick inte att slå på ({found} i stället för {wanted}). Filen öppnas inte."
    en = "The safety setting {pragma} could not be turned on ({found} instead of {wanted}). The file is not opened."


class CaptureMissing(StoreError):
    """A capture trigger is not there, so an edit could go unrecorded."""

    sv = "Ändringsspårningen saknas för {names}. Databasen öppnas inte för skrivning; återställ från säkerhetskopian."
    en = "The change capture is missing for {names}. The database is not opened for writing; restore from the backup."


class DiskFull(StoreError):
    """No room left for the write; the old data is whole."""

    sv = "Disken är full: {free} MB ledigt där {name} ligger. Frigör plats. Det som redan var sparat är helt."
    en = "The disk is full: {free} MB free where {name} lies. Make room. What was already saved is whole."


class FolderReadOnly(StoreError):
    """The file or its folder cannot be written."""

    sv = "{name} går inte att skriva: mappen {folder} eller filen är skrivskyddad. Flytta filen eller ändra den."
    en = "{name} cannot be written: the folder {folder} or the file is read-only. Move the file or change it."


class FolderMissing(StoreError):
    """The folder to write in is not there."""

    sv = "{name} går inte att skriva: mappen {folder} finns inte. Skapa mappen eller välj en annan plats."
    en = "{name} cannot be written: the folder {folder} is not there. Make the folder or choose another place."


class StoreBusy(StoreError):
    """Another process held the write lock all through the waiting time."""

    sv = "{name} används av ett annat program. Inget har ändrats. Stäng det andra fönstret och prova igen."
    en = "{name} is in use by another program. Nothing has changed. Close the other window and try again."


class RecordMissing(StoreError):
    """No record with that id, or it does not belong to what this laptop may see."""

    sv = "Det finns ingen post {record} med id {id} på den här datorn."
    en = "There is no record {record} with id {id} on this computer."


class WriteFailed(StoreError):
    """A write was refused for a reason the database names."""

    sv = "Skrivningen i {name} gick inte igenom och drogs tillbaka: {what}."
    en = "The write in {name} did not go through and was rolled back: {what}."
