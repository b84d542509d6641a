from veille.ledger import room


class SaferSupplyConfig(room.Room):
    name = "veille.care.safer_supply"
    label = "care_safer_supply"

    def ready(self) -> None:
        from veille.care import area

        from . import deaths, records

        super().ready()
        area.follow_deaths(deaths.after_death)
        area.ask_before_joining(records.check_can_be_joined)
