from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "veille.care.people"
    label = "care_people"

    def ready(self) -> None:
        from veille.care import actions, corrections
        from veille.ledger.areas import register

        from . import policies, reads
        from .area import PEOPLE

        register(PEOPLE)
        corrections.rule(corrections.Rules("care.people.", reads.words_key, policies.must_hold))
        actions.ask_at_the_door(policies.may_come_in)
