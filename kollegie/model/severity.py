"""How grave a finding is and which area it belongs to (the scale and the codes of the control questions)."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from kollegie.language import counted, say


class Severity(IntEnum):
    """Four steps; an acute finding is told to the review lead the same day."""

    NOTE = 1
    DEFICIENCY = 2
    SERIOUS = 3
    ACUTE = 4

    @property
    def word(self) -> str:
        """The word that always stands beside the shape and the colour."""
        return {
            Severity.NOTE: say("Notering", "Note"),
            Severity.DEFICIENCY: say("Brist", "Deficiency"),
            Severity.SERIOUS: say("Allvarlig brist", "Serious deficiency"),
            Severity.ACUTE: say("Akut", "Acute"),
        }[self]

    def counted(self, number: int) -> str:
        """So many findings of it, in words: "12 allvarliga brister"."""
        return {
            Severity.NOTE: counted(number, ("notering", "noteringar"), ("note", "notes")),
            Severity.DEFICIENCY: counted(number, ("brist", "brister"), ("deficiency", "deficiencies")),
            Severity.SERIOUS: counted(
                number, ("allvarlig brist", "allvarliga brister"), ("serious deficiency", "serious deficiencies")
            ),
            Severity.ACUTE: counted(number, ("akut", "akuta"), ("acute", "acute")),
        }[self]

    @property
    def urgency(self) -> str:
        """What a warning signal of this severity asks for; it judges nothing."""
        return {
            Severity.NOTE: say("Notera", "Note"),
            Severity.DEFICIENCY: say("Kontrollera", "Check"),
            Severity.SERIOUS: say("Kontrollera först", "Check first"),
            Severity.ACUTE: say("Kontrollera i dag", "Check today"),
        }[self]


class Category(StrEnum):
    """The area a finding belongs to; the value is the code printed and stored."""

    BEH = "BEH"
    UTF = "UTF"
    PLN = "PLN"
    EGK = "EGK"
    DOK = "DOK"
    TIF = "TIF"
    ARB = "ARB"
    SJB = "SJB"
    IDF = "IDF"
    VRK = "VRK"
    SAK = "SÄK"
    RUT = "RUT"

    @property
    def word(self) -> str:
        """The area in words."""
        return {
            Category.BEH: say("Behov och beslut", "Needs and decisions"),
            Category.UTF: say("Utförande", "Delivery"),
            Category.PLN: say("Planering och bemanning", "Planning and staffing"),
            Category.EGK: say("Egenkontroll", "Self-monitoring"),
            Category.DOK: say("Dokumentation", "Documentation"),
            Category.TIF: say("Tid och faktura", "Time and invoices"),
            Category.ARB: say("Arbetsrätt och arbetsmiljö", "Employment and work environment"),
            Category.SJB: say("Självbestämmande och företrädare", "Self-determination and representatives"),
            Category.IDF: say("Identitet och folkbokföring", "Identity and registration"),
            Category.VRK: say("Verkställighet", "Execution of decisions"),
            Category.SAK: say("Missförhållande och säkerhet", "Wrongs and safety"),
            Category.RUT: say("Rutiner och system", "Routines and systems"),
        }[self]
