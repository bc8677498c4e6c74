"""A passphrase to propose: four made-up compounds such as "björkhatt", easy to say and to remember.

Each is one of 128 first parts and one of 128 last parts, which makes 14 bits a word and 56 bits in all: more than
four words of a list of 7,776 (51.7 bits), the least that lasts against guessing offline.
"""

from __future__ import annotations

import secrets

WORDS = 4
FIRST = (
    "alm apel bark björk bo bro bräd båt bäck dal dam dill dimm djup duv dyn ek eld eng enris fisk fjord fjäll flax "
    "flod fluff fot frost får fält galon get gran gruv grön gräs gul guld gök göt hal halm ham hare hav hed hult hus "
    "hägg häst höst is jord jul järn kaffe kant kart kas klock kloster klöver knopp kol korg korn kul kvarn kvist kål "
    "lad lamm lav ler lin ljus logg lugn lund lök löv maj mjöl moln moss mur myr måne mås nord näver ost palm park "
    "pil plog päron regn ren ris rosen räv råg röd salt sand segel sil sjö skog skum smed smör snö sol stall sten "
    "strand stuga svan säv tall tegel tjärn torn torv tåg ull"
)
LAST = (
    "ax backe bagge balk ballong band beta bild blad block blomma bock boll borg bricka bröd burk bygel byrå bänk "
    "dans docka dolk dörr fackla fat fena fjäder flaska flöjt form fågel gavel gryta gård gåta hammare hatt hink hjul "
    "horn huva hylla hytt höna kanna kappa karta kedja kil kista kjol klinka knapp kniv knut kopp kork kran krans "
    "krita krona kruka kudde kula lada lampa lax lina lock lucka lykta låda lås märke mössa nagel nyckel nål ok orm "
    "panna penna pinne pipa planka platta port påse ram ranka ratt rep ring rock rot ruta rygg sadel sax saga sele "
    "sil skate sked skepp skena skida skål slöja snöre sopp spade spik spole stege stig stol strut stång sula sång "
    "säck tak tand tavla tråd trumma"
)


def propose_passphrase() -> str:
    """Four new words, drawn by the system's own source of randomness."""
    return " ".join(secrets.choice(first_parts()) + secrets.choice(last_parts()) for _ in range(WORDS))


def first_parts() -> tuple[str, ...]:
    """What a word may begin with."""
    return tuple(FIRST.split())


def last_parts() -> tuple[str, ...]:
    """What a word may end with."""
    return tuple(LAST.split())
