"""The words that staff choose from, and that the public reads."""

from django.utils.translation import gettext_lazy as _

from veille.ledger.words import Words


class Offer(Words):
    """What a site or a stop offers whoever comes."""

    INJECTION = "injection", _("supervised injection")
    INHALATION = "inhalation", _("supervised inhalation")
    EQUIPMENT = "equipment", _("sterile equipment")
    NALOXONE = "naloxone", _("naloxone")
    CHECKING = "checking", _("drug checking")
    NURSE = "nurse", _("nursing care")
    TESTING = "testing", _("HIV, hepatitis and STI testing")
    SUPPLY = "supply", _("safer supply")
    WORKER = "worker", _("help with housing, papers, health care")
    TALK = "talk", _("somebody to talk to")
    FOOD = "food", _("something to eat")
    SHOWER = "shower", _("shower")
    LAUNDRY = "laundry", _("laundry")
    REST = "rest", _("a place to rest")


class Access(Words):
    """What makes it easier to come in."""

    STEP_FREE = "step_free", _("no step at the door")
    WIDE = "wide", _("wide door")
    TOILET = "toilet", _("accessible toilet")
    ANIMALS = "animals", _("animals welcome")
    BELONGINGS = "belongings", _("a place for belongings")
    WOMEN = "women", _("hours for women")


class Spoken(Words):
    """Languages that staff speak."""

    BOTH = "fr-en", _("French and English")
    FRENCH = "fr", _("French only")
    ENGLISH = "en", _("English only")
    SPANISH = "es", _("Spanish")
    INUKTITUT = "iu", _("Inuktitut")
    CREE = "cr", _("Cree")
    CREOLE = "ht", _("Haitian Creole")
    ARABIC = "ar", _("Arabic")
    LSQ = "fcs", _("Québec Sign Language")
    ASL = "ase", _("American Sign Language")


class Cancelled(Words):
    """Why a stop does not take place, as the public reads it."""

    BREAKDOWN = "breakdown", _("breakdown")
    WEATHER = "weather", _("weather")
    STAFF = "staff", _("short of staff")
    ROAD = "road", _("the street is closed")
    EMERGENCY = "emergency", _("an emergency elsewhere")
    OTHER = "other", _("another reason")


class Setting(Words):
    """Where people were met."""

    STREET = "street", _("in the street")
    DOOR = "door", _("at the door")
    PHONE = "phone", _("by phone or message")
    FESTIVAL = "festival", _("at a festival or event")
    OTHER = "other", _("elsewhere")


class Done(Words):
    """What was done for those who were met."""

    TALKED = "talked", _("talked")
    EQUIPMENT = "equipment", _("equipment given")
    ACCOMPANIED = "accompanied", _("accompanied somewhere")


class Weekday(Words):
    """As `date.weekday` counts: Monday is 0."""

    MONDAY = "0", _("Monday")
    TUESDAY = "1", _("Tuesday")
    WEDNESDAY = "2", _("Wednesday")
    THURSDAY = "3", _("Thursday")
    FRIDAY = "4", _("Friday")
    SATURDAY = "5", _("Saturday")
    SUNDAY = "6", _("Sunday")
