"""The words of safer supply: what is prescribed, how a dose went, what the stock did."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from veille.ledger.words import Words


class Drug(Words):
    """What is prescribed in place of the unregulated supply."""

    HYDROMORPHONE = "hydromorphone", _("hydromorphone")
    MORPHINE = "morphine", _("morphine sulphate")
    OXYCODONE = "oxycodone", _("oxycodone")
    FENTANYL = "fentanyl", _("fentanyl")
    DIACETYLMORPHINE = "diacetylmorphine", _("diacetylmorphine")
    METHADONE = "methadone", _("methadone")
    BUPRENORPHINE = "buprenorphine", _("buprenorphine")
    DEXTROAMPHETAMINE = "dextroamphetamine", _("dextroamphetamine")
    METHYLPHENIDATE = "methylphenidate", _("methylphenidate")


class Form(Words):
    """What one unit of a product is. Units are counted whole: nothing is split here."""

    TABLET = "tablet", _("tablet")
    CAPSULE = "capsule", _("capsule")
    LIQUID = "liquid", _("single-dose bottle")
    PATCH = "patch", _("patch")
    INJECTABLE = "injectable", _("vial for injection")


class Status(Words):
    ACTIVE = "active", _("under way")
    PAUSED = "paused", pgettext_lazy("safer supply", "paused")
    STOPPED = "stopped", pgettext_lazy("safer supply", "stopped")


class Way(Words):
    """How a dose is taken: before the eyes of staff, or carried away to be taken later."""

    WITNESSED = "witnessed", _("witnessed")
    CARRIED = "carried", _("carried away")


class Why(Words):
    """Why a dose that was due was not given here."""

    NO_SHOW = "no_show", _("did not come")
    AHEAD = "ahead", _("told ahead")
    DECLINED = "declined", _("came and did not want it")
    SEDATED = "sedated", _("too sedated to be given it")
    ILL = "ill", _("unwell")
    CLOSED = "closed", _("the site was closed")
    ELSEWHERE = "elsewhere", _("had it elsewhere (hospital, pharmacy)")


class PauseReason(Words):
    ASKED = "asked", _("asked for it")
    HOSPITAL = "hospital", _("in hospital")
    DETAINED = "detained", _("detained")
    AWAY = "away", _("away")
    HEALTH = "health", _("for their health")
    SUPPLY = "supply", _("the product is lacking")
    OTHER = "other", _("other")


class StopReason(Words):
    ASKED = "asked", _("asked for it")
    OTHER_TREATMENT = "other_treatment", _("went over to another treatment")
    MOVED = "moved", _("moved away")
    GONE = "gone", _("did not come back")
    HEALTH = "health", _("for their health")
    DIED = "died", _("died")
    OTHER = "other", _("other")


class Decider(Words):
    """On whose decision it stopped."""

    PERSON = "person", _("the person")
    PRESCRIBER = "prescriber", _("the prescriber")
    BOTH = "both", _("both together")
    SITE = "site", _("the site")
    #: Not offered: a death stops it.
    NOBODY = "nobody", _("nobody")


#: How the stock's rows call what was handed out.
DISPENSED = "dispensed"


class Fate(Words):
    """What became of units that were handed out and came back."""

    WASTED = "wasted", _("destroyed")
    RESTOCKED = "restocked", _("put back into the stock, unopened")


class Move(Words):
    """What changes a stock without a person: it comes in, is destroyed, goes back."""

    RECEIVED = "received", _("received from the pharmacy")
    WASTED = "wasted", _("destroyed")
    RETURNED = "returned", _("returned to the pharmacy")


class Explanation(Words):
    """Why a count is not what the book says."""

    MISCOUNT = "miscount", _("counted wrongly before")
    UNRECORDED = "unrecorded", _("a dose was not recorded")
    BROKEN = "broken", _("broken or spilled")
    LOST = "lost", _("lost")
    SUPPLIER = "supplier", _("another number came than was written")
    UNKNOWN = "unknown", _("not known; reported")


@dataclass(frozen=True)
class Mg:
    """Milligrams in a sentence, exact: kept as whole micrograms."""

    ug: int

    def __str__(self) -> str:
        return f"{number_format(Decimal(self.ug) / 1000)}\u00a0mg"


@dataclass(frozen=True)
class Units:
    """A number of units of one form, in a sentence: “1 tablet”, “12 vials”."""

    number: int
    form: str

    def __str__(self) -> str:
        n = self.number
        words = {
            Form.TABLET: ngettext("%(n)s tablet", "%(n)s tablets", n),
            Form.CAPSULE: ngettext("%(n)s capsule", "%(n)s capsules", n),
            Form.LIQUID: ngettext("%(n)s bottle", "%(n)s bottles", n),
            Form.PATCH: ngettext("%(n)s patch", "%(n)s patches", n),
            Form.INJECTABLE: ngettext("%(n)s vial", "%(n)s vials", n),
        }
        text = words.get(Form(self.form)) if self.form in Form.values else None
        return (text or ngettext("%(n)s unit", "%(n)s units", n)) % {"n": number_format(n)}


def product_words(key: str) -> str:
    """A product by its key, in the reader's language: “hydromorphone 8 mg, tablet”."""
    drug, _dash, rest = key.partition("-")
    form, _dash, strength = rest.partition("-")
    if not (drug in Drug.values and form in Form.values and strength.isdigit()):
        return key  # of a later version
    return _("%(drug)s %(strength)s, %(form)s") % {
        "drug": Drug(drug).label,
        "strength": Mg(int(strength)),
        "form": Form(form).label,
    }
