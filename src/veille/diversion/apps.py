from django.apps import AppConfig


class DiversionConfig(AppConfig):
    name = "veille.diversion"
    label = "diversion"

    def ready(self) -> None:
        from veille.ledger.areas import register

        from .area import DIVERSION

        register(DIVERSION)
