"""What a run counts: events and days, whole numbers by month, group and outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from .person import Gender, Mode


class Event(IntEnum):
    """Things that happen to one person on one day; and what a week expects of all (the last)."""

    DEATH_OVERDOSE = 0
    DEATH_OTHER = 1
    OVERDOSE_PRIVATE = 2
    OVERDOSE_PUBLIC = 3
    OVERDOSE_SITE = 4
    WITNESSED = 5
    NALOXONE = 6
    AMBULANCE = 7
    HOSPITAL = 8
    INJURY = 9
    HCV = 10
    HIV = 11
    HCV_CURE = 12
    HIV_TREATMENT = 13
    KIT = 14
    AGONIST_START = 15
    SAFER_START = 16
    BED_START = 17
    STOP = 18
    RELAPSE = 19
    JOINED = 20
    ENCOUNTER = 21
    CONFISCATION = 22
    CHARGE = 23
    SENTENCE = 24
    REFERRAL = 25
    ATTENDANCE = 26
    COMMISSION_TREATMENT = 27
    HOME_LOST = 28
    HOME_FOUND = 29
    VISIT = 30
    TURNED_AWAY = 31
    CHECK = 32
    PUBLIC_INJECTION = 33
    DISCARDED = 34
    LEFT = 35
    KIT_USED = 36
    WITNESS_KIT = 37
    #: Of each overdose, the chance that it kills, whatever luck then does: in millionths.
    EXPECTED_DEATH = 38


class State(IntEnum):
    """Things that last: each counts one a day for each person in it."""

    ALIVE = 0
    USING = 1
    AGONIST = 2
    SAFER = 3
    BED = 4
    PRISON = 5
    UNHOUSED = 6
    INJURED = 7
    HIV = 8
    HIV_TREATED = 9
    HCV = 10
    INJECTING = 11
    #: Thousandths of a day in full health: the weights stand in the evidence.
    HEALTH = 12


EVENTS = len(Event)
STATES = len(State)
#: A column for each event, then one for each state.
COLUMNS = EVENTS + STATES
HEALTH_PER_DAY = 1000
#: Of an expected death: whole numbers add up to the same in any order.
PARTS = 1_000_000


@dataclass(frozen=True)
class Outcome:
    name: str
    unit: str
    column: int
    en: str
    fr: str


_EVENT_WORDS: Mapping[Event, tuple[str, str, str, str]] = {
    Event.DEATH_OVERDOSE: ("overdose_deaths", "deaths", "Overdose deaths", "Décès par surdose"),
    Event.DEATH_OTHER: (
        "other_deaths",
        "deaths",
        "Deaths from other causes",
        "Décès d’autres causes",
    ),
    Event.OVERDOSE_PRIVATE: (
        "overdoses_private",
        "overdoses",
        "Overdoses in private",
        "Surdoses en privé",
    ),
    Event.OVERDOSE_PUBLIC: (
        "overdoses_public",
        "overdoses",
        "Overdoses in public",
        "Surdoses en public",
    ),
    Event.OVERDOSE_SITE: (
        "overdoses_on_site",
        "overdoses",
        "Overdoses answered on site",
        "Surdoses prises en charge sur site",
    ),
    Event.WITNESSED: (
        "overdoses_witnessed",
        "overdoses",
        "Overdoses off site that somebody saw",
        "Surdoses hors site vues par quelqu’un",
    ),
    Event.NALOXONE: (
        "naloxone_given",
        "overdoses",
        "Overdoses off site with naloxone from a bystander",
        "Surdoses hors site avec naloxone d’un témoin",
    ),
    Event.AMBULANCE: ("ambulance_calls", "calls", "Ambulance calls", "Appels d’ambulance"),
    Event.HOSPITAL: (
        "hospital_stays",
        "stays",
        "Hospital stays after an overdose",
        "Hospitalisations après surdose",
    ),
    Event.INJURY: (
        "brain_injuries",
        "people",
        "Lasting brain injuries",
        "Lésions cérébrales durables",
    ),
    Event.HCV: (
        "hcv_infections",
        "infections",
        "Hepatitis C infections",
        "Infections à l’hépatite C",
    ),
    Event.HIV: ("hiv_infections", "infections", "HIV infections", "Infections au VIH"),
    Event.HCV_CURE: ("hcv_cures", "people", "Hepatitis C cured", "Guérisons de l’hépatite C"),
    Event.HIV_TREATMENT: (
        "hiv_treatments",
        "people",
        "HIV treatment started",
        "Traitements du VIH commencés",
    ),
    Event.KIT: ("kits_given", "kits", "Naloxone kits handed out", "Trousses de naloxone remises"),
    Event.AGONIST_START: (
        "agonist_starts",
        "starts",
        "Agonist treatment started",
        "Traitements par agonistes commencés",
    ),
    Event.SAFER_START: (
        "safer_starts",
        "starts",
        "Safer supply started",
        "Approvisionnements plus sécuritaires commencés",
    ),
    Event.BED_START: (
        "bed_starts",
        "stays",
        "Detox or residential treatment",
        "Séjours en désintoxication ou traitement",
    ),
    Event.STOP: ("stopped", "people", "Stopped using", "Arrêts de la consommation"),
    Event.RELAPSE: ("relapses", "people", "Took up again", "Reprises de la consommation"),
    Event.JOINED: (
        "took_up",
        "people",
        "Took up drugs or moved in",
        "Débuts de consommation ou arrivées",
    ),
    Event.ENCOUNTER: (
        "police_encounters",
        "encounters",
        "Police encounters with drugs found",
        "Interpellations avec drogues trouvées",
    ),
    Event.CONFISCATION: (
        "confiscations",
        "encounters",
        "Drugs taken by police",
        "Drogues saisies sur la personne",
    ),
    Event.CHARGE: ("charges", "charges", "Charged with possession", "Accusations de possession"),
    Event.SENTENCE: ("prison_sentences", "sentences", "Sent to prison", "Incarcérations"),
    Event.REFERRAL: (
        "commission_referrals",
        "referrals",
        "Referred to a commission",
        "Renvois à une commission",
    ),
    Event.ATTENDANCE: (
        "commission_attendances",
        "people",
        "Came to the commission",
        "Comparutions à la commission",
    ),
    Event.COMMISSION_TREATMENT: (
        "commission_treatments",
        "starts",
        "Treatment started through a commission",
        "Traitements commencés par une commission",
    ),
    Event.HOME_LOST: ("homes_lost", "people", "Lost a home", "Pertes de logement"),
    Event.HOME_FOUND: ("homes_found", "people", "Found a home", "Logements trouvés"),
    Event.VISIT: (
        "site_visits",
        "visits",
        "Visits to a site to use",
        "Visites à un site pour consommer",
    ),
    Event.TURNED_AWAY: (
        "turned_away",
        "visits",
        "Turned away from a full site",
        "Refus, site complet",
    ),
    Event.CHECK: ("drug_checks", "checks", "Drug checks", "Analyses de drogues"),
    Event.PUBLIC_INJECTION: (
        "public_injections",
        "injections",
        "Injections in public",
        "Injections en public",
    ),
    Event.LEFT: (
        "left",
        "people",
        "Moved away, or stopped for good",
        "Départs, ou arrêts définitifs",
    ),
    Event.KIT_USED: ("kits_used", "kits", "Naloxone kits used", "Trousses de naloxone utilisées"),
    Event.WITNESS_KIT: (
        "witness_kits_used",
        "kits",
        "Kits used that were a witness’s",
        "Trousses utilisées, d’un témoin",
    ),
    Event.EXPECTED_DEATH: (
        "expected_deaths",
        "deaths",
        "Overdose deaths, expected of the overdoses",
        "Décès par surdose attendus des surdoses",
    ),
    Event.DISCARDED: (
        "needles_discarded",
        "needles",
        "Needles left behind in public",
        "Seringues laissées en public",
    ),
}
_STATE_WORDS: Mapping[State, tuple[str, str, str, str]] = {
    State.ALIVE: ("person_days", "days", "Days lived", "Jours vécus"),
    State.USING: (
        "using_days",
        "days",
        "Days of people who use",
        "Jours des personnes qui consomment",
    ),
    State.AGONIST: (
        "agonist_days",
        "days",
        "Days on agonist treatment",
        "Jours sous traitement par agonistes",
    ),
    State.SAFER: (
        "safer_days",
        "days",
        "Days on safer supply",
        "Jours d’approvisionnement plus sécuritaire",
    ),
    State.BED: (
        "bed_days",
        "days",
        "Days in detox or residential treatment",
        "Jours en désintoxication ou traitement",
    ),
    State.PRISON: ("prison_days", "days", "Days in prison", "Jours de prison"),
    State.UNHOUSED: ("unhoused_days", "days", "Days without a home", "Jours sans logement"),
    State.INJURED: (
        "injured_days",
        "days",
        "Days with a lasting brain injury",
        "Jours avec une lésion cérébrale",
    ),
    State.HIV: ("hiv_days", "days", "Days with HIV", "Jours avec le VIH"),
    State.HIV_TREATED: (
        "hiv_treated_days",
        "days",
        "Days with treated HIV",
        "Jours avec le VIH traité",
    ),
    State.HCV: (
        "hcv_days",
        "days",
        "Days with chronic hepatitis C",
        "Jours avec l’hépatite C chronique",
    ),
    State.INJECTING: (
        "injecting_days",
        "days",
        "Days of people who inject",
        "Jours des personnes qui s’injectent",
    ),
    State.HEALTH: (
        "health",
        "thousandths of a day in full health",
        "Quality-adjusted life",
        "Vie pondérée par la qualité",
    ),
}

OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        name: Outcome(name, unit, column, en, fr)
        for column, (name, unit, en, fr) in enumerate(
            [_EVENT_WORDS[event] for event in Event] + [_STATE_WORDS[state] for state in State]
        )
    }
)

AGE_BANDS = ("under 30", "30 to 49", "50 and over")
AGE_BAND_STARTS_YEARS = (0, 30, 50)
HOUSING = ("without a home", "with a home")
_GENDERS, _HOUSINGS, _MODES = len(Gender), len(HOUSING), len(Mode)
GROUPS = len(AGE_BANDS) * _GENDERS * _HOUSINGS * _MODES


def group_number(age_band: int, gender: int, housed: int, mode: int) -> int:
    return ((age_band * _GENDERS + gender) * _HOUSINGS + housed) * _MODES + mode


def group_labels(number: int) -> dict[str, str]:
    """What a group is: age, gender, housing, mode."""
    rest, mode = divmod(number, _MODES)
    rest, housed = divmod(rest, _HOUSINGS)
    age_band, gender = divmod(rest, _GENDERS)
    return {
        "age": AGE_BANDS[age_band],
        "gender": Gender(gender).name.lower(),
        "housing": HOUSING[housed],
        "mode": Mode(mode).name.lower(),
    }
