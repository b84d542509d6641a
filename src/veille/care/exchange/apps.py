from veille.ledger import room


class ExchangeConfig(room.Room):
    name = "veille.care.exchange"
    label = "care_exchange"
