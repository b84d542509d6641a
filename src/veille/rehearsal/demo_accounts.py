"""Who can sign in to a demo: one account for each role, all with one password that is no secret."""

from dataclasses import dataclass

#: Easy on purpose, and printed: nothing in a demo is real.
PASSWORD = "veille-demo"  # noqa: S105
#: In a demo's folder, and in no other: what it was played from.
DEMO_FILE = "demo.json"


@dataclass(frozen=True)
class DemoAccount:
    """`name` is what colleagues read. `sign_in` begins with the role's name."""

    sign_in: str
    name: str
    in_french: str
    in_english: str
    #: Slugs; empty is every commission.
    commissions: tuple[str, ...] = ()

    def does(self, language: str) -> str:
        return self.in_french if language.startswith("fr") else self.in_english

    @property
    def role(self) -> str:
        return self.sign_in.partition("-")[0]


DEMO_ACCOUNTS = (
    DemoAccount("peer", "Alex", "paire aidante, pair aidant", "peer worker"),
    DemoAccount("nurse", "Dominique", "infirmière, infirmier", "nurse"),
    DemoAccount("coordinator", "Frédérique", "coordination", "coordinator"),
    DemoAccount("administrator", "Claude", "administration", "administrator"),
    DemoAccount("auditor", "Maxime", "audit (lit tout, ne change rien)", "auditor (reads all)"),
    DemoAccount("epidemiologist", "Sylvie", "épidémiologie", "epidemiologist"),
    DemoAccount("police", "Poste 21 (inventé)", "police", "police"),
    DemoAccount("court", "Cour municipale (inventée)", "cour", "court"),
    DemoAccount("clerk", "Noémie", "greffe, commission", "clerk", ("montreal",)),
    DemoAccount("panel", "Renée", "comité, travail social", "panel, social work", ("montreal",)),
    DemoAccount("panel-law", "Me Ludivine", "comité, droit", "panel, law", ("montreal",)),
    DemoAccount("panel-health", "Dr Isidore", "comité, santé", "panel, health", ("montreal",)),
    DemoAccount("commission", "Thierry", "coordination, commission", "commission’s coordinator"),
)
