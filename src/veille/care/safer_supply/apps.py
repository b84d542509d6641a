from veille.ledger import room


class SaferSupplyConfig(room.Room):
    name = "veille.care.safer_supply"
    label = "care_safer_supply"
