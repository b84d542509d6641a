from veille.ledger import room


class DiversionConfig(room.Room):
    name = "veille.diversion"
    label = "diversion"
