"""What a sync can be refused for, each with the sentence that says what to do."""

from __future__ import annotations

from typing import ClassVar

from kollegie.errors import KollegieError
from kollegie.store.errors import DiskFull, FolderReadOnly


class SyncError(KollegieError):
    """Something about the hub or the way to it.

    Shape: `consent` names what a person may answer yes to, as `sync` takes it; empty where there is nothing to ask.
    """

    consent: ClassVar[str] = ""

    sv = "Synkningen gick inte igenom. Inget lokalt har ändrats; försök igen."
    en = "The sync did not go through. Nothing local has changed; try again."


class BadHubAddress(SyncError):
    """The address is none of the forms a hub can have."""

    sv = (
        "{address} är inte en adress till ett nav. Skriv sqlite:///mapp/hub.kollegie för en fil,"
        " folder:///mapp för en filmapp eller postgresql+psycopg://namn:lösenord@server/databas för en server."
    )
    en = (
        "{address} is not the address of a hub. Write sqlite:///folder/hub.kollegie for a file,"
        " folder:///folder for a drop folder or postgresql+psycopg://name:password@server/database for a server."
    )


class HubFolderMissing(SyncError):
    """The folder a new hub should stand in is not there."""

    sv = (
        "Mappen {folder} finns inte, så navet går inte att göra där. Gör mappen först. En hel sökväg skrivs som"
        " {kind}:////srv/granskning, i Windows {kind}:///C:/granskning."
    )
    en = (
        "There is no folder {folder}, so the hub cannot be made there. Make the folder first. A whole path is written"
        " {kind}:////srv/review, in Windows {kind}:///C:/review."
    )


class HubMissing(SyncError):
    """There is no hub where the address points. Never read as if everything had been deleted."""

    sv = "Det finns inget nav på {address}. Kontrollera att resursen är ansluten. Inget lokalt har ändrats."
    en = "There is no hub at {address}. Check that the share is connected. Nothing local has changed."


class HubExists(SyncError):
    """A new hub would have replaced one that is there."""

    sv = "Det finns redan ett nav på {address}. Välj en annan plats, eller anslut med kollegie hub enrol."
    en = "There is already a hub at {address}. Choose another place, or join it with kollegie hub enrol."


class HubReadOnly(FolderReadOnly):
    """The hub's file or folder cannot be written by this person."""

    sv = (
        "Navet {name} går inte att skriva: mappen {folder} eller filen är skrivskyddad för dig. Be den som sköter"
        " mappen om rätt att skriva i den. Det du har gjort är sparat här och skickas nästa gång."
    )
    en = (
        "The hub {name} cannot be written: the folder {folder} or the file is read-only for you. Ask whoever looks"
        " after the folder for the right to write in it. What you have done is saved here and is sent next time."
    )


class HubFull(DiskFull):
    """The disk or share the hub lies on has no room left; this laptop's own may have plenty."""

    sv = (
        "Det är fullt där navet {name} ligger: {free} MB ledigt. Be den som sköter platsen att göra rum. Det du har"
        " gjort är sparat här och skickas nästa gång."
    )
    en = (
        "There is no room left where the hub {name} lies: {free} MB free. Ask whoever looks after the place to make"
        " room. What you have done is saved here and is sent next time."
    )


class HubUnreachable(SyncError):
    """The server does not answer, or refuses."""

    sv = "Navet {address} svarar inte: {why}. Det du har gjort är sparat här och skickas nästa gång."
    en = "The hub {address} does not answer: {why}. What you have done is saved here and is sent next time."


class LoginRefused(HubUnreachable):
    """The server knows no such login, or another password: it was made anew, or taken away."""

    sv = (
        "Navet {address} godtar inte namnet eller lösenordet i adressen. Be granskningsledaren om en ny adress och"
        " anslut med den under Synk, eller med kollegie hub enrol ADRESS. Det du har gjort är sparat här."
    )
    en = (
        "The hub {address} does not accept the name or the password in the address. Ask the review lead for a new"
        " address and join with it in Sync, or with kollegie hub enrol ADDRESS. What you have done is saved here."
    )


class HubFromNewer(SyncError):
    """The hub has been upgraded past what this program can read."""

    sv = (
        "Navet kräver ett nyare Kollegie (format {wanted}, det här är {ours})."
        " Dina ändringar ligger kvar här och skickas när programmet är uppdaterat."
    )
    en = (
        "The hub needs a newer Kollegie (format {wanted}, this is {ours})."
        " Your changes stay here and are sent when the program is updated."
    )


class HubFromOlder(SyncError):
    """The hub's tables lack what this program needs, and this login may not add it."""

    sv = (
        "Navet är gjort för ett äldre Kollegie (format {theirs}, det här är {ours}). Be administratören köra"
        " kollegie hub upgrade med sin adress. Dina ändringar ligger kvar här tills dess."
    )
    en = (
        "The hub was made for an older Kollegie (format {theirs}, this is {ours}). Ask the administrator to run"
        " kollegie hub upgrade with their address. Your changes stay here until then."
    )


class HubChanged(SyncError):
    """Another hub stands at the address, or an older copy of it."""

    consent = "accept_hub"

    sv = (
        "Navet {address} är inte detsamma som förra gången: det är nyskapat eller återställt från en säkerhetskopia."
        " Inget har raderats eller skickats. Fråga granskningsledaren; fortsätt sedan i Synk eller med kollegie sync"
        " --accept-hub."
    )
    en = (
        "The hub {address} is not the same as last time: it is new or has been restored from a backup."
        " Nothing has been deleted or sent. Ask the review lead; then go on in Sync or with kollegie sync --accept-hub."
    )


class SyncPaused(SyncError):
    """The store was put back from a backup, and nobody has said yet that it may meet the hub."""

    consent = "resume"

    sv = (
        "Databasen är återställd från en säkerhetskopia, så synken är pausad. Se efter vad som skiljer och fortsätt"
        " sedan med kollegie sync --resume. Datorn får då ett nytt nummer; inget som skrivits går förlorat."
    )
    en = (
        "The database was restored from a backup, so the sync is paused. See what differs, then go on with"
        " kollegie sync --resume. The computer then gets a new number; nothing that was written is lost."
    )


class DeletionsStopped(SyncError):
    """Others have deleted more of what stands here than is usual."""

    consent = "allow_deletions"
    sv = (
        "Synken ville ta bort minst {count} av {held} poster på den här datorn. Det är ovanligt många, så inget av dem"
        " är borttaget. Fråga den som har tagit bort dem; fortsätt sedan i Synk eller med kollegie sync"
        " --allow-deletions."
    )
    en = (
        "The sync wanted to delete at least {count} of {held} records on this computer. That is unusually many, so none"
        " of them is deleted. Ask whoever deleted them; then go on in Sync or with kollegie sync --allow-deletions."
    )


class ErasuresStopped(SyncError):
    """The hub's list of erasures would take what is on this laptop alone, or many cases at once."""

    consent = "allow_deletions"
    sv = (
        "Navets gallringslista skulle ta bort mer än vanligt från den här datorn (ärenden: {cases}; sådant som"
        " bara finns här: {unsent}). Inget av det är borttaget. Fråga granskningsledaren om ärendena är gallrade;"
        " fortsätt sedan i Synk eller med kollegie sync --allow-deletions."
    )
    en = (
        "The hub's list of erasures would remove more than usual from this computer (cases: {cases}; what is here"
        " alone: {unsent}). None of it has been removed. Ask the review lead whether the cases have been erased; then"
        " go on in Sync or with kollegie sync --allow-deletions."
    )


class HubSilent(KollegieError):
    """The server took what was sent and then said nothing more."""

    sv = (
        "Navet har inte svarat på {seconds} sekunder och kontakten är bruten. Inget är förlorat: det som inte kom fram "
        "väntar på den här datorn. Försök igen."
    )
    en = (
        "The hub has not answered for {seconds} seconds and the line is cut. Nothing is lost: what did not arrive "
        "waits on this computer. Try again."
    )


class HubBusy(SyncError):
    """Others held the hub all through the waiting time."""

    sv = "Navet {address} är upptaget av en annan dator. Inget har gått förlorat; försök igen om en stund."
    en = "The hub {address} is busy with another computer. Nothing is lost; try again in a while."


class HubDamaged(SyncError):
    """A page of the hub's file failed its check."""

    consent = "rebuild"

    sv = (
        "Navet {address} är skadat: {what}. Det du har skrivit finns kvar här. Granskningsledaren ställer undan filen"
        " och bygger om navet i Synk eller med kollegie hub rebuild."
    )
    en = (
        "The hub {address} is damaged: {what}. What you have written is still here. The review lead sets the file"
        " aside and rebuilds the hub in Sync or with kollegie hub rebuild."
    )


class HubTampered(SyncError):
    """Somebody has put into the hub's file what no program of ours puts there."""

    consent = "rebuild"

    sv = (
        "Navet {address} innehåller något som Kollegie inte har lagt dit: {names}."
        " Inget har hämtats eller skickats. Visa granskningsledaren meningen, som bygger om navet i Synk eller med"
        " kollegie hub rebuild."
    )
    en = (
        "The hub {address} holds something Kollegie has not put there: {names}."
        " Nothing was fetched or sent. Show this sentence to the review lead, who rebuilds the hub in Sync or with"
        " kollegie hub rebuild."
    )


class ServerTampered(SyncError):
    """Somebody has put a trigger or a rule on the server's tables, which acts on what is sent."""

    sv = (
        "Servern {address} har något på Kollegies tabeller som Kollegie inte har lagt dit: {names}."
        " Inget har skickats; det som väntar ligger kvar här. Visa den som sköter servern meningen: ta bort triggrar"
        " och regler som inte är Kollegies, kör kollegie hub upgrade med den egna adressen, som lägger tillbaka"
        " Kollegies egna, och synka igen."
    )
    en = (
        "The server {address} has something on Kollegie's tables that Kollegie has not put there: {names}."
        " Nothing was sent; what waits is kept here. Show whoever keeps the server this sentence: remove the triggers"
        " and rules that are not Kollegie's, run kollegie hub upgrade with their own address, which puts back"
        " Kollegie's own, and sync again."
    )


class ServerUnguarded(SyncError):
    """Somebody has taken away a trigger, a function or a policy of ours, by which the server tells who may do what."""

    sv = (
        "Servern {address} saknar något som Kollegie har lagt dit och som styr vem som får göra vad: {names}. Inget har"
        " skickats; det som väntar ligger kvar här. Visa den som sköter servern meningen: kör kollegie hub upgrade med"
        " den egna adressen, som lägger tillbaka det, och synka igen."
    )
    en = (
        "The server {address} lacks what Kollegie has put there to tell who may do what: {names}. Nothing was sent;"
        " what waits is kept here. Show whoever keeps the server this sentence: run kollegie hub upgrade with their own"
        " address, which puts it back, and sync again."
    )


class NotSecure(SyncError):
    """The address asks for a line on which the server's certificate is not checked."""

    sv = "Adressen till {address} kräver inte att serverns certifikat kontrolleras. Skriv sslmode=verify-full i den."
    en = "The address of {address} does not ask for the server's certificate to be checked. Write sslmode=verify-full."


class OwnAddressNeeded(SyncError):
    """A laptop was about to keep the administrator's password."""

    sv = "Anslut med den egna adress som kollegie hub add-person skrev ut, inte med administratörens."
    en = "Join with the address of your own that kollegie hub add-person printed, not with the administrator's."


class MayNot(SyncError):
    """The login or the role does not give that right."""

    sv = (
        "Navet {address} tillåter inte det här för dig. Granskningsledaren ger rättigheter;"
        " nya personer läggs till med administratörens adress."
    )
    en = (
        "The hub {address} does not allow you this. The review lead gives rights;"
        " new persons are added with the administrator's address."
    )


class ConflictMissing(SyncError):
    """No such conflict, or it is settled."""

    sv = "Det finns ingen öppen konflikt {id}. Se kollegie conflicts list."
    en = "There is no open conflict {id}. See kollegie conflicts list."


class ReaderOnly(SyncError):
    """Somebody who only reads would settle a disagreement."""

    sv = "Du läser den här granskningen. Granskningsledaren eller de som gjorde besöket avgör vad som gäller."
    en = "You only read this review. The review lead or those who made the visit settle what stands."


class VersionMissing(SyncError):
    """A conflict has no version of that stamp."""

    sv = "Konflikten har ingen version {stamp}. kollegie conflicts list visar dem."
    en = "The conflict has no version {stamp}. kollegie conflicts list shows them."

    stamp: int


class BatchRefused(SyncError):
    """A file in a drop folder is not what it must be. Nothing of it has been taken in."""

    sv = "Filen {file} i navets mapp togs inte emot: {why}. Allt annat är hämtat. Visa granskningsledaren meningen."
    en = "The file {file} in the hub's folder was not taken in: {why}. All else is fetched. Tell the review lead."


class HubIsWhole(SyncError):
    """Somebody would rebuild a hub whose file passes every check."""

    sv = (
        "Navet {address} är helt: det går att läsa, och alla sidor stämmer. Det är inte ombyggt, eftersom andra kan"
        " skriva i det. Synka som vanligt; säger synken något annat, följ den meningen."
    )
    en = (
        "The hub {address} is whole: it can be read, and every page is right. It has not been rebuilt, since others may"
        " be writing to it. Sync as usual; if the sync says something else, follow that sentence."
    )


class NotAFile(SyncError):
    """Only a hub that is one file is set aside and made anew."""

    sv = (
        "{address} är ingen fil som kan byggas om. En server återställs ur sin egen säkerhetskopia; i en filmapp"
        " skriver varje dator själv om sina filer, en gång om dagen. Synka sedan som vanligt."
    )
    en = (
        "{address} is no file that can be rebuilt. A server is restored from its own backup; in a drop folder each"
        " computer writes its own files anew. Then sync as usual."
    )


class CloudFolder(SyncError):
    """A hub that is one file was to lie where a cloud service copies it."""

    sv = (
        "{folder} kopieras av {service}, som inte håller filer låsta och kan förstöra ett nav som är en enda fil."
        " Använd en filmapp i stället: folder:///{folder}."
    )
    en = (
        "{folder} is copied by {service}, which keeps no locks and may ruin a hub that is one file."
        " Use a drop folder instead: folder:///{folder}."
    )


class LocksNotKept(SyncError):
    """Two processes could hold one file at once."""

    sv = (
        "Mappen {folder} håller inte filer låsta, så två datorer kan skriva samtidigt och förstöra navet."
        " Använd en filmapp i stället: folder:///{folder}."
    )
    en = (
        "The folder {folder} does not keep files locked, so two computers may write at once and ruin the hub."
        " Use a drop folder instead: folder:///{folder}."
    )


class ClockWrong(SyncError):
    """The laptop's clock is more than a day away from the hub's."""

    sv = (
        "Datorns klocka går {days} dagar fel: hos navet är det {theirs}. Inget har skickats. Ställ datorns datum och"
        " tid och synka igen."
    )
    en = (
        "This computer's clock is {days} days wrong: at the hub it is {theirs}. Nothing has been sent. Set the"
        " computer's date and time and sync again."
    )
