"""Whom the rehearsed commissions meet, and what becomes of each: rates, shares and times.

How many: Portugal's commissions opened 7,026 cases in 2021 (SICAD, at second hand; see
`veille.diversion.published`), among 10,343,066 people (INE, census 2021): 68 for 100,000 people
a year. Montréal has 1,762,949 people and Laval 438,366 (Statistics Canada, census 2021): at that
rate 1,198 and 298 cases a year.

Shares that Portugal publishes stand with their year; all others are assumed, and are no evidence
of anything.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from veille.law import Decision as Allowed
from veille.rehearsal.draws import draw

from .facts import UNKNOWN_SUBSTANCE, Sanction, Seized
from .words import Authority, DecisionKind, Language, Measure, Risk, Status, Treatment, Unit

PORTUGAL_CASES_2021 = 7_026
PORTUGAL_PEOPLE_2021 = 10_343_066
PEOPLE = {"montreal": 1_762_949, "laval": 438_366}
DAYS_A_YEAR = 365

#: 2024: 38 % of referrals came from courts.
COURT_SHARE = 0.38
#: 2021: 15 % of those assessed were dependent.
DEPENDENT_SHARE = 0.15
#: 2019: of 8,150 decisions 80 % were suspensive, 19 % punitive, 1 % acquittals. How each of the
#: first two is made up is assumed.
DECISIONS = (
    (DecisionKind.PROVISIONAL_SUSPENSION, 68),
    (DecisionKind.SUSPENDED_SANCTION, 12),
    (DecisionKind.FINE, 9),
    (DecisionKind.WARNING, 6),
    (DecisionKind.OTHER_MEASURE, 4),
    (DecisionKind.ACQUITTAL, 1),
)
#: Decisions that are no sanction: the law asks for no suspension before them.
NO_SANCTION = (
    DecisionKind.PROVISIONAL_SUSPENSION,
    DecisionKind.SUSPENDED_DETERMINATION,
    DecisionKind.ACQUITTAL,
)
#: Where the law prescribes a suspension of the proceeding first, a sanction comes so many days
#: after it. Assumed.
RELAPSES_AFTER_DAYS = (8, 60)
#: What becomes of the right to appeal a sanction: shares. Assumed.
APPEALS = (("waives", 55), ("", 41), ("appeals", 4))
UPHELD_SHARE = 0.7
RULED_AFTER_DAYS = (25, 80)
#: People with a lawyer or an interpreter. Assumed.
HELPED_SHARE = 0.12
LANGUAGES = ("innu-aimun", "arabe", "espagnol", "LSQ")
#: What a laboratory finds of what was filed as unknown, and how pure. Assumed.
FOUND_BY_LABORATORY = (("cocaine", 45), ("heroin", 30), ("methamphetamine", 15), ("mdma", 10))
PURITY_PERCENT = (8, 40)
#: How often people do not appear before they do, or are given up. Assumed. (2017: the profile of
#: 32 % stayed unknown, of whom some did not appear, some were acquitted, and some still waited.)
MISSES = ((0, 70), (1, 14), (2, 16))
#: Shares of those who missed twice and are found again. Assumed.
FOUND_AGAIN = 0.15
TRANSFER_SHARE = 0.05
MOVED_SHARE = 0.08
#: Shares who accept treatment, by dependence; who begin it, and who complete it. Assumed, lower
#: at each step: in Oregon by 2025-04, 723 enrolled in deflection and 88 had completed it.
ACCEPTS = {True: 0.62, False: 0.12}
BEGINS = 0.6
COMPLETES = 0.4
#: How long people wait for treatment, of what the place says; days in treatment of those who
#: complete it, and of those who leave it. Assumed.
WAITS_SHARE = (0.7, 1.6)
TREATED_DAYS = {True: (60, 150), False: (5, 70)}
#: After so many days of treatment its service reports on it, within the law's three months. This
#: is assumed.
REPORTED_DAYS = 88
#: How dependent people, and others, score. Assumed.
RISKS = {
    True: ((Risk.MODERATE, 25), (Risk.HIGH, 65), (Risk.UNKNOWN, 10)),
    False: ((Risk.LOW, 62), (Risk.MODERATE, 28), (Risk.UNKNOWN, 10)),
}
#: What is seized: substance, unit, least and most, how often. Assumed, cannabis first as in
#: Portugal.
SEIZURES = (
    (("cannabis_resin", Unit.GRAMS, 0.4, 5.0), 40),
    (("cannabis_herb", Unit.GRAMS, 0.5, 12.0), 34),
    (("cocaine", Unit.GRAMS, 0.2, 1.8), 10),
    (("crack", Unit.GRAMS, 0.1, 0.4), 5),
    (("heroin", Unit.GRAMS, 0.1, 0.9), 6),
    (("mdma", Unit.PILLS, 1, 6), 3),
    (("methamphetamine", Unit.GRAMS, 0.1, 0.9), 2),
    ((UNKNOWN_SUBSTANCE, Unit.GRAMS, 0.1, 1.5), 3),
)
#: More than the law leaves to the commission, and what nobody knows yet: for people at the demo.
MUCH = (Seized("heroin", Decimal("1.6"), Unit.GRAMS_ACTIVE),)
POWDER = (Seized(UNKNOWN_SUBSTANCE, Decimal("0.7"), Unit.GRAMS),)
AGES = (18, 64, 26)
ENGLISH_SHARE = 0.22
#: Where people live: how a commission's territory begins its postal codes.
POSTAL = {
    "montreal": ("H1L", "H1W", "H2K", "H2L", "H2X", "H2Y", "H3A", "H3N", "H4C"),
    "laval": ("H7N", "H7V", "H7T"),
}
STREETS = (
    "parc Émilie-Gamelin",
    "rue Ontario, coin Saint-Laurent",
    "métro Berri-UQAM",
    "place du Canada",
    "parc La Fontaine",
    "rue Sainte-Catherine Est",
    "boulevard Cartier",
    "terminus Cartier",
)
#: Invented, as are those who bear them. No two people of a play have the same.
FIRST_NAMES = (
    "Alix",
    "Bérénice",
    "Cédric",
    "Delphine",
    "Elio",
    "Flavie",
    "Gaston",
    "Hortense",
    "Ivo",
    "Jocelyne",
    "Koffi",
    "Léonie",
    "Malek",
    "Nour",
    "Ophélie",
    "Pavel",
    "Quentin",
    "Rosalie",
    "Sami",
    "Tania",
    "Ulric",
    "Violaine",
    "Wassim",
    "Xavière",
    "Yanis",
    "Zélie",
)
LAST_NAMES = (
    "Aubépine",
    "Bouleau",
    "Cormier",
    "Douglas",
    "Érable",
    "Frêne",
    "Genévrier",
    "Hêtre",
    "If",
    "Jonc",
    "Lilas",
    "Mélèze",
    "Noisetier",
    "Orme",
    "Pommier",
    "Roseau",
    "Saule",
    "Tilleul",
    "Viorne",
)


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What will become of one person, unless somebody at the demo does something else.

    `stops` is where the play leaves the case alone, for people to go on with; `leaves` is where it
    leaves the referral to treatment alone. `shown` is before a panel of those who sign in at the
    demo, where they are free. `waits_share` is how long they wait for treatment, of what the
    place says; `treated_days` how long they stay. `relapses_after_days`: where the law suspends
    the proceeding before any sanction, that suspension ends after so many. `appeal` is what they
    do with their right to one: "waives", "appeals" or nothing. `seizes` is what was seized, where
    that is not drawn. `called` is a name that two
    share, for a clerk to settle whether they are one person.
    """

    misses: int = 0
    found_again: bool = False
    moves_to: str = ""
    moved: bool = False
    dependent: bool = False
    risk: Risk = Risk.LOW
    decision: DecisionKind = DecisionKind.WARNING
    measure: Measure = Measure.PLACE
    months: int = 3
    relapses_after_days: float = 0.05
    appeal: str = ""
    helped: bool = False
    seizes: tuple[Seized, ...] = ()
    presentations: int = 3
    euros: Decimal = Decimal(40)
    pays: bool = True
    accepts: bool = False
    begins: bool = False
    completes: bool = False
    waits_share: float = 1.0
    treated_days: float = 30.0
    stops: Status | None = None
    leaves: Treatment | None = None
    shown: bool = False
    called: str = ""


TWO_SHARE, SHARED_AGE = "Maïna Cyprès", 34
#: Cases left alone in a state, so many days before the end, with what brings them there.
STAGED: tuple[tuple[float, Fate], ...] = (
    (0.25, Fate(stops=Status.RECEIVED)),
    (1.35, Fate(stops=Status.RECEIVED)),
    (2.1, Fate(stops=Status.RECEIVED)),
    (0.9, Fate(stops=Status.ACKNOWLEDGED)),
    (2.6, Fate(stops=Status.ACKNOWLEDGED)),
    (1.1, Fate(stops=Status.SCHEDULED)),
    (0.5, Fate(stops=Status.NOTIFIED, shown=True)),
    (0.8, Fate(dependent=True, stops=Status.NOTIFIED, shown=True)),
    (1.6, Fate(stops=Status.NOTIFIED)),
    (1.3, Fate(stops=Status.NOTIFIED, seizes=MUCH, helped=True, shown=True)),
    (1.7, Fate(stops=Status.NOTIFIED, seizes=POWDER)),
    (1.9, Fate(stops=Status.NOTIFIED, called=TWO_SHARE)),
    (2.4, Fate(stops=Status.NOTIFIED)),
    (3.2, Fate(moved=True, stops=Status.RESCHEDULED)),
    (7.0, Fate(misses=1, stops=Status.MISSED_ONCE)),
    (13.0, Fate(misses=2, stops=Status.MISSED_TWICE)),
    (22.0, Fate(misses=2, stops=Status.UNREACHABLE)),
    (41.0, Fate(misses=2, stops=Status.UNREACHABLE)),
    (4.2, Fate(moves_to="laval", stops=Status.TRANSFERRED)),
    (6.0, Fate(stops=Status.HEARD, shown=True)),
    (7.5, Fate(dependent=True, accepts=True, stops=Status.ASSESSED)),
    (9.0, Fate(stops=Status.ASSESSED)),
    (8.0, Fate(dependent=True, accepts=True, leaves=Treatment.OFFERED)),
    (
        12.0,
        Fate(
            dependent=True,
            accepts=True,
            months=6,
            leaves=Treatment.ACCEPTED,
            decision=DecisionKind.PROVISIONAL_SUSPENSION,
        ),
    ),
    (
        170.0,  # the report of this treatment is overdue
        Fate(
            dependent=True,
            accepts=True,
            months=12,
            leaves=Treatment.ATTENDED,
            begins=True,
            decision=DecisionKind.PROVISIONAL_SUSPENSION,
        ),
    ),
    (29.0, Fate(decision=DecisionKind.PROVISIONAL_SUSPENSION, months=1, stops=Status.SUSPENDED)),
    (31.0, Fate(decision=DecisionKind.FINE, stops=Status.FINED)),
    (28.0, Fate(dependent=True, decision=DecisionKind.SUSPENDED_SANCTION, stops=Status.PRESENTING)),
    (
        30.0,
        Fate(dependent=True, decision=DecisionKind.OTHER_MEASURE, months=1, stops=Status.MEASURED),
    ),
    (
        11.0,
        Fate(
            dependent=True,
            decision=DecisionKind.WARNING,
            stops=Status.DECIDED,
            called=TWO_SHARE,
        ),
    ),
    (
        330.0,
        Fate(
            dependent=True,
            accepts=True,
            begins=True,
            completes=True,
            months=6,
            treated_days=90,
            decision=DecisionKind.PROVISIONAL_SUSPENSION,
        ),
    ),
    (45.0, Fate(decision=DecisionKind.FINE, stops=Status.FULFILLED)),
    (8.0, Fate(stops=Status.YOUTH)),
    (16.0, Fate(stops=Status.DESTROYED)),
)


def drawn(rng: Random, here: str) -> Fate:
    """One person's fate at a commission."""
    dependent = rng.random() < DEPENDENT_SHARE
    accepts = rng.random() < ACCEPTS[dependent]
    elsewhere = next(slug for slug in PEOPLE if slug != here)
    decision: DecisionKind = draw(rng, DECISIONS)
    suspended = decision is DecisionKind.PROVISIONAL_SUSPENSION
    completes = rng.random() < COMPLETES
    if dependent and (decision is DecisionKind.FINE or (suspended and not accepts)):
        decision = DecisionKind.SUSPENDED_SANCTION
    return Fate(
        misses=draw(rng, MISSES),
        found_again=rng.random() < FOUND_AGAIN,
        moves_to=elsewhere if rng.random() < TRANSFER_SHARE else "",
        moved=rng.random() < MOVED_SHARE,
        dependent=dependent,
        risk=draw(rng, RISKS[dependent]),
        decision=decision,
        measure=rng.choice((Measure.SERVICE, Measure.PLACE, Measure.REPORTING)),
        relapses_after_days=rng.uniform(*RELAPSES_AFTER_DAYS),
        appeal=draw(rng, APPEALS),
        helped=rng.random() < HELPED_SHARE,
        months=rng.choice((2, 3, 3, 4, 6)),
        presentations=rng.choice((2, 3, 4)),
        euros=Decimal(rng.choice((25, 30, 40, 60, 100))),
        pays=rng.random() < 0.7,
        accepts=accepts,
        begins=rng.random() < BEGINS,
        completes=completes,
        waits_share=rng.uniform(*WAITS_SHARE),
        treated_days=rng.uniform(*TREATED_DAYS[completes]),
    )


def a_year_of(commission: str) -> float:
    """Cases that a commission has a year."""
    rate = PORTUGAL_CASES_2021 / PORTUGAL_PEOPLE_2021
    return rate * PEOPLE[commission]


def somebody(rng: Random, number: int) -> tuple[str, int]:
    """A name that nobody else among some nine thousand has, and an age."""
    firsts, lasts = len(FIRST_NAMES), len(LAST_NAMES)
    one = number // firsts % lasts
    other = (one + number // (firsts * lasts)) % lasts
    last = LAST_NAMES[one] if other == one else f"{LAST_NAMES[one]}-{LAST_NAMES[other]}"
    low, high, most = AGES
    return f"{FIRST_NAMES[number % firsts]} {last}", round(rng.triangular(low, high, most))


def laboratory(rng: Random) -> tuple[str, Decimal]:
    """A substance, and its purity in percent."""
    return draw(rng, FOUND_BY_LABORATORY), Decimal(rng.randint(*PURITY_PERCENT))


def seizure(rng: Random) -> tuple[Seized, ...]:
    (substance, unit, low, high) = draw(rng, SEIZURES)
    amount = round(rng.uniform(low, high), 0 if unit is Unit.PILLS else 1)
    return (Seized(substance, Decimal(str(amount)).normalize(), unit),)


def authority(rng: Random) -> Authority:
    return Authority.COURT if rng.random() < COURT_SHARE else Authority.POLICE


def language(rng: Random) -> Language:
    return Language.ENGLISH if rng.random() < ENGLISH_SHARE else Language.FRENCH


#: So many missed presentations end a suspension, where the law says how many.
BREACHES = 2


def suspended(entry: Allowed, fate: Fate) -> Sanction | None:
    """The sanction that this decision suspends, if it does."""
    if not entry.suspends:
        return None
    if DecisionKind.FINE.value in entry.suspends:
        return Sanction(kind=DecisionKind.FINE, euros=fate.euros)
    return Sanction(kind=DecisionKind.OTHER_MEASURE, measure=Measure.PLACE, months=3)
