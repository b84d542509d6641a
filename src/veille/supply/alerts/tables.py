"""The read table of alerts. The fold fills it."""

from django.db import models

from veille.ledger.columns import HeaderRow


class AlertRow(HeaderRow):
    version = models.IntegerField()
    code = models.CharField()
    stage = models.CharField()
    subject = models.CharField()
    substance = models.CharField()
    sold_as = models.CharField()
    #: Days, as ISO has them: when a trigger raised it (empty: by hand), and the last one of it.
    raised_on = models.CharField()
    ends = models.CharField()
    published_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "supply_alerts"
        db_table = "supply_alert"
        indexes = [
            models.Index(fields=["code"], name="alert_by_code"),
            models.Index(fields=["stage", "ends"], name="alert_by_stage"),
        ]
