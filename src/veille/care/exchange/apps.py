from veille.ledger import room


class ExchangeConfig(room.Room):
    name = "veille.care.exchange"
    label = "care_exchange"

    def ready(self) -> None:
        from veille.care import area

        from . import reads

        super().ready()
        area.go_with_visits(reads.things_of_visit)
