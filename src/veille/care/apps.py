from veille.ledger import room


class CareConfig(room.Room):
    name = "veille.care"
    label = "care"

    def ready(self) -> None:
        from .imported_people import PEOPLE
        from .imported_visits import VISITS
        from .importing import can_import

        super().ready()
        can_import(VISITS)
        can_import(PEOPLE)
