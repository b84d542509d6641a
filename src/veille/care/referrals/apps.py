from veille.ledger import room


class ReferralsConfig(room.Room):
    name = "veille.care.referrals"
    label = "care_referrals"

    def ready(self) -> None:
        from veille.care import area

        from . import deaths

        super().ready()
        area.follow_deaths(deaths.after_death)
