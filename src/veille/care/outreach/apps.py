from veille.ledger import room


class OutreachConfig(room.Room):
    name = "veille.care.outreach"
    label = "care_outreach"

    def ready(self) -> None:
        from veille.care.corrections import rule

        from .corrections import RULES

        super().ready()
        rule(RULES)
