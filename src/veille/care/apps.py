from veille.ledger import room


class CareConfig(room.Room):
    name = "veille.care"
    label = "care"
