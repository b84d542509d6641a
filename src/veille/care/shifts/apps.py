from veille.ledger import room


class ShiftsConfig(room.Room):
    name = "veille.care.shifts"
    label = "care_shifts"

    def ready(self) -> None:
        from veille.care import corrections

        from . import policies, reads

        super().ready()
        corrections.rule(corrections.Rules("care.shifts.", reads.words_key, policies.must_hold))
