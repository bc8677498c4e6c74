"""What each person needs to connect: everybody in the reviews is let in when a hub is made, and told how."""

from __future__ import annotations

from collections.abc import Callable

from kollegie.language import say
from kollegie.model.register import Municipality, Person
from kollegie.model.reviews import Participant, Role
from kollegie.progress import Progress
from kollegie.store import Store
from kollegie.sync.enrolling import UNNAMED, Invitation, add_person


def invite_participants(
    store: Store,
    url: str,
    *,
    given: Callable[[Invitation, Role], None] | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Invitation, Role], ...]:
    """Let in everybody who takes part in a review of this laptop and is not its own person, each in their role.

    Shape: who has several roles gets the widest. `url` is the one the hub was made with, on a server the
    administrator's; each address given back on a server is told only once, so `given` hears of each as soon as it is
    made: the next person may be one who cannot be added. Raises: what `add_person` raises.
    """
    widest = list(Role)  # from the lead, who sees all, to the reader
    with store.reading() as reading:
        roles: dict[Person, Role] = {}
        for one in reading.find(Participant):
            person = reading.first(Person, id=one.person_id)
            if person is not None and person.id != store.me:
                known = roles.get(person, one.role)
                roles[person] = min(known, one.role, key=widest.index)
        homes = {home.id: home.name for home in reading.find(Municipality)}
    invited = []
    for done, (person, role) in enumerate(sorted(roles.items(), key=lambda pair: pair[0].name), start=1):
        home = homes.get(person.municipality_id)
        made = add_person(store, url, person.name, role, municipality=None if home == UNNAMED else home)
        if given is not None:
            given(made, role)
        invited.append((made, role))
        if progress is not None:
            progress.step(done, len(roles), say("personer tillagda", "persons added"))
    return tuple(invited)


def words_to_join(invited: Invitation, home: str) -> str:
    """What one person does to connect their laptop, as the lead hands it over; `home` may be empty."""
    name, url = invited.person.name, invited.url
    home = "" if home == UNNAMED else home
    made = f'kollegie init --municipality "{home or say("KOMMUN", "MUNICIPALITY")}" --person "{name}"'
    if url.startswith("postgresql"):
        how = say(
            "{0}: öppna Kollegie som {0}{1} ({2}) och klistra in adressen under Synk, eller kör kollegie hub enrol"
            ' "{3}". Adressen gäller bara {0}, innehåller ett lösenord och visas en enda gång: lämna den på ett säkert'
            " sätt.",
            "{0}: open Kollegie as {0}{1} ({2}) and paste the address in Sync, or run kollegie hub enrol"
            ' "{3}". The address is for {0} alone, holds a password and is shown only once: hand it over safely.',
        )
        if "sslrootcert=" in url:
            how += say(
                " Utfärdarens certifikat ska ligga där adressen säger.",
                " The authority's certificate has to lie where the address says.",
            )
    else:
        how = say(
            "{0}: öppna Kollegie som {0}{1} ({2}) och skriv navets adress och lösenfras under Synk, eller kör kollegie"
            ' hub enrol "{3}". Datorn ska nå samma mapp; adressen skrivs som mappen heter där. Säg lösenfrasen,'
            " skicka den inte.",
            "{0}: open Kollegie as {0}{1} ({2}) and write the hub's address and passphrase in Sync, or run kollegie hub"
            ' enrol "{3}". The computer has to reach the same folder; the address is what the folder is called there.'
            " Say the passphrase, do not send it.",
        )
    return how.format(name, say(" från {}", " from {}").format(home) if home else "", made, url)


def limits_of(url: str) -> str:
    """What a hub at an address cannot hold against whoever opens it with another program; empty for a server."""
    if url.startswith("postgresql"):
        return ""
    return say(
        "En navfil eller filmapp öppnas av var och en som har lösenfrasen. Kollegie tar bara in det som är ens eget,"
        " men mot den som öppnar den med ett annat program håller varken läsares gräns eller ett blint dubbelbesök:"
        " det kräver en server.",
        "A hub that is a file or folder is opened by anybody who has the passphrase. Kollegie takes in only what is"
        " one's own, but against somebody who opens it with another program neither a reader's limits nor a blind"
        " double visit hold: that needs a server.",
    )
