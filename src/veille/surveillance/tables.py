"""The read tables of alarms on which something was noted, and of neighbours' remarks. The folds
fill them."""

from django.db import models

from veille.ledger.columns import HeaderRow


class AlarmRow(HeaderRow):
    version = models.IntegerField()
    series = models.CharField()
    period = models.CharField()
    #: Days, as ISO has them.
    first = models.CharField()
    last = models.CharField()
    stage = models.CharField()
    why = models.CharField()
    changed_by = models.CharField()
    changed_at = models.DateTimeField()
    #: What it said when it was taken up.
    seen = models.JSONField()

    class Meta:
        app_label = "surveillance"
        db_table = "surveillance_alarm"
        indexes = [models.Index(fields=["last"], name="alarm_by_last_day")]


class RemarkRow(HeaderRow):
    """What a neighbour said, and what was answered."""

    topic = models.CharField()
    block = models.CharField()
    words = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField()

    class Meta:
        app_label = "surveillance"
        db_table = "surveillance_remark"
        indexes = [models.Index(fields=["site", "at"], name="remark_by_site")]


class OutsideRow(HeaderRow):
    """A series that somebody else publishes, with its vintages."""

    version = models.IntegerField()
    what = models.CharField()
    area = models.CharField()
    source = models.CharField()
    title = models.CharField()
    period = models.CharField()
    unit = models.CharField()
    rolling_months = models.IntegerField()
    public = models.BooleanField()
    vintages = models.JSONField()

    class Meta:
        app_label = "surveillance"
        db_table = "surveillance_outside"
