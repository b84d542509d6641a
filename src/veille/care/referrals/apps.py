from veille.ledger import room


class ReferralsConfig(room.Room):
    name = "veille.care.referrals"
    label = "care_referrals"

    def ready(self) -> None:
        from veille.care import corrections

        from . import actions, reads

        super().ready()
        corrections.rule(corrections.Rules("care.referrals.", reads.words_key, actions.hold))
