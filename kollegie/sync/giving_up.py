"""What was given to somebody and is taken back leaves their laptop, once all they wrote there is safe at the hub."""

from __future__ import annotations

from kollegie.language import say
from kollegie.store.attachments import drop_contents
from kollegie.sync.laptop import Laptop

NAMED = 6
"""So many cases are named in a sentence; of more their number is told."""


def give_up(near: Laptop, epoch: str) -> tuple[int, list[str]]:
    """Remove what stands in scopes whose grant has been taken away in words; a missing grant means nothing.

    Shape: how many records left, and what to say of the cases that did, and of those that wait for words still typed.
    """
    ended = near.ended_scopes(epoch)
    if not ended:
        return 0, []
    labels = dict(near.line.rows("SELECT scope, label FROM case_ WHERE deleted = 0"))
    left = 0
    going = near.giving_up(epoch)
    if going:
        with near.writing():
            going = near.giving_up(epoch)  # a key may have been pressed since
            left = sum(near.give_up(epoch, scope) for scope in sorted(going))
        drop_contents(near.store, near.contents_left)
    cases = near.line.rows("SELECT DISTINCT scope FROM case_")
    gone = sorted(labels[scope] for scope in going if scope in labels and (scope,) not in cases)
    typed = sorted(labels[scope] for scope in ended - going if scope in labels)
    return left, [*_told_gone(gone), *_told_typed(typed)]


def _told_gone(labels: list[str]) -> list[str]:
    if not labels:
        return []
    return [
        say(
            "{} har tagits tillbaka och finns inte längre på den här datorn. Det du skrev där är framme hos navet.",
            "{} taken back and is no longer on this computer. What you wrote there has reached the hub.",
        ).format(_cases(labels))
    ]


def _told_typed(labels: list[str]) -> list[str]:
    if not labels:
        return []
    return [
        say(
            "{} har tagits tillbaka, men du håller på att skriva där. Det ligger kvar tills orden är sparade och"
            " skickade med nästa synk.",
            "{} taken back, but you are writing there. It stays until the words are saved and sent with the next sync.",
        ).format(_cases(labels))
    ]


def _cases(labels: list[str]) -> str:
    if len(labels) > NAMED:
        return say("{} ärenden", "{} cases have been").format(len(labels))
    if len(labels) == 1:
        return say("Ärende {}", "Case {} has been").format(labels[0])
    return say("Ärendena {}", "The cases {} have been").format(", ".join(labels))
