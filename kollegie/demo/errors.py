"""What the demonstration refuses."""

from __future__ import annotations

from kollegie.errors import KollegieError


class DemoExists(KollegieError):
    """A demonstration stands in the folder already; nobody's work is overwritten."""

    sv = "I {folder} finns redan en demonstration. Välj en annan mapp, eller ta bort den först."
    en = "There is a demonstration in {folder} already. Choose another folder, or remove it first."


class NotKilled(KollegieError):
    """The typing child stopped by itself, so nothing was shown about being killed."""

    sv = "Demonstrationens avbrott gick inte att spela: programmet som skulle stoppas mitt i hann avsluta."
    en = "The interruption of the demonstration could not be played: the program to be stopped ended by itself."
