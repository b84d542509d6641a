"""Read tables of carry cards. The folds fill them."""

from django.db import models

from veille.ledger.columns import HeaderRow


class CardRow(HeaderRow):
    person = models.CharField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "care_carry"
        db_table = "care_carry_card"


class ReadingRow(HeaderRow):
    class Meta:
        app_label = "care_carry"
        db_table = "care_carry_reading"
