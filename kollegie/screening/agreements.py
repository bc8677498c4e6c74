"""What collective agreements allow, each by its name; a host writes down the limits that bind its providers."""

from __future__ import annotations

from kollegie.errors import KollegieError
from kollegie.screening.rules import Chosen


class AgreementUnreadable(KollegieError):
    """A collective agreement's limits are written in a way nobody can read."""

    sv = "Avtalets gränser i {rule}, ”{given}”, går inte att läsa. Skriv dem som {form}, flera med semikolon emellan."
    en = "The agreement's limits in {rule}, “{given}”, cannot be read. Write them as {form}, several with semicolons."


def limits_of_agreements(chosen: Chosen, rule: str, form: str) -> dict[str, tuple[float, float]]:
    """The two limits of each agreement by its name in lower case.

    Shape: the parameter `agreements` holds `Name=48/6` and is empty where no agreement is known; `form` is an example.
    Raises: AgreementUnreadable.
    """
    found: dict[str, tuple[float, float]] = {}
    for written in chosen.words("agreements"):
        name, _, limits = written.rpartition("=")
        try:
            first, second = (float(part.strip().replace(",", ".")) for part in limits.split("/"))
        except ValueError as error:
            raise AgreementUnreadable(given=written, rule=rule, form=form) from error
        if not name.strip() or not 0 < first < 1000 or not 1 <= second < 1000:
            raise AgreementUnreadable(given=written, rule=rule, form=form)
        found[name.strip().casefold()] = first, second
    return found
