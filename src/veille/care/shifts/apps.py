from veille.ledger import room


class ShiftsConfig(room.Room):
    name = "veille.care.shifts"
    label = "care_shifts"

    def ready(self) -> None:
        from veille.care import area

        from . import reads

        super().ready()
        area.go_with_visits(reads.of_visit)
