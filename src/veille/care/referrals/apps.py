from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "veille.care.referrals"
    label = "care_referrals"

    def ready(self) -> None:
        from veille.care import corrections
        from veille.ledger.areas import register

        from . import actions, reads
        from .area import REFERRALS

        register(REFERRALS)
        corrections.rule(corrections.Rules("care.referrals.", reads.words_key, actions.hold))
