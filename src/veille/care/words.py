"""The words that staff choose from: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Mode(Words):
    """How a visitor means to consume."""

    INJECTION = "injection", _("injection")
    INHALATION = "inhalation", _("inhalation")
    NASAL = "nasal", _("nasal")
    ORAL = "oral", _("oral")


class Substance(Words):
    """As the visitor tells it; what it really holds is for drug checking to say."""

    DOWN = "down", _("“down”")
    HEROIN = "heroin", _("heroin")
    FENTANYL = "fentanyl", _("fentanyl")
    HYDROMORPHONE = "hydromorphone", _("hydromorphone")
    MORPHINE = "morphine", _("morphine")
    OXYCODONE = "oxycodone", _("oxycodone")
    COCAINE = "cocaine", _("cocaine")
    CRACK = "crack", _("crack")
    METHAMPHETAMINE = "methamphetamine", _("methamphetamine")
    AMPHETAMINE = "amphetamine", _("amphetamine")
    BENZODIAZEPINE = "benzodiazepine", _("benzodiazepine")
    KETAMINE = "ketamine", _("ketamine")
    MDMA = "mdma", _("MDMA")
    GHB = "ghb", _("GHB")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not known")


class Company(Words):
    ALONE = "alone", _("alone")
    OTHERS = "others", _("with others")
    UNTOLD = "", _("not told")


class Sharing(Words):
    """Whether what was brought is divided between visitors beforehand, or used together."""

    NONE = "none", _("neither")
    SPLITTING = "splitting", _("splitting")
    SHARING = "sharing", _("sharing")
    UNTOLD = "", _("not told")


class Assistant(Words):
    """Who helped a visitor to consume. Staff help with everything but the act itself."""

    VISITOR = "visitor", _("another visitor")
    COMPANION = "companion", _("somebody who came along")
    PEER = "peer", _("a peer assistant")


class Help(Words):
    """What the visitor asks help with."""

    VEIN = "vein", _("finding a vein")
    ASSISTANCE = "assistance", _("assistance by a peer")
    EQUIPMENT = "equipment", _("equipment")
    MOVING = "moving", _("moving about")
    LANGUAGE = "language", _("language")
    TALK = "talk", _("somebody to talk to")


class Gender(Words):
    WOMAN = "F", _("woman")
    MAN = "M", _("man")
    OTHER = "X", _("another gender")
    UNTOLD = "", _("not told")


class HeardOf(Words):
    FRIEND = "friend", _("a friend")
    WORKER = "worker", _("a street worker")
    SERVICE = "service", _("another service")
    HOSPITAL = "hospital", _("a hospital or clinic")
    POLICE = "police", _("the police")
    INTERNET = "internet", _("the internet")
    PASSING = "passing", _("walked past")
    UNTOLD = "", _("not told")


class Stage(Words):
    """Where a visit is on the floor."""

    WAITING = "waiting", _("waiting room")
    SEATED = "seated", _("consumption room")
    AFTERCARE = "aftercare", _("aftercare room")
    LEFT = "left", _("left")


class LeavingReason(Words):
    """Why somebody leaves without consuming."""

    WAIT = "wait", _("the wait was too long")
    MIND = "mind", _("changed their mind")
    SERVICE = "service", _("came for another service")
    SUPPLY = "supply", _("had nothing to consume")
    CHECKED = "checked", _("after their drugs were checked")
    UNWELL = "unwell", _("did not feel well")
    ASKED = "asked", _("was asked to leave")
    CLOSING = "closing", _("the site was closing")
    OTHER = "other", _("another reason")


class Sign(Words):
    """What was seen when an overdose was found."""

    UNRESPONSIVE = "unresponsive", _("does not respond")
    SLOW_BREATHING = "slow_breathing", _("breathes slowly")
    NO_BREATHING = "no_breathing", _("does not breathe")
    BLUE = "blue", _("lips or nails blue or grey")
    GURGLING = "gurgling", _("gurgles or snores")
    SMALL_PUPILS = "small_pupils", _("very small pupils")
    AGITATION = "agitation", _("agitated, overheated")
    CHEST_PAIN = "chest_pain", _("chest pain")
    SEIZURE = "seizure", _("seizure")


class Intervention(Words):
    STIMULATION = "stimulation", _("Stimulation")
    OXYGEN = "oxygen", _("Oxygen")
    BREATHS = "breaths", _("Rescue breaths")
    NALOXONE = "naloxone", _("Naloxone")
    CALLED_911 = "called_911", _("911 called")
    AMBULANCE = "ambulance", _("Ambulance here")
    OTHER = "other", _("Other step")


class Route(Words):
    """How naloxone was given."""

    IM = "IM", pgettext_lazy("naloxone route", "IM")
    IN = "IN", pgettext_lazy("naloxone route", "nasal")
    IV = "IV", pgettext_lazy("naloxone route", "IV")
    SC = "SC", pgettext_lazy("naloxone route", "SC")


class Consciousness(Words):
    """How somebody responds (AVPU)."""

    ALERT = "alert", _("alert")
    VOICE = "voice", _("responds to voice")
    PAIN = "pain", _("responds to pain")
    NONE = "none", _("does not respond")


class Outcome(Words):
    """How an overdose ended."""

    RECOVERED = "recovered", _("recovered")
    DECLINED = "declined", _("recovered, declined the ambulance")
    TREATED = "treated", _("treated on site by the ambulance")
    TRANSPORTED = "transported", _("taken to hospital")
    DIED = "died", _("died")


class HeardOfDeath(Words):
    """How the site knows that a visitor died."""

    HERE = "here", _("by being there: it happened here")
    FAMILY = "family", _("from family or friends")
    VISITOR = "visitor", _("from another visitor")
    SERVICE = "service", _("from another service or a hospital")
    OFFICIAL = "official", _("from the coroner or the police")
    OTHER = "other", _("in another way")


class CorrectionReason(Words):
    TIME = "time", _("the time was wrong")
    TYPED = "typed", _("a typing or tapping mistake")
    PERSON = "person", _("the wrong person")
    TOLD = "told", _("told differently later")
    OTHER = "other", _("another reason")


class SiteKind(Words):
    FIXED = "fixed", _("fixed site")
    TRUCK = "truck", _("truck")
