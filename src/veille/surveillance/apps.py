from veille.ledger import room


class SurveillanceConfig(room.Room):
    name = "veille.surveillance"
    label = "surveillance"
