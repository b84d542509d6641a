from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "veille.supply"
    label = "supply"

    def ready(self) -> None:
        from veille.ledger.areas import register

        from .area import SUPPLY

        register(SUPPLY)
