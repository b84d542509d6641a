from veille.ledger import room


class ExchangeConfig(room.Room):
    name = "veille.care.exchange"
    label = "care_exchange"

    def ready(self) -> None:
        from veille.care.corrections import rule

        from .actions import RULES

        super().ready()
        rule(RULES)
