"""What planning a round refuses, each with its own sentence."""

from __future__ import annotations

from enum import Enum

from kollegie.errors import KollegieError
from kollegie.language import Language, current_language


class ReviewMissing(KollegieError):
    """No round with that name or id, or several."""

    sv = "Det finns ingen granskning ”{name}” här, eller flera som passar. Ange dess id; kollegie round list visar det."
    en = "There is no review “{name}” here, or several that fit. Give its id; kollegie round list shows it."


class ReviewExists(KollegieError):
    """Two rounds of one name could not be told apart in lists and print."""

    sv = "Det finns redan en granskning som heter ”{name}”. Välj ett annat namn."
    en = "There is already a review named “{name}”. Choose another name."


class ReviewLocked(KollegieError):
    """The round's summary is locked; nothing in it is planned any more."""

    sv = "Granskningen ”{name}” är låst. Öppna sammanställningen igen, eller gör en ny omgång för fler besök."
    en = "The review “{name}” is locked. Open its summary again, or make a new round for more visits."


class SummaryLocked(KollegieError):
    """The summary is locked already, and nothing it rests on has changed."""

    sv = "Sammanställningen av ”{name}” är redan låst som version {version}, och inget har ändrats sedan dess."
    en = "The summary of “{name}” is locked already as version {version}, and nothing has changed since."


class NotLocked(KollegieError):
    """A summary that is not locked cannot be opened again."""

    sv = "Sammanställningen av ”{name}” är inte låst."
    en = "The summary of “{name}” is not locked."


class OnlyTheLead(KollegieError):
    """The lead of the round answers for its summary."""

    sv = "Bara granskningsledaren låser och öppnar sammanställningen av ”{name}”."
    en = "Only the review lead locks and opens the summary of “{name}”."


class NobodyToSample(KollegieError):
    """No user in the register has the service on the review day."""

    sv = "Ingen kan väljas: {count} har beslut om {service} som gäller {day}, alla är redan valda eller undantagna."
    en = "Nobody can be chosen: {count} have a decision on {service} in force on {day}, and all are chosen or left out."


class NotInSample(KollegieError):
    """A user or provider chosen by hand who is not in the register, or who must not be chosen."""

    sv = "{ref} kan inte väljas: {reason_sv}."
    en = "{ref} cannot be chosen: {reason_en}."


class NoReviewDay(KollegieError):
    """The day must be known before visits are put at times."""

    sv = "Granskningsdagen för ”{name}” är inte satt. Ange den först."
    en = "The review day of “{name}” is not set. Set it first."


class NoVisitors(KollegieError):
    """A round without visitors has nobody to give visits to."""

    sv = (
        "Granskningen ”{name}” har inga gästhandläggare ännu. Lägg till dem först, under Deltagare i planeringen eller "
        "med kollegie round add-person."
    )
    en = (
        "The review “{name}” has no visiting caseworkers yet. Add them first, under Participants in the planning or "
        "with kollegie round add-person."
    )


class NotAVisitor(KollegieError):
    """Only visitors of the round are given its visits."""

    sv = "{person} är inte gästhandläggare i granskningen."
    en = "{person} is not a visiting caseworker of the review."


class LeadStays(KollegieError):
    """The one who leads a round goes on leading it: nobody could plan it any more."""

    sv = "{person} leder granskningen och kan varken tas ur den eller få en annan roll."
    en = "{person} leads the review and can neither be taken out of it nor be given another role."


class NotInReview(KollegieError):
    """Somebody is taken out of a round they have no part in."""

    sv = "{person} deltar inte i granskningen ”{name}”. kollegie round show visar vilka som gör det."
    en = "{person} takes no part in the review “{name}”. kollegie round show tells who does."


class SeveralOfThatName(KollegieError):
    """Two who take part have one name, and which one is meant cannot be known."""

    sv = "Flera i granskningen heter {person}. Skriv också kommunen, med --municipality."
    en = "Several in the review are called {person}. Give the municipality too, with --municipality."


class VisitBegun(KollegieError):
    """A visit that has begun is not taken from the one who carries it out."""

    sv = "Besöket i ärende {label} är redan påbörjat eller signerat och kan inte flyttas."
    en = "The visit in case {label} has begun or is signed and cannot be moved."


class NotDouble(KollegieError):
    """What concerns double visits was asked of an ordinary one."""

    sv = "Besöket i ärende {label} är inte ett dubbelbesök."
    en = "The visit in case {label} is not a double visit."


class NothingSigned(KollegieError):
    """A double visit cannot be ended before anybody has signed: there would be nothing left of it."""

    sv = "Ingen har signerat i ärende {label} än. Gör besöket till ett vanligt besök i stället, eller vänta."
    en = "Nobody has signed in case {label} yet. Make the visit an ordinary one instead, or wait."


class ExampleWithoutStory(KollegieError):
    """Nobody can answer questions about a case of which nothing is told."""

    sv = "Skriv vad besökarna ska veta om exempelfallet."
    en = "Write what the visitors are to know of the example case."


class HasGoneOut(KollegieError):
    """A visit that a drop folder has given to a laptop, which may have begun it, is made double."""

    sv = (
        "Ärende {label} har redan gått ut genom navets mapp, och någon kan ha börjat på besöket utan att det syns här. "
        "Då kan den andra få se svaren. Gör ett besök dubbelt innan det har synkats ut, eller välj ett annat besök."
    )
    en = (
        "Case {label} has already gone out through the hub's folder, and somebody may have begun the visit without "
        "that being seen here. The other could then see the answers. Make a visit double before it has been synced "
        "out, or choose another visit."
    )


class VisitUnknown(KollegieError):
    """No visit of the round has that id or case number."""

    sv = "Granskningen har inget besök ”{visit}”. Ange besökets id eller ärendets nummer, till exempel 1-004."
    en = "The review has no visit “{visit}”. Give the visit's id or the case's number, such as 1-004."


class RelationUnclear(KollegieError):
    """A declared relation that does not say to whom, or how."""

    sv = "Relationen ”{text}” ska skrivas SORT:VEM:HUR, till exempel provider:Omsorg AB:former_employer:2025-06-30."
    en = "Write the relation “{text}” as KIND:WHOM:HOW, such as provider:Omsorg AB:former_employer:2025-06-30."


class TooEarly(KollegieError):
    """Unannounced visits are opened in the morning of their day, not before."""

    sv = "Oanmälda besök öppnas först på granskningsdagens morgon, {day}."
    en = "Unannounced visits open in the morning of the review day, {day}."


class Reason(Enum):
    """Why someone may not make a visit (jäv), as it follows "kan inte ta ärende 4-046: hen". FL 16–18 §§."""

    SAME_MUNICIPALITY = ("kommer från kommunen som granskas", "come from the municipality under review")
    WORKS_FOR_HOST = ("är anställd i kommunen som granskas", "are employed by the municipality under review")
    WORKED_FOR_HOST = (
        "har arbetat i kommunen som granskas under de två senaste åren",
        "worked for the municipality under review in the last two years",
    )
    WORKS_FOR_PROVIDER = ("arbetar hos utföraren", "work for the provider")
    WORKED_FOR_PROVIDER = (
        "har arbetat hos utföraren under de två senaste åren",
        "worked for the provider in the last two years",
    )
    CLOSE_TO_PROVIDER = ("har en anmäld relation till utföraren", "have a declared relation to the provider")
    CLOSE_TO_HOST = ("har en anmäld relation till kommunen", "have a declared relation to the municipality")
    KNOWS_USER = ("känner den som ska besökas", "know the person to be visited")

    @property
    def words(self) -> str:
        """The reason in the language chosen."""
        return self.value[current_language() is Language.EN]

    def said_of(self, name: str) -> str:
        """The reason as it is said of somebody, in the language chosen."""
        return f"{name}, they {self.value[1]}" if current_language() is Language.EN else f"{name} {self.value[0]}"

    @property
    def everywhere(self) -> bool:
        """Whether it keeps the person from every visit of the round, not from this one alone."""
        return self in (Reason.SAME_MUNICIPALITY, Reason.WORKS_FOR_HOST, Reason.WORKED_FOR_HOST, Reason.CLOSE_TO_HOST)


class ConflictOfInterest(KollegieError):
    """Someone is given a visit they may not make.

    Shape: `who` is the person, `pair` the letter of the pair that was given it, "" where it was the person alone,
    `label` the case's number, `reason` why.
    """

    sv = "{taker_sv} kan inte ta ärende {label}: {they_sv} {reason_sv} (jäv). {act_sv}"
    en = "{taker_en} cannot take case {label}: {they_en} {reason_en} (conflict of interest). {act_en}"

    def __init__(self, *, who: str, label: str, reason: Reason, pair: str = "") -> None:
        self.reason = reason
        out_sv = f"Ta {who} ur granskningen under Deltagare i planeringen, eller med kollegie round remove-person."
        out_en = f"Take {who} out under Participants in the planning, or with kollegie round remove-person."
        if not reason.everywhere:
            out_sv = f"Ge ärendet till ett annat par än {pair}." if pair else "Ge ärendet till någon annan."
            out_en = f"Give the case to another pair than {pair}." if pair else "Give the case to somebody else."
        super().__init__(
            taker_sv=f"Par {pair}" if pair else who,
            taker_en=f"Pair {pair}" if pair else who,
            label=label,
            they_sv=who if pair else "hen",
            they_en=f"{who}, they" if pair else "they",
            reason_sv=reason.value[0],
            reason_en=reason.value[1],
            act_sv=out_sv,
            act_en=out_en,
        )


class OnlyLeadsPublish(KollegieError):
    """A checklist is put into use by somebody who leads no review."""

    sv = "Bara en granskningsledare kan publicera en checklista. Ge filen till ledaren för din granskning."
    en = "Only a review lead can publish a checklist. Give the file to the lead of your review."


class ChecklistFaulty(KollegieError):
    """A checklist with faults is put into use."""

    sv = "{title} kan inte publiceras än: {listing}"
    en = "{title} cannot be published yet: {listing}"


class NothingChanged(KollegieError):
    """The version published is the one in use."""

    sv = "{title} version {version} är redan den som används."
    en = "{title} version {version} is already in use."


class VersionTaken(KollegieError):
    """Two contents with one version number could not be told apart in print."""

    sv = "Det finns redan en version {version} av {title} med annat innehåll. Höj version och publicera igen."
    en = "There is already a version {version} of {title} with other content. Raise the version and publish again."


class RenameUnknown(KollegieError):
    """A confirmed rename of a question that one of the versions does not have."""

    sv = "{old} → {new}: den gamla versionen ska ha frågan {old} och den nya {new}. Rätta namnen."
    en = "{old} → {new}: the old version must have the question {old} and the new one {new}. Put the names right."
