from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "veille.care.outreach"
    label = "care_outreach"

    def ready(self) -> None:
        from veille.care.corrections import rule
        from veille.ledger.areas import register

        from .area import OUTREACH
        from .corrections import RULES

        register(OUTREACH)
        rule(RULES)
