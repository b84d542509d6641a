"""The words of alarms: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Stage(Words):
    """Where an alarm stands. One of which nobody noted anything is new."""

    NEW = "new", pgettext_lazy("stage of an alarm", "New")
    LOOKED_AT = "looked_at", pgettext_lazy("stage of an alarm", "Looked at")
    FOLLOWED = "followed", pgettext_lazy("stage of an alarm", "Followed")
    EXPLAINED = "explained", pgettext_lazy("stage of an alarm", "Explained")
    CLOSED = "closed", pgettext_lazy("stage of an alarm", "Closed")


class Verb(Words):
    """What can be done with an alarm."""

    LOOK = "look", _("Looked at")
    FOLLOW = "follow", _("Follow")
    EXPLAIN = "explain", _("Explain…")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Open again")


class Step(Words):
    """What is asked of an alarm, one after the other: the phases of the Overdose Anomaly Toolkit
    of the CSTE (verify, describe, explain, decide), as a network of sites asks them."""

    DATA = "data", _("Are the data right? Double entries, hours, late entries.")
    SOURCES = "sources", _("Do other sources say so? Other sites, ambulances, the laboratory.")
    DESCRIBE = "describe", _("Where, since when, which substance?")
    CALL = "call", _("Call the sites and the laboratory.")
    DECIDE = "decide", _("Decide what is done, and tell those who asked.")


class Reason(Words):
    """What an alarm was, once it is explained."""

    SUPPLY = "supply", _("something in the supply")
    EVENT = "event", _("a day unlike others: a payment, a feast, the weather")
    VISITS = "visits", _("more visits, or longer hours")
    RECORDING = "recording", _("it is written down in another way than before")
    DATA = "data", _("an error in the data")
    CHANCE = "chance", _("nothing else points to it: taken for chance")
    OTHER = "other", _("something else, said in the note")


class Period(Words):
    """What one count of a series is of."""

    DAY = "day", pgettext_lazy("period of a count", "day")
    WEEK = "week", pgettext_lazy("period of a count", "week")


class Counted(Words):
    """What somebody else's counts are of."""

    DEATHS = "deaths", _("Drug-related deaths")
    HOSPITAL = "hospital", _("Hospital stays after an overdose")
    EMERGENCY = "emergency", _("Emergency visits for an overdose")
    AMBULANCE = "ambulance", _("Ambulance calls for an overdose")
    OTHER = "other", _("Counts")


class Topic(Words):
    """What a neighbour's remark is about."""

    EQUIPMENT = "equipment", _("needles or equipment left behind")
    PUBLIC_USE = "public_use", _("drug use in public")
    NOISE = "noise", _("noise")
    GATHERING = "gathering", _("people standing together outside")
    SAFETY = "safety", _("feeling unsafe")
    WASTE = "waste", _("waste, cleanliness")
    HELP = "help", _("worry for somebody, what to do")
    SUPPORT = "support", _("support, thanks")
    QUESTION = "question", _("a question about the site")
    OTHER = "other", _("something else, said in words")
