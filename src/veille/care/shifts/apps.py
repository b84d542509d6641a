from veille.ledger import room


class ShiftsConfig(room.Room):
    name = "veille.care.shifts"
    label = "care_shifts"
