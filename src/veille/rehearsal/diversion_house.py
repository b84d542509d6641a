"""The two commissions of the rehearsal: who works there, when hearings are held, where people are
referred. All of it is invented, and no telephone answers its numbers (555-01xx)."""

from dataclasses import dataclass
from decimal import Decimal

from veille.diversion.facts import Details, Session
from veille.diversion.words import Profession, TreatmentKind

CLERK, POLICE, COURT, COORDINATOR = "clerk", "police", "court", "commission"
MONTREAL, LAVAL = "montreal", "laval"


@dataclass(frozen=True)
class Officer:
    """Somebody of a commission, or who refers to it: invented. `role` is a role's value; a panel
    member has a profession."""

    sign_in: str
    name: str
    role: str
    commission: str
    profession: Profession | None = None

    @property
    def does(self) -> str:
        """What a `Worker` of the play says of them: their profession, or their role."""
        return self.profession.value if self.profession else self.role


#: Accounts of the demo that people sign in with, and what they do in the play at Montréal: a whole
#: panel of them, and who refers.
PLAYED_BY_DEMO = {
    "panel": Profession.SOCIAL.value, "panel-law": Profession.LEGAL.value,
    "panel-health": Profession.HEALTH.value, "police": POLICE, "court": COURT,
}  # fmt: skip
_LAW, _HEALTH, _SOCIAL = Profession.LEGAL, Profession.HEALTH, Profession.SOCIAL
OFFICERS = (
    Officer("montreal-clerk", "Solange", CLERK, MONTREAL),
    Officer("montreal-coordination", "Huguette", COORDINATOR, MONTREAL),
    Officer("montreal-panel-1", "Me Garance", "panel", MONTREAL, _LAW),
    Officer("montreal-panel-2", "Dr Éloi", "panel", MONTREAL, _HEALTH),
    Officer("montreal-panel-3", "Viviane", "panel", MONTREAL, _SOCIAL),
    Officer("montreal-panel-4", "Me Achille", "panel", MONTREAL, _LAW),
    Officer("montreal-panel-5", "Yamina", "panel", MONTREAL, _SOCIAL),
    Officer("laval-clerk", "Firmin", CLERK, LAVAL),
    Officer("laval-panel-1", "Me Constance", "panel", LAVAL, _LAW),
    Officer("laval-panel-2", "Dre Apolline", "panel", LAVAL, _HEALTH),
    Officer("laval-panel-3", "Théodore", "panel", LAVAL, _SOCIAL),
    Officer("spvm", "Poste 21", POLICE, MONTREAL),
    Officer("spl", "Police de Laval", POLICE, LAVAL),
    Officer("cour-montreal", "Cour municipale de Montréal", COURT, MONTREAL),
    Officer("cour-laval", "Cour municipale de Laval", COURT, LAVAL),
)


def _sessions(days: range) -> tuple[Session, ...]:
    mornings = tuple(Session(day, 9 * 60, 12 * 60) for day in days)
    return (*mornings, *(Session(day, 13 * 60, 16 * 60) for day in days))


#: The wage is Portugal's monthly minimum of 2024 (Decree-Law 107/2023: €820), as the law's data
#: are Portugal's.
DETAILS = {
    MONTREAL: Details(
        name_fr="Commission de dissuasion de Montréal", name_en="Montréal dissuasion commission",
        territory=("H1", "H2", "H3", "H4", "H5", "H8", "H9", "Montréal"),
        rooms=("Ormes", "Tilleuls"),
        address_fr="300, rue du Faubourg-Fictif, 2e étage", phone="514-555-0140",
        address_en="300 rue du Faubourg-Fictif, 2nd floor", sessions=_sessions(range(5)),
        youth_path_fr="Aire ouverte jeunesse, 514-555-0141",
        youth_path_en="Aire ouverte for youth, 514-555-0141",
        minimum_wage_euros=Decimal(820),
    ),
    LAVAL: Details(
        name_fr="Commission de dissuasion de Laval", name_en="Laval dissuasion commission",
        territory=("H7", "Laval"), rooms=("1",), phone="450-555-0142",
        address_fr="12, montée Inventée", address_en="12 montée Inventée",
        sessions=_sessions(range(1, 5)), youth_path_fr="Carrefour jeunesse, 450-555-0143",
        youth_path_en="Youth crossroads, 450-555-0143", minimum_wage_euros=Decimal(820),
    ),
}  # fmt: skip
#: Places, what they give, how many days they say that somebody waits. Invented.
TREATMENT = (
    ("Clinique du Harfang", (TreatmentKind.OAT,), 9),
    ("Centre de jour du Mélèze", (TreatmentKind.OUTPATIENT, TreatmentKind.COUNSELLING), 34),
    ("Maison de la Sarcelle", (TreatmentKind.RESIDENTIAL, TreatmentKind.DETOX), 71),
)
