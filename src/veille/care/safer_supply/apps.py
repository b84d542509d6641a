from veille.ledger import room


class SaferSupplyConfig(room.Room):
    name = "veille.care.safer_supply"
    label = "care_safer_supply"

    def ready(self) -> None:
        from veille.care.corrections import rule

        from .held import RULES

        super().ready()
        rule(RULES)
