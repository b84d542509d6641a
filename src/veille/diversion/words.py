"""The words of the commission: what is stored, and what a person reads."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from veille.ledger.words import Words


class Authority(Words):
    """Who refers."""

    POLICE = "police", _("police")
    COURT = "court", _("court")


class Language(Words):
    """In which language a person is written to and heard."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class ContactBy(Words):
    """How a person chose to be reached."""

    PHONE = "phone", _("by phone")
    TEXT = "text", _("by text message")
    MAIL = "mail", _("by mail")
    EMAIL = "email", _("by e-mail")
    SERVICE = "service", _("through a service that knows them")
    NONE = "none", _("no contact given")


class OwnUse(Words):
    """Whether the person said that it was for their own use."""

    SAID = "said", _("said to be for own use")
    DENIED = "denied", _("said not to be for own use")
    UNSAID = "unsaid", _("nothing said about use")


class Unit(Words):
    """In what a seized amount is counted: the measures of the law."""

    GRAMS = "grams", _("grams, as weighed")
    GRAMS_ACTIVE = "grams_active", _("grams of active principle")
    PILLS = "pills", _("pills")
    UNITS = "units", _("units")


class Profession(Words):
    """What a member brings to the panel."""

    LEGAL = "legal", _("law")
    HEALTH = "health", _("health")
    SOCIAL = "social", _("social work")


class Status(Words):
    """Where a case stands."""

    RECEIVED = "received", pgettext_lazy("case", "referral received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("case", "acknowledged")
    SCHEDULED = "scheduled", pgettext_lazy("case", "appointment fixed")
    RESCHEDULED = "rescheduled", pgettext_lazy("case", "appointment moved")
    NOTIFIED = "notified", pgettext_lazy("case", "notice issued")
    MISSED_ONCE = "missed_once", pgettext_lazy("case", "did not appear, once")
    MISSED_TWICE = "missed_twice", pgettext_lazy("case", "did not appear, twice")
    UNREACHABLE = "unreachable", pgettext_lazy("case", "unreachable")
    TRANSFERRED = "transferred", pgettext_lazy("case", "transferred by domicile")
    HEARD = "heard", pgettext_lazy("case", "heard")
    ASSESSED = "assessed", pgettext_lazy("case", "assessed")
    SUSPENDED = "suspended", pgettext_lazy("case", "provisionally suspended")
    PRESENTING = "presenting", pgettext_lazy("case", "presenting themselves")
    FINED = "fined", pgettext_lazy("case", "fined")
    MEASURED = "measured", pgettext_lazy("case", "under another measure")
    DECIDED = "decided", pgettext_lazy("case", "decided, nothing to follow")
    FULFILLED = "fulfilled", pgettext_lazy("case", "what was decided is done")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    YOUTH = "youth", pgettext_lazy("case", "sent to the youth path")
    DESTROYED = "destroyed", pgettext_lazy("case", "record destroyed")


class Verb(Words):
    """What is done with a case once it was received."""

    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    SCHEDULE = "schedule", _("Fix an appointment")
    RESCHEDULE = "reschedule", _("Move the appointment")
    NOTIFY = "notify", _("Issue the notice")
    SEAT = "seat", _("Seat the panel")
    STEP_OUT = "step_out", _("A member steps out")
    MISS = "miss", _("They did not appear")
    GIVE_UP = "give_up", _("They cannot be reached")
    TRANSFER = "transfer", _("Transfer to another commission")
    COMPETENCE = "competence", _("Decide on competence")
    HEAR = "hear", _("The hearing was held")
    ASSESS = "assess", _("Assess")
    DECIDE = "decide", _("Decide")
    PROLONG = "prolong", _("Extend the suspension")
    RESUME = "resume", _("End the suspension and decide anew")
    REVOKE = "revoke", _("Revoke the suspension: the sanction applies")
    WAIVE = "waive", _("They waive an appeal")
    APPEAL = "appeal", _("They appeal")
    RULE = "rule", _("The court has ruled")
    PRESENT = "present", _("They presented themselves")
    ABSENT = "absent", _("They missed a presentation")
    PAY = "pay", _("The fine is paid")
    FULFIL = "fulfil", _("What was decided is done")
    EXPLAIN = "explain", _("Enter a reason for a deadline")
    CLOSE = "close", _("Close the case")
    TO_YOUTH = "to_youth", _("Send to the youth path")
    DESTROY = "destroy", _("Destroy the record")


class FileVerb(Words):
    """What is entered in the file of a case wherever it stands."""

    HELP = "help", _("Enter lawyer and interpreter")
    ANALYSE = "analyse", _("Enter the laboratory’s result")
    KEEP = "keep", _("Enter where what was seized is kept")
    DISCARD = "discard", _("What was seized was destroyed")


class DecisionKind(Words):
    """What a panel may decide; the values are those of the law's own data."""

    PROVISIONAL_SUSPENSION = "provisional_suspension", _("provisional suspension")
    SUSPENDED_DETERMINATION = (
        "suspended_determination",
        _("sanction not fixed yet, for treatment"),
    )
    SUSPENDED_SANCTION = "suspended_sanction", _("sanction suspended")
    WARNING = "warning", _("warning")
    FINE = "fine", _("fine")
    OTHER_MEASURE = "other_measure", _("other measure")
    ACQUITTAL = "acquittal", _("acquittal")
    CLOSED = "closed", pgettext_lazy("decision", "closed")


class Measure(Words):
    """Other measures than a fine."""

    PROFESSION = "profession", _("not to work in a certain trade")
    PLACE = "place", _("not to go to certain places")
    COMPANY = "company", _("not to meet certain people")
    ABROAD = "abroad", _("not to travel abroad without leave")
    REPORTING = "reporting", _("to report at set times")
    LICENCE = "licence", _("a gun licence withheld")
    OBJECTS = "objects", _("objects taken that are a risk")
    BENEFIT = "benefit", _("an allowance managed by somebody else")
    SERVICE = "service", _("unpaid work for a community")
    DONATION = "donation", _("money to a solidarity institution")
    #: Of entries made before the measures were the law's own; offered no more.
    OTHER = "other", pgettext_lazy("measure", "another measure")


class Risk(Words):
    """ASSIST risk of the substance of most concern (WHO ASSIST)."""

    LOW = "low", pgettext_lazy("risk", "low")
    MODERATE = "moderate", pgettext_lazy("risk", "moderate")
    HIGH = "high", pgettext_lazy("risk", "high")
    UNKNOWN = "unknown", pgettext_lazy("risk", "not asked")


class Treatment(Words):
    """Where a referral to treatment stands."""

    NONE = "none", pgettext_lazy("treatment", "not offered")
    OFFERED = "offered", pgettext_lazy("treatment", "offered")
    ACCEPTED = "accepted", pgettext_lazy("treatment", "accepted")
    DECLINED = "declined", pgettext_lazy("treatment", "declined")
    WAITING = "waiting", pgettext_lazy("treatment", "waiting for a place")
    ATTENDED = "attended", pgettext_lazy("treatment", "begun")
    COMPLETED = "completed", pgettext_lazy("treatment", "completed")
    LEFT = "left", pgettext_lazy("treatment", "left before its end")


class TreatmentVerb(Words):
    """What is done with a referral to treatment."""

    OFFER = "offer", _("Offer treatment")
    ACCEPT = "accept", _("They accept treatment")
    DECLINE = "decline", _("They decline treatment")
    WAIT = "wait", _("Put on a waiting list")
    ATTEND = "attend", _("Treatment has begun")
    REPORT = "report", _("Enter a report of the treatment")
    COMPLETE = "complete", _("Treatment is completed")
    LEAVE = "leave", _("They left treatment")


class TreatmentKind(Words):
    """What a treatment place gives."""

    OUTPATIENT = "outpatient", _("outpatient treatment")
    OAT = "oat", _("opioid agonist treatment")
    DETOX = "detox", _("detox")
    RESIDENTIAL = "residential", _("residential treatment")
    COUNSELLING = "counselling", _("counselling")


class Ruling(Words):
    """What the court made of a decision that was appealed."""

    UPHELD = "upheld", pgettext_lazy("ruling", "the decision stands")
    SET_ASIDE = "set_aside", pgettext_lazy("ruling", "the decision is set aside")


class LawyerBy(Words):
    """Who counsels the person before the commission."""

    NONE = "none", pgettext_lazy("lawyer", "no lawyer, as they wish")
    OWN = "own", pgettext_lazy("lawyer", "their own lawyer")
    APPOINTED = "appointed", pgettext_lazy("lawyer", "a lawyer who was appointed")


class NoticeBy(Words):
    """How a notice reached the person."""

    HANDED = "handed", _("handed over")
    MAIL = "mail", _("sent by mail")
    CONTACT = "contact", _("sent by the contact that they chose")
    POLICE = "police", _("handed over by the police")


class MoveReason(Words):
    """Why an appointment was moved."""

    PERSON = "person", _("the person asked for it")
    PANEL = "panel", _("the panel was not complete")
    HEARING = "hearing", _("the hearing goes on another day")
    ROOM = "room", _("the commission could not hold it")
    INTERPRETER = "interpreter", _("an interpreter was needed")


class Deadline(Words):
    """A time limit that a case can be under."""

    REPORT = "report", _("the report reaches the commission")
    ACKNOWLEDGEMENT = "acknowledgement", _("the referral is acknowledged")
    APPEARANCE = "appearance", _("the person appears")
    SUSPENSION = "suspension", _("the suspension ends")
    DUE = "due", _("what was decided is due")
    TREATMENT = "treatment", _("the treatment is reported on")
    RECORD = "record", _("the record is destroyed")


class LateReason(Words):
    """Why a time limit was not kept."""

    NO_SLOT = "no_slot", _("no earlier hearing was free")
    REPORT_LATE = "report_late", _("the report arrived late")
    PERSON = "person", _("at the person’s wish, or they did not appear")
    NOT_FOUND = "not_found", _("the person could not be reached")
    TRANSFER = "transfer", _("the case came from another commission")
    COMMISSION = "commission", _("on the commission’s side")
    OTHER = "other", pgettext_lazy("deadline", "another reason")


class ClosingReason(Words):
    """Why a case is closed."""

    FULFILLED = "fulfilled", _("what was decided is done")
    NOTHING_DUE = "nothing_due", _("nothing was left to follow")
    NOT_FULFILLED = "not_fulfilled", _("what was decided was not done")
    UNREACHABLE = "unreachable", _("the person could not be reached")
    NOT_COMPETENT = "not_competent", _("not a matter for the commission")
    SOUGHT_HELP = "sought_help", _("they sought treatment of their own accord")
    SET_ASIDE = "set_aside", _("the court set the decision aside")
    DIED = "died", _("the person died")
    OTHER = "other", pgettext_lazy("closing", "another reason")


class CorrectionReason(Words):
    """Why an entry is corrected or struck out."""

    TYPED = "typed", _("typed or tapped wrong")
    TOLD = "told", _("was told otherwise later")
    OTHER_CASE = "other_case", _("belonged to another case")
    OTHER = "other", pgettext_lazy("correction", "another reason")
