from veille.ledger import room


class ExchangeConfig(room.Room):
    name = "veille.care.exchange"
    label = "care_exchange"

    def ready(self) -> None:
        from veille.care import area
        from veille.care.importing import can_import

        from . import reads
        from .importing import EXCHANGES, STOCK

        super().ready()
        area.go_with_visits(reads.things_of_visit)
        can_import(EXCHANGES)
        can_import(STOCK)
