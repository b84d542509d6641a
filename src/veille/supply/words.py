"""The words of drug checking: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Collected(Words):
    """How a sample came."""

    WALK_IN = "walk_in", _("brought in")
    MAIL_IN = "mail_in", _("by mail")
    DROPPED = "dropped", _("found or left behind")
    UNTOLD = "untold", _("not said")


class Form(Words):
    POWDER = "powder", _("powder")
    ROCK = "rock", _("rock")
    TABLET = "tablet", _("tablet")
    CAPSULE = "capsule", _("capsule")
    LIQUID = "liquid", _("liquid")
    BLOTTER = "blotter", _("blotter")
    PLANT = "plant", _("plant")
    RESIDUE = "residue", _("residue")
    OTHER = "other", pgettext_lazy("form of a sample", "other")


class Colour(Words):
    WHITE = "white", _("white")
    GREY = "grey", _("grey")
    BEIGE = "beige", _("beige")
    BROWN = "brown", _("brown")
    YELLOW = "yellow", _("yellow")
    PINK = "pink", _("pink")
    PURPLE = "purple", _("purple")
    BLUE = "blue", _("blue")
    GREEN = "green", _("green")
    OTHER = "other", pgettext_lazy("colour of a sample", "other")


class Strip(Words):
    """What a test strip looks for."""

    FENTANYL = "fentanyl", _("fentanyl")
    BENZODIAZEPINE = "benzodiazepine", _("benzodiazepines")
    NITAZENE = "nitazene", _("nitazenes")
    XYLAZINE = "xylazine", _("xylazine")
    MEDETOMIDINE = "medetomidine", _("medetomidine")


class Reading(Words):
    """What a strip showed. Not done is not negative."""

    NEGATIVE = "negative", _("negative")
    POSITIVE = "positive", _("positive")
    INVALID = "invalid", _("invalid")
    NOT_DONE = "not_done", _("not done")


class Seen(Words):
    """What another programme’s file says that a strip showed."""

    POSITIVE = "positive", _("positive")
    NEGATIVE = "negative", _("negative")
    INVALID = "invalid", _("invalid")
    CONFLICTING = "conflicting", _("read in two ways")


class Instrument(Words):
    """What looked into a sample of another programme."""

    STRIP = "strip", _("strip")
    FTIR = "ftir", _("FTIR")
    LABORATORY = "laboratory", _("laboratory")


class SeizureKind(Words):
    """Where drugs were seized, or what an operation was."""

    STREET = "street", _("in the street or a home")
    MAIL = "mail", _("in the mail")
    BORDER = "border", _("at the border")
    LABORATORY = "laboratory", _("a place where they were made")
    OTHER = "other", pgettext_lazy("kind of a seizure", "other")


class Control(Words):
    """A strip tried on what it must see, or on what it must not."""

    POSITIVE = "positive", _("positive control")
    NEGATIVE = "negative", _("negative control")


class LabMethod(Words):
    GC_MS = "gc_ms", _("GC-MS")
    LC_MS = "lc_ms", _("LC-MS")
    QNMR = "qnmr", _("quantitative NMR")
    PAPER_SPRAY = "paper_spray", _("paper spray MS")


class Abundance(Words):
    """How much of a substance a laboratory saw, where it gives no concentration."""

    PRIMARY = "primary", _("main part")
    TRACE = "trace", _("trace")


class Fate(Words):
    """Where material went."""

    RETURNED = "returned", _("given back")
    LABORATORY = "laboratory", _("sent to the laboratory")
    USED_UP = "used_up", _("used up by tests")
    DESTROYED = "destroyed", _("destroyed")


class Decision(Words):
    """What a person says they will do, once they know."""

    AS_PLANNED = "as_planned", _("use it as planned")
    LESS = "less", _("use less, or more slowly")
    NOT_ALONE = "not_alone", _("not use it alone")
    NOT = "not", _("not use it")
    TELL = "tell", _("tell friends or the seller")
    UNSAID = "unsaid", _("did not say")


class Surprise(Words):
    """Whether it was what the person thought."""

    AS_THOUGHT = "as_thought", _("it is what they thought")
    MORE = "more", _("it also holds something else")
    ELSE = "else", _("it is something else")
    UNCLEAR = "unclear", _("not known yet")


class CorrectionReason(Words):
    """Why an entry is corrected or struck out."""

    TYPED = "typed", _("a typing or tapping mistake")
    LABEL = "label", _("the wrong sample")
    TIME = "time", _("the time was wrong")
    OTHER = "other", _("another reason")
