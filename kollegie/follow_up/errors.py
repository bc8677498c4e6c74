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


class DisputeWithoutReason(KollegieError):
    """An invoice is disputed or rejected and nothing says why."""

    sv = "Skriv vad som inte stämmer. Skälet står i brevet till utföraren."
    en = "Write what does not agree. The reason stands in the letter to the provider."


class DocumentsNotNamed(KollegieError):
    """Documents are asked for, but not which."""

    sv = "Skriv vilka underlag som ska skickas in, ett på varje rad."
    en = "Write which documents are to be sent in, one on each line."


class ReplyDayPassed(KollegieError):
    """A provider is asked to answer by a day that has come."""

    sv = "Svarsdagen {day} har redan kommit. Välj en dag efter {today}."
    en = "The reply day {day} has already come. Choose a day after {today}."


class DueDayPassed(KollegieError):
    """Money is demanded to be paid by a day that has come."""

    sv = "Betalningsdagen {day} har redan kommit. Välj en dag efter {today}."
    en = "The day of payment {day} has already come. Choose a day after {today}."


class LineUnknown(KollegieError):
    """A line is disputed that the invoice does not have."""

    sv = "Faktura {invoice} har ingen rad {line}. Den har raderna {known}."
    en = "Invoice {invoice} has no line {line}. It has the lines {known}."


class InvoiceStepNotPossible(KollegieError):
    """An invoice is moved to a state that does not follow on the one it has."""

    sv = "En faktura som är {now} kan inte bli {then}. Ta stegen i ordning, eller ångra det senaste."
    en = "An invoice that is {now} cannot become {then}. Take the steps in order, or undo the latest."


class ReclaimStepNotPossible(KollegieError):
    """A reclaim is moved to a state that does not follow on the one it has."""

    sv = "Ett återkrav som är {now} kan inte bli {then}. Parten hörs alltid innan pengar krävs."
    en = "A reclaim that is {now} cannot become {then}. The party is always heard before money is demanded."


class SumMissing(KollegieError):
    """A reclaim takes a step that needs a sum and has none, or one that cannot be right."""

    sv = "Skriv beloppet i kronor: {what}."
    en = "Write the amount in kronor: {what}."


class GroundNotChosen(KollegieError):
    """Money is demanded back without saying on what the demand rests."""

    sv = "Välj den rättsliga grunden innan pengar krävs: 12 § LSS, socialtjänstlagen, avtal eller civilrätt."
    en = "Choose the legal ground before money is demanded: LSS 12 §, Social Services Act, contract or civil law."


class WriteOffWithoutReason(KollegieError):
    """A reclaim is written off without a word of why."""

    sv = "Skriv varför återkravet avskrivs. Skälet står kvar i registret."
    en = "Write why the reclaim is written off. The reason stays in the register."


class PayoutHasReport(KollegieError):
    """Money is to be reclaimed for a payout that nothing speaks against."""

    sv = "Utbetalningarna har redovisad tid eller väntar ännu på den. Det finns inget att föreslå."
    en = "The payouts have reported time or are still waiting for it. There is nothing to propose."
