from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    name = "veille.care.shifts"
    label = "care_shifts"

    def ready(self) -> None:
        from veille.care import corrections
        from veille.ledger.areas import register

        from . import policies, reads
        from .area import SHIFTS

        register(SHIFTS)
        corrections.rule(corrections.Rules("care.shifts.", reads.words_key, policies.must_hold))
