from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "veille.care"
    label = "care"

    def ready(self) -> None:
        from veille.ledger.areas import register

        from .area import CARE

        register(CARE)
