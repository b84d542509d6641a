from veille.ledger import room


class ReferralsConfig(room.Room):
    name = "veille.care.referrals"
    label = "care_referrals"

    def ready(self) -> None:
        from veille.care import area

        from . import deaths, reads

        super().ready()
        area.follow_deaths(deaths.after_death)
        area.go_with_visits(reads.things_of_visit)
