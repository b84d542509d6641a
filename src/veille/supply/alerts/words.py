"""The words of alerts: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Subject(Words):
    """What an alert is about."""

    SUBSTANCE = "substance", _("something in the supply")
    OVERDOSES = "overdoses", _("more overdoses than usual")


class Sureness(Words):
    """By what it is known."""

    LABORATORY = "laboratory", _("found by a laboratory")
    SPECTRUM = "spectrum", _("seen by infrared at the site; no laboratory has confirmed it")
    STRIP = "strip", _("shown by test strips; no laboratory has confirmed it")
    REPORTED = "reported", _("reported; nothing was tested")


class Why(Words):
    """Why an alert is withdrawn. It stays readable, with this."""

    UNCONFIRMED = "unconfirmed", _("the laboratory did not confirm it")
    WRONG_TEST = "wrong_test", _("a test was wrong")
    MISTAKE = "mistake", _("the alert was written by mistake")


class Stage(Words):
    """Where an alert stands. What is live stays live while a change to it is written."""

    DRAFT = "draft", pgettext_lazy("stage of an alert", "draft")
    APPROVED = "approved", pgettext_lazy("stage of an alert", "approved")
    LIVE = "live", pgettext_lazy("stage of an alert", "live")
    CHANGED = "changed", pgettext_lazy("stage of an alert", "live, with a change not approved yet")
    READY = "ready", pgettext_lazy("stage of an alert", "live, with an approved change")
    ENDED = "ended", pgettext_lazy("stage of an alert", "ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("stage of an alert", "withdrawn")
    DROPPED = "dropped", pgettext_lazy("stage of an alert", "set aside")


class Verb(Words):
    """What can be done with an alert once it is drafted."""

    EDIT = "edit", _("edit")
    APPROVE = "approve", _("approve")
    PUBLISH = "publish", _("publish")
    END = "end", _("end")
    WITHDRAW = "withdraw", _("withdraw")
    DROP = "drop", _("set aside")


class SoldAs(Words):
    """What it was sold as, by group."""

    OPIOID = "opioid", _("“down” and other opioids")
    STIMULANT = "stimulant", _("stimulants")
    BENZODIAZEPINE = "benzodiazepine", _("benzodiazepine tablets")
    OTHER = "other", _("other drugs")
