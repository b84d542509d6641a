from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "veille.care.exchange"
    label = "care_exchange"

    def ready(self) -> None:
        from veille.care.corrections import rule
        from veille.ledger.areas import register

        from .actions import RULES
        from .area import EXCHANGE_ROOM

        register(EXCHANGE_ROOM)
        rule(RULES)
