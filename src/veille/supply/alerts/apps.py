from veille.ledger import room


class AlertsConfig(room.Room):
    name = "veille.supply.alerts"
    label = "supply_alerts"
