from veille.ledger import room


class PeopleConfig(room.Room):
    name = "veille.care.people"
    label = "care_people"

    def ready(self) -> None:
        from veille.care import actions, corrections

        from . import policies, reads

        super().ready()
        corrections.rule(corrections.Rules("care.people.", reads.words_key, policies.must_hold))
        actions.ask_at_the_door(policies.may_come_in)
