"""What following up refuses."""

from __future__ import annotations

from kollegie.errors import KollegieError


class ActionWithoutText(KollegieError):
    """An action that does not say what is to be done, or by whom."""

    sv = "Åtgärden behöver en text om vad som ska göras och en ansvarig."
    en = "The action needs a text that says what is to be done, and an owner."


class StepNotPossible(KollegieError):
    """An action is moved to a state that does not follow on the one it has."""

    sv = "En åtgärd som är {now_sv} kan inte bli {then_sv}."
    en = "An action that is {now_en} cannot become {then_en}."
