"""The words of services and referrals: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Service(Words):
    """What may be given on site. Each site chooses among these and may name its own."""

    WOUND = "wound", _("wound care")
    TESTING = "testing", _("HIV, hepatitis C or STI testing")
    VACCINATION = "vaccination", _("vaccination")
    COUNSELLING = "counselling", _("counselling")
    FOOD = "food", _("food and drink")
    SHOWER = "shower", _("shower")
    LAUNDRY = "laundry", _("laundry")
    REST = "rest", _("a place to rest")
    PHONE = "phone", _("phone or charging")
    CLOTHES = "clothes", _("clothes")
    HYGIENE = "hygiene", _("hygiene items")
    ACCOMPANIMENT = "accompaniment", _("accompaniment")
    PAPERS = "papers", _("help with papers")
    CHECKING = "checking", _("drug checking")


class Need(Words):
    """What a visitor is referred for."""

    DETOX = "detox", _("detox")
    OAT = "oat", _("opioid agonist treatment")
    SAFER_SUPPLY = "safer_supply", _("safer supply")
    PRIMARY_CARE = "primary_care", _("primary care")
    HIV_HCV = "hiv_hcv", _("HIV or hepatitis C care")
    MENTAL_HEALTH = "mental_health", _("mental health")
    DENTAL = "dental", _("dental care")
    HOUSING = "housing", _("housing or shelter")
    INCOME = "income", _("income")
    LEGAL = "legal", _("legal help")
    PAPERS = "papers", _("identity papers")
    OTHER = "other", _("something else")


class Status(Words):
    """Where a referral stands."""

    OFFERED = "offered", pgettext_lazy("referral", "offered")
    ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
    DECLINED = "declined", pgettext_lazy("referral", "declined")
    MADE = "made", pgettext_lazy("referral", "made")
    ATTENDED = "attended", pgettext_lazy("referral", "attended")
    MISSED = "missed", pgettext_lazy("referral", "not attended")
    CLOSED = "closed", pgettext_lazy("referral", "closed")


class Verb(Words):
    """What is done with a referral once it was offered."""

    ACCEPT = "accept", _("They accept")
    DECLINE = "decline", _("They decline")
    MAKE = "make", _("Make the referral")
    RESCHEDULE = "reschedule", _("Another appointment")
    ATTEND = "attend", _("They went")
    MISS = "miss", _("They did not go")
    CLOSE = "close", _("Close")


class Way(Words):
    """How a referral was made."""

    PHONE = "phone", _("by phone")
    FORM = "form", _("by form or fax")
    ACCOMPANIED = "accompanied", _("accompanied there")
    THEMSELVES = "themselves", _("the visitor goes on their own")


class Booking(Words):
    """How a place takes people."""

    WALK_IN = "walk_in", _("without an appointment")
    PHONE = "phone", _("by phone")
    FORM = "form", _("by referral form")
    ONLINE = "online", _("online")


class ClosingReason(Words):
    """Why a referral is followed no further."""

    COMPLETED = "completed", _("the need is met")
    LOST = "lost", _("no more news of the visitor")
    MIND = "mind", _("the visitor changed their mind")
    REFUSED = "refused", _("the place could not take them")
    ELSEWHERE = "elsewhere", _("found help elsewhere")
    #: Not offered: a death closes it.
    DIED = "died", _("the visitor died")
    OTHER = "other", _("another reason")


class Language(Words):
    """Spoken at a destination."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    CREOLE = "ht", _("Haitian Creole")
    ARABIC = "ar", _("Arabic")
    INUKTITUT = "iu", _("Inuktitut")
    SIGN = "sign", _("sign language")
