"""The days of the week and the months by name, in Swedish and English, as they stand within a sentence."""

from __future__ import annotations

from datetime import date

from kollegie.language import say

WEEKDAYS = (
    ("måndag", "Monday"),
    ("tisdag", "Tuesday"),
    ("onsdag", "Wednesday"),
    ("torsdag", "Thursday"),
    ("fredag", "Friday"),
    ("lördag", "Saturday"),
    ("söndag", "Sunday"),
)
SHORT_WEEKDAYS = (
    ("mån", "Mon"),
    ("tis", "Tue"),
    ("ons", "Wed"),
    ("tors", "Thu"),
    ("fre", "Fri"),
    ("lör", "Sat"),
    ("sön", "Sun"),
)
MONTHS = (
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)
SHORT_MONTHS = (
    ("jan", "Jan"),
    ("feb", "Feb"),
    ("mar", "Mar"),
    ("apr", "Apr"),
    ("maj", "May"),
    ("jun", "Jun"),
    ("jul", "Jul"),
    ("aug", "Aug"),
    ("sep", "Sep"),
    ("okt", "Oct"),
    ("nov", "Nov"),
    ("dec", "Dec"),
)


def weekday_name(day: date) -> str:
    """The day of the week: "tisdag"."""
    return say(*WEEKDAYS[day.weekday()])


def month_name(day: date) -> str:
    """The month: "november"."""
    return say(*MONTHS[day.month - 1])


def day_words(day: date) -> str:
    """A day as a title says it: "Tisdag 24 november"."""
    return f"{weekday_name(day).capitalize()} {day.day} {month_name(day)}"
