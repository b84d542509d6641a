from veille.ledger import room


class OutreachConfig(room.Room):
    name = "veille.care.outreach"
    label = "care_outreach"
