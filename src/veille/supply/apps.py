from veille.ledger import room


class SupplyConfig(room.Room):
    name = "veille.supply"
    label = "supply"
