from django.apps import AppConfig


class SaferSupplyConfig(AppConfig):
    name = "veille.care.safer_supply"
    label = "care_safer_supply"

    def ready(self) -> None:
        from veille.care.corrections import rule
        from veille.ledger.areas import register

        from .area import SAFER_SUPPLY
        from .held import RULES

        register(SAFER_SUPPLY)
        rule(RULES)
