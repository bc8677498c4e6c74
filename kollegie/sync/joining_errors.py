"""What joining a hub can be refused for, and what is asked about the people and the laptops on it."""

from __future__ import annotations

from kollegie.sync.errors import SyncError


class NotEnrolled(SyncError):
    """This laptop belongs to no hub yet."""

    sv = "Den här datorn är inte ansluten till något nav. Anslut den under Synk, eller med kollegie hub enrol ADRESS."
    en = "This computer is not joined to any hub. Join one in Sync, or with kollegie hub enrol ADDRESS."


class OtherHub(SyncError):
    """The laptop belongs to another hub than the one named."""

    sv = "Den här datorn hör till navet {known}, inte till {address}. Inget har skickats eller tagits emot."
    en = "This computer belongs to the hub {known}, not to {address}. Nothing has been sent or received."


class AlreadyJoined(SyncError):
    """The laptop is joined to the very hub it is to join."""

    sv = "Den här datorn är redan ansluten till navet {known}. Synka i stället (F5 eller kollegie sync)."
    en = "This computer has already joined the hub {known}. Sync instead (F5 or kollegie sync)."


class PersonUnknown(SyncError):
    """Nobody of that name has been added to the hub."""

    sv = (
        "{name} ({municipality}) finns inte på navet. Be granskningsledaren lägga till:"
        ' kollegie hub add-person ADRESS "{name}" --role visitor --municipality "{municipality}".'
    )
    en = (
        "{name} ({municipality}) is not known to the hub. Ask the review lead to add:"
        ' kollegie hub add-person ADDRESS "{name}" --role visitor --municipality "{municipality}".'
    )


class PersonOfOther(SyncError):
    """Somebody of that name exists, from another municipality."""

    sv = (
        "{name} på navet hör till {theirs}, men den här datorn till {ours}."
        " Är det samma person, be granskningsledaren rätta kommunen; annars lägga till en person till."
    )
    en = (
        "{name} on the hub belongs to {theirs}, but this computer to {ours}."
        " If it is the same person, ask the review lead to correct the municipality; else to add another person."
    )


class TooManyDevices(SyncError):
    """Every number a stamp has room for has been given."""

    sv = "Navet har gett ut alla sina {most} datornummer. Skapa ett nytt nav med kollegie hub create."
    en = "The hub has given all its {most} computer numbers. Make a new hub with kollegie hub create."


class DeviceRevoked(SyncError):
    """The laptop was reported lost."""

    sv = (
        "Den här datorn är spärrad på navet och får varken hämta eller skicka. Den har glömt navets nyckel."
        " Det som inte är skickat ligger kvar här. Kontakta granskningsledaren; läggs du till igen, anslut på nytt."
        " Granskningsledaren tar sedan in det eller låter bli."
    )
    en = (
        "This computer is blocked at the hub and may neither fetch nor send. It has forgotten the hub's key."
        " What is not sent stays here. Contact the review lead; once you are added again, join anew."
        " The review lead then takes it in or not."
    )


class DeviceMissing(SyncError):
    """No laptop has that number, and nobody of that name has one."""

    sv = "Navet känner ingen dator med nummer eller namn {whom}. Se kollegie hub status."
    en = "The hub knows no computer by the number or name {whom}. See kollegie hub status."


class SeveralDevices(SyncError):
    """A name that goes for more than one laptop: just the lost one is to be blocked."""

    sv = (
        "{whom} har flera datorer på navet: {numbers}. Spärra den som är borta med dess nummer; se kollegie hub status."
    )
    en = (
        "{whom} has several computers at the hub: {numbers}. Block the lost one by its number; see kollegie hub status."
    )


class OwnDevice(SyncError):
    """Whoever blocks a laptop must not block the one they sit at."""

    sv = "Du kan inte spärra datorn du sitter vid. Gör det från en annan granskningsledares dator."
    en = "You cannot block the computer you are using. Do it from another review lead's computer."


class NumbersGone(SyncError):
    """Every computer number a person was given for a drop folder is in use."""

    sv = (
        "Alla datornummer som {name} har fått på navet {address} är använda."
        " Be granskningsledaren lägga till {name} igen med kollegie hub add-person."
    )
    en = (
        "All computer numbers given to {name} at the hub {address} are in use."
        " Ask the review lead to add {name} again with kollegie hub add-person."
    )


class NoNumbersToGive(SyncError):
    """A lead has no more computer numbers to give away in a drop folder."""

    sv = "Du har inga fler datornummer att ge på navet {address}. Be den som skapade navet lägga till personen."
    en = "You have no more computer numbers to give at the hub {address}. Ask whoever made it to add the person."
