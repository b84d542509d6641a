from veille.ledger import room


class PeopleConfig(room.Room):
    name = "veille.care.people"
    label = "care_people"

    def ready(self) -> None:
        from veille.care import actions, area

        from . import deaths, doorkeeper

        super().ready()
        actions.ask_at_the_door(doorkeeper.check_can_come_in)
        area.follow_deaths(deaths.after_death)
