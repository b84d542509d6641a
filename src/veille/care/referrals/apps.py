from veille.ledger import room


class ReferralsConfig(room.Room):
    name = "veille.care.referrals"
    label = "care_referrals"
