from veille.ledger import room


class CarryConfig(room.Room):
    name = "veille.care.carry"
    label = "care_carry"
