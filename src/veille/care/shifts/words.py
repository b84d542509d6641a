"""The words of a shift: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class IncidentKind(Words):
    """What happened, other than an overdose."""

    VIOLENCE = "violence", _("violence")
    THREATS = "threats", _("threats")
    MEDICAL = "medical", _("medical emergency, no overdose")
    MENTAL = "mental", _("mental distress")
    SELF_HARM = "self_harm", _("self-harm")
    NEEDLESTICK = "needlestick", _("needlestick injury")
    FIRE = "fire", _("fire or smoke")
    THEFT = "theft", _("theft")
    DAMAGE = "damage", _("damage")
    NEIGHBOURS = "neighbours", _("neighbourhood")
    POLICE = "police", _("police at the door")
    OTHER = "other", pgettext_lazy("incident", "other")


class Where(Words):
    ENTRANCE = "entrance", _("entrance")
    WAITING = "waiting", _("waiting room")
    CONSUMPTION = "consumption", _("consumption room")
    AFTERCARE = "aftercare", _("aftercare room")
    TOILET = "toilet", _("toilet")
    OUTSIDE = "outside", _("outside")
    OTHER = "other", pgettext_lazy("where", "elsewhere")


class Service(Words):
    """Who was called."""

    AMBULANCE = "ambulance", _("ambulance")
    POLICE = "police", _("police")
    FIRE = "fire", _("firefighters")


class Hard(Words):
    """What makes a night one to talk over."""

    DEATH = "death", _("a death")
    TRANSPORT = "transport", _("somebody taken to hospital after an overdose")
    DOSES = "doses", _("an overdose that needed two doses of naloxone or more")
    OVERDOSES = "overdoses", _("three overdoses or more")
    VIOLENCE = "violence", _("a violent incident")
