from veille.ledger import room


class PeopleConfig(room.Room):
    name = "veille.care.people"
    label = "care_people"

    def ready(self) -> None:
        from veille.care import actions

        from . import policies

        super().ready()
        actions.ask_at_the_door(policies.check_can_come_in)
