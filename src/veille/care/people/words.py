"""The words of flags and restrictions: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class FlagKind(Words):
    """What whoever lets a visitor in, or answers their overdose, must know."""

    ALLERGY = "allergy", _("allergy")
    PREGNANCY = "pregnancy", _("pregnancy")
    SEIZURES = "seizures", _("seizures")
    BREATHING = "breathing", _("asthma or another breathing trouble")
    HEART = "heart", _("heart condition")
    DIABETES = "diabetes", _("diabetes")
    MOBILITY = "mobility", _("moves with difficulty")
    SENSES = "senses", _("sees or hears with difficulty")
    OTHER = "other", pgettext_lazy("flag", "other")


class RestrictionKind(Words):
    """Why a visitor is kept out for a time."""

    VIOLENCE = "violence", _("violence")
    THREATS = "threats", _("threats")
    HARASSMENT = "harassment", _("harassment")
    DEALING = "dealing", _("dealing on the site")
    THEFT = "theft", _("theft")
    DAMAGE = "damage", _("damage")
    OTHER = "other", pgettext_lazy("restriction", "other")


class Scope(Words):
    HERE = "here", _("this site")
    NETWORK = "network", _("every site of the network")


class Review(Words):
    """What came out when staff looked at a restriction again."""

    KEPT = "kept", _("kept as it is")
    SHORTENED = "shortened", _("shortened")


class Appeal(Words):
    """How far a visitor's appeal has come."""

    NONE = "", _("no appeal")
    OPEN = "open", _("to be decided")
    UPHELD = "upheld", _("the restriction stays")
    SHORTENED = "shortened", _("the restriction is shortened")
    LIFTED = "lifted", _("the restriction is lifted")


class Decision(Words):
    """What is decided of an appeal. The values are those of `Appeal`."""

    UPHELD = "upheld", _("the restriction stays")
    SHORTENED = "shortened", _("the restriction is shortened")
    LIFTED = "lifted", _("the restriction is lifted")


class LetInReason(Words):
    """Why somebody is let in who is kept out."""

    EMERGENCY = "emergency", _("an emergency")
    DANGER = "danger", _("more danger outside than inside")
    CARE = "care", _("needs care now")
    CALM = "calm", _("things are settled for tonight")
    OTHER = "other", pgettext_lazy("let in", "another reason")


class Opened(Words):
    """What was looked at of what is held about a visitor."""

    PAGE = "page", _("their page")
    HELD = "held", _("all that is held")
    FILE = "file", _("the file to take away")
    ARRIVAL = "arrival", _("their arrival")
    DOOR = "door", _("what keeps them out")
    RESTRICTION = "restriction", _("a restriction")
    VISIT = "visit", _("a visit that was over")
    OVERDOSE = "overdose", _("an overdose that was over")
    REFERRAL = "referral", _("a referral")
    SAFER_SUPPLY = "safer_supply", _("their safer supply")
