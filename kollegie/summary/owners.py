"""The role in what somebody wrote as an action's owner, for the editions that name no one."""

from __future__ import annotations

import re

from kollegie.language import say
from kollegie.summary.numbers import capital, listed

_ROLES = re.compile(
    r"(chef(en|er)?|handläggare[n]?|samordnare[n]?|koordinator(n)?|controller[n]?|jurist(en)?|ledare[n]?|"
    r"assistent(en|er)?|utvecklare[n]?|strateg(en)?|ansvarig[ae]?|nämnd(en)?|styrelse[n]?|utförare[n]?|enhet(en|er)?|"
    r"förvaltning(en)?|kommun(en)?|verkställare[n]?|ekonom(en)?|kontaktperson(en)?|inspektör(en)?|sekreterare[n]?|ombud(et)?|"
    r"managers?|caseworkers?|coordinators?|lawyers?|board|units?|providers?|officers?|directors?)$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;/+&()\n]|\boch\b|\band\b")


def role_in(owner: str) -> str:
    """The roles named in an owner's text; a general word where there is none.

    Shape: of each part that holds a role, the role and the words in small letters are kept, so that a name beside it
    goes: "Agda Exempelsson, enhetschef" → "Enhetschef". A role with a capital counts only where a part begins with
    it, since Ledare is a surname too.
    """
    roles = []
    for part in _PARTS.split(owner):
        kept = [
            word for place, word in enumerate(part.split()) if word.islower() or (not place and _ROLES.search(word))
        ]
        if any(_ROLES.search(word) for word in kept):
            roles.append(" ".join(kept))
    if not roles:
        return say("Ansvarig i värdkommunen", "Responsible in the host municipality") if owner.strip() else ""
    return capital(listed(list(dict.fromkeys(roles))))
