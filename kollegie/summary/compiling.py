"""From facts to content: what one edition of the summary says."""

from __future__ import annotations

from kollegie.language import say
from kollegie.summary.compiling_actions import actions
from kollegie.summary.compiling_conduct import checklists, conduct, visit_rows
from kollegie.summary.compiling_cover import cover
from kollegie.summary.compiling_desk import desk_review
from kollegie.summary.compiling_findings import findings_chapter
from kollegie.summary.compiling_overview import overview
from kollegie.summary.compiling_providers import providers_chapter
from kollegie.summary.content import Content, Edition, Print, Seal
from kollegie.summary.counting import Tally
from kollegie.summary.cutting import cut
from kollegie.summary.facts import Facts, Standing
from kollegie.summary.numbers import NOTHING, long_day, whole


def compile_content(facts: Facts, edition: Edition, *, provider: str = "", printed: Print | None = None) -> Content:
    """What the summary says in one edition.

    Shape: `provider` is the reference of the provider an edition of that kind is for; `printed` stands in the foot
    of an internal copy, and its number on a provider's. The checksum is always of the whole facts, whatever the
    edition may show of them.
    """
    made = cut(facts, edition, provider)
    tally = Tally(made)
    shown = made.facts
    return Content(
        edition=edition,
        provider=made.provider.name if made.provider is not None else "",
        running_title=", ".join(part for part in (shown.title, shown.round_name) if part),
        registry_number=shown.registry_number,
        version=shown.version,
        made_on=shown.made_on,
        cover=cover(tally),
        overview=overview(tally),
        findings=findings_chapter(tally),
        providers=providers_chapter(tally),
        actions=actions(tally),
        conduct=conduct(tally),
        checklists=checklists(tally),
        visits=visit_rows(tally),
        seal=_seal(facts, tally),
        printed=printed if edition is not Edition.PUBLIC else None,
        desk=desk_review(facts, edition, provider),
        signals=facts.signals if edition is Edition.INTERNAL else (),
    )


def _seal(facts: Facts, tally: Tally) -> Seal:
    """The checksum of the whole facts, and counts of what this edition shows: no other may be told of."""
    answered = sum(answer.standing is Standing.ANSWERED for answer in tally.answers)
    rows = [
        (say("Besök", "Visits"), NOTHING if tally.cut.too_small else whole(len(tally.counted))),
        (say("Redovisade svar", "Answers shown"), whole(answered)),
        (say("Läget den", "As of"), long_day(facts.made_on)),
    ]
    if not facts.version:
        return Seal(
            "",
            (
                say(
                    "Det här är ett utkast. Det har ingen kontrollsumma och kan ändras tills det fastställs.",
                    "This is a draft. It has no checksum and may change until it is settled.",
                ),
            ),
            tuple(rows),
        )
    checksum = facts.checksum()
    groups = " ".join(checksum[start : start + 8] for start in range(0, len(checksum), 8))
    return Seal(
        checksum,
        (
            say(
                "Kontrollsumman är räknad med SHA-256 på det underlag som sammanställningen gjordes av: besök, svar, "
                "iakttagelser, åtgärder och checklistor. Samma underlag ger samma summa i alla utgåvor. "
                "Foten på varje sida visar de första åtta tecknen.",
                "The checksum is the SHA-256 of what the summary was made from: visits, answers, findings, actions "
                "and checklists. The same basis gives the same sum in every edition. The foot of each page shows the "
                "first eight characters.",
            ),
        ),
        (*rows, (say("Kontrollsumma", "Checksum"), groups)),
    )
