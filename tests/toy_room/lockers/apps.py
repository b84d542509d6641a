from veille.ledger import room


class LockersConfig(room.Room):
    name = "tests.toy_room.lockers"
    label = "care_lockers"
