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


class SuspicionIncomplete(KollegieError):
    """A suspicion that does not say about whom, what, or on which ground."""

    sv = "Skriv vilka misstanken gäller, vad som misstänks och på vilken grund. Inget är sparat."
    en = "Write whom the suspicion is about, what is suspected and on which ground. Nothing is saved."


class SuspicionTextMissing(KollegieError):
    """A step without its words: what is added, to which authority, or why it is closed."""

    sv = "Skriv vad det gäller: tillägget, myndigheten eller skälet. Inget är sparat."
    en = "Write what it is: the addition, the authority or the reason. Nothing is saved."


class SuspicionForLeads(KollegieError):
    """Somebody without a lead's part would record one."""

    sv = "Bara den som leder en granskning kan skriva en förtrolig misstanke."
    en = "Only somebody who leads a review can record a confidential suspicion."


class SuspicionIsCopy(KollegieError):
    """A copy is read and not changed."""

    sv = "Det här är en kopia från {recorder}. Be {recorder} göra ändringen och lämna en ny kopia."
    en = "This is a copy from {recorder}. Ask {recorder} to make the change and give you a new copy."


class SuspicionStepNotPossible(KollegieError):
    """The state it has does not lead there."""

    sv = "Det går inte när misstanken är {now_sv}."
    en = "That cannot be done while the suspicion is {now_en}."


class ReaderUnknown(KollegieError):
    """Nobody of that name works with reviews here."""

    sv = "{name} finns inte bland dem som deltar i granskningar. Lägg till personen i Granskningar först."
    en = "{name} is not among those who take part in reviews. Add the person in Reviews first."


class ReaderNotNamed(KollegieError):
    """A copy for somebody who may not read it."""

    sv = "{name} är inte angiven som läsare. Lägg först till {name} bland dem som får läsa."
    en = "{name} is not named as a reader. Add {name} among those who may read first."


class SuspicionStillOpen(KollegieError):
    """An open one, or one with an authority, is not disposed of."""

    sv = "Misstanken är inte avslutad. Avsluta den med skäl innan den gallras."
    en = "The suspicion is not closed. Close it with a reason before it is erased."
